/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/event.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "store/db.h"

static const struct {
    const char *name, *text;
} kinds[] = {
    [EVENT_CREATED] = {"created",         N_("asked for help")                      },
    [EVENT_ACKNOWLEDGED] = {"acknowledged",    N_("confirmed that the request arrived")  },
    [EVENT_REQUESTER_WROTE] = {"requester-wrote", N_("wrote")                               },
    [EVENT_REPLIED] = {"replied",         N_("replied")                             },
    [EVENT_NOTED] = {"noted",           N_("wrote an internal note")              },
    [EVENT_HELD] = {"held",
                       N_("wrote without being on this ticket; the message is held")},
    [EVENT_ADMITTED] = {"admitted",        N_("let a held message in")               },
    [EVENT_CHANGED] = {"changed",         N_("changed the ticket")                  },
    [EVENT_RESOLVED] = {"resolved",        N_("resolved the ticket")                 },
    [EVENT_REOPENED] = {"reopened",        N_("reopened the ticket")                 },
    [EVENT_CLOSED] = {"closed",          N_("closed the ticket")                   },
    [EVENT_STILL_WAITING] = {"still-waiting",   N_("is still waiting")                    },
    [EVENT_CONFIRMED] = {"confirmed",       N_("said that it is solved")              },
    [EVENT_NOT_SOLVED] = {"not-solved",      N_("said that it is not solved")          },
    [EVENT_SURVEY_ASKED] = {"survey-asked",    N_("asked how we did")                    },
    [EVENT_SURVEY_ANSWERED] = {"survey-answered", N_("answered the survey")                 },
    [EVENT_MAIL_FAILED] = {"mail-failed",     N_("could not deliver a mail")            },
    [EVENT_VERIFIED] = {"verified",        N_("confirmed the e-mail address")        },
    [EVENT_FIRED] = {"fired",           N_("followed a rule of the plan")         },
    [EVENT_JOINED] = {"joined",          N_("follows the ticket")                  },
    [EVENT_LEFT] = {"left",            N_("left the ticket")                     },
    [EVENT_MOVED] = {"moved",           N_("moved the ticket to another desk")},
    [EVENT_ADOPTED] = {"adopted",         N_("put the ticket under a new revision of the plan")},
    [EVENT_SAME] = {"same",            N_("found others who report the same")    },
    [EVENT_JOINED_TO] = {"joined-to",       N_("joined it to another ticket")         },
    [EVENT_PARTED_FROM] = {"parted-from",     N_("parted it from another ticket")       },
    [EVENT_AUTO_REPLIED] = {"auto-replied",    N_("answered by a rule of the plan")      },
    [EVENT_REPORTED] = {"reported",        N_("made the report")                     },
    [EVENT_COMPLAINED] = {"complained",      N_("took it as a complaint")              },
    [EVENT_SIDE_ASKED] = {"side-asked",      N_("wrote to a partner")                  },
    [EVENT_SIDE_ANSWERED] = {"side-answered",   N_("answered in a side conversation")     },
    [EVENT_SIDE_CLOSED] = {"side-closed",     N_("ended a side conversation")           },
    [EVENT_HOOK_FAILED] = {"hook-failed",     N_("could not tell another system")       },
    [EVENT_READ_AS] = {"read-as",         N_("read a message by another character set")},
};
_Static_assert(sizeof kinds / sizeof *kinds == EVENT_KINDS_N, "a name for each kind");

const char *
event_kind_name(enum event_kind kind)
{
    return kinds[kind].name;
}

const char *
event_kind_text(enum event_kind kind)
{
    return kinds[kind].text;
}

bool
event_kind_find(const char *name, enum event_kind *kind_out)
{
    for (int i = 0; i < EVENT_KINDS_N; i++)
        if (str_eq(name, kinds[i].name)) {
            *kind_out = (enum event_kind)i;
            return true;
        }
    return false;
}

/* Over the hash before, the fields joined by newlines (none of them can hold one but
 * data, which is last). */
struct bytes
event_hash(struct cx *cx, const struct event *event, struct bytes before)
{
    unsigned char *hash = arena_take(cx->arena, HASH_BYTES);
    struct buf buf;

    buf_init(&buf, cx->arena, 0);
    buf_add(&buf, before.p, before.n);
    buf_printf(&buf, "%lld\n%lld\n%lld\n%s\n%lld\n%lld\n", (long long)event->ticket.v,
               (long long)event->n, (long long)event->at, event_kind_name(event->kind),
               (long long)event->actor.v, (long long)event->message.v);
    buf_str(&buf, event->data);
    sha256(buf_bytes(&buf), hash);
    return (struct bytes){hash, HASH_BYTES};
}

/* Requests read the clock before they queue for the writer, and nodes have clocks of
 * their own: an event is never earlier than the one before it. */
static struct err *
last_hash(struct cx *cx, struct event *event, struct bytes *out)
{
    struct db_rows *rows;

    *out = (struct bytes){0};
    if (event->n == 1)
        return NULL;
    TRY(db_query(cx, &rows, "SELECT hash, at FROM event WHERE ticket = $1 AND n = $2",
                 ARG(event->ticket), ARG(event->n - 1)));
    if (db_next(rows)) {
        *out = db_blob(rows, 0);
        if (event->at < db_int(rows, 1))
            event->at = db_int(rows, 1);
    }
    db_close(rows);
    TRY(db_end(rows));
    if (!out->n)
        FAIL_INTERNAL(cx, "ticket %lld has no event %lld", (long long)event->ticket.v,
                      (long long)event->n - 1);
    return NULL;
}

struct err *
event_add(struct cx *cx, struct event *event)
{
    struct bytes before;

    event->at = cx->now;
    event->actor = cx->actor->person;
    TRY(last_hash(cx, event, &before));
    event->hash = event_hash(cx, event, before);
    return db_exec(cx,
                   "INSERT INTO event (ticket, n, at, kind, actor, message, data, hash)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   ARG(event->ticket), ARG(event->n), ARG(event->at),
                   ARG(event_kind_name(event->kind)), ARG(event->actor),
                   ARG(event->message), ARG(event->data), ARG(event->hash));
}

struct err *
event_list(struct cx *cx, struct ticket_id ticket, struct event **list_out, size_t *n_out)
{
    VEC(struct event) list = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT e.n, e.at, e.kind, e.actor, p.name, p.role, e.message, e.data, e.hash"
        " FROM event e LEFT JOIN person p ON p.id = e.actor"
        " WHERE e.ticket = $1 ORDER BY e.n",
        ARG(ticket)));
    while (db_next(rows)) {
        struct event event = {.ticket = ticket,
                              .n = db_int(rows, 0),
                              .at = db_int(rows, 1),
                              .actor = {db_int(rows, 3)},
                              .actor_name = db_text(rows, 4),
                              .actor_role = (enum role)db_int(rows, 5),
                              .message = {db_int(rows, 6)},
                              .data = db_text(rows, 7),
                              .hash = db_blob(rows, 8)};

        if (event_kind_find(db_text(rows, 2), &event.kind))
            *vec_add(cx->arena, &list) = event;
    }
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}
