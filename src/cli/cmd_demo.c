/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk demo: a demonstration desk whose weeks of history were really lived through:
 * the same calls as everybody's, with the clock put back, and the plan's rules in
 * between. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "cli/demo_script.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/setting.h"
#include "desk/survey.h"
#include "desk/team.h"
#include "desk/ticket_act.h"
#include "desk/ticket_due.h"
#include "desk/ticket_list.h"
#include "desk/ticket_open.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS_MOST = 20000, MAILS_MOST = 5000, PASSWORD_BYTES = 9 };

#define BEGAN_BEFORE (70 * MS_DAY)

static const char *const signers[] = {"priya", "walter", "dana", "marisol"};
static const char *const mails[] = {"mail-new.eml", "mail-away.eml", "mail-list.eml"};

struct demo {
    struct demo_script script;
    const char *password, *password_hash;
};

/* ---- The desk and its people. */

static struct err *
add_teams(struct cx *cx, const struct demo_person *person)
{
    size_t n;
    char **teams = str_split(cx->arena, person->teams, ',', &n);

    for (size_t i = 0; i < n; i++) {
        bool lead = *teams[i] == '*';

        TRY(team_add_member(cx, teams[i] + lead, person->id, lead));
    }
    return NULL;
}

static struct err *
add_one(struct cx *cx, struct demo_person *person)
{
    struct person_fields fields = {.email = person->email,
                                   .name = person->name,
                                   .language = person->language,
                                   .phone = person->phone,
                                   .organization = person->organization};
    enum role role;

    if (!role_find(person->role, &role))
        FAIL_INTERNAL(cx, "demo: no role %s", person->role);
    TRY(person_add(cx, role, &fields, &person->id));
    TRY(person_mark_verified(cx, person->id));
    return person->teams ? add_teams(cx, person) : NULL;
}

static struct err *
found_desk(struct cx *cx, void *arg)
{
    struct demo *demo = arg;
    struct cx then = *cx;
    int64_t revision;

    then.now = cx->now - BEGAN_BEFORE;
    TRY(setting_make_keys(&then));
    TRY(policy_adopt(&then,
                     utf8_clean(cx->arena, demo_file_find("plan.md")->bytes, false),
                     "The first plan", 0, &revision));
    for (size_t i = 0; i < demo->script.people_n; i++)
        TRY(add_one(&then, &demo->script.people[i]));
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++)
        TRY(person_set_password(&then, demo_person_find(&demo->script, signers[i])->id,
                                demo->password_hash));
    return NULL;
}

/* ---- What they say and do. */

static struct err *
take_file(struct cx *cx, const struct demo_step *step, struct attachment *out,
          size_t *n_out)
{
    const struct demo_file *file = step->file ? demo_file_find(step->file) : NULL;
    const char *dot = step->file ? strrchr(step->file, '.') : NULL;

    *n_out = file ? 1 : 0;
    if (!file)
        return NULL;
    *out = (struct attachment){.name = file->name,
                               .type = str_eq(dot, ".png") ? "image/png" : "text/plain",
                               .size_bytes = (int64_t)file->bytes.n};
    return file_store(cx, file->bytes, &out->hash);
}

static struct err *
open_one(struct cx *cx, struct demo *demo, const struct demo_step *step)
{
    struct demo_ticket *t = &demo->script.tickets[step->ticket];
    const struct demo_person *requester = demo_person_find(&demo->script, t->requester);
    struct ticket_request request = {.channel = t->channel,
                                     .topic = t->topic,
                                     .impact = t->impact,
                                     .urgency = t->urgency,
                                     .subject = t->subject,
                                     .text = step->text};
    struct attachment file;
    struct ticket ticket;

    request.requester = requester->id;
    request.language = requester->language;
    request.attachments = &file;
    TRY(take_file(cx, step, &file, &request.attachments_n));
    TRY(ticket_open(cx, &request, &ticket));
    t->id = ticket.id;
    return NULL;
}

static struct err *
say(struct cx *cx, struct ticket_id id, const struct demo_step *step, const char *channel)
{
    struct ticket_words words = {.text = step->text,
                                 .state = step->argument,
                                 .channel = channel,
                                 .kind = MESSAGE_REPLY};
    struct message_id message;
    struct attachment file;
    struct ticket ticket;

    words.attachments = &file;
    TRY(take_file(cx, step, &file, &words.attachments_n));
    if (step->verb == DEMO_WRITE)
        return ticket_write(cx, id, &words, &ticket);
    if (step->verb == DEMO_NOTE)
        words.kind = MESSAGE_NOTE;
    if (step->verb == DEMO_RESOLVE)
        words.state = "Resolved";
    return ticket_reply(cx, id, &words, &message);
}

static struct err *
hold(struct cx *cx, struct ticket_id id, const struct demo_step *step)
{
    struct ticket_words words = {.text = step->text, .channel = "mail"};
    struct message_id message;
    struct person stranger;
    size_t n;
    char **who = str_split(cx->arena, step->argument, ',', &n);

    TRY(person_reach(cx, who[n - 1], who[0], NULL, &stranger));
    return ticket_hold(cx, id, stranger.id, &words, &message);
}

/* "priority=High"; assignee by key. */
static struct err *
change_one(struct cx *cx, const struct demo *demo, struct ticket_id id,
           const struct demo_step *step)
{
    struct ticket_change change = {.assignee = -1, .reason = step->text};
    const char *equals = strchr(step->argument, '=');
    const char *name =
        arena_strndup(cx->arena, step->argument, (size_t)(equals - step->argument));
    const struct {
        const char *name, **at;
    } fields[] = {
        {"priority", &change.priority},
        {"team",     &change.team    },
        {"topic",    &change.topic   },
        {"urgency",  &change.urgency },
        {"state",    &change.state   },
        {"impact",   &change.impact  },
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (str_eq(name, fields[i].name))
            *fields[i].at = equals + 1;
    if (str_eq(name, "assignee"))
        change.assignee = demo_person_find(&demo->script, equals + 1)->id.v;
    return ticket_change(cx, id, &change);
}

static struct err *
act(struct cx *cx, struct demo *demo, const struct demo_step *step)
{
    const struct demo_ticket *t = &demo->script.tickets[step->ticket];

    switch (step->verb) {
    case DEMO_OPEN:
        return open_one(cx, demo, step);
    case DEMO_TAKE:
        return ticket_take(cx, t->id);
    case DEMO_REPLY:
    case DEMO_NOTE:
    case DEMO_RESOLVE:
        return say(cx, t->id, step, "web");
    case DEMO_WRITE:
        return say(cx, t->id, step, str_eq(t->channel, "mail") ? "mail" : "web");
    case DEMO_CHANGE:
        return change_one(cx, demo, t->id, step);
    case DEMO_CONFIRM:
        return ticket_confirm(cx, t->id);
    case DEMO_UNSOLVED:
        return ticket_not_solved(cx, t->id, step->text);
    case DEMO_WAITING:
        return ticket_still_waiting(cx, t->id);
    case DEMO_SURVEY:
        return survey_answer(cx, t->id, step->argument, step->text);
    case DEMO_HOLD:
        return hold(cx, t->id, step);
    }
    return NULL;
}

static struct err *
act_as(const struct cx *cx, struct demo *demo, const struct demo_step *step)
{
    const char *key =
        step->who ? step->who : demo->script.tickets[step->ticket].requester;
    const struct demo_person *person = demo_person_find(&demo->script, key);
    struct actor actor = {.address = ""};
    struct cx as = *cx;

    as.now = step->at;
    if (!person)
        FAIL_INTERNAL(&as, "demo: nobody is called %s", key);
    as.lang = lang_find(person->language ? person->language : "en");
    actor.person = person->id;
    actor.name = person->name;
    if (!role_find(person->role, &actor.role))
        FAIL_INTERNAL(&as, "demo: no role %s", person->role);
    if (step->verb != DEMO_HOLD)
        as.actor = &actor;
    return act(&as, demo, step);
}

/* The plan's rules, each at its time, up to that moment. */
static struct err *
run_rules(struct cx *cx, int64_t until)
{
    for (int round = 0; round < ROUNDS_MOST; round++) {
        struct cx then = *cx;
        struct ticket_id *ids;
        int64_t at;
        size_t n;

        TRY(ticket_next_due(cx, &at));
        if (at > until)
            return NULL;
        then.now = at;
        TRY(ticket_list_due(&then, 1, &ids, &n));
        if (n)
            TRY(ticket_run_due(&then, ids[0]));
    }
    FAIL_INTERNAL(cx, "demo: the plan's rules do not come to rest");
}

static struct err *
live(struct cx *cx, void *arg)
{
    struct demo *demo = arg;

    for (size_t i = 0; i < demo->script.steps_n; i++) {
        const struct demo_step *step = &demo->script.steps[i];
        struct err *err;

        TRY(run_rules(cx, step->at));
        err = act_as(cx, demo, step);
        if (err)
            return err_detail(cx, err, "demo: %s",
                              demo->script.tickets[step->ticket].subject);
    }
    return run_rules(cx, cx->now);
}

/* ---- Mail: none of the past leaves; some waits to be read. */

static struct err *
call_mail_back(struct cx *cx, void *arg)
{
    struct outgoing *list;
    size_t n;

    (void)arg;
    TRY(outgoing_list(cx, OUTGOING_WAITING, (struct outgoing_id){0}, MAILS_MOST, &list,
                      &n));
    for (size_t i = 0; i < n; i++) {
        bool cancelled;

        TRY(job_cancel(cx, "send-mail", list[i].id.v, 0, &cancelled));
        TRY(outgoing_mark(cx, list[i].id, OUTGOING_RECALLED,
                          "part of the demonstration: not sent"));
    }
    return NULL;
}

/* What is older than a day the staff has read. */
static struct err *
read_old_ones(struct cx *cx, void *arg)
{
    (void)arg;
    return message_mark_all_seen(cx, cx->now - MS_DAY);
}

static struct err *
take_mails(struct cx *cx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct inbox_id id;
        bool known;

        TRY(inbox_accept(cx, "<demo@lakeview.example>", "help@lakeview.example",
                         demo_file_find(mails[i])->bytes, &id, &known));
    }
    return NULL;
}

/* ---- How to sign in. */

static struct err *
write_sign_in(struct cli *cli, const struct demo *demo)
{
    const char *path =
        arena_printf(cli->cx.arena, "%s/demo-sign-in.txt", cli->config->data);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    bool written;

    if (!file)
        FAIL(&cli->cx, ERR_BUSY, "“%s” cannot be written.", path);
    fprintf(file, "Sign in at %s/sign-in with the password %s as:\n", cli->config->url,
            demo->password);
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++) {
        const struct demo_person *person = demo_person_find(&demo->script, signers[i]);

        fprintf(file, "  %-14s %-34s %s\n", person->role, person->email, person->name);
    }
    written = !ferror(file);
    if (fclose(file) || !written)
        FAIL(&cli->cx, ERR_BUSY, "“%s” cannot be written.", path);
    return NULL;
}

static void
make_password(struct arena *arena, struct demo *demo)
{
    unsigned char raw[PASSWORD_BYTES];

    random_bytes(raw, sizeof raw);
    demo->password = base64url_encode(arena, (struct bytes){raw, sizeof raw});
    demo->password_hash = password_hash(arena, demo->password);
}

static struct err *
make_demo(struct cli *cli)
{
    struct demo demo = {0};
    struct cx *cx = &cli->cx;

    TRY(demo_script_read(cx, zone_find("America/Chicago"), &demo.script));
    make_password(cx->arena, &demo);
    TRY(store_create(cx));
    TRY(cli_open(cli));
    TRY(store_write(cli->store, cx, found_desk, &demo));
    TRY(store_write(cli->store, cx, live, &demo));
    TRY(store_write(cli->store, cx, call_mail_back, NULL));
    TRY(store_write(cli->store, cx, read_old_ones, NULL));
    TRY(store_write(cli->store, cx, take_mails, NULL));
    TRY(write_sign_in(cli, &demo));
    printf("The demonstration desk with %zu tickets is in %s.\n", demo.script.tickets_n,
           cli->config->data);
    return NULL;
}

int
cmd_demo(struct cli *cli)
{
    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "demo takes no argument");
    return cli_end(cli, make_demo(cli));
}
