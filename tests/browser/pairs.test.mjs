// Any two systems side by side: by address, by mouse and by keys, with one demand.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { now, openText, prepare, setPlaying, whenPast, whenTextCaughtUp } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

/** The ids of the systems on the page, left and right. */
const systems = (page) => page.evaluate(() => [...document.querySelectorAll(".pane")].map((pane) => pane.dataset.system));

/** What a pane's attribute says, left and right. */
const both = (page, name) =>
  page.evaluate((name) => [...document.querySelectorAll(".pane")].map((pane) => pane.dataset[name]), name);

const titles = (page) => page.locator(".pane-title").allTextContents();

test("the address puts any two systems side by side, under the same requests", async () => {
  const visit = await stand.visit({ query: "?left=layered&right=web-rds&rate=90&speed=5&web-rds.api_servers=3" });
  const { page } = visit;
  assert.deepEqual(await systems(page), ["layered", "web-rds"]);
  assert.equal(await page.locator(".notice").count(), 0);
  await setPlaying(page, true);
  await whenPast(page, 6);
  await setPlaying(page, false);
  await openText(page);
  await whenTextCaughtUp(page);
  const [left, right] = await both(page, "issued");
  assert.equal(left, right);
  // How long it has played depends on the machine; how much is wanted in that time does not.
  const wanted = (90 * (await now(page))) / 1e9;
  assert.ok(Math.abs(Number(left) - wanted) < wanted / 4, `${left} of ${wanted}`);
  assert.match(await page.locator(".first > .pair-note").textContent(), /左は「店」、右は「Web/, "they ask for different things");
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("one system on both sides says in its titles what differs", async () => {
  const visit = await stand.visit({ query: "?left=layered&right=layered&right.tiers=1" });
  const { page } = visit;
  assert.deepEqual(await titles(page), ["レイヤードアーキテクチャ（左）", "レイヤードアーキテクチャ（右）"]);
  const differ = await page.locator(".pane-differences").allTextContents();
  assert.match(differ[0], /層の置きかた：1 つにまとめる/);
  assert.match(differ[1], /層の置きかた：層ごとに機械を分ける/);
  assert.equal(await page.locator(".pair-note").count(), 0);
  const [left, right] = await both(page, "hash");
  assert.notEqual(left, right);
  await visit.close();
});

test("a system that is not there, and a demand for one side, end as sentences", async () => {
  const visit = await stand.visit({ query: "?left=nobody&layered.tiers=1&right.rate=300" });
  const { page } = visit;
  const notice = await page.locator(".notices").textContent();
  assert.match(notice, /left=nobody.*centralized, web-rds/);
  assert.match(notice, /layered\.tiers=1.*左右のどちらにもありません/);
  assert.match(notice, /「rate=300」/);
  assert.deepEqual(await systems(page), ["centralized", "web-rds"]);
  await visit.close();
});

test("in the settings another system is chosen by keys, with a machine of the old one chosen, and runs", async () => {
  const visit = await stand.visit({ query: "?speed=5" });
  const { page } = visit;
  await page.click("#target-1-node-10");
  await page.waitForSelector("#inspector");
  await page.focus('[data-action="settings"]');
  await page.keyboard.press("Enter");
  await page.focus("#system-right");
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector('.pane[data-side="1"]:not([data-system="web-rds"])');
  assert.equal((await systems(page))[0], "centralized");
  assert.equal(await page.locator("#inspector").count(), 0);
  await page.keyboard.press("Escape");
  const begun = await now(page);
  assert.ok(begun > 0, "there is something to see at once");
  await setPlaying(page, true);
  await whenPast(page, begun / 1e9 + 1);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("every number stands for both sides with its difference, in the text view and where the strip has room", async () => {
  const visit = await stand.visit({ size: [1920, 1080], query: "?speed=5&rate=900" });
  const { page } = visit;
  await openText(page);
  await setPlaying(page, true);
  await whenPast(page, 8);
  await setPlaying(page, false);
  await whenTextCaughtUp(page);
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll(".table-differences tbody tr")].map((row) =>
      [...row.cells].map((cell) => cell.textContent),
    ),
  );
  const whole = (text) => Number(text.replaceAll(",", ""));
  const issued = rows.find(([name]) => name === "合計：要求");
  assert.equal(issued[1], issued[2], "the demand is common");
  assert.equal(issued[3], "±0");
  const failed = rows.find(([name]) => name === "合計：失敗");
  const difference = whole(failed[2]) - whole(failed[1]);
  assert.ok(difference < 0, "one machine fails more");
  assert.equal(whole(failed[3].replace("−", "-")), difference);
  const beside = page.locator('.numbers[data-system="web-rds"] .number-difference');
  assert.equal(await beside.count(), 6);
  assert.match(await beside.nth(1).textContent(), /^\+[\d,]+$/, "the right side answers more");
  assert.equal(await page.locator('.numbers[data-system="centralized"] .number-difference').count(), 0);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.waitForFunction(() => !document.querySelector(".number-difference").checkVisibility());
  await visit.close();
});
