// The measurements that other tests trust, tried on pages whose faults are known.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findCutText, findOverlaps, launch } from "./harness.mjs";

let browser;

before(async () => {
  browser = await launch();
});

const CUT = [
  ["a box that hides its end", `<div style="width:60px;overflow:hidden;white-space:nowrap">far too long for this</div>`],
  ["an ellipsis", `<p style="width:60px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">far too long for this</p>`],
  ["a box that hides what is below", `<div style="height:12px;overflow:hidden">one<br>two<br>three</div>`],
  ["an outer box", `<div style="width:50px;overflow:clip"><div style="width:300px;text-align:right">at the end</div></div>`],
  ["the window's right side", `<p style="width:900px;text-align:right">beyond</p>`],
  ["the window's left side", `<p style="position:absolute;left:-30px">beyond</p>`],
  ["the window's bottom, fixed", `<p style="position:fixed;top:295px;margin:0">beyond</p>`],
  ["a field", `<input id="seed" style="width:40px" value="123456789012345">`],
];

const WHOLE = [
  ["text that fits", `<p>all of this can be read</p>`],
  ["text that scrolls", `<div style="width:60px;overflow:auto"><p style="width:900px;text-align:right">far right</p></div>`],
  ["text below the window", `<p style="margin-top:2000px">scroll to read</p>`],
  ["text that is not shown", `<p style="visibility:hidden;width:5px;overflow:hidden">nobody sees this</p>`],
  ["text for screen readers", `<p style="position:absolute;width:1px;height:1px;overflow:hidden;white-space:nowrap">for ears</p>`],
];

for (const [name, html] of CUT) {
  test(`text cut by ${name} is found`, async () => {
    await onPage(html, async (page) => assert.notEqual((await findCutText(page)).length, 0, html));
  });
}

for (const [name, html] of WHOLE) {
  test(`${name} is not called cut`, async () => {
    await onPage(html, async (page) => assert.deepEqual(await findCutText(page), []));
  });
}

test("elements that lie on each other are found, and neighbours and parents are not", async () => {
  const box = (id, left, inner = "") =>
    `<div id="${id}" style="position:absolute;top:0;left:${left}px;width:100px;height:40px">${inner}</div>`;
  await onPage(box("one", 0) + box("two", 90) + box("three", 190, "<b>inner</b>"), async (page) => {
    const found = await findOverlaps(page, ["div", "b"]);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0], /#one.*#two.*10\.0×40\.0/);
  });
});

async function onPage(html, check) {
  const page = await browser.newPage({ viewport: { width: 400, height: 300 } });
  await page.setContent(`<!doctype html><body style="margin:8px">${html}`);
  await check(page);
  await page.close();
}
