// The tables of docs/benchmarks.md, made of what was measured.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { fileURLToPath } from "node:url";
import { NS3_VERSION } from "../peers/install.mjs";
import { ENGINE_GOALS, MM1_PEERS, PUBLISHED, SIMPY_THERE } from "./goals.mjs";
import { meanResult, objection } from "./theory.mjs";

/** Above this load, before or beside our own work, figures are marked. */
const QUIET_LOAD = 1.5;
/** What one subject at a time adds to the load. */
const OWN_LOAD = 1;

const NAMES = {
  chromium: "**hitotsu**, wasm in a Chromium worker",
  native: "**hitotsu**, native",
  "wasm-node": "**hitotsu**, wasm in Node",
  "simpy-resource": "SimPy, `Resource`",
  "simpy-lean": "SimPy, as few events as possible",
  ciw: "Ciw",
  simjs: "SIM.JS, `Facility`",
  "by-hand": "JavaScript by hand, typed arrays",
  nexosim: "NeXosim, 1 thread",
  simrs: "simrs",
  ns3: "ns-3 core, best scheduler",
};

const median = (values) => {
  const sorted = values.toSorted((first, second) => first - second);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 0.1 ? 2 : 4));
const range = (values) => {
  const ends = `${digits(Math.min(...values))}–${digits(Math.max(...values))}`;
  return values.length > 1 ? `${digits(median(values))} (${ends})` : digits(values[0]);
};

/** Everything that was measured, by subject, model and size. */
class Book {
  constructor({ measured }) {
    this.entries = new Map();
    for (const { id, model, size, runs } of measured) {
      const key = `${id} ${model} ${model === "hold" ? size : ""}`;
      const entry = this.entries.get(key) ?? { model, rounds: [] };
      entry.rounds.push(runs);
      this.entries.set(key, entry);
    }
    for (const entry of this.entries.values()) entry.objection = objection(entry.model, entry.rounds.flat());
  }

  entry(id, model, size = "") {
    return this.entries.get(`${id} ${model} ${size}`);
  }

  /** Model events per second in each round, or nothing if the subject is absent or void. */
  speeds(id, model, size) {
    const entry = this.entry(id, model, size);
    if (!entry || entry.objection) return undefined;
    return entry.rounds.map((runs) => Math.max(...runs.map((run) => run.modelEvents / run.seconds)));
  }

  /** Seconds of the fastest run in each round. */
  seconds(id, model) {
    const entry = this.entry(id, model);
    return entry && !entry.objection && entry.rounds.map((runs) => Math.min(...runs.map((run) => run.seconds)));
  }
}

/** One by the other, round by round. */
const ratios = (over, under) => over && under && over.map((value, round) => value / under[round]);

function verdict(value, { must, stretch, atMost = false }) {
  const reaches = (goal) => (atMost ? value <= goal : value >= goal);
  if (reaches(stretch)) return "stretch";
  return reaches(must) ? "must" : "**missed**";
}

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const goalCells = ({ must, stretch, atMost = false }) => [must, stretch].map((goal) => `${atMost ? "≤" : "≥"} ${goal}`);

function mm1Table(book) {
  const own = book.speeds("chromium", "mm1");
  const row = (id, goal) => {
    const entry = book.entry(id, "mm1");
    const name = `${goal?.row ?? ""}`;
    if (!entry) return [name, NAMES[id], "not installed", "", "", "", "", ""];
    if (entry.objection) return [name, NAMES[id], `void: ${entry.objection}`, "", "", "", "", ""];
    const speeds = book.speeds(id, "mm1");
    const shown = [name, NAMES[id], digits(median(speeds) / 1e6), meanResult(entry.rounds.flat()).toFixed(2)];
    if (!own || id === "chromium") return [...shown, own ? "1" : "", "", "", ""];
    const ratio = ratios(own, speeds);
    return [...shown, range(ratio), ...(goal?.must ? [...goalCells(goal), verdict(median(ratio), goal)] : ["", "", ""])];
  };
  const overSimpy = ratios(own, book.speeds("simpy-resource", "mm1"));
  const published = PUBLISHED.map((goal) => {
    const direct = own && median(own) / goal.eventsPerSecond;
    const overThere = overSimpy?.map((ratio) => (ratio * SIMPY_THERE) / goal.eventsPerSecond);
    const ratio = overThere ? `${range(overThere)} by way of SimPy; ${digits(direct)} directly` : direct && digits(direct);
    const reached = overThere ? `${verdict(median(overThere), goal)}; directly ${verdict(direct, goal)}` : direct && verdict(direct, goal);
    const end = [ratio ?? "", ...goalCells(goal), reached ?? ""];
    return [goal.row, `${goal.name} — *from notes, not run here*`, digits(goal.eventsPerSecond / 1e6), "", ...end];
  });
  const rows = ["chromium", "native", "wasm-node"].map((id) => row(id));
  const head = ["row", "M/M/1 at 0.8", "M model events/s", "W (theory 5)", "hitotsu in Chromium / it", "must", "stretch", "reached"];
  return table(head, [...rows, ...MM1_PEERS.map((goal) => row(goal.id, goal)), ...published]);
}

function holdTable(book) {
  const own = book.speeds("chromium", "hold", 4_096);
  const rows = ["chromium", "native", "by-hand", "ns3", "simjs", "simpy-lean"].map((id) => {
    const entry = book.entry(id, "hold", 4_096);
    if (!entry) return [NAMES[id], "not installed", ""];
    if (entry.objection) return [NAMES[id], `void: ${entry.objection}`, ""];
    const speeds = book.speeds(id, "hold", 4_096);
    return [NAMES[id], digits(median(speeds) / 1e6), own ? range(ratios(own, speeds)) : ""];
  });
  return table(["hold, 4,096 pending", "M holds/s", "hitotsu in Chromium / it"], rows);
}

function engineTable(book, { seeks, allocations }) {
  const figures = engineFigures(book, seeks, allocations);
  const rows = ENGINE_GOALS.map((goal) => {
    const { values, remark = "" } = figures[goal.figure] ?? {};
    if (!values) return [goal.row, goal.name, "void or not installed", ...goalCells(goal), ""];
    const shown = `${range(values)}${goal.unit}${remark}`;
    return [goal.row, goal.name, shown, ...goalCells(goal), verdict(median(values), goal)];
  });
  return table(["row", "what", "measured", "must", "stretch", "reached"], rows);
}

/** By name: a value for each round (or one), and what is to be said with it. */
function engineFigures(book, seeks, allocations) {
  const pair = (over, under) => ratios(book.speeds(...over), book.speeds(...under));
  const cluster = book.speeds("chromium", "cluster");
  const others = [
    ["native", pair(["native", "cluster"], ["probe-native", "cluster"])],
    ["Node", pair(["wasm-node", "cluster"], ["probe-node", "cluster"])],
  ];
  const beside = others.filter(([, values]) => values).map(([name, values]) => `${name} ${range(values)}`);
  const requests = cluster?.map((speed) => speed / 4);
  const perEvent = allocations.map((one) => one.perEvent);
  const perMillion = allocations.map((one) => `${one.model} ${digits(one.perEvent * 1e6)}`);
  const p95 = (taken) => taken.map(({ seconds }) => seconds * 1000).toSorted((a, b) => a - b)[Math.ceil(taken.length * 0.95) - 1];
  const found = (taken) => taken.every(({ same }) => same);
  return {
    probe: { values: pair(["chromium", "cluster"], ["probe-chromium", "cluster"]), remark: beside.length ? `; ${beside.join(", ")}` : "" },
    "wasm mm1": { values: pair(["chromium", "mm1"], ["native", "mm1"]) },
    "wasm cluster": { values: pair(["chromium", "cluster"], ["native", "cluster"]) },
    pending: {
      values: pair(["chromium", "hold", 65_536], ["chromium", "hold", 256]),
      remark: `; native ${range(pair(["native", "hold", 65_536], ["native", "hold", 256]) ?? [Number.NaN])}`,
    },
    pipeline: {
      values: book.seconds("chromium", "pipeline")?.map((seconds) => seconds / 0.2),
      remark: `: ${digits(median(book.seconds("chromium", "pipeline") || [Number.NaN]) * 1000)} ms; native ${digits(median(book.seconds("native", "pipeline") || [Number.NaN]) * 1000)} ms`,
    },
    requests: {
      values: requests?.map((rate) => rate / 100_000),
      remark: requests ? `: ${digits(median(requests) / 1e6)} M requests/s` : "",
    },
    allocations: { values: [Math.max(...perEvent)], remark: `; per million events: ${perMillion.join(", ")}` },
    seek: {
      values: found(seeks.chromium) && found(seeks.native) ? [p95(seeks.chromium)] : undefined,
      remark: `; native ${digits(p95(seeks.native))} ms`,
    },
  };
}

const first = (text) => text.trim().split("\n")[0];
const said = (program, words) => first(execFileSync(program, words, { encoding: "utf8" }));
const root = fileURLToPath(new URL("../../", import.meta.url));

function pinned() {
  const text = (path) => readFileSync(new URL(`../peers/${path}`, import.meta.url), "utf8");
  const python = text("python/requirements.txt").match(/^(simpy|ciw)==.*$/gm);
  const node = Object.entries(JSON.parse(text("node/package.json")).dependencies);
  const rust = [...text("rust/Cargo.lock").matchAll(/name = "(nexosim|simrs)"\nversion = "(.*)"/g)];
  return [
    ...python.map((line) => line.replace("==", " ")),
    ...node.map((pair) => pair.join(" ")),
    ...rust.map(([, name, version]) => `${name} ${version}`),
    `ns-3 ${NS3_VERSION} (Debian)`,
  ].join(", ");
}

function circumstances({ rounds, loads, minutes, chromium, missing }) {
  const commit = said("git", ["-C", root, "rev-parse", "--short=10", "HEAD"]);
  const changed = execFileSync("git", ["-C", root, "status", "--porcelain", "--untracked-files=no"], { encoding: "utf8" });
  const programs = [`Node ${process.version}`, said("rustc", ["--version"]), said("python3", ["--version"]), said("g++", ["--version"]), `Chromium ${chromium.version}`];
  const noisy = loads[0] > QUIET_LOAD || Math.max(...loads) > QUIET_LOAD + OWN_LOAD;
  const absent = Object.entries(missing).map(([kind, reason]) => `Left out: the peers in bench/peers/${kind} (${reason}).`);
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}${changed ? " with changes" : ""}. ${cpus()[0].model}, ${cpus().length} cores, Linux ${release()}.`,
    `${programs.join(", ")}. Peers: ${pinned()}.`,
    `${rounds} ${rounds === 1 ? "round" : "rounds"} in ${minutes.toFixed(1)} minutes; load before ${loads[0].toFixed(2)}, during at most ${Math.max(...loads).toFixed(2)} (of which 1 is this).`,
    ...(noisy ? [`**The machine was not quiet (load above ${QUIET_LOAD}): caches were shared with other work, figures may be off.**`] : []),
    `Times are CPU time${chromium.isCpuTime ? "" : ", in Chromium wall time"}.`,
    ...absent,
  ].join("\n");
}

/** All tables, as Markdown. */
export function report(run) {
  const book = new Book(run);
  return [circumstances(run), mm1Table(book), holdTable(book), engineTable(book, run)].join("\n\n");
}
