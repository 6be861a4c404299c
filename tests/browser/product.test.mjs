// What a person does on the page, with real clicks and keys, and what must come of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  SYSTEMS,
  fingerprint,
  isPlaying,
  nodeButton,
  now,
  openText,
  prepare,
  requests,
  rows,
  setPlaying,
  whenPast,
  whenTextCaughtUp,
} from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

for (const [locale, language, title] of [
  ["ja-JP", "ja", "分散システム"],
  ["en-US", "en", "Distributed system"],
]) {
  test(`in ${language} the page starts with both systems, no error, and no request to another host`, async () => {
    const visit = await stand.visit({ locale });
    const { page } = visit;
    assert.equal(await page.getAttribute("html", "lang"), language);
    assert.equal(await page.locator(".pane").count(), 2);
    assert.equal(await page.locator('.pane[data-system="web-rds"] h2').textContent(), title);
    await setPlaying(page, true);
    await whenPast(page, 4.5);
    await setPlaying(page, false);
    assert.deepEqual(visit.consoleErrors, []);
    assert.deepEqual(visit.foreignRequests, []);
    await visit.close();
  });
}

test("something meaningful is there before any click, and it stands still", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  assert.equal(await isPlaying(page), false);
  assert.ok((await now(page)) > 0, "the run has been warmed up");
  await openText(page);
  for (const system of SYSTEMS) {
    assert.ok((await requests(page, system)).succeeded > 100, system);
  }
  await visit.close();
});

test("play advances simulated time, pause stops it, and both steps go on from there", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  const begun = await now(page);
  await page.keyboard.press("Space");
  await page.waitForSelector('[data-playing="true"]');
  await whenPast(page, begun / 1e9 + 0.2);
  await page.click('[data-action="play"]');
  await page.waitForSelector('[data-playing="false"]');
  const paused = await now(page);
  // Two painted frames later it has not moved.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await now(page), paused);
  await page.click('[data-action="step-event"]');
  await page.waitForFunction((at) => Number(document.querySelector("[data-now]").dataset.now) > at, paused);
  const stepped = await now(page);
  assert.ok(stepped - paused < 50e6, "one event is near");
  await page.click('[data-action="step-frame"]');
  await page.waitForFunction((at) => Number(document.querySelector("[data-now]").dataset.now) > at, stepped);
  await visit.close();
});

test("restart goes back to the beginning with the same seed, or to another seed", async () => {
  const visit = await stand.visit({ query: "?seed=7" });
  const { page } = visit;
  await page.click('[data-action="restart"]');
  await page.waitForFunction(() => document.querySelector("[data-now]").dataset.now === "0");
  assert.equal(await page.getAttribute("[data-seed]", "data-seed"), "7");
  await page.click('[data-action="new-seed"]');
  await page.waitForFunction(() => document.querySelector("[data-seed]").dataset.seed !== "7");
  await visit.close();
});

/** Crashes the one machine of the centralized system by `crash`, and checks that every view shows it. */
async function showsTheCrash(crash) {
  const visit = await stand.visit({ query: "?speed=1" });
  const { page } = visit;
  await openText(page);
  const before = await requests(page, "centralized");
  await crash(page);
  await setPlaying(page, true);
  // Users give up after two tries of two seconds.
  await page.waitForFunction(
    () => document.querySelector('.pane[data-system="centralized"] .phone').dataset.view === "failed",
  );
  await setPlaying(page, false);
  await whenTextCaughtUp(page);
  const after = await requests(page, "centralized");
  assert.ok(after.failed > before.failed, "the numbers show it");
  const machine = (await rows(page, "centralized", "table-nodes"))[1];
  assert.match(machine[1], /停止/, "the table shows it");
  const log = await page.locator('.text-side[data-system="centralized"]').textContent();
  assert.match(log, /Web \+ API \+ DB が停止しました/, "the log shows it");
  assert.equal((await requests(page, "web-rds")).failed, 0, "the other system is whole");
  await stand.screenshot(page, "crash");
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
}

test("a crash by mouse shows in the numbers, the text table and the user's view", () =>
  showsTheCrash(async (page) => {
    await page.click(nodeButton(0, 1));
    await page.click('[data-action="fault-crash"]');
  }));

test("a crash by keyboard does the same", () =>
  showsTheCrash(async (page) => {
    await page.focus(nodeButton(0, 0));
    // Right of the users comes the line, and right of it the machine.
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((id) => `#${document.activeElement.id}` === id, nodeButton(0, 1));
    await page.keyboard.press("Enter");
    await page.waitForSelector("#inspector");
    for (let press = 0; press < 30; press += 1) {
      const action = await page.evaluate(() => document.activeElement.dataset.action);
      if (action === "fault-crash") {
        break;
      }
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
  }));

test("both systems receive the same requests, whatever the load does", async () => {
  const visit = await stand.visit({ query: "?speed=1" });
  const { page } = visit;
  await openText(page);
  await setPlaying(page, true);
  await page.locator("#load").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await whenPast(page, 6);
  await setPlaying(page, false);
  await whenTextCaughtUp(page);
  const [left, right] = [await requests(page, SYSTEMS[0]), await requests(page, SYSTEMS[1])];
  assert.equal(left.issued, right.issued);
  assert.ok(left.issued > 1100, `${left.issued}`);
  await visit.close();
});

/** The fingerprints after 20 simulated seconds, as played at this speed in a window of this size. */
async function played(speed, size) {
  const visit = await stand.visit({ query: `?horizon=20&speed=${speed}&play=1`, size });
  const { page } = visit;
  await page.waitForFunction(() => document.querySelector("[data-now]").dataset.now === "20000000000");
  await page.waitForSelector('[data-playing="false"]');
  await openText(page);
  await whenTextCaughtUp(page);
  const found = [await fingerprint(page, SYSTEMS[0]), await fingerprint(page, SYSTEMS[1])];
  await visit.close();
  return found;
}

test("speed and window size change no result, and the page computes what the bare engine computes", async () => {
  const target = process.env.CARGO_TARGET_DIR ?? new URL("../../target", import.meta.url).pathname;
  const module = new WebAssembly.Module(
    readFileSync(`${target}/wasm32-unknown-unknown/release/headless.wasm`),
  );
  const { exports: engine } = new WebAssembly.Instance(module);
  const bare = SYSTEMS.map((_, system) =>
    BigInt.asUintN(64, engine.plain_hash(system, 1, 20)).toString(16).padStart(16, "0"),
  );
  assert.deepEqual(await played(60, [1280, 720]), bare);
  assert.deepEqual(await played(5, [390, 844]), bare);
});

test("API servers come and go while the run goes on", async () => {
  const visit = await stand.visit({ query: "?speed=10" });
  const { page } = visit;
  await setPlaying(page, true);
  await page.click('[data-action="units-add"]');
  await page.waitForSelector(nodeButton(1, 4));
  assert.match(await page.locator(".units-count").textContent(), /^3/);
  await page.click('[data-action="units-remove"]');
  await page.waitForSelector(nodeButton(1, 4), { state: "detached" });
  await openText(page);
  assert.equal((await requests(page, "web-rds")).failed, 0);
  await visit.close();
});

test("far past saturation a warning stands before the losses, and the losses have a reason", async () => {
  const visit = await stand.visit({ query: "?speed=1&rate=1500" });
  const { page } = visit;
  await openText(page);
  await setPlaying(page, true);
  await page.waitForFunction(() => /飽和/.test(document.querySelector(".text-side .table-nodes").textContent));
  await page.waitForFunction(() => {
    const row = document.querySelector(".text-side .table-nodes tbody tr:nth-child(2)");
    return Number(row.cells[4].textContent.replaceAll(",", "")) > 0;
  });
  await setPlaying(page, false);
  await stand.screenshot(page, "saturated");
  await visit.close();
});

test("a cut line stops what crosses it until it is healed", async () => {
  const visit = await stand.visit({ query: "?speed=1" });
  const { page } = visit;
  await openText(page);
  await page.click("#target-1-link-0");
  await page.click('[data-action="fault-cut"]');
  const cut = async () => (await rows(page, "web-rds", "table-links"))[0][1];
  await page.waitForFunction(() => {
    const row = document.querySelector('.text-side[data-system="web-rds"] .table-links tbody tr');
    return /切/.test(row.cells[1].textContent);
  });
  await page.click('[data-action="fault-heal"]');
  await page.waitForFunction(() => {
    const row = document.querySelector('.text-side[data-system="web-rds"] .table-links tbody tr');
    return !/切/.test(row.cells[1].textContent);
  });
  assert.doesNotMatch(await cut(), /切/);
  await visit.close();
});

test("what the address says wrongly is named, can be dismissed, and is ignored", async () => {
  const visit = await stand.visit({ query: "?colour=red&rate=999999&web-rds.api_servers=3&retries=2" });
  const { page } = visit;
  const notice = page.locator(".notices");
  assert.match(await notice.textContent(), /colour/);
  assert.match(await notice.textContent(), /rate/);
  assert.match(await notice.textContent(), /3,?000/, "the allowed range is named");
  assert.match(await page.locator(".units-count").textContent(), /^3/);
  const buttons = notice.locator("button");
  while ((await buttons.count()) > 0) {
    await buttons.first().click();
  }
  await page.waitForFunction(() => document.querySelector(".notices").textContent.trim() === "");
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("with reduced motion nothing starts by itself", async () => {
  const visit = await stand.visit({ query: "?play=1", motion: "reduce" });
  assert.equal(await isPlaying(visit.page), false);
  await visit.close();
});

test("a window may grow and shrink while the run goes on", async () => {
  const visit = await stand.visit({ query: "?play=1" });
  const { page } = visit;
  const charts = (count) => page.waitForFunction((wanted) => document.querySelectorAll(".chart").length === wanted, count);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await charts(4);
  await page.setViewportSize({ width: 320, height: 480 });
  await charts(2);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await charts(4);
  const reached = (await now(page)) / 1e9;
  await whenPast(page, reached + 0.1);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("after something was broken, Space still plays and pauses", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await page.click(nodeButton(1, 10));
  await page.click('[data-action="fault-crash"]');
  await page.keyboard.press("Escape");
  await page.keyboard.press("Space");
  await page.waitForSelector('[data-playing="true"]');
  await page.keyboard.press("Space");
  await page.waitForSelector('[data-playing="false"]');
  assert.equal(await page.locator("#inspector").count(), 0);
  await visit.close();
});
