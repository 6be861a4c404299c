"""How a peer in Python is called and what it prints: the same as for every subject of the benchmark."""

import sys
import time


def measure(models):
    """Runs `MODEL SIZE SEED COUNT`: a line of model events, CPU seconds and result for each seed.

    `models` has, by name, a function of size and seed that gives the model events and the result.
    """
    name, size, seed, count = sys.argv[1], *map(int, sys.argv[2:5])
    model = models[name]
    model(size // 4, seed)
    for each in range(seed, seed + count):
        begun = time.process_time()
        events, result = model(size, each)
        print(events, events, time.process_time() - begun, result, flush=True)
