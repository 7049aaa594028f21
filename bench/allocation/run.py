"""Assignments and timetables beside OR-tools, on the same instances in the same run: `python bench/allocation/run.py [LONG]` (needs numpy and ortools;
builds our side with cargo).

Assignment: 1,000 papers that need 3 reviews each, 300 reviewers who take 10 or 12 at most, every pair possible, values from latent features. OR-tools:
`SimpleMinCostFlow`, whose cost-scaling push-relabel is its fastest exact method for this; only its `solve` is timed, not the building. Ours: `solve` with
everything from the list of pairs to the prices. Both have one thread and take turns, seven rounds; the table gives the medians, in seconds and in seconds of the
processor, which do not count what else the machine does: the last column compares those. Our checker verifies every certificate; it is not timed.

Timetable: 200 parties, 24 slots in four half days, 45 tables, 25 wishes each, drawn from latent features; two parties in ten are there on one day only, the
others miss a tenth of the slots; 8 to 17 meetings at most, for a quarter of them 4 in a row at most. What is compared is the total value of granted wishes, so
the worst-off phase is off on our side. OR-tools: CP-SAT with the same rules as at-most-one and linear constraints, for ten times our time, and for LONG (120)
seconds; its model is built before the clock starts. Ours: `timetable` with everything, one thread. Every timetable is checked here against the rules."""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model

LONG = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
SEEDS = (1, 2, 3)
ROUNDS = 7
STEPS = 100_000
SLOTS, HALF_DAY, PAUSE = 24, 6, 10


def build():
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "allocation", "--examples"], check=True)
    data = subprocess.run(["cargo", "metadata", "--format-version=1", "--no-deps"], capture_output=True, text=True, check=True)
    return Path(json.loads(data.stdout)["target_directory"]) / "release/examples"


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


# Assignment


def values(seed, papers=1000, reviewers=300):
    random = np.random.default_rng(seed)
    alike = unit(random.normal(size=(papers, 8))) @ unit(random.normal(size=(reviewers, 8))).T
    return np.round((alike + 1) * 500_000).astype(np.int32)


def flow(value, needed, most):
    """OR-tools' minimum-cost flow: value, seconds, and seconds of the processor."""
    papers, reviewers = value.shape
    source, target = papers + reviewers, papers + reviewers + 1
    solver = min_cost_flow.SimpleMinCostFlow()
    zero = np.zeros(max(papers, reviewers), int)
    solver.add_arcs_with_capacity_and_unit_cost(np.full(papers, source), np.arange(papers), np.full(papers, needed), zero[:papers])
    left, right = np.repeat(np.arange(papers), reviewers), papers + np.tile(np.arange(reviewers), papers)
    solver.add_arcs_with_capacity_and_unit_cost(left, right, np.ones(papers * reviewers, int), -value.ravel().astype(np.int64))
    solver.add_arcs_with_capacity_and_unit_cost(papers + np.arange(reviewers), np.full(reviewers, target), np.full(reviewers, most), zero[:reviewers])
    solver.set_node_supply(source, papers * needed)
    solver.set_node_supply(target, -papers * needed)
    begun, before = time.perf_counter(), time.process_time()
    assert solver.solve() == solver.OPTIMAL
    return -solver.optimal_cost(), time.perf_counter() - begun, time.process_time() - before


def processor_time(process):
    """What a program with one thread has used so far, in seconds."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def assignments(programs, folder):
    print("| reviewers take | seed | value, both | ours, ms | processor | SimpleMinCostFlow, ms | processor | times faster |\n|---|---|---|---|---|---|---|---|")
    for most in (10, 12):
        for seed in SEEDS:
            value = values(seed)
            file = folder / f"assignment-{seed}-{most}"
            np.concatenate([np.array([value.shape[0], 3, value.shape[1], most], np.int32), value.ravel()]).tofile(file)
            ours, theirs = [], []
            with subprocess.Popen([programs / "assignment", file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as program:
                for turn in range(ROUNDS + 1):
                    before = processor_time(program.pid)
                    program.stdin.write("solve\n")
                    seconds, total = program.stdout.readline().split()
                    used = processor_time(program.pid) - before
                    program.stdin.write("check\n")
                    assert program.stdout.readline().strip() == "accepted"
                    # The first turn also waits for the program to read its file.
                    if turn > 0:
                        ours.append((int(total), float(seconds), used))
                        theirs.append(flow(value, 3, most))
                program.stdin.close()
            assert len({run[0] for run in ours + theirs}) == 1, "the values differ"
            (_, wall, used), (_, their_wall, their_used) = np.median(ours, axis=0), np.median(theirs, axis=0)
            times = f"{1000 * wall:.1f} | {1000 * used:.1f} | {1000 * their_wall:.0f} | {1000 * their_used:.0f} | {their_used / used:.1f}"
            print(f"| {most} | {seed} | {ours[0][0]:,} | {times} |", flush=True)


# Timetable


def event(seed, parties=200, tables=45, wishes=25):
    random = np.random.default_rng(seed)
    offer = random.normal(size=(parties, 8))
    need = 0.6 * offer + random.normal(size=(parties, 8))
    score = need @ offer.T / np.sqrt(8) + 0.7 * random.normal(size=parties)
    np.fill_diagonal(score, -np.inf)
    slots, begin = [], datetime.datetime(2026, 6, 1, 9)
    for slot in range(SLOTS):
        half = slot // HALF_DAY
        start = begin + datetime.timedelta(days=half // 2, hours=4.5 * (half % 2), minutes=25 * (slot % HALF_DAY))
        end = start + datetime.timedelta(minutes=20)
        slots.append({"start": f"{start.isoformat()}Z", "end": f"{end.isoformat()}Z", "tables": list(range(1, tables + 1))})
    people, wished = [], []
    for party in range(parties):
        day = random.random()
        there = [slot for slot in range(SLOTS) if random.random() >= 0.1]
        if day < 0.2:
            there = [slot for slot in range(SLOTS) if (slot < SLOTS // 2) == (day < 0.1)]
        row = 4 if random.random() < 0.25 else HALF_DAY
        people.append({"slots": there, "most_meetings": int(random.integers(8, 18)), "most_in_a_row": row})
        best = np.argsort(-score[party])[:wishes]
        low, high = score[party][best].min(), score[party][best].max()
        for other in best:
            wished.append({"party": party, "other": int(other), "value": int(100 + 900 * (score[party][other] - low) / (high - low))})
    return {"slots": slots, "parties": people, "wishes": wished, "forbidden": [], "pinned": [], "fixed": [], "pause_minutes": PAUSE}


def pair_values(event):
    pairs = Counter()
    for wish in event["wishes"]:
        pairs[tuple(sorted((wish["party"], wish["other"])))] += wish["value"]
    return pairs


def windows(row):
    """Stretches of slots of which at most `row` may be used."""
    starts = [start for start in range(SLOTS) if start // HALF_DAY == (start + row) // HALF_DAY and start + row < SLOTS]
    return [range(start, start + row + 1) for start in starts]


def obeys(event, meetings):
    """The value of a timetable that keeps all rules."""
    pairs, places, tables = pair_values(event), Counter(), Counter()
    there = [set(party["slots"]) for party in event["parties"]]
    assert len({(met["one"], met["other"]) for met in meetings}) == len(meetings), "a pair meets twice"
    for met in meetings:
        tables[met["slot"], met["table"]] += 1
        assert met["table"] in event["slots"][met["slot"]]["tables"]
        for party in (met["one"], met["other"]):
            assert met["slot"] in there[party], "a party is not there"
            places[party, met["slot"]] += 1
    assert max(tables.values()) == 1 and max(places.values()) == 1, "a table or a party is taken twice"
    for number, party in enumerate(event["parties"]):
        assert sum(places[number, slot] for slot in range(SLOTS)) <= party["most_meetings"], "too many meetings"
        assert all(sum(places[number, slot] for slot in window) <= party["most_in_a_row"] for window in windows(party["most_in_a_row"]))
    return sum(pairs[met["one"], met["other"]] for met in meetings)


def model_of(event):
    """The same rules for CP-SAT."""
    model, pairs = cp_model.CpModel(), pair_values(event)
    there = [set(party["slots"]) for party in event["parties"]]
    at, of, during, terms = {}, {}, {}, []
    for (one, other), value in pairs.items():
        chosen = []
        for slot in sorted(there[one] & there[other]):
            meets = model.new_bool_var("")
            chosen.append(meets)
            terms.append(value * meets)
            during.setdefault(slot, []).append(meets)
            for party in (one, other):
                at.setdefault((party, slot), []).append(meets)
                of.setdefault(party, []).append(meets)
        model.add_at_most_one(chosen)
    for meets in at.values():
        model.add_at_most_one(meets)
    for slot, meets in during.items():
        model.add(sum(meets) <= len(event["slots"][slot]["tables"]))
    for party, meets in of.items():
        limits = event["parties"][party]
        model.add(sum(meets) <= limits["most_meetings"])
        for window in windows(limits["most_in_a_row"]):
            model.add(sum(sum(at.get((party, slot), [])) for slot in window) <= limits["most_in_a_row"])
    model.maximize(sum(terms))
    return model


def cp_sat(model, seconds):
    """The best value found in so many seconds, and CP-SAT's own bound; nothing where it found none."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = os.cpu_count()
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (round(solver.objective_value) if found else 0), (round(solver.best_objective_bound) if found else None)


def timetables(programs, folder):
    print(f"| seed | ours | seconds | our bound | gap | CP-SAT, ten times our time | CP-SAT, {LONG:.0f} s | its bound | ours beside its best |\n|---|---|---|---|---|---|---|---|---|")
    for seed in SEEDS:
        instance = event(seed)
        (folder / "event").write_text(json.dumps(instance))
        runs = []
        for _ in range(ROUNDS):
            command = [programs / "timetable", folder / "event", folder / "timetable", str(STEPS), "1", "false"]
            runs.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
        seconds = float(np.median([float(run[0]) for run in runs]))
        value, bound = int(runs[0][1]), int(runs[0][2])
        assert obeys(instance, json.loads((folder / "timetable").read_text())["meetings"]) == value
        model = model_of(instance)
        short, _ = cp_sat(model, 10 * seconds)
        best, its_bound = cp_sat(model, LONG)
        assert max(short, best) <= bound, "our bound is wrong"
        assert its_bound is None or value <= its_bound, "one of the two models is wrong"
        gap, beside = 100 * (bound - value) / bound, 100 * (value / max(short, best) - 1) if max(short, best) else float("inf")
        its_bound = f"{its_bound:,}" if its_bound else "none"
        print(f"| {seed} | {value:,} | {seconds:.2f} | {bound:,} | {gap:.3f} % | {short:,} | {best:,} | {its_bound} | {beside:+.2f} % |", flush=True)


def main():
    programs, folder = build(), Path(tempfile.mkdtemp())
    assignments(programs, folder)
    print()
    timetables(programs, folder)


if __name__ == "__main__":
    main()
