import { describe, expect, it } from "vitest";
import { FAULTS } from "../../kernel/index.ts";
import { faultsKo } from "../i18n/faults-ko.ts";
import { ApiFault } from "./api.ts";
import { faultText } from "./fault-text.ts";

/** Told to terminals, agents and logs alone. */
const ON_NO_PAGE =
  /^(?:backup\..*|control\.(?:key-unknown|space-unknown|secret-taken|newer-data)|draw\.not-canonical|spool\.locked|store\.engine-unavailable|server\.port-taken)$/;

const fault = (code: string, error = "There is no challenge at x.") =>
  new ApiFault(400, { code, error, fix: "Check the address." });

describe("faults in Korean", () => {
  it("are all that a page can show, and no others", () => {
    const shown = Object.keys(FAULTS).filter((code) => !ON_NO_PAGE.test(code));
    expect(Object.keys(faultsKo).sort()).toEqual(shown.sort());
    for (const [code, text] of Object.entries(faultsKo)) expect(text, code).toMatch(/[가-힣].*[.]$/);
  });

  it("are told to Korean readers, the server's words to others and where there are none", () => {
    expect(faultText(fault("challenge.unknown"), "ko")).toBe(faultsKo["challenge.unknown"]);
    expect(faultText(fault("challenge.unknown"), "en")).toBe("There is no challenge at x. Check the address.");
    expect(faultText(fault("of.tomorrow"), "ko")).toBe("There is no challenge at x. Check the address.");
  });

  it("keep the server's detail where it says which", () => {
    const text = faultText(fault("request.invalid", "The request is not valid: body.name."), "ko");
    expect(text).toContain("body.name");
    expect(text).toMatch(/^보낸 내용/);
  });
});
