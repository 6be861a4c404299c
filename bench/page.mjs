// What the built page costs: time from navigation to the first painted frame, and CPU time per frame
// with both systems at 1,000 requests per second. `cargo xtask bench` builds the page and calls this.
import { launch, open, startServer, whenStarted } from '../tests/browser/harness.mjs';

const FRAMES = 300;
const VISITS = 5;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const server = await startServer();
const browser = await launch();

/** Milliseconds from navigation until the first frame with both stages was painted. */
async function firstFrame() {
  const visit = await open(browser, { server });
  await whenStarted(visit.page);
  const milliseconds = await visit.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))),
  );
  await visit.close();
  return milliseconds;
}

/** Frames while playing: their rate, and CPU milliseconds per frame over all processes of the browser. */
async function frames(speed) {
  const query = `?rate=1000&web-rds.api_servers=4&play=1&horizon=3600&speed=${speed}`;
  const visit = await open(browser, { server, query });
  await whenStarted(visit.page);
  const protocol = await browser.newBrowserCDPSession();
  const cpu = async () => {
    const { processInfo } = await protocol.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, one) => sum + one.cpuTime, 0) * 1000;
  };
  const pass = (count) =>
    visit.page.evaluate(
      (left) =>
        new Promise((resolve) => {
          const begun = performance.now();
          const next = () => {
            left -= 1;
            if (left > 0) requestAnimationFrame(next);
            else resolve(performance.now() - begun);
          };
          requestAnimationFrame(next);
        }),
      count,
    );
  await pass(60);
  const before = await cpu();
  const elapsed = await pass(FRAMES);
  const used = (await cpu()) - before;
  await visit.close();
  return { speed, perSecond: (FRAMES / elapsed) * 1000, cpu: used / FRAMES };
}

/** Milliseconds from a move of the ruler until both systems are at that instant, anywhere in ten minutes at 500 requests/s. */
async function seeks() {
  const visit = await open(browser, { server, query: '?rate=500&horizon=600&speed=60&play=1' });
  await whenStarted(visit.page);
  const ended = () => document.querySelector('[data-now]').dataset.now === '600000000000';
  await visit.page.waitForFunction(ended, undefined, { timeout: 600_000 });
  const found = await visit.page.evaluate(async (count) => {
    const [ruler, app, times] = [document.querySelector('#time'), document.querySelector('[data-now]'), []];
    let state = 12345;
    for (let seek = 0; seek < count; seek += 1) {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      ruler.value = String(Math.floor((state / 2 ** 31) * 1200) * 500);
      const begun = performance.now();
      ruler.dispatchEvent(new InputEvent('input', { bubbles: true }));
      times.push(performance.now() - begun);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      if (app.dataset.now !== String(Number(ruler.value) * 1e6)) throw new Error(`not at ${ruler.value} ms`);
    }
    return times.sort((a, b) => a - b);
  }, 100);
  await visit.close();
  return found;
}

const visits = [];
for (let visit = 0; visit < VISITS; visit += 1) visits.push(await firstFrame());
console.log(`first painted frame: median ${median(visits).toFixed(0)} ms of ${VISITS} visits (${visits.map((one) => one.toFixed(0)).join(', ')})\n`);
console.log('| simulated seconds per second | frames per second | CPU ms per frame, all processes |');
console.log('| --- | --- | --- |');
for (const speed of [0.02, 1, 10]) {
  const measured = await frames(speed);
  console.log(`| ${speed} | ${measured.perSecond.toFixed(1)} | ${measured.cpu.toFixed(1)} |`);
}
const sought = await seeks();
const [middle, high, most] = [sought[50], sought[95], sought.at(-1)].map((one) => one.toFixed(0));
console.log(`\nseeking in ten minutes at 500 requests/s, both systems: median ${middle} ms, p95 ${high} ms, most ${most} ms of ${sought.length}`);
await browser.close();
await server.stop?.();
