/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: reading one sentence of a rule. */
#ifndef PLAN_READ_RULE_H
#define PLAN_READ_RULE_H

#include "plan/read.h"
#include "plan/sentence.h"

/* What plans call the one who asks. */
#define READ_USER                                                                        \
    "(user|requester|requestor|customer|client|person|citizen|resident|student|patient|" \
    "employee|colleague|member|guest|caller|reporter|usuario|usuaria|solicitante|"       \
    "cliente|persona|vecino|vecina|ciudadano|ciudadana|alumno|alumna|estudiante|"        \
    "paciente|empleado|empleada|companero|socio)"

/* A way of saying something. extra is the reader's business; example NULL: no suggestion.
 */
struct read_phrase {
    int kind, extra;
    const char *pattern, *example;
};

const struct read_phrase *read_when_phrases(size_t *n_out);
const struct read_phrase *read_then_phrases(size_t *n_out);

/* The kind of topics as the plan's reader names it, or NULL: one text for each kind. */
const char *read_topic_kind(const char *folded);

/* "75% of first response", "resolve missed"; false when it is none. */
bool read_share(const char *folded, struct plan_condition *out);

/* Sentences to suggest beside the examples of the phrases. */
const char *const *read_more_examples(bool when, size_t *n_out);

/* Some table of the plan names that organization. */
bool read_knows_organization(const struct plan *plan, const char *name);

/* False when it is no known sentence; then *like_out is the phrase that it follows but
 * for an unknown name, *name_out that name (both NULL when it follows none). */
bool read_condition(struct reader *reader, const char *folded, struct plan_condition *out,
                    const struct read_phrase **like_out, const char **name_out);
bool read_action(struct reader *reader, const struct scan_cell *cell,
                 struct plan_then *out, const struct read_phrase **like_out,
                 const char **name_out);

#endif
