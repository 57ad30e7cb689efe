import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { field } from "./host-visit.ts";
import { readCode } from "./seen-code.ts";

/** The prizes of 2019: three, worth ₩200,000 together. */
export const PRIZES = [
  { ko: "스마트폰 짐벌", en: "Phone gimbal", won: 120_000 },
  { ko: "기계식 키보드", en: "Mechanical keyboard", won: 50_000 },
  { ko: "블루투스 스피커", en: "Bluetooth speaker", won: 30_000 },
] as const;

/** The host of the second half: everything is pressed and read on the host's own page. */
export class DrawHost {
  readonly page: Page;
  readonly #origin: string;
  readonly #slug: string;

  constructor(page: Page, origin: string, slug: string) {
    this.page = page;
    this.#origin = origin;
    this.#slug = slug;
  }

  /** The cards: where, until when, and what there is to win. */
  static async answerCards(page: Page, closesAt: string): Promise<void> {
    await page.getByText("시작 시각, 장소, 시간대").click();
    await field(page, "place").fill("코엑스 그랜드볼룸");
    await field(page, "closesAt").fill(closesAt);
    const newest = (name: string) => page.locator(`[id^="field-prizes."][id$=".${name}"]`).last();
    for (const { ko, en, won } of PRIZES) {
      await page.getByRole("button", { name: "경품 더하기" }).click();
      await newest("name.ko").fill(ko);
      await newest("name.en").fill(en);
      await newest("valueWon").fill(String(won));
    }
    await page.getByText("모두 ₩200,000").waitFor();
  }

  /** A code of its own for a place; answers the address in it. */
  async hangPoster(place: string): Promise<string> {
    await this.#go("/posters");
    await this.page.getByLabel("자리 이름").fill(place);
    await this.page.getByRole("button", { name: "만들기", exact: true }).click();
    const row = this.page.getByRole("listitem").filter({ has: this.page.getByRole("heading", { name: place }) });
    return (await row.locator("code").textContent()) ?? "";
  }

  /** Seals the number, and fixes time and prizes. */
  async announce(at: string): Promise<void> {
    await this.openConsole();
    await this.page.getByLabel(/^추첨 시각/).fill(at);
    await this.page.getByRole("button", { name: "알리기", exact: true }).click();
    await this.page.getByText("봉인한 값").first().waitFor();
  }

  openConsole(): Promise<void> {
    return this.#go("/draw");
  }

  openEnd(): Promise<void> {
    return this.#go("?view=end");
  }

  /** Settles every doubtful name: nobody can say any more whose app it was. Answers how many there were. */
  async settleDoubts(): Promise<number> {
    await this.#go("?view=review&part=doubtful");
    const cards = this.page.locator("main li", { has: this.page.getByRole("button", { name: "아니에요" }) });
    await cards.first().waitFor();
    const doubts = await cards.count();
    for (let left = doubts; left > 0; left -= 1) {
      const card = this.page.locator("main li", { has: this.page.locator("mark") }).first();
      const number = (await card.locator("code").first().textContent()) ?? "";
      await card.getByRole("button", { name: "아니에요" }).click();
      await card.getByText("도착한 적 없음").click();
      await card.getByRole("button", { name: "이대로 정하기" }).click();
      await this.page.locator("main li", { hasText: number }).waitFor({ state: "detached" });
    }
    await this.page.getByText("살펴볼 것이 없어요.").waitFor();
    return doubts;
  }

  /** Step 1 of the console. */
  async showList(): Promise<void> {
    await this.openConsole();
    await this.page.getByRole("button", { name: "명단 보여 주기" }).click();
    await this.page.getByText("누르고 있으면 명단이 확정돼요.").waitFor();
  }

  /** Step 2: the button is held, and the list is final. */
  async freeze(): Promise<void> {
    const button = this.page.getByRole("button", { name: /줄 고르기 마감/ });
    await button.hover();
    await this.page.mouse.down();
    await this.page.getByRole("timer").waitFor();
    await this.page.mouse.up();
  }

  /** Step 4, once the number is there. */
  async startLadder(): Promise<void> {
    await this.page.getByRole("button", { name: "사다리 시작" }).click();
  }

  /** A link for a shift, read off the code on this screen as a phone would. */
  async callStaff(name: string): Promise<string> {
    await this.#go("/people");
    await this.page.getByLabel("이름").first().fill(name);
    await this.page.getByRole("button", { name: "QR 만들기" }).click();
    await this.page.getByText(`${name} 님이 카메라로 비추면 돼요.`, { exact: false }).waitFor();
    return readCode(this.page.getByRole("status").locator("svg").first());
  }

  /** A step of the page of the end. */
  async takeStep(button: string, state: string): Promise<void> {
    await this.openEnd();
    await this.page.getByRole("button", { name: button }).click();
    await this.page.getByText(state, { exact: true }).first().waitFor();
  }

  /** Who has which prize, and who is next. */
  openPrizes(): Promise<void> {
    return this.#go("/prizes");
  }

  /** Writes a part of the recap in one language, and takes the file along. */
  async writeRecap(
    language: "ko" | "en",
    words: Readonly<Record<string, string>>,
  ): Promise<{ readonly name: string; readonly text: string }> {
    await this.#go("/recap");
    await this.page.getByRole("combobox", { name: "언어", exact: true }).selectOption(language);
    for (const [part, text] of Object.entries(words)) {
      const box = this.page.getByRole("textbox", { name: `${part}: 하고 싶은 말` });
      await box.fill(text);
      const form = this.page.locator("form", { has: box });
      await form.getByRole("button", { name: "저장" }).click();
      await form.getByText("저장했어요.").waitFor();
    }
    const coming = this.page.waitForEvent("download");
    await this.page.getByRole("link", { name: "Markdown 내려받기" }).click();
    const file = await coming;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
  }

  async #go(where: string): Promise<void> {
    await this.page.goto(`${this.#origin}/host/e/${this.#slug}${where}`);
  }
}
