#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""simulate.py ENGINE [--tickets N] [--seed S] [--plans A,B]: a year of random people.

Each ticket is lived twice: by the engine (engine.c, src/plan) and by model.py, which is written from
docs/plan.md. Every action and every clock at every moment must be the same. Deterministic by seed:
a ticket depends on the seed, its plan and its number only."""
import argparse
import datetime
import os
import random
import subprocess
import sys
import tempfile
import threading

import model
from plans import CHANNELS, LONGEST, PLANS, SHORTEST, SUBJECTS
from world import DAY, EPOCH

START = int((datetime.datetime(2026, 1, 1) - EPOCH).total_seconds()) * 1000
NEXT = {"New": ["Open", "Open", "Spam"], "Open": ["Waiting on user", "With vendor", "Resolved", "Resolved"],
        "Waiting on user": ["Open", "Resolved"], "With vendor": ["Open", "Resolved"],
        "Resolved": ["Open", "Closed"], "Closed": ["Open"], "Spam": ["Open"]}


def when(rng, at):
    """The next thing happens within seconds, hours or weeks."""
    return at + int(min(LONGEST, SHORTEST * 10 ** rng.uniform(-1.5, 4.6)))


def person_event(rng, plan, at, state):
    """Something a person does, and the state as they believe it to be then."""
    what = rng.choices(["reply", "state", "priority", "topic", "team", "organization", "assign", "waiting",
                        "survey", "tag", "untag", "same", "note", "merged", "adopted"],
                       [30, 30, 6, 4, 4, 3, 8, 6, 3, 2, 2, 3, 2, 1, 1])[0]
    event = {"at": at, "kind": what}
    if what == "reply":
        event["staff"] = rng.random() < 0.6
    elif what == "state":
        state = event["state"] = rng.choice(NEXT[state])
    elif what == "priority":
        event["priority"] = rng.choice(plan.priorities)[0]
    elif what == "topic":
        event["topic"] = rng.choice(plan.topics)[0]
    elif what == "team":
        event["team"] = rng.choice(plan.teams)[0]
    elif what == "organization":
        event["organization"] = rng.choice([None, *plan.hours])
    elif what == "assign":
        event["person"] = rng.choice([0, 1, 2])
    elif what == "survey":
        event["text"], event["number"] = rng.choice([("Good", 5), ("Fair", 3), ("Bad", 1)])
    elif what in ("tag", "untag"):
        event["text"] = rng.choice(["slow", "spam", "vip"])
    elif what == "same":
        event["number"] = rng.randint(1, 9)
    return event, state


def ticket(seed, name, plan, number):
    rng = random.Random(f"{seed}/{name}/{number}")
    at = START + rng.randrange(365 * DAY)
    topic = rng.choice(plan.topics)
    created = {"at": at, "kind": "created", "priority": rng.choice(plan.priorities)[0], "topic": topic[0],
               "team": topic[2], "organization": rng.choice([None, *plan.hours]), "state": "New",
               "subject": rng.choice(SUBJECTS), "channel": rng.choice(list(CHANNELS)),
               "staff": rng.random() < 0.5, "person": rng.choice([0, 0, 1])}
    events, state = [created], "New"
    for _ in range(rng.randint(0, 9)):
        at = when(rng, at)
        event, state = person_event(rng, plan, at, state)
        events.append(event)
    return events, at + rng.randrange(40 * DAY)


def event_line(event):
    fields = [str(event["at"]), event["kind"]]
    for key, value in event.items():
        if key in ("at", "kind") or value in (None, False, ""):
            continue
        fields.append(f"{key}={CHANNELS[value] if key == 'channel' else 1 if value is True else value}")
    return "\t".join(fields)


def feed(out, seed, name, plan, numbers):
    for number in numbers:
        events, until = ticket(seed, name, plan, number)
        out.write(f"ticket\t{until}\n" + "".join(event_line(e) + "\n" for e in events) + "end\n")
    out.close()


def explain(name, number, events, engine, other):
    print(f"{name} {number} differs:")
    for event in events:
        print("   ", event_line(event))
    for i in range(max(len(engine), len(other))):
        a, b = (lines[i] if i < len(lines) else "(nothing)" for lines in (engine, other))
        print(f"  engine {a}" if a == b else f"  engine {a}\n! model  {b}")
        if a != b:
            return


def run(program, seed, name, numbers):
    plan = PLANS[name]()
    with tempfile.NamedTemporaryFile("w", suffix=".md", delete=False) as file:
        file.write(plan.text())
    engine = subprocess.Popen([program, file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    feeder = threading.Thread(target=feed, args=(engine.stdin, seed, name, plan, numbers))
    feeder.start()
    differ = actions = moments = 0
    for number in numbers:
        events, until = ticket(seed, name, plan, number)
        lines = list(iter(lambda: engine.stdout.readline().rstrip("\n") or "end", "end"))
        other = model.live(plan, list(events), until)
        actions += sum(line[0] == "a" for line in lines)
        moments += sum(line[0] == "c" for line in lines)
        if lines != other:
            differ += 1
            if differ <= 3:
                explain(name, number, events, lines, other)
    feeder.join()
    code = engine.wait()
    os.unlink(file.name)
    print(f"{name}: {len(numbers)} tickets, {moments} moments, {actions} actions, {differ} tickets differ", flush=True)
    return differ == 0 and code == 0 and actions > len(numbers) // 2


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("--tickets", type=int, default=200_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--plans", default=",".join(PLANS))
    options = parser.parse_args()
    names = options.plans.split(",")
    share = options.tickets // len(names)
    good = [run(options.engine, options.seed, name, range(options.first, options.first + share)) for name in names]
    sys.exit(not all(good))


main()
