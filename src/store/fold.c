/* SPDX-License-Identifier: Apache-2.0 */
#include "store/fold.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "store/fold_table.h"

#include <stdbool.h>
#include <string.h>

/* word  where the word being written starts in out; open: there is one */
struct folding {
    struct buf *out;
    size_t word, words_n, words_max;
    bool open;
};

static bool
within(const struct fold_range *ranges, size_t n, uint32_t rune)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rune > ranges[middle].last)
            low = middle + 1;
        else if (rune < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

static const char *
letter_of(uint32_t rune)
{
    size_t low = 0, high = fold_letters_n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rune == fold_letters[middle].rune)
            return fold_letters[middle].text;
        if (rune > fold_letters[middle].rune)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void
add(struct folding *folding, const char *p, size_t n)
{
    struct buf *out = folding->out;

    if (!folding->open) {
        if (folding->words_n == folding->words_max)
            return;
        if (out->n > 0)
            buf_char(out, ' ');
        folding->word = out->n;
        folding->open = true;
        folding->words_n++;
    }
    if (out->n - folding->word + n <= FOLD_WORD_BYTES)
        buf_add(out, p, n);
}

static void
add_rune(struct folding *folding, uint32_t rune)
{
    bool alone = within(fold_alone, fold_alone_n, rune);
    char raw[4];

    if (within(fold_marks, fold_marks_n, rune) && !alone)
        return;
    if (alone || !within(fold_words, fold_words_n, rune))
        folding->open = false;
    if (!within(fold_words, fold_words_n, rune))
        return;
    const char *text = letter_of(rune);
    if (text)
        add(folding, text, strlen(text));
    else
        add(folding, raw, utf8_encode(raw, rune));
    if (alone)
        folding->open = false;
}

size_t
fold_words_of(struct buf *out, const char *s, size_t words_max)
{
    struct folding folding = {.out = out, .words_max = words_max};
    const unsigned char *p = (const unsigned char *)s, *end = p + strlen(s);

    while (p < end && (folding.open || folding.words_n < words_max)) {
        char c = (char)*p;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (*p >= 0x80) {
            uint32_t rune;
            p += utf8_decode(p, (size_t)(end - p), &rune);
            add_rune(&folding, rune);
            continue;
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            add(&folding, &c, 1);
        else
            folding.open = false;
        p++;
    }
    return folding.words_n;
}
