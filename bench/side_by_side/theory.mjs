// What theory says of each model, and how far a run of some length may be from it by chance. A time whose result is
// farther away is void: whatever was timed, it was not this model. bench/models.md has the sources.

/** Half the width of a 99.99 % interval, in standard deviations. */
const DEVIATIONS = 3.89;

/**
 * By model: the value; the model events of one customer; the standard deviation of a mean over so many customers, as a
 * share of the value; and a share allowed for what is known to be different (the start with an empty system, and for the
 * cluster that a thousand servers are not infinitely many).
 */
const THEORY = {
  mm1: { value: 5, eventsEach: 2, deviation: (count) => Math.sqrt(90 / count), allowed: 0.005 },
  hold: { value: 1, eventsEach: 1, deviation: (count) => Math.sqrt(1 / count), allowed: 0 },
  cluster: { value: 2.614, eventsEach: 4, deviation: (count) => Math.sqrt(25 / count), allowed: 0.01 },
  pipeline: { value: 5.4, eventsEach: 12, deviation: (count) => (0.4 / 5.4) * Math.sqrt(90 / count), allowed: 0.002 },
};

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Why these runs of a model are void, or nothing if they are not. */
export function objection(model, runs) {
  const { value, eventsEach, deviation, allowed } = THEORY[model];
  const customers = (some) => some.reduce((sum, { modelEvents }) => sum + modelEvents, 0) / eventsEach;
  const isNear = (some) => {
    const limit = DEVIATIONS * deviation(customers(some)) + allowed;
    return Math.abs(mean(some.map(({ result }) => result)) / value - 1) <= limit;
  };
  const wrong = runs.find((run) => !isNear([run]));
  if (wrong) return `one run gave ${wrong.result.toPrecision(4)}, theory ${value}`;
  if (!isNear(runs)) return `the mean of all runs is ${mean(runs.map(({ result }) => result)).toPrecision(4)}, theory ${value}`;
  return undefined;
}

/** The mean result of some runs, for showing. */
export const meanResult = (runs) => mean(runs.map(({ result }) => result));
