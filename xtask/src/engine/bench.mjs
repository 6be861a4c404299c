// Prints how many events per second the engine handles, native and as WebAssembly here in Node, system by system.
// Usage: node bench.mjs RATE SECONDS, after both examples are built; `cargo xtask bench` does all of it.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** As in the native program: the best run is the one least disturbed. */
const TRIES = 5;

const [rate, seconds] = process.argv.slice(2).map(Number);
const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../../target", import.meta.url));
const program = readFileSync(`${target}/wasm32-unknown-unknown/release/examples/engine_wasm.wasm`);
const { exports: engine } = new WebAssembly.Instance(new WebAssembly.Module(program));
const native = execFileSync(`${target}/release/examples/engine_native`, ["speed", `${rate}`, `${seconds}`], {
  encoding: "utf8",
});

print("system", "events", "native, events/s", "wasm, events/s", "wasm : native");
for (const [index, line] of native.trim().split("\n").entries()) {
  const [system, events, nativeSeconds] = line.split(" ");
  const wasmSeconds = bestSeconds(() => engine.events(index, rate, seconds));
  const ratio = nativeSeconds / wasmSeconds;
  print(system, events, perSecond(events, nativeSeconds), perSecond(events, wasmSeconds), ratio.toFixed(2));
}

function bestSeconds(act) {
  let best = Infinity;
  for (let index = 0; index < TRIES; index += 1) {
    const started = performance.now();
    act();
    best = Math.min(best, (performance.now() - started) / 1000);
  }
  return best;
}

function perSecond(events, seconds) {
  return Math.round(events / seconds).toLocaleString("en");
}

function print(name, ...cells) {
  console.log(name.padEnd(16) + cells.map((cell) => cell.padStart(18)).join(""));
}
