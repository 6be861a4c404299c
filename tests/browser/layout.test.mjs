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
  ".notices",
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
  ".phone-screen",
];

/** On a phone time and controls lie over what is scrolled below them. */
const FLOATING = [".bar", ".slider", ".units", ".clock", ".breaker"];
const piecesAt = (size) =>
  size[0] === 390 ? PIECES.filter((piece) => !FLOATING.some((one) => piece.startsWith(one))) : PIECES;

const SIZES = [
  [1280, 720],
  [1920, 1080],
  [390, 844],
  [360, 240],
];

/** The line under a name is one line at every size: its whole text is its title, and a click shows all of it. */
const findCutTextButLines = async (page) => (await findCutText(page)).filter((cut) => !cut.includes("pane-line"));

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
      assert.deepEqual(await findOverlaps(page, piecesAt(size)), []);
      assert.deepEqual(await findCutText(page), []);
      await visit.close();

      const trouble = await stand.visit({ size, locale, scheme, query: "?rate=1500&speed=2" });
      await setPlaying(trouble.page, true);
      await whenPast(trouble.page, 8);
      await setPlaying(trouble.page, false);
      await stand.screenshot(trouble.page, `${name}-trouble`);
      assert.deepEqual(await findOverlaps(trouble.page, piecesAt(size)), []);
      // The pair that one sees first stands above the controls.
      const standing = [".pane", ".condition", ".time", ".bar", ".bar button", ".slider", ".slider label", ".slider-value"];
      assert.deepEqual(await findOverlaps(trouble.page, standing), []);
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
      assert.deepEqual(await findOverlaps(page, piecesAt(size)), [], `${left} ${right}`);
      assert.deepEqual(await findCutTextButLines(page), [], `${left} ${right}`);
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

  test(`for a hall at ${size.join("x")} what a mark stands for stays in its pane while users fail`, async () => {
    for (const locale of ["ja-JP", "en-US"]) {
      const query = "?view=projector&left=layered&right=web-rds&speed=5&play=1&fault=crash:store@1s";
      const visit = await stand.visit({ size, locale, query });
      const { page } = visit;
      for (const side of [0, 1]) {
        const failing = `.pane[data-side="${side}"] .pane-user:has(.phone[data-view="failed"]):has(.pane-sampling)`;
        const room = await page.waitForFunction((failing) => {
          const user = document.querySelector(failing);
          const right = (element) => element.getBoundingClientRect().right;
          return user && { room: right(user.closest(".pane")) - right(user.querySelector(".pane-sampling")) };
        }, failing);
        assert.ok((await room.jsonValue()).room > 0, `side ${side}, ${locale}`);
      }
      await visit.close();
    }
  });
}

for (const size of [...SIZES, [700, 400]]) {
  test(`at ${size.join("x")} what the address says wrongly moves nothing, lies on nothing, and can be read and dismissed`, async () => {
    const places = (page) =>
      page.$$eval(".stage, .bar, .time-ruler, .charts", (all) =>
        all.map((one) => JSON.stringify(one.getBoundingClientRect())),
      );
    const clean = await stand.visit({ size });
    const expected = await places(clean.page);
    await clean.close();
    const wrong = "?left=foo&right=bar&seed=x&rate=abc&speed=q&zzz=1&web-rds.api_servers=99&lang=xx";
    const visit = await stand.visit({ size, query: wrong });
    const { page } = visit;
    // In a small frame it takes the place of buttons beside the ruler of time.
    const small = size[1] <= 420;
    const still = (all) => (small ? all.filter((_, index) => index !== 2) : all);
    assert.deepEqual(still(await places(page)), still(expected));
    const ruler = size[0] === 390 ? [] : [".time-ruler", ".time-end", ".time .button"];
    assert.deepEqual(await findOverlaps(page, [...piecesAt(size), ...ruler]), []);
    await page.click('[data-action="notices"]');
    await stand.screenshot(page, `notice-${size.join("x")}`);
    // All of them: none is only counted.
    assert.match(await page.locator(".notice-sheet").textContent(), /left=foo.*right=bar.*api_servers=99.*lang=xx/);
    assert.deepEqual(await findCutText(page), []);
    await page.click('[data-action="dismiss"]');
    await page.waitForSelector(".notices", { state: "hidden" });
    assert.deepEqual(await places(page), expected);
    await visit.close();
  });
}

test("the bar is as high with a long note on the speed as with a short one", async () => {
  for (const size of [[1280, 720], [1100, 720], [900, 720]]) {
    const visit = await stand.visit({ size });
    const height = () => visit.page.locator(".bar").evaluate((bar) => bar.getBoundingClientRect().height);
    const before = await height();
    await visit.page.evaluate(() => {
      document.querySelector(".slider-note").textContent = "計算が追いつかず ".repeat(8);
    });
    assert.equal(await height(), before);
    await visit.close();
  }
});

for (const [size, query] of [
  [[1280, 720], ""],
  [[1920, 1080], ""],
  [[1280, 720], "focus=right"],
  [[1920, 1080], "view=projector"],
  [[1280, 720], "view=projector"],
  [[390, 844], ""],
]) {
  for (const pair of ["left=layered&right=microservices", "left=centralized&right=web-rds"]) {
    test(`at ${size.join("x")} ${query} ${pair} one sees both stages, what they show, and the ruler while breaking`, async () => {
      const visit = await stand.visit({ size, query: `?${pair}&${query}` });
      const { page } = visit;
      await page.click('[data-action="breaker"]');
      await stand.screenshot(page, `breaking-${size.join("x")}-${query}`);
      const kept = [".stage", ".pane-title", ".condition", ".phone-answer", ".bar"];
      // For a hall on a small screen the sheet takes the ruler's place as well.
      const ruler = query === "view=projector" && size[0] === 1280 ? [] : [".time"];
      assert.deepEqual(await findOverlaps(page, [".breaker-sheet", ...kept, ...ruler]), []);
      assert.deepEqual(await findCutTextButLines(page), []);
      await page.click('[data-action="close-breaker"]');
      await page.waitForSelector(".breaker-sheet", { state: "detached" });
      await page.waitForFunction(() => document.activeElement.id === "open-breaker");
      await visit.close();
    });
  }
}

for (const [size, query] of [
  [[1280, 720], ""],
  [[1920, 1080], "view=projector"],
]) {
  test(`at ${size.join("x")} ${query} what is known about a machine leaves the ruler and the other system free`, async () => {
    for (const locale of ["ja-JP", "en-US"]) {
      const visit = await stand.visit({ size, locale, query: `?${query}` });
      const { page } = visit;
      await page.click("#target-1-node-10");
      await page.click('[data-action="fault-crash"]');
      await page.waitForSelector(".fact-bad");
      await stand.screenshot(page, `inspector-${size.join("x")}-${locale}`);
      const other = ['.pane[data-side="0"]', '.pane[data-side="1"] .condition', ".time", ".bar"];
      assert.deepEqual(await findOverlaps(page, ["#inspector", ...other]), [], locale);
      const tight = await page.$$eval(".condition", (all) =>
        all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent),
      );
      assert.deepEqual(tight, [], "a verdict is wider than its frame");
      await visit.close();
    }
  });
}

test("on a phone both systems stay in sight beside what is known about a machine, and the controls in reach", async () => {
  for (const query of ["", "?left=event-driven&right=microservices", "?left=orchestration-soa&right=space-based"]) {
    for (const [side, locale] of [[0, "ja-JP"], [1, "en-US"]]) {
      const visit = await stand.visit({ size: [390, 844], query, locale });
      const { page } = visit;
      for (const control of ["#time", "#speed", "#load", '[data-action="breaker"]', '[data-action="play"]']) {
        const box = await page.locator(control).boundingBox();
        assert.ok(box && box.y + box.height <= 844, `${query} ${control}: ${JSON.stringify(box)}`);
      }
      await page.locator(`.pane[data-side="${side}"] .target-node`).last().click();
      await page.waitForSelector("#inspector");
      await stand.screenshot(page, `inspector-390x844-${side}-${query.length}`);
      assert.deepEqual(await findOverlaps(page, ["#inspector", ".header", ".stage", ".pane-title", ".time", ".bar"]), []);
      const boxes = await page.$$eval(".stage", (all) => all.map((one) => one.getBoundingClientRect()));
      assert.ok(boxes.every((box) => box.top >= 0 && box.height >= 100), JSON.stringify(boxes));
      await visit.close();
    }
  }
});

test("at widths between and below the usual ones the bar and the heads keep to themselves", async () => {
  const heads = [".pane-title", ".units", ".pane-focus", ".pane-line"];
  const bar = [".slider", ".slider label", ".slider-value", ".breaker", ".bar button", ".clock"];
  for (const size of [[1100, 800], [900, 700], [320, 640]]) {
    for (const locale of ["ja-JP", "en-US"]) {
      const visit = await stand.visit({ size, locale, query: "?left=layered&right=microservices&rate=1500" });
      const { page } = visit;
      await stand.screenshot(page, `between-${size.join("x")}-${locale}`);
      assert.deepEqual(await findOverlaps(page, heads), [], `${locale} ${size}`);
      assert.deepEqual(await findOverlaps(page, bar), [], `${locale} ${size}`);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(sideways, false, "the page does not scroll sideways");
      await visit.close();
    }
  }
});

test("on a phone what a mark stands for lies beside the user's view", async () => {
  for (const size of [[390, 844], [360, 740]]) {
    for (const locale of ["ja-JP", "en-US"]) {
      const visit = await stand.visit({ size, locale, query: "?speed=1&rate=400&play=1" });
      const { page } = visit;
      await page.waitForSelector('.pane[data-side="1"] .pane-sampling');
      await setPlaying(page, false);
      await stand.screenshot(page, `sampling-${size.join("x")}-${locale}`);
      assert.deepEqual(await findOverlaps(page, piecesAt([390])), [], `${locale} ${size}`);
      const wide = [".slider", ".slider label", ".slider-value", ".breaker", ".bar button", ".time-ruler", ".time .button"];
      assert.deepEqual(await findOverlaps(page, wide), [], `${locale} ${size}`);
      assert.deepEqual(await findCutText(page), []);
      await visit.close();
    }
  }
});

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

for (const [query, more] of [["", [".chart >> nth=0"]], ["?view=projector", []]]) {
  test(`at 1280x720 ${query} everything essential is seen without scrolling, whatever has happened`, async () => {
    const visit = await stand.visit({ query });
    const { page } = visit;
    // The longest sentence about what has happened stays on its line.
    await page.evaluate(() => {
      document.querySelector(".status").textContent = "オーケストレーション駆動 SOA：全社共通が飽和しています ".repeat(4);
    });
    const pieces = [".stage >> nth=0", ".stage >> nth=1", ".time-ruler", ".bar", '[data-action="play"]', ...more];
    for (const selector of pieces) {
      const box = await page.locator(selector).boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= 720, `${selector}: ${JSON.stringify(box)}`);
    }
    assert.deepEqual(await findOverlaps(page, [".time", ".bar", ".pane", ".header"]), []);
    await visit.close();
  });
}

test("all that is wrong with a system can be read, not only what its line has room for", async () => {
  const visit = await stand.visit({ query: "?right.do=crash:api-1@5s&right.do=crash:api-2@6s&right.do=crash:db-2@7s&speed=5&play=1" });
  const { page } = visit;
  const pane = page.locator('.pane[data-side="1"]');
  await pane.locator('[data-action="news"]', { hasText: "ほか" }).waitFor();
  await setPlaying(page, false);
  await pane.locator('[data-action="news"]').click();
  const told = await pane.locator(".pane-sheet li").allTextContents();
  assert.ok(told.length >= 3, told.join());
  assert.deepEqual(await findCutTextButLines(page), []);
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
