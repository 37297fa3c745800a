/* SPDX-License-Identifier: Apache-2.0 */
/* Text that may stand in a page, kept apart by type from text that may not. Only this
 * folder makes values of these types; templates take them unescaped and escape the rest.
 */
#ifndef TEXT_SAFE_H
#define TEXT_SAFE_H

#include <stdbool.h>

struct arena;
struct buf;

/* HTML that was built by our serializer: well-formed, no scripts, no loads from
 * elsewhere. */
struct safe_html {
    const char *s;
};

/* A link's target that cannot run anything. Still to be escaped in an attribute. */
struct safe_url {
    const char *s;
};

/* The target if it is http:, https:, mailto:, tel: or a path on this site, else "#".
 * Blanks and control characters are dropped before judging, as browsers do; "//host",
 * "/\host" and every other scheme are refused (THREATS B17). Source: WHATWG URL §4.4.
 * untrusted  as written by a person, entities already decoded; NULL gives "#" */
struct safe_url safe_url_of(struct arena *arena, const char *untrusted);

/* Whether the target is absolute and of a scheme that mail may link to: http, https,
 * mailto, tel, ftp. */
bool safe_url_is_outside(const char *url);

/* Text for element content and quoted attributes: & < > " ' become entities; so does the
 * back tick, which an old parser takes for a quote. NULL adds nothing. */
void escape_html(struct buf *buf, const char *s);

/* Text for one piece of a path or query (RFC 3986 unreserved stays, the rest is %XX). */
void escape_url_component(struct buf *buf, const char *s);

#endif
