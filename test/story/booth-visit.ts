import { createHash } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { MyTicket } from "../../src/contract/index.ts";
import { startToy, type Toy } from "../agents/node-express/toy.ts";
import { eventually } from "../booth.ts";
import type { Participant } from "./cast.ts";
import { sendRecorded } from "./recorded-app.ts";

const PHONE = { width: 390, height: 844 };
const REQUESTS = 6;
const FINISH = /^(?:마치기|Finish)$/;

/** One participant with their phone: everything they do goes through its pages. */
export class Visit implements AsyncDisposable {
  readonly who: Participant;
  readonly page: Page;
  /** The address of their ticket. */
  readonly home: string;
  readonly #context: BrowserContext;
  #toy: Toy | undefined;
  #key = "";

  private constructor(who: Participant, context: BrowserContext, page: Page, url: string, slug: string) {
    this.who = who;
    this.#context = context;
    this.page = page;
    this.home = `${url}/e/${slug}`;
  }

  /** Scans a poster, by its own address or that of the event: one tap makes the ticket, another says the age. */
  static async join(browser: Browser, url: string, slug: string, who: Participant, poster?: string): Promise<Visit> {
    const locale = who.language === "ko" ? "ko-KR" : "en-US";
    const own = { locale, timezoneId: "Asia/Seoul", viewport: PHONE };
    const context = await browser.newContext({ ...own, isMobile: true, hasTouch: true });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const visit = new Visit(who, context, page, url, slug);
    await page.goto(poster ?? visit.home);
    await page.getByRole("button", { name: /^(?:참가하기|Join in)$/ }).click();
    await page.getByRole("button", { name: /만 14세 이상이에요|I am 14 or older/ }).click();
    return visit;
  }

  /** Copies the key out of the guide's own lines. */
  async readGuide(): Promise<void> {
    await this.page.goto(`${this.home}/guide`);
    const line = this.page.getByText(/sadari_[ip]k_[0-9a-z]{20}/).first();
    const key = /sadari_[ip]k_[0-9a-z]+/.exec((await line.textContent()) ?? "")?.[0];
    if (key === undefined) throw new Error("the guide shows no key");
    this.#key = key;
  }

  /** Runs their app and opens its pages. */
  async run(url: string, service = this.who.app, now = Date.now()): Promise<void> {
    const server = { url, token: this.#key };
    if (this.who.agent !== "real") return sendRecorded(server, this.who.agent, service, { requests: REQUESTS, now });
    this.#toy ??= await startToy({
      ELASTIC_APM_SERVER_URL: server.url,
      ELASTIC_APM_SECRET_TOKEN: server.token,
      ELASTIC_APM_SERVICE_NAME: service,
      ELASTIC_APM_API_REQUEST_TIME: "1s",
    });
    for (let n = 0; n < REQUESTS; n += 1) await (await fetch(`${this.#toy.url}/products/${n}`)).arrayBuffer();
  }

  /** Answers the survey screen by screen, at most `most` of them. The last one asks for the app, by its name. */
  async answer(most = Number.POSITIVE_INFINITY): Promise<void> {
    await this.page.goto(`${this.home}/survey`);
    const form = this.page.locator("form");
    for (let screen = 0; screen < most; screen += 1) {
      await form.waitFor();
      const isLast = (await form.getByRole("button", { name: FINISH }).count()) > 0;
      if (isLast) return this.enterWith(this.who.typed ?? this.who.app);
      const title = await form.locator("h1").textContent();
      await this.#chooseSomething(screen);
      await form.locator("button[type=submit]").click();
      await this.page.waitForFunction((before) => document.querySelector("form h1")?.textContent !== before, title);
    }
  }

  /** One answer of theirs, the same in every run. */
  async #chooseSomething(screen: number): Promise<void> {
    const form = this.page.locator("form");
    const options = form.locator("label:has(input[type=radio]), label:has(input[type=checkbox])");
    const taste = createHash("sha256").update(`${screen} ${this.who.app}`).digest().readUInt32BE();
    const count = await options.count();
    // The last one may ask for words of their own.
    if (count > 0) await options.nth(taste % Math.max(1, count - 1)).click();
    else await form.locator("input[type=text], textarea").first().fill("경치가 좋아요");
  }

  /** Types the app's name on the last screen, or picks it where it is offered, and finishes. */
  async enterWith(name: string): Promise<void> {
    const form = await this.#openAppQuestion();
    const field = form.locator("input[type=text]");
    const offered = form.locator("label", { hasText: name });
    if ((await field.count()) > 0) {
      await field.fill(name);
      await this.#checked();
    } else if ((await offered.count()) > 0) await offered.first().click();
    await form.getByRole("button", { name: FINISH }).click();
    await this.#saved();
  }

  /** Presses "yes, this app" under the name they typed, and returns what the phone had asked. */
  async confirmSuggestion(): Promise<string> {
    const form = await this.#openAppQuestion();
    const yes = form.getByRole("button", { name: /^(?:네, 이 앱이에요|Yes, that is my app)$/ }).first();
    await yes.waitFor();
    const asked = (await form.locator("[id^=check-] p").first().textContent()) ?? "";
    await yes.click();
    await form.getByRole("button", { name: FINISH }).click();
    await this.#saved();
    return asked;
  }

  async #openAppQuestion() {
    const form = this.page.locator("form");
    if ((await form.getByRole("button", { name: FINISH }).count()) === 0) {
      await this.page.goto("about:blank");
      await this.page.goto(`${this.home}/survey#q-app`);
    }
    await form.getByRole("button", { name: FINISH }).waitFor();
    return form;
  }

  /** Until the phone has said what it thinks of the name. */
  async #checked(): Promise<void> {
    await this.page.waitForFunction(() => {
      const words = document.querySelector("[id^=check-]")?.textContent ?? "";
      return words !== "" && !/확인하는 중|Checking/.test(words);
    });
  }

  /** Until nothing waits to be sent any more. */
  async #saved(): Promise<void> {
    await eventually(async () => {
      const { survey, choice } = await this.me();
      return survey.completed || choice !== null ? true : undefined;
    });
  }

  /** Until the booth has every answer: a phone that is put away sends nothing more. */
  async hasAnswered(): Promise<void> {
    await eventually(async () => (await this.me()).survey.completed || undefined, 30_000, 250);
  }

  /** What the booth says of them to this very phone. */
  async me(): Promise<MyTicket> {
    if (!this.page.url().startsWith(this.home)) await this.page.goto(this.home);
    const path = `${new URL(this.home).pathname.replace("/e/", "/api/e/")}/me`;
    return this.page.evaluate(async (address) => (await fetch(address)).json(), path);
  }

  /** The lines of the checklist that ask for something, and the sentence below, as their page shows them. */
  async checklist(): Promise<{ readonly todo: readonly string[]; readonly sentence: string }> {
    const { verdict } = await this.me();
    await this.page.goto(this.home);
    const wanted = verdict.sentence[this.who.language];
    await this.page.getByText(wanted, { exact: true }).waitFor();
    const reasons = this.page.locator("li[data-state=todo] p:nth-of-type(2), li[data-state=blocked] p:nth-of-type(2)");
    return { todo: await reasons.allInnerTexts(), sentence: wanted };
  }

  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path, fullPage: true });
  }

  /** A page that nobody looks at costs only memory. */
  async putAway(): Promise<void> {
    await this.page.goto("about:blank");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#toy?.[Symbol.asyncDispose]();
    await this.#context.close();
  }
}
