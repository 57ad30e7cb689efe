import { expect, it } from "vitest";
import { newProject, runLines, visitorFile } from "../agents/guide/project.ts";
import { startBooth } from "../booth.ts";
import { makeChallenge } from "../challenge.ts";
import { startPostgres } from "../postgres-server.ts";
import { launchChromium } from "../web/chromium.ts";

/** The booth's most frequent question, "is it working?", answered by the page itself. */
it("tells who copied the code from the page that their app is there, counts its requests and says when it is done", async () => {
  await using booth = await startBooth();
  await using database = await startPostgres();
  const { slug } = await makeChallenge(booth, { open: true });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ locale: "ko-KR" });
    await page.goto(`${booth.url}/e/${slug}`);
    const joined = await page.request.post(`${booth.url}/api/e/${slug}/tickets`, {
      headers: { "x-requested-by": "sadari" },
      data: { language: "ko", over14: true },
    });
    expect(joined.status()).toBe(200);
    await page.goto(`${booth.url}/e/${slug}/guide`);
    const strip = page.getByRole("region", { name: "지금까지 부스가 본 것" });
    await strip.getByText("아직 아무것도 안 왔어요.").waitFor();
    await page.getByRole("tab", { name: "Express" }).click();
    await page
      .getByText(/sadari_pk_[0-9a-z]{10}/)
      .first()
      .waitFor();
    const code = await page.locator("pre", { hasText: "secretToken" }).textContent();
    expect(code).toContain(`serverUrl: "${booth.url}"`);

    using project = newProject();
    project.write("app.js", `${code}\n${visitorFile("express-app.cjs")}`);
    await using app = await runLines(project, "node app.js", { DATABASE_URL: await database.createDatabase() });
    await strip.getByText(/^왔어요! app-[0-9a-z]{8} 앱이 보여요\.$/).waitFor({ timeout: 10_000 });
    await strip.getByText("진짜 요청이 4개 더 필요해요. 페이지를 눌러 보세요.").waitFor();
    for (let number = 2; number <= 5; number++) await fetch(`${app.url}/books/${number}`);
    await strip.getByText("다 됐어요!").waitFor({ timeout: 10_000 });
  } finally {
    await browser.close();
  }
}, 90_000);
