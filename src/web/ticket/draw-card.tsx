import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DrawsAnswer, DrawView, MyTicket } from "../../contract/index.ts";
import { getJson } from "../app/api.ts";
import classes from "./ticket.module.css";

/** The way to the draw, once one is announced; its words say what can be done there now. */
export function DrawCard({ slug, ticket }: { readonly slug: string; readonly ticket: MyTicket }) {
  const { t } = useTranslation();
  const { state } = ticket.challenge;
  const { data } = useQuery({
    queryKey: ["draw", slug, "all", state],
    queryFn: ({ signal }) => getJson<DrawsAnswer>(`/api/e/${encodeURIComponent(slug)}/draws`, {}, signal),
    refetchInterval: state === "open" ? 60_000 : 5_000,
  });
  const draw = data?.draws.find((each) => each.state !== "cancelled");
  if (draw === undefined || draw.state === "announced") return null;
  return (
    <Link to="/e/$slug/draw" params={{ slug }} className={classes.link}>
      {t(`draw.card.${wordOf(draw)}`)} <span aria-hidden="true">→</span>
    </Link>
  );
}

function wordOf(draw: DrawView): "closed" | "frozen" | "drawn" {
  if (draw.drawnAt !== null) return "drawn";
  return draw.frozenAt === null ? "closed" : "frozen";
}
