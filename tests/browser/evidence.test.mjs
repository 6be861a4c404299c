// The four conditions under each stage, live, each with its evidence one click away; and what is distributed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { findCutText } from "./harness.mjs";
import { nodeButton, prepare, setPlaying, whenPast } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

const chip = (side, number) => `#condition-${side}-${number}`;

/** Waits until a condition of a side has this verdict. */
const whenVerdict = (page, side, number, verdict) =>
  page.waitForSelector(`${chip(side, number)}[data-verdict="${verdict}"]`);

test("one machine lacks the first three conditions; many machines have them, once they are measured", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  for (const number of [1, 2, 3]) {
    await whenVerdict(page, 0, number, "does-not");
  }
  await whenVerdict(page, 0, 4, "holds");
  for (const number of [1, 2, 3, 4]) {
    await whenVerdict(page, 1, number, "holds");
  }
  assert.match(await page.locator(chip(0, 1)).textContent(), /×.*複数のリソース.*満たさない/);
  assert.match(await page.locator(chip(1, 3)).textContent(), /○.*拡張できる.*満たす/);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("when the one machine dies it no longer looks like one, and each break opens its story", async () => {
  const visit = await stand.visit({ query: "?speed=5" });
  const { page } = visit;
  await page.click(nodeButton(0, 1));
  await page.click('[data-action="fault-crash"]');
  await page.keyboard.press("Escape");
  await setPlaying(page, true);
  await whenVerdict(page, 0, 4, "does-not");
  // Users wait first; then their requests fail. What lies open pauses the run, so this comes before.
  await whenPast(page, 15);
  await page.focus(chip(0, 4));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".evidence-side");
  const left = page.locator('.evidence-side[data-side="0"]');
  assert.match(await left.locator(".verdict").textContent(), /×\s*満たさない/);
  assert.match(await left.locator(".evidence-why").textContent(), /「エラー」.*秒から、1 台に見えていません/);
  assert.match(await page.locator('.evidence-side[data-side="1"] .verdict').textContent(), /○\s*満たす/);
  assert.deepEqual(await findCutText(page), []);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  assert.deepEqual(violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`)), []);
  // In a low window the numbers are below the fold, and a click scrolls to them.
  await page.setViewportSize({ width: 1280, height: 400 });
  await left.locator('[data-break="Error"] [data-action="story-of-break"]').first().click();
  assert.match(await page.locator(".story-sentence").textContent(), /失敗しました/);
  for (const way of ["all-requests", "close-panel"]) {
    const { y } = await page.locator(`[data-action="${way}"]`).boundingBox();
    assert.ok(y >= 0, `the way out of a story is in sight: ${way} at ${y}`);
  }
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("the capacity is drawn with its fit, and the bottleneck is named for each number of units", async () => {
  const visit = await stand.visit({ locale: "en-US", size: [390, 844] });
  const { page } = visit;
  await whenVerdict(page, 1, 3, "holds");
  await page.click(chip(1, 3));
  await page.waitForSelector(".capacity-curve");
  assert.equal(await page.locator(".capacity-point").count(), 4);
  const rows = await page.locator('.evidence-side[data-side="1"] .evidence-table tbody tr').allTextContents();
  assert.equal(rows.length, 4);
  assert.match(rows[0], /API \(\d+ %\)/);
  assert.match(await page.locator('.evidence-side[data-side="0"] .evidence-why').textContent(), /\S/);
  assert.deepEqual(await findCutText(page), []);
  await stand.screenshot(page, "capacity");
  await visit.close();
});

test("a line of the second condition is gone to, and what is distributed is told three ways", async () => {
  const visit = await stand.visit({ query: "?left=layered&right=service-based" });
  const { page } = visit;
  await page.click(chip(1, 2));
  await page.locator('.evidence-side[data-side="1"] [data-action="go-to-line"]').first().click();
  await page.waitForSelector('.pane[data-side="1"] #inspector');
  await page.keyboard.press("Escape");
  await page.click("#division-0");
  await page.waitForSelector(".way");
  assert.equal(await page.locator(".way").count(), 6);
  const told = async (side, way) =>
    page.locator(`.evidence-side[data-side="${side}"] .way[data-way="${way}"]`).getAttribute("data-distributed");
  assert.equal(await told(0, 0), "true", "both machines of the shop compute");
  assert.equal(await told(0, 1), "false", "one database keeps everything");
  assert.equal(await told(1, 2), "true", "services do different things");
  assert.deepEqual(await findCutText(page), []);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "division-0");
  await whenPast(page, 1);
  await visit.close();
});

test("measured stars stand beside the book's, with the source, a reason where they differ, and none for other systems", async () => {
  for (const [locale, source, size] of [
    ["ja-JP", /ソフトウェアアーキテクチャの基礎/, [1280, 720]],
    ["en-US", /Fundamentals of Software Architecture/, [390, 844]],
  ]) {
    const units = locale === "ja-JP" ? ["件/秒", "ms・", "通"] : ["/s", "ms, ", "messages"];
    const visit = await stand.visit({ locale, size, query: "?left=centralized&right=layered" });
    const { page } = visit;
    assert.equal(await page.locator("#stars-0").count(), 0, "no way to what there is not");
    await page.click("#stars-1");
    const right = page.locator('.evidence-side[data-side="1"]');
    await right.locator(".stars").waitFor();
    assert.equal(await right.locator(".stars tr[data-characteristic]").count(), 11);
    const row = right.locator('[data-characteristic="scalability"]');
    assert.match(await row.locator("td").nth(1).textContent(), /★☆☆☆☆/, "the book's");
    assert.match(await row.locator("td").nth(0).textContent(), /[★☆]{5}/, "measured");
    const figure = (which) => right.locator(`[data-characteristic="${which}"] .star-figure`).textContent();
    const [perSecond, millis, messages] = units;
    const { styles } = JSON.parse(await readFile(new URL("../../crates/study/src/stars/measured.json", import.meta.url)));
    const { measures } = styles.find((one) => one.measures.style === "layered");
    const peak = Math.max(...measures.scalability.points.map((point) => point.per_second_milli)) / 1000;
    assert.equal(await figure("scalability"), `${Math.round(peak)} ${perSecond}`);
    for (const which of ["elasticity", "fault_tolerance", "reliability"]) {
      assert.match(await figure(which), /^\d+\.\d %$/);
    }
    assert.equal(await figure("performance"), `${(measures.performance.p95_us / 1000).toFixed(1)} ms`);
    assert.match(await figure("cost"), new RegExp(`^\\d+ ${millis}\\d+\\.\\d ${messages}$`));
    assert.equal(await right.locator(".star-figure").count(), 6, "the others are the book's alone");
    assert.match(await right.locator('[data-characteristic="simplicity"] td').nth(0).textContent(), /—/);
    assert.ok((await right.locator(".star-why").count()) > 0);
    assert.match(await right.textContent(), source);
    assert.equal(await page.locator('.evidence-side[data-side="0"] .stars').count(), 0);
    await stand.screenshot(page, `stars-${locale}`);
    assert.deepEqual(await findCutText(page), []);
    assert.deepEqual(visit.consoleErrors, []);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.id), "stars-1");
    await visit.close();
  }
});
