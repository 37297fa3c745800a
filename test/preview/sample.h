/* SPDX-License-Identifier: Apache-2.0 */
/* Believable data for looking at pages without a desk behind them. */
#ifndef PREVIEW_SAMPLE_H
#define PREVIEW_SAMPLE_H

#include "web/views.h"

#define SAMPLE_NOW INT64_C(1795464000000) /* Mon 23 Nov 2026, 12:00 in Los Angeles */
#define N_OF(list) (sizeof(list) / sizeof *(list))

/* The frame of a public page (section NONE … PROFILE) or of an agent's. */
struct view_page sample_page(const char *lang, const char *title);
struct view_page sample_agent_page(const char *lang, const char *title,
                                   enum view_section section);

extern const struct view_row sample_rows[];
extern const size_t sample_rows_n;
extern const struct view_request_row sample_requests[];
extern const size_t sample_requests_n;
extern const struct view_option sample_topics[], sample_impacts[], sample_urgencies[];
extern const size_t sample_topics_n, sample_impacts_n, sample_urgencies_n;
extern const struct view_entry sample_entries[], sample_public_entries[];
extern const size_t sample_entries_n, sample_public_entries_n;
extern const struct view_event sample_history[];
extern const size_t sample_history_n;
extern const struct view_person_row sample_people[];
extern const size_t sample_people_n;

#endif
