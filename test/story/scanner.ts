import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { enterPin, joinShift, STAFF_PIN } from "../staff-phone.ts";
import { readCode } from "./seen-code.ts";

/** Somebody behind the table with the booth's telephone. Codes are read off the winners' screens, as a camera does. */
export class Scanner implements AsyncDisposable {
  readonly page: Page;
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
  }

  /** Joins the shift by the link in the host's code. */
  static async join(browser: Browser, link: string): Promise<Scanner> {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: "ko-KR",
      timezoneId: "Asia/Seoul",
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const { origin } = new URL(link);
    await joinShift(page, origin, link.slice(origin.length));
    await page.getByRole("button", { name: "스캔", exact: true }).click();
    return new Scanner(context, page);
  }

  /** Looks at a winner's code; answers what the screen says of it. A phone that nobody touched for long asks its PIN first. */
  async look(code: Locator): Promise<string> {
    const result = this.page.locator("section[data-light]");
    const pin = this.page.getByLabel("PIN 4~6자리");
    if (!(await pin.isVisible())) await this.#type(await readCode(code));
    await pin.or(result).first().waitFor();
    if (await pin.isVisible()) {
      await enterPin(this.page, STAFF_PIN);
      await this.page.getByRole("button", { name: "스캔", exact: true }).click();
      await this.#type(await readCode(code));
      await result.waitFor();
    }
    return (await result.textContent()) ?? "";
  }

  /** Hands over against a second look at the same screen. */
  async handOverByLooking(code: Locator): Promise<void> {
    await this.page.getByRole("button", { name: "코드를 한 번 더 비추기" }).click();
    await this.#type(await readCode(code));
    await this.#isDone();
  }

  /** Hands over against a signature on glass. */
  async handOverBySigning(): Promise<void> {
    await this.page.getByRole("button", { name: "서명 받기" }).click();
    const glass = this.page.getByRole("img", { name: "여기에 서명해 주세요" });
    const { x = 0, y = 0, width = 0, height = 0 } = (await glass.boundingBox()) ?? {};
    const { mouse } = this.page;
    await mouse.move(x + width * 0.1, y + height * 0.6);
    await mouse.down();
    for (let step = 1; step <= 24; step += 1) {
      await mouse.move(x + width * (0.1 + step * 0.03), y + height * (0.5 + Math.sin(step / 2) * 0.25));
    }
    await mouse.up();
  }

  async finishSigning(): Promise<void> {
    await this.page.getByRole("button", { name: "서명하고 전달 완료" }).click();
    await this.#isDone();
  }

  async next(): Promise<void> {
    await this.page.getByRole("button", { name: "다음 사람" }).click();
  }

  async #type(code: string): Promise<void> {
    await this.page.getByLabel(/참가권 번호 8자리 또는 당첨 코드 10자리/).fill(code);
    await this.page.getByRole("button", { name: "확인", exact: true }).click();
  }

  async #isDone(): Promise<void> {
    await this.page.getByRole("heading", { name: "전달했어요" }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}
