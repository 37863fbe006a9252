#!/usr/bin/env python3
"""The same week by CP-SAT and by wfm: cost, gap and their ratios.

    pip install ortools
    scripts/cp_sat.py --wfm target/release/wfm WEEK_FOLDER… --seconds 60

A week folder holds centre.toml, agents.csv, requirement.csv and, where there is leave, time_off.csv. CP-SAT gets every rule that wfm
gets, on both cores, and as a hint the roster that wfm makes of the least work. Both rosters go through `wfm check`, which prices
them. Rules and columns that this script does not know are refused by name, never left out: it is a yardstick, and a roster of fewer
rules would be a cheaper one.

Per agent there is one boolean for each day and start of a shift, one for each day and minute at which a break may begin, and one
for each shift id of the week; who is at work is counted in grains of 15 minutes, each from the one before.
"""

import argparse
import csv
import datetime as dt
import itertools
import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path

GRAIN = 15
DAY = 24 * 60
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SCALE = 1200  # costs are whole numbers: an hour's price by the minute, a seat's by the grain

KNOWN = {
    "": {"centre", "queue", "contract", "shift", "rules", "objective"},
    "queue": {"id", "hours", "service_level", "min_agents"},
    "contract": {
        "id", "weekly_hours", "daily_hours", "days_per_week", "max_consecutive_days", "min_rest_hours",
        "days_off_together", "same_shift_all_week", "leave_counts_as_worked", "must_work",
    },
    "shift": {"id", "contracts", "start", "length", "breaks"},
    "break": {"kind", "minutes", "paid", "window", "step"},
    "rules": {"min_agents_present"},
    "objective": {"under", "over", "hour_above_minimum", "preference"},
    "agents.csv": {"agent", "name", "team", "contract", "skills"},
    "time_off.csv": {"agent", "start", "end", "kind"},
}


def refuse(what):
    sys.exit(f"not compared: {what}")


def only_known(where, keys):
    unknown = sorted(set(keys) - KNOWN[where])
    if unknown:
        refuse(f"this script does not know {', '.join(unknown)} of {where or 'centre.toml'}")


def minutes(text):
    """`8h30m`, `45m` or `06:30`."""
    if ":" in text:
        hours, rest = text.split(":")
        return int(hours) * 60 + int(rest)
    total, number = 0, ""
    for letter in text:
        if letter.isdigit():
            number += letter
        else:
            total += int(number) * {"h": 60, "m": 1}[letter]
            number = ""
    return total


def stepped(first, last, step):
    return list(range(first, last + 1, step))


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Shift:
    def __init__(self, section):
        only_known("shift", section)
        self.id, self.contracts = section["id"], section["contracts"]
        start = section["start"]
        if isinstance(start, str):
            self.starts = [minutes(start)]
        else:
            self.starts = stepped(minutes(start["from"]), minutes(start["to"]), minutes(start["step"]))
        if not isinstance(section["length"], str):
            refuse(f"shift {self.id} has several lengths")
        self.length = minutes(section["length"])
        self.breaks = []
        for each in section.get("breaks", []):
            only_known("break", each)
            first, last = map(minutes, each["window"])
            offsets = stepped(first, last, minutes(each.get("step", f"{GRAIN}m")))
            self.breaks.append((offsets, each["minutes"], each["paid"], each["kind"]))
        self.paid = self.length - sum(length for _, length, paid, _ in self.breaks if not paid)
        times = [self.length, *self.starts, *(b[1] for b in self.breaks), *(o for b in self.breaks for o in b[0])]
        if any(time % GRAIN for time in times):
            refuse(f"shift {self.id} does not keep to {GRAIN} minutes")


class Week:
    """A week folder, read."""

    def __init__(self, folder):
        centre = tomllib.loads((folder / "centre.toml").read_text(encoding="utf-8"))
        only_known("", centre)
        if len(centre["queue"]) != 1 or centre["queue"][0].get("hours", "24x7") != "24x7":
            refuse("more than one queue, or one that closes")
        only_known("queue", centre["queue"][0])
        only_known("rules", centre.get("rules", {}))
        self.objective = centre.get("objective", {})
        only_known("objective", self.objective)
        self.zone = centre["centre"]["time_zone"]
        self.interval = centre["centre"].get("interval_minutes", 30)
        self.queue = centre["queue"][0]["id"]
        self.present = centre.get("rules", {}).get("min_agents_present", 0)
        self.shifts = [Shift(section) for section in centre["shift"]]
        self.contracts = {}
        for contract in centre["contract"]:
            only_known("contract", contract)
            if not contract.get("same_shift_all_week"):
                refuse(f"contract {contract['id']} may mix shifts in a week")
            self.contracts[contract["id"]] = contract
        self.agents = rows(folder / "agents.csv")
        only_known("agents.csv", self.agents[0])
        self.required = rows(folder / "requirement.csv")
        self.first_day = dt.date.fromisoformat(self.required[0]["start"][:10])
        self.leave = defaultdict(set)
        time_off = folder / "time_off.csv"
        for row in rows(time_off) if time_off.exists() else []:
            only_known("time_off.csv", row)
            if len(row["start"]) != 10 or len(row["end"]) != 10:
                refuse("time off by the clock")
            first, last = (dt.date.fromisoformat(row[side]) for side in ("start", "end"))
            for day in range(7):
                if first <= self.first_day + dt.timedelta(day) <= last:
                    self.leave[row["agent"]].add(day)
        self.files = [
            f"--config={folder / 'centre.toml'}",
            f"--requirement={folder / 'requirement.csv'}",
            f"--agents={folder / 'agents.csv'}",
            *([f"--time-off={time_off}"] if time_off.exists() else []),
        ]

    def days_worked(self, agent):
        """The days that a legal week of the agent may work, each as seven zeros and ones; none: no week at all."""
        contract, leave = self.contracts[agent["contract"]], self.leave[agent["agent"]]
        least, most = contract["days_per_week"]
        away = len(leave) if contract.get("leave_counts_as_worked", True) else 0
        if away >= most:
            return [(0,) * 7]
        must = {DAYS.index(day) for day in contract.get("must_work", [])}
        first = self.first_day.weekday()
        masks = []
        for mask in itertools.product((0, 1), repeat=7):
            worked = sum(mask)
            runs = [(key, len(list(run))) for key, run in itertools.groupby(mask)]
            longest = max((length for key, length in runs if key), default=0)
            off = max((length for key, length in runs if not key), default=0)
            if (
                max(0, least - away) <= worked <= max(0, most - away)
                and longest <= contract.get("max_consecutive_days", 7)
                and off >= contract.get("days_off_together", 0)
                and not any(mask[day] for day in leave)
                and all(mask[d] for d in range(7) if (first + d) % 7 in must and d not in leave)
            ):
                masks.append(mask)
        return masks


class Program:
    """The week as a program of CP-SAT."""

    def __init__(self, cp_model, week):
        self.model, self.week = cp_model.CpModel(), week
        self.starts = {}  # agent, day, shift, start -> bool
        self.pauses = {}  # agent, day, shift, number, minute -> bool
        self.change = defaultdict(list)  # grain -> who comes, and who goes
        self.cost = []
        for number, agent in enumerate(week.agents):
            self.add_agent(number, agent)
        self.add_coverage()
        self.model.minimize(sum(self.cost))

    def add_agent(self, number, agent):
        week, model = self.week, self.model
        contract = week.contracts[agent["contract"]]
        masks = week.days_worked(agent)
        if not masks:
            refuse(f"agent {agent['agent']} has no legal days")
        worked = [model.new_bool_var("") for _ in range(7)]
        model.add_allowed_assignments(worked, masks)
        if not any(any(mask) for mask in masks):
            return
        leave = len(week.leave[agent["agent"]]) if contract.get("leave_counts_as_worked", True) else 0
        low, high = (round(60 * hours) for hours in contract["weekly_hours"])
        daily = [60 * hours for hours in contract["daily_hours"]]
        shifts = [s for s in week.shifts if agent["contract"] in s.contracts and daily[0] <= s.paid <= daily[1]]
        chosen = [model.new_bool_var("") for _ in shifts]
        model.add_exactly_one(chosen)
        days = sum(worked)
        each_day = [[] for _ in range(7)]
        for shift, use in zip(shifts, chosen):
            for enough in (low, high):
                # (worked + leave) × paid minutes within the week's hours
                side = (days + leave) * shift.paid
                model.add(side >= low if enough == low else side <= high).only_enforce_if(use)
            above = model.new_int_var(0, 7 * DAY, "")
            model.add(above >= (days + leave) * shift.paid - low).only_enforce_if(use)
            self.cost.append(round(SCALE * week.objective.get("hour_above_minimum", 1.0) / 60) * above)
            starts = [{s: model.new_bool_var("") for s in shift.starts} for _ in range(7)]
            for day in range(7):
                here = list(starts[day].values())
                each_day[day] += here
                model.add(sum(here) <= use)
                self.add_shift(number, day, shift, starts[day])
            self.add_rest(starts, shift, round(60 * contract.get("min_rest_hours", 0)))
        for day in range(7):
            model.add(sum(each_day[day]) == worked[day])

    def add_shift(self, agent, day, shift, starts):
        model = self.model
        for start, taken in starts.items():
            self.starts[agent, day, shift.id, start] = taken
            self.change[(day * DAY + start) // GRAIN].append(taken)
            self.change[(day * DAY + start + shift.length) // GRAIN].append(-taken)
        before = None
        for which, (offsets, length, _, _) in enumerate(shift.breaks):
            at = defaultdict(list)
            for start, taken in starts.items():
                for offset in offsets:
                    at[start + offset].append(taken)
            begun = {minute: model.new_bool_var("") for minute in at}
            model.add(sum(begun.values()) == sum(starts.values()))
            for minute, pause in begun.items():
                self.pauses[agent, day, shift.id, which, minute] = pause
                model.add(pause <= sum(at[minute]))
                self.change[(day * DAY + minute) // GRAIN].append(-pause)
                self.change[(day * DAY + minute + length) // GRAIN].append(pause)
            if before and before[2] > offsets[0]:
                # their windows meet: breaks keep their order and never overlap
                for (a, one), (b, other) in itertools.product(before[0].items(), begun.items()):
                    if a + before[1] > b and a - b < shift.length:
                        model.add_at_most_one(one, other)
            before = begun, length, offsets[-1] + length

    def add_rest(self, starts, shift, rest):
        for day in range(6):
            for start, taken in starts[day].items():
                soon = [x for s, x in starts[day + 1].items() if s + DAY < start + shift.length + rest]
                if soon:
                    later = [x for s, x in starts[day].items() if s >= start]
                    self.model.add_at_most_one([*later, *soon])

    def add_coverage(self):
        week, model = self.week, self.model
        grains = week.interval // GRAIN
        people = len(week.agents)
        midnight = dt.datetime.combine(week.first_day, dt.time())
        at_work = []
        for grain in range(7 * DAY // GRAIN):
            now = model.new_int_var(0, people, "")
            model.add(now == sum(self.change[grain]) + (at_work[-1] if at_work else 0))
            at_work.append(now)
        for row in week.required:
            at = int((dt.datetime.fromisoformat(row["start"][:16]) - midnight).total_seconds()) // 60 // GRAIN
            scheduled, carried = float(row["scheduled"]), float(row.get("carried_in") or 0)
            there = sum(at_work[at : at + grains]) + round(carried * grains)
            model.add(there >= week.present * grains)
            price = [round(SCALE * self.missed(scheduled, n / grains)) for n in range((people + 60) * grains)]
            self.cost.append(self.above_lines(there, price, round(scheduled * grains)))

    def missed(self, scheduled, present):
        """The price of an interval with so many agents at work."""
        over = max(0.0, present - scheduled) * self.week.objective.get("over", 1.0)
        short, cost, done = max(0.0, scheduled - present), 0.0, 0.0
        for piece in self.week.objective["under"]:
            upto = piece.get("up_to", float("inf")) * scheduled
            cost += max(0.0, min(short, upto) - done) * piece["cost"]
            done = max(done, upto)
        return cost + over

    def above_lines(self, there, price, required):
        """A cost that is at least every line of a convex price."""
        model = self.model
        cost = model.new_int_var(0, max(price), "")
        lines = {}
        for n, (one, next_one) in enumerate(itertools.pairwise(price)):
            slope = next_one - one
            lines.setdefault(slope, one - slope * n)
            if n > required + 2:
                break
        for slope, level in lines.items():
            model.add(cost >= slope * there + level)
        return cost

    def hint(self, cp_model, path):
        """Hints a legal roster whole, with all that follows from it, so that the search begins with it."""
        taken = set()
        for day, shift, start, pauses, agent in shifts_of(path, self.week):
            taken.add((agent, day, shift, start))
            taken |= {(agent, day, shift, which, minute) for which, minute in enumerate(pauses)}
        fixed = self.model.clone()
        for key, variable in [*self.starts.items(), *self.pauses.items()]:
            fixed.add(fixed.get_bool_var_from_proto_index(variable.index) == (key in taken))
        solver = cp_model.CpSolver()
        if solver.solve(fixed) != cp_model.OPTIMAL:
            sys.exit("a legal roster breaks the rules as this script has them")
        for index in range(len(self.model.proto.variables)):
            variable = self.model.get_int_var_from_proto_index(index)
            self.model.add_hint(variable, solver.value(fixed.get_int_var_from_proto_index(index)))

    def write(self, path, value):
        """The roster found, as roster.csv."""
        week = self.week
        shifts = {shift.id: shift for shift in week.shifts}
        begun = defaultdict(dict)
        for (agent, day, shift, which, minute), pause in self.pauses.items():
            if value(pause):
                begun[agent, day, shift][which] = minute
        with open(path, "w", newline="", encoding="utf-8") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["agent", "day", "shift", "activity", "queue", "start", "end", "paid"])
            for (agent, day, shift, start), taken in self.starts.items():
                if not value(taken):
                    continue
                midnight = dt.datetime.combine(week.first_day + dt.timedelta(day), dt.time())
                time = lambda minute: (midnight + dt.timedelta(minutes=minute)).isoformat(" ", "minutes")
                head = [week.agents[agent]["agent"], midnight.date(), shift]
                now, end = start, start + shifts[shift].length
                pauses = sorted((begun[agent, day, shift][n], *of[1:]) for n, of in enumerate(shifts[shift].breaks))
                for minute, length, paid, kind in [*pauses, (end, 0, True, None)]:
                    if now < minute:
                        out.writerow([*head, "work", week.queue, time(now), time(minute), "true"])
                    if kind:
                        out.writerow([*head, kind, "", time(minute), time(minute + length), str(paid).lower()])
                    now = minute + length


def shifts_of(path, week):
    """Day, shift id, start, starts of breaks and agent of every shift of a roster.csv."""
    number = {agent["agent"]: n for n, agent in enumerate(week.agents)}
    found = defaultdict(list)
    for row in rows(path):
        found[row["agent"], row["day"], row["shift"]].append(row)
    for (agent, day, shift), parts in found.items():
        date = dt.date.fromisoformat(day)
        midnight = dt.datetime.combine(date, dt.time())
        clock = lambda text: int((dt.datetime.fromisoformat(text[:16]) - midnight).total_seconds()) // 60
        pauses = [clock(part["start"]) for part in parts if part["activity"] != "work"]
        start = min(clock(part["start"]) for part in parts)
        yield (date - week.first_day).days, shift, start, pauses, number[agent]


def priced(wfm, week, roster):
    """The cost by the independent checker."""
    run = subprocess.run(
        [wfm, "check", *week.files, f"--roster={roster}", "--format=json"], capture_output=True, text=True
    )
    report = json.loads(run.stdout)
    if report.get("breaches", report["findings"]):
        refuse(f"{roster} is not legal: {run.stderr or run.stdout}")
    return report["weeks"][0]["objective"]


def by_wfm(wfm, week, out, *limits):
    summary = out.with_suffix(".json")
    subprocess.run(
        [wfm, "roster", *week.files, *limits, "-o", out, "--summary", summary], capture_output=True, check=False
    )
    return json.loads(summary.read_text(encoding="utf-8"))


def compared(cp_model, wfm, folder, seconds, workers):
    week = Week(folder)
    with tempfile.TemporaryDirectory() as made:
        first, ours, theirs = (Path(made) / f"{name}.csv" for name in ("first", "ours", "theirs"))
        by_wfm(wfm, week, first, "--work-limit=1")
        summary = by_wfm(wfm, week, ours, f"--time-limit={seconds}s", "--gap=0")
        program = Program(cp_model, week)
        program.hint(cp_model, first)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        status = solver.solve(program.model)
        hint, cost = priced(wfm, week, first), priced(wfm, week, ours)
        line = f"{folder.name:<12} {hint:>10.1f} {cost:>10.1f} "
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return line + f"{'none':>10} {'–':>7} {summary['bound']:>10.1f} {solver.best_objective_bound / SCALE:>13.1f}"
        program.write(theirs, solver.value)
        other = priced(wfm, week, theirs)
        bound, its_bound = summary["bound"], solver.best_objective_bound / SCALE
        return line + f"{other:>10.1f} {other / cost:>7.2f} {bound:>10.1f} {its_bound:>13.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("weeks", nargs="+", type=Path)
    parser.add_argument("--wfm", default="target/release/wfm")
    parser.add_argument("--seconds", type=int, default=60, help="for each of the two; reading and building come on top")
    parser.add_argument("--workers", type=int, default=2, help="threads of CP-SAT")
    asked = parser.parse_args()
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        refuse("ortools is not installed: pip install ortools")
    print("week          first cost   wfm cost     CP-SAT   ratio  wfm bound  CP-SAT bound")
    for folder in asked.weeks:
        print(compared(cp_model, asked.wfm, folder, asked.seconds, asked.workers), flush=True)


if __name__ == "__main__":
    main()
