// The machine's own Chromium, started as the tests and the benchmark need it. CHROME names another program.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

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
    executablePath: browserProgram(),
    args: [...ARGUMENTS, ...moreArguments],
    timeout: PATIENCE_MS,
  });
}

function browserProgram() {
  if (process.env.CHROME) {
    return process.env.CHROME;
  }
  const folders = process.env.PATH.split(delimiter);
  const found = folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name))).find(isProgram);
  if (!found) {
    throw new Error("no Chromium found: install it, or name its program in CHROME");
  }
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
