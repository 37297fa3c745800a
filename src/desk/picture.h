/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures inside what somebody wrote: <img src="cid:ID">. From a composer ID is the
 * token of an upload; kept, it is the content_id of the attachment that the upload
 * became. From a mail ID is the Content-ID of one of its parts, and stays. */
#ifndef DESK_PICTURE_H
#define DESK_PICTURE_H

#include "base/err.h"
#include "desk/file.h"
#include "desk/message.h"
#include "text/safe.h"

/* The content_id of what that upload becomes. */
const char *picture_id(struct cx *cx, const char *token);

/* Cleans HTML to be kept: pictures of these uploads (tokens separated by blanks, or NULL)
 * and of these files stay in their places, by their content_id. */
const char *picture_keep(struct cx *cx, const char *html, const char *tokens,
                         const struct attachment *files, size_t n);

/* Kept HTML to be shown: prefix and the attachment's number are where a picture is, for
 * pages; prefix NULL leaves it as cid:, for mail. */
struct safe_html picture_show(struct cx *cx, const char *html,
                              const struct attachment *files, size_t n,
                              const char *prefix);

enum { PICTURES_INLINE_BYTES = 8 << 20 };
/* A message's HTML with its own pictures inside (data:), for a frame without rights,
 * which could not fetch them. Those that would pass PICTURES_INLINE_BYTES, each place
 * counted, are left out. */
struct err *picture_inline(struct cx *cx, const struct message *message,
                           struct safe_html *out) MUST_CHECK;

/* A type that browsers only draw: PNG, JPEG, GIF, WebP. */
bool picture_type(const char *type);

/* The HTML has a place for that attachment. */
bool picture_is_shown(const char *html, const struct attachment *file);

#endif
