import { expect, it } from "vitest";
import { inShell, isLoopback, joinLines } from "./join-lines.ts";

it("names address, key and service, in that order", () => {
  expect(joinLines("http://192.168.0.7:8200", "KEY").map((line) => `${line.variable}=${line.value}`)).toEqual([
    "ELASTIC_APM_SERVER_URL=http://192.168.0.7:8200",
    "ELASTIC_APM_SECRET_TOKEN=KEY",
    "ELASTIC_APM_SERVICE_NAME=my-app",
    "ELASTIC_APM_API_REQUEST_TIME=1s",
  ]);
});

it("writes a line as each shell wants it", () => {
  const line = { variable: "A", value: "http://booth:8200" };
  expect(inShell("bash", line)).toBe("export A=http://booth:8200");
  expect(inShell("powershell", line)).toBe("$env:A = 'http://booth:8200'");
  expect(inShell("cmd", line)).toBe('set "A=http://booth:8200"');
});

it("quotes what a shell would otherwise run", () => {
  expect(inShell("bash", { variable: "A", value: "$(rm -rf ~)'" })).toBe("export A='$(rm -rf ~)'\\'''");
  expect(inShell("powershell", { variable: "A", value: "it's" })).toBe("$env:A = 'it''s'");
});

it("tells addresses that reach only this computer", () => {
  expect(isLoopback("http://localhost:8200")).toBe(true);
  expect(isLoopback("http://127.0.0.1:8200")).toBe(true);
  expect(isLoopback("http://[::1]:8200")).toBe(true);
  expect(isLoopback("http://192.168.0.7:8200")).toBe(false);
  expect(isLoopback("https://booth.example.org")).toBe(false);
});
