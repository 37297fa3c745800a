-- SPDX-License-Identifier: Apache-2.0
-- What the plan's rules do beyond the ticket itself: reports and complaints with a clock of
-- their own, problems that gather reports, side conversations with partners, webhooks.

-- Moments 0: none. *_at: when it began.
ALTER TABLE ticket ADD COLUMN report_at {{int}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN report_due_at {{int}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN report_done_at {{int}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN complaint_at {{int}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN complaint_due_at {{int}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN complaint_done_at {{int}} NOT NULL DEFAULT 0;
CREATE INDEX ticket_by_topic_time ON ticket (topic, created_at);

-- away_until: gets no new tickets by rules until then; assigned_at: when they last got one.
ALTER TABLE person ADD COLUMN away_until {{int}} NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN assigned_at {{int}} NOT NULL DEFAULT 0;

-- How tickets belong together, in both directions, as their events say it.
-- kind: problem (other is the problem of this report), report (other is gathered by this
-- problem), complaint (other complains about this), about (this complains about other)
CREATE TABLE relation (
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    kind {{text}} NOT NULL,
    other {{int}} NOT NULL REFERENCES ticket (id),
    PRIMARY KEY (ticket, kind, other)
);

-- A conversation with somebody outside, which only the staff sees; derivable from events.
CREATE TABLE side (
    id {{id}},
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    person {{int}} NOT NULL REFERENCES person (id),
    team {{text}} NOT NULL DEFAULT '',
    subject {{text}} NOT NULL,
    asked_at {{int}} NOT NULL,
    due_at {{int}} NOT NULL DEFAULT 0,
    answered_at {{int}} NOT NULL DEFAULT 0,
    closed_at {{int}} NOT NULL DEFAULT 0
);
CREATE INDEX side_by_ticket ON side (ticket, id);
ALTER TABLE message ADD COLUMN side {{int}} NOT NULL DEFAULT 0;

-- event: the number of the ticket's event that this mail tells of; 0 the last.
ALTER TABLE outgoing ADD COLUMN event {{int}} NOT NULL DEFAULT 0;

-- Calls of rules to other systems; the body is fixed when the rule fires.
-- state: 0 waiting, 1 done, 2 given up
CREATE TABLE hook (
    id {{id}},
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    url {{text}} NOT NULL,
    body {{text}} NOT NULL,
    state {{int}} NOT NULL DEFAULT 0,
    tries {{int}} NOT NULL DEFAULT 0,
    answer {{text}} NOT NULL DEFAULT '',
    created_at {{int}} NOT NULL,
    ended_at {{int}} NOT NULL DEFAULT 0
);
CREATE INDEX hook_by_ticket ON hook (ticket, id);
