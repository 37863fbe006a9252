#!/usr/bin/env python3
"""A harder week made from one of one queue: two queues with shared skills, wishes, trainings, handover across every border.

    scripts/two_queues.py WEEK_FOLDER OUT_FOLDER [--same-skills]
    wfm roster --config OUT/centre.toml --agents OUT/agents.csv --requirement OUT/requirement.csv --time-off OUT/time_off.csv \\
        --preferences OUT/preferences.csv --activities OUT/activities.csv --time-limit 90s --gap 0 -o roster.csv

Of every half-hour's heads about a third goes to the second queue; two agents in five serve the first queue only, one in five the
second only, the others both (with --same-skills everybody both). Two agents in five ask for something, ten full-time agents
have an hour of training. The same week and the same draw every time.
"""

import argparse
import csv
import datetime as dt
import random
import shutil
from pathlib import Path

SECOND = '[[queue]]\nid = "second"\nhours = "24x7"\nservice_level = "80/20"\nmin_agents = 0\n\n'
SHARE = 0.35
WISHES = 0.4
TRAININGS = 10


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def centre(text):
    text = text.replace("[[contract]]", SECOND + "[[contract]]", 1)
    text = text.replace("preference = 0.0", "preference = 1.0")
    return text + "\n[handover]\nmin_across = 1\n"


def shared_out(requirement):
    """Each row as two, its heads and those carried in shared out."""
    for row in requirement:
        heads, carried = int(row["scheduled"]), int(row.get("carried_in") or 0)
        other = round(heads * SHARE)
        first = heads - other
        for queue, count, begun in ((row["queue"], first, min(carried, first)), ("second", other, max(0, carried - first))):
            yield {"start": row["start"], "queue": queue, "agents": count, "scheduled": count, "carried_in": begun}


def skills(draw, queue):
    both = [f"{queue};second", f"second;{queue}"]
    return draw.choices([queue, "second", *both], [4, 2, 2, 2])[0], draw.choice(both)


def wish(draw, days):
    if draw.random() < 0.6:
        return "day_off", draw.choice(days), draw.choice([1, 2, 3])
    return "start_after", draw.choice(["09:00", "10:00", "12:00"]), 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("week", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--same-skills", action="store_true", help="everybody serves both queues")
    asked = parser.parse_args()
    draw = random.Random(9)
    asked.out.mkdir(parents=True, exist_ok=True)
    agents, requirement = rows_of(asked.week / "agents.csv"), rows_of(asked.week / "requirement.csv")
    first_day = dt.date.fromisoformat(requirement[0]["start"][:10])
    days = [first_day + dt.timedelta(day) for day in range(7)]

    for agent in agents:
        drawn, both = skills(draw, requirement[0]["queue"])
        agent["skills"] = both if asked.same_skills else drawn
    wishes = [
        dict(zip(("agent", "kind", "value", "weight"), (agent["agent"], *wish(draw, days))))
        for agent in draw.sample(agents, round(WISHES * len(agents)))
    ]
    away = {row["agent"] for row in rows_of(asked.week / "time_off.csv")}
    there = [agent["agent"] for agent in agents if agent["contract"] == "FT8" and agent["agent"] not in away]
    trainings = []
    for agent in draw.sample(there, min(TRAININGS, len(there))):
        day = draw.choice(days[:5])
        trainings.append({"agent": agent, "start": f"{day} 13:00", "end": f"{day} 14:00", "kind": "training"})

    (asked.out / "centre.toml").write_text(centre((asked.week / "centre.toml").read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copyfile(asked.week / "time_off.csv", asked.out / "time_off.csv")
    write(asked.out / "agents.csv", agents)
    write(asked.out / "requirement.csv", list(shared_out(requirement)))
    write(asked.out / "preferences.csv", wishes)
    write(asked.out / "activities.csv", trainings)


if __name__ == "__main__":
    main()
