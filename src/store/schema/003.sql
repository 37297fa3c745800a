-- SPDX-License-Identifier: Apache-2.0
-- Changing the plan: what is being written, who agreed, where tickets go whose names vanish, and
-- what the past would have been.

ALTER TABLE plan ADD COLUMN approver {{int}};

-- The one draft of a desk. base: the revision it was begun from. version only ever grows.
-- state: 0 none, 1 being written, 2 proposed, 3 approved
CREATE TABLE plan_draft (
    desk {{int}} PRIMARY KEY,
    state {{int}} NOT NULL,
    version {{int}} NOT NULL,
    base {{int}} NOT NULL,
    text {{text}} NOT NULL,
    summary {{text}} NOT NULL,
    author {{int}},
    updated_at {{int}} NOT NULL,
    proposer {{int}},
    proposed_at {{int}},
    approver {{int}},
    approved_at {{int}}
);

-- With that revision, tickets of a name that it has no longer go to another.
-- kind: team, topic, priority, state
CREATE TABLE plan_move (
    revision {{int}} NOT NULL,
    kind {{text}} NOT NULL,
    was {{text}} NOT NULL,
    becomes {{text}} NOT NULL,
    PRIMARY KEY (revision, kind, was)
);

-- The past under another plan. state: 0 waiting or running, 1 done, 2 failed
-- result: a JSON object
CREATE TABLE plan_replay (
    id {{id}},
    desk {{int}} NOT NULL,
    text {{text}} NOT NULL,
    days {{int}} NOT NULL,
    person {{int}},
    created_at {{int}} NOT NULL,
    state {{int}} NOT NULL DEFAULT 0,
    done_n {{int}} NOT NULL DEFAULT 0,
    all_n {{int}} NOT NULL DEFAULT 0,
    ended_at {{int}},
    result {{text}} NOT NULL DEFAULT ''
);
CREATE INDEX plan_replay_by_time ON plan_replay (created_at);
