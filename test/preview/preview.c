/* SPDX-License-Identifier: Apache-2.0 */
/* preview DIR LANG: writes the pages with sample data, and the browser's files, into DIR, to be
 * looked at and checked by the scripts in test/preview before and beside the running program. */
#include "sample.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/zone.h"
#include "text/tpl.h"
#include "web/assets.h"
#include "web/templates.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define AT(minutes) (SAMPLE_NOW + (minutes)*MS_MINUTE)

/* Where to and in which language; t is made anew for each page. */
struct preview {
    struct arena *arena;
    const char *dir, *code;
    struct buf page;
    struct tpl t;
};

static void
write_file(struct preview *p, const char *name, struct bytes raw)
{
    const char *path = arena_printf(p->arena, "%s/%s", p->dir, name);
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(raw.p, 1, raw.n, file) != raw.n || fclose(file) != 0) {
        fprintf(stderr, "preview: cannot write %s: %s\n", path, strerror(errno));
        exit(73);
    }
}

static struct tpl *
begin(struct preview *p)
{
    buf_init(&p->page, p->arena, 0);
    p->t = (struct tpl){.out = &p->page,
                        .lang = lang_find(p->code),
                        .zone = zone_find("America/Los_Angeles"),
                        .now = SAMPLE_NOW,
                        .csrf = "0123456789abcdef"};
    return &p->t;
}

static void
end(struct preview *p, const char *name)
{
    write_file(p, arena_printf(p->arena, "%s.html", name), buf_bytes(&p->page));
}

#define PAGE(p, name, call) (begin(p), (call), end(p, name))

static const struct view_way ways[] = {
    {"E-mail", "help@riverside.example", {"mailto:help@riverside.example"}, "always"},
    {"Phone", "+1 951 555 0100", {"tel:+19515550100"}, "in our hours"},
    {"Voicemail", "voicemail@riverside.example", {NULL}, "in our hours"},
};
static const struct view_topic topics[] = {
    {"Devices", "chromebook, laptop, cracked, charger"},
    {"Printing", "print, toner, paper jam"},
    {"Accounts", "password, log in, locked out"},
    {"Instructional software", "canvas, clever, app"},
    {"Network", "wifi, internet, phone line"},
    {"New equipment", "order, purchase, request a"},
    {"Student data", "transcript, roster"},
    {"Security", "phishing, hacked, virus"},
    {"Something else", NULL},
};

static void
home_pages(struct preview *p)
{
    struct view_home v = {
        .page = sample_page(p->code, "What can we help with?"),
        .purpose = "The help desk supports teachers, students, families and staff with "
                   "devices, accounts and instructional software. We answer helpfully, "
                   "promptly and kindly, and we treat people how we would wish to be "
                   "treated.",
        .topics = topics,
        .topics_n = N_OF(topics),
        .ways = ways,
        .ways_n = N_OF(ways),
    };

    PAGE(p, "home", home_html(&p->t, &v));
    v.page.signed_in = true;
    v.page.person_name = "Tomás Aguilar";
    v.page.person_initials = "TA";
    v.page.open = false;
    v.page.until = AT(1170);
    v.requests = sample_requests;
    v.requests_n = sample_requests_n;
    PAGE(p, "home-mine", home_html(&p->t, &v));

    struct view_requests list = {.page = v.page,
                                 .open = sample_requests,
                                 .open_n = sample_requests_n,
                                 .older = {"/requests?after=1"}};
    static const struct view_request_row closed[] = {
        {.number = 988, .subject = "Zoom asks for an update every day", .state = "Closed",
         .opened_at = AT(-90000), .changed_at = AT(-80000), .closed = true},
    };
    list.page.section = VIEW_SECTION_REQUESTS;
    list.closed = closed;
    list.closed_n = 1;
    PAGE(p, "requests", requests_html(&p->t, &list));
    list = (struct view_requests){.page = list.page};
    PAGE(p, "requests-none", requests_html(&p->t, &list));
}

static const struct view_upload uploaded[] = {{"f1", "screen-44821.jpg", 1420000}};
#define UPLOADS {.list = uploaded, .list_n = 1, .max_bytes = 25000000, .max_n = 10}

static void
asking_pages(struct preview *p)
{
    static const struct view_error wrong[] = {
        {"body", "Please say a little more: what did you see, and what did you expect?"},
        {"email", "Please give an address like name@school.example."},
    };
    static const struct view_ask asks[] = {
        {"ask_0", "Asset tag", {"44821", NULL}},
        {"ask_1", "What happened", {NULL, NULL}},
        {"ask_2", "Photo of the screen", {NULL, NULL}},
    };
    struct view_new_topic first = {.page = sample_page(p->code, "What is it about?"),
                                   .topics = sample_topics,
                                   .topics_n = sample_topics_n,
                                   .q = "cracked screen"};
    struct view_new v = {
        .page = sample_page(p->code, "Devices"),
        .topic = "Devices",
        .asks = asks,
        .asks_n = N_OF(asks),
        .impacts = sample_impacts,
        .impacts_n = sample_impacts_n,
        .urgencies = sample_urgencies,
        .urgencies_n = sample_urgencies_n,
        .subject = {"Chromebook with a cracked screen", NULL},
        .uploads = {.max_bytes = 25000000, .max_n = 10},
        .once = "0",
    };

    PAGE(p, "new-topic", new_topic_html(&p->t, &first));
    PAGE(p, "new", new_html(&p->t, &v));
    v.errors = (struct view_errors){wrong, N_OF(wrong)};
    v.body.error = wrong[0].text;
    v.email = (struct view_input){"tomas.aguilar", wrong[1].text};
    v.name.value = "Tomás Aguilar";
    v.uploads = (struct view_uploads)UPLOADS;
    PAGE(p, "new-wrong", new_html(&p->t, &v));
}

static void
received_page(struct preview *p)
{
    struct view_received v = {
        .mailed = true,
        .page = sample_page(p->code, "We have your request"),
        .number = 1038,
        .subject = "Chromebook with a cracked screen",
        .body = "One of my fourth graders dropped the Chromebook and the screen is cracked.",
        .email = "tomas.aguilar@riverside.example",
        .unverified = true,
        .priority = {"Normal", 4},
        .priority_why = "One person is affected and work is hindered.",
        .answer_at = AT(240),
        .answer_why = "Within 1 day of the hours in which we are open.",
        .link = {"https://desk.riverside.example/l/0123456789abcdef"},
        .files_n = 1,
        .files = &(struct view_file){1, "screen-44821.jpg", "image/jpeg", 1420000, true},
    };

    PAGE(p, "received", received_html(&p->t, &v));
}

static void
request_pages(struct preview *p)
{
    static const struct view_step working[] = {
        {"Received", AT(-1320), true, false},
        {"Being worked on", AT(-1260), false, true},
        {"Solved", 0, false, false},
    };
    static const struct view_step solved[] = {
        {"Received", AT(-1320), true, false},
        {"Being worked on", AT(-1260), true, false},
        {"Solved", AT(-10), false, true},
    };
    struct view_ticket_public v = {
        .page = sample_page(p->code, "Chromebook with a cracked screen"),
        .number = 1038,
        .subject = "Chromebook with a cracked screen",
        .topic = "Devices",
        .state = "We are working on it",
        .priority = {"Normal", 4},
        .priority_why = "One person is affected and work is hindered.",
        .answer_at = AT(185),
        .steps = working,
        .steps_n = 3,
        .entries = sample_public_entries,
        .entries_n = sample_public_entries_n,
        .can_reply = true,
        .uploads = {.max_bytes = 25000000, .max_n = 10},
        .once = "0",
    };

    v.page.signed_in = true;
    v.page.person_name = "Tomás Aguilar";
    v.page.person_initials = "TA";
    PAGE(p, "request", ticket_public_html(&p->t, &v));
    v.can_wait = true;
    v.answer_at = 0;
    PAGE(p, "request-late", ticket_public_html(&p->t, &v));
    v.can_wait = false;
    v.can_confirm = true;
    v.state = "We believe it is solved";
    v.steps = solved;
    PAGE(p, "request-solved", ticket_public_html(&p->t, &v));
    v.page.signed_in = v.can_confirm = v.can_reply = false;
    v.link_token = "0123456789abcdef";
    PAGE(p, "request-link", ticket_public_html(&p->t, &v));
}

static void
survey_pages(struct preview *p)
{
    static const struct view_option answers[] = {
        {"5", "Great", NULL, true},     {"4", "Good", NULL, false}, {"3", "OK", NULL, false},
        {"2", "Not good", NULL, false}, {"1", "Bad", NULL, false},
    };
    struct view_survey v = {
        .page = sample_page(p->code, "How did we do?"),
        .number = 1038,
        .subject = "Chromebook with a cracked screen",
        .question = "How did we do?",
        .answers = answers,
        .answers_n = N_OF(answers),
        .ask_also = "What could we have done better?",
        .token = "0123456789abcdef",
        .thanks = true,
    };

    PAGE(p, "survey", survey_html(&p->t, &v));
    v.finished = true;
    PAGE(p, "survey-done", survey_html(&p->t, &v));
}

static void
message_pages(struct preview *p)
{
    static const struct view_link links[] = {{"To the first page", {"/"}},
                                             {"Ask for help", {"/new"}}};
    struct view_message_page v = {
        .page = sample_page(p->code, "We cannot find that page"),
        .code = 404,
        .text = "Perhaps the address has a slip in it, or the page is not meant for you.",
        .advice = "Look at your own requests, or ask us.",
        .links = links,
        .links_n = N_OF(links),
    };

    PAGE(p, "message-404", message_html(&p->t, &v));
    v.page.title = "Something went wrong on our side";
    v.code = 500;
    v.text = "Nothing was lost; please try again in a minute.";
    v.advice = NULL;
    v.request_id = "7f3a9c21";
    PAGE(p, "message-500", message_html(&p->t, &v));
}

static void
account_pages(struct preview *p)
{
    struct view_sign_in in = {.page = sample_page(p->code, "Sign in"), .back = "/requests"};
    struct view_link_sent sent = {.page = sample_page(p->code, "Look in your mailbox"),
                                  .email = "tomas.aguilar@riverside.example",
                                  .minutes = 15};
    struct view_sign_in_link link = {.page = sample_page(p->code, "Sign in"),
                                     .token = "0123456789abcdef",
                                     .email = "tomas.aguilar@riverside.example",
                                     .verify = true,
                                     .ticket = 1038};
    static const struct view_option langs_[] = {{"en", "English", NULL, true},
                                                {"es", "Español", NULL, false}};
    static const struct view_option zones[] = {
        {"America/Los_Angeles", "America/Los Angeles", NULL, true}};
    static const struct view_option themes[] = {{"auto", "As the device", NULL, true},
                                                {"light", "Light", NULL, false},
                                                {"dark", "Dark", NULL, false}};
    static const struct view_option densities[] = {{"comfortable", "Comfortable", NULL, true},
                                                   {"compact", "Compact", NULL, false}};
    struct view_profile profile = {
        .page = sample_agent_page(p->code, "Profile", VIEW_SECTION_PROFILE),
        .name = {"Marta Delgado", NULL},
        .email = "marta.delgado@riverside.example",
        .langs = langs_,
        .langs_n = 2,
        .zones = zones,
        .zones_n = 1,
        .themes = themes,
        .themes_n = 3,
        .densities = densities,
        .densities_n = 2,
        .has_password = true,
    };
    struct view_setup setup = {.page = sample_page(p->code, "Welcome to Kindesk"),
                               .token = "0123456789abcdef"};

    in.page.section = VIEW_SECTION_PROFILE;
    PAGE(p, "sign-in", sign_in_html(&p->t, &in));
    PAGE(p, "link-sent", link_sent_html(&p->t, &sent));
    PAGE(p, "verify", sign_in_link_html(&p->t, &link));
    PAGE(p, "profile-agent", profile_agent_html(&p->t, &profile));
    PAGE(p, "profile", profile_html(&p->t, &profile));
    PAGE(p, "setup", setup_html(&p->t, &setup));
}

static void
plan_page(struct preview *p)
{
    static const struct view_plan_section sections[] = {
        {.anchor = "purpose",
         .title = "Purpose and users",
         .body = {"<p>The help desk supports teachers, students, families and staff with "
                  "devices, accounts and instructional software.</p>"}},
        {.anchor = "hours",
         .title = "Operating hours",
         .body = {"<p>Monday to Friday.</p>"},
         .internal = true},
        {.anchor = "priorities",
         .title = "Priorities",
         .body = {"<table><thead><tr><th>Priority</th><th>Means</th></tr></thead><tbody><tr>"
                  "<td>Critical</td><td>Nobody can teach or work</td></tr></tbody></table>"},
         .wide = true}};
    struct view_plan v = {
        .page = sample_page(p->code, "Help Desk Plan: Riverside Unified School District"),
        .sections = sections,
        .sections_n = N_OF(sections),
        .revision = 3,
        .adopted_on = "2026-11-21",
        .adopted_by = "Sam Whitfield",
    };

    PAGE(p, "plan", plan_html(&p->t, &v));
}

static void
queue_pages(struct preview *p)
{
    static const struct view_option teams[] = {{"Front Desk", "Front Desk", NULL, false},
                                               {"Devices", "Devices", NULL, false}};
    struct view_queue v = {
        .page = sample_agent_page(p->code, "Everything open", VIEW_SECTION_QUEUE),
        .heading = "Everything open",
        .list = {.rows = sample_rows,
                 .rows_n = sample_rows_n,
                 .total = 47,
                 .at = SAMPLE_NOW,

                 .next = {"/queue?after=x"}},
        .query = "",
        .teams = teams,
        .teams_n = 2,
        .topics = sample_topics,
        .topics_n = sample_topics_n,
    };

    PAGE(p, "queue", queue_html(&p->t, &v));
    v.page.density = "compact";
    PAGE(p, "queue-compact", queue_html(&p->t, &v));
    v.list = (struct view_rows){.filtered = true, .clear = {"/queue"}};
    v.q = "xerox";
    PAGE(p, "queue-none", queue_html(&p->t, &v));
}

static struct view_ticket
sample_ticket(const char *code)
{
    static const struct view_due clocks[] = {
        {"First answer", AT(-1260), VIEW_DUE_MET, "Normal: 1 day of open time"},
        {"Next update", AT(35), VIEW_DUE_SOON, "Normal: every 3 days, from our last answer"},
        {"Solution", AT(4000), VIEW_DUE_LATER, "Normal: 5 days of open time"},
    };
    static const struct view_option people[] = {{"", "Nobody yet", NULL, false},
                                                {"2", "Marta Delgado", NULL, true},
                                                {"4", "Sam Whitfield", NULL, false}};
    static const struct view_option after[] = {
        {"Waiting on user", "waiting on the requester", NULL, true},
        {"Open", "still open", NULL, false},
        {"Resolved", "resolved", NULL, false}};
    static const struct view_option states[] = {
        {"Open", "Open", NULL, true}, {"Waiting on user", "Waiting on user", NULL, false}};
    static const struct view_option teams[] = {{"Devices", "Devices", NULL, true}};
    static const struct view_option priorities[] = {{"Normal", "Normal", NULL, true}};
    static const struct view_presence present[] = {{"Sam Whitfield", "SW", true}};

    return (struct view_ticket){
        .page = sample_agent_page(code, "#1038 Chromebook with a cracked screen",
                                  VIEW_SECTION_QUEUE),
        .number = 1038,
        .subject = "Chromebook with a cracked screen, asset 44821",
        .state = "Open",
        .priority = {"Normal", 4},
        .due = {"Next update", AT(35), VIEW_DUE_SOON, NULL},
        .clocks = clocks,
        .clocks_n = N_OF(clocks),
        .requester = "Tomás Aguilar",
        .requester_email = "tomas.aguilar@riverside.example",
        .requester_initials = "TA",
        .requester_id = 7,
        .requester_open_n = 1,
        .requester_lang = "Spanish",
        .entries = sample_entries,
        .entries_n = sample_entries_n,
        .seen = 506,
        .priority_why = "One person, and work is hindered: Normal, says the plan.",
        .team_why = "Moved here by Marta Delgado: needs a new panel.",
        .assignees = people,
        .assignees_n = N_OF(people),
        .teams = teams,
        .teams_n = 1,
        .topics = sample_topics,
        .topics_n = sample_topics_n,
        .priorities = priorities,
        .priorities_n = 1,
        .impacts = sample_impacts,
        .impacts_n = sample_impacts_n,
        .urgencies = sample_urgencies,
        .urgencies_n = sample_urgencies_n,
        .states = states,
        .states_n = N_OF(states),
        .can_take = true,
        .can_resolve = true,
        .opened_at = AT(-1320),
        .opened_way = "by web form",
        .summary = "Asset tag: 44821\nWhat happened: dropped in class",
        .history = sample_history,
        .history_n = sample_history_n,
        .present = present,
        .present_n = 1,
        .after = after,
        .after_n = N_OF(after),
        .uploads = {.max_bytes = 25000000, .max_n = 10},
        .once = "0",
    };
}

static void
ticket_pages(struct preview *p)
{
    struct view_ticket v = sample_ticket(p->code);

    PAGE(p, "ticket", ticket_html(&p->t, &v));
    v.note = true;
    v.undo_until = AT(0) + 9000;
    v.undo_left_s = 9;
    v.draft_at = AT(-1);
    v.body.value = "The depot has no panels of 11.6 inches before Thursday.";
    v.body_html.s = "<p>The depot has <b>no panels</b> of 11.6 inches before Thursday.</p>";
    PAGE(p, "ticket-note", ticket_html(&p->t, &v));
    v.note = false;
    v.unseen = true;
    v.unseen_entries = sample_public_entries + 2;
    v.unseen_entries_n = 1;
    PAGE(p, "ticket-unseen", ticket_html(&p->t, &v));
}

static void
call_pages(struct preview *p)
{
    struct view_call v = {
        .page = sample_agent_page(p->code, "New ticket", VIEW_SECTION_CALL),
        .topics = sample_topics,
        .topics_n = sample_topics_n,
        .impacts = sample_impacts,
        .impacts_n = sample_impacts_n,
        .urgencies = sample_urgencies,
        .urgencies_n = sample_urgencies_n,
        .take = true,
        .once = "0",
    };
    struct view_people_found found = {sample_people, sample_people_n, "a"};
    struct view_plain keys = {sample_agent_page(p->code, "Keys", VIEW_SECTION_NONE)};

    PAGE(p, "call", call_html(&p->t, &v));
    PAGE(p, "people-found", people_found_html(&p->t, &found));
    PAGE(p, "shortcuts", shortcuts_html(&p->t, &keys));
}

static void
people_pages(struct preview *p)
{
    struct view_people v = {
        .page = sample_agent_page(p->code, "People", VIEW_SECTION_PEOPLE),
        .people = sample_people,
        .people_n = sample_people_n,
        .total = 4,
    };
    struct view_person one = {
        .page = sample_agent_page(p->code, "Rosa Hernández", VIEW_SECTION_PEOPLE),
        .person = sample_people[2],
        .lang = "Spanish",
        .zone = "America/Los Angeles",
        .created_at = AT(-600000),
        .tickets = sample_rows + 3,
        .tickets_n = 1,
    };

    PAGE(p, "people", people_html(&p->t, &v));
    PAGE(p, "person", person_html(&p->t, &one));
}

static void
mail_pages(struct preview *p)
{
    static const struct view_inbox_row in[] = {
        {9, AT(-12), "grace.okafor@riverside.example", "Re: Wi-Fi is down", VIEW_MAIL_DONE,
         "Added to ticket 1047", "In-Reply-To carries our mark", 1047},
        {8, AT(-40), "tomas.aguilar@mailbox.example", "Re: Chromebook", VIEW_MAIL_LEFT,
         "Held on ticket 1038", "an address that is not on the ticket", 1038},
        {7, AT(-60), "mailer-daemon@mx.example", "Delivery failed", VIEW_MAIL_LEFT,
         "Left aside", "a bounce never opens a ticket", 0},
        {6, AT(-70), "scanner@riverside.example", NULL, VIEW_MAIL_FAILED, "Not taken in yet",
         "the message could not be decoded", 0},
    };
    static const struct view_outgoing_row out[] = {
        {5, AT(-4), AT(20), 1038, "tomas.aguilar@riverside.example",
         "Re: Chromebook with a cracked screen", "Tried 3 times, again", VIEW_DELIVERY_RETRYING,
         "The mailbox is full."},
        {4, AT(-30), 0, 1047, "grace.okafor@riverside.example", "Re: Wi-Fi is down", "Sent",
         VIEW_DELIVERY_SENT, NULL},
    };
    static const struct view_pair headers[] = {
        {"From", "Scanner <scanner@riverside.example>"},
        {"To", "help@riverside.example"}};
    struct view_mail_in ledger = {
        .page = sample_agent_page(p->code, "Mail that came in", VIEW_SECTION_MAIL_IN),
        .rows = in,
        .rows_n = N_OF(in)};
    struct view_mail_one one = {
        .page = sample_agent_page(p->code, "Mail that came in", VIEW_SECTION_MAIL_IN),
        .row = in[3],
        .message_id = "<20261123105000.1@scanner.riverside.example>",
        .hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        .way = "by LMTP",
        .size_bytes = 88120,
        .tries = 2,
        .error = "The message has more than 1000 parts.",
        .can_retry = true,
        .headers = headers,
        .headers_n = 2,
        .text = "Scan of 3 pages",
        .history = sample_history,
        .history_n = 2};
    struct view_mail_out outgoing = {
        .page = sample_agent_page(p->code, "Mail that goes out", VIEW_SECTION_MAIL_OUT),
        .rows = out,
        .rows_n = N_OF(out),
        .off = true};

    PAGE(p, "mail-in", mail_in_html(&p->t, &ledger));
    PAGE(p, "mail-one", mail_one_html(&p->t, &one));
    PAGE(p, "mail-out", mail_out_html(&p->t, &outgoing));
}

static void
styleguide_page(struct preview *p)
{
    static const struct view_error wrong[] = {{"sg-bad", "Please give an address."}};
    struct view_styleguide v = {
        .page = sample_agent_page(p->code, "Style guide", VIEW_SECTION_NONE),
        .errors = {wrong, 1},
        .options = sample_topics,
        .options_n = 4,
        .good = {"Tomás Aguilar", NULL},
        .bad = {"tomas", "Please give an address."},
        .priorities = {{"Critical", 1}, {"High", 2}, {"Medium", 3}, {"Normal", 4}},
        .dues = {{"First answer", AT(400), VIEW_DUE_LATER, NULL},
                 {"Next update", AT(20), VIEW_DUE_SOON, NULL},
                 {"Solution", AT(-90), VIEW_DUE_LATE, NULL},
                 {"Solution", AT(90), VIEW_DUE_PAUSED, NULL},
                 {"First answer", AT(-90), VIEW_DUE_MET, NULL},
                 {"First answer", AT(-90), VIEW_DUE_MISSED, NULL}},
        .row = sample_rows[1],
        .entries = sample_entries,
        .entries_n = sample_entries_n,
        .uploads = UPLOADS,
    };

    PAGE(p, "styleguide", styleguide_html(&p->t, &v));
}

int
main(int argc, char **argv)
{
    struct preview p = {0};

    if (argc != 3 || !lang_find(argv[2])) {
        fprintf(stderr, "usage: preview DIR LANG\n");
        return 64;
    }
    p.arena = arena_new(0);
    p.dir = argv[1];
    p.code = argv[2];
    mkdir(p.dir, 0777);
    mkdir(arena_printf(p.arena, "%s/static", p.dir), 0777);
    for (size_t i = 0; i < assets_n; i++)
        write_file(&p, assets[i].url + 1, assets[i].plain);
    home_pages(&p);
    asking_pages(&p);
    received_page(&p);
    request_pages(&p);
    survey_pages(&p);
    message_pages(&p);
    account_pages(&p);
    plan_page(&p);
    queue_pages(&p);
    ticket_pages(&p);
    call_pages(&p);
    people_pages(&p);
    mail_pages(&p);
    styleguide_page(&p);
    arena_free(&p.arena);
    return 0;
}
