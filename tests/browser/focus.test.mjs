// One system over the whole width: by button, key and address, while the other one goes on as a strip.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findCutText, findOverlaps } from "./harness.mjs";
import { now, prepare, setPlaying, whenPast } from "./run.mjs";

const PAIR = "left=event-driven&right=microservices";

/** What must not lie on each other while one system is large. */
const PIECES = [
  ".header-buttons button",
  ".pane",
  ".pane-title",
  ".pane-line",
  ".pane-sampling",
  ".pane-numbers",
  ".pane-focus",
  ".units",
  ".stage",
  ".phone",
  ".condition",
  ".time",
  ".bar",
  ".bar button",
];

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

const pane = (page, side) => page.locator(`.pane[data-side="${side}"]`);
const widthOf = async (page, side) => (await pane(page, side).locator(".stage").boundingBox())?.width ?? 0;
const button = (page, side) => pane(page, side).locator('[data-action="focus"]');
const count = (page, side, name) =>
  page.evaluate(([side, name]) => Number(document.querySelector(`.pane[data-side="${side}"]`).dataset[name]), [side, name]);

test("a click gives a system the whole width, and another click gives it back", async () => {
  const visit = await stand.visit({ query: `?${PAIR}` });
  const { page } = visit;
  const half = await widthOf(page, 1);
  await button(page, 1).click();
  await page.waitForSelector('.panes[data-focus="1"]');
  assert.ok((await widthOf(page, 1)) > half * 2, "the right stage has the whole width");
  assert.equal(await pane(page, 0).locator(".stage").isVisible(), false);

  // The other one goes on, and what its user sees and its numbers stay to be seen.
  assert.ok(await pane(page, 0).locator(".phone-main").isVisible());
  assert.ok(await pane(page, 0).locator(".pane-numbers").isVisible());
  const events = await count(page, 0, "events");
  const answer = await pane(page, 0).locator(".pane-numbers").textContent();
  await setPlaying(page, true);
  await whenPast(page, (await now(page)) / 1e9 + 0.2);
  await setPlaying(page, false);
  assert.ok((await count(page, 0, "events")) > events, "the strip's system runs");
  assert.match(answer, /届いた/);

  await button(page, 1).click();
  await page.waitForSelector(".panes:not([data-focus])");
  assert.equal(await widthOf(page, 1), half);
  assert.ok(await pane(page, 0).locator(".stage").isVisible());
  await visit.close();
});

test("keys enlarge either side, and Escape first closes what lies open", async () => {
  const visit = await stand.visit({ query: `?${PAIR}`, locale: "en-US" });
  const { page } = visit;
  await page.keyboard.press("1");
  await page.waitForSelector('.panes[data-focus="0"]');
  assert.equal(await button(page, 0).getAttribute("aria-label"), "Show both side by side");
  assert.equal(await button(page, 1).getAttribute("aria-label"), "Enlarge Microservices architecture");
  await page.keyboard.press("2");
  await page.waitForSelector('.panes[data-focus="1"]');
  await page.keyboard.press("?");
  await page.waitForSelector(".panel");
  assert.match(await page.locator(".panel").textContent(), /Enlarge the left or the right system/);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".panel", { state: "detached" });
  await page.waitForSelector('.panes[data-focus="1"]');
  await page.keyboard.press("Escape");
  await page.waitForSelector(".panes:not([data-focus])");
  await visit.close();
});

for (const [size, view] of [
  [[1280, 720], ""],
  [[1280, 720], "&view=projector"],
  [[1920, 1080], "&view=projector"],
  [[390, 844], ""],
]) {
  test(`asked for by the address, nothing overlaps and nothing is cut at ${size.join("x")}${view}`, async () => {
    for (const [locale, side] of [
      ["ja-JP", "left"],
      ["en-US", "right"],
    ]) {
      const visit = await stand.visit({ size, locale, query: `?${PAIR}&focus=${side}${view}` });
      const { page } = visit;
      await page.waitForSelector(".panes[data-focus]");
      const stage = await page.locator(".pane:not(.pane-aside) .stage").boundingBox();
      assert.ok(stage.height > size[1] * 0.3, `a stage of ${stage.height}`);
      await stand.screenshot(page, `focus-${size.join("x")}-${side}`);
      // On a small screen for a hall the stages take all of it, and time follows below, under the sticky bar.
      const small = view !== "" && size[1] <= 900;
      const pieces = small ? PIECES.filter((piece) => piece !== ".time") : PIECES;
      assert.deepEqual(await findOverlaps(page, pieces), []);
      assert.deepEqual(await findCutText(page), []);
      await visit.close();
    }
  });
}

test("the four conditions stay beside what is known about a machine", async () => {
  for (const query of ["", "?view=projector"]) {
    const visit = await stand.visit({ query, size: query ? [1920, 1080] : [1280, 720] });
    const { page } = visit;
    await page.click("#target-1-node-10");
    await page.waitForSelector("#inspector");
    await stand.screenshot(page, `conditions-beside-${query.length}`);
    const chips = pane(page, 1).locator(".condition[data-verdict]");
    assert.equal(await chips.count(), 4);
    for (const chip of await chips.all()) {
      assert.ok(await chip.isVisible());
    }
    assert.deepEqual(await findOverlaps(page, ["#inspector", ".pane[data-side='1'] .condition"]), []);
    assert.deepEqual(await findCutText(page), []);
    await visit.close();
  }
});
