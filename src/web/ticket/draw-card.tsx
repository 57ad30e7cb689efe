import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { DrawsAnswer, DrawView, MyTicket } from "../../contract/index.ts";
import { getJson } from "../app/api.ts";
import { keepSealed } from "../draw/receipts.ts";
import classes from "./ticket.module.css";

/**
 * The way to the draw, once one is announced; its words say what can be done there now. Its sealed value is kept by this
 * phone from the first look at its ticket: a witness of what was promised while entries were open.
 */
export function DrawCard({ slug, ticket }: { readonly slug: string; readonly ticket: MyTicket }) {
  const { t, i18n } = useTranslation();
  const { state } = ticket.challenge;
  const { data } = useQuery({
    queryKey: ["draw", slug, "all", state],
    queryFn: ({ signal }) => getJson<DrawsAnswer>(`/api/e/${encodeURIComponent(slug)}/draws`, {}, signal),
    refetchInterval: state === "open" ? 60_000 : 5_000,
  });
  const draw = data?.draws.find((each) => each.state !== "cancelled");
  useEffect(() => {
    if (draw !== undefined) keepSealed(draw);
  }, [draw]);
  if (draw === undefined) return null;
  // Lanes are for who is in; everybody else is told no more than where the draw is.
  const isOut = wordOf(draw) === "closed" && !ticket.verdict.eligible;
  const words = i18n.language === "ko" ? draw.commitWords.ko : draw.commitWords.en;
  return (
    <Link to="/e/$slug/draw" params={{ slug }} className={classes.link}>
      {isOut ? t("draw.title") : t(`draw.card.${wordOf(draw)}`, { words })} <span aria-hidden="true">→</span>
    </Link>
  );
}

function wordOf(draw: DrawView): "announced" | "closed" | "frozen" | "drawn" {
  if (draw.drawnAt !== null) return "drawn";
  if (draw.frozenAt !== null) return "frozen";
  return draw.state === "announced" ? "announced" : "closed";
}
