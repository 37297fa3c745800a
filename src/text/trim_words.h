/* SPDX-License-Identifier: Apache-2.0 */
/* Words by which mail programs introduce a quotation, in the languages that they speak.
 * ASCII letters are compared without case, others as they stand here. Only for
 * trim_line.c. */
#ifndef TEXT_TRIM_WORDS_H
#define TEXT_TRIM_WORDS_H

enum trim_header {
    TRIM_FROM = 1 << 0,
    TRIM_SENT = 1 << 1,
    TRIM_TO = 1 << 2,
    TRIM_SUBJECT = 1 << 3,
    TRIM_OTHER = 1 << 4,
};

struct trim_header_word {
    const char *word;
    enum trim_header kind;
};

/* Each list ends with NULL. */
extern const struct trim_header_word trim_header_words[];
extern const char *const trim_wrote[];         /* "wrote" */
extern const char *const trim_starters[];      /* "On" before a date */
extern const char *const trim_quoters[];       /* "Quoting Ann <ann@a.example>:" */
extern const char *const trim_pronouns[];      /* "I wrote:" is no introduction */
extern const char *const trim_message_words[]; /* between dashes */
extern const char *const trim_forwards[];   /* "Begin forwarded message", whole lines */
extern const char *const trim_sent_froms[]; /* beginnings of lines */
extern const char *const trim_sent_from_ends[];
extern const char *const trim_devices[]; /* "phone" */
extern const char *const trim_closings[];

#endif
