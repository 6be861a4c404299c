// The catalogue: small pictures that live while they are seen, and a system for each side by mouse and by keys.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findCutText, findOverlaps } from "./harness.mjs";
import { isPlaying, prepare } from "./run.mjs";

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

/** Events of every small picture that was ever drawn, by system. */
const lives = (page) =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll(".tile")].map((tile) => [
        tile.dataset.system,
        Number(tile.querySelector("canvas").dataset.events ?? 0),
      ]),
    ),
  );

async function openCatalogue(page) {
  await page.click('[data-action="systems"]');
  await page.waitForSelector(".tile canvas[data-events]");
}

/** Waits until the first picture's run has gone on by so many events. */
const whenLived = (page, events) =>
  page.waitForFunction(
    (until) => Number(document.querySelector(".tile canvas").dataset.events) >= until,
    events,
  );

test("every system is there with a sentence, and the pictures that are seen live", async () => {
  const visit = await stand.visit({ size: [390, 480], query: "?play=1" });
  const { page } = visit;
  await openCatalogue(page);
  assert.equal(await isPlaying(page), false, "what runs behind makes room");
  const first = await lives(page);
  assert.ok(Object.keys(first).length >= 4);
  const [seen] = Object.entries(first).find(([, events]) => events > 0);
  await whenLived(page, first[seen] + 20);
  const later = await lives(page);
  const unseen = Object.keys(first).at(-1);
  assert.equal(later[unseen], 0, `${unseen} is below the window and costs nothing`);
  await page.locator(`.tile[data-system="${unseen}"]`).scrollIntoViewIfNeeded();
  await page.waitForFunction(
    (system) => Number(document.querySelector(`.tile[data-system="${system}"] canvas`).dataset.events) > 0,
    unseen,
  );
  for (const text of await page.locator(".tile p").allTextContents()) {
    assert.ok(text.trim().length > 5, text);
  }
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

test("with reduced motion the pictures are drawn and stand still", async () => {
  const visit = await stand.visit({ motion: "reduce" });
  const { page } = visit;
  await openCatalogue(page);
  const before = await lives(page);
  await page.evaluate(
    () =>
      new Promise((done) => {
        let frames = 30;
        const next = () => (frames-- > 0 ? requestAnimationFrame(next) : done());
        next();
      }),
  );
  const after = await lives(page);
  for (const [system, events] of Object.entries(before)) {
    assert.ok(events === 0 || after[system] === events, system);
  }
  await visit.close();
});

test("one system is put left by mouse, another right by keys, and they are compared", async () => {
  const visit = await stand.visit();
  const { page } = visit;
  await openCatalogue(page);
  await page.click('.tile[data-system="layered"] [data-action="choose-left"]');
  await page.waitForSelector('.tile[data-system="layered"] [data-action="choose-left"][aria-pressed="true"]');
  await page.focus('.tile[data-system="centralized"] [data-action="choose-right"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector('.tile[data-system="centralized"] [data-action="choose-right"][aria-pressed="true"]');
  assert.match(await page.locator(".catalogue-chosen").textContent(), /左.*レイヤードアーキテクチャ.*右.*集中システム/);
  await page.click('[data-action="compare"]');
  await page.waitForSelector(".tile", { state: "detached" });
  // What comes next is to play, and the space bar does it.
  await page.keyboard.press("Space");
  await page.waitForSelector('[data-playing="true"]');
  const systems = await page.evaluate(() => [...document.querySelectorAll(".pane")].map((pane) => pane.dataset.system));
  assert.deepEqual(systems, ["layered", "centralized"]);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

for (const size of [
  [1280, 720],
  [390, 844],
  [360, 640],
]) {
  test(`at ${size.join("x")} the catalogue can be read and used, in both languages`, async () => {
    for (const [locale, scheme] of [
      ["ja-JP", "light"],
      ["en-US", "dark"],
    ]) {
      const visit = await stand.visit({ size, locale, scheme });
      const { page } = visit;
      await openCatalogue(page);
      await stand.screenshot(page, `catalogue-${size.join("x")}-${locale.slice(0, 2)}`);
      assert.deepEqual(await findOverlaps(page, [".tile", ".tile-picture", ".tile-words", ".tile-sides .button"]), []);
      assert.deepEqual(await findCutText(page), []);
      const wider = await page.evaluate(() => {
        const panel = document.querySelector("#panel");
        return panel.scrollWidth > panel.clientWidth;
      });
      assert.equal(wider, false, "it does not scroll sideways");
      await visit.close();
    }
  });
}
