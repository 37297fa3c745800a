/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of forms that several pages share. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/err.h"
#include "http/exchange.h"
#include "plan/plan.h"
#include "web/views.h"

/* Options of selects and radios; chosen: the value that is set now, NULL none. */
const struct view_option *form_topics(struct cx *cx, const struct plan *plan,
                                      const char *chosen);
const struct view_option *form_labels(struct cx *cx, const struct plan_label *labels, size_t n,
                                      const char *chosen);
const struct view_option *form_names(struct cx *cx, const char *const *names, size_t n,
                                     const char *chosen);

/* "asset tag" as "Asset tag". */
const char *form_sentence(struct cx *cx, const char *words);

/* The value that makes a form sent twice count once: the one it came with, else a new one. */
const char *form_once(struct cx *cx, struct exchange *x);

/* The tokens in the field "upload", separated by blanks. */
const char *form_upload_tokens(struct cx *cx, struct exchange *x);

/* Files of those tokens that are still there, to be shown with a form. */
struct err *form_uploads_of(struct cx *cx, const char *tokens,
                            struct view_uploads *out) MUST_CHECK;

/* Files that were sent ahead (field "upload"), to be shown again with the form. */
struct err *form_uploads(struct cx *cx, struct exchange *x, const struct err *err,
                         struct view_uploads *out) MUST_CHECK;

/* Tokens of all files of a submission: those sent ahead, and those that came with the form
 * itself (field "files"), which are stored now. In the writer's transaction.
 * Errors  INVALID or LIMIT "files" */
struct err *form_take_files(struct cx *cx, struct exchange *x, const char **tokens_out)
    MUST_CHECK;

#endif
