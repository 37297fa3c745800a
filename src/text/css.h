/* SPDX-License-Identifier: Apache-2.0 */
/* CSS of a style attribute, reduced to harmless declarations; only for this folder. */
#ifndef TEXT_CSS_H
#define TEXT_CSS_H

struct arena;
struct buf;

/* Adds the declarations of css that stand in the table of properties, rewritten from
 * their tokens: names, numbers within bounds, colors, font names. A declaration with
 * anything else (url(), expression(), an unknown function, a negative or huge length) is
 * left out whole. Escapes and comments are resolved before judging (CSS Syntax 3 §4.3.7).
 * Each is followed by "; ". */
void css_add_harmless(struct arena *arena, struct buf *out, const char *css);

/* The value of one property if it is harmless: for the attributes of old, as in
 * <td bgcolor=…>. Adds nothing otherwise. */
void css_add_one(struct arena *arena, struct buf *out, const char *property,
                 const char *value);

#endif
