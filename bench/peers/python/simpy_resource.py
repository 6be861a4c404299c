"""SimPy as its documentation teaches it: a process for each customer, and a Resource as the server."""

import random

import simpy
from protocol import measure

RATE = 0.8


def mm1(customers, seed):
    """The mean time in the system, in service times."""
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    total = 0.0

    def customer():
        nonlocal total
        arrived = env.now
        with server.request() as request:
            yield request
            yield env.timeout(draw(1.0))
        total += env.now - arrived

    def source():
        for _ in range(customers):
            yield env.timeout(draw(RATE))
            env.process(customer())

    env.process(source())
    env.run()
    return 2 * customers, total / customers


measure({"mm1": mm1})
