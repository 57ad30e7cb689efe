import { useEffect, useRef } from "react";
import classes from "./swag.module.css";

const PIECES = 90;
const LASTS_MS = 1_500;
const HUES = ["--hue-1", "--hue-2", "--hue-3", "--hue-4", "--hue-5", "--hue-6"] as const;
/** Pixels a second squared. */
const GRAVITY = 900;

interface Piece {
  readonly x: number;
  readonly speedX: number;
  readonly speedY: number;
  readonly turn: number;
  readonly size: number;
  readonly colour: string;
}

/** A second and a half of paper over its parent, once; nothing for who asked for less motion. */
export function Confetti() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { current } = canvas;
    if (current === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    return throwPaper(current);
  }, []);
  return <canvas ref={canvas} className={classes.confetti} />;
}

function throwPaper(canvas: HTMLCanvasElement): () => void {
  const context = canvas.getContext("2d");
  const { width, height } = canvas.getBoundingClientRect();
  const scale = Math.min(2, devicePixelRatio);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pieces = makePieces(width, getComputedStyle(canvas));
  const began = performance.now();
  let frame = 0;
  const draw = (now: number) => {
    const seconds = (now - began) / 1_000;
    context?.setTransform(scale, 0, 0, scale, 0, 0);
    context?.clearRect(0, 0, width, height);
    if (context === null || now - began > LASTS_MS) return;
    context.globalAlpha = Math.min(1, (2 * (LASTS_MS - (now - began))) / LASTS_MS);
    for (const piece of pieces) drawPiece(context, piece, seconds, height);
    frame = requestAnimationFrame(draw);
  };
  frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}

const makePieces = (width: number, style: CSSStyleDeclaration): readonly Piece[] =>
  Array.from({ length: PIECES }, (_, at) => ({
    x: width / 2,
    speedX: (Math.random() - 0.5) * width * 1.4,
    speedY: -260 - Math.random() * 420,
    turn: (Math.random() - 0.5) * 14,
    size: 5 + Math.random() * 5,
    colour: style.getPropertyValue(HUES[at % HUES.length] ?? "--accent"),
  }));

function drawPiece(context: CanvasRenderingContext2D, piece: Piece, seconds: number, height: number): void {
  const { x, speedX, speedY, turn, size, colour } = piece;
  context.save();
  context.translate(x + speedX * seconds, height * 0.4 + speedY * seconds + (GRAVITY * seconds * seconds) / 2);
  context.rotate(turn * seconds);
  context.fillStyle = colour;
  context.fillRect(-size / 2, -size / 4, size, size / 2);
  context.restore();
}
