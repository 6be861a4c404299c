// How a peer in Node is called and what it prints: the same as for every subject of the benchmark.

/** The compiler gets so long before anything counts. */
const WARM_UP_MS = 1_500;

/** CPU time of this process, in seconds: that of the compiler and of the collector is part of it. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Runs `MODEL SIZE SEED COUNT`: a line of model events, events of the peer's own, CPU seconds and result for each seed.
 * `models` has, by name, a function of size and seed that gives [model events, own events, result].
 */
export function measure(models) {
  const [name, ...numbers] = process.argv.slice(2);
  const [size, seed, count] = numbers.map(Number);
  const model = models[name];
  const begun = performance.now();
  for (let other = seed + 1_000; performance.now() - begun < WARM_UP_MS; other += 1) model(size / 4, other);
  for (let each = seed; each < seed + count; each += 1) {
    const before = cpuSeconds();
    const [events, own, result] = model(size, each);
    console.log(events, own, cpuSeconds() - before, result);
  }
}
