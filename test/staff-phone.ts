import type { Page } from "playwright-core";

/** What the tests' staff chooses when a shift begins. */
export const STAFF_PIN = "2580";

/** Opens a staff link on a phone, chooses the PIN, and is at the desk. `path` as the API told it. */
export async function joinShift(page: Page, boothUrl: string, path: string): Promise<void> {
  await page.goto(`${boothUrl}${path}`);
  await page.waitForURL((url) => url.pathname !== "/open");
  await page.goto(`${boothUrl}/staff`);
  await enterPin(page, STAFF_PIN);
  await page.locator("nav button").first().waitFor();
}

export async function enterPin(page: Page, pin: string): Promise<void> {
  await page.locator("input[inputmode=numeric]").fill(pin);
  await page.locator("main form button").click();
}
