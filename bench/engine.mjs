// Events per second of the engine, native and in WebAssembly (Node), interleaved in one run so that
// the ratio holds whatever else the machine does. `cargo xtask bench` builds both and calls this.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

const ROUNDS = 5;
const RATE = 1000;
const SECONDS = 60;
const target = process.env.CARGO_TARGET_DIR ?? new URL('../target', import.meta.url).pathname;

const { exports: engine } = new WebAssembly.Instance(
  new WebAssembly.Module(
    readFileSync(`${target}/wasm32-unknown-unknown/release/headless.wasm`),
  ),
);

/** One native measurement per system: its id, its events, and the best time of five, in seconds. */
function native() {
  const program = `${target}/release/headless-native`;
  const lines = execFileSync(program, ['speed', `${RATE}`, `${SECONDS}`], { encoding: 'utf8' });
  return lines
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([id, events, seconds]) => ({ id, events: Number(events), seconds: Number(seconds) }));
}

/** The same runs in WebAssembly. */
function wasm(system) {
  let best = Infinity;
  let events = 0;
  for (let run = 0; run < 5; run += 1) {
    const begun = performance.now();
    events = Number(engine.events(system, RATE, SECONDS));
    best = Math.min(best, (performance.now() - begun) / 1000);
  }
  return { events, seconds: best };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const millions = ({ events, seconds }) => events / seconds / 1e6;

const rounds = [];
for (let round = 0; round < ROUNDS; round += 1) {
  rounds.push(
    native().map((measured, system) => {
      const inWasm = wasm(system);
      if (inWasm.events !== measured.events) {
        throw new Error(`${measured.id}: other events in WebAssembly, so this measures nothing`);
      }
      return { id: measured.id, native: millions(measured), wasm: millions(inWasm) };
    }),
  );
}

console.log(`${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(2)}, Node ${process.version}`);
console.log(`One simulated minute at ${RATE} requests per second, all metrics on; median of ${ROUNDS} rounds.\n`);
console.log('| system | native, M events/s | wasm in Node, M events/s | wasm / native |');
console.log('| --- | --- | --- | --- |');
for (const system of rounds[0].keys()) {
  const of = (key) => rounds.map((round) => round[system][key]);
  const ratios = rounds.map((round) => round[system].wasm / round[system].native);
  console.log(
    `| ${rounds[0][system].id} | ${median(of('native')).toFixed(1)} | ${median(of('wasm')).toFixed(1)} | ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}) |`,
  );
}
