/* SPDX-License-Identifier: Apache-2.0 */
/* Invitations (iCalendar, RFC 5545) as words: what, when, where, who. */
#ifndef MIME_CALENDAR_H
#define MIME_CALENDAR_H

struct arena;
struct lang;

/* The first events of a calendar, a line for each thing that it says; "" when there is
 * none. Times are shown as they are written, with their zone's name. Never NULL. */
char *mime_calendar_text(struct arena *arena, const struct lang *lang,
                         const char *calendar);

#endif
