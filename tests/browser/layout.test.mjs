// The page at every size, in both languages and themes: nothing lies on anything else, no text is cut, and the automatic
// accessibility checks find nothing. Pictures are kept.

import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findCutText, findOverlaps } from "./harness.mjs";
import { prepare, setPlaying, whenPast } from "./run.mjs";

/** What must not lie on each other. */
const PIECES = [
  ".brand",
  ".header-buttons button",
  ".pane",
  ".pane-title",
  ".stage",
  ".phone",
  ".charts",
  ".number",
  ".tab",
  ".chart",
  ".bar",
  ".bar button",
  ".slider",
  ".slider label",
  ".slider-value",
  ".slider-note",
  ".units-title",
  ".units-count",
  ".number dt",
  ".number dd",
  ".charts-head > *",
  ".units",
  ".clock",
  ".target-node",
  ".condition",
  ".breaker",
  ".pane-line",
  ".pane-sampling",
];

const SIZES = [
  [1280, 720],
  [1920, 1080],
  [390, 844],
  [360, 240],
];

let stand;
before(async () => {
  stand = await prepare();
});
after(() => stand.stop());

for (const size of SIZES) {
  for (const [locale, scheme] of [
    ["ja-JP", "light"],
    ["en-US", "dark"],
  ]) {
    const name = `${size.join("x")}-${locale.slice(0, 2)}-${scheme}`;
    test(`at ${name} nothing overlaps and no text is cut, at rest and in trouble`, async () => {
      const visit = await stand.visit({ size, locale, scheme, query: "?web-rds.api_servers=3" });
      const { page } = visit;
      await stand.screenshot(page, `${name}-still`);
      assert.deepEqual(await findOverlaps(page, PIECES), []);
      assert.deepEqual(await findCutText(page), []);
      await visit.close();

      const trouble = await stand.visit({ size, locale, scheme, query: "?rate=1500&speed=2" });
      await setPlaying(trouble.page, true);
      await whenPast(trouble.page, 8);
      await setPlaying(trouble.page, false);
      await stand.screenshot(trouble.page, `${name}-trouble`);
      assert.deepEqual(await findOverlaps(trouble.page, PIECES), []);
      assert.deepEqual(await findCutText(trouble.page), []);
      const sideways = await trouble.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(sideways, false, "the page does not scroll sideways");
      await trouble.close();
    });
  }
}

/** Pairs with long names, many machines, and one system twice. */
const PAIRS = [
  ["microservices", "orchestration-soa", ""],
  ["layered", "layered", "&right.tiers=1"],
  ["sns", "space-based", ""],
];

for (const size of SIZES) {
  test(`at ${size.join("x")} other pairs fit, too`, async () => {
    for (const [index, [left, right, more]] of PAIRS.entries()) {
      const locale = index % 2 === 0 ? "ja-JP" : "en-US";
      const visit = await stand.visit({ size, locale, query: `?left=${left}&right=${right}${more}` });
      const { page } = visit;
      await stand.screenshot(page, `pair-${size.join("x")}-${left}-${right}`);
      // On a phone crowded stages are taller than the screen: there the buttons that stay in reach lie over them.
      const pieces = size[0] === 390 ? PIECES.filter((piece) => !piece.startsWith(".bar")) : PIECES;
      assert.deepEqual(await findOverlaps(page, pieces), [], `${left} ${right}`);
      assert.deepEqual(await findCutText(page), [], `${left} ${right}`);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(sideways, false, "the page does not scroll sideways");
      const play = page.locator('[data-action="play"]');
      const box = await play.boundingBox();
      assert.ok(box && box.y + box.height <= size[1] + 1, "playing stays in reach");
      await visit.close();
    }
  });
}

for (const size of [
  [1280, 720],
  [1920, 1080],
]) {
  test(`for a hall at ${size.join("x")} everything keeps to itself while a mark stands for several messages`, async () => {
    for (const locale of ["ja-JP", "en-US"]) {
      const query = "?view=projector&left=event-driven&right=microservices&rate=400&speed=1&play=1";
      const visit = await stand.visit({ size, locale, query });
      const { page } = visit;
      await page.waitForSelector('.pane[data-side="1"] .pane-sampling');
      await setPlaying(page, false);
      await stand.screenshot(page, `hall-${size.join("x")}-${locale}`);
      assert.deepEqual(await findOverlaps(page, PIECES), []);
      assert.deepEqual(await findCutText(page), []);
      const labels = await page.$$eval(".slider label", (all) =>
        all.map((label) => label.getClientRects().length && label.offsetHeight / parseFloat(getComputedStyle(label).fontSize)),
      );
      assert.ok(labels.every((lines) => lines < 2), `a label takes two lines: ${labels}`);
      await visit.close();
    }
  });
}

/** The stages whose names the tests of `scene` hold to be whole (crates/scene/tests/layouts.rs); they may be larger. */
const STAGES = [
  [[1280, 720], "", [488, 300]],
  [[1920, 1080], "view=projector", [920, 420]],
  // Words, at least: two systems for a hall are much for this screen.
  [[1280, 720], "view=projector", [600, 260]],
  [[390, 844], "", [370, 152]],
  [[390, 844], "left=event-driven&right=microservices", [370, 248]],
];

test("stages are large enough for the names of their machines", async () => {
  for (const locale of ["ja-JP", "en-US"]) {
    for (const [size, query, [width, height]] of STAGES) {
      const visit = await stand.visit({ size, locale, query: `?${query}` });
      for (const side of [0, 1]) {
        const box = await visit.page.locator(".stage").nth(side).boundingBox();
        const measured = `${locale} ${size.join("x")} ${query}: ${box.width}x${box.height}`;
        assert.ok(box.width >= width && box.height >= height, measured);
      }
      await visit.close();
    }
  }
});

test("at 360x240 one can play, pause and step", async () => {
  const visit = await stand.visit({ size: [360, 240] });
  const { page } = visit;
  const begun = await page.evaluate(() => Number(document.querySelector("[data-now]").dataset.now));
  await page.click('[data-action="step-frame"]');
  await page.waitForFunction((at) => Number(document.querySelector("[data-now]").dataset.now) > at, begun);
  await page.click('[data-action="step-frame-back"]');
  await setPlaying(page, true);
  await setPlaying(page, false);
  await visit.close();
});

test("at 1280x720 everything essential is seen without scrolling", async () => {
  const visit = await stand.visit();
  for (const selector of [".stage >> nth=0", ".stage >> nth=1", ".chart >> nth=0", ".bar", '[data-action="play"]']) {
    const box = await visit.page.locator(selector).boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= 720, `${selector}: ${JSON.stringify(box)}`);
  }
  await visit.close();
});

for (const [name, options, open] of [
  ["light", { scheme: "light" }, ""],
  ["dark", { scheme: "dark", locale: "en-US" }, ""],
  ["for a projector", { query: "?view=projector", size: [1920, 1080] }, ""],
  ["with a machine chosen", {}, "#target-1-node-10"],
  ["with the settings open", {}, '[data-action="settings"]'],
  ["with the help open", {}, '[data-action="help"]'],
]) {
  test(`axe finds nothing wrong ${name}`, async () => {
    const visit = await stand.visit(options);
    if (open) {
      await visit.page.click(open);
    }
    await visit.page.evaluate(() => {
      document.querySelector("#text-view").open = true;
    });
    await visit.page.waitForSelector(".text-side .table-run");
    const { violations } = await new AxeBuilder({ page: visit.page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    const found = violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 120)}`));
    await stand.screenshot(visit.page, `axe-${name.replaceAll(" ", "-")}`);
    assert.deepEqual(found, []);
    await visit.close();
  });
}

test("keys work while the page has the focus and are left alone in a frame's host", async () => {
  const visit = await stand.visit({
    prepare: (page) =>
      page.route("**/host.html", (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<!doctype html><title>host</title><input id="field"><iframe src="./" width="360" height="240"></iframe><p style="height:2000px">`,
        }),
      ),
  });
  const { page } = visit;
  await page.goto(new URL("host.html", page.url()).href);
  const frame = page.frameLocator("iframe");
  await frame.locator('[data-action="play"]').waitFor();
  await page.focus("#field");
  await page.keyboard.type("rn .");
  assert.equal(await page.inputValue("#field"), "rn .");
  await frame.locator('[data-playing="false"]').waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
  await visit.close();
});
