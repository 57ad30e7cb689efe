import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeskList } from "../../contract/index.ts";
import { ApiFault } from "../app/api.ts";
import { readCode, scanFrom } from "./desk-cache.ts";
import classes from "./scan.module.css";
import { scanQuery } from "./scan-api.ts";
import { ScanCamera } from "./scan-camera.tsx";
import { type Queue, ScanResult } from "./scan-result.tsx";

interface ScanProps {
  readonly slug: string;
  /** What this phone knows by itself. */
  readonly list: DeskList | undefined;
  readonly queue: Queue;
  /** A code to begin with; "" waits for one. */
  readonly asked: string;
}

/** The camera and the field for codes; what comes of one covers the screen until the next person. */
export function Scan({ slug, list, queue, asked }: ScanProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState(asked);
  const [second, setSecond] = useState("");
  const [wantsSecond, setWantsSecond] = useState(false);
  const [unchecked, setUnchecked] = useState<readonly string[]>([]);
  const answer = useQuery({
    ...scanQuery(slug, code),
    enabled: code !== "",
    refetchInterval: code === "" ? false : 5_000,
  });
  const known = useMemo(() => (list === undefined || code === "" ? undefined : scanFrom(list, code)), [list, code]);
  const isAway = answer.error instanceof ApiFault && answer.error.status === 0;
  const onCode = useCallback(
    (text: string) => {
      const next = readCode(text);
      if (next === "") return;
      if (wantsSecond) setSecond(next);
      else setCode(next);
    },
    [wantsSecond],
  );
  const onNext = () => {
    if (isAway && answer.data === undefined && known === undefined) setUnchecked((all) => [...new Set([...all, code])]);
    else setUnchecked((all) => all.filter((each) => each !== code));
    setCode("");
    setSecond("");
    setWantsSecond(false);
  };
  return (
    <>
      {(code === "" || wantsSecond) && (
        <section className={classes.scanner} aria-label={t("claim.scan.ready")}>
          <ScanCamera onCode={onCode} />
          <TypedCode onCode={onCode} />
        </section>
      )}
      {unchecked.length > 0 && code === "" && (
        <section className={classes.unchecked} aria-label={t("claim.scan.unchecked", { count: unchecked.length })}>
          <p>{t("claim.scan.unchecked", { count: unchecked.length })}</p>
          {unchecked.map((each) => (
            <Button key={each} variant="default" onClick={() => setCode(each)}>
              {each}
            </Button>
          ))}
        </section>
      )}
      {code !== "" && (
        <ScanResult
          key={code}
          slug={slug}
          code={code}
          answer={answer.data ?? known}
          known={answer.data === undefined ? known : undefined}
          gift={list?.tickets.find(({ id }) => id === code)?.swag ?? null}
          error={answer.data === undefined && known === undefined ? answer.error : null}
          second={second}
          queue={queue}
          onSecond={() => {
            setSecond("");
            setWantsSecond(true);
          }}
          onSettled={() => setWantsSecond(false)}
          onNext={onNext}
        />
      )}
    </>
  );
}

function TypedCode({ onCode }: { readonly onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onCode(typed);
    setTyped("");
  };
  return (
    <form className={classes.typed} onSubmit={onSubmit}>
      <label>
        <span>{t("claim.scan.typed")}</span>
        <input
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={40}
          value={typed}
          aria-describedby="scan-hint"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <Button type="submit" size="md">
        {t("claim.scan.look")}
      </Button>
      <p id="scan-hint" className={classes.hint}>
        {t("claim.scan.typedHint")}
      </p>
    </form>
  );
}
