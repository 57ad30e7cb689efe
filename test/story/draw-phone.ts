import type { Visit } from "./booth-visit.ts";

/** What a hash is told as, on a wall and on a phone. */
export interface SeenHash {
  readonly words: string;
  readonly hex: string;
}

const SEALED = /^(?:봉인한 값|Sealed value)$/;
const LIST = /^(?:명단의 값|Value of the list)$/;

/** What people do and see of the draw on their own phone. */
export class DrawPhone {
  readonly visit: Visit;

  constructor(visit: Visit) {
    this.visit = visit;
  }

  get page() {
    return this.visit.page;
  }

  /** The words for both languages, each as a whole. */
  #says(ko: string, en: string): string {
    return this.visit.who.language === "ko" ? ko : en;
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.visit.home}/draw`);
  }

  sealed(): Promise<SeenHash> {
    return this.#hash(SEALED);
  }

  list(): Promise<SeenHash> {
    return this.#hash(LIST);
  }

  async #hash(name: RegExp): Promise<SeenHash> {
    const fact = this.page.locator("dl > div", { has: this.page.getByText(name) });
    const [words, hex] = [await fact.locator("strong").textContent(), await fact.locator("code").textContent()];
    return { words: words ?? "", hex: hex ?? "" };
  }

  async pickLane(lane: number): Promise<void> {
    await this.page.getByRole("button", { name: this.#says(`${lane}번 줄, 빈 줄`, `Lane ${lane}, free lane`) }).click();
    await this.page.getByRole("button", { name: this.#says(`${lane}번 줄, 내 줄`, `Lane ${lane}, my lane`) }).waitFor();
  }

  async laneIsTaken(lane: number): Promise<void> {
    const name = this.#says(`${lane}번 줄, 다른 사람의 줄`, `Lane ${lane}, somebody else's lane`);
    await this.page.getByRole("button", { name, disabled: true }).waitFor();
  }

  /** The lane this phone says is its own in the final list of `n`. */
  async ownLane(n: number): Promise<number> {
    const line = this.page.getByText(
      this.visit.who.language === "ko"
        ? new RegExp(`^${n}명 중 \\d+번 줄 · 목록에 내 번호가 있어요$`)
        : new RegExp(`^Lane \\d+ of ${n} · my number is in the list$`),
    );
    const said = await line.textContent();
    return Number(/(?:Lane |중 )(\d+)/.exec(said ?? "")?.[1]);
  }

  async isOut(): Promise<void> {
    await this.page
      .getByText(
        this.#says(
          "이번 명단에는 없어요. 추첨은 함께 볼 수 있어요.",
          "You are not in this list. You can watch the draw.",
        ),
      )
      .waitFor();
  }

  /** The rungs of the ladder on this screen, to the fourth digit of their height. */
  async rungs(): Promise<string> {
    return (await this.page.locator("svg[data-rungs]").getAttribute("data-rungs")) ?? "";
  }

  /** The whole show as this screen reads it out, in its own language. */
  told(): Promise<readonly string[]> {
    return this.page.locator("ol[aria-live=polite] > li").allTextContents();
  }

  /** A winner says how to be reached, and has the code that staff wants to see. */
  async claim(name: string, phone: string): Promise<void> {
    await this.open();
    await this.page.getByLabel(this.#says("이름 또는 별명", "Name or nickname")).fill(name);
    await this.page.getByLabel(this.#says("휴대전화", "Phone"), { exact: true }).last().fill(phone);
    await this.page.getByRole("button", { name: this.#says("알려 주기", "Tell us") }).click();
    await this.page.getByText(this.#says("받았어요. 직원에게는", "Got it. Staff sees"), { exact: false }).waitFor();
  }

  /** The code on this screen. */
  get code() {
    return this.page.getByRole("img", { name: this.#says("당첨 코드", "Winner's code") });
  }

  /** Computes the draw again in this very browser, and compares it with what this phone was shown before. */
  async checkProof(draw: string): Promise<readonly string[]> {
    await this.page.goto(`${this.visit.home}/draw/${draw}`);
    await this.page.getByText(this.#says("모두 맞아요", "Everything is right")).waitFor({ timeout: 30_000 });
    await this.page.getByText(this.#says("내가 받은 값과 같아요.", "The same as I was shown.")).first().waitFor();
    return this.page
      .locator("li[data-code]")
      .evaluateAll((all) => all.map((each) => each.getAttribute("data-ok") ?? ""));
  }
}
