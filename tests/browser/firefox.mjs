// The machine's own Firefox, started as the tests need it. FIREFOX names another program.

import puppeteer from "puppeteer-core";
import { browserProgram } from "./program.mjs";

const PROGRAMS = ["firefox-esr", "firefox"];

const PATIENCE_MS = 60_000;

/** Starts a browser, which its caller has to close. */
export function startFirefox() {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: browserProgram("FIREFOX", PROGRAMS),
    headless: true,
    timeout: PATIENCE_MS,
    extraPrefsFirefox: { "intl.accept_languages": "ja" },
  });
}
