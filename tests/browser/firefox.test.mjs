// The built page in the other browser engine: it starts, plays, is broken by a click, and computes the same.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startFirefox } from "./firefox.mjs";
import { PATIENCE_MS } from "./harness.mjs";
import { SYSTEMS, fingerprint, nodeButton, openText, requests, whenTextCaughtUp } from "./run.mjs";
import { startServer } from "./server.mjs";

/** The fingerprints of both systems after 20 s, computed by the engine without a page. */
function bare() {
  const target = process.env.CARGO_TARGET_DIR ?? new URL("../../target", import.meta.url).pathname;
  const program = readFileSync(`${target}/wasm32-unknown-unknown/release/headless.wasm`);
  const { exports: engine } = new WebAssembly.Instance(new WebAssembly.Module(program));
  return SYSTEMS.map((_, system) =>
    BigInt.asUintN(64, engine.plain_hash(system, 1, 20)).toString(16).padStart(16, "0"),
  );
}

/** Opens the page, and ends with the test. */
async function visit(t, query) {
  const [browser, server] = await Promise.all([startFirefox(), startServer()]);
  t.after(() => Promise.all([browser.close(), server.stop()]));
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.setViewport({ width: 1280, height: 720 });
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) {
      problems.push(message.text());
    }
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(server.address + query);
  await page.waitForSelector("[data-now]");
  return { page, problems };
}

test("in Firefox the page plays to the end, and computes what the bare engine computes", async (t) => {
  const { page, problems } = await visit(t, "?horizon=20&speed=10&play=1");
  await page.waitForFunction(() => document.querySelector("[data-now]").dataset.now === "20000000000");
  await page.waitForSelector('[data-playing="false"]');
  await openText(page);
  await whenTextCaughtUp(page);
  assert.deepEqual([await fingerprint(page, SYSTEMS[0]), await fingerprint(page, SYSTEMS[1])], bare());
  assert.deepEqual(problems, []);
});

test("in Firefox a click breaks a machine, and its users see it", async (t) => {
  const { page, problems } = await visit(t, "?speed=1");
  await page.waitForSelector(nodeButton(0, 1));
  await page.click(nodeButton(0, 1));
  await page.waitForSelector('[data-action="fault-crash"]');
  await page.click('[data-action="fault-crash"]');
  await page.click('[data-action="play"]');
  await page.waitForSelector(`.pane[data-system="${SYSTEMS[0]}"] .phone[data-view="failed"]`);
  await page.click('[data-action="play"]');
  await page.waitForSelector('[data-playing="false"]');
  await openText(page);
  await whenTextCaughtUp(page);
  assert.ok((await requests(page, SYSTEMS[0])).failed > 0, "the numbers show it");
  assert.equal((await requests(page, SYSTEMS[1])).failed, 0, "the other system is whole");
  assert.deepEqual(problems, []);
});
