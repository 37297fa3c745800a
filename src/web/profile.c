/* SPDX-License-Identifier: Apache-2.0 */
/* One's own settings, the choice of language, and the first administrator. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/link.h"
#include "desk/person.h"
#include "desk/session.h"
#include "http/exchange.h"
#include "http/url.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

enum { YEAR_S = 365 * 24 * 3600 };

static const char *const zones[] = {
    "America/Los_Angeles", "America/Denver",   "America/Chicago", "America/New_York",
    "America/Anchorage",   "Pacific/Honolulu", "America/Phoenix", "America/Puerto_Rico",
    "America/Mexico_City", "America/Bogota",   "America/Lima",    "America/Santiago",
    "America/Argentina/Buenos_Aires", "America/Sao_Paulo", "Europe/London", "Europe/Madrid",
    "Europe/Paris", "Europe/Berlin", "Europe/Athens", "Africa/Lagos", "Africa/Johannesburg",
    "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
    "Pacific/Auckland", "Etc/UTC",
};
enum { ZONES_N = sizeof zones / sizeof *zones };

static const struct view_option *
two_or_three(struct cx *cx, const struct view_option *all, size_t n, const char *chosen)
{
    struct view_option *list = NEW_N(cx->arena, n, struct view_option);

    for (size_t i = 0; i < n; i++) {
        list[i] = all[i];
        list[i].label = tr(cx->lang, all[i].label);
        list[i].chosen = str_eq(all[i].value, chosen);
    }
    return list;
}

static void
fill_choices(struct cx *cx, const struct person *person, struct view_profile *view)
{
    static const struct view_option themes[] = {{"auto", N_("Like the device"), NULL, false},
                                                {"light", N_("Light"), NULL, false},
                                                {"dark", N_("Dark"), NULL, false}};
    static const struct view_option densities[] = {
        {"comfortable", N_("Comfortable"), NULL, false}, {"compact", N_("Compact"), NULL, false}};
    struct view_option *list = NEW_N(cx->arena, ZONES_N + 2, struct view_option);
    bool listed = !*person->zone;
    size_t n = 0;

    list[n++] = (struct view_option){"", tr(cx->lang, "The desk's time zone"), NULL, listed};
    for (size_t i = 0; i < ZONES_N; i++) {
        bool chosen = str_eq(person->zone, zones[i]);

        listed = listed || chosen;
        list[n++] = (struct view_option){zones[i], zones[i], NULL, chosen};
    }
    if (!listed)
        list[n++] = (struct view_option){person->zone, person->zone, NULL, true};
    view->zones = list;
    view->zones_n = n;
    view->themes = two_or_three(cx, themes, 3, *person->theme ? person->theme : "auto");
    view->themes_n = 3;
    view->densities = two_or_three(cx, densities, 2, person->compact ? "compact" : "comfortable");
    view->densities_n = 2;
}

/* ---- Being away, by the day on which one is back. */

static const char *
away_day(struct cx *cx, int64_t until)
{
    struct civil day = zone_local(cx->zone, until);

    return until > cx->now ? arena_printf(cx->arena, "%04d-%02d-%02d", day.year, day.month,
                                          day.day)
                           : "";
}

static struct err *
set_away(struct cx *cx, const char *day)
{
    int64_t until = 0;

    if (!day)
        return NULL;
    if (!str_blank(day) &&
        !clock_parse(arena_printf(cx->arena, "%sT00:00:00Z", day), &until))
        FAIL_FIELD(cx, "away", "Please choose a day to come, within two years.");
    return person_set_away(cx, cx->actor->person,
                           until ? zone_to_utc(cx->zone, until) : 0);
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct err *err, const struct err *password_err)
{
    const char *name = request_line(&x->request, "name");
    struct view_profile view = {.errors = view_errors(cx->arena, err),
                                .password_errors = view_errors(cx->arena, password_err)};
    const struct err *any = err ? err : password_err;
    struct person person;

    TRY(person_get(cx, cx->actor->person, &person));
    TRY(page_frame(cx, x, tr(cx->lang, "Profile"), VIEW_SECTION_PROFILE, &view.page));
    view.name = view_input(name ? name : person.name, err, "name");
    view.email = person.email;
    view.langs = view.page.langs;
    view.langs_n = view.page.langs_n;
    fill_choices(cx, &person, &view);
    view.zone_error = view_error_of(err, "zone");
    view.away = view_input(request_line(&x->request, "away")
                               ? request_line(&x->request, "away")
                               : away_day(cx, person.away_until),
                           err, "away");
    view.has_password = person.has_password;
    view.password_now = view_input(NULL, password_err, "password_now");
    view.password = view_input(NULL, password_err, "password");
    view.password_again = view_input(NULL, password_err, "password_again");
    if (view.page.agent)
        return PAGE(cx, x, any ? page_status(any->kind) : 200, profile_agent, &view);
    return PAGE(cx, x, any ? page_status(any->kind) : 200, profile, &view);
}

struct err *
page_profile(struct cx *cx, struct exchange *x)
{
    return show(cx, x, NULL, NULL);
}

struct err *
post_profile(struct cx *cx, struct exchange *x)
{
    const struct request *r = &x->request;
    const char *density = request_line(r, "density"), *theme = request_line(r, "theme");
    bool compact = str_eq(density, "compact");
    struct person_fields fields = {
        .name = request_line(r, "name"),
        .language = request_line(r, "lang"),
        .zone = request_line(r, "zone"),
        .theme = str_eq(theme, "light") || str_eq(theme, "dark") ? theme : "",
    };
    struct err *err = person_set(cx, cx->actor->person, &fields, density ? &compact : NULL);

    if (!err && cx->actor->role >= ROLE_AGENT)
        err = set_away(cx, request_line(r, "away"));
    if (err && page_is_form_error(err)) {
        TRY(show(cx, x, err, NULL));
        return err;
    }
    TRY(err);
    page_notice(cx, x, tr(lang_find(fields.language), "Saved."));
    return page_go(cx, x, "/profile");
}

/* ---- The password: checked and hashed before the transaction. */

struct password_change {
    struct err *err;
    const char *hash;
};

static struct err *
check_new_password(struct cx *cx, struct exchange *x)
{
    const char *password = request_field(&x->request, "password");
    const char *again = request_field(&x->request, "password_again");

    TRY(person_check_password(cx, password));
    if (!str_eq(password, again))
        FAIL_FIELD(cx, "password_again", "The two passwords differ.");
    return NULL;
}

/* The old one is asked for (threat D39); who has none proved themselves by the link. */
static struct err *
check_old_password(struct cx *cx, struct exchange *x)
{
    const char *now = request_field(&x->request, "password_now");
    struct person person;
    struct person_id id;
    const char *hash;

    TRY(person_get(cx, cx->actor->person, &person));
    if (!person.has_password)
        return NULL;
    TRY(session_may_try(cx, person.email, cx->actor->address));
    TRY(person_password(cx, person.email, &id, &hash));
    if (!password_matches(hash, now ? now : ""))
        FAIL_FIELD(cx, "password_now", "This is not your present password.");
    return NULL;
}

struct err *
prepare_password(struct cx *cx, struct exchange *x)
{
    struct password_change *change = NEW(cx->arena, struct password_change);

    x->prepared = change;
    change->err = check_new_password(cx, x);
    if (!change->err)
        change->err = check_old_password(cx, x);
    if (!change->err)
        change->hash = password_hash(cx->arena, request_field(&x->request, "password"));
    return NULL;
}

static struct err *
enter(struct cx *cx, struct exchange *x, struct person_id person)
{
    const char *token;

    TRY(session_start(cx, person, NULL, &token));
    response_cookie(&x->response, SESSION_COOKIE, token,
                    cx->config->session_absolute_ms / MS_SECOND);
    return NULL;
}

struct err *
post_password(struct cx *cx, struct exchange *x)
{
    struct password_change change = *(struct password_change *)x->prepared;

    if (change.err) {
        TRY(show(cx, x, NULL, change.err));
        return change.err;
    }
    TRY(person_set_password(cx, cx->actor->person, change.hash));
    TRY(enter(cx, x, cx->actor->person));
    page_notice(cx, x, tr(cx->lang, "Your password is set. Other devices are signed out."));
    return page_go(cx, x, "/profile");
}

/* ---- Language. */

struct err *
post_language(struct cx *cx, struct exchange *x)
{
    const struct lang *lang = lang_find(request_line(&x->request, "lang"));
    const char *back = request_line(&x->request, "back");

    if (!lang)
        FAIL_FIELD(cx, "language", "We do not have this language. Please choose another.");
    response_cookie(&x->response, LANG_COOKIE, lang->code, YEAR_S);
    if (cx->actor->person.v)
        TRY(person_set(cx, cx->actor->person, &(struct person_fields){.language = lang->code},
                       NULL));
    return page_go(cx, x, "%s", url_is_local(back) ? back : "/");
}

/* ---- The first administrator. Possible while there is none (threat E51). */

static struct err *
show_setup(struct cx *cx, struct exchange *x, const struct err *err)
{
    struct view_setup view = {.errors = view_errors(cx->arena, err),
                              .token = request_param(&x->request, "token")};

    TRY(page_frame(cx, x, tr(cx->lang, "Open the desk"), VIEW_SECTION_NONE, &view.page));
    view.name = view_input(request_line(&x->request, "name"), err, "name");
    view.email = view_input(request_line(&x->request, "email"), err, "email");
    view.password = view_input(NULL, err, "password");
    view.password_again = view_input(NULL, err, "password_again");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, setup, &view);
}

struct err *
page_setup(struct cx *cx, struct exchange *x)
{
    struct link link;

    TRY(link_get(cx, LINK_SETUP, request_param(&x->request, "token"), &link));
    return show_setup(cx, x, NULL);
}

struct err *
prepare_setup(struct cx *cx, struct exchange *x)
{
    struct password_change *change = NEW(cx->arena, struct password_change);

    x->prepared = change;
    change->err = check_new_password(cx, x);
    if (!change->err)
        change->hash = password_hash(cx->arena, request_field(&x->request, "password"));
    return NULL;
}

static struct err *
add_first(struct cx *cx, struct exchange *x, const char *hash, struct person_id *id_out)
{
    static const struct actor system = {.system = true, .address = ""};
    struct person_fields fields = {.name = request_line(&x->request, "name"),
                                   .email = request_line(&x->request, "email"),
                                   .language = cx->lang ? cx->lang->code : ""};
    struct cx as = *cx;
    struct link link;
    int64_t n;

    TRY(link_use(cx, LINK_SETUP, request_param(&x->request, "token"), &link));
    TRY(person_count_role(cx, ROLE_ADMINISTRATOR, &n));
    if (n)
        FAIL(cx, ERR_CONFLICT, "This desk has an administrator already, who can add others.");
    as.actor = &system;
    TRY(person_add(&as, ROLE_ADMINISTRATOR, &fields, id_out));
    TRY(person_mark_verified(&as, *id_out));
    return person_set_password(&as, *id_out, hash);
}

struct err *
post_setup(struct cx *cx, struct exchange *x)
{
    struct password_change change = *(struct password_change *)x->prepared;
    struct person_id id;
    struct err *err = change.err;

    if (!err)
        err = add_first(cx, x, change.hash, &id);
    if (err && err->field) {
        TRY(show_setup(cx, x, err));
        return err;
    }
    TRY(err);
    TRY(enter(cx, x, id));
    page_notice(cx, x, tr(cx->lang, "Welcome! Add your colleagues, then adopt your plan."));
    return page_go(cx, x, "/queue");
}
