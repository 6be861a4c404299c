// Faults on the matching machines of both systems, by hand, by keys, from the text view and as planned in the address.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findCutText, findOverlaps } from "./harness.mjs";
import { openText, prepare, setPlaying, whenPast } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

/** The names of the machines of a side that have stopped, from the buttons on the stage. */
const stopped = (page, side) =>
  page.evaluate(
    (side) =>
      [...document.querySelectorAll(`.pane[data-side="${side}"] .target-node`)]
        .map((button) => button.getAttribute("aria-label"))
        .filter((label) => /：停止/.test(label)),
    side,
  );

const whenStopped = (page, side, count) =>
  page.waitForFunction(
    ([side, count]) =>
      [...document.querySelectorAll(`.pane[data-side="${side}"] .target-node`)].filter((button) =>
        /：停止/.test(button.getAttribute("aria-label")),
      ).length === count,
    [side, count],
  );

test("the busiest data store of both systems is stopped at one instant, and mended", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await page.click('[data-action="breaker"]');
  const row = page.locator('.matching-row[data-duty="store"]');
  assert.match(await row.textContent(), /左 Web \+ API \+ DB \d+ %.*右 DB 1 \d+ %/);
  await page.click('[data-action="crash-store"]');
  await whenStopped(page, 0, 1);
  await whenStopped(page, 1, 1);
  assert.match((await stopped(page, 1))[0], /^DB 1/);
  await page.click('[data-action="mend-store"]');
  await whenStopped(page, 1, 0);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".breaker-sheet", { state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "open-breaker");
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("a zone is lost with every machine in it, and started again", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await page.click('[data-action="breaker"]');
  const row = page.locator('.matching-row[data-zone="a"]');
  assert.match(await row.textContent(), /ゾーン a左 なし ／ 右 API 1・DB 1/);
  await row.locator('[data-action="zone-lose"]').click();
  await whenStopped(page, 1, 2);
  assert.deepEqual(await stopped(page, 0), []);
  await row.locator('[data-action="zone-mend"]').click();
  await whenStopped(page, 1, 0);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("a zone that both sides have is one row, and is lost on both", async () => {
  const visit = await stand.visit({ query: "?left=web-rds&right=web-rds" });
  const { page } = visit;
  await page.click('[data-action="breaker"]');
  const row = page.locator('.matching-row[data-zone="a"]');
  await row.waitFor();
  assert.equal(await row.count(), 1);
  assert.match(await row.textContent(), /ゾーン a左 API 1・DB 1 ／ 右 API 1・DB 1/);
  await row.locator('[data-action="zone-lose"]').click();
  await whenStopped(page, 0, 2);
  await whenStopped(page, 1, 2);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("by keys alone, and from the text view", async () => {
  const visit = await stand.visit({ query: "?left=layered&right=layered&right.tiers=1" });
  const { page } = visit;
  await page.keyboard.press("b");
  await page.focus('.breaker-sheet [data-action="crash-logic"]');
  await page.keyboard.press("Enter");
  await whenStopped(page, 0, 1);
  await whenStopped(page, 1, 1);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".breaker-sheet", { state: "detached" });
  // So it does where nothing in the sheet has the focus.
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("b");
  await page.waitForSelector(".breaker-sheet");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".breaker-sheet", { state: "detached" });
  await openText(page);
  await page.click('.text-view [data-action="mend-logic"]');
  await whenStopped(page, 0, 0);
  await visit.close();
});

test("a plan in the address strikes both sides at its time and mends them", async () => {
  const visit = await stand.visit({ query: "?fault=crash:store@5s+2s&speed=5&fault=burn:it" });
  const { page } = visit;
  assert.match(await page.locator(".notices").textContent(), /fault=burn:it.*crash:store@30s\+60s/);
  await setPlaying(page, true);
  await whenPast(page, 5.1);
  await setPlaying(page, false);
  await openText(page);
  const marks = async () => page.locator(".time-mark").count();
  assert.ok((await marks()) >= 2);
  await setPlaying(page, true);
  await whenPast(page, 7.2);
  await setPlaying(page, false);
  assert.ok((await marks()) >= 4);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

for (const size of [
  [1280, 720],
  [390, 844],
]) {
  test(`at ${size.join("x")} what breaks things covers no stage in use and can be read`, async () => {
    for (const locale of ["ja-JP", "en-US"]) {
      const visit = await stand.visit({ size, locale, query: "?left=microservices&right=orchestration-soa" });
      const { page } = visit;
      await page.click('[data-action="breaker"]');
      await page.waitForSelector(".matching-row");
      await stand.screenshot(page, `breaker-${size.join("x")}-${locale.slice(0, 2)}`);
      assert.deepEqual(await findCutText(page), []);
      assert.deepEqual(await findOverlaps(page, [".matching-row p", ".matching-buttons .button"]), []);
      if (size[0] > 760) {
        assert.deepEqual(await findOverlaps(page, [".breaker-sheet", ".stage"]), []);
      }
      await visit.close();
    }
  });
}
