// "Why did this request fail?": the list of requests and the story of one, with real clicks and keys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findCutText } from "./harness.mjs";
import { isPlaying, nodeButton, prepare, setPlaying, whenPast } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

const steps = (page) => page.locator(".story-steps li").allTextContents();

/** Crashes the balancer at 4 s and runs until requests have failed. */
async function withFailures(options = {}) {
  const visit = await stand.visit({ query: "?speed=5", ...options });
  const { page } = visit;
  await page.click(nodeButton(1, 1));
  await page.click('[data-action="fault-crash"]');
  await page.keyboard.press("Escape");
  await setPlaying(page, true);
  await whenPast(page, 10);
  return visit;
}

test("a failed request tells why: every try with its time, and the reason", async () => {
  const visit = await withFailures();
  const { page } = visit;
  await page.click("#phone-1");
  await page.waitForSelector('[role="dialog"]');
  assert.equal(await isPlaying(page), false, "what is read does not run away");
  await page.click('[data-action="all-requests"]');
  await page.click('[data-action="requests-failed"]');
  await page.click('.request-row[data-kind="failed"]');
  const sentence = await page.locator(".story-sentence").textContent();
  assert.match(sentence, /2 回試して.*失敗しました（時間切れ）.*利用者 → 振り分け.*相手が停止/);
  const told = await steps(page);
  assert.match(told[0], /0\.000 秒.*頼んだ/);
  assert.ok(told.some((step) => /やり直し（2 回目）/.test(step)));
  assert.match(told.at(-1), /利用者に失敗が伝わった：時間切れ/);
  assert.deepEqual(await findCutText(page), []);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("the other system's request of the same moment was answered, and its story names the work", async () => {
  const visit = await withFailures({ locale: "en-US", size: [390, 844] });
  const { page } = visit;
  await page.click("#phone-0");
  assert.match(await page.locator(".story-sentence").textContent(), /Answered after .* The longest part/);
  assert.ok((await steps(page)).some((step) => /finished its work/.test(step)));
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(sideways, false);
  await visit.close();
});

test("by keys alone: from a machine to the list, to a story, and back", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await page.focus(nodeButton(1, 0));
  await page.keyboard.press("Enter");
  await page.focus('[data-action="requests"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector(".requests");
  await page.focus(".request-row >> nth=20");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "story");
  await page.keyboard.press("Escape");
  await page.waitForSelector('[role="dialog"].panel', { state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "phone-1");
  await visit.close();
});
