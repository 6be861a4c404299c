"""SimPy with as few of its events as a model can do with: two processes for the whole queue."""

import random
from collections import deque

import simpy
from protocol import measure

RATE = 0.8


def mm1(customers, seed):
    """The mean time in the system, in service times."""
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    timeout = env.timeout
    waiting = deque()
    idle = None
    total = 0.0

    def source():
        nonlocal idle
        for _ in range(customers):
            yield timeout(draw(RATE))
            waiting.append(env.now)
            if idle is not None:
                idle.succeed()
                idle = None

    def server():
        nonlocal idle, total
        for _ in range(customers):
            if not waiting:
                idle = env.event()
                yield idle
            arrived = waiting.popleft()
            yield timeout(draw(1.0))
            total += env.now - arrived

    env.process(source())
    env.process(server())
    env.run()
    return 2 * customers, total / customers


# Holds of one run, whatever the number of pending events.
HOLDS = 100_000


def hold(pending, seed):
    """Holds per expected hold."""
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    timeout = env.timeout
    holds = 0

    def again(_event):
        nonlocal holds
        holds += 1
        timeout(draw(1.0)).callbacks.append(again)

    for _ in range(pending):
        timeout(draw(1.0)).callbacks.append(again)
    env.run(until=HOLDS / pending)
    return holds, holds / HOLDS


measure({"mm1": mm1, "hold": hold})
