/* SPDX-License-Identifier: Apache-2.0 */
/* Views of signing in, one's own profile and the first start. */
#ifndef WEB_VIEW_ACCOUNT_H
#define WEB_VIEW_ACCOUNT_H

#include "web/view_parts.h"

/* ---- sign_in.html  GET/POST /sign-in, POST /sign-in/link
 * Fields: email; password; back. */
struct view_sign_in {
    struct view_page page;
    struct view_errors errors;
    struct view_input email, password;
    const char *back; /* site-relative path to go on to */
};

/* ---- link_sent.html  after POST /sign-in/link: the same for every address */
struct view_link_sent {
    struct view_page page;
    const char *email;
    int64_t minutes; /* how long the link lives */
};

/* ---- sign_in_link.html  GET /sign-in/:token: a button, so that mail scanners use
 * nothing up verify  the link verifies an address and opens its ticket, rather than only
 * signing in */
struct view_sign_in_link {
    struct view_page page;
    const char *token, *email;
    bool verify;
    int64_t ticket; /* number, 0 none */
};

/* ---- profile.html  GET/POST /profile, POST /profile/password
 * Fields: name, lang, zone, theme, density; password_now, password, password_again. */
struct view_profile {
    struct view_page page;
    struct view_errors errors;
    struct view_input name;
    const char *email;
    const struct view_option *langs, *zones, *themes, *densities;
    size_t langs_n, zones_n, themes_n, densities_n;
    const char *zone_error;
    struct view_input away; /* of the staff: the day on which they are back */
    bool has_password;
    struct view_errors password_errors;
    struct view_input password_now, password, password_again;
};

/* ---- desks.html  GET/POST /desks; POST /desks/:desk. entry: how one gets there */
struct view_desk_row {
    const char *slug, *name, *url, *entry, *accent;
    const struct view_option *people;
    size_t people_n;
};
struct view_desks {
    struct view_page page;
    struct view_errors errors;
    const struct view_desk_row *desks;
    size_t desks_n;
    struct view_input slug, url, accent, plan; /* of the one to add */
};

/* ---- setup.html  GET/POST /setup/:token: the first administrator, once */
struct view_setup {
    struct view_page page;
    struct view_errors errors;
    const char *token;
    struct view_input name, email, password, password_again;
};

#endif
