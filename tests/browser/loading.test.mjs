// What a visitor sees before the app runs, and when it cannot run or has stopped: never an empty page, always one
// sentence in the visitor's language and, where there is one, a way on.

import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { findCutText, launch, open, screenshot, startServer, whenStarted } from "./harness.mjs";
import { DIST } from "./server.mjs";

/** A word of the sentence for each kind of failure, by language; enough to know it by. */
const WORDS = {
  unsupported: { ja: "WebAssembly が使えない", en: "cannot use WebAssembly" },
  file: { ja: "ウェブサーバーを通して", en: "through a web server" },
  unreachable: { ja: "つながりませんでした", en: "could not be reached" },
  interrupted: { ja: "途中で切れました", en: "broke off" },
  missing: { ja: "見つかりませんでした", en: "was not found" },
  damaged: { ja: "壊れていました", en: "arrived damaged" },
  crash: { ja: "思わぬ問題", en: "Something unexpected" },
};

/** Each fault of the server, in the program and in the script that starts it, and what must be said about it. */
const FAULTS = [
  { file: "_bg.wasm", fault: "missing", kind: "missing" },
  { file: "_bg.wasm", fault: "html", kind: "damaged" },
  { file: "_bg.wasm", fault: "truncated", kind: "interrupted" },
  { file: "_bg.wasm", fault: "cut", kind: "interrupted" },
  { file: "_bg.wasm", fault: "garbled", kind: "damaged" },
  { file: "_bg.wasm", fault: "refused", kind: "unreachable" },
  { file: "glue", fault: "missing", kind: "missing" },
  { file: "glue", fault: "html", kind: "damaged" },
  { file: "glue", fault: "truncated", kind: "damaged" },
  { file: "glue", fault: "refused", kind: "unreachable" },
];

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await startServer();
});

beforeEach(() => server.faults.clear());

for (const [locale, language] of [["ja-JP", "ja"], ["en-US", "en"], ["fr-FR", "en"]]) {
  test(`a browser in ${locale} gets the page in ${language}, without an error or a request elsewhere`, async () => {
    const visit = await open(browser, { server, locale });
    await whenStarted(visit.page);
    assert.equal(await visit.page.locator("html").getAttribute("lang"), language);
    assert.deepEqual(visit.consoleErrors, []);
    assert.deepEqual(visit.foreignRequests, []);
    assert.equal(await visit.page.locator("#crash").isVisible(), false);
    await visit.close();
  });
}

test("the program and its script are asked for once", async () => {
  server.requests.length = 0;
  const visit = await open(browser, { server });
  await whenStarted(visit.page);
  const glue = await glueName(visit.page);
  // The worker that measures in the background asks for the script again, once the page has started.
  const worker = server.requests.indexOf("worker.js");
  const asked = worker < 0 ? server.requests : server.requests.slice(0, worker);
  for (const ending of ["_bg.wasm", glue]) {
    assert.equal(asked.filter((name) => name.endsWith(ending)).length, 1, ending);
  }
  await visit.close();
});

test("without JavaScript there are a sentence in both languages and the still picture", async () => {
  const visit = await open(browser, { server, scripts: false });
  for (const [language, words] of [["ja", "JavaScript が必要です"], ["en", "needs JavaScript"]]) {
    const sentence = visit.page.locator(`noscript [lang=${language}]`);
    await sentence.waitFor();
    assert.ok((await sentence.innerText()).includes(words), words);
  }
  await visit.page.locator("#boot img").waitFor();
  assert.ok(server.requests.includes("still.svg"));
  assert.equal(await visit.page.locator(".boot-status").isVisible(), false, "nothing is being loaded");
  await screenshot(visit.page, "loading-without-scripts");
  await visit.close();
});

test("without WebAssembly there are a sentence and the still picture", async () => {
  const jitless = await launch(["--js-flags=--jitless"]);
  for (const [locale, language] of [["ja-JP", "ja"], ["en-US", "en"]]) {
    const visit = await open(jitless, { server, locale });
    await failureShown(visit.page, "unsupported", language);
    assert.equal(await visit.page.locator("#boot button").count(), 0, "trying again would not help");
    await visit.page.locator("#boot img").waitFor();
    await visit.close();
  }
});

test("opened as a file, the page says that it needs a web server", async () => {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(DIST)}index.html`);
  await failureShown(page, "file", "en");
  await context.close();
});

for (const { file, fault, kind } of FAULTS) {
  test(`a ${fault} ${file} is called ${kind}, and trying again starts the app once it is mended`, async () => {
    const language = kind === "missing" ? "en" : "ja";
    const ending = file === "glue" ? await glueNameFromServer() : file;
    server.faults.set(ending, fault);
    const visit = await open(browser, { server, locale: language });
    await failureShown(visit.page, kind, language);
    await screenshot(visit.page, `loading-${file === "glue" ? "glue" : "wasm"}-${fault}`);

    server.faults.clear();
    await visit.page.evaluate(() => (window.stillTheSamePage = true));
    await visit.page.locator("#boot button").click();
    await whenStarted(visit.page);
    assert.ok(await visit.page.evaluate(() => window.stillTheSamePage), "mended without loading the page again");
    await visit.close();
  });
}

test("when a second try finds the file still missing, the next one loads the page anew", async () => {
  server.faults.set("_bg.wasm", "missing");
  const visit = await open(browser, { server, locale: "en-US" });
  await failureShown(visit.page, "missing", "en");
  await visit.page.getByRole("button", { name: "Try again" }).click();
  const reload = visit.page.getByRole("button", { name: "Reload" });
  await reload.waitFor();
  server.faults.clear();
  await visit.page.evaluate(() => (window.stillTheSamePage = true));
  await reload.click();
  await whenStarted(visit.page);
  assert.equal(await visit.page.evaluate(() => window.stillTheSamePage), undefined);
  await visit.close();
});

test("a wrong type for the program does not matter", async () => {
  server.faults.set("_bg.wasm", "mistyped");
  const visit = await open(browser, { server });
  await whenStarted(visit.page);
  await visit.close();
});

test("a download that falls silent is given up, and its progress was shown until then", async () => {
  server.faults.set("_bg.wasm", "stalled");
  const visit = await open(browser, { server, prepare: (page) => page.clock.install() });
  const half = visit.page.locator("#boot progress");
  await visit.page.waitForFunction((progress) => progress.value > 0.4 * progress.max, await half.elementHandle());
  assert.equal(await visit.page.locator("#boot[data-failure]").count(), 0, "patient until then");
  await visit.page.clock.fastForward("01:00");
  await failureShown(visit.page, "interrupted", "ja");
  server.faults.clear();
  await visit.close();
});

test("when not even the page's own script comes, a way on appears by itself", async () => {
  const visit = await open(browser, { server, prepare: (page) => page.route("**/boot-*.js", (route) => route.abort()) });
  await visit.page.waitForLoadState();
  const late = visit.page.locator(".boot-late");
  assert.equal(await late.isVisible(), false);
  await visit.page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await late.getByText("Reload").waitFor();
  await visit.close();
});

for (const [locale, language] of [["ja-JP", "ja"], ["en-US", "en"]]) {
  test(`an error of the app's own stops it with a sentence in ${language} and a way on`, async () => {
    const visit = await open(browser, { server, locale, prepare: (page) => throwLater(page, "Error") });
    await whenStarted(visit.page);
    await visit.page.evaluate(() => dispatchEvent(new Event("throw-now")));
    const crash = visit.page.locator("#crash");
    await crash.getByText(WORDS.crash[language]).waitFor();
    assert.ok(await visit.page.evaluate(() => document.getElementById("app").inert), "the app cannot be used on");
    await screenshot(visit.page, `loading-crash-${language}`);
    await visit.page.unrouteAll();
    await crash.getByRole("button").click();
    await whenStarted(visit.page);
    assert.equal(await crash.isVisible(), false);
    await visit.close();
  });
}

test("a trap of any WebAssembly program on the page stops it", async () => {
  const visit = await open(browser, { server, locale: "en-US" });
  await whenStarted(visit.page);
  await visit.page.evaluate(trapSoon);
  await visit.page.locator("#crash").getByText(WORDS.crash.en).waitFor();
  await visit.close();
});

test("a trap inside a promise stops it too", async () => {
  const visit = await open(browser, { server, locale: "en-US", prepare: (page) => throwLater(page, "Rejection") });
  await whenStarted(visit.page);
  await visit.page.evaluate(() => dispatchEvent(new Event("throw-now")));
  await visit.page.locator("#crash").getByText(WORDS.crash.en).waitFor();
  await visit.close();
});

test("errors that are not the app's own do not stop it", async () => {
  const visit = await open(browser, { server });
  await whenStarted(visit.page);
  await visit.page.evaluate(() => {
    const error = new Error("an extension's own");
    error.stack = "Error: an extension's own\n    at chrome-extension://abcdef/content.js:1:1";
    dispatchEvent(new ErrorEvent("error", { error, filename: "chrome-extension://abcdef/content.js" }));
    dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop", filename: location.href }));
    const promise = Promise.resolve();
    const refused = new DOMException("Write permission denied.", "NotAllowedError");
    dispatchEvent(new PromiseRejectionEvent("unhandledrejection", { promise, reason: refused }));
  });
  assert.equal(await visit.page.locator("#crash").isVisible(), false);
  assert.equal(await visit.page.evaluate(() => document.getElementById("app").inert), false);
  await visit.close();
});

for (const scheme of ["light", "dark"]) {
  test(`in a small window no sentence is cut and the way on is in sight, ${scheme}`, async () => {
    server.faults.set("_bg.wasm", "missing");
    for (const locale of ["ja-JP", "en-US"]) {
      const visit = await open(browser, { server, locale, scheme, size: [320, 240] });
      await failureShown(visit.page, "missing", locale.slice(0, 2));
      assert.deepEqual(await findCutText(visit.page), []);
      const button = await visit.page.locator("#boot button").boundingBox();
      assert.ok(button.y + button.height <= 240, "the way on is in sight");
      await screenshot(visit.page, `loading-small-${scheme}-${locale}`);
      await visit.close();
    }
  });
}

async function failureShown(page, kind, language) {
  await page.locator(`#boot[data-failure=${kind}]`).waitFor();
  await page.locator(".boot-status").getByText(WORDS[kind][language]).waitFor();
  assert.equal(await page.locator(".boot-status").isVisible(), true);
}

/** The name of the script that wasm-bindgen has made. */
function glueName(page) {
  return page.evaluate(() => document.querySelector("meta[name=program]").content.split(" ")[0].slice(2));
}

async function glueNameFromServer() {
  const html = await (await fetch(server.address)).text();
  return /content="\.\/(\S+\.js) /.exec(html)[1];
}

/** Makes the app's own script throw, outside any handler of ours, when the page gets a "throw-now" event. */
async function throwLater(page, what) {
  const fail =
    what === "Error"
      ? `setTimeout(() => { throw new Error("thrown by a test"); })`
      : `Promise.reject(new Error("rejected by a test"))`;
  const once = { times: 1 }; // The worker asks for the same script, at a time of its own.
  await page.route(
    "**/page-*.js",
    async (route) => {
      const response = await route.fetch();
      const body = `${await response.text()}\naddEventListener("throw-now", () => ${fail});`;
      await route.fulfill({ response, body });
    },
    once,
  );
}

/** Runs in the page: a module of one function, which is `unreachable`. */
function trapSoon() {
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports;
  setTimeout(f);
}
