// The capacity experiment runs in a worker where one may start, else in idle slices; what it shows is the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, startServer, whenStarted } from "./harness.mjs";

let server;
let browser;
before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser.close();
  await server.stop();
});

/** Opens the page with something different in its window, and counts its idle work. */
async function opened(different) {
  const prepare = async (page) => {
    await page.addInitScript(() => {
      const ask = window.requestIdleCallback.bind(window);
      window.idleCount = 0;
      window.requestIdleCallback = (work) =>
        ask((deadline) => {
          window.idleCount += 1;
          work(deadline);
        });
    });
    await page.addInitScript(different);
  };
  const visit = await open(browser, { server, prepare });
  await whenStarted(visit.page);
  return visit;
}

/** The same, with the third condition opened once its experiment is done. */
async function measured(different) {
  const visit = await opened(different);
  const { page } = visit;
  await page.click('.pane[data-side="1"] [data-action="condition-3"]');
  await page.waitForSelector(".evidence-table tbody tr:nth-child(4)");
  const shown = await page.locator("#panel").textContent();
  const idle = await page.evaluate(() => window.idleCount);
  const workers = page.workers().map((worker) => new URL(worker.url()).pathname);
  return { shown, idle, workers, visit };
}

const nothing = () => {};

test("a worker of the page's own host measures, and the page's idle time is left alone", async () => {
  const { idle, workers, visit } = await measured(nothing);
  assert.deepEqual(workers, ["/some/path/worker.js"]);
  assert.ok(idle <= 3, `${idle} idle callbacks`);
  assert.deepEqual(visit.consoleErrors, []);
  assert.deepEqual(visit.foreignRequests, []);
  const programs = server.requests.filter((name) => name.endsWith(".wasm"));
  assert.equal(programs.length, 1, "the program is downloaded once");
  // Other systems are another question to the same worker.
  await visit.page.keyboard.press("Escape");
  await visit.page.click('[data-action="settings"]');
  await visit.page.selectOption("#system-left", "layered");
  await visit.page.keyboard.press("Escape");
  await visit.page.waitForSelector('.pane[data-side="0"] [data-action="condition-3"]:not([data-verdict="not-shown"])');
  assert.equal(visit.page.workers().length, 1);
  await visit.close();
});

test("where there are no workers, slices of the page's idle time give the same result", async () => {
  const expected = await measured(nothing);
  await expected.visit.close();
  const { shown, idle, visit } = await measured(() => {
    delete window.Worker;
  });
  assert.equal(shown, expected.shown);
  assert.ok(idle > 5, `${idle} idle callbacks`);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});

const REFUSALS = {
  "a worker that the page may not have": () => {
    window.Worker = class {
      constructor() {
        throw new DOMException("not here", "SecurityError");
      }
    };
  },
  "a worker that does not start": () => {
    const { Worker } = window;
    window.Worker = class extends Worker {
      constructor() {
        super("nothing-here.js", { type: "module" });
      }
    };
  },
  "a worker that the program does not get to": () => {
    Worker.prototype.postMessage = () => {
      throw new DOMException("cannot be copied", "DataCloneError");
    };
  },
};

for (const [name, different] of Object.entries(REFUSALS)) {
  test(`${name} is left out without a word`, async () => {
    const visit = await opened(different);
    const { page } = visit;
    await page.waitForFunction(() => window.idleCount > 20);
    const told = visit.consoleErrors.filter((line) => !line.includes("404"));
    assert.deepEqual(told, []);
    assert.equal(await page.locator(".notice").count(), 0);
    await visit.close();
  });
}

test("a program that breaks in the worker goes on in the page", async () => {
  const expected = await measured(nothing);
  await expected.visit.close();
  const { shown, idle, visit } = await measured(() => {
    const post = Worker.prototype.postMessage;
    // Something else than a program.
    Worker.prototype.postMessage = function (message) {
      post.call(this, typeof message === "string" ? message : { ...message, program: new ArrayBuffer(8) });
    };
  });
  assert.equal(shown, expected.shown);
  assert.ok(idle > 5, `${idle} idle callbacks`);
  assert.deepEqual(visit.consoleErrors, []);
  await visit.close();
});
