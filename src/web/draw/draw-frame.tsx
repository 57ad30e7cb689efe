import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { challengeQuery } from "../guide/api.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { TicketFrame } from "../ticket/ticket-frame.tsx";

/** The frame of a draw's pages, under the name of its event. */
export function DrawFrame({ slug, children }: { readonly slug: string; readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  const { data: challenge } = useQuery(challengeQuery(slug));
  return (
    <TicketFrame name={challenge && inLanguage(challenge.name, i18n.language)} rehearsal={challenge?.rehearsal}>
      {children}
    </TicketFrame>
  );
}
