import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./scan.module.css";
import { openReader } from "./scan-reader.ts";

const LOOK_EVERY_MS = 150;
/** The same code again within this is the same look. */
const SAME_LOOK_MS = 2_500;

/** The camera, on as long as it is shown; says each code once a look. */
export function ScanCamera({ onCode }: { readonly onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const [on, setOn] = useState(true);
  const [failed, setFailed] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef(onCode);
  told.current = onCode;
  const isPossible = "mediaDevices" in navigator;
  useEffect(() => {
    const element = video.current;
    if (!on || !isPossible || element === null) return;
    const camera = watch(element, (code) => told.current(code));
    camera.failed.catch(() => setFailed(true));
    return camera.stop;
  }, [on, isPossible]);
  if (!isPossible) return <p className={classes.hint}>{t("claim.scan.needsHttps")}</p>;
  if (failed) return <p className={classes.hint}>{t("claim.scan.noCamera")}</p>;
  return (
    <div className={classes.camera}>
      {on && (
        <video ref={video} playsInline muted aria-label={t("claim.scan.ready")}>
          <track kind="captions" />
        </video>
      )}
      <Button variant="default" onClick={() => setOn(!on)}>
        {on ? t("claim.scan.cameraOff") : t("claim.scan.camera")}
      </Button>
    </div>
  );
}

function watch(video: HTMLVideoElement, onCode: (code: string) => void) {
  let stream: MediaStream | undefined;
  let timer: number | undefined;
  let over = false;
  let last = { code: "", at: 0 };
  const start = async (): Promise<void> => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    if (over) return stopAll(stream);
    video.srcObject = stream;
    await video.play();
    const reader = await openReader();
    const look = async (): Promise<void> => {
      if (over) return;
      const code = video.readyState >= 2 ? await reader.read(video).catch(() => undefined) : undefined;
      const now = performance.now();
      if (code !== undefined && !over && (code !== last.code || now - last.at > SAME_LOOK_MS)) onCode(code);
      if (code !== undefined) last = { code, at: now };
      timer = window.setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    await look();
  };
  return {
    failed: start(),
    stop() {
      over = true;
      clearTimeout(timer);
      if (stream !== undefined) stopAll(stream);
    },
  };
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
