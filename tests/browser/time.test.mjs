// Going back and forth in time and keeping two futures, with real clicks and keys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findCutText, findOverlaps } from "./harness.mjs";
import { isPlaying, nodeButton, now, prepare, setPlaying, whenPast } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

/** The fingerprints of both runs, as they stand. */
const fingerprints = (page) =>
  page.evaluate(() => [...document.querySelectorAll(".pane")].map((pane) => pane.dataset.hash));

/** Waits until the page shows this instant, in nanoseconds, on both sides. */
const whenAt = (page, at) =>
  page.waitForFunction((wanted) => document.querySelector("[data-now]").dataset.now === wanted, String(at));

const painted = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Goes to so many seconds on the ruler, and waits until it is there. */
async function seek(page, seconds) {
  await page.locator("#time").fill(String(seconds * 1000));
  await whenAt(page, seconds * 1e9);
  await painted(page);
}

async function strike(page, side, node, fault) {
  await page.click(nodeButton(side, node));
  await page.click(`[data-action="fault-${fault}"]`);
  await page.keyboard.press("Escape");
}

test("any instant can be gone to, and the run from there is the same run", async () => {
  const visit = await stand.visit({ query: "?speed=10&horizon=20" });
  const { page } = visit;
  await strike(page, 1, 2, "crash");
  await setPlaying(page, true);
  await whenAt(page, 20e9);
  await page.waitForSelector('[data-playing="false"]');
  await painted(page);
  const straight = await fingerprints(page);
  for (const seconds of [6, 15, 0, 9]) {
    await seek(page, seconds);
  }
  assert.notDeepEqual(await fingerprints(page), straight);
  assert.equal(await page.locator(".time-mark").count(), 1, "the crash is still marked");
  await setPlaying(page, true);
  await whenAt(page, 20e9);
  await painted(page);
  assert.deepEqual(await fingerprints(page), straight);
  assert.equal(await page.locator(".time-futures").count(), 0, "nothing was changed");
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("seeking pauses, and what the page shows then is what it showed at that time", async () => {
  const visit = await stand.visit({ query: "?speed=5" });
  const { page } = visit;
  const numbers = () =>
    page.evaluate(() => [...document.querySelectorAll(".number dd")].map((one) => one.textContent));
  const then = [await fingerprints(page), await numbers()];
  await setPlaying(page, true);
  await whenPast(page, 9);
  await page.locator("#time").fill("4000");
  await page.waitForSelector('[data-playing="false"]');
  await whenAt(page, 4e9);
  await painted(page);
  assert.equal(await isPlaying(page), false);
  assert.deepEqual([await fingerprints(page), await numbers()], then);
  await visit.close();
});

test("steps back are undone by steps forward, by buttons and by keys", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await page.click('[data-action="step-event"]');
  await painted(page);
  const [there, at] = [await fingerprints(page), await now(page)];
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press(",");
  }
  await page.click('[data-action="step-event-back"]');
  await painted(page);
  assert.ok((await now(page)) < at);
  assert.notDeepEqual(await fingerprints(page), there);
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press(".");
  }
  await whenAt(page, at);
  await painted(page);
  assert.deepEqual(await fingerprints(page), there);
  await page.click(".pane-title >> nth=0");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((before) => Number(document.querySelector("[data-now]").dataset.now) < before, at);
  await page.keyboard.press("ArrowRight");
  await whenAt(page, at);
  await visit.close();
});

test("a change in the past keeps the other future, and both can be looked at", async () => {
  const visit = await stand.visit({ query: "?speed=10" });
  const { page } = visit;
  await setPlaying(page, true);
  await whenPast(page, 10);
  await setPlaying(page, false);
  const reached = await now(page);
  const first = await fingerprints(page);
  await seek(page, 5);
  await strike(page, 0, 1, "crash");
  await page.waitForSelector('[data-action="future-2"][aria-pressed="true"]');
  await setPlaying(page, true);
  await whenPast(page, reached / 1e9);
  await setPlaying(page, false);
  const [second, later] = [await fingerprints(page), await now(page)];
  await page.click('[data-action="future-1"]');
  await whenAt(page, reached);
  await painted(page);
  assert.deepEqual(await fingerprints(page), first);
  await page.click('[data-action="future-2"]');
  await painted(page);
  assert.match(await page.locator(".time-differs").textContent(), /5\.0 秒：Web \+ API \+ DB が停止/);
  await seek(page, 10);
  assert.notDeepEqual(await fingerprints(page), first);
  assert.ok(later >= 10e9 && second.length === 2);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("a fork by key keeps this future, and the ruler is worked by keys", async () => {
  const visit = await stand.visit({ size: [360, 640], locale: "en-US" });
  const { page } = visit;
  await page.keyboard.press("f");
  await page.waitForSelector('[data-action="future-2"][aria-pressed="true"]');
  await page.focus("#time");
  const begun = await now(page);
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((at) => Number(document.querySelector("[data-now]").dataset.now) < at, begun);
  await page.keyboard.press("Home");
  await whenAt(page, 0);
  assert.match(await page.getAttribute("#time", "aria-valuetext"), /^0\.0 s \(4\.0 s reached\)$/);
  // Where nobody has been the run does not go, and the thumb says so, the second time, too.
  for (const _ of ["from the start", "from there"]) {
    await page.keyboard.press("End");
    await whenAt(page, 4e9);
    assert.equal(await page.inputValue("#time"), "4000");
  }
  assert.deepEqual(await findOverlaps(page, [".time-ruler", ".time .button", ".time-now"]), []);
  assert.deepEqual(await findCutText(page), []);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(sideways, false);
  await visit.close();
});

test("what a link has for the run stands on the ruler before it comes, and can be reached and read by keys", async () => {
  const visit = await stand.visit({
    query: "?right.do=crash:db-1@6s&right.do=restart:db-1@30s&fault=slow:logic@40s&speed=5",
    locale: "en-US",
  });
  const { page } = visit;
  const marks = () =>
    page.$$eval(".time-mark", (all) =>
      all.map((mark) => [mark.dataset.toCome, mark.getAttribute("role"), mark.getAttribute("aria-label")]),
    );
  assert.deepEqual(await marks(), [
    ["true", "img", "To come: 6.0 s: Distributed system: DB 1: Crash"],
    ["true", "img", "To come: 30.0 s: Distributed system: DB 1: Start again"],
    ["true", "img", "To come: 40.0 s: Both systems: What computes: Slow down"],
  ]);
  assert.equal(await page.locator("#time").getAttribute("max"), "41000");
  await setPlaying(page, true);
  await whenPast(page, 7);
  await setPlaying(page, false);
  const [first, second] = await marks();
  assert.deepEqual(first, ["false", "button", "6.0 s: Distributed system: DB 1 is down"]);
  assert.equal(second[0], "true");
  await page.focus("#time");
  await page.keyboard.press("Shift+Tab");
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(await focused(), first[2]);
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), second[2]);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await whenAt(page, 6e9);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});
