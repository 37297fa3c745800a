/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in: by a link sent by mail, or by password. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/address.h"
#include "desk/link.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/rate.h"
#include "desk/session.h"
#include "desk/ticket_act.h"
#include "http/exchange.h"
#include "http/url.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"


/* Where to go on; only to ourselves (threat D41). */
static const char *
back_of(struct exchange *x)
{
    const char *back = request_line(&x->request, "back");

    if (!back)
        back = request_query(&x->request, "back");
    return url_is_local(back) ? back : "";
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct err *err)
{
    struct view_sign_in view = {.errors = view_errors(cx->arena, err), .back = back_of(x)};

    TRY(page_frame(cx, x, tr(cx->lang, "Sign in"), VIEW_SECTION_PROFILE, &view.page));
    view.email = view_input(request_line(&x->request, "email"), err, "email");
    view.password = view_input(NULL, err, "password");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, sign_in, &view);
}

struct err *
page_sign_in(struct cx *cx, struct exchange *x)
{
    return show(cx, x, NULL);
}

/* ---- By password. */

/* What the slow check found, before the transaction. */
struct checked {
    const char *email;
    struct person_id person;
    bool right;
};

struct err *
prepare_sign_in(struct cx *cx, struct exchange *x)
{
    struct checked *checked = NEW(cx->arena, struct checked);
    const char *password = request_field(&x->request, "password");
    const char *hash;

    checked->email = str_trim(cx->arena, request_line(&x->request, "email"));
    x->prepared = checked;
    if (!*checked->email || str_blank(password))
        return NULL;
    if (session_may_try(cx, checked->email, cx->actor->address))
        return NULL;
    TRY(person_password(cx, checked->email, &checked->person, &hash));
    checked->right = password_matches(hash, password);
    return NULL;
}

static struct err *
enter(struct cx *cx, struct exchange *x, struct person_id person, const char *back)
{
    const char *token;
    struct person who;

    TRY(session_start(cx, person, cx->actor->session, &token));
    response_cookie(&x->response, SESSION_COOKIE, token,
                    cx->config->session_absolute_ms / MS_SECOND);
    TRY(person_get(cx, person, &who));
    if (!*back)
        back = who.role >= ROLE_AGENT ? "/queue" : "/requests";
    return page_go(cx, x, "%s", back);
}

static struct err *
refuse_password(struct cx *cx, struct exchange *x)
{
    struct err *err =
        ERR_FIELD(cx, "password",
                  "The address and the password do not fit together. You can also ask for a link"
                  " by mail.");

    return show(cx, x, err);
}

struct err *
post_sign_in(struct cx *cx, struct exchange *x)
{
    struct checked checked = *(struct checked *)x->prepared;
    const char *back = back_of(x);
    struct err *err = NULL;

    if (!*checked.email)
        err = ERR_FIELD(cx, "email", "Please write your e-mail address.");
    else if (str_blank(request_field(&x->request, "password")))
        err = ERR_FIELD(cx, "password", "Please write your password, or ask for a link.");
    if (!err)
        err = session_may_try(cx, checked.email, cx->actor->address);
    if (err)
        return show(cx, x, err);
    TRY(session_tried(cx, checked.email, cx->actor->address, checked.right));
    return checked.right ? enter(cx, x, checked.person, back) : refuse_password(cx, x);
}

/* ---- By mail. The page says the same whether or not the address is known. */

static struct err *
send_link(struct cx *cx, const char *email)
{
    struct person person;
    bool known, allowed;

    TRY(rate_take(cx, "sign-in link", email, MS_HOUR, 5, &allowed));
    if (allowed)
        TRY(rate_take(cx, "sign-in link network", rate_network(cx, cx->actor->address), MS_HOUR,
                      100, &allowed));
    TRY(person_find(cx, email, &person, &known));
    if (!known || !allowed || !person.active)
        return NULL;
    return outgoing_add(cx, OUTGOING_SIGN_IN, person.id, (struct ticket_id){0},
                        (struct message_id){0}, NULL);
}

struct err *
post_sign_in_link(struct cx *cx, struct exchange *x)
{
    struct view_link_sent view = {.minutes = cx->config->link_ms / MS_MINUTE};
    struct err *err =
        address_clean(cx, "email", request_line(&x->request, "email"), &view.email);

    if (err)
        return show(cx, x, err);
    TRY(send_link(cx, view.email));
    TRY(page_frame(cx, x, tr(cx->lang, "Look into your mailbox"), VIEW_SECTION_NONE,
                   &view.page));
    return PAGE(cx, x, 200, link_sent, &view);
}

struct err *
page_sign_in_token(struct cx *cx, struct exchange *x)
{
    struct view_sign_in_link view = {.token = request_param(&x->request, "token")};
    struct person person;
    struct link link;

    TRY(link_get(cx, LINK_SIGN_IN, view.token, &link));
    TRY(person_get(cx, link.person, &person));
    view.email = person.email;
    TRY(page_frame(cx, x, tr(cx->lang, "Sign in"), VIEW_SECTION_NONE, &view.page));
    return PAGE(cx, x, 200, sign_in_link, &view);
}

struct err *
post_sign_in_token(struct cx *cx, struct exchange *x)
{
    struct actor system = {.system = true, .address = ""};
    struct cx as = *cx;
    struct link link;

    TRY(link_use(cx, LINK_SIGN_IN, request_param(&x->request, "token"), &link));
    as.actor = &system;
    TRY(ticket_mark_verified(&as, link.person));
    cx->touched = as.touched;
    return enter(cx, x, link.person,
                 link.ticket.v ? arena_printf(cx->arena, "/r/%lld", (long long)link.ticket.v)
                               : "");
}

struct err *
post_sign_out(struct cx *cx, struct exchange *x)
{
    if (cx->actor->session)
        TRY(session_end(cx, cx->actor->session));
    response_cookie(&x->response, SESSION_COOKIE, "", -1);
    page_notice(cx, x, tr(cx->lang, "You are signed out."));
    return page_go(cx, x, "/");
}
