import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { FaultNotice } from "../app/notice-pages.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { renewPhrase } from "./api.ts";
import { Sheet } from "./sheet.tsx";
import classes from "./ticket.module.css";

interface PhraseSheetProps {
  readonly slug: string;
  /** The words given with the ticket, as long as this page remembers them. */
  readonly first: readonly string[] | null;
  readonly onClose: () => void;
}

/** The six words. Nobody, not even we, can show them a second time; new ones can be made. */
export function PhraseSheet({ slug, first, onClose }: PhraseSheetProps) {
  const { t } = useTranslation();
  const renewing = useMutation({ mutationFn: () => renewPhrase(slug) });
  const words = renewing.data?.phrase ?? first;
  return (
    <Sheet title={t("ticket.phrase.title")} closeLabel={t("ticket.phrase.close")} onClose={onClose}>
      {words !== null && (
        <>
          <p>{t("ticket.phrase.lead")}</p>
          <ol className={classes.words} translate="no">
            {words.map((word, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand twice, and its place is what it is
              <li key={index}>{word}</li>
            ))}
          </ol>
          <CopyButton text={words.join(" ")} label={t("ticket.phrase.copy")} words={t("ticket.phrase.copy")} />
        </>
      )}
      <p className={classes.quiet}>{words === null ? t("ticket.phrase.hint") : t("ticket.phrase.again")}</p>
      {words === null && <p className={classes.quiet}>{t("ticket.phrase.again")}</p>}
      <Button variant="default" loading={renewing.isPending} onClick={() => renewing.mutate()}>
        {t("ticket.phrase.make")}
      </Button>
      {renewing.error && <FaultNotice error={renewing.error} retry={() => renewing.mutate()} />}
    </Sheet>
  );
}
