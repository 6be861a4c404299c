// What every browser test starts from: a browser, a served page, and what the page must not do.
// Browsers and servers started here are stopped when the tests of a file have ended, whatever their result: one left over
// would keep the whole run from ending.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { startChromium } from "./chromium.mjs";
import * as served from "./server.mjs";

export { findCutText, findOverlaps } from "./layout.mjs";

const OUTPUT = fileURLToPath(new URL("./output/", import.meta.url));

/** How long anything awaited in a test may take. Long, because machines differ; nothing waits this long by plan. */
export const PATIENCE_MS = 30_000;

const endings = [];

after(() => Promise.allSettled(endings.map((end) => end())));

/** Starts a browser; `moreArguments` go to its command line. */
export async function launch(moreArguments = []) {
  const browser = await startChromium(moreArguments);
  endings.push(() => browser.close());
  return browser;
}

/** Starts a server for the built page, or for the folder `root`; see server.mjs for what it can be made to do. */
export async function startServer(options) {
  const server = await served.startServer(options);
  endings.push(server.stop);
  return server;
}

/**
 * Opens the page as a new visitor.
 *
 * - `server`: from `startServer`
 * - `query`: what follows the page's address, such as "?seed=3" or "#run=…"
 * - `size`: the window, [width, height]
 * - `scheme`: "light" or "dark"; `motion`: "no-preference" or "reduce"; `locale`: the browser's language
 * - `scripts`: whether JavaScript runs
 * - `prepare`: called with the Playwright page before the visit, to set routes or init scripts
 *
 * Returns the Playwright `page` and what has been noticed on it so far: `consoleErrors`, `foreignRequests`.
 * `close` ends the visit. The first answer has arrived when this returns; the app may not have started.
 */
export async function open(browser, options) {
  const { server, query = "", size = [1280, 720], prepare } = options;
  const { scheme = "light", motion = "no-preference", locale = "ja-JP", scripts = true } = options;
  const context = await browser.newContext({
    viewport: { width: size[0], height: size[1] },
    colorScheme: scheme,
    reducedMotion: motion,
    locale,
    javaScriptEnabled: scripts,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const close = async () => {
    // The background worker asks for files at any time: what a route is still answering then is of no matter.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  };
  const visit = { page, ...collectProblems(page, server.origin), close };
  await prepare?.(page);
  await page.goto(server.address + query, { waitUntil: "commit" });
  return visit;
}

/** What a good page never does; both arrays grow while the page lives. */
function collectProblems(page, origin) {
  const consoleErrors = [];
  const foreignRequests = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      consoleErrors.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => consoleErrors.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, origin: target } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && target !== origin) {
      foreignRequests.push(request.url());
    }
  });
  return { consoleErrors, foreignRequests };
}

/** Waits until the app has drawn something and the loader has gone. */
export async function whenStarted(page) {
  await page.waitForSelector("#boot", { state: "detached" });
  await page.waitForSelector("#app > *");
}

/** Keeps a picture of what the page shows, as output of the test. */
export async function screenshot(page, name) {
  mkdirSync(OUTPUT, { recursive: true });
  await page.screenshot({ path: join(OUTPUT, `${name}.png`), animations: "disabled" });
}
