/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/look.h"

#include "base/arena.h"
#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Contrast of text, WCAG 2.2, 1.4.3. */
#define LEAST 4.5

struct colour {
    double part[3]; /* red, green, blue, 0 to 1 */
};

/* The backgrounds of web/static/css/tokens.css that bear the accent as text and are
 * nearest to it. */
static const char LIGHT_PAPER[] = "#f0ece5", DARK_PAPER[] = "#2c2a27";
static const char WHITE[] = "#ffffff", BLACK[] = "#000000";

static bool
read_colour(const char *text, struct colour *out)
{
    unsigned red, green, blue;

    if (!text || strlen(text) != 7 || text[0] != '#' ||
        strspn(text + 1, "0123456789abcdefABCDEF") != 6 ||
        sscanf(text, "#%2x%2x%2x", &red, &green, &blue) != 3)
        return false;
    *out = (struct colour){
        {red / 255.0, green / 255.0, blue / 255.0}
    };
    return true;
}

/* WCAG 2.2, definition of relative luminance. */
static double
luminance(const struct colour *colour)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double c = colour->part[i];

        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double
look_contrast(const char *a, const char *b)
{
    struct colour first, second;
    double x, y;

    if (!read_colour(a, &first) || !read_colour(b, &second))
        return 0;
    x = luminance(&first) + 0.05;
    y = luminance(&second) + 0.05;
    return x > y ? x / y : y / x;
}

/* So much of `with` in `colour`. */
static const char *
mix(struct cx *cx, const char *colour, const char *with, double share)
{
    struct colour a = {{0}}, b = {{0}};
    int part[3];

    read_colour(colour, &a);
    read_colour(with, &b);
    for (int i = 0; i < 3; i++)
        part[i] = (int)lround((a.part[i] * (1 - share) + b.part[i] * share) * 255);
    return arena_printf(cx->arena, "#%02x%02x%02x", (unsigned)part[0], (unsigned)part[1],
                        (unsigned)part[2]);
}

static const struct look kindesk = {
    .accent = {"#0b5f59", "#7ccfc5"},
    .hover = {"#084a46", "#9adfd6"},
    .on = {"#ffffff", "#0a2422"},
    .soft = {"#e2f0ee", "#1d3431"},
};

/* The nearest lighter one that can be read on dark paper and on its own soft ground. */
static void
on_dark(struct cx *cx, const char *accent, struct look *look)
{
    for (int step = 0; step <= 20; step++) {
        look->accent[1] = mix(cx, accent, WHITE, step / 20.0);
        look->soft[1] = mix(cx, DARK_PAPER, look->accent[1], 0.12);
        if (look_contrast(look->accent[1], DARK_PAPER) >= LEAST &&
            look_contrast(look->accent[1], look->soft[1]) >= LEAST)
            break;
    }
    look->hover[1] = mix(cx, look->accent[1], WHITE, 0.25);
    look->on[1] = mix(cx, accent, BLACK, 0.8);
}

void
look_of(struct cx *cx, const char *accent, struct look *out)
{
    *out = kindesk;
    if (str_blank(accent))
        return;
    out->accent[0] = accent;
    out->hover[0] = mix(cx, accent, BLACK, 0.22);
    out->on[0] = WHITE;
    out->soft[0] = mix(cx, WHITE, accent, 0.1);
    on_dark(cx, accent, out);
}

struct err *
look_check_accent(struct cx *cx, const char *accent)
{
    struct colour colour;
    struct look look;
    double least;

    if (!read_colour(accent, &colour))
        return ERR_FIELD(cx, "accent", "A colour should look like #0b5f59.");
    look_of(cx, accent, &look);
    least = look_contrast(accent, LIGHT_PAPER);
    if (look_contrast(accent, look.soft[0]) < least)
        least = look_contrast(accent, look.soft[0]);
    if (least >= LEAST)
        return NULL;
    return ERR_FIELD(
        cx, "accent",
        "This colour is too light to be read on a light page: its contrast is"
        " %.1f and has to be 4.5 at least. Please choose a darker one.",
        least);
}
