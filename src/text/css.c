/* SPDX-License-Identifier: Apache-2.0 */
/* A value is taken apart into tokens and written anew from those that its property
 * allows, so that nothing of the sender's text reaches the page but names, numbers and
 * colors. */
#include "text/css.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 40, VALUE_BYTES = 400, DECLARATIONS = 60 };

/* What tokens a property takes. */
enum takes {
    TAKES_NAME = 1 << 0,   /* a keyword or a named color */
    TAKES_COLOR = 1 << 1,  /* #abc, rgb(…), hsl(…) */
    TAKES_LENGTH = 1 << 2, /* within low..high px */
    TAKES_NUMBER = 1 << 3, /* without unit */
    TAKES_FONTS = 1 << 4,  /* names and texts, commas between */
    TAKES_SLASH = 1 << 5,
    TAKES_FIRST_COLOR = 1 << 6, /* only a color out of it, as background-color */
};

/* low, high  bounds of a length, in px */
struct property {
    const char *name;
    unsigned takes;
    double low, high;
};

/* clang-format off */
static const struct property properties[] = {
    {"background",          TAKES_FIRST_COLOR, 0, 0},
    {"background-color",    TAKES_NAME | TAKES_COLOR, 0, 0},
    {"border",              TAKES_NAME | TAKES_COLOR | TAKES_LENGTH, 0, 40},
    {"border-bottom",       TAKES_NAME | TAKES_COLOR | TAKES_LENGTH, 0, 40},
    {"border-bottom-color", TAKES_NAME | TAKES_COLOR, 0, 0},
    {"border-bottom-style", TAKES_NAME, 0, 0},
    {"border-bottom-width", TAKES_NAME | TAKES_LENGTH, 0, 40},
    {"border-collapse",     TAKES_NAME, 0, 0},
    {"border-color",        TAKES_NAME | TAKES_COLOR, 0, 0},
    {"border-left",         TAKES_NAME | TAKES_COLOR | TAKES_LENGTH, 0, 40},
    {"border-left-color",   TAKES_NAME | TAKES_COLOR, 0, 0},
    {"border-left-style",   TAKES_NAME, 0, 0},
    {"border-left-width",   TAKES_NAME | TAKES_LENGTH, 0, 40},
    {"border-radius",       TAKES_LENGTH, 0, 100},
    {"border-right",        TAKES_NAME | TAKES_COLOR | TAKES_LENGTH, 0, 40},
    {"border-right-color",  TAKES_NAME | TAKES_COLOR, 0, 0},
    {"border-right-style",  TAKES_NAME, 0, 0},
    {"border-right-width",  TAKES_NAME | TAKES_LENGTH, 0, 40},
    {"border-spacing",      TAKES_LENGTH, 0, 40},
    {"border-style",        TAKES_NAME, 0, 0},
    {"border-top",          TAKES_NAME | TAKES_COLOR | TAKES_LENGTH, 0, 40},
    {"border-top-color",    TAKES_NAME | TAKES_COLOR, 0, 0},
    {"border-top-style",    TAKES_NAME, 0, 0},
    {"border-top-width",    TAKES_NAME | TAKES_LENGTH, 0, 40},
    {"border-width",        TAKES_NAME | TAKES_LENGTH, 0, 40},
    {"caption-side",        TAKES_NAME, 0, 0},
    {"clear",               TAKES_NAME, 0, 0},
    {"color",               TAKES_NAME | TAKES_COLOR, 0, 0},
    {"direction",           TAKES_NAME, 0, 0},
    {"display",             TAKES_NAME, 0, 0},
    {"empty-cells",         TAKES_NAME, 0, 0},
    {"float",               TAKES_NAME, 0, 0},
    {"font",                TAKES_NAME | TAKES_LENGTH | TAKES_NUMBER | TAKES_FONTS | TAKES_SLASH, 8, 72},
    {"font-family",         TAKES_FONTS, 0, 0},
    {"font-size",           TAKES_NAME | TAKES_LENGTH, 8, 72},
    {"font-style",          TAKES_NAME, 0, 0},
    {"font-variant",        TAKES_NAME, 0, 0},
    {"font-weight",         TAKES_NAME | TAKES_NUMBER, 1, 1000},
    {"height",              TAKES_NAME | TAKES_LENGTH, 0, 2000},
    {"letter-spacing",      TAKES_NAME | TAKES_LENGTH, 0, 20},
    {"line-height",         TAKES_NAME | TAKES_LENGTH | TAKES_NUMBER, 8, 100},
    {"list-style",          TAKES_NAME, 0, 0},
    {"list-style-position", TAKES_NAME, 0, 0},
    {"list-style-type",     TAKES_NAME, 0, 0},
    {"margin",              TAKES_NAME | TAKES_LENGTH, 0, 400},
    {"margin-bottom",       TAKES_NAME | TAKES_LENGTH, 0, 400},
    {"margin-left",         TAKES_NAME | TAKES_LENGTH, 0, 400},
    {"margin-right",        TAKES_NAME | TAKES_LENGTH, 0, 400},
    {"margin-top",          TAKES_NAME | TAKES_LENGTH, 0, 400},
    {"max-width",           TAKES_NAME | TAKES_LENGTH, 0, 2000},
    {"min-width",           TAKES_NAME | TAKES_LENGTH, 0, 1000},
    {"overflow-wrap",       TAKES_NAME, 0, 0},
    {"padding",             TAKES_LENGTH, 0, 400},
    {"padding-bottom",      TAKES_LENGTH, 0, 400},
    {"padding-left",        TAKES_LENGTH, 0, 400},
    {"padding-right",       TAKES_LENGTH, 0, 400},
    {"padding-top",         TAKES_LENGTH, 0, 400},
    {"table-layout",        TAKES_NAME, 0, 0},
    {"text-align",          TAKES_NAME, 0, 0},
    {"text-decoration",     TAKES_NAME | TAKES_COLOR, 0, 0},
    {"text-decoration-color", TAKES_NAME | TAKES_COLOR, 0, 0},
    {"text-decoration-line", TAKES_NAME, 0, 0},
    {"text-decoration-style", TAKES_NAME, 0, 0},
    {"text-indent",         TAKES_LENGTH, 0, 100},
    {"text-transform",      TAKES_NAME, 0, 0},
    {"vertical-align",      TAKES_NAME, 0, 0},
    {"white-space",         TAKES_NAME, 0, 0},
    {"width",               TAKES_NAME | TAKES_LENGTH, 0, 2000},
    {"word-break",          TAKES_NAME, 0, 0},
    {"word-spacing",        TAKES_NAME | TAKES_LENGTH, 0, 40},
    {"word-wrap",           TAKES_NAME, 0, 0},
};

/* Px in one of each unit. */
static const struct { const char *name; double px; } units[] = {
    {"px", 1}, {"pt", 4.0 / 3}, {"em", 16}, {"rem", 16}, {"%", 1}, {"ex", 8}, {"ch", 8},
    {"in", 96}, {"cm", 37.8}, {"mm", 3.78}, {"pc", 16},
};
/* clang-format on */

static bool
is_name_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static unsigned
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

/* Behind an escape at p ("\" first), its character into out. */
static const char *
unescape(struct buf *out, const char *p)
{
    uint32_t rune = 0;
    int digits = 0;

    p++;
    while (digits < 6 && hex_value(*p) < 16) {
        rune = rune << 4 | hex_value(*p++);
        digits++;
    }
    if (digits) {
        buf_rune(out, rune ? rune : 0xFFFD);
        return p + (*p == ' ' || *p == '\n' || *p == '\t');
    }
    if (*p == '\n')
        return p + 1;
    if (*p)
        buf_char(out, *p++);
    return p;
}

/* The text without comments and with its escapes resolved, so that what is judged is what
 * a browser reads; an escaped character counts as if it were written plainly. */
static const char *
plain_css(struct arena *arena, const char *css)
{
    struct buf out;

    if (!strchr(css, '\\') && !strstr(css, "/*"))
        return css;
    buf_init(&out, arena, 0);
    for (const char *p = css; *p;) {
        if (p[0] == '/' && p[1] == '*') {
            const char *last = strstr(p + 2, "*/");

            p = last ? last + 2 : p + strlen(p);
        } else if (*p == '\\') {
            p = unescape(&out, p);
        } else {
            buf_char(&out, *p++);
        }
    }
    return buf_text(&out);
}

static const char *
name_token(struct buf *out, const char *p)
{
    const char *first = p;

    while (is_name_byte((unsigned char)*p))
        p++;
    if (*p == '(' || p - first > NAME_BYTES)
        return NULL;
    buf_add(out, first, (size_t)(p - first));
    return p;
}

/* rgb(1, 2 3 / 50%) and its like: numbers only. */
static const char *
color_function(struct buf *out, const char *p)
{
    const char *open = strchr(p, '(');
    const char *close = strchr(p, ')');

    if (!open || !close || close - p > 60 || open > close)
        return NULL;
    for (const char *q = open + 1; q < close; q++)
        if (!strchr("0123456789.,% /", *q))
            return NULL;
    buf_add(out, p, (size_t)(close + 1 - p));
    return close + 1;
}

static const char *
hash_color(struct buf *out, const char *p)
{
    size_t n = 1;

    while (hex_value(p[n]) < 16)
        n++;
    if (is_name_byte((unsigned char)p[n]) || (n != 4 && n != 5 && n != 7 && n != 9))
        return NULL;
    buf_add(out, p, n);
    return p + n;
}

/* A number with its unit, within the property's bounds. */
static const char *
length_token(struct buf *out, const char *p, const struct property *property)
{
    char digits[16], unit[5] = "";
    size_t n = 0, unit_n = 0;
    double value, px = 0;

    if (*p == '+')
        p++;
    while ((*p >= '0' && *p <= '9') || *p == '.') {
        if (n >= sizeof digits - 1)
            return NULL;
        digits[n++] = *p++;
    }
    digits[n] = '\0';
    value = strtod(digits, NULL);
    while (
        unit_n < sizeof unit - 1 &&
        ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p == '%' && !unit_n)))
        unit[unit_n++] = *p++;
    unit[unit_n] = '\0';
    if (is_name_byte((unsigned char)*p) || !n)
        return NULL;
    if (unit_n) {
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (str_eq_fold(unit, units[i].name))
                px = str_eq(unit, "%") && property->low >= 8 ? value * 16 / 100
                                                             : value * units[i].px;
        if (!(property->takes & TAKES_LENGTH) || (px == 0 && value != 0))
            return NULL;
    } else if (property->takes & TAKES_NUMBER) {
        px = property->high == 1000 ? value : value * 16; /* weight, or times the font */
    } else if (value != 0) {
        px = value; /* browsers of old took px for granted, and so do mails */
        buf_printf(out, "%spx", digits);
        return px >= property->low && px <= property->high ? p : NULL;
    }
    if (px < property->low || px > property->high)
        return NULL;
    buf_str(out, digits);
    buf_str(out, unit);
    return p;
}

/* "Segoe UI" in quotes: letters, digits, blanks and what is not ASCII. */
static const char *
text_token(struct buf *out, const char *p)
{
    const char *last = strchr(p + 1, *p);

    if (!last || last - p > 60)
        return NULL;
    for (const char *q = p + 1; q < last; q++)
        if (!is_name_byte((unsigned char)*q) && *q != ' ' && *q != '.' &&
            (unsigned char)*q < 0x80)
            return NULL;
    buf_char(out, '\'');
    buf_add(out, p + 1, (size_t)(last - p - 1));
    buf_char(out, '\'');
    return last + 1;
}

static bool
is_color_function(const char *p)
{
    return str_starts_fold(p, "rgb(") || str_starts_fold(p, "rgba(") ||
           str_starts_fold(p, "hsl(") || str_starts_fold(p, "hsla(");
}

/* One token of a value into out; where it ends, or NULL when it is not allowed. */
static const char *
value_token(struct buf *out, const char *p, const struct property *property)
{
    unsigned takes = property->takes;

    if (*p == '#')
        return takes & TAKES_COLOR ? hash_color(out, p) : NULL;
    if (is_color_function(p))
        return takes & TAKES_COLOR ? color_function(out, p) : NULL;
    if ((*p >= '0' && *p <= '9') || *p == '.' || *p == '+')
        return takes & (TAKES_LENGTH | TAKES_NUMBER) ? length_token(out, p, property)
                                                     : NULL;
    if (*p == '"' || *p == '\'')
        return takes & TAKES_FONTS ? text_token(out, p) : NULL;
    if (*p == ',' || *p == '/') {
        if (!(takes & (*p == ',' ? TAKES_FONTS : TAKES_SLASH)))
            return NULL;
        buf_char(out, *p);
        return p + 1;
    }
    if (is_letter(*p) || (*p == '-' && is_letter(p[1])))
        return takes & (TAKES_NAME | TAKES_FONTS) ? name_token(out, p) : NULL;
    if ((unsigned char)*p >= 0x80 && (takes & TAKES_FONTS)) {
        while ((unsigned char)*p >= 0x80)
            buf_char(out, *p++);
        return p;
    }
    return NULL;
}

/* Whole value, tokens with one blank between; false when anything in it is not allowed.
 */
static bool
add_value(struct buf *out, const char *value, const struct property *property)
{
    size_t before = out->n;
    const char *p = value;

    while (p && *p) {
        if (*p == ' ' || *p == '\n' || *p == '\t') {
            p++;
            if (out->n > before && out->p[out->n - 1] != ' ' && *p && *p != ',')
                buf_char(out, ' ');
        } else {
            p = value_token(out, p, property);
        }
    }
    while (out->n > before && out->p[out->n - 1] == ' ')
        buf_cut(out, out->n - 1);
    return p && out->n > before;
}

/* The first color in a background shorthand; pictures and places in it are left out. */
static bool
add_first_color(struct buf *out, const char *value)
{
    static const struct property color = {"", TAKES_COLOR, 0, 0};
    static const struct property named = {"", TAKES_NAME, 0, 0};
    static const char *const words[] = {
        "none",  "repeat", "no-repeat", "scroll", "fixed", "top",      "left",
        "right", "bottom", "center",    "cover",  "url",   "repeat-x", "repeat-y"};
    size_t n = strcspn(value, " \n\t(");

    if (*value == '#' || is_color_function(value))
        return value_token(out, value, &color) != NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (n == strlen(words[i]) && strncasecmp(words[i], value, n) == 0)
            return false;
    return value[n] == '\0' && add_value(out, value, &named);
}

static const struct property *
find_property(const char *name)
{
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (str_eq(properties[i].name, name))
            return &properties[i];
    return NULL;
}

/* name and value are trimmed and NUL-terminated. */
static void
add_declaration(struct buf *out, const char *name, const char *value)
{
    const struct property *property = find_property(name);
    size_t before = out->n;
    bool kept;

    if (!property || strlen(value) > VALUE_BYTES)
        return;
    if (property->takes & TAKES_FIRST_COLOR) {
        buf_lit(out, "background-color: ");
        kept = add_first_color(out, value);
    } else {
        buf_str(out, name);
        buf_lit(out, ": ");
        kept = add_value(out, value, property);
    }
    if (kept)
        buf_lit(out, "; ");
    else
        buf_cut(out, before);
}

void
css_add_one(struct arena *arena, struct buf *out, const char *property, const char *value)
{
    add_declaration(out, property, str_trim(arena, plain_css(arena, value)));
}

/* Where a declaration ends: at ";" outside of quotes and brackets. */
static const char *
declaration_end(const char *p)
{
    char quote = '\0';
    int depth = 0;

    for (; *p; p++) {
        if (quote) {
            if (*p == quote)
                quote = '\0';
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (*p == '(') {
            depth++;
        } else if (*p == ')' && depth) {
            depth--;
        } else if (*p == ';' && !depth) {
            break;
        }
    }
    return p;
}

void
css_add_harmless(struct arena *arena, struct buf *out, const char *css)
{
    const char *p = plain_css(arena, css);

    for (int i = 0; i < DECLARATIONS && *p; i++) {
        const char *last = declaration_end(p);
        const char *colon = memchr(p, ':', (size_t)(last - p));

        if (colon && colon - p < 2 * NAME_BYTES && last - colon < 2 * VALUE_BYTES) {
            char *name = arena_strndup(arena, p, (size_t)(colon - p));
            char *value = arena_strndup(arena, colon + 1, (size_t)(last - colon - 1));
            char *important = strchr(value, '!');

            if (important && str_eq_fold(str_trim(arena, important + 1), "important"))
                *important = '\0';
            add_declaration(out, str_lower(arena, str_trim(arena, name)),
                            str_trim(arena, value));
        }
        p = *last ? last + 1 : last;
    }
}
