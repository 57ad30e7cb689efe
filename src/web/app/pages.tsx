import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import type { PublicChallenge } from "../../contract/index.ts";
import { noticePlace } from "../ticket/came-from.ts";
import { getJson } from "./api.ts";
import { RehearsalMark } from "./rehearsal-mark.tsx";

/** Every page, with a mark over those of a rehearsal. */
export function Pages() {
  const { slug } = useParams({ strict: false });
  useEffect(() => {
    if (slug !== undefined) noticePlace(slug);
  }, [slug]);
  return (
    <>
      <Outlet />
      {slug !== undefined && <MarkOf slug={slug} />}
    </>
  );
}

function MarkOf({ slug }: { readonly slug: string }) {
  // Under the key of the pages themselves, which ask for the same.
  const challenge = useQuery({
    queryKey: ["challenge", slug],
    queryFn: ({ signal }) => getJson<PublicChallenge>(`/api/e/${encodeURIComponent(slug)}`, {}, signal),
    staleTime: 60_000,
  });
  return challenge.data?.rehearsal ? <RehearsalMark /> : null;
}
