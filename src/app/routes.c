/* SPDX-License-Identifier: Apache-2.0 */
/* The table of routes. */
#include "app/route.h"

#include "api/handlers.h"
#include "app/openapi.h"
#include "app/status.h"
#include "web/pages.h"

enum {
    W = ROUTE_WRITES,
    U = ROUTE_WRITES | ROUTE_UPLOADS,
    A = ROUTE_API,
    F = ROUTE_FRAGMENT,
    K = ROUTE_KEPT
};

/* clang-format off */
const struct route routes[] = {
    /* method    pattern                  permission        flags  fields  prepare  run */
    {HTTP_GET,  "/",                      PERMIT_PUBLIC,    0, NULL, NULL, page_home},
    {HTTP_GET,  "/static/:file",          PERMIT_PUBLIC,    0, NULL, NULL, page_asset},
    {HTTP_GET,  "/look/:colours",         PERMIT_PUBLIC,    0, NULL, NULL, page_look},
    {HTTP_GET,  "/healthz",               PERMIT_PUBLIC,    W, NULL, NULL, status_health},
    {HTTP_GET,  "/metrics",               PERMIT_PUBLIC,    0, NULL, NULL, status_metrics},
    {HTTP_GET,  "/d/:desk",               PERMIT_PUBLIC,    0, NULL, NULL, page_desk},
    {HTTP_GET,  "/d/:desk/new",           PERMIT_PUBLIC,    0, NULL, NULL, page_desk},
    {HTTP_GET,  "/d/:desk/plan",          PERMIT_PUBLIC,    0, NULL, NULL, page_desk},
    {HTTP_GET,  "/d/:desk/sign-in",       PERMIT_PUBLIC,    0, NULL, NULL, page_desk},
    {HTTP_GET,  "/plan",                  PERMIT_PUBLIC,    0, NULL, NULL, page_plan},

    /* changing the plan */
    {HTTP_GET,  "/plan/edit",             PERMIT_MANAGER,   0, NULL, NULL, page_plan_edit},
    {HTTP_POST, "/plan/edit",             PERMIT_MANAGER,   W, "text version live", prepare_plan_edit, post_plan_edit},
    {HTTP_GET,  "/plan/edit/table",       PERMIT_MANAGER,   0, NULL, NULL, page_plan_table},
    {HTTP_POST, "/plan/edit/row",         PERMIT_MANAGER,   W, "kind version line cell_* remove", NULL, post_plan_row},
    {HTTP_POST, "/plan/edit/closed",      PERMIT_MANAGER,   W, "version line date name remove", NULL, post_plan_closed},
    {HTTP_POST, "/plan/edit/member",      PERMIT_MANAGER,   W, "team person lead remove", NULL, post_plan_member},
    {HTTP_GET,  "/plan/draft",            PERMIT_AGENT,     0, NULL, NULL, page_plan_draft},
    {HTTP_POST, "/plan/draft/propose",    PERMIT_MANAGER,   W, "version summary move_* kind_* was_*", NULL, post_plan_propose},
    {HTTP_POST, "/plan/draft/approve",    PERMIT_MANAGER,   W, "version", NULL, post_plan_approve},
    {HTTP_POST, "/plan/draft/withdraw",   PERMIT_MANAGER,   W, "version summary move_* kind_* was_*", NULL, post_plan_withdraw},
    {HTTP_POST, "/plan/draft/adopt",      PERMIT_MANAGER,   W, "version summary move_* kind_* was_*", NULL, post_plan_adopt},
    {HTTP_POST, "/plan/draft/rebase",     PERMIT_MANAGER,   W, "version", NULL, post_plan_rebase},
    {HTTP_POST, "/plan/draft/discard",    PERMIT_MANAGER,   W, "version", NULL, post_plan_discard},
    {HTTP_GET,  "/plan/revisions",        PERMIT_AGENT,     0, NULL, NULL, page_plan_revisions},
    {HTTP_GET,  "/plan/revisions/:revision", PERMIT_AGENT,  0, NULL, NULL, page_plan_revision},
    {HTTP_POST, "/plan/revisions/:revision/return", PERMIT_MANAGER, W, "version", NULL, post_plan_return},
    {HTTP_POST, "/plan/replay",           PERMIT_MANAGER,   W, "days", NULL, post_plan_replay},
    {HTTP_GET,  "/plan/replay/:replay",   PERMIT_AGENT,     0, NULL, NULL, page_plan_replay},

    /* asking and one's own requests */
    {HTTP_GET,  "/new",                   PERMIT_PUBLIC,    0, NULL, NULL, page_new},
    {HTTP_POST, "/new",                   PERMIT_PUBLIC,    U, "desk topic ask_* impact urgency subject body files upload name email once", NULL, post_new},
    {HTTP_POST, "/uploads",               PERMIT_PUBLIC,    U, "files", NULL, post_uploads},
    {HTTP_GET,  "/requests",              PERMIT_SIGNED_IN, 0, NULL, NULL, page_requests},
    {HTTP_GET,  "/r/:ticket",             PERMIT_SIGNED_IN, 0, NULL, NULL, page_request},
    {HTTP_POST, "/r/:ticket/reply",       PERMIT_SIGNED_IN, U, "body files upload once", NULL, post_request_reply},
    {HTTP_POST, "/r/:ticket/waiting",     PERMIT_PUBLIC,    W, "link", NULL, post_waiting},
    {HTTP_POST, "/r/:ticket/solved",      PERMIT_PUBLIC,    W, "link", NULL, post_solved},
    {HTTP_POST, "/r/:ticket/unsolved",    PERMIT_PUBLIC,    W, "link body", NULL, post_unsolved},
    {HTTP_GET,  "/r/:ticket/complain",    PERMIT_SIGNED_IN, 0, NULL, NULL, page_complain},
    {HTTP_POST, "/r/:ticket/complain",    PERMIT_SIGNED_IN, W, "body", NULL, post_complain},
    {HTTP_GET,  "/r/:ticket/survey",      PERMIT_SIGNED_IN, 0, NULL, NULL, page_survey},
    {HTTP_POST, "/r/:ticket/survey",      PERMIT_SIGNED_IN, W, "score comment", NULL, post_survey},
    {HTTP_GET,  "/l/:token",              PERMIT_PUBLIC,    0, NULL, NULL, page_link},
    {HTTP_POST, "/l/:token",              PERMIT_PUBLIC,    W, NULL, NULL, post_link},
    {HTTP_GET,  "/survey/:token",         PERMIT_PUBLIC,    0, NULL, NULL, page_survey},
    {HTTP_POST, "/survey/:token",         PERMIT_PUBLIC,    W, "score comment", NULL, post_survey},
    {HTTP_GET,  "/files/:attachment",     PERMIT_SIGNED_IN, 0, NULL, NULL, page_file},
    {HTTP_GET,  "/html/:message",         PERMIT_SIGNED_IN, 0, NULL, NULL, page_html},

    /* signing in, one's own settings */
    {HTTP_GET,  "/sign-in",               PERMIT_PUBLIC,    0, NULL, NULL, page_sign_in},
    {HTTP_POST, "/sign-in",               PERMIT_PUBLIC,    W, "email password back", prepare_sign_in, post_sign_in},
    {HTTP_POST, "/sign-in/link",          PERMIT_PUBLIC,    W, "email password back", NULL, post_sign_in_link},
    {HTTP_GET,  "/sign-in/:token",        PERMIT_PUBLIC,    0, NULL, NULL, page_sign_in_token},
    {HTTP_POST, "/sign-in/:token",        PERMIT_PUBLIC,    W, NULL, NULL, post_sign_in_token},
    {HTTP_POST, "/sign-out",              PERMIT_PUBLIC,    W, NULL, NULL, post_sign_out},
    {HTTP_GET,  "/profile",               PERMIT_SIGNED_IN, 0, NULL, NULL, page_profile},
    {HTTP_POST, "/profile",               PERMIT_SIGNED_IN, W, "name lang zone theme density away", NULL, post_profile},
    {HTTP_POST, "/profile/password",      PERMIT_SIGNED_IN, W, "email password_now password password_again", prepare_password, post_password},
    {HTTP_POST, "/language",              PERMIT_PUBLIC,    W, "lang back", NULL, post_language},
    {HTTP_GET,  "/staff",                 PERMIT_MANAGER,   0, NULL, NULL, page_staff},
    {HTTP_POST, "/staff",                 PERMIT_MANAGER,   W, "name email role team desk", NULL, post_staff},
    {HTTP_POST, "/staff/:person",         PERMIT_MANAGER,   W, "role team active leaves desk", NULL, post_staff_person},
    {HTTP_GET,  "/desks",                 PERMIT_ADMINISTRATOR, 0, NULL, NULL, page_desks},
    {HTTP_POST, "/desks",                 PERMIT_ADMINISTRATOR, W, "slug url accent plan", NULL, post_desks},
    {HTTP_POST, "/desks/:desk",           PERMIT_ADMINISTRATOR, W, "slug url accent person", NULL, post_desk},
    {HTTP_GET,  "/setup/:token",          PERMIT_PUBLIC,    0, NULL, NULL, page_setup},
    {HTTP_POST, "/setup/:token",          PERMIT_PUBLIC,    W, "name email password password_again", prepare_setup, post_setup},

    /* the staff: queue and tickets */
    {HTTP_GET,  "/queue",                 PERMIT_AGENT,     K, NULL, NULL, page_queue},
    {HTTP_GET,  "/queue/rows",            PERMIT_AGENT,     F | K, NULL, NULL, page_queue_rows},
    {HTTP_GET,  "/events",                PERMIT_AGENT,     ROUTE_STREAM, NULL, NULL, page_events},
    {HTTP_GET,  "/t/:ticket",             PERMIT_AGENT,     K, NULL, NULL, page_ticket},
    {HTTP_GET,  "/t/:ticket/messages",    PERMIT_AGENT,     F, NULL, NULL, page_ticket_messages},
    {HTTP_GET,  "/t/:ticket/presence",    PERMIT_AGENT,     F, NULL, NULL, page_presence},
    {HTTP_POST, "/t/:ticket/presence",    PERMIT_AGENT,     W, "writing gone seen", NULL, post_presence},
    {HTTP_POST, "/t/:ticket/reply",       PERMIT_AGENT,     U, "body body_html mode state seen once upload files", NULL, post_reply},
    {HTTP_POST, "/t/:ticket/undo",        PERMIT_AGENT,     W, NULL, NULL, post_undo},
    {HTTP_POST, "/t/:ticket/draft",       PERMIT_AGENT,     W, "body body_html mode state upload version", NULL, post_draft},
    {HTTP_POST, "/t/:ticket/take",        PERMIT_AGENT,     W, NULL, NULL, post_take},
    {HTTP_POST, "/t/:ticket/change",      PERMIT_AGENT,     W, "assignee team state topic impact urgency priority reason", NULL, post_change},
    {HTTP_POST, "/t/:ticket/move",        PERMIT_AGENT,     W, "desk reason", NULL, post_move},
    {HTTP_POST, "/t/:ticket/resolve",     PERMIT_AGENT,     W, "solution seen", NULL, post_resolve},
    {HTTP_POST, "/t/:ticket/reopen",      PERMIT_AGENT,     W, "reason", NULL, post_reopen},
    {HTTP_POST, "/t/:ticket/message/:message/admit", PERMIT_AGENT, W, NULL, NULL, post_admit},
    {HTTP_POST, "/t/:ticket/message/:message/charset", PERMIT_AGENT, W, "charset", NULL, post_charset},
    {HTTP_GET,  "/t/:ticket/message/:message", PERMIT_AGENT, 0, NULL, NULL, page_message},
    {HTTP_GET,  "/t/:ticket/message/:message/raw", PERMIT_AGENT, 0, NULL, NULL, page_message_raw},
    {HTTP_POST, "/t/:ticket/report",      PERMIT_AGENT,     W, "note", NULL, post_report},
    {HTTP_POST, "/t/:ticket/join",        PERMIT_AGENT,     W, "problem", NULL, post_join},
    {HTTP_POST, "/t/:ticket/part",        PERMIT_AGENT,     W, "kind other", NULL, post_part},
    {HTTP_GET,  "/t/:ticket/partner",     PERMIT_AGENT,     0, NULL, NULL, page_side_new},
    {HTTP_POST, "/t/:ticket/partner",     PERMIT_AGENT,     U, "address name team subject body within hand_over upload files", NULL, post_side_new},
    {HTTP_GET,  "/t/:ticket/side/:side",  PERMIT_AGENT,     0, NULL, NULL, page_side},
    {HTTP_POST, "/t/:ticket/side/:side",  PERMIT_AGENT,     U, "body within hand_over upload files", NULL, post_side},
    {HTTP_POST, "/t/:ticket/side/:side/close", PERMIT_AGENT, W, NULL, NULL, post_side_close},
    {HTTP_GET,  "/uploads/:upload",       PERMIT_AGENT,     0, NULL, NULL, page_upload},
    {HTTP_GET,  "/call",                  PERMIT_AGENT,     0, NULL, NULL, page_call},
    {HTTP_POST, "/call",                  PERMIT_AGENT,     W, "desk requester name email phone topic impact urgency subject body take once", NULL, post_call},
    {HTTP_GET,  "/people",                PERMIT_AGENT,     0, NULL, NULL, page_people},
    {HTTP_GET,  "/people/find",           PERMIT_AGENT,     F, NULL, NULL, page_people_find},
    {HTTP_GET,  "/people/:person",        PERMIT_AGENT,     0, NULL, NULL, page_person},
    {HTTP_GET,  "/shortcuts",             PERMIT_AGENT,     0, NULL, NULL, page_shortcuts},
    {HTTP_GET,  "/styleguide",            PERMIT_AGENT,     0, NULL, NULL, page_styleguide},

    /* the ledgers of mail: whole messages of everybody */
    {HTTP_GET,  "/mail/in",               PERMIT_MANAGER,   0, NULL, NULL, page_mail_in},
    {HTTP_GET,  "/mail/in/:inbox",        PERMIT_MANAGER,   0, NULL, NULL, page_mail_one},
    {HTTP_GET,  "/mail/in/:inbox/raw",    PERMIT_MANAGER,   0, NULL, NULL, page_mail_raw},
    {HTTP_POST, "/mail/in/:inbox/retry",  PERMIT_MANAGER,   W, NULL, NULL, post_mail_in_retry},
    {HTTP_GET,  "/mail/out",              PERMIT_MANAGER,   0, NULL, NULL, page_mail_out},
    {HTTP_POST, "/mail/out/:outgoing/retry", PERMIT_MANAGER, W, NULL, NULL, post_mail_out_retry},

    /* the API; routes of one pattern stand together */
    {HTTP_GET,  "/api/openapi.json",      PERMIT_PUBLIC,    A, NULL, NULL, openapi_document},
    {HTTP_GET,  "/api/v1/tickets",        PERMIT_TOKEN,     A, NULL, NULL, api_tickets},
    {HTTP_POST, "/api/v1/tickets",        PERMIT_TOKEN, A | U, NULL, prepare_ticket_add, api_ticket_add},
    {HTTP_GET,  "/api/v1/tickets/:ticket", PERMIT_TOKEN,    A, NULL, NULL, api_ticket},
    {HTTP_PATCH, "/api/v1/tickets/:ticket", PERMIT_AGENT, A | W, NULL, prepare_ticket_change, api_ticket_change},
    {HTTP_POST, "/api/v1/tickets/:ticket/messages", PERMIT_TOKEN, A | U, NULL, prepare_message_add, api_message_add},
    {HTTP_GET,  "/api/v1/tickets/:ticket/events", PERMIT_TOKEN, A, NULL, NULL, api_ticket_events},
    {HTTP_GET,  "/api/v1/desks",          PERMIT_AGENT,     A, NULL, NULL, api_desks},
    {HTTP_GET,  "/api/v1/people",         PERMIT_AGENT,     A, NULL, NULL, api_people},
    {HTTP_POST, "/api/v1/plan/check",     PERMIT_AGENT,  A | W, NULL, prepare_plan_check, api_plan_check},
    {HTTP_GET,  "/api/v1/plan/draft",     PERMIT_AGENT,     A, NULL, NULL, api_plan_draft},
    {HTTP_PUT,  "/api/v1/plan/draft",     PERMIT_MANAGER, A | W, NULL, prepare_plan_draft, api_plan_draft_change},
    {HTTP_GET,  "/api/v1/plan/revisions", PERMIT_AGENT,     A, NULL, NULL, api_plan_revisions},
    {HTTP_POST, "/api/v1/plan/revisions", PERMIT_MANAGER, A | W, NULL, prepare_plan_revision, api_plan_revision_add},
    {HTTP_GET,  "/api/v1/plan/revisions/:revision", PERMIT_AGENT, A, NULL, NULL, api_plan_revision},
    {HTTP_POST, "/api/v1/plan/replay",    PERMIT_MANAGER, A | W, NULL, prepare_plan_replay, api_plan_replay_add},
    {HTTP_GET,  "/api/v1/plan/replay/:replay", PERMIT_AGENT, A, NULL, NULL, api_plan_replay},
    {HTTP_GET,  "/api/v1/files/:attachment", PERMIT_TOKEN,  A, NULL, NULL, api_file},
};
/* clang-format on */
const size_t routes_n = sizeof routes / sizeof *routes;
