// The engine and its peers side by side: every model of bench/models.md, all subjects in turn, round after round; each
// result checked against theory before its time counts. Writes the tables of docs/benchmarks.md.
// `cargo xtask bench --peers` builds what is measured and calls this; alone: node bench/run.mjs [ROUNDS].
// Fewer rounds than five try the machinery: they print, and write nothing.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { install } from "./peers/install.mjs";
import { report } from "./side_by_side/report.mjs";
import { ALLOCATIONS, NATIVE, open } from "./side_by_side/subjects.mjs";

const FULL_ROUNDS = 5;
/** Turns of a round: in each, every subject runs once, with the turn's seed. The fastest of a subject counts. */
const TURNS = 5;
const SEEK_EVENTS = 10_000_000;

const DOCUMENT = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url));
const BEGIN = "<!-- side by side: begin -->";
const END = "<!-- side by side: end -->";

/** In one round, from top to bottom. Sizes are such that a run takes tenths of a second. */
const TASKS = [
  ["mm1", 2_000_000, ["chromium", "native", "wasm-node", "by-hand"]],
  ["mm1", 500_000, ["ns3", "nexosim"]],
  ["mm1", 1_000_000, ["simrs"]],
  ["mm1", 300_000, ["simjs"]],
  ["mm1", 120_000, ["simpy-lean"]],
  ["mm1", 40_000, ["simpy-resource"]],
  ["mm1", 30_000, ["ciw"]],
  ["hold", 256, ["chromium", "native"]],
  ["hold", 4_096, ["chromium", "native", "by-hand", "ns3", "simjs", "simpy-lean"]],
  ["hold", 65_536, ["chromium", "native"]],
  ["cluster", 1_000_000, ["chromium", "probe-chromium", "native", "probe-native", "wasm-node", "probe-node"]],
  ["pipeline", 60, ["chromium", "native"]],
].flatMap(([model, size, ids]) => ids.map((id) => ({ model, size, id })));

/** Which kind of installation a peer needs. */
const KINDS = {
  python: ["simpy-resource", "simpy-lean", "ciw"],
  node: ["simjs"],
  rust: ["nexosim", "simrs", "probe-chromium", "probe-native", "probe-node"],
  ns3: ["ns3"],
};

async function oneRound(subjects, tasks, round) {
  const measured = tasks.map((task) => ({ ...task, round, runs: [] }));
  for (let turn = 0; turn < TURNS; turn += 1) {
    const seed = 1 + round * TURNS + turn;
    for (const { runs, ...task } of measured) runs.push(...(await subjects[task.id].measure({ ...task, seed, count: 1 })));
  }
  agree(measured);
  return measured;
}

/** The engine does the same in all its forms, or what is compared is not the same work. */
function agree(measured) {
  const own = measured.filter(({ id }) => ["chromium", "native", "wasm-node"].includes(id));
  for (const { model, size, id, runs } of own) {
    const native = own.find((other) => other.id === "native" && other.model === model && other.size === size);
    const same = runs.every((run, place) => run.events === native.runs[place].events);
    if (!same) throw new Error(`${model} in ${id}: other events than native, so this measures nothing`);
  }
}

function nativeSeeks() {
  const lines = execFileSync(NATIVE, ["seek", `${SEEK_EVENTS}`], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => line.split(" ").map(Number)).map(([seconds, same]) => ({ seconds, same: same === 1 }));
}

function allocations() {
  const lines = execFileSync(ALLOCATIONS, { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => line.split(" ")).map(([model, events, asked]) => ({ model, perEvent: asked / events }));
}

/** Puts the tables between their marks, and leaves the rest of the document alone. */
function write(tables) {
  const text = readFileSync(DOCUMENT, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/benchmarks.md has no place for the tables: ${BEGIN} … ${END}`);
  writeFileSync(DOCUMENT, `${text.slice(0, begin + BEGIN.length)}\n\n${tables.trim()}\n\n${text.slice(end)}`);
}

const rounds = Number(process.argv[2] ?? FULL_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("usage: node bench/run.mjs [ROUNDS]");
const missing = install();
const absent = new Set(Object.keys(missing).flatMap((kind) => KINDS[kind]));
const tasks = TASKS.filter(({ id }) => !absent.has(id));
const loads = [loadavg()[0]];
const begun = performance.now();
const { subjects, seek, version, isCpuTime, close } = await open();
const measured = [];
for (let round = 0; round < rounds; round += 1) {
  console.error(`round ${round + 1} of ${rounds}`);
  measured.push(...(await oneRound(subjects, tasks, round)));
  loads.push(loadavg()[0]);
}
const seeks = { chromium: await seek(SEEK_EVENTS), native: nativeSeeks() };
await close();
const minutes = (performance.now() - begun) / 60_000;
const facts = { rounds, missing, loads, minutes, chromium: { version, isCpuTime } };
const tables = report({ measured, seeks, allocations: allocations(), ...facts });
console.log(tables);
if (rounds >= FULL_ROUNDS) write(tables);
