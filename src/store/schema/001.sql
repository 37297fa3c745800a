-- SPDX-License-Identifier: Apache-2.0
-- The first version of the schema. tools/schema.py makes of it one script for each engine:
--
--   {{id}}     the table's own key, given by the engine, never used twice
--   {{int}}    64-bit number      {{real}}   64-bit floating point
--   {{text}}   UTF-8              {{blob}}   bytes
--
--   a line that begins with "-- sqlite:" or "-- postgresql:" is SQL for that engine only;
--   any other comment is left out
--
-- Statements end with ; at the end of a line. No dates, no JSON, no triggers.
-- Moments are UTC milliseconds, booleans 0 or 1, texts valid UTF-8, e-mail addresses in lower
-- case. Names of the plan (state, priority, team, topic) are kept as the plan writes them.

-- Which scripts have run.
CREATE TABLE schema_version (
    version {{int}} PRIMARY KEY,
    applied_at {{int}} NOT NULL
);

CREATE TABLE setting (
    name {{text}} PRIMARY KEY,
    value {{text}} NOT NULL
);

-- Adopted plans; never changed once adopted.
CREATE TABLE plan (
    revision {{int}} PRIMARY KEY,
    text {{text}} NOT NULL,
    author {{int}},
    adopted_at {{int}} NOT NULL,
    summary {{text}} NOT NULL
);

-- role: 1 requester, 2 agent, 3 manager, 4 administrator
CREATE TABLE person (
    id {{id}},
    email {{text}} UNIQUE,
    name {{text}} NOT NULL,
    role {{int}} NOT NULL CHECK (role BETWEEN 1 AND 4),
    language {{text}} NOT NULL DEFAULT '',
    zone {{text}} NOT NULL DEFAULT '',
    phone {{text}} NOT NULL DEFAULT '',
    organization {{text}} NOT NULL DEFAULT '',
    theme {{text}} NOT NULL DEFAULT '',
    compact {{int}} NOT NULL DEFAULT 0,
    active {{int}} NOT NULL DEFAULT 1,
    password {{text}},
    verified_at {{int}},
    bounced_at {{int}},
    created_at {{int}} NOT NULL
);
CREATE INDEX person_by_role ON person (role, name);

CREATE TABLE team_member (
    team {{text}} NOT NULL,
    person {{int}} NOT NULL REFERENCES person (id),
    lead {{int}} NOT NULL DEFAULT 0,
    PRIMARY KEY (team, person)
);
CREATE INDEX team_member_by_person ON team_member (person);

-- Secrets are kept as SHA-256 of 256 random bits.
CREATE TABLE session (
    hash {{blob}} PRIMARY KEY,
    person {{int}} NOT NULL REFERENCES person (id),
    csrf {{text}} NOT NULL,
    created_at {{int}} NOT NULL,
    seen_at {{int}} NOT NULL,
    ends_at {{int}} NOT NULL
);
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_end ON session (ends_at);

-- Links sent by mail. purpose: sign-in, ticket, survey, setup, reset
CREATE TABLE link (
    hash {{blob}} PRIMARY KEY,
    purpose {{text}} NOT NULL,
    person {{int}} REFERENCES person (id),
    ticket {{int}},
    created_at {{int}} NOT NULL,
    expires_at {{int}} NOT NULL,
    used_at {{int}}
);
CREATE INDEX link_by_end ON link (expires_at);
CREATE INDEX link_by_person ON link (person, purpose);

CREATE TABLE api_token (
    id {{id}},
    hash {{blob}} NOT NULL UNIQUE,
    person {{int}} NOT NULL REFERENCES person (id),
    created_at {{int}} NOT NULL,
    seen_at {{int}},
    revoked_at {{int}}
);

-- What was done, counted in a window: sign-ins that failed, first mails, new tickets, …
CREATE TABLE rate (
    name {{text}} NOT NULL,
    subject {{text}} NOT NULL,
    starts_at {{int}} NOT NULL,
    n {{int}} NOT NULL,
    PRIMARY KEY (name, subject)
);

CREATE TABLE idempotency (
    person {{int}} NOT NULL,
    key {{text}} NOT NULL,
    request {{blob}} NOT NULL,
    status {{int}} NOT NULL,
    body {{text}} NOT NULL,
    created_at {{int}} NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX idempotency_by_time ON idempotency (created_at);

-- The last state of a ticket, derivable from its events. From `phase` on: a cache computed by
-- the plan's engine and by counting, which `kindesk check` computes again.
-- queue_at: what the queue sorts by; next_due_at: when the engine must look again, NULL never.
CREATE TABLE ticket (
    id {{id}},
    subject {{text}} NOT NULL,
    requester {{int}} NOT NULL REFERENCES person (id),
    assignee {{int}} REFERENCES person (id),
    team {{text}} NOT NULL,
    tier {{int}} NOT NULL DEFAULT 1,
    topic {{text}} NOT NULL,
    impact {{text}} NOT NULL,
    urgency {{text}} NOT NULL,
    priority {{text}} NOT NULL,
    state {{text}} NOT NULL,
    organization {{text}} NOT NULL DEFAULT '',
    channel {{text}} NOT NULL,
    language {{text}} NOT NULL DEFAULT '',
    tags {{text}} NOT NULL DEFAULT '',
    solution {{text}} NOT NULL DEFAULT '',
    restricted {{int}} NOT NULL DEFAULT 0,
    merged_into {{int}},
    plan {{int}} NOT NULL,
    phase {{int}} NOT NULL,
    priority_rank {{int}} NOT NULL,
    created_at {{int}} NOT NULL,
    updated_at {{int}} NOT NULL,
    first_due_at {{int}},
    first_done_at {{int}},
    update_due_at {{int}},
    resolve_due_at {{int}},
    resolved_at {{int}},
    closed_at {{int}},
    reopened_n {{int}} NOT NULL DEFAULT 0,
    queue_at {{int}} NOT NULL,
    next_due_at {{int}},
    message_n {{int}} NOT NULL DEFAULT 0,
    last_message_at {{int}},
    unanswered {{int}} NOT NULL DEFAULT 0,
    event_n {{int}} NOT NULL DEFAULT 0
);
-- phase: 0 new, 1 open, 2 waiting on requester, 3 with a partner, 4 resolved, 5 closed, 6 spam.
CREATE INDEX ticket_open ON ticket (queue_at, id) WHERE phase < 4;
CREATE INDEX ticket_by_team ON ticket (team, queue_at, id) WHERE phase < 4;
CREATE INDEX ticket_by_assignee ON ticket (assignee, queue_at, id) WHERE phase < 4;
CREATE INDEX ticket_by_state ON ticket (state, queue_at, id);
CREATE INDEX ticket_by_priority ON ticket (priority, queue_at, id);
CREATE INDEX ticket_by_topic ON ticket (topic, queue_at, id);
CREATE INDEX ticket_by_requester ON ticket (requester, id);
CREATE INDEX ticket_due ON ticket (next_due_at) WHERE next_due_at IS NOT NULL;

-- People besides the requester who follow a ticket and get its replies.
CREATE TABLE participant (
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    person {{int}} NOT NULL REFERENCES person (id),
    PRIMARY KEY (ticket, person)
);
CREATE INDEX participant_by_person ON participant (person);

-- kind: 1 from the requester's side, 2 reply, 3 note, 4 held, 5 automatic
CREATE TABLE message (
    id {{id}},
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    author {{int}} REFERENCES person (id),
    kind {{int}} NOT NULL,
    channel {{text}} NOT NULL,
    text {{text}} NOT NULL,
    html {{text}} NOT NULL DEFAULT '',
    folded {{text}} NOT NULL DEFAULT '',
    inbox {{int}},
    created_at {{int}} NOT NULL
);
CREATE INDEX message_by_ticket ON message (ticket, id);
CREATE INDEX message_by_inbox ON message (inbox) WHERE inbox IS NOT NULL;

-- Bytes by their SHA-256, in pieces, so that none has to be whole in memory.
CREATE TABLE file (
    hash {{blob}} PRIMARY KEY,
    size {{int}} NOT NULL,
    created_at {{int}} NOT NULL
);
CREATE TABLE file_piece (
    hash {{blob}} NOT NULL REFERENCES file (hash),
    n {{int}} NOT NULL,
    data {{blob}} NOT NULL,
    PRIMARY KEY (hash, n)
);

CREATE TABLE attachment (
    id {{id}},
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    message {{int}} NOT NULL REFERENCES message (id),
    hash {{blob}} NOT NULL REFERENCES file (hash),
    name {{text}} NOT NULL,
    type {{text}} NOT NULL,
    content_id {{text}} NOT NULL DEFAULT ''
);
CREATE INDEX attachment_by_message ON attachment (message);
CREATE INDEX attachment_by_ticket ON attachment (ticket);
CREATE INDEX attachment_by_file ON attachment (hash);

-- Files sent ahead of a form, claimed by it; what nobody claims is swept away after a day.
CREATE TABLE upload (
    token {{blob}} PRIMARY KEY,
    hash {{blob}} NOT NULL REFERENCES file (hash),
    name {{text}} NOT NULL,
    type {{text}} NOT NULL,
    person {{int}},
    created_at {{int}} NOT NULL
);
CREATE INDEX upload_by_time ON upload (created_at);
CREATE INDEX upload_by_file ON upload (hash);

-- Append-only; hash = SHA-256 of the hash before and of this row: one chain for each ticket.
-- data: a JSON object; its member "set" holds the ticket's fields that changed.
CREATE TABLE event (
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    n {{int}} NOT NULL,
    at {{int}} NOT NULL,
    kind {{text}} NOT NULL,
    actor {{int}},
    message {{int}},
    data {{text}} NOT NULL,
    hash {{blob}} NOT NULL,
    PRIMARY KEY (ticket, n)
);

-- state: 0 being written, 1 on its way (may be called back until send_at)
CREATE TABLE draft (
    person {{int}} NOT NULL REFERENCES person (id),
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    state {{int}} NOT NULL DEFAULT 0,
    mode {{text}} NOT NULL,
    html {{text}} NOT NULL,
    next_state {{text}} NOT NULL DEFAULT '',
    uploads {{text}} NOT NULL DEFAULT '',
    version {{int}} NOT NULL DEFAULT 0,
    updated_at {{int}} NOT NULL,
    send_at {{int}},
    PRIMARY KEY (person, ticket)
);
CREATE INDEX draft_by_ticket ON draft (ticket);

CREATE TABLE presence (
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    person {{int}} NOT NULL REFERENCES person (id),
    writing {{int}} NOT NULL,
    seen_at {{int}} NOT NULL,
    PRIMARY KEY (ticket, person)
);

-- What was read: the last message that a person has seen.
CREATE TABLE seen (
    person {{int}} NOT NULL REFERENCES person (id),
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    message {{int}} NOT NULL,
    PRIMARY KEY (person, ticket)
);

-- Mail that leaves: one row for each recipient; message_id is fixed before the first try.
-- state: 0 waiting, 1 sent, 2 failed, 3 called back
CREATE TABLE outgoing (
    id {{id}},
    ticket {{int}} REFERENCES ticket (id),
    message {{int}} REFERENCES message (id),
    person {{int}} REFERENCES person (id),
    address {{text}} NOT NULL,
    kind {{text}} NOT NULL,
    message_id {{text}} NOT NULL UNIQUE,
    language {{text}} NOT NULL DEFAULT '',
    state {{int}} NOT NULL DEFAULT 0,
    tries {{int}} NOT NULL DEFAULT 0,
    answer {{text}} NOT NULL DEFAULT '',
    created_at {{int}} NOT NULL,
    sent_at {{int}}
);
CREATE INDEX outgoing_by_ticket ON outgoing (ticket, id);
CREATE INDEX outgoing_by_message ON outgoing (message);
CREATE INDEX outgoing_by_state ON outgoing (state, id);

-- The ledger of incoming mail: one row for each message ever seen for a recipient.
-- state: 0 accepted, 1 delivered, 2 held, 3 ignored, 4 failed
CREATE TABLE inbox (
    id {{id}},
    hash {{blob}} NOT NULL,
    recipient {{text}} NOT NULL,
    sender {{text}} NOT NULL,
    size {{int}} NOT NULL,
    received_at {{int}} NOT NULL,
    state {{int}} NOT NULL DEFAULT 0,
    rule {{text}} NOT NULL DEFAULT '',
    why {{text}} NOT NULL DEFAULT '',
    message_id {{text}} NOT NULL DEFAULT '',
    subject {{text}} NOT NULL DEFAULT '',
    address {{text}} NOT NULL DEFAULT '',
    ticket {{int}} REFERENCES ticket (id),
    message {{int}} REFERENCES message (id),
    tries {{int}} NOT NULL DEFAULT 0,
    UNIQUE (hash, recipient)
);
CREATE INDEX inbox_by_state ON inbox (state, id);
CREATE INDEX inbox_by_ticket ON inbox (ticket);
CREATE INDEX inbox_by_message_id ON inbox (message_id);

CREATE TABLE survey (
    id {{id}},
    ticket {{int}} NOT NULL REFERENCES ticket (id),
    person {{int}} NOT NULL REFERENCES person (id),
    asked_at {{int}} NOT NULL,
    score {{int}},
    answer {{text}} NOT NULL DEFAULT '',
    comment {{text}} NOT NULL DEFAULT '',
    answered_at {{int}}
);
CREATE INDEX survey_by_ticket ON survey (ticket);

-- Work to do later. unique_key: a second job of the same key is not added.
-- state: 0 waiting, 1 done, 2 given up
CREATE TABLE job (
    id {{id}},
    kind {{text}} NOT NULL,
    ref {{int}} NOT NULL DEFAULT 0,
    ref2 {{int}} NOT NULL DEFAULT 0,
    unique_key {{text}} UNIQUE,
    state {{int}} NOT NULL DEFAULT 0,
    run_at {{int}} NOT NULL,
    lease_until {{int}} NOT NULL DEFAULT 0,
    tries {{int}} NOT NULL DEFAULT 0,
    error {{text}} NOT NULL DEFAULT '',
    created_at {{int}} NOT NULL
);
CREATE INDEX job_due ON job (run_at) WHERE state = 0;
CREATE INDEX job_by_state ON job (state, id);

-- Full-text search (store/search.c). id: ticket << 24 | n << 1 | internal. kind: 1 ticket,
-- 2 message, 0 removed but still among the words. hash: of the words, to know them again.
CREATE TABLE search_document (
    id {{int}} PRIMARY KEY,
    kind {{int}} NOT NULL,
    ref {{int}} NOT NULL,
-- postgresql: words tsvector NOT NULL,
    hash {{int}} NOT NULL,
    UNIQUE (kind, ref)
);
-- postgresql: CREATE INDEX search_document_by_words ON search_document USING gin (words);
-- sqlite: CREATE VIRTUAL TABLE search_text USING fts5 (title, body, content='', tokenize='ascii');
