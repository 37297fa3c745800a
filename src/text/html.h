/* SPDX-License-Identifier: Apache-2.0 */
/* The HTML cleaner: what arrives by mail or from a composer becomes HTML that may be
 * shown.
 *
 * gumbo parses as a browser would (WHATWG HTML §13.2); our own serializer writes only
 * what stands in its tables of elements, attributes and CSS properties, so that whatever
 * the parser made of the input, the output means one thing only (mutation XSS, THREATS
 * B13). No scripts, forms, frames, SVG, MathML, comments, ids or loads from elsewhere.
 * Still meant to be shown in a sandboxed frame under its own CSP. */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "base/bytes.h"
#include "text/safe.h"

#include <stddef.h>

struct arena;

/* What the cleaner met, for the page around: "3 pictures from elsewhere were not loaded".
 */
struct html_seen {
    size_t remote_n;
    bool shortened; /* larger or deeper than the limits; only text remains beyond them */
};

/* A picture inside the message: Content-ID without <> and where it can be fetched now. */
struct html_cid {
    const char *cid;
    const char *url;
};

/* All zero is the safest: every picture but data: becomes a marked place.
 * keep_cids  a cid: that is not among cids stays as it is, for a later cleaning that
 *         knows the message's pictures
 * cids    pictures of the message; the url is ours and is taken as it is
 * proxy   prefix to which the escaped address of a remote picture is added, for "show
 *         pictures"; NULL blocks them: <img alt="…" data-remote="1"> without a source
 * seen    filled when not NULL */
struct html_options {
    const struct html_cid *cids;
    size_t cids_n;
    bool keep_cids;
    const char *proxy;
    struct html_seen *seen;
};

/* Cleans raw HTML, a document or a fragment, UTF-8 (broken bytes become U+FFFD).
 * Linear in the input, which counts up to HTML_INPUT_BYTES; markup beyond HTML_DEPTH open
 * elements or HTML_TAGS tags is left out while its text stays.
 * Returns a fragment for the inside of a block element, never NULL. */
struct safe_html html_clean(struct arena *arena, struct bytes raw,
                            struct html_options options);

enum {
    HTML_INPUT_BYTES = 16 << 20,
    HTML_TAGS = 400 * 1000,
    HTML_DEPTH = 200,
};

#endif
