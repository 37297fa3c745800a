/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures inside what somebody wrote: <img src="cid:ID">. From a composer ID is the
 * token of an upload; kept, it is the content_id of the attachment that the upload
 * became. */
#ifndef DESK_PICTURE_H
#define DESK_PICTURE_H

#include "base/err.h"
#include "desk/file.h"
#include "text/safe.h"

/* The content_id of what that upload becomes. */
const char *picture_id(struct cx *cx, const char *token);

/* Cleans HTML to be kept: pictures of these uploads (tokens separated by blanks, or NULL)
 * stay in their places, by their content_id. */
const char *picture_keep(struct cx *cx, const char *html, const char *tokens);

/* Kept HTML to be shown: prefix and the attachment's number are where a picture is, for
 * pages; prefix NULL leaves it as cid:, for mail. */
struct safe_html picture_show(struct cx *cx, const char *html,
                              const struct attachment *files, size_t n,
                              const char *prefix);

/* The HTML has a place for that attachment. */
bool picture_is_shown(const char *html, const struct attachment *file);

#endif
