"""Ciw as its documentation teaches it: a network of one queue, which keeps a record of each customer."""

import ciw
from protocol import measure

RATE = 0.8


def mm1(customers, seed):
    """The mean time in the system, in service times."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=RATE)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[1],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Finish")
    records = simulation.get_all_records()
    total = sum(record.exit_date - record.arrival_date for record in records)
    return 2 * len(records), total / len(records)


measure({"mm1": mm1})
