# SPDX-License-Identifier: Apache-2.0
"""Plans as data, written out as Markdown for the engine; and open time, found the slow way:
every minute of the years is looked at."""
import datetime
import zoneinfo
from bisect import bisect_left
from itertools import accumulate

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
EPOCH = datetime.datetime(1970, 1, 1)
UNITS = {"min": MINUTE, "h": HOUR, "day": DAY, "week": 7 * DAY}
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


class Calendar:
    """Open time of one organization, from `first` on for `days` days (UTC)."""

    def __init__(self, zone, rows, closed, day, first, days):
        self.first = int((first - EPOCH).total_seconds()) // 60
        self.n = days * 1440
        info = zoneinfo.ZoneInfo(zone)
        utc = datetime.timezone.utc
        local = []  # local minutes since 1970 of each minute
        for hour in range(days * 24 * 4):  # offsets change on quarters of an hour
            at = (EPOCH + datetime.timedelta(minutes=self.first + 15 * hour)).replace(tzinfo=utc)
            offset = int(at.astimezone(info).utcoffset().total_seconds()) // 60
            local += [self.first + 15 * hour + m + offset for m in range(15)]
        shown = list(accumulate(local, max))  # the latest time shown so far
        is_open = bytearray(self.n + 1)
        start = local[0] // 1440
        lengths = [0] * 7
        for number in range(start, start + days + 2):
            date = (EPOCH + datetime.timedelta(days=number)).date()
            for row_days, opens, closes in rows:
                begin, end = minutes(opens), minutes(closes)
                end += 1440 if end <= begin else 0
                if date.weekday() not in row_days:
                    continue
                for day_number, a, b in ((number, begin, min(end, 1440)),
                                         (number + 1, 0, end - 1440)):
                    then = (EPOCH + datetime.timedelta(days=day_number)).date()
                    if b <= a or closed(then):
                        continue
                    a = bisect_left(shown, day_number * 1440 + a)
                    b = bisect_left(shown, day_number * 1440 + b)
                    is_open[a:min(b, self.n)] = b"\1" * max(0, min(b, self.n) - a)
        for row_days, opens, closes in rows:
            for weekday in row_days:
                end = minutes(closes)
                lengths[weekday] += end - minutes(opens) + (1440 if end <= minutes(opens) else 0)
        self.is_open = is_open[:self.n]
        self.before = [0, *accumulate(self.is_open)]  # open minutes before each minute
        self.day = day or max((n for n in lengths if n), key=lambda n: (lengths.count(n), n)) * MINUTE
        self.week = self.day * sum(1 for n in lengths if n)

    def position(self, at):
        minute, rest = divmod(at - self.first * MINUTE, MINUTE)
        return self.before[minute] * MINUTE + (rest if self.is_open[minute] else 0)

    def opened(self, at):
        return bool(self.is_open[(at - self.first * MINUTE) // MINUTE])

    def between(self, a, b):
        return self.position(b) - self.position(a)

    def add(self, at, ms):
        if ms <= 0:
            return at
        wanted = self.position(at) + ms
        whole = -(-wanted // MINUTE)
        minute = bisect_left(self.before, whole)
        if minute > self.n:
            raise OverflowError("beyond the years that are looked at")
        return (self.first + minute) * MINUTE - (whole * MINUTE - wanted)


class Plan:
    """zone; hours {organization: [(weekdays, open, close)]}; closed: [(text, function of a date)];
    day: ms or 0; priorities [(name, organization, first, update, resolve, business, internal first,
    internal resolve)] with lengths as (n, unit) or None; teams [(name, tier, topics, vendor)]; topics
    [(name, kind, team)]; states [(name, runs, shown, next, phase)]; rules [(when, then)], each a list of
    (text, what it means)."""

    def __init__(self, **parts):
        self.__dict__.update(parts)
        first = datetime.datetime(2025, 12, 1)
        self.calendars = {
            who: Calendar(self.zone, rows, lambda d: any(f(d) for _, f in self.closed), self.day, first, 800)
            for who, rows in self.hours.items()}

    def calendar(self, organization):
        return self.calendars.get(organization, self.calendars[None])

    def length(self, organization, business, duration):
        n, unit = duration
        calendar = self.calendar(organization)
        if business and unit in ("day", "week"):
            return n * (calendar.day if unit == "day" else calendar.week)
        return n * UNITS[unit]

    def state(self, name):
        return next((s for s in self.states if s[0] == name), None)

    def priority(self, organization, name):
        own = [p for p in self.priorities if p[0] == name and p[1] == organization and organization]
        general = [p for p in self.priorities if p[0] == name and p[1] is None]
        return (own or general or [None])[0]

    def text(self):
        def row(*cells):
            return "| " + " | ".join(str(c) for c in cells) + " |"

        def length(d):
            return f"{d[0]} {d[1]}{'s' if d[1] in ('day', 'week') and d[0] > 1 else ''}" if d else ""

        out = ["# Simulated desk", "", row("Setting", "Value"), row("-", "-"), row("Time zone", self.zone),
               "", "## Channels", "", row("Channel", "Address"), row("-", "-"), row("Web form", "/new"),
               row("E-mail", "a@b.example"), row("Phone", "1"),
               "", "## Hours", "", row("Days", "Open", "Close", "Organization"), row(*"----")]
        for who, rows in self.hours.items():
            out += [row(", ".join(DAYS[d] for d in days), a, b, who or "") for days, a, b in rows]
        out += ["", "Closed:", ""] + [f"- {text}" for text, _ in self.closed]
        if self.day:
            out += ["", f"A day is {self.day // HOUR} h of open time."]
        out += ["", "## Priorities", "", row("Priority", "First response", "Update every", "Resolve within",
                                             "Clock", "Organization"), row(*"------")]
        for name, who, a, b, c, business, _, _ in self.priorities:
            out.append(row(name, length(a), length(b), length(c), "business" if business else "always", who or ""))
        out += ["", "## Internal targets", "", row("Priority", "First response", "Resolve within", "Organization"),
                row(*"----")]
        for name, who, *_, a, b in self.priorities:
            if a or b:
                out.append(row(name, length(a), length(b), who or ""))
        names = [p[0] for p in self.priorities if p[1] is None]
        out += ["", "## Impact and urgency", "", row("Impact \\ Urgency", "Now", "Later"), row(*"---"),
                row("All", names[0], names[1]), row("One", names[1], names[-1]),
                "", "## Teams", "", row("Team", "Tier", "Answers for", "Vendor"), row(*"----")]
        out += [row(n, t, ", ".join(topics), "yes" if v else "") for n, t, topics, v in self.teams]
        out += ["", "## Topics", "", row("Topic", "Kind", "Team"), row(*"---")]
        out += [row(*t) for t in self.topics]
        out += ["", "## Workflow", "", row("State", "Clock", "Shown to the user as", "Next"), row(*"----")]
        out += [row(n, "runs" if r else "stops", shown, ", ".join(to)) for n, r, shown, to, _ in self.states]
        out += ["", "## Survey", "", row("Answer", "Score"), row(*"--"), row("Good", 5), row("Fair", 3), row("Bad", 1)]
        out += ["", "## Escalation", "", row("When", "Then"), row(*"--")]
        self.lines = []
        for when, then in self.rules:
            out.append(row(" and ".join(t for t, _ in when), ", ".join(t for t, _ in then)))
            self.lines.append(len(out))
        return "\n".join(out) + "\n\n## Follow-up\n\nNothing else.\n"
