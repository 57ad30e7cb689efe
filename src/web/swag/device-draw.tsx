import { Button } from "@mantine/core";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { percentText } from "../../challenge/draw/index.ts";
import { ApiFault } from "../app/api.ts";
import { Picture } from "../picture/picture.tsx";
import { inLanguage } from "../ticket/bilingual.ts";
import { uploadRolls } from "./api.ts";
import { BlankFace } from "./blank-face.tsx";
import { Confetti } from "./confetti.tsx";
import classes from "./device.module.css";
import {
  type DeviceRoll,
  type DeviceState,
  forgetDevice,
  leftOf,
  noteTold,
  readDevice,
  rollHere,
  waitingOf,
  writeDevice,
} from "./device-share.ts";
import { newNonce } from "./kept-roll.ts";

const REVEAL_MS = 1_200;
const TELL_EVERY_MS = 5_000;
const MOST_AT_ONCE = 200;

interface DrawProps {
  readonly slug: string;
  readonly state: DeviceState;
  readonly onChange: (state: DeviceState | undefined) => void;
}

/** Draws, shows what came, and tells the booth whenever it answers. */
export function DeviceDraw({ slug, state, onChange }: DrawProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<DeviceRoll | undefined>(undefined);
  const { problem, tell } = useTelling(slug, state, onChange);
  const left = leftOf(state);
  const total = left.reduce((sum, { remaining }) => sum + remaining, 0);
  return (
    <>
      <Line state={state} problem={problem} />
      <Conflicts slug={slug} state={state} onChange={onChange} />
      {shown === undefined ? (
        total > 0 ? (
          <RollForm slug={slug} state={state} onChange={onChange} onRolled={setShown} />
        ) : (
          <p className={classes.card}>{t("device.empty")}</p>
        )
      ) : (
        <Shown state={state} roll={shown} onNext={() => setShown(undefined)} />
      )}
      <LeftHere state={state} total={total} />
      <GiveBack slug={slug} state={state} tell={tell} onDone={() => onChange(undefined)} />
    </>
  );
}

/** Sends what waits, now and then and when the network comes back. */
function useTelling(slug: string, state: DeviceState, onChange: DrawProps["onChange"]) {
  const [problem, setProblem] = useState<unknown>(undefined);
  const busy = useRef(false);
  const { day, share } = state;
  const { device } = share;
  const tell = useCallback(
    async (done: boolean): Promise<boolean> => {
      const now = readDevice(slug);
      if (busy.current || now === undefined) return false;
      const waiting = waitingOf(now).slice(0, MOST_AT_ONCE);
      if (waiting.length === 0 && !done) return true;
      busy.current = true;
      try {
        onChange(noteTold(slug, await uploadRolls(slug, { day, device }, { rolls: [...waiting], done })));
        setProblem(undefined);
        return true;
      } catch (error) {
        setProblem(error);
        return false;
      } finally {
        busy.current = false;
      }
    },
    [slug, day, device, onChange],
  );
  useEffect(() => {
    const now = () => void tell(false);
    now();
    const timer = setInterval(now, TELL_EVERY_MS);
    window.addEventListener("online", now);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", now);
    };
  }, [tell]);
  return { problem, tell };
}

function Line({ state, problem }: { readonly state: DeviceState; readonly problem: unknown }) {
  const { t } = useTranslation();
  const waiting = waitingOf(state).length;
  const isAway = problem instanceof ApiFault && problem.status === 0;
  const isOut = problem instanceof ApiFault && (problem.status === 401 || problem.status === 403);
  const says = isOut ? t("device.loggedOut", { n: waiting }) : t("device.offline", { n: waiting });
  if (problem !== undefined && !isAway && !isOut)
    return (
      <div role="alert" className={classes.alarm}>
        <strong>{t("device.refused", { n: waiting })}</strong>
        <p>{problem instanceof Error ? problem.message : ""}</p>
      </div>
    );
  return (
    <p role="status" className={waiting > 0 || problem !== undefined ? classes.waiting : classes.told}>
      {problem === undefined ? t(waiting > 0 ? "device.sending" : "device.told", { n: waiting }) : says}
    </p>
  );
}

function Conflicts({ slug, state, onChange }: DrawProps) {
  const { t } = useTranslation();
  if (state.twice.length === 0 && state.unknown.length === 0) return null;
  const seen = () => {
    const now = readDevice(slug) ?? state;
    const next = { ...now, twice: [], unknown: [] };
    writeDevice(slug, next);
    onChange(next);
  };
  return (
    <div role="alert" className={classes.alarm}>
      {state.twice.length > 0 && <p>{t("device.twice", { ids: state.twice.join(", ") })}</p>}
      {state.unknown.length > 0 && <p>{t("device.unknown", { ids: state.unknown.join(", ") })}</p>}
      <Button variant="default" onClick={seen}>
        {t("device.seen")}
      </Button>
    </div>
  );
}

/** As tickets are read everywhere: case, blanks and look-alikes do not matter. */
const readTicket = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

type RollProps = DrawProps & { readonly onRolled: (roll: DeviceRoll) => void };

function RollForm({ slug, state, onChange, onRolled }: RollProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState<"empty" | "drawn" | "full" | "no-ticket" | undefined>(undefined);
  const [rolling, setRolling] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const ticket = readTicket(typed);
    if (ticket !== "" && !/^[0-9A-HJKMNP-TV-Z]{8}$/.test(ticket)) return setRefused("no-ticket");
    const rolled = rollHere(slug, { ticket, nonce: newNonce(), at: Date.now() * 1_000 });
    if (rolled.kind !== "rolled") return setRefused(rolled.kind);
    setRolling(true);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    await new Promise((resolve) => setTimeout(resolve, still ? 0 : REVEAL_MS));
    onChange(rolled.state);
    onRolled(rolled.roll);
  };
  return (
    <form className={classes.card} onSubmit={(event) => void submit(event)}>
      <label className={classes.field}>
        <span>{t("device.ticket")}</span>
        <input
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          value={typed}
          aria-describedby="device-ticket-hint"
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setRefused(undefined);
          }}
        />
        <span id="device-ticket-hint" className={classes.quiet}>
          {t("device.ticketHint")}
        </span>
      </label>
      {refused && (
        <p role="alert" className={classes.fault}>
          {t(`device.no.${refused}`)}
        </p>
      )}
      <p className={classes.odds}>{t("device.odds", { p: percentText(state.share.blank) })}</p>
      <Button type="submit" size="lg" className={classes.go} loading={rolling}>
        {t("swag.draw")}
      </Button>
    </form>
  );
}

interface ShownProps {
  readonly state: DeviceState;
  readonly roll: DeviceRoll;
  readonly onNext: () => void;
}

function Shown({ state, roll, onNext }: ShownProps) {
  const { t, i18n } = useTranslation();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const item = state.share.items.find(({ id }) => id === roll.result);
  return (
    <section className={classes.shown} data-won={item !== undefined}>
      {item && <Confetti />}
      <div className={classes.sign}>
        {item === undefined ? <BlankFace seq={roll.seq} /> : <Picture src={item.picture} />}
      </div>
      <h2 ref={title} tabIndex={-1}>
        {item === undefined ? t("swag.blank") : t("device.won", { item: inLanguage(item.name, i18n.language) })}
      </h2>
      <p>{item === undefined ? t("swag.blankMain") : t("device.giveIt")}</p>
      <Button size="lg" onClick={onNext}>
        {t("device.next")}
      </Button>
    </section>
  );
}

function LeftHere({ state, total }: { readonly state: DeviceState; readonly total: number }) {
  const { t, i18n } = useTranslation();
  return (
    <section className={classes.card} aria-labelledby="device-left">
      <h2 id="device-left">{t("device.left", { n: total })}</h2>
      <ul>
        {leftOf(state).map(({ id, name, remaining, picture }) => (
          <li key={id}>
            <span className={classes.small}>
              <Picture src={picture} cover />
            </span>
            <span>{inLanguage(name, i18n.language)}</span>
            <b>{t("swag.left", { n: remaining })}</b>
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>{t("device.made", { n: state.rolls.length })}</p>
    </section>
  );
}

interface BackProps {
  readonly slug: string;
  readonly state: DeviceState;
  readonly tell: (done: boolean) => Promise<boolean>;
  readonly onDone: () => void;
}

function GiveBack({ slug, state, tell, onDone }: BackProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const back = async () => {
    setBusy(true);
    // All that waits goes before the share is closed.
    let isTold = await tell(false);
    while (isTold && waitingOf(readDevice(slug) ?? state).length > 0) isTold = await tell(false);
    const isDone = isTold && (await tell(true));
    setBusy(false);
    setFailed(!isDone);
    if (!isDone) return;
    forgetDevice(slug);
    onDone();
  };
  return (
    <section className={classes.card}>
      <p className={classes.quiet}>{t("device.backHint")}</p>
      {failed && (
        <p role="alert" className={classes.fault}>
          {t("device.backFailed")}
        </p>
      )}
      {asked ? (
        <div className={classes.pair}>
          <Button size="md" loading={busy} onClick={() => void back()}>
            {t("device.backSure")}
          </Button>
          <Button size="md" variant="default" onClick={() => setAsked(false)}>
            {t("device.stay")}
          </Button>
        </div>
      ) : (
        <Button size="md" variant="default" onClick={() => setAsked(true)}>
          {t("device.back")}
        </Button>
      )}
    </section>
  );
}
