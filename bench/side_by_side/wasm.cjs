// Models in WebAssembly, timed: the engine's, and the probe's where it is there. Node requires this file; a browser's
// worker runs its text. It knows nothing of rounds, peers or goals.
"use strict";

/** `modules` has the bytes of `engine` and, perhaps, of `probe`. `clock` gives seconds. */
function load(modules, clock) {
  const instantiate = (bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const engine = instantiate(modules.engine);
  const probe = modules.probe && instantiate(modules.probe);
  const places = new Map();
  for (let place = 0; place < engine.model_count(); place += 1) {
    const start = engine.model_name(place);
    const letters = new Uint8Array(engine.memory.buffer, start, engine.model_name_length(place));
    places.set(String.fromCharCode(...letters), place);
  }

  function timed(run, ownEvents, result) {
    const begun = clock();
    const modelEvents = run();
    const seconds = clock() - begun;
    return { modelEvents, events: ownEvents(modelEvents), seconds, result: result() };
  }

  return {
    /** One run of a model of the engine. */
    engine({ model, size, seed }) {
      const run = () => engine.run_model(places.get(model), size, seed);
      return timed(run, engine.model_engine_events, engine.model_result);
    },
    /** One run of the probe, which has the cluster only. */
    probe({ size, seed }) {
      return timed(
        () => probe.run_probe(size, seed),
        (events) => events,
        probe.probe_result,
      );
    },
    /** Runs for so many events, to go back to some of their instants; the number of these. None at all forgets them. */
    watch: ({ events }) => engine.watch(events),
    /** Goes to one of the instants; whether the run is there as it was. */
    visit: ({ place }) => engine.visit(place) === 1,
  };
}

if (typeof module === "object") {
  module.exports = { load };
} else {
  let subject;
  self.onmessage = ({ data }) => {
    if (data.modules) {
      subject = load(data.modules, () => performance.now() / 1000);
      self.postMessage("ready");
    } else {
      self.postMessage(subject[data.what](data));
    }
  };
}
