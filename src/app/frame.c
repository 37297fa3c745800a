/* SPDX-License-Identifier: Apache-2.0 */
#include "app/frame.h"

#include "api/api.h"
#include "app/kept.h"
#include "app/live.h"
#include "app/metrics.h"
#include "app/route.h"
#include "app/worker.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "desk/session.h"
#include "desk/token.h"
#include "http/cookie.h"
#include "http/router.h"
#include "http/url.h"
#include "plan/plan.h"
#include "store/db.h"
#include "store/store.h"
#include "web/page.h"

#include <string.h>

/* One request on its way through the frame; in the exchange's arena. */
struct call {
    struct app *app;
    const struct route *route; /* NULL: none fits */
    struct exchange *x;
    struct cx cx;
    struct actor actor;
    struct write write;
    bool touch_session;
    size_t headers_n;       /* before the handler */
    struct bytes key;       /* kept.h; n 0: this page is not kept */
    struct kept_made made;  /* the moment is the one before it was known who asks */
    struct kept_page *page; /* being sent */
};

/* ---- Who asks. */

static struct err *
known_by_session(struct call *call, const char *token, bool *known_out)
{
    struct session session;
    struct err *err = session_get(&call->cx, token, &session);

    *known_out = false;
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    *known_out = true;
    call->touch_session = session.touch;
    call->made.ends_at = session.ends_at;
    call->actor.person = session.person.id;
    call->actor.role = session.person.role;
    call->actor.name = person_label(&session.person);
    call->actor.csrf = session.csrf;
    call->actor.session = token;
    if (*session.person.language)
        call->cx.lang = lang_find(session.person.language);
    if (*session.person.zone)
        call->cx.zone = zone_find(session.person.zone);
    return NULL;
}

/* Somebody without a session has a random cookie, from which the form's token is made, so
 * that sign-in and first requests cannot be forged either (threat D40). */
static void
known_by_guest_cookie(struct call *call)
{
    struct request *request = &call->x->request;
    const char *guest = request_cookie(request, GUEST_COOKIE);
    unsigned char raw[TOKEN_BYTES];

    if (!guest || !hex_decode(guest, raw, sizeof raw)) {
        if (call->route->flags & ROUTE_WRITES)
            return;
        guest = random_token(call->cx.arena);
        response_cookie(&call->x->response, GUEST_COOKIE, guest, 0);
    }
    call->actor.csrf = sha256_hex(
        call->cx.arena, bytes_of(arena_printf(call->cx.arena, "form %s", guest)));
}

static struct err *
known_by_token(struct call *call)
{
    const char *header = request_header(&call->x->request, "Authorization");
    struct person person;

    if (!header || !str_starts_fold(header, "Bearer "))
        FAIL(&call->cx, ERR_DENIED, "This needs an API token: Authorization: Bearer …");
    TRY(token_get(&call->cx, header + strlen("Bearer "), &person));
    call->actor.person = person.id;
    call->actor.role = person.role;
    call->actor.name = person_label(&person);
    if (*person.language)
        call->cx.lang = lang_find(person.language);
    return NULL;
}

/* ---- For which desk. */

/* That of the address, else that whose entry was taken, else the first one. */
static struct err *
choose_desk(struct call *call)
{
    struct request *request = &call->x->request;
    const char *slug = request_cookie(request, DESK_COOKIE);

    TRY(desk_find_host(&call->cx, request_header(request, "Host"), &call->cx.desk));
    return call->cx.desk.v || str_blank(slug)
               ? NULL
               : desk_find(&call->cx, slug, &call->cx.desk);
}

/* The staff works at desks of its own, by whichever address it comes. */
static struct err *
choose_own_desk(struct call *call)
{
    struct desk_id *desks;
    bool mine;
    size_t n;

    if (call->actor.role < ROLE_AGENT ||
        (call->cx.desk.v && call->route->permission < PERMIT_AGENT))
        return NULL;
    TRY(desk_is_mine(&call->cx, desk_now(&call->cx), &mine));
    if (mine)
        return NULL;
    TRY(desk_list_mine(&call->cx, &desks, &n, NULL));
    if (n)
        call->cx.desk = desks[0];
    return NULL;
}

static struct err *
identify(struct call *call)
{
    struct request *request = &call->x->request;
    const char *session = request_cookie(request, SESSION_COOKIE);
    const struct plan *plan;
    bool known = false;

    TRY(choose_desk(call));
    TRY(policy_current(&call->cx, &plan, NULL));
    call->cx.zone = plan->zone;
    if (call->route->flags & ROUTE_API) {
        if (call->route->permission != PERMIT_PUBLIC)
            TRY(known_by_token(call));
        return choose_own_desk(call);
    }
    if (session)
        TRY(known_by_session(call, session, &known));
    if (!known)
        known_by_guest_cookie(call);
    if (!call->cx.lang)
        call->cx.lang = lang_accept(request_header(request, "Accept-Language"));
    if (!call->cx.zone)
        call->cx.zone = plan->zone;
    return choose_own_desk(call);
}

/* ---- Whether they may. */

static bool
permitted(const struct call *call)
{
    switch (call->route->permission) {
    case PERMIT_PUBLIC:
        return true;
    case PERMIT_SIGNED_IN:
    case PERMIT_TOKEN:
        return call->actor.role >= ROLE_REQUESTER;
    case PERMIT_AGENT:
        return call->actor.role >= ROLE_AGENT;
    case PERMIT_MANAGER:
        return call->actor.role >= ROLE_MANAGER;
    case PERMIT_ADMINISTRATOR:
        return call->actor.role >= ROLE_ADMINISTRATOR;
    }
    return false;
}

static bool
must_sign_in(const struct call *call)
{
    return call->actor.role == ROLE_NOBODY && !(call->route->flags & ROUTE_API);
}

static struct err *
check_csrf(struct call *call)
{
    struct request *request = &call->x->request;
    const char *given = request_field(request, "csrf");

    if ((call->route->flags & (ROUTE_WRITES | ROUTE_API)) != ROUTE_WRITES ||
        request->method == HTTP_GET)
        return NULL;
    if (!given)
        given = request_header(request, "X-CSRF-Token");
    if (!given || !call->actor.csrf || strlen(given) != strlen(call->actor.csrf) ||
        !equal_secret(given, call->actor.csrf, strlen(given)))
        FAIL(&call->cx, ERR_DENIED,
             "This page had been open for too long, so nothing was sent. Please go back, "
             "reload"
             " it and send again. What you wrote is kept in your browser.");
    return NULL;
}

/* ---- What they send. */

static bool
declared(const char *fields, const char *name)
{
    size_t length = strlen(name);

    for (; fields && *fields; fields += strspn(fields, " ")) {
        size_t n = strcspn(fields, " ");

        if (n && fields[n - 1] == '*' ? !strncmp(name, fields, n - 1)
                                      : n == length && !memcmp(name, fields, n))
            return true;
        fields += n;
    }
    return false;
}

/* Fields that the route does not declare are refused, not ignored: whoever sends them
 * expects something of them. Links may carry what they like in their query. */
static struct err *
check_fields(struct call *call)
{
    const struct fields *form = &call->x->request.form;

    for (size_t i = 0; i < form->n; i++)
        if (!str_eq(form->at[i].name, "csrf") &&
            !declared(call->route->fields, form->at[i].name))
            FAIL_FIELD(&call->cx, form->at[i].name, "This form has no field “%s”.",
                       form->at[i].name);
    return NULL;
}

/* ---- The answer. */

/* A handler that fails may have shown its form again, with what is wrong in it. A success
 * that it has written is none when the commit failed after it. */
static bool
answered(struct call *call)
{
    struct response *response = &call->x->response;

    if (response->status >= 400)
        return true;
    response->status = 0;
    response->headers.n = call->headers_n;
    return false;
}

/* Programs, also our own script's uploads, get JSON. status 0: what the error's kind
 * says. */
static void
say_error(struct call *call, int status, struct err *err)
{
    struct exchange *x = call->x;
    const char *accept = request_header(&x->request, "Accept");

    if (str_starts(x->request.path, "/api/") ||
        (accept && str_starts(accept, "application/json"))) {
        if (status)
            api_error_as(&call->cx, x, status, err);
        else
            api_error(&call->cx, x, err);
    } else {
        page_error(&call->cx, x, err);
    }
}

static void
answer_error(struct call *call, struct err *err)
{
    if (err->kind == ERR_INTERNAL || err->kind == ERR_BUSY)
        log_err("request", call->x->request.id, err);
    if (answered(call))
        return;
    say_error(call, 0, err);
}

static void
mark_seen_done(void *arg, struct err *err)
{
    struct write *write = arg;
    struct arena *arena = write->cx->arena;

    if (err)
        log_err("session", NULL, err);
    arena_free(&arena);
}

static struct err *
mark_seen(struct cx *cx, void *arg)
{
    (void)arg;
    return session_mark_seen(cx, cx->actor->session);
}

/* Apart from the request, which does not wait for it. */
static void
touch_session(struct call *call)
{
    struct arena *arena = arena_new(0);
    struct actor *actor = NEW(arena, struct actor);
    struct cx *cx = NEW(arena, struct cx);
    struct write *write = NEW(arena, struct write);

    *cx = call->cx;
    cx->arena = arena;
    cx->actor = actor;
    cx->lang = NULL;
    actor->session = arena_strdup(arena, call->actor.session);
    *write = (struct write){.cx = cx, .run = mark_seen, .done = mark_seen_done};
    write->arg = write;
    store_write_post(call->app->store, write);
}

static void
finish(struct call *call, struct err *err)
{
    struct exchange *x = call->x;
    const struct stream_topic *topic = x->prepared;

    if (err)
        answer_error(call, err);
    else
        live_publish(call->app->live, call->cx.touched);
    if (!err && call->route->flags & ROUTE_WRITES)
        worker_wake(call->app->worker);
    if (call->touch_session)
        touch_session(call);
    if (!err && topic && call->route->flags & ROUTE_STREAM) /* not sent to sign in */
        live_open(call->app->live, x, *topic);
    else
        exchange_send(x);
}

/* ---- Running the handler. */

/* From the pages that are kept; before anything else is asked of the database. */
static bool
answer_kept(struct call *call)
{
    struct app *app = call->app;
    struct err *err = store_reader(app->store, &call->cx);

    if (err)
        return false; /* it will be met again, and told */
    call->key = kept_key(&call->cx, call->x);
    err = call->key.n ? store_moment(app->store, &call->cx, &call->made.moment) : NULL;
    if (err || !call->made.moment) {
        call->key.n = 0;
        return false;
    }
    call->page = kept_find(app->kept, &call->cx, call->key, call->made.moment, call->x);
    if (!call->page)
        return false;
    call->actor.person = kept_person(call->page);
    metrics_count(app->metrics, METRIC_PAGES_KEPT);
    exchange_send(call->x);
    return true;
}

/* A page is kept when nothing was committed from before it was known who asks until what
 * it shows was read. */
static struct err *
read_run(struct call *call)
{
    int64_t moment = 0;
    struct err *err = NULL;

    TRY(db_begin(&call->cx, false));
    if (call->key.n)
        err = store_moment(call->app->store, &call->cx, &moment);
    if (!err)
        err = call->route->run(&call->cx, call->x);
    db_rollback(&call->cx);
    if (!err && moment && moment == call->made.moment) {
        call->made.headers_n = call->headers_n;
        kept_put(call->app->kept, &call->cx, call->key, call->x, &call->made);
    }
    return err;
}

static struct err *
write_run(struct cx *cx, void *arg)
{
    struct call *call = arg;

    /* It may run a second time, after its first attempt was undone (store/store.h). */
    call->x->response.status = 0;
    call->x->response.headers.n = call->headers_n;
    cx->touched = NULL;
    return call->route->run(cx, call->x);
}

/* On the writer's thread, after the commit. Error pages read with this thread's reader.
 */
static void
write_done(void *arg, struct err *err)
{
    struct call *call = arg;
    struct err *no_reader = err ? store_reader(call->app->store, &call->cx) : NULL;

    finish(call, no_reader ? no_reader : err);
}

static void
to_sign_in(struct call *call)
{
    struct request *request = &call->x->request;
    struct buf location;

    buf_init(&location, call->cx.arena, 8192);
    buf_lit(&location, "/sign-in");
    if (request->method == HTTP_GET || request->method == HTTP_HEAD) {
        const char *path = *request->query_text
                               ? arena_printf(call->cx.arena, "%s?%s", request->path,
                                              request->query_text)
                               : request->path;

        url_add(&location, "back", path);
    }
    response_redirect(&call->x->response, 303, buf_text(&location));
}

/* NULL: go on. *sent_out: the answer stands already. */
static struct err *
before_handler(struct call *call, bool *sent_out)
{
    *sent_out = false;
    TRY(store_reader(call->app->store, &call->cx));
    TRY(identify(call));
    if (!permitted(call) && must_sign_in(call)) {
        to_sign_in(call);
        *sent_out = true;
        return NULL;
    }
    if (!permitted(call))
        FAIL(&call->cx, ERR_DENIED,
             "This page is for others. Please sign in as somebody else.");
    TRY(check_csrf(call));
    TRY(check_fields(call));
    return call->route->prepare ? call->route->prepare(&call->cx, call->x) : NULL;
}

static void
handle(void *app, struct exchange *x)
{
    struct call *call = x->app;
    struct err *err;
    bool sent;

    (void)app;
    call->cx.now = clock_now();
    if (call->route->flags & ROUTE_KEPT && answer_kept(call))
        return;
    err = before_handler(call, &sent);
    if (err || sent) {
        finish(call, err);
        return;
    }
    call->headers_n = x->response.headers.n;
    if (call->route->flags & ROUTE_WRITES) {
        call->write = (struct write){
            .cx = &call->cx, .run = write_run, .done = write_done, .arg = call};
        store_write_post(call->app->store, &call->write);
        return;
    }
    finish(call, read_run(call));
}

/* ---- The beginning and the end. */

static struct call *
call_new(struct app *app, struct exchange *x)
{
    struct call *call = NEW(x->arena, struct call);
    const char *chosen = request_cookie(&x->request, LANG_COOKIE);

    call->app = app;
    call->x = x;
    call->actor = (struct actor){.address = x->request.address ? x->request.address : ""};
    call->cx = (struct cx){.arena = x->arena,
                           .now = clock_now(),
                           .actor = &call->actor,
                           .config = app->config,
                           .policy = app->policy,
                           .charts = app->charts,
                           .lang = chosen ? lang_find(chosen) : NULL,
                           .zone = zone_utc()};
    x->app = call;
    response_header(&x->response, "X-Request-Id", x->request.id);
    return call;
}

/* Without the database: nothing has been asked of it yet. */
static void
answer_no_route(struct call *call, enum router_result result, const char *allow)
{
    struct err *err = store_reader(call->app->store, &call->cx);

    if (!call->cx.lang)
        call->cx.lang = lang_accept(request_header(&call->x->request, "Accept-Language"));
    if (!err && result == ROUTER_NO_METHOD) {
        response_header(&call->x->response, "Allow", allow);
        err = ERR(&call->cx, ERR_NOT_FOUND, "This page cannot be used that way.");
    } else if (!err) {
        err = ERR(&call->cx, ERR_NOT_FOUND, "There is no page here.");
    }
    say_error(call, result == ROUTER_NO_METHOD ? 405 : 404, err);
    if (result == ROUTER_NO_METHOD)
        call->x->response.status = 405;
    exchange_send(call->x);
}

static void
begin(void *arg, struct exchange *x)
{
    struct app *app = arg;
    const struct config *config = app->config;
    struct call *call = call_new(app, x);
    enum router_result result;
    struct router_found found;

    result =
        router_match(app->router, x->arena, x->request.method, x->request.path, &found);
    if (result != ROUTER_FOUND) {
        answer_no_route(call, result, found.allow);
        return;
    }
    x->request.params = found.params;
    call->route = found.entry;
    if (call->route->flags & ROUTE_API)
        exchange_limit(x,
                       call->route->flags & ROUTE_UPLOADS ? config->upload_bytes * 4 / 3
                                                          : config->body_bytes,
                       0, true);
    else if (call->route->flags & ROUTE_UPLOADS)
        exchange_limit(x, config->body_bytes, config->upload_bytes, false);
    else if (call->route->method != HTTP_GET)
        exchange_limit(x, config->body_bytes, 0, false);
}

static void
refuse(void *arg, struct exchange *x, const char *text)
{
    struct call *call = x->app ? x->app : call_new(arg, x);
    int status = x->response.status;
    struct err *err;

    call->cx.now = clock_now();
    if (!call->cx.lang)
        call->cx.lang = lang_accept(request_header(&x->request, "Accept-Language"));
    err = store_reader(call->app->store, &call->cx);
    if (!err)
        err = ERR(&call->cx, status == 413 || status == 431 ? ERR_LIMIT : ERR_INVALID,
                  "%s", tr(call->cx.lang, text));
    say_error(call, status, err);
    x->response.status = status;
}

static void
ended(void *arg, struct exchange *x, int64_t sent_bytes)
{
    struct app *app = arg;
    struct call *call = x->app;
    const struct route *route = call ? call->route : NULL;
    int64_t took_ms = clock_monotonic() - x->request.started_at;

    metrics_request(app->metrics, route ? (size_t)(route - routes) : routes_n,
                    x->response.status, took_ms * 1000);
    LOG(LOG_LEVEL_INFO, "request", LOG_TEXT("request", x->request.id),
        LOG_TEXT("method", http_method_name(x->request.method)),
        LOG_TEXT("route", route ? route->pattern : ""),
        LOG_INT("status", x->response.status), LOG_INT("ms", took_ms),
        LOG_INT("bytes", sent_bytes), LOG_INT("person", call ? call->actor.person.v : 0),
        LOG_TEXT("address", x->request.address));
    if (call)
        kept_release(call->page);
}

const struct http_callbacks frame_callbacks = {begin, handle, refuse, ended};

const struct app *
frame_app(const struct exchange *x)
{
    const struct call *call = x->app;

    return call->app;
}

const struct router *
frame_router(struct arena *arena)
{
    struct router_route *table = NEW_N(arena, routes_n, struct router_route);

    for (size_t i = 0; i < routes_n; i++)
        table[i] = (struct router_route){routes[i].method, routes[i].pattern, &routes[i]};
    return router_new(arena, table, routes_n);
}
