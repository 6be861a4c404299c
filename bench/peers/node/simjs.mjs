// SIM.JS as its documentation teaches it: an entity for the customers, and a Facility as the server.
// The folder in which the package is installed is named by HITOTSU_PEERS.
import { createRequire } from "node:module";
import { measure } from "./protocol.mjs";

// The package puts its names on the window, wherever it runs.
globalThis.window = {};
createRequire(`${process.env.HITOTSU_PEERS}/node/`)("simjs");
const { Entity, Facility, Random, Sim } = globalThis.window.Sim;

const RATE = 0.8;

/** The mean time in the system, in service times. */
function mm1(customers, seed) {
  const random = new Random(seed);
  const server = new Facility("server");
  let left = customers;

  class Customers extends Entity {
    start() {
      this.setTimer(random.exponential(RATE)).done(this.arrive);
    }

    arrive() {
      this.useFacility(server, random.exponential(1));
      left -= 1;
      if (left > 0) this.start();
    }
  }

  const sim = new Sim();
  sim.addEntity(Customers);
  sim.simulate(Infinity, Infinity);
  return [2 * customers, 2 * customers, server.systemStats().durationSeries.average()];
}

/** Holds of one run, whatever the number of pending events. */
const HOLDS = 400_000;

/** Holds per expected hold. */
function hold(pending, seed) {
  const random = new Random(seed);
  let holds = 0;

  class Timers extends Entity {
    start() {
      for (let timer = 0; timer < pending; timer += 1) this.again();
    }

    again() {
      this.setTimer(random.exponential(1)).done(this.fire);
    }

    fire() {
      holds += 1;
      this.again();
    }
  }

  const sim = new Sim();
  sim.addEntity(Timers);
  sim.simulate(HOLDS / pending, Infinity);
  return [holds, holds, holds / HOLDS];
}

measure({ mm1, hold });
