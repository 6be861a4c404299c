// The engine in a worker of Chromium, as a page would run it, and the clock for it: the CPU time of that one thread, so
// that other work on the machine lengthens nothing. Where the system does not tell it, wall time.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChromium } from "../../tests/browser/chromium.mjs";

const WORKER = fileURLToPath(new URL("wasm.cjs", import.meta.url));

/** Runs inside the page: `ask` sends the worker a question and waits for its answer. */
async function startWorker({ text, modules }) {
  const bytes = (encoded) => encoded && Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  globalThis.ask = (question) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(question);
    });
  await globalThis.ask({ modules: { engine: bytes(modules.engine), probe: bytes(modules.probe) } });
}

/** What the worker's thread has been given so far, in seconds, or nothing where Linux is not there to tell. */
async function workerClock(browser) {
  if (process.platform !== "linux") return undefined;
  const protocol = await browser.newBrowserCDPSession();
  const { processInfo } = await protocol.send("SystemInfo.getProcessInfo");
  const threads = processInfo
    .filter(({ type }) => type === "renderer")
    .flatMap(({ id }) => readdirSync(`/proc/${id}/task`).map((thread) => `/proc/${id}/task/${thread}`));
  const thread = threads.find((folder) => readFileSync(`${folder}/comm`, "utf8").startsWith("DedicatedWorker"));
  // The count is exact while the thread sleeps, and it is only read then.
  return thread && (() => Number(readFileSync(`${thread}/schedstat`, "utf8").split(" ")[0]) / 1e9);
}

/** `modules` has the bytes of `engine` and, perhaps, of `probe`. */
export async function openChromium({ engine, probe }) {
  const browser = await startChromium();
  const page = await browser.newPage();
  const modules = { engine: engine.toString("base64"), probe: probe?.toString("base64") };
  await page.evaluate(startWorker, { text: readFileSync(WORKER, "utf8"), modules });
  const clock = await workerClock(browser);
  const ask = (question) => page.evaluate((asked) => globalThis.ask(asked), question);
  const wallClock = () => performance.now() / 1000;

  /** The answer, and the seconds that it took. */
  async function timed(question) {
    const now = clock ?? wallClock;
    const begun = now();
    const answer = await ask(question);
    return { answer, seconds: now() - begun };
  }

  const warm = new Set();
  const measuring = (what) => ({
    async measure({ seed, count, ...task }) {
      if (!warm.has(what + task.model)) await ask({ ...task, what, seed: 1_000 });
      warm.add(what + task.model);
      const runs = [];
      for (let each = seed; each < seed + count; each += 1) {
        const { answer, seconds } = await timed({ ...task, what, seed: each });
        runs.push({ ...answer, seconds: clock ? seconds : answer.seconds });
      }
      return runs;
    },
  });

  async function seek(events) {
    const count = await ask({ what: "watch", events });
    const taken = [];
    for (let place = 0; place < count; place += 1) {
      const { answer: same, seconds } = await timed({ what: "visit", place });
      taken.push({ seconds, same });
    }
    await ask({ what: "watch", events: 0 });
    return taken;
  }

  return {
    subjects: { chromium: measuring("engine"), "probe-chromium": measuring("probe") },
    seek,
    version: browser.version(),
    isCpuTime: clock !== undefined,
    close: () => browser.close(),
  };
}
