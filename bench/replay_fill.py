# SPDX-License-Identifier: Apache-2.0
"""replay_fill.py DATABASE PLAN TICKETS: copies the tickets of a desk, with their histories and
messages, until there are so many; writes a plan that differs from the one in force to PLAN."""
import sqlite3
import sys

path, plan, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(path)
text = db.execute("SELECT text FROM plan ORDER BY revision DESC LIMIT 1").fetchone()[0]
tried = text.replace("| 15 min ", "| 20 min ").replace("4 h", "3 h").replace("2 days", "3 days")
if tried == text:
    sys.exit("the plan of the demonstration desk has none of the words that are changed")
with open(plan, "w", encoding="utf-8") as out:
    out.write(tried)
n, step = db.execute("SELECT count(*), max(id) FROM ticket").fetchone()
top = db.execute("SELECT max(id) FROM message").fetchone()[0]


def columns(table):
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def copy(table, key, moved):
    names = columns(table)
    taken = ", ".join(f"{name} + :t" if name == moved else f"{name} + :m" if name == key else name
                      for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table} WHERE {moved} <= :step"


copies = [copy("ticket", None, "id"), copy("message", "id", "ticket"), copy("event", "message", "ticket")]
db.execute("PRAGMA synchronous = OFF")
k = 1
while n * k < wanted:
    for statement in copies:
        db.execute(statement, {"t": k * step, "m": k * top, "step": step})
    k += 1
db.commit()
print(f"{db.execute('SELECT count(*) FROM ticket').fetchone()[0]} tickets, "
      f"{db.execute('SELECT count(*) FROM event').fetchone()[0]} events")
