import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bilingual, SwagHandOver, SwagRollView } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { venueClock } from "../host/venue-time.ts";
import { Picture } from "../picture/picture.tsx";
import { ANYWAY } from "../staff/api.ts";
import { handOverSwag, swagHandOverPath, swagVisitorQuery } from "../staff/scan-api.ts";
import { newId, type Waiting } from "../staff/staff-queue.ts";
import { inLanguage } from "../ticket/bilingual.ts";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { stocksQuery, swapSize, undoHandOver } from "./api.ts";
import { FaultWords } from "./fault-words.tsx";
import classes from "./pick-up.module.css";
import { SizeChoice } from "./size-choice.tsx";

interface PickUpProps {
  readonly slug: string;
  readonly ticket: string;
  /** Won and waiting as far as this phone knows by itself, for when the network is away; null without. */
  readonly gift: Bilingual | null;
  /** Where the tap waits meanwhile; without one it has to be made again. */
  readonly queue?: { add(change: Waiting): Promise<void> } | undefined;
}

/** What a visitor won in the raffle: its picture on green, one tap, half a minute to take it back; red when they have it. */
export function SwagPickUp({ slug, ticket, gift, queue }: PickUpProps) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const visitor = useQuery(swagVisitorQuery(slug, ticket));
  const [queued, setQueued] = useState(false);
  const again = () => {
    void client.invalidateQueries({ queryKey: swagVisitorQuery(slug, ticket).queryKey });
    void client.invalidateQueries({ queryKey: stocksQuery(slug).queryKey });
  };
  const handing = useMutation({
    ...ANYWAY,
    async mutationFn() {
      try {
        return await handOverSwag(slug, ticket);
      } catch (error) {
        if (queue === undefined || !(error instanceof ApiFault && error.status === 0)) throw error;
        await queue.add({ id: newId(), path: swagHandOverPath(slug, ticket), body: {} });
        setQueued(true);
        return null;
      }
    },
    onSettled: again,
  });
  const takeBack = () => {
    handing.reset();
    again();
  };
  const rolls = visitor.data?.rolls ?? [];
  const waiting = rolls.find(({ name, handedOverAt }) => name !== null && handedOverAt === null);
  const had = rolls.find(({ name, handedOverAt }) => name !== null && handedOverAt !== null);
  const isAway = visitor.error instanceof ApiFault && visitor.error.status === 0;
  const name = waiting?.name ?? (isAway && visitor.data === undefined ? gift : null);
  if (queued) return <p role="status">{t("claim.scan.queued")}</p>;
  if (handing.data && waiting === undefined)
    return <Given slug={slug} given={handing.data} roll={had} again={takeBack} />;
  if (name !== null) {
    const needsSize = waiting !== undefined && waiting.sizes.length > 0 && waiting.size === "";
    const item = [inLanguage(name, i18n.language), waiting?.size].filter(Boolean).join(" ");
    return (
      <section className={classes.green} aria-label={item}>
        <span className={classes.photo}>
          <Picture src={waiting?.picture ?? ""} cover />
        </span>
        <h3>{item}</h3>
        {waiting && waiting.sizes.length > 0 && <Sizes slug={slug} ticket={ticket} roll={waiting} again={again} />}
        <Button size="lg" loading={handing.isPending} disabled={needsSize} onClick={() => handing.mutate()}>
          {t("swag.table.give", { item })}
        </Button>
        {handing.error && <FaultWords error={handing.error} />}
      </section>
    );
  }
  return had === undefined ? null : <Had slug={slug} ticket={ticket} roll={had} again={again} />;
}

interface RollProps {
  readonly slug: string;
  readonly ticket: string;
  readonly roll: SwagRollView;
  readonly again: () => void;
}

function Sizes({ slug, ticket, roll, again }: RollProps) {
  const { t } = useTranslation();
  const swap = useMutation({
    mutationFn: (size: string) => swapSize(slug, ticket, roll.raffle, size),
    onSettled: again,
  });
  return (
    <>
      <SizeChoice
        roll={roll}
        legend={t(roll.handedOverAt === null ? "swag.size.title" : "swag.size.swap")}
        busy={swap.isPending}
        onChoose={(size) => swap.mutate(size)}
      />
      {swap.error && <FaultWords error={swap.error} />}
      <p role="status" className={classes.quiet}>
        {swap.isSuccess && roll.handedOverAt !== null && t("swag.size.swapped", { size: roll.size })}
      </p>
    </>
  );
}

/** They have it; who comes back with the wrong size gets another one. */
function Had({ slug, ticket, roll, again }: RollProps) {
  const { t, i18n } = useTranslation();
  const item = [roll.name === null ? "" : inLanguage(roll.name, i18n.language), roll.size].filter(Boolean).join(" ");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <section className={classes.red} aria-label={item}>
      <p>
        <IconWarning /> {t("swag.table.alreadyGiven", { t: venueClock(roll.handedOverAt ?? 0, zone) })} {item}
      </p>
      {roll.sizes.length > 0 && (
        <details>
          <summary>{t("swag.size.swap")}</summary>
          <Sizes slug={slug} ticket={ticket} roll={roll} again={again} />
        </details>
      )}
    </section>
  );
}

interface GivenProps {
  readonly slug: string;
  readonly given: SwagHandOver;
  readonly roll: SwagRollView | undefined;
  readonly again: () => void;
}

function Given({ slug, given, roll, again }: GivenProps) {
  const { t, i18n } = useTranslation();
  const [seconds, setSeconds] = useState(30);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((left) => Math.max(0, left - 1)), 1_000);
    return () => clearInterval(timer);
  }, []);
  const undo = useMutation({ mutationFn: () => undoHandOver(slug, given.ticket), onSuccess: again });
  const item = [inLanguage(given.name, i18n.language), given.size].filter(Boolean).join(" ");
  if (given.already) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return (
      <p className={classes.red} role="alert">
        <IconWarning /> {t("swag.table.alreadyGiven", { t: venueClock(given.at, zone) })} {given.by}
      </p>
    );
  }
  return (
    <section className={classes.green} role="status">
      <span className={classes.photo}>
        <Picture src={roll?.picture ?? ""} cover />
      </span>
      <h3>
        <IconCheck /> {t("swag.table.given", { item })}
      </h3>
      {seconds > 0 && (
        <Button variant="default" size="md" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t("swag.table.undo", { s: seconds })}
        </Button>
      )}
      {undo.error && <FaultWords error={undo.error} />}
    </section>
  );
}
