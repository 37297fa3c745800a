/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever comes in, what the cleaner lets through holds only what its tables allow, and
 * stays the same in kind when it is read and cleaned again (THREATS B13). */
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/html.h"
#include "text/plain.h"
#include "text/trim.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
    if (!holds)
        abort();
}

/* Tags as our serializer writes them: a name of letters and digits, attributes in double
 * quotes, no "<" or back tick inside; none that run, none that load. */
static void
check_tag(const char *p, const char *end)
{
    static const char *const never[] = {"script", "style", "iframe",  "svg",  "math",
                                        "object", "embed", "form",    "meta", "link",
                                        "base",   "input", "template"};

    p += *p == '/';
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        size_t n = strlen(never[i]);

        check(strncmp(p, never[i], n) != 0 || (p[n] != ' ' && p[n] != '>'));
    }
    check(*p >= 'a' && *p <= 'z');
    while (p < end) {
        p += strcspn(p, " >");
        if (p >= end)
            return;
        p++;
        check(strncmp(p, "on", 2) != 0 && strncmp(p, "srcdoc", 6) != 0);
        check(strncmp(p, "href=\"javascript", 16) != 0);
        if (strncmp(p, "src=\"", 5) == 0)
            check(str_starts_fold(p + 5, "data:image/") ||
                  str_starts_fold(p + 5, "cid:"));
        p += strcspn(p, "=");
        check(p < end && p[1] == '"');
        p = strchr(p + 2, '"');
        check(p && p < end);
        p++;
    }
}

static void
check_harmless(const char *html)
{
    check(utf8_valid(bytes_of(html)));
    for (const char *p = html; (p = strchr(p, '<')); p++) {
        const char *end = strchr(p, '>');

        check(end && !memchr(p + 1, '<', (size_t)(end - p - 1)));
        check_tag(p + 1, end);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    struct bytes raw = {data, size};
    const char *once = html_clean(arena, raw, (struct html_options){0}).s;
    const char *twice = html_clean(arena, bytes_of(once), (struct html_options){0}).s;

    const char *kept = html_clean(arena, raw, (struct html_options){.keep_cids = true}).s;

    check_harmless(once);
    check_harmless(twice);
    check_harmless(kept);
    check(utf8_valid(bytes_of(plain_from_html(arena, raw))));
    check(trim_html(arena, raw).reply != NULL);
    arena_free(&arena);
    return 0;
}
