/* SPDX-License-Identifier: Apache-2.0 */
/* Security headers, one set for each kind of answer. */
#ifndef HTTP_SECURITY_H
#define HTTP_SECURITY_H

#include "http/response.h"

/* PAGE        our own HTML: everything from ourselves, no inline script or style, no
 * framing FRAME       a stranger's HTML after cleaning, shown in our sandboxed frame: no
 * script, no form, an opaque origin; pictures and our style sheet only from ourselves,
 * framed only by ourselves. Its requests come from an opaque origin, so they carry no
 *             SameSite=Lax cookie: pictures in it need links with their own proof
 * FILE        bytes of a stranger: sandboxed, nothing may be loaded, never sniffed; the
 * caller adds response_filename(…, attachment, …). Other sites cannot embed it PICTURE
 * like FILE, but may be embedded by an opaque origin (pictures inside FRAME) DATA JSON
 * and event streams ASSET       our own script, style and pictures */
enum security_kind {
    SECURITY_PAGE,
    SECURITY_FRAME,
    SECURITY_FILE,
    SECURITY_PICTURE,
    SECURITY_DATA,
    SECURITY_ASSET,
};

/* Sets Content-Security-Policy, X-Content-Type-Options, Referrer-Policy,
 * Permissions-Policy, Cross-Origin-Opener-Policy, Cross-Origin-Resource-Policy, and with
 * response->https Strict-Transport-Security. PAGE, FRAME, FILE, PICTURE and DATA also get
 * Cache-Control no-store unless it is set already. Applies once; later response_header()
 * calls override. */
void security_headers(struct response *response, enum security_kind kind);

#endif
