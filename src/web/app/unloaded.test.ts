import { expect, it } from "vitest";
import { isUnloaded, loading, Unloaded } from "./unloaded.ts";

const failing = (message: string) => loading(() => Promise.reject(new TypeError(message)));

it("tells what did not come from what is broken", async () => {
  const missing = [
    "Failed to fetch dynamically imported module: http://booth/assets/a.js",
    "error loading dynamically imported module: http://booth/assets/a.js",
    "Importing a module script failed.",
  ];
  for (const message of missing) {
    await expect(failing(message)()).rejects.toThrow(Unloaded);
    expect(isUnloaded(new TypeError(message))).toBe(true);
  }
  await expect(failing("x is not a function")()).rejects.toThrow(TypeError);
  expect(isUnloaded(new TypeError("Failed to fetch"))).toBe(false);
  expect(await loading(async () => 7)()).toBe(7);
});

it("shows no page any more once a style sheet is missing", async () => {
  await expect(failing("Unable to preload CSS for /assets/a.css")()).rejects.toThrow(Unloaded);
  await expect(loading(async () => 7)()).rejects.toThrow(Unloaded);
});
