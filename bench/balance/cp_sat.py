"""Shares costs out with CP-SAT: one JSON object a line in, one a line out."""

import json
import sys

from ortools.sat.python import cp_model


def solve(costs, pipelines, seconds, workers):
    costs = sorted(costs, reverse=True)
    model = cp_model.CpModel()
    makespan = model.new_int_var(0, sum(costs), "makespan")
    # Pipelines are all alike: the first item goes to the first, the second to one of the first two, and so on.
    places = [
        [model.new_bool_var(f"{i} in {p}") for p in range(min(i + 1, pipelines))]
        for i in range(len(costs))
    ]
    for row in places:
        model.add_exactly_one(row)
    for p in range(pipelines):
        model.add(sum(c * row[p] for c, row in zip(costs, places) if p < len(row)) <= makespan)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "makespan": round(solver.objective_value) if found else None,
        "bound": round(solver.best_objective_bound),
    }


for line in sys.stdin:
    print(json.dumps(solve(**json.loads(line))), flush=True)
