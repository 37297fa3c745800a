/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/address.h"

#include "base/str.h"

#include <string.h>

static bool
fits(const char *s, size_t n, size_t most, const char *refused)
{
    if (n == 0 || n > most || s[0] == '.' || s[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c <= ' ' || c == 0x7F || strchr(refused, c) || (c == '.' && s[i + 1] == '.'))
            return false;
    }
    return true;
}

struct err *
address_clean(struct cx *cx, const char *field, const char *raw, const char **address_out)
{
    char *address = str_lower(cx->arena, str_trim(cx->arena, raw));
    const char *at = strrchr(address, '@');

    if (!*address)
        FAIL_FIELD(cx, field, "Please write your e-mail address, so that we can answer.");
    if (!at || !fits(address, (size_t)(at - address), 64, "\"(),:;<>@[\\]") ||
        !fits(at + 1, strlen(at + 1), 253, "\"(),:;<>@[\\]_/!#$%&'*+=?^`{|}~"))
        FAIL_FIELD(cx, field,
                   "“%s” is not an e-mail address. It should look like name@example.org.",
                   address);
    *address_out = address;
    return NULL;
}

const char *
address_domain(const char *address)
{
    const char *at = strrchr(address, '@');

    return at ? at + 1 : "";
}
