# SPDX-License-Identifier: Apache-2.0
"""The plans that simulate.py lives by: other zones, hours, rules and words each."""
from world import DAY, HOUR, MINUTE, Plan

ALL = range(7)
WEEK = range(5)


def says(text, *means):
    return text, means


def every(month, day):
    return f"every {month:02d}-{day:02d}", lambda d: (d.month, d.day) == (month, day)


def last_monday_of_may(d):
    return d.month == 5 and d.weekday() == 0 and d.day > 24


STATES = [
    ("New", True, "We have it", ["Open", "Spam"], "new"),
    ("Open", True, "We are on it", ["Waiting on user", "With vendor", "Resolved"], "open"),
    ("Waiting on user", False, "It is your turn", ["Open", "Resolved"], "waiting"),
    ("With vendor", True, "A partner has it", ["Open", "Resolved"], "vendor"),
    ("Resolved", False, "We believe it is solved", ["Open", "Closed"], "resolved"),
    ("Closed", False, "Closed", ["Open"], "closed"),
    ("Spam", False, "", ["Open"], "spam"),
]
TEAMS = [("Front", 1, [], False), ("Net", 2, ["Network"], False), ("Apps", 2, ["Programs"], False),
         ("Core", 3, [], False), ("Maker", 3, ["Network"], True)]
TOPICS = [("Network", "incident", "Front"), ("Programs", "incident", "Front"),
          ("Leak", "security incident", "Core"), ("Other", "question", "Front")]


def school():
    return Plan(
        zone="America/New_York",
        hours={None: [(range(4), "07:30", "16:30"), ([4], "07:30", "15:00")]},
        closed=[every(1, 1), every(7, 4), ("every last Mon of May", last_monday_of_may),
                ("2026-11-26 to 2026-11-27: Thanksgiving", lambda d: (d.year, d.month) == (2026, 11) and d.day in (26, 27))],
        day=8 * HOUR,
        priorities=[
            ("Critical", None, (15, "min"), (1, "h"), (4, "h"), False, None, None),
            ("High", None, (1, "h"), (4, "h"), (1, "day"), True, (30, "min"), (6, "h")),
            ("Normal", None, (4, "h"), (1, "day"), (3, "day"), True, (2, "h"), None),
            ("Low", None, (1, "day"), None, (1, "week"), True, None, None)],
        teams=TEAMS, topics=TOPICS, states=STATES,
        rules=[
            ([says("75% of first response", "share", ["first"], 75)],
             [says("notify assignee", "assignee"), says("notify team", "team")]),
            ([says("first response missed", "missed", ["first"])],
             [says("notify lead", "lead"), says("escalate to tier 2", "escalate", 2)]),
            ([says("80% of resolve", "share", ["resolve"], 80)], [says("notify lead", "lead")]),
            ([says("resolve missed", "missed", ["resolve"])],
             [says("notify manager", "manager"), says("escalate to next tier", "escalate", 0)]),
            ([says("update missed", "missed", ["update"])], [says("notify assignee", "assignee")]),
            ([says("internal target missed", "missed", ["ifirst", "iresolve"])], [says("notify team", "team")]),
            ([says("priority is Critical", "priority", ["Critical"], False)], [says("notify manager", "manager")]),
            ([says("user is still waiting", "waiting")],
             [says("notify lead", "lead"), says("raise priority", "priority", None)]),
            ([says("reopened 2 times", "reopened", 2)], [says("escalate to next tier", "escalate", 0)]),
            ([says("survey is Bad", "survey", ["Bad"])], [says("notify manager", "manager")]),
            ([says("topic is Leak", "topic", ["Leak"], False)],
             [says("restrict to team", "restrict"), says("report within 72 h", "report", 72 * HOUR)]),
            ([says("Waiting on user for 2 days", "state for", ["Waiting on user"], (2, "day", False))],
             [says("remind user", "remind")]),
            ([says("Waiting on user for 7 days", "state for", ["Waiting on user"], (7, "day", False))],
             [says('resolve as "No answer"', "resolve", "Resolved", "No answer")]),
            ([says("resolved for 3 days", "resolved for", (3, "day", False))],
             [says("close", "close", "Closed"), says("send survey", "survey")]),
        ])


def harbour():
    return Plan(
        zone="Australia/Lord_Howe",
        hours={None: [(WEEK, "06:00", "12:00"), (WEEK, "13:00", "18:00")],
               "Pilots": [(ALL, "00:00", "24:00")],
               "Tugs": [([4, 5], "22:00", "06:00"), ([6, 0, 1], "18:00", "24:00")]},
        closed=[("every 12-24 to 01-02", lambda d: (d.month, d.day) >= (12, 24) or (d.month, d.day) <= (1, 2))],
        day=0,
        priorities=[
            ("One", None, (15, "min"), (30, "min"), (4, "h"), False, (5, "min"), (2, "h")),
            ("Two", None, (2, "h"), (1, "day"), (2, "day"), True, None, (1, "day")),
            ("Two", "Pilots", (1, "h"), (4, "h"), (1, "day"), True, None, None),
            ("Three", None, (1, "day"), (2, "day"), (1, "week"), True, (4, "h"), None)],
        teams=TEAMS, topics=TOPICS, states=STATES,
        rules=[
            ([says("50% of internal resolve", "share", ["iresolve"], 50)], [says("notify assignee", "assignee")]),
            ([says("internal first response missed", "missed", ["ifirst"])], [says("add tag slow", "tag", "slow")]),
            ([says("tag is slow", "tag", ["slow"], False), says("priority is Two or higher", "priority", ["One", "Two"], False)],
             [says("notify lead", "lead")]),
            ([says("organization is Tugs", "organization", ["Tugs"], False), says("outside hours", "hours", False)],
             [says("notify address duty@port.example", "address", "duty@port.example")]),
            ([says("created", "created"), says("channel is Phone", "channel", ["phone"], False),
              says("during operating hours", "hours", True)],
             [says("assign in turn", "turn")]),
            ([says("unassigned for 2 h", "unassigned", (2, "h", False)), says("tier is at most 2", "tier", "l", 2)],
             [says("assign to whoever has the fewest open tickets", "fewest")]),
            ([says("user replied", "replied", "user"), says("state is Resolved", "state", ["Resolved"], False)],
             [says("set state Open", "state", "Open")]),
            ([says("reopened", "reopened", 1)], [says("raise priority", "priority", None)]),
            ([says("resolve missed", "missed", ["resolve"]), says("team is not Core", "team", ["Core"], True)],
             [says("escalate to team Core", "escalate", "Core"), says("set priority One", "priority", "One")]),
            ([says("survey score is 3 or less", "score", "l", 3)], [says("notify manager", "manager")]),
            ([says("Waiting on user for 2 business days", "state for", ["Waiting on user"], (2, "day", True))],
             [says("remind user", "remind")]),
            ([says("Waiting on user for 1 week", "state for", ["Waiting on user"], (1, "week", False))],
             [says("resolve", "resolve", "Resolved")]),
            ([says("resolved for 5 days", "resolved for", (5, "day", False))], [says("close", "close", "Closed")]),
        ])


def clinic():
    return Plan(
        zone="Europe/Madrid",
        hours={None: [(range(4), "22:00", "06:00"), (WEEK, "08:00", "15:00"), ([5], "09:00", "14:00")]},
        closed=[every(12, 25), ("2026-08-10 to 2026-08-14", lambda d: (d.year, d.month) == (2026, 8) and 10 <= d.day <= 14)],
        day=7 * HOUR,
        priorities=[
            ("Urgent", None, (10, "min"), (30, "min"), (2, "h"), False, (5, "min"), (1, "h")),
            ("High", None, (1, "h"), (4, "h"), (1, "day"), True, None, None),
            ("Low", None, None, (1, "week"), (2, "week"), True, None, None)],
        teams=TEAMS, topics=TOPICS, states=STATES,
        rules=[
            ([says("any target missed", "missed", ["first", "update", "resolve"])], [says("notify lead", "lead")]),
            ([says("90% of update", "share", ["update"], 90), says("priority is not Low", "priority", ["Low"], True)],
             [says("notify assignee", "assignee")]),
            ([says('subject contains "fire" or "leak"', "subject", ["fire", "leak"], False)],
             [says("set priority Urgent", "priority", "Urgent"), says("set topic Leak", "topic", "Leak")]),
            ([says("kind is security incident", "kind", ["security incident"], False)],
             [says("assign to team Core", "assign", "Core"), says("report within 3 days", "report", 3 * DAY)]),
            ([says("more than 5 people report the same", "same", 5)], [says("open a problem", "problem")]),
            ([says("assigned", "assigned"), says("tier is 2", "tier", "=", 2)],
             [says('reply with "We are on it."', "reply", "We are on it.")]),
            ([says("agent replied", "replied", "staff"), says("state is New", "state", ["New"], False)],
             [says("set state Open", "state", "Open")]),
            ([says("state is Spam", "state", ["Spam"], False)], [says("add tag spam", "tag", "spam")]),
            ([says("state is not Spam", "state", ["Spam"], True), says("tag is spam", "tag", ["spam"], False)],
             [says("remove tag spam", "untag", "spam")]),
            ([says("user is still waiting", "waiting"), says("first response missed", "missed", ["first"])],
             [says("notify manager", "manager"), says("escalate to next tier", "escalate", 0)]),
            ([says("New for 1 day", "state for", ["New"], (1, "day", False))], [says("escalate to tier 3", "escalate", 3)]),
            ([says("Waiting on user for 30 min", "state for", ["Waiting on user"], (30, "min", False))],
             [says("remind user", "remind")]),
            ([says("resolved for 2 days", "resolved for", (2, "day", False))],
             [says("close", "close", "Closed"), says("send survey", "survey")]),
        ])


PLANS = {"school": school, "harbour": harbour, "clinic": clinic}
SUBJECTS = ["fire in the hall", "printer", "a leak", "cannot log in", "wifi", ""]
CHANNELS = {"web": 0, "mail": 1, "phone": 2}
LONGEST = 20 * DAY
SHORTEST = MINUTE
