/* SPDX-License-Identifier: Apache-2.0 */
#include "http/security.h"

#include "base/str.h"

struct policy {
    const char *content;  /* Content-Security-Policy (W3C CSP 3) */
    const char *resource; /* Cross-Origin-Resource-Policy */
    bool no_store;
};

static const struct policy policies[] = {
    [SECURITY_PAGE] =
        {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
         "blob: data:; font-src 'self'; connect-src 'self'; media-src 'self'; "
         "manifest-src 'self'; frame-src 'self'; form-action 'self'; "
         "base-uri 'none'; object-src 'none'; frame-ancestors 'none'", "same-origin",  true},
    [SECURITY_FRAME] =
        {"sandbox allow-popups allow-popups-to-escape-sandbox; default-src "
         "'none'; img-src 'self' data:; style-src 'self'; form-action 'none'; "
         "base-uri 'none'; frame-ancestors 'self'",                    "same-origin",  true},
    [SECURITY_FILE] =
        {"sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; "
         "frame-ancestors 'none'",                                     "same-origin",  true},
    [SECURITY_PICTURE] =
        {"sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; "
         "frame-ancestors 'none'",                                     "cross-origin", true},
    [SECURITY_DATA] = {"default-src 'none'; frame-ancestors 'none'",                          "same-origin",  true},
    [SECURITY_ASSET] = {"default-src 'none'; frame-ancestors 'none'",                          "cross-origin",
                         false                                                                                      },
};

static bool
has(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->headers.n; i++)
        if (str_eq_fold(response->headers.at[i].name, name))
            return true;
    return false;
}

void
security_headers(struct response *response, enum security_kind kind)
{
    const struct policy *policy = &policies[kind];

    response_header(response, "Content-Security-Policy", policy->content);
    response_header(response, "X-Content-Type-Options", "nosniff");
    response_header(response, "Referrer-Policy", "same-origin");
    response_header(response, "Permissions-Policy",
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
                    "display-capture=(), browsing-topics=()");
    response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    response_header(response, "Cross-Origin-Resource-Policy", policy->resource);
    if (response->https)
        response_header(response, "Strict-Transport-Security", "max-age=31536000");
    if (policy->no_store && !has(response, "Cache-Control"))
        response_header(response, "Cache-Control", "no-store");
}
