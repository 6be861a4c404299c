// What JavaScript can do: one loop for one model, written by hand, over a four-ary heap in typed arrays.
import { measure } from "./protocol.mjs";

const RATE = 0.8;

/** Pending events in order of time; ties leave in any order. */
class Heap {
  constructor(capacity) {
    this.times = new Float64Array(capacity);
    this.kinds = new Int32Array(capacity);
    this.length = 0;
  }

  push(time, kind) {
    const { times, kinds } = this;
    let hole = this.length;
    this.length += 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      kinds[hole] = kinds[parent];
      hole = parent;
    }
    times[hole] = time;
    kinds[hole] = kind;
  }

  /** Removes the first event; its time and kind are to be read before, at place 0. */
  pop() {
    this.length -= 1;
    this.sink(this.times[this.length], this.kinds[this.length]);
  }

  /** Puts an event in the place of the first one. */
  sink(time, kind) {
    const { times, kinds, length } = this;
    let hole = 0;
    for (;;) {
      const first = 4 * hole + 1;
      if (first >= length) break;
      const end = first + 4 < length ? first + 4 : length;
      let least = first;
      for (let child = first + 1; child < end; child += 1) if (times[child] < times[least]) least = child;
      if (times[least] >= time) break;
      times[hole] = times[least];
      kinds[hole] = kinds[least];
      hole = least;
    }
    times[hole] = time;
    kinds[hole] = kind;
  }
}

/** Draws from the exponential distribution of mean 1: Marsaglia's xorshift and a logarithm. */
function exponentials(seed) {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return -Math.log(((state >>> 0) + 1) * 2 ** -32);
  };
}

const ARRIVAL = 0;
const DEPARTURE = 1;
/** Customers that may wait; far more than ever do. A power of two. */
const ROOM = 1 << 16;

/** The mean time in the system, in service times. */
function mm1(customers, seed) {
  const gap = exponentials(seed);
  const service = exponentials(seed + 500_000);
  const heap = new Heap(8);
  const arrivals = new Float64Array(ROOM);
  let [first, present, arrived, left, total] = [0, 0, 0, 0, 0];
  heap.push(gap() / RATE, ARRIVAL);
  while (left < customers) {
    const now = heap.times[0];
    if (heap.kinds[0] === ARRIVAL) {
      arrived += 1;
      if (arrived < customers) heap.sink(now + gap() / RATE, ARRIVAL);
      else heap.pop();
      arrivals[(first + present) & (ROOM - 1)] = now;
      present += 1;
      if (present === 1) heap.push(now + service(), DEPARTURE);
    } else {
      total += now - arrivals[first];
      first = (first + 1) & (ROOM - 1);
      present -= 1;
      left += 1;
      if (present > 0) heap.sink(now + service(), DEPARTURE);
      else heap.pop();
    }
  }
  return [2 * customers, 2 * customers, total / customers];
}

/** Holds of one run, whatever the number of pending events. */
const HOLDS = 2_000_000;

/** Holds per expected hold. */
function hold(pending, seed) {
  const delay = exponentials(seed);
  const heap = new Heap(pending);
  for (let timer = 0; timer < pending; timer += 1) heap.push(delay(), timer);
  const end = HOLDS / pending;
  let holds = 0;
  for (; heap.times[0] <= end; holds += 1) heap.sink(heap.times[0] + delay(), heap.kinds[0]);
  return [holds, holds, holds / HOLDS];
}

measure({ mm1, hold });
