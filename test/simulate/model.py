# SPDX-License-Identifier: Apache-2.0
"""A second engine, written from docs/plan.md to be read and not to be fast: everything is told anew
from the first event each time, and open time is summed over the stretches that ran."""
from world import HOUR

OVER = ("resolved", "closed", "spam")
CLOCK_OF = {"first": "first", "update": "update", "resolve": "resolve", "ifirst": "first", "iresolve": "resolve"}
ORDER = ("first", "update", "resolve", "ifirst", "iresolve")
AT_MOST = 16
HAPPENS = {"share", "missed", "state for", "resolved for", "reopened", "waiting", "survey", "score", "created",
           "replied", "assigned", "unassigned", "same"}
STAYS = {"state for", "resolved for", "unassigned"}


class Clock:
    def __init__(self, event):
        self.begun, self.cycle, self.done, self.reopened = event["at"], event["id"], None, None


class Story:
    def __init__(self, plan, history, now):
        self.plan, self.history, self.now = plan, history, now
        self.cursor = history[0]["at"]
        self.stretches = []  # [from, to, runs]
        self.clocks, self.missed, self.first_missed, self.misses = {}, {}, {}, []
        self.facts, self.after, self.tags, self.fired = {}, [], set(), set()
        self.runs = self.merged = False
        self.resolved_at, self.adopted = 0, 0
        for event in history:
            self.pass_to(event["at"])
            getattr(self, "on_" + event["kind"], lambda e: None)(event)
            self.after.append(dict(self.facts, tags=frozenset(self.tags)))
        self.pass_to(now)
        self.look_for_misses(now)

    # ---- Time.

    def length(self, target):
        """ms and whether they are open time; 0 when the priority has no such target."""
        p = self.facts["row"]
        if target in ("ifirst", "iresolve") and not p[6] and not p[7]:
            p = p[:6] + (self.plan.priority(None, p[0]) or p)[6:]
        duration = {"first": p[2], "update": p[3], "resolve": p[4], "ifirst": p[6], "iresolve": p[7]}[target]
        business = p[5]
        return (self.plan.length(self.facts["organization"], business, duration) if duration else 0), business

    def ran(self, begin, end, business):
        total = 0
        calendar = self.plan.calendar(self.facts["organization"])
        for a, b, runs in self.stretches:
            a, b = max(a, begin), min(b, end)
            if runs and b > a:
                total += calendar.between(a, b) if business else b - a
        return total

    def elapsed(self, target):
        clock = self.clocks[CLOCK_OF[target]]
        length, business = self.length(target)
        end = self.cursor if clock.done is None else clock.done
        total = self.ran(clock.begun, end, business)
        if clock.reopened is None:
            return total
        before = self.ran(clock.begun, clock.reopened, business)
        grace = self.length("first")[0] or HOUR
        return min(before, max(0, length - grace)) + total - before

    def pending(self, target):
        clock = self.clocks.get(CLOCK_OF[target])
        return clock is not None and clock.done is None and not self.merged

    def reaches(self, target, percent):
        """When that share of the target will have run; None when it is not running."""
        length, business = self.length(target)
        if not length or not self.runs or not self.pending(target):
            return None
        left = length * percent // 100 - self.elapsed(target)
        if left <= 0:
            return self.missed[target] if percent == 100 and self.missed.get(target) else self.cursor
        return self.plan.calendar(self.facts["organization"]).add(self.cursor, left) if business else self.cursor + left

    def look_for_misses(self, until):
        for target in ORDER:
            if not self.missed.get(target):
                due = self.reaches(target, 100)
                if due is not None and due <= until:
                    self.missed[target] = due
                    self.first_missed.setdefault(target, due)
                    self.misses.append((target, due, self.clocks[CLOCK_OF[target]].cycle))

    def pass_to(self, until):
        if until > self.cursor:
            if self.runs:
                self.look_for_misses(until)
            self.stretches[-1][1] = until
            self.cursor = until

    # ---- What happens.

    def begin(self, name, event):
        self.clocks[name] = Clock(event)
        for target in ORDER:
            if CLOCK_OF[target] == name:
                self.missed.pop(target, None)

    def end(self, name, at):
        if name in self.clocks and self.clocks[name].done is None:
            self.clocks[name].done = at

    def over(self):
        return self.facts["phase"] in OVER

    def enter(self, event):
        state = self.plan.state(event["state"])
        self.facts.update(state=event["state"], phase=state[4], since=event["at"],
                          state_cause=event.get("cause") or ("state", event["id"]))
        self.runs = state[1] and not self.over() and not self.merged
        if self.over():
            self.resolved_at = self.resolved_at or event["at"]
            self.end("resolve", event["at"])
            self.end("update", event["at"])
        self.stretches.append([event["at"], event["at"], self.runs])

    def on_created(self, event):
        team = event["team"]
        self.facts.update(subject=event.get("subject", ""), channel=event["channel"], topic=event["topic"],
                          organization=event.get("organization"), reopened=0, same=0, team=team,
                          tier=self.tier(team), person=event.get("person", 0), person_since=event["at"],
                          person_cause=("unassigned", event["id"]))
        self.set_priority(event["priority"])
        self.begin("first", event)
        self.begin("resolve", event)
        self.enter(event)
        if event.get("staff") and event["channel"] == "phone":
            self.end("first", event["at"])
            self.begin("update", event)

    def on_state(self, event):
        was, was_over = self.facts["phase"], self.over()
        self.enter(event)
        if was_over and not self.over():
            self.facts["reopened"] += was != "spam"
            self.resolved_at = 0
            self.clocks["resolve"].done = None
            for name in ("first", "resolve"):
                if self.clocks[name].done is None:
                    self.clocks[name].reopened = event["at"]
            if "update" in self.clocks or self.clocks["first"].done is not None:
                self.begin("update", event)

    def set_priority(self, name):
        self.facts["row"] = self.plan.priority(self.facts["organization"], name)
        self.facts["priority"] = name

    def on_priority(self, event):
        self.set_priority(event["priority"])

    def on_topic(self, event):
        self.facts["topic"] = event["topic"]

    def tier(self, name):
        return next(t[1] for t in self.plan.teams if t[0] == name)

    def on_team(self, event):
        self.facts.update(team=event["team"], tier=self.tier(event["team"]))

    def on_organization(self, event):
        self.facts["organization"] = event.get("organization")
        self.set_priority(self.facts["priority"])

    def on_assign(self, event):
        self.facts.update(person=event["person"], person_since=event["at"],
                          person_cause=event.get("cause") or ("unassigned", event["id"]))

    def on_reply(self, event):
        if event.get("staff"):
            self.end("first", event["at"])
            self.begin("update", event)
            if self.over():
                self.end("update", event["at"])

    def on_same(self, event):
        self.facts["same"] = event["number"]

    def on_tag(self, event):
        self.tags.add(event["text"])

    def on_untag(self, event):
        self.tags.discard(event["text"])

    def on_merged(self, event):
        self.merged, self.runs = True, False
        self.stretches.append([event["at"], event["at"], False])

    def on_adopted(self, event):
        self.adopted = event["at"]

    def on_fired(self, event):
        self.fired.add((event["rule"], event["cause"]))

    # ---- Rules.

    def stay_ends(self, what, duration, facts):
        n, unit, business = duration
        since = facts["person_since" if what == "unassigned" else "since"]
        if business:
            length = self.plan.length(facts["organization"], True, (n, unit))
            return self.plan.calendar(facts["organization"]).add(since, length)
        return since + self.plan.length(None, False, (n, unit))

    def staying(self, condition, facts):
        what = condition[0]
        if what == "state for":
            return facts["state"] in condition[1]
        return facts["phase"] == "resolved" if what == "resolved for" else not facts["person"]

    def matches(self, i, condition):
        """Event i is what the condition speaks of."""
        event, what = self.history[i], condition[0]
        kind = event["kind"]
        before = self.after[i - 1] if i else {"reopened": 0, "same": 0}
        if what == "created":
            return kind == "created"
        if what == "waiting":
            return kind == "waiting"
        if what == "survey":
            return kind == "survey" and event["text"] in condition[1]
        if what == "score":
            return kind == "survey" and compare(condition[1], event["number"], condition[2])
        if what == "replied":
            return kind == "reply" and condition[1] in (None, "staff" if event.get("staff") else "user")
        if what == "assigned":
            return kind == "assign" and event["person"] != 0
        if what == "reopened":
            return before["reopened"] < condition[1] == self.after[i]["reopened"]
        if what == "same":
            return kind == "same" and before["same"] <= condition[1] < event["number"]
        return False

    def is_so(self, condition, facts, at):
        what = condition[0]
        if what == "hours":
            return self.plan.calendar(facts["organization"]).opened(at) == condition[1]
        if what == "tier":
            return compare(condition[1], facts["tier"], condition[2])
        if what == "tag":
            found = bool(facts["tags"] & set(condition[1]))
        elif what == "subject":
            words = facts["subject"].lower().split()
            found = any(w in words for w in condition[1])
        elif what == "kind":
            found = next(t[1] for t in self.plan.topics if t[0] == facts["topic"]) in condition[1]
        else:
            found = facts[what] in condition[1]
        return found != condition[2]

    def has_happened(self, condition, facts, n, at):
        what = condition[0]
        if what == "share":
            return any(r is not None and r <= at for r in (self.reaches(t, condition[2]) for t in condition[1]))
        if what == "missed":
            return any(t in condition[1] and m <= at for t, m, _ in self.misses)
        if what in STAYS:
            return self.staying(condition, facts) and self.stay_ends(what, condition[-1], facts) <= at
        if what == "reopened":
            return facts["reopened"] >= condition[1]
        if what == "same":
            return facts["same"] > condition[1]
        return any(self.matches(i, condition) for i in range(n))

    def others_hold(self, conditions, but, at):
        n = sum(1 for e in self.history if e["at"] <= at)
        if not n:
            return False
        facts = self.after[n - 1]
        return all(c is but or (self.has_happened(c, facts, n, at) if c[0] in HAPPENS else self.is_so(c, facts, at))
                   for c in conditions)

    def occasions(self, conditions):
        """(moment, cause) of all that the rule may fire for; moments to come have no cause."""
        triggers = [c for c in conditions if c[0] in HAPPENS]
        for c in triggers:
            what = c[0]
            if what == "missed":
                for target in ORDER:
                    if target not in c[1]:
                        continue
                    for t, at, cycle in self.misses:
                        if t == target and at >= self.adopted and self.others_hold(conditions, c, at):
                            yield at, ("missed", target, cycle)
                    due = None if self.missed.get(target) else self.reaches(target, 100)
                    if due is not None and due > self.now:
                        yield due, None
            elif what == "share":
                for target in ORDER:
                    at = self.reaches(target, c[2]) if target in c[1] else None
                    if at is None or at < self.adopted:
                        continue
                    if at > self.now:
                        yield at, None
                    elif self.others_hold(conditions, c, at):
                        yield at, ("share", target, self.clocks[CLOCK_OF[target]].cycle)
            elif what in STAYS:
                if not self.staying(c, self.facts):
                    continue
                at = self.stay_ends(what, c[-1], self.facts)
                if at > self.now:
                    yield at, None
                elif self.others_hold(conditions, c, self.now):
                    yield at, self.facts["person_cause" if what == "unassigned" else "state_cause"]
            else:
                for i, event in enumerate(self.history):
                    if self.matches(i, c) and event["at"] >= self.adopted \
                            and self.others_hold(conditions, c, event["at"]):
                        yield event["at"], event.get("cause") or ("event", event["id"])
        if triggers:
            return
        was = False
        for i, event in enumerate(self.history):
            so = all(self.is_so(c, self.after[i], event["at"]) for c in conditions if c[0] != "hours")
            if so and not was and event["at"] >= self.adopted and self.others_hold(conditions, None, event["at"]):
                yield event["at"], event.get("cause") or ("event", event["id"])
            was = so

    def decide(self):
        """[(rule, cause, moment)] to fire now, and when to look again."""
        now, later = [], [d for d in (self.reaches(t, 100) for t in ORDER) if d is not None and d > self.now]
        if self.merged:
            return [], 0
        for number, (when, _) in enumerate(self.plan.rules):
            found = []
            for at, cause in self.occasions([c for _, c in when]):
                if at > self.now:
                    later.append(at)
                elif cause not in [c for _, c, _ in found] and (number, cause) not in self.fired:
                    found.append((number, cause, at))
            now += found[:AT_MOST]
        return now, min(later, default=0)

    # ---- What follows.

    def team_at(self, tier):
        own = self.facts["team"]
        if not tier:
            tier = min((t[1] for t in self.plan.teams if t[1] > self.facts["tier"]), default=0)
        best, most = None, -1
        for name, level, topics, vendor in self.plan.teams:
            points = 4 if self.facts["topic"] in topics else 0 if vendor else 1 if topics else 2
            if level == tier and name != own and points > most:
                best, most = name, points
        return best

    def raised(self):
        names = []
        for p in self.plan.priorities:
            if p[0] not in names:
                names.append(p[0])
        above = [n for n in names[:names.index(self.facts["priority"])]
                 if self.plan.priority(self.facts["organization"], n)]
        return above[-1] if above else None

    # ---- As the engine prints it.

    def clock_text(self, target):
        clock = self.clocks.get(CLOCK_OF[target])
        length, _ = self.length(target)
        missed = (self.missed if target == "update" else self.first_missed).get(target, 0)
        if not length or clock is None:
            return f"0,0,{missed},0,{length},0"
        paused = int(self.pending(target) and not self.runs)
        return (f"{self.reaches(target, 100) or 0},{clock.done or 0},{missed},{self.elapsed(target)},{length},{paused}")

    def clocks_text(self, next_due):
        f = self.facts
        return "\t".join(["c", str(self.now), f["state"], str(int(self.runs)), f["priority"],
                          *(self.clock_text(t) for t in ORDER), str(self.resolved_at), str(f["reopened"]),
                          str(next_due)])


def compare(operator, a, b):
    return {"=": a == b, "<": a < b, ">": a > b, "l": a <= b, "g": a >= b}[operator]


def live(plan, coming, until):
    """The lines that the engine prints for a ticket."""
    history, out = [], []
    due = None

    def add(**event):
        event["id"] = len(history) + 1
        history.append(event)

    while True:
        times = [t for t in (coming[0]["at"] if coming else None, due) if t]
        if not times or min(times) > until:
            return out
        now = min(times)
        while coming and coming[0]["at"] <= now:
            add(**coming.pop(0))
        while True:
            story = Story(plan, history, now)
            firing, due = story.decide()
            if not firing:
                break
            for number, cause, at in firing:
                add(at=now, kind="fired", rule=number, cause=cause)
                for _, action in plan.rules[number][1]:
                    out.append(do(plan, story, add, number, action, cause, at, now))
        out.append(story.clocks_text(due))


def do(plan, story, add, number, action, cause, at, now):
    what, value = action[0], action[1] if len(action) > 1 else None
    team = text = state = "-"
    due = 0
    if what == "escalate":
        if isinstance(value, str):
            team = value
        elif not value or value > story.facts["tier"]:
            team = story.team_at(value) or "-"
        if team != "-":
            add(at=now, kind="team", team=team, cause=cause)
    elif what == "assign":
        team = value
        add(at=now, kind="team", team=team, cause=cause)
    elif what in ("fewest", "turn"):
        add(at=now, kind="assign", person=9, cause=cause)
    elif what == "priority":
        text = value or story.raised() or "-"
        if text != "-":
            add(at=now, kind="priority", priority=text, cause=cause)
    elif what == "topic":
        text = value
        add(at=now, kind="topic", topic=value, cause=cause)
    elif what in ("state", "resolve", "close"):
        state = value
        text = value if what == "state" else action[2] if len(action) > 2 else "-"
        add(at=now, kind="state", state=value, cause=cause)
    elif what in ("tag", "untag"):
        text = value
        add(at=now, kind=what, text=value, cause=cause)
    elif what == "report":
        due = at + value
    elif what in ("reply", "address", "webhook"):
        text = value
    return "\t".join(["a", str(now), str(plan.lines[number]), what, team, text, state, str(due)])
