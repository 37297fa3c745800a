/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lang.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int
compare_text(const void *english, const void *text)
{
    return strcmp(english, ((const struct lang_text *)text)->english);
}

const char *
tr(const struct lang *lang, const char *english)
{
    const struct lang_text *found;

    if (!lang || !lang->texts_n)
        return english;
    found = bsearch(english, lang->texts, lang->texts_n, sizeof *lang->texts, compare_text);
    return found ? found->translated : english;
}

const char *
tr_n(const struct lang *lang, long long n, const char *one, const char *many)
{
    return tr(lang, n == 1 ? one : many);
}

static const struct lang *
find_primary(const char *code, size_t length)
{
    for (size_t i = 0; i < langs_n; i++)
        if (strlen(langs[i]->code) == length && !strncasecmp(langs[i]->code, code, length))
            return langs[i];
    return NULL;
}

const struct lang *
lang_find(const char *code)
{
    return code ? find_primary(code, strcspn(code, "-_")) : NULL;
}

const struct lang *
lang_accept(const char *header)
{
    const struct lang *best = langs[0];
    double best_q = 0;

    while (header && *header) {
        size_t length = strcspn(header, ",");
        size_t primary;
        const char *q;
        double weight = 1;
        const struct lang *lang;

        header += strspn(header, " \t");
        length = strcspn(header, ",");
        primary = strcspn(header, "-_;, \t");
        q = memchr(header, ';', length);
        if (q && (q = strstr(q, "q=")) && q < header + length)
            weight = strtod(q + 2, NULL);
        lang = find_primary(header, primary);
        if (lang && weight > best_q) {
            best = lang;
            best_q = weight;
        }
        header += length + (header[length] == ',');
    }
    return best;
}
