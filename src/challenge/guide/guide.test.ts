import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Framework, GuideShell } from "../../contract/index.ts";
import { isPlaceholder } from "../names/index.ts";
import { renderGuide } from "./render.ts";
import { literal, suggestServiceName } from "./values.ts";

const VALUES = {
  serverUrl: "http://192.168.0.7:8200",
  secretToken: "sadari_pk_0123456789abcdefghjkmnpqrs",
  serviceName: "shop 7Q2M",
  environment: "pycon",
};
/** What would end a string or start a program in one language or another. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a shell would fill it in
const NASTY = "a'b\"c`d$(id)${x}#{y}%PATH%!z!\\n;|&<>‘’é한";

const everyGuide = Framework.options.flatMap((framework) =>
  GuideShell.options.map((shell) => [framework, shell, renderGuide(framework, shell, VALUES)] as const),
);

describe("a value in a snippet", () => {
  it("is one word of bash", () => {
    const said = execFileSync("bash", ["-c", `printf %s ${literal("bash", NASTY)}`], { encoding: "utf8" });
    expect(said).toBe(NASTY);
  });

  it("is one string of JavaScript and of YAML, whose double quotes are JSON's", () => {
    expect(JSON.parse(literal("javascript", NASTY))).toBe(NASTY);
    expect(JSON.parse(literal("yaml", NASTY))).toBe(NASTY);
  });

  it("runs nothing in Ruby and ends no string of PowerShell", () => {
    expect(literal("ruby", "#{y}")).toBe('"\\#{y}"');
    expect(literal("powershell", "it's ‘so’")).toBe("'it''s ‘‘so’’'");
  });

  it("leaves out what cmd cannot quote, and control characters everywhere", () => {
    expect(literal("cmd", 'a"&calc&%PATH%')).toBe("a&calc&PATH");
    for (const target of GuideShell.options) expect(literal(target, "a\nb\u0000c")).toMatch(/^.?abc.?$/);
  });
});

describe("every guide", () => {
  it.each(everyGuide)("%s in %s says who, where and with which key, and leaves no place open", (_, __, guide) => {
    const code = guide.steps.flatMap(({ blocks }) => blocks).map((block) => block.code);
    const all = [
      ...code,
      ...guide.steps.flatMap(({ asides }) => asides.flatMap(({ blocks }) => blocks.map((b) => b.code))),
    ];
    for (const value of Object.values(VALUES)) {
      if (guide.framework === "nothing" && value === VALUES.environment) continue;
      expect(code.join("\n")).toContain(value);
    }
    expect(all.join("\n")).not.toMatch(/\{\{|\}\}|undefined/);
  });

  it.each(everyGuide)("%s in %s is written in both languages", (_, __, guide) => {
    for (const { title, text, asides } of guide.steps) {
      for (const words of [title, text, ...asides.map((aside) => aside.text)]) {
        expect(words.ko).toMatch(/[가-힣]/);
        expect(words.en).not.toMatch(/[가-힣]/);
      }
    }
  });

  it("writes a line of the shell as that shell wants it", () => {
    const lines = (shell: GuideShell) => renderGuide("go", shell, VALUES).steps[2]?.blocks[0]?.code.split("\n");
    expect(lines("bash")).toContain("export ELASTIC_APM_SERVICE_NAME='shop 7Q2M'");
    expect(lines("powershell")).toContain("$env:ELASTIC_APM_SERVICE_NAME = 'shop 7Q2M'");
    expect(lines("cmd")).toContain('set "ELASTIC_APM_SERVICE_NAME=shop 7Q2M"');
  });
});

describe("the guide of Rails, whose agent is heard in recorded bodies", () => {
  const code = renderGuide("rails", "bash", VALUES).steps.flatMap(({ blocks }) => blocks);
  const settings = new Map(
    (code.find(({ file }) => file === "config/elastic_apm.yml")?.code ?? "")
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const),
  );

  it("sets what the Ruby agent's documentation calls it", () => {
    expect([...settings.keys()].sort()).toEqual([
      "api_request_time",
      "cloud_provider",
      "environment",
      "secret_token",
      "server_url",
      "service_name",
    ]);
    expect(settings.get("service_name")).toBe('"shop 7Q2M"');
  });

  it("is for the version that was recorded, whose metadata shows the settings", () => {
    const corpus = join(import.meta.dirname, "../../../test/corpus/rails.ndjson.gz");
    const [first = ""] = gunzipSync(readFileSync(corpus)).toString().split("\n", 1);
    const { service } = JSON.parse(first).metadata;
    expect(Object.keys(service)).toEqual(expect.arrayContaining(["name", "environment"]));
    const wanted = /"~> (\d+\.\d+)"/.exec(code.find(({ file }) => file === "Gemfile")?.code ?? "")?.[1];
    expect(service.agent.version.startsWith(`${wanted}.`)).toBe(true);
    expect(service.framework.name).toBe("Ruby on Rails");
  });
});

describe("the suggested name", () => {
  it("is their own and no sample's", () => {
    const name = suggestServiceName("7Q2MX4DK");
    expect(name).toMatch(/^[a-zA-Z0-9 _-]+$/);
    expect(isPlaceholder(name)).toBe(false);
  });

  it("is known for a sample's where there is no ticket", () => {
    expect(isPlaceholder(suggestServiceName(undefined))).toBe(true);
  });
});
