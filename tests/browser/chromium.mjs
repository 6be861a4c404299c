// The machine's own Chromium, started as the tests and the benchmark need it. CHROME names another program.

import { chromium } from "playwright-core";
import { browserProgram } from "./program.mjs";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** No graphics card, no sandbox (tests run as root in containers), and no traffic of the browser's own. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const PATIENCE_MS = 60_000;

/** Starts a browser, which its caller has to close; `moreArguments` go to its command line. */
export function startChromium(moreArguments = []) {
  return chromium.launch({
    executablePath: browserProgram("CHROME", PROGRAMS),
    args: [...ARGUMENTS, ...moreArguments],
    timeout: PATIENCE_MS,
  });
}
