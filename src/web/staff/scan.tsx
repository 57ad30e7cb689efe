import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiFault } from "../app/api.ts";
import classes from "./scan.module.css";
import { scanQuery } from "./scan-api.ts";
import { ScanCamera } from "./scan-camera.tsx";
import { type Queue, ScanResult } from "./scan-result.tsx";

/** As the server reads it: case, blanks and look-alikes do not matter. */
const read = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

/** The camera and the field for codes; what comes of one covers the screen until the next person. */
export function Scan({ slug, queue }: { readonly slug: string; readonly queue: Queue }) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const [second, setSecond] = useState("");
  const [wantsSecond, setWantsSecond] = useState(false);
  const [unchecked, setUnchecked] = useState<readonly string[]>([]);
  const answer = useQuery({
    ...scanQuery(slug, code),
    enabled: code !== "",
    refetchInterval: code === "" ? false : 5_000,
  });
  const isAway = answer.error instanceof ApiFault && answer.error.status === 0;
  const onCode = useCallback(
    (text: string) => {
      const next = read(text);
      if (next === "") return;
      if (wantsSecond) setSecond(next);
      else setCode(next);
    },
    [wantsSecond],
  );
  const onNext = () => {
    if (isAway && answer.data === undefined) setUnchecked((all) => [...new Set([...all, code])]);
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
          answer={answer.data}
          error={answer.data === undefined ? answer.error : null}
          second={second}
          queue={queue}
          onSecond={() => {
            setSecond("");
            setWantsSecond(true);
          }}
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
