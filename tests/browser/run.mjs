// What the product's tests know about the page: how to reach things, and how to read them.

import { launch, open, screenshot, startServer, whenStarted } from "./harness.mjs";

/** The systems of the page in the order of their panes. */
export const SYSTEMS = ["centralized", "web-rds"];

/** Starts a server and a browser for a test file; `visit` opens the started page, `stop` ends both. */
export async function prepare() {
  const server = await startServer();
  const browser = await launch();
  return {
    visit: async (options = {}) => {
      const visit = await open(browser, { server, ...options });
      await whenStarted(visit.page);
      return visit;
    },
    stop: async () => {
      await browser.close();
      await server.stop();
    },
    screenshot,
  };
}

/** The simulated time that the page shows, in nanoseconds. */
export const now = (page) => page.evaluate(() => Number(document.querySelector("[data-now]").dataset.now));

/** Waits until the simulated clock has passed so many seconds. */
export const whenPast = (page, seconds) =>
  page.waitForFunction((until) => Number(document.querySelector("[data-now]").dataset.now) >= until, seconds * 1e9);

export const isPlaying = (page) =>
  page.evaluate(() => document.querySelector("[data-playing]").dataset.playing === "true");

/** Presses play or pause, and waits until it has taken hold. */
export async function setPlaying(page, playing) {
  if ((await isPlaying(page)) !== playing) {
    await page.click('[data-action="play"]');
  }
  await page.waitForSelector(`[data-playing="${playing}"]`);
}

/** Opens the text view, where every number stands as text. */
export async function openText(page) {
  await page.evaluate(() => {
    document.querySelector("#text-view").open = true;
  });
  await page.waitForSelector(".text-side .table-run");
}

/** The rows of one table of the text view, as arrays of text. */
export const rows = (page, system, table) =>
  page.evaluate(
    ([system, table]) =>
      [...document.querySelectorAll(`.text-side[data-system="${system}"] .${table} tbody tr`)].map((row) =>
        [...row.cells].map((cell) => cell.textContent.trim()),
      ),
    [system, table],
  );

/** A whole number of the text view, by the place of its row. */
const whole = (list, place) => Number(list[place].at(-1).replaceAll(",", ""));

/** Requests of one system: issued, succeeded, failed. */
export async function requests(page, system) {
  const list = await rows(page, system, "table-requests");
  return { issued: whole(list, 0), succeeded: whole(list, 1), failed: whole(list, 2) };
}

/** The fingerprint of one system's run. */
export async function fingerprint(page, system) {
  const list = await rows(page, system, "table-run");
  return list.at(-1).at(-1);
}

/**
 * Waits until the text view has caught up with the paused run: its clock reads what the page's reads.
 * Both are read in one go, since a last frame may still move the page after the pause.
 */
export const whenTextCaughtUp = (page) =>
  page.waitForFunction(() => {
    const seconds = Number(document.querySelector("[data-now]").dataset.now) / 1e9;
    const cells = [...document.querySelectorAll(".table-run tbody tr:first-child td")];
    // Halves of a thousandth are rounded one way here and the other way there.
    return cells.length > 0 && cells.every((cell) => Math.abs(Number(cell.textContent) - seconds) < 0.000_501);
  });

/** The button over a node, by the system's place and the node's number. */
export const nodeButton = (side, node) => `#target-${side}-node-${node}`;
