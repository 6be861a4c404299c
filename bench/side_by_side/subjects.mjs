// Who takes part: the engine in its three forms, and the peers. A subject measures one model of one size with some seeds,
// and gives for each seed { modelEvents, events, seconds, result }. Seconds are CPU time wherever there is a clock for it.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PEERS } from "../peers/install.mjs";
import { openChromium } from "./chromium.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../target");

export const NATIVE = `${target}/release/headless-native`;
export const ALLOCATIONS = `${target}/release/headless-allocations`;

const PROBE = join(PEERS, "rust/wasm/wasm32-unknown-unknown/release/peers.wasm");

/** What a compiler in the program that runs us gets before anything counts. */
const WARM_UP_SECONDS = 1.5;

/** The schedulers of ns-3; the last one is out of the race where many events are pending. */
const NS3_SCHEDULERS = ["Map", "Heap", "Calendar", "PriorityQueue", "List"];

/** Lines of "model events, own events, seconds, result", as every program here prints them. */
function printed(program, words) {
  const environment = { ...process.env, HITOTSU_PEERS: PEERS, PYTHONPATH: join(PEERS, "python") };
  const options = { encoding: "utf8", env: { ...environment, PYTHONDONTWRITEBYTECODE: "1" } };
  return execFileSync(program, words.map(String), options)
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number))
    .map(([modelEvents, events, seconds, result]) => ({ modelEvents, events, seconds, result }));
}

/** A program that takes MODEL SIZE SEED COUNT after its own words. */
const program = (file, words = []) => ({
  measure: ({ model, size, seed, count }) => printed(file, [...words, model, size, seed, count]),
});
const python = (name) => program("python3", [here(`../peers/python/${name}.py`)]);
const node = (name) => program("node", [here(`../peers/node/${name}.mjs`)]);
const rust = (name) => program(join(PEERS, "rust/native/release", name));

const best = (runs) => Math.max(...runs.map(({ modelEvents, seconds }) => modelEvents / seconds));

/** ns-3 with each of its schedulers; the best one counts. */
const ns3 = {
  measure({ model, size, seed, count }) {
    const schedulers = model === "hold" ? NS3_SCHEDULERS.slice(0, -1) : NS3_SCHEDULERS;
    const tried = schedulers.map((name) =>
      printed(join(PEERS, "ns3/core"), [`ns3::${name}Scheduler`, model, size, seed, count]),
    );
    return tried.reduce((first, second) => (best(second) > best(first) ? second : first));
  },
};

function wasmModules() {
  const engine = readFileSync(`${target}/wasm32-unknown-unknown/release/headless.wasm`);
  return { engine, probe: existsSync(PROBE) ? readFileSync(PROBE) : undefined };
}

const seeds = ({ seed, count }) => Array.from({ length: count }, (_, more) => seed + more);

/** WebAssembly in this very program. */
function inNode() {
  const { load } = createRequire(import.meta.url)("./wasm.cjs");
  const cpuSeconds = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
  const subject = load(wasmModules(), cpuSeconds);
  const warm = new Set();
  const measuring = (what) => ({
    measure(task) {
      const begun = performance.now();
      const isCold = () => performance.now() - begun < WARM_UP_SECONDS * 1000;
      if (!warm.has(what + task.model)) while (isCold()) subject[what]({ ...task, seed: 1_000 });
      warm.add(what + task.model);
      return seeds(task).map((seed) => subject[what]({ ...task, seed }));
    },
  });
  return { "wasm-node": measuring("engine"), "probe-node": measuring("probe") };
}

/** All subjects by id, the browser's version and seeks, and how to end it all. */
export async function open() {
  const chromium = await openChromium(wasmModules());
  const subjects = {
    ...chromium.subjects,
    ...inNode(),
    native: program(NATIVE, ["model"]),
    "simpy-resource": python("simpy_resource"),
    "simpy-lean": python("simpy_lean"),
    ciw: python("ciw_network"),
    simjs: node("simjs"),
    "by-hand": node("by_hand"),
    nexosim: rust("nexosim"),
    simrs: rust("simrs"),
    "probe-native": rust("probe"),
    ns3,
  };
  return { ...chromium, subjects };
}
