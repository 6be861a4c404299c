// The speeds to reach, row by row. `must` is for the engine as it is delivered, `stretch` is close to what the machine can
// do. Rows whose other side is not run here say so.

/** Model events per second of the single queue: hitotsu in Chromium over each of these. */
export const MM1_PEERS = [
  { row: "E1", id: "simpy-resource", must: 60, stretch: 150 },
  { row: "", id: "simpy-lean" },
  { row: "", id: "ciw" },
  { row: "E4", id: "simjs", must: 8, stretch: 20 },
  { row: "E5", id: "nexosim", must: 4, stretch: 10 },
  { row: "E6", id: "simrs", must: 1.5, stretch: 3.5 },
  { row: "E7", id: "ns3", must: 1.2, stretch: 2.5 },
  { row: "E8", id: "by-hand", must: 0.65, stretch: 1.3 },
];

/** What SimPy's `Resource` reached on the machine of the figures below: the way over it does not depend on the machine. */
export const SIMPY_THERE = 0.315e6;

/** The same, over figures that were measured once on another machine, with a simulator that is not run here. */
export const PUBLISHED = [
  { row: "E2", name: "Stability Sim, its engine in Node", eventsPerSecond: 0.224e6, must: 80, stretch: 200 },
  { row: "E3", name: "Stability Sim, its page in Chromium", eventsPerSecond: 0.0076e6, must: 2_000, stretch: 5_000 },
];

/** The rest; `figure` names what report.mjs makes of the measurements. */
export const ENGINE_GOALS = [
  { row: "E9", figure: "probe", name: "cluster of 1,000 with timeouts, in Chromium / the probe there", unit: "", must: 0.35, stretch: 0.6 },
  { row: "E10", figure: "wasm mm1", name: "M/M/1, Chromium / native", unit: "", must: 0.85, stretch: 0.92 },
  { row: "E10", figure: "wasm cluster", name: "cluster, Chromium / native", unit: "", must: 0.85, stretch: 0.92 },
  { row: "E11", figure: "pending", name: "hold at 65,536 pending / at 256, in Chromium", unit: "", must: 0.75, stretch: 0.85 },
  {
    row: "E12",
    figure: "pipeline",
    name: "60 s of 10,000 requests/s over ten hops, in Chromium / SysSimulator's claim of 200 ms for a scenario of 60 s, whose load it does not name — *published, not run by us*",
    unit: "",
    must: 2,
    stretch: 1,
    atMost: true,
  },
  {
    row: "E13",
    figure: "requests",
    name: "requests simulated one by one per second, cluster in Chromium / SysSimulator's claim of 100,000 — *published, not run by us*",
    unit: "",
    must: 10,
    stretch: 20,
  },
  { row: "E14", figure: "allocations", name: "requests for memory per event, second half of a run, the worst of the models", unit: "", must: 0.001, stretch: 0.0001, atMost: true },
  { row: "E15", figure: "seek", name: "going to any of 100 instants of a run of 10 M events (web-rds), in Chromium, 95th percentile", unit: " ms", must: 100, stretch: 16, atMost: true },
];
