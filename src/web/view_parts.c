/* SPDX-License-Identifier: Apache-2.0 */
/* Small conversions that every page's handler needs to fill its view. */
#include "web/view_parts.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

struct view_errors
view_errors(struct arena *arena, const struct err *err)
{
    struct view_errors errors = {0};
    struct view_error *list;
    size_t n = 0;

    for (const struct err *e = err; e; e = e->next)
        n++;
    list = NEW_N(arena, n + 1, struct view_error);
    for (const struct err *e = err; e; e = e->next)
        list[errors.list_n++] = (struct view_error){e->field, e->text};
    errors.list = list;
    return errors;
}

const char *
view_error_of(const struct err *err, const char *field)
{
    for (const struct err *e = err; e; e = e->next)
        if (e->field && str_eq(e->field, field))
            return e->text;
    return NULL;
}

struct view_input
view_input(const char *value, const struct err *err, const char *field)
{
    return (struct view_input){value, view_error_of(err, field)};
}

/* The first character of a word; NULL adds nothing. */
static void
add_letter(struct buf *buf, const char *word)
{
    uint32_t rune;

    if (!word)
        return;
    utf8_decode((const unsigned char *)word, strlen(word), &rune);
    buf_rune(buf, rune);
}

const char *
view_initials(struct arena *arena, const char *name)
{
    struct buf buf;
    const char *first = NULL, *last = NULL;
    bool inside = false;

    if (!name)
        return "";
    for (const char *p = name; *p && *p != '@'; p++) {
        bool blank = *p == ' ' || *p == '\t' || *p == '\n';
        if (!blank && !inside) {
            last = first ? p : NULL;
            first = first ? first : p;
        }
        inside = !blank;
    }
    buf_init(&buf, arena, 64);
    add_letter(&buf, first);
    add_letter(&buf, last);
    return buf_text(&buf);
}

int64_t
view_priority_level(size_t rank, size_t n)
{
    if (rank <= 1 || n <= 1)
        return 1;
    if (rank >= n)
        return 4;
    return 1 + (int64_t)((rank - 1) * 3 + (n - 1) / 2) / (int64_t)(n - 1);
}
