/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled templates call (tools/templates.py says how they are written).
 *
 * Each TPL_PUT_… is the escaper of one place in the output and picks by C type; a type
 * that may not stand there does not compile. A NULL text puts nothing. */
#ifndef TEXT_TPL_H
#define TEXT_TPL_H

#include "base/buf.h"
#include "text/safe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lang;
struct zone;

/* out   where the page goes; texts on the way are taken from its arena
 * lang  NULL is English    zone  NULL is UTC    now  UTC ms
 * csrf  the session's token, NULL where nobody is signed in */
struct tpl {
    struct buf *out;
    const struct lang *lang;
    const struct zone *zone;
    int64_t now;
    const char *csrf;
};

/* Text that is finished: literal, or the address of an asset. */
struct tpl_static {
    const char *s;
    size_t n;
};

/* A translated text, escaped and cut at its values: s, then value number arg; arg 0 ends.
 * A text has one row of pieces for each language, in the order of langs[]. */
struct tpl_piece {
    const char *s;
    size_t n;
    int arg;
};

/* Copies in place while there is room: a page is thousands of short literals, whose length
 * the compiler knows. */
static inline void
tpl_lit(struct tpl *t, const char *s, size_t n)
{
    struct buf *out = t->out;

    if (out->full || out->room <= out->n + n || n > out->max - out->n) {
        buf_add(out, s, n);
        return;
    }
    memcpy(out->p + out->n, s, n);
    out->n += n;
    out->p[out->n] = '\0';
}

/* The pieces of the text in the reader's language. */
const struct tpl_piece *tpl_pick(const struct tpl *t,
                                 const struct tpl_piece *const texts[]);

/* Puts the piece's text; true when a value follows. */
bool tpl_piece(struct tpl *t, const struct tpl_piece *piece);

/* A text without values. */
void tpl_text(struct tpl *t, const struct tpl_piece *const texts[]);

/* "en", "es". */
const char *tpl_lang(const struct tpl *t);

/* <time> elements with machine time, exact time on hover and the words of text/say.h;
 * nothing for 0. */
void tpl_time(struct tpl *t, int64_t at);
void tpl_until(struct tpl *t, int64_t at);
void tpl_ago(struct tpl *t, int64_t at);
void tpl_date(struct tpl *t, int64_t at);

/* The words alone, for attributes and plain text. */
const char *tpl_say_time(struct tpl *t, int64_t at);
const char *tpl_say_until(struct tpl *t, int64_t at);
const char *tpl_say_ago(struct tpl *t, int64_t at);
const char *tpl_say_date(struct tpl *t, int64_t at);
const char *tpl_say_duration(struct tpl *t, int64_t duration_ms);
const char *tpl_say_size(struct tpl *t, int64_t size_bytes);

void tpl_put_int(struct tpl *t, int64_t value);
void tpl_put_uint(struct tpl *t, uint64_t value);
void tpl_put_text(struct tpl *t, const char *s);
void tpl_put_html(struct tpl *t, struct safe_html html);
void tpl_put_html_escaped(struct tpl *t, struct safe_html html);
void tpl_put_url(struct tpl *t, struct safe_url url);
void tpl_put_component(struct tpl *t, const char *s);
void tpl_put_segment(struct tpl *t, const char *s);
void tpl_put_plain(struct tpl *t, const char *s);
void tpl_put_plain_url(struct tpl *t, struct safe_url url);

/* Numbers look the same everywhere. bool and char are left out on purpose. */
#define TPL_INTEGERS                                                                     \
    short : tpl_put_int,                                                                 \
            int : tpl_put_int,                                                           \
                  long : tpl_put_int,                                                    \
                         long long : tpl_put_int,                                        \
                                     unsigned short : tpl_put_uint,                      \
                                                      unsigned : tpl_put_uint,           \
                                                                 unsigned long           \
        : tpl_put_uint,                                                                  \
          unsigned long long : tpl_put_uint

#define TPL_TEXTS(put) char * : put, const char * : put

/* Between tags. */
#define TPL_PUT(t, x)                                                                    \
    _Generic((x), TPL_TEXTS(tpl_put_text), struct safe_html                              \
             : tpl_put_html, struct safe_url                                             \
             : tpl_put_url, TPL_INTEGERS)((t), (x))

/* In quoted attributes, <title> and <textarea>. */
#define TPL_PUT_TEXT(t, x)                                                               \
    _Generic((x), TPL_TEXTS(tpl_put_text), struct safe_url                               \
             : tpl_put_url, TPL_INTEGERS)((t), (x))

/* A whole address. */
#define TPL_PUT_URL(t, x) _Generic((x), struct safe_url : tpl_put_url)((t), (x))

/* A piece of an address after its literal beginning, percent-encoded. "." and ".." would
 * climb in a path, so "-" stands for them. */
#define TPL_PUT_COMPONENT(t, x)                                                          \
    _Generic((x), TPL_TEXTS(tpl_put_component), TPL_INTEGERS)((t), (x))

/* The first piece of a path: "-" stands for an empty one, which would make "//". */
#define TPL_PUT_SEGMENT(t, x)                                                            \
    _Generic((x), TPL_TEXTS(tpl_put_segment), TPL_INTEGERS)((t), (x))

/* A document inside an attribute. */
#define TPL_PUT_SRCDOC(t, x)                                                             \
    _Generic((x), struct safe_html : tpl_put_html_escaped)((t), (x))

/* In a plain text template. */
#define TPL_PUT_PLAIN(t, x)                                                              \
    _Generic((x), TPL_TEXTS(tpl_put_plain), struct safe_url                              \
             : tpl_put_plain_url, TPL_INTEGERS)((t), (x))

static inline bool
tpl_true_text(const char *s)
{
    return s && *s;
}

static inline bool
tpl_true_html(struct safe_html html)
{
    return html.s && *html.s;
}

static inline bool
tpl_true_url(struct safe_url url)
{
    return url.s && *url.s;
}

static inline bool
tpl_true_uint(uint64_t value)
{
    return value != 0;
}

static inline bool
tpl_true_int(int64_t value)
{
    return value != 0;
}

static inline bool
tpl_true_pointer(const void *p)
{
    return p != NULL;
}

/* A non-empty text, a number other than 0, true, a pointer other than NULL. */
#define tpl_true(x)                                                                      \
    _Generic((x), TPL_TEXTS(tpl_true_text), struct safe_html                             \
             : tpl_true_html, struct safe_url                                            \
             : tpl_true_url, bool                                                        \
             : tpl_true_uint, short                                                      \
             : tpl_true_int, int                                                         \
             : tpl_true_int, long                                                        \
             : tpl_true_int, long long                                                   \
             : tpl_true_int, unsigned short                                              \
             : tpl_true_uint, unsigned                                                   \
             : tpl_true_uint, unsigned long                                              \
             : tpl_true_uint, unsigned long long                                         \
             : tpl_true_uint, default                                                    \
             : tpl_true_pointer)(x)

#endif
