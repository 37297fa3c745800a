-- SPDX-License-Identifier: Apache-2.0
-- Several desks in one installation: each with its own plan, teams, address and look.

-- slug: its name in addresses (/d/SLUG). host: of its own public address, in small letters
-- and with its port, '' none; url: that address as absolute links begin with it. accent:
-- #rrggbb, '' that of Kindesk. logo: a picture in `file`. Its name stands in its plan.
-- Row 1 is the desk that every installation begins with.
CREATE TABLE desk (
    id {{id}},
    slug {{text}} NOT NULL UNIQUE,
    host {{text}} NOT NULL DEFAULT '',
    url {{text}} NOT NULL DEFAULT '',
    accent {{text}} NOT NULL DEFAULT '',
    logo {{blob}} REFERENCES file (hash),
    logo_type {{text}} NOT NULL DEFAULT '',
    created_at {{int}} NOT NULL
);
CREATE UNIQUE INDEX desk_by_host ON desk (host) WHERE host <> '';
CREATE INDEX desk_by_logo ON desk (logo) WHERE logo IS NOT NULL;
INSERT INTO desk (slug, created_at) VALUES ('desk', 0);

-- number: what people call a revision, counted for each desk; revision: the key that
-- tickets remember, counted for all.
ALTER TABLE plan ADD COLUMN desk {{int}} NOT NULL DEFAULT 1;
ALTER TABLE plan ADD COLUMN number {{int}} NOT NULL DEFAULT 0;
UPDATE plan SET number = revision;
CREATE UNIQUE INDEX plan_by_desk ON plan (desk, number);

ALTER TABLE ticket ADD COLUMN desk {{int}} NOT NULL DEFAULT 1;
CREATE INDEX ticket_by_desk ON ticket (desk, queue_at, id) WHERE phase < 4;

ALTER TABLE outgoing ADD COLUMN desk {{int}} NOT NULL DEFAULT 1;
ALTER TABLE inbox ADD COLUMN desk {{int}} NOT NULL DEFAULT 1;
CREATE INDEX outgoing_by_desk ON outgoing (desk, id);
CREATE INDEX inbox_by_desk ON inbox (desk, id);

-- Who works for which desk. Administrators are in all without a row.
CREATE TABLE desk_member (
    desk {{int}} NOT NULL REFERENCES desk (id),
    person {{int}} NOT NULL REFERENCES person (id),
    PRIMARY KEY (desk, person)
);
CREATE INDEX desk_member_by_person ON desk_member (person);
INSERT INTO desk_member (desk, person) SELECT 1, id FROM person WHERE role > 1;

-- A team belongs to the plan of its desk.
CREATE TABLE desk_team_member (
    desk {{int}} NOT NULL REFERENCES desk (id),
    team {{text}} NOT NULL,
    person {{int}} NOT NULL REFERENCES person (id),
    lead {{int}} NOT NULL DEFAULT 0,
    PRIMARY KEY (desk, team, person)
);
INSERT INTO desk_team_member (desk, team, person, lead)
    SELECT 1, team, person, lead FROM team_member;
DROP TABLE team_member;
ALTER TABLE desk_team_member RENAME TO team_member;
CREATE INDEX team_member_by_person ON team_member (person);
