-- SPDX-License-Identifier: Apache-2.0
-- How many tickets are open, kept by the transaction that changes one (desk/tally.c).
-- assignee: 0 nobody. The sum of the slots counts; one alone may be below zero.
CREATE TABLE ticket_tally (
    desk {{int}} NOT NULL,
    team {{text}} NOT NULL,
    assignee {{int}} NOT NULL,
    restricted {{int}} NOT NULL,
    slot {{int}} NOT NULL,
    n {{int}} NOT NULL,
    PRIMARY KEY (desk, team, assignee, restricted, slot)
);
INSERT INTO ticket_tally (desk, team, assignee, restricted, slot, n)
    SELECT desk, team, coalesce(assignee, 0), restricted, 0, count(*) FROM ticket
    WHERE phase < 4 GROUP BY desk, team, coalesce(assignee, 0), restricted;
