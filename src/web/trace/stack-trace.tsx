import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StackFrame } from "../../contract/index.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Name } from "../ui/name.tsx";
import classes from "./stack-trace.module.css";

interface StackTraceProps {
  readonly title: string;
  readonly frames: readonly StackFrame[];
}

/** A stack trace: the app's own frames with their source, runs of library frames folded into one line. */
export function StackTrace({ title, frames }: StackTraceProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.stack}>
      <div className={classes.head}>
        <h3>{title ? <Name value={title} longest={200} /> : t("trace.stack")}</h3>
        <CopyButton text={asText(title, frames)} label={t("trace.copyStack")} />
      </div>
      <ol className={classes.frames}>
        {groupFrames(frames).map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames are told apart by their order
          <FrameGroup key={index} frames={group} />
        ))}
      </ol>
    </section>
  );
}

/** Own frames one by one, neighbouring library frames together. */
export function groupFrames(frames: readonly StackFrame[]): readonly (readonly StackFrame[])[] {
  const groups: StackFrame[][] = [];
  for (const frame of frames) {
    const last = groups.at(-1);
    if (frame.libraryFrame && last?.[0]?.libraryFrame) last.push(frame);
    else groups.push([frame]);
  }
  return groups;
}

function FrameGroup({ frames }: { readonly frames: readonly StackFrame[] }) {
  const { t } = useTranslation();
  const isLibrary = frames[0]?.libraryFrame === true;
  const [open, setOpen] = useState(!isLibrary);
  return (
    <li>
      {isLibrary && (
        <button type="button" className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("trace.libraryFrames", { count: frames.length })}
        </button>
      )}
      {open &&
        frames.map((frame, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames are told apart by their order
          <Frame key={index} frame={frame} />
        ))}
    </li>
  );
}

function Frame({ frame }: { readonly frame: StackFrame }) {
  return (
    <div className={classes.frame} data-library={frame.libraryFrame}>
      <p className={classes.place}>
        <b>
          <Name value={functionOf(frame) || frame.filename} longest={120} />
        </b>
        {frame.filename && (
          <span>
            <Name value={frame.filename} longest={160} />
            {frame.lineno !== null && `:${frame.lineno}`}
          </span>
        )}
      </p>
      {frame.contextLine && <Source frame={frame} />}
    </div>
  );
}

function Source({ frame }: { readonly frame: StackFrame }) {
  const first = (frame.lineno ?? 0) - frame.preContext.length;
  const lines = [...frame.preContext, frame.contextLine, ...frame.postContext];
  return (
    <pre className={classes.source} lang="">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a source line is its place
        <span key={index} data-current={index === frame.preContext.length}>
          <i>{frame.lineno === null ? "" : first + index}</i>
          <bdi>{line.slice(0, 400)}</bdi>
        </span>
      ))}
    </pre>
  );
}

const functionOf = (frame: StackFrame): string =>
  frame.classname ? `${frame.classname}.${frame.function}` : frame.function;

function asText(title: string, frames: readonly StackFrame[]): string {
  const lines = frames.map((frame) => {
    const line = frame.lineno === null ? "" : `:${frame.lineno}`;
    return `    at ${functionOf(frame) || "?"} (${frame.filename}${line})`;
  });
  return [title, ...lines].filter(Boolean).join("\n");
}
