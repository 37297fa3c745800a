/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include "base/clock.h"

#define AT(minutes) (SAMPLE_NOW + (minutes)*MS_MINUTE)
#define HOURS(n)    ((n)*60)
#define DAYS(n)     ((n)*1440)

static const struct view_hours hours[] = {
    {"Monday to Thursday", "07:30 to 16:30"},
    {"Friday", "07:30 to 15:00"},
};
static const struct view_option langs_en[] = {
    {"en", "English", NULL, true},
    {"es", "Español", NULL, false},
};
static const struct view_option langs_es[] = {
    {"en", "English", NULL, false},
    {"es", "Español", NULL, true},
};
static const struct view_nav_item nav[] = {
    {"My tickets", {"/queue?assignee=me"}, 8, 1, false, "m"},
    {"With nobody yet", {"/queue?assignee=none"}, 5, 0, false, "n"},
    {"Everything open", {"/queue"}, 47, 3, true, "q"},
    {"Waiting on others", {"/queue?state=Waiting on user"}, 9, 0, false, "w"},
    {"Solved lately", {"/queue?state=Resolved"}, -1, 0, false, NULL},
    {"Front Desk", {"/queue?team=Front Desk"}, 21, 2, false, NULL},
    {"Devices", {"/queue?team=Devices"}, 12, 1, false, NULL},
    {"Learning Systems", {"/queue?team=Learning Systems"}, 6, 0, false, NULL},
};

struct view_page
sample_page(const char *lang, const char *title)
{
    bool es = lang[0] == 'e' && lang[1] == 's';

    return (struct view_page){
        .title = title,
        .desk = "Riverside Help Desk",
        .path = "/",
        .lang = lang,
        .langs = es ? langs_es : langs_en,
        .langs_n = 2,
        .theme = "auto",
        .density = "comfortable",
        .open = true,
        .until = AT(270),
        .phone = "+1 951 555 0100",
        .phone_url = {"tel:+19515550100"},
        .email = "help@riverside.example",
        .email_url = {"mailto:help@riverside.example"},
        .hours = hours,
        .hours_n = N_OF(hours),
    };
}

struct view_page
sample_agent_page(const char *lang, const char *title, enum view_section section)
{
    struct view_page page = sample_page(lang, title);

    page.section = section;
    page.signed_in = page.agent = page.manager = true;
    page.person_name = "Marta Delgado";
    page.person_initials = "MD";
    page.nav = nav;
    page.nav_n = N_OF(nav);
    page.mail_failed = 1;
    page.version = "0.1.0";
    return page;
}

/* clang-format off: its 14th version fails on these tables */
#define CRITICAL {"Critical", 1}
#define HIGH     {"High", 2}
#define MEDIUM   {"Medium", 3}
#define NORMAL   {"Normal", 4}
#define DUE(label, minutes, state) {label, AT(minutes), VIEW_DUE_##state, NULL}

const struct view_row sample_rows[] = {
    {.number = 1047, .subject = "Wi-Fi is down in the whole east building",
     .requester = "Grace Okafor", .topic = "Network", .team = "Network", .state = "Open",
     .priority = CRITICAL, .due = DUE("Next update", -124, LATE), .last = "Grace Okafor wrote",
     .last_at = AT(-12), .assignee = "Sam Whitfield", .initials = "SW", .fresh = true},
    {.number = 1051, .subject = "Proyector del aula 12 no enciende, tengo clase a la una",
     .requester = "Lucía Fernández", .topic = "Devices", .team = "Front Desk",
     .state = "New", .priority = HIGH, .due = DUE("First answer", 8, SOON),
     .last = "opened", .last_at = AT(-52), .fresh = true},
    {.number = 1043, .subject = "Canvas shows the wrong roster for 4th period",
     .requester = "Daniel Kim", .topic = "Instructional software",
     .team = "Learning Systems", .state = "Open", .priority = MEDIUM,
     .due = DUE("Next update", 35, LATER), .last = "Marta Delgado made a note",
     .last_at = AT(-95), .assignee = "Marta Delgado", .initials = "MD", .mine = true},
    {.number = 1049, .subject = "Locked out of my account after the password change",
     .requester = "Rosa Hernández", .topic = "Accounts", .team = "Accounts",
     .state = "Open", .priority = NORMAL, .due = DUE("First answer", 95, LATER),
     .last = "Rosa Hernández wrote", .last_at = AT(-31), .assignee = "Priya Nair",
     .initials = "PN", .fresh = true, .unverified = true},
    {.number = 1038, .subject = "Chromebook with a cracked screen, asset 44821",
     .requester = "Tomás Aguilar", .topic = "Devices", .team = "Devices", .state = "Open",
     .priority = NORMAL, .due = DUE("Solution", 185, LATER),
     .last = "Marta Delgado answered", .last_at = AT(-HOURS(3)),
     .assignee = "Marta Delgado", .initials = "MD", .mine = true},
    {.number = 1029, .subject = "Printer in the library prints blank pages",
     .requester = "Helen Brandt", .topic = "Printing", .team = "Front Desk",
     .state = "Waiting on user", .priority = NORMAL, .due = DUE("Solution", 300, PAUSED),
     .last = "Sam Whitfield asked for more", .last_at = AT(-HOURS(20)),
     .assignee = "Sam Whitfield", .initials = "SW"},
    {.number = 1050, .subject = "Strange mail that asks for my password", .requester =
     "Victor Almeida", .topic = "Security", .team = "Privacy Office", .state = "Open",
     .priority = HIGH, .due = DUE("Next update", 50, LATER), .last = "Victor Almeida wrote",
     .last_at = AT(-40), .held = true},
    {.number = 1022, .subject = "Order: two document cameras for the science rooms",
     .requester = "Agnes Lindqvist", .topic = "New equipment", .team = "Front Desk",
     .state = "Open", .priority = NORMAL, .due = DUE("Solution", DAYS(2), LATER),
     .last = "the budget code was added", .last_at = AT(-DAYS(1)),
     .assignee = "Priya Nair", .initials = "PN"},
    {.number = 1018, .subject = "Solicitud de expediente para una familia que se muda",
     .requester = "Carmen Ibáñez", .topic = "Student data", .team = "Accounts",
     .state = "Open", .priority = NORMAL, .due = DUE("Solution", DAYS(3), LATER),
     .last = "Carmen Ibáñez wrote", .last_at = AT(-DAYS(1) - 200)},
    {.number = 1015, .subject = "The clock on the gymnasium's scoreboard runs five minutes "
     "late and nobody knows where its controller is, although somebody must have set it",
     .requester = "Coach Bartholomew Featherstonehaugh-Cholmondeley",
     .topic = "Something else", .team = "Front Desk", .state = "Open", .priority = NORMAL,
     .due = DUE("Solution", DAYS(4), LATER), .last = "opened", .last_at = AT(-DAYS(2)),
     .assignee = "Marta Delgado", .initials = "MD", .mine = true},
};
const size_t sample_rows_n = N_OF(sample_rows);

const struct view_request_row sample_requests[] = {
    {.number = 1038, .subject = "Chromebook with a cracked screen", .state =
     "We need an answer from you", .opened_at = AT(-DAYS(1)), .changed_at = AT(-HOURS(3)),
     .fresh = true, .needs_them = true},
    {.number = 1031, .subject = "A second monitor for the front office", .state =
     "We are working on it", .next = "You hear from us by", .next_at = AT(200),
     .opened_at = AT(-DAYS(2)), .changed_at = AT(-DAYS(1))},
};
const size_t sample_requests_n = N_OF(sample_requests);

const struct view_option sample_topics[] = {
    {"Devices", "Devices", "chromebook, laptop, cracked, charger", true},
    {"Printing", "Printing", "print, toner, paper jam", false},
    {"Accounts", "Accounts", "password, log in, locked out", false},
    {"Instructional software", "Instructional software", "canvas, clever, app", false},
    {"Network", "Network", "wifi, internet, phone line", false},
    {"New equipment", "New equipment", "order, purchase, request a", false},
    {"Student data", "Student data", "transcript, roster", false},
    {"Security", "Security", "phishing, hacked, virus, leaked", false},
    {"Something else", "Something else", NULL, false},
};
const size_t sample_topics_n = N_OF(sample_topics);
const struct view_option sample_impacts[] = {
    {"Everyone", "Everyone", NULL, false},
    {"A school or department", "A school or department", NULL, false},
    {"A few people", "A few people", NULL, false},
    {"One person", "One person", NULL, true},
};
const size_t sample_impacts_n = N_OF(sample_impacts);
const struct view_option sample_urgencies[] = {
    {"Work has stopped", "Work has stopped", NULL, false},
    {"Work is hindered", "Work is hindered", NULL, true},
    {"Can wait", "Can wait", NULL, false},
};
const size_t sample_urgencies_n = N_OF(sample_urgencies);

static const struct view_file photo[] = {
    {1, "screen-44821.jpg", "image/jpeg", 1420000, true},
    {2, "Purchase receipt (2024).pdf", "application/pdf", 88000, false},
};
static const struct view_event opened[] = {
    {AT(-HOURS(22)), "The plan set the priority to Normal",
     "one person is affected and work is hindered"},
    {AT(-HOURS(22)), "The plan gave it to Front Desk", "topic Devices"},
    {AT(-HOURS(21)), "Marta Delgado took the ticket", NULL},
};
static const struct view_event moved[] = {
    {AT(-HOURS(5)), "Marta Delgado moved it to Devices", "needs a new panel"},
};
#define BY_TOMAS                                                                         \
    .kind = VIEW_ENTRY_REQUESTER, .author = "Tomás Aguilar", .initials = "TA",           \
    .address = "tomas.aguilar@riverside.example"
#define BY_MARTA .author = "Marta Delgado", .initials = "MD", .mine = true

#define FIRST                                                                            \
    {BY_TOMAS, .id = 501, .at = AT(-HOURS(22)), .way = "by web form",                    \
     .body = {"<p>Good morning. One of my fourth graders dropped the Chromebook and the " \
              "screen is cracked from corner to corner. It still starts, but half of the " \
              "picture is black.</p><p>She needs it for the reading test on Wednesday. "  \
              "Is there a loaner until it is repaired?</p>"},                            \
     .files = photo, .files_n = N_OF(photo)}
#define SECOND                                                                           \
    {BY_MARTA, .kind = VIEW_ENTRY_REPLY, .id = 502, .at = AT(-HOURS(21)),                \
     .body = {"<p>Good morning, Tomás. Thank you for the photograph, it tells us all we " \
              "need.</p><p>A loaner is ready for her at the front desk from 8:00 "        \
              "tomorrow. Please bring the broken one along, with its charger:</p>"        \
              "<ul><li>we copy nothing, her files are in her account;</li>"               \
              "<li>the repair takes about a week.</li></ul>"},                           \
     .delivery = VIEW_DELIVERY_SENT, .delivery_note = "to tomas.aguilar@riverside.example"}
#define FOURTH                                                                           \
    {BY_TOMAS, .id = 504, .at = AT(-HOURS(3)), .way = "by e-mail", .original = true,      \
     .body = {"<p>Gracias, Marta. She came by this morning and the loaner works. Will "   \
              "the sticker with her name be put on the repaired one?</p>"},               \
     .rest = {"<blockquote><p>A loaner is ready for her at the front desk from 8:00 "     \
              "tomorrow.</p></blockquote>"}}

const struct view_entry sample_entries[] = {
    FIRST,
    {.kind = VIEW_ENTRY_EVENTS, .events = opened, .events_n = N_OF(opened)},
    SECOND,
    {BY_MARTA, .kind = VIEW_ENTRY_NOTE, .id = 503, .at = AT(-HOURS(5)),
     .body = {"<p>Panel 11.6\" is out of stock at the depot until Thursday. Second broken "
              "screen of this model in that room; ask about the cart's hinges.</p>"}},
    {.kind = VIEW_ENTRY_EVENTS, .events = moved, .events_n = N_OF(moved)},
    FOURTH,
    {.kind = VIEW_ENTRY_REQUESTER, .id = 505, .at = AT(-40), .author = "T. Aguilar",
     .initials = "TA", .address = "tomas.aguilar@mailbox.example", .way = "by e-mail",
     .body = {"<p>Please send the receipt to this address instead.</p>"}, .held = true,
     .held_why = "It quotes our mail, but comes from an address that is not on this ticket.",
     .trust = "First mail from this address"},
    {BY_MARTA, .kind = VIEW_ENTRY_REPLY, .id = 506, .at = AT(-4),
     .body = {"<p>Yes, we put a new one on. You will hear from us on Friday.</p>"},
     .delivery = VIEW_DELIVERY_FAILED,
     .delivery_note = "The mailbox is full. Tried 3 times."},
};
const size_t sample_entries_n = N_OF(sample_entries);
const struct view_entry sample_public_entries[] = {FIRST, SECOND, FOURTH};
const size_t sample_public_entries_n = N_OF(sample_public_entries);

const struct view_event sample_history[] = {
    {AT(-4), "Marta Delgado answered", NULL},
    {AT(-40), "A mail was held", "an address that is not on this ticket"},
    {AT(-HOURS(3)), "Tomás Aguilar wrote by e-mail", NULL},
    {AT(-HOURS(5)), "Marta Delgado moved it to Devices", "needs a new panel"},
    {AT(-HOURS(21)), "Marta Delgado took the ticket", NULL},
    {AT(-HOURS(22)), "The plan set the priority to Normal",
     "one person is affected and work is hindered"},
    {AT(-HOURS(22)), "Tomás Aguilar opened the ticket by web form", NULL},
};
const size_t sample_history_n = N_OF(sample_history);

const struct view_person_row sample_people[] = {
    {1, "Agnes Lindqvist", "agnes.lindqvist@riverside.example", "AL", "Requester", NULL, 1,
     AT(-DAYS(1)), false, false},
    {2, "Marta Delgado", "marta.delgado@riverside.example", "MD", "Agent",
     "Front Desk, Devices", 0, AT(-4), false, false},
    {3, "Rosa Hernández", "rosa.h@mailbox.example", "RH", "Requester", NULL, 2, AT(-31), true,
     false},
    {4, "Sam Whitfield", "sam.whitfield@riverside.example", "SW", "Manager", "Network", 0,
     AT(-60), false, false},
};
const size_t sample_people_n = N_OF(sample_people);
