import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bilingual, HandOverBody, ScanAnswer } from "../../contract/index.ts";
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from "../../kernel/index.ts";
import { ApiFault } from "../app/api.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { clock } from "../claim/clock.ts";
import { PrizePicture } from "../claim/prize-picture.tsx";
import { SwagPickUp } from "../swag/pick-up.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { IconCheck, IconClose, IconWarning } from "../ui/icons.tsx";
import { QrCode } from "../wall/qr-code.tsx";
import { ANYWAY, newPairingCode } from "./api.ts";
import classes from "./scan.module.css";
import { handOver, handOverPath, scanQuery, undoHandOver } from "./scan-api.ts";
import { Signature } from "./scan-signature.tsx";
import { newId, type Waiting } from "./staff-queue.ts";

/** Where taps wait while the network is away. */
export interface Queue {
  readonly waiting: readonly Waiting[];
  add(change: Waiting): Promise<void>;
}

interface Props {
  readonly slug: string;
  readonly code: string;
  readonly answer: ScanAnswer | undefined;
  /** The same from this phone's own list, while the server has not answered. */
  readonly known: ScanAnswer | undefined;
  /** Won in the raffle and waiting, as far as this phone knows. */
  readonly gift: Bilingual | null;
  readonly error: Error | null;
  /** The code that was looked at while a second look was waited for; "" before. */
  readonly second: string;
  readonly queue: Queue;
  readonly onSecond: () => void;
  /** No second look is waited for any more. */
  readonly onSettled: () => void;
  readonly onNext: () => void;
}

/** Drawn: not every phone's font has the characters. */
const MARKS = {
  green: <IconCheck size={44} />,
  amber: <IconWarning size={44} />,
  red: <IconClose size={44} />,
} as const;
const BUZZ = { green: [80], amber: [80, 60, 80], red: [300] } as const;

/** What a code means: colour, mark, words and a buzz, never a colour alone. */
export function ScanResult(props: Props) {
  const { t, i18n } = useTranslation();
  const { answer, known, error, onNext, slug } = props;
  const title = useRef<HTMLHeadingElement>(null);
  const isAway = error instanceof ApiFault && error.status === 0;
  const isDone = answer?.kind === "handed-over" && answer.undoUntil !== null;
  const light = isDone ? "green" : (answer?.light ?? (isAway ? "amber" : undefined));
  useEffect(() => {
    if (light === undefined) return;
    navigator.vibrate?.([...BUZZ[light]]);
    title.current?.focus();
  }, [light]);
  if (light === undefined) {
    return error === null ? null : <FaultNotice error={error} retry={onNext} />;
  }
  const says = (words: { readonly ko: string; readonly en: string }) => inLanguage(words, i18n.language);
  return (
    <section className={classes.result} data-light={light} aria-live="assertive">
      <p className={classes.mark}>
        <span aria-hidden="true">{MARKS[light]}</span> {t(`claim.scan.light.${light}`)}
      </p>
      <h2 ref={title} tabIndex={-1}>
        {isDone ? t("claim.scan.done") : answer ? says(answer.title) : t("claim.scan.offlineTitle")}
      </h2>
      {answer?.prize && (
        <p className={classes.prize}>
          <PrizePicture slug={slug} prize={answer.prize.id} />
          {says(answer.prize.name)}
        </p>
      )}
      {answer?.ticket && (
        <p>
          {t("claim.scan.winner")}: {answer.maskedName || answer.ticket.nickname} · {answer.ticket.id}
        </p>
      )}
      {!isDone && <p>{answer ? says(answer.sentence) : t("claim.scan.offline")}</p>}
      {known && <p className={classes.asOf}>{t("claim.scan.asOf", { t: clock(known.serverTime, i18n.language) })}</p>}
      {answer?.kind === "ticket" && light === "amber" && answer.ticket && (
        <GoOnHere slug={slug} ticket={answer.ticket.id} />
      )}
      {answer?.kind === "prize" && <HandOver {...props} />}
      {answer?.kind === "ticket" && answer.ticket && <SwagPickUp {...props} ticket={answer.ticket.id} />}
      {isDone && answer && <Undo {...props} until={answer.undoUntil ?? 0} serverTime={answer.serverTime} />}
      <Button size="md" variant="default" onClick={onNext}>
        {t("claim.scan.next")}
      </Button>
    </section>
  );
}

function HandOver({ slug, code, second, queue, onSecond, onSettled }: Props) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [way, setWay] = useState<"signature" | "second-look" | undefined>(undefined);
  const [queued, setQueued] = useState(false);
  const handing = useMutation({
    ...ANYWAY,
    async mutationFn(body: HandOverBody) {
      try {
        queryClient.setQueryData(scanQuery(slug, code).queryKey, await handOver(slug, body));
      } catch (error) {
        if (!(error instanceof ApiFault && error.status === 0)) throw error;
        // The same tap again later is the same tap: the server takes it once.
        await queue.add({ id: newId(), path: handOverPath(slug), body });
        setQueued(true);
      }
    },
    onSuccess: onSettled,
  });
  const { mutate, isPending, isSuccess } = handing;
  useEffect(() => {
    if (way !== "second-look" || second !== code || isPending || isSuccess) return;
    mutate({ code, receipt: { kind: "second-look", code: second } });
  }, [way, second, code, isPending, isSuccess, mutate]);
  if (queued) return <p role="status">{t("claim.scan.queued")}</p>;
  return (
    <>
      {handing.error && <FaultNotice error={handing.error} retry={() => handing.reset()} />}
      {way === undefined && (
        <div className={classes.actions}>
          <Button
            size="md"
            onClick={() => {
              setWay("second-look");
              onSecond();
            }}
          >
            {t("claim.scan.secondLook")}
          </Button>
          <Button size="md" variant="default" onClick={() => setWay("signature")}>
            {t("claim.scan.sign")}
          </Button>
        </div>
      )}
      {way === "second-look" && (
        <p role="status">
          {second !== "" && second !== code ? t("claim.scan.secondLookOther") : t("claim.scan.secondLookNow")}
        </p>
      )}
      {way === "signature" && (
        <Signature
          busy={handing.isPending}
          onSigned={(strokes) =>
            mutate({ code, receipt: { kind: "signature", strokes: strokes.filter(({ length }) => length >= 2) } })
          }
        />
      )}
    </>
  );
}

function Undo({ slug, code, until, serverTime }: Props & { readonly until: number; readonly serverTime: number }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [offset] = useState(() => serverTime - Date.now() * MICROS_PER_MILLI);
  const [now, setNow] = useState(serverTime);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * MICROS_PER_MILLI + offset), 500);
    return () => clearInterval(timer);
  }, [offset]);
  const undoing = useMutation({
    ...ANYWAY,
    mutationFn: () => undoHandOver(slug, code),
    onSuccess: (answer) => queryClient.setQueryData(scanQuery(slug, code).queryKey, answer),
  });
  const seconds = Math.ceil((until - now) / MICROS_PER_SECOND);
  if (seconds <= 0) return null;
  return (
    <>
      <Button size="md" variant="default" loading={undoing.isPending} onClick={() => undoing.mutate()}>
        {t("claim.scan.undo", { s: seconds })}
      </Button>
      {undoing.error && <FaultNotice error={undoing.error} retry={() => undoing.reset()} />}
    </>
  );
}

/** What is missing is mended on the visitor's own phone, or right here on another. */
function GoOnHere({ slug, ticket }: { readonly slug: string; readonly ticket: string }) {
  const { t } = useTranslation();
  const code = useMutation({ ...ANYWAY, mutationFn: () => newPairingCode(slug, ticket) });
  if (code.data === undefined) {
    return (
      <>
        <Button size="md" loading={code.isPending} onClick={() => code.mutate()}>
          {t("claim.scan.showQr")}
        </Button>
        {code.error && <FaultNotice error={code.error} retry={() => code.reset()} />}
      </>
    );
  }
  return (
    <div className={classes.goOn}>
      <QrCode text={`${window.location.origin}/${code.data.code}`} label={t("claim.scan.goOn")} />
      <p>{t("claim.scan.goOn")}</p>
      <strong>{code.data.code}</strong>
    </div>
  );
}
