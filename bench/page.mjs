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

const visits = [];
for (let visit = 0; visit < VISITS; visit += 1) visits.push(await firstFrame());
console.log(`first painted frame: median ${median(visits).toFixed(0)} ms of ${VISITS} visits (${visits.map((one) => one.toFixed(0)).join(', ')})\n`);
console.log('| simulated seconds per second | frames per second | CPU ms per frame, all processes |');
console.log('| --- | --- | --- |');
for (const speed of [0.02, 1, 10]) {
  const measured = await frames(speed);
  console.log(`| ${speed} | ${measured.perSecond.toFixed(1)} | ${measured.cpu.toFixed(1)} |`);
}
await browser.close();
await server.stop?.();
