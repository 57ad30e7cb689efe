import { describe, expect, it } from "vitest";
import { parseServerUrl } from "./server-url.ts";

describe("the URL of another ClickHouse", () => {
  it.each([
    ["http://ch", { urls: ["http://ch:8123"], credentials: { user: "default", password: "" }, database: "sadari" }],
    ["https://ch/apm", { urls: ["https://ch:8443"], database: "apm" }],
    ["https://ch:443", { urls: ["https://ch"] }],
    [
      "http://u:p%40ss%3Aword@ch:9000/",
      { credentials: { user: "u", password: "p@ss:word" }, urls: ["http://ch:9000"] },
    ],
    ["http://u:a:b@ch", { credentials: { user: "u", password: "a:b" } }],
    ["http://u@a:1,b:2/x?cluster=duo", { urls: ["http://a:1", "http://b:2"], cluster: "duo", database: "x" }],
    ["http://[::1]:8123", { urls: ["http://[::1]:8123"] }],
  ])("%s", (url, expected) => {
    expect(parseServerUrl(url)).toMatchObject(expected);
  });

  it.each([
    "",
    "ch:8123",
    "tcp://ch:9000",
    "http://",
    "http://ch/a b",
    "http://ch/x;DROP",
    "http://ch?cluster=a'b",
    "http://u:%zz@ch",
    "http://ch:99999",
  ])("is refused in words: %j", (url) => {
    expect(() => parseServerUrl(url)).toThrow(/ClickHouse URL is not valid/);
  });

  it("never repeats the password", () => {
    expect(() => parseServerUrl("http://u:geheim@ch/x;y")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("geheim") }),
    );
  });
});
