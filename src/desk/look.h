/* SPDX-License-Identifier: Apache-2.0 */
/* The colour of a desk: people give one, pages and mails need several. */
#ifndef DESK_LOOK_H
#define DESK_LOOK_H

#include "base/err.h"

/* What both themes show, each "#rrggbb": [0] on light pages, [1] on dark ones.
 * on    text upon the accent      soft  a background that bears the accent as text */
struct look {
    const char *accent[2], *hover[2], *on[2], *soft[2];
};

/* The colours that follow from an accent. One colour cannot be read on light and on dark
 * paper alike, so dark pages get a lighter one of the same hue. "" gives Kindesk's own.
 */
void look_of(struct cx *cx, const char *accent, struct look *out);

/* NULL when the colour is "#rrggbb" and can be read on light pages and bear white text
 * (WCAG 2.2, 1.4.3: contrast 4.5); dark pages then can be served too.
 * Errors  INVALID "accent" */
struct err *look_check_accent(struct cx *cx, const char *accent) MUST_CHECK;

/* WCAG 2.2 contrast ratio of two colours "#rrggbb", 1 to 21; 0 when one is none. */
double look_contrast(const char *a, const char *b);

#endif
