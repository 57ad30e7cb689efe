import { expect, it } from "vitest";
import { reachOf } from "./reach.ts";

it.each([
  ["http://localhost:8200/s/a", "here"],
  ["http://127.0.0.1:8200/s/a", "here"],
  ["http://[::1]:8200/s/a", "here"],
  ["http://192.168.0.7:8200/s/a", "network"],
  ["http://172.16.0.7/s/a", "network"],
  ["http://172.32.0.7/s/a", "everywhere"],
  ["http://10.1.2.3/s/a", "network"],
  ["http://[fe80::1]/s/a", "network"],
  ["http://booth.local/s/a", "network"],
  ["http://booth/s/a", "network"],
  ["https://booth.example.org/s/a", "everywhere"],
  ["http://203.0.113.9/s/a", "everywhere"],
] as const)("a code of %s is opened %s", (url, reach) => {
  expect(reachOf(url)).toBe(reach);
});
