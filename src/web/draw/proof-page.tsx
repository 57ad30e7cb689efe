import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ProofVerdict, type Receipt, verifyProof } from "../../challenge/draw/index.ts";
import type { DrawView } from "../../contract/index.ts";
import { FaultNotice } from "../app/notice-pages.tsx";
import { formatClock } from "../i18n/format.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconCheck, IconWarning } from "../ui/icons.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { drawQuery, proofPath, proofQuery } from "./api.ts";
import classes from "./draw.module.css";
import { DrawFrame } from "./draw-frame.tsx";
import { Winners } from "./draw-page.tsx";
import { Facts } from "./facts.tsx";
import { type KeptReceipt, keptReceipt } from "./receipts.ts";

const route = getRouteApi("/e/$slug/draw/$name");

/** Computes the draw again, here, and compares it with what this very browser was shown before. */
export function ProofPage() {
  const { t } = useTranslation();
  const { slug, name } = route.useParams();
  usePageTitle(t("draw.check.title"));
  const draw = useQuery(drawQuery(slug, name));
  return (
    <DrawFrame slug={slug}>
      <h1>{t("draw.check.title")}</h1>
      {draw.error !== null && draw.data === undefined && (
        <FaultNotice error={draw.error} retry={() => void draw.refetch()} />
      )}
      {draw.data &&
        (draw.data.drawnAt === null ? <p>{t("draw.check.yet")}</p> : <Verdict draw={draw.data} slug={slug} />)}
      {draw.data && <Facts draw={draw.data} />}
      <nav className={classes.links}>
        <Link to="/e/$slug/draw" params={{ slug }}>
          {t("draw.title")}
        </Link>
      </nav>
    </DrawFrame>
  );
}

function Verdict({ draw, slug }: { readonly draw: DrawView; readonly slug: string }) {
  const { t, i18n } = useTranslation();
  const proof = useQuery(proofQuery(slug, draw.name));
  const [receipt] = useState(() => keptReceipt(draw.id));
  const [verdict, setVerdict] = useState<ProofVerdict>();
  useEffect(() => {
    if (proof.data === undefined) return;
    // After the page has said that it computes.
    const timer = setTimeout(() => setVerdict(verifyProof(proof.data, optionsFor(draw, receipt))), 50);
    return () => clearTimeout(timer);
  }, [proof.data, draw, receipt]);
  if (proof.error !== null) return <FaultNotice error={proof.error} retry={() => void proof.refetch()} />;
  if (verdict === undefined) return <p role="status">{t("draw.check.working")}</p>;
  return (
    <>
      <section className={classes.card} aria-live="polite">
        <p className={classes.verdict} data-ok={verdict.ok}>
          {verdict.ok ? <IconCheck /> : <IconWarning />} {t(verdict.ok ? "draw.check.ok" : "draw.check.bad")}
        </p>
        <p className={classes.quiet}>{t("draw.check.lead")}</p>
        <ul className={classes.checks}>
          {verdict.checks.map(({ code, ok, says }) => (
            <li key={code} data-ok={ok} data-code={code}>
              <span>
                {ok ? <IconCheck /> : <IconWarning />}
                <span className="visually-hidden">{t(ok ? "draw.check.passed" : "draw.check.failed")}</span>
              </span>
              <span>{i18n.language === "ko" ? says.ko : says.en}</span>
            </li>
          ))}
        </ul>
      </section>
      <OwnReceipt receipt={receipt} verdict={verdict} />
      <Winners draw={draw} slug={slug} />
      <AtHome draw={draw} slug={slug} />
      <p className={classes.quiet}>{t("draw.check.limits")}</p>
    </>
  );
}

function optionsFor({ id }: DrawView, kept: KeptReceipt | undefined): { readonly receipt?: Receipt } {
  if (kept === undefined) return { receipt: { draw: id } };
  const { seenAt: _seen, listSeenAt: _list, ...receipt } = kept;
  return { receipt };
}

function OwnReceipt({
  receipt,
  verdict,
}: {
  readonly receipt: KeptReceipt | undefined;
  readonly verdict: ProofVerdict;
}) {
  const { t } = useTranslation();
  const same = verdict.checks.some(({ code }) => code === "receipt.ok");
  return (
    <section className={classes.card}>
      <h2>{t("draw.check.receipt")}</h2>
      {receipt === undefined ? (
        <p>{t("draw.check.receiptNone")}</p>
      ) : (
        <>
          <p>
            <strong>{t(same ? "draw.check.receiptSame" : "draw.check.receiptOther")}</strong>
          </p>
          <p className={classes.quiet}>
            {t("draw.check.receiptSeen", { t: formatClock(receipt.seenAt * 1_000, "minutes") })}{" "}
            {receipt.listSeenAt !== undefined &&
              t("draw.check.receiptList", { t: formatClock(receipt.listSeenAt * 1_000, "minutes") })}
          </p>
        </>
      )}
    </section>
  );
}

function AtHome({ draw, slug }: { readonly draw: DrawView; readonly slug: string }) {
  const { t } = useTranslation();
  const path = proofPath(slug, draw.name);
  const commands = [
    `curl -o proof.json ${window.location.origin}${path}`,
    `curl -O ${window.location.origin}/sadari-verify.mjs`,
    "node sadari-verify.mjs proof.json",
    "npx sadari verify-draw proof.json",
  ].join("\n");
  return (
    <section className={classes.card}>
      <h2>{t("draw.check.home")}</h2>
      <pre className={classes.commands}>{commands}</pre>
      <p className={classes.quiet}>{t("draw.check.homeNote")}</p>
      <div className={classes.links}>
        <a href={path} download={`${draw.name}-proof.json`}>
          {t("draw.check.download")}
        </a>
        <CopyButton text={commands} label={t("draw.check.home")} />
      </div>
    </section>
  );
}
