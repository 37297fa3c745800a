/* SPDX-License-Identifier: Apache-2.0 */
#include "http/etag.h"

#include "base/arena.h"
#include "base/crypto.h"

#include <string.h>

const char *
etag_of(struct arena *arena, struct bytes content)
{
    unsigned char hash[HASH_BYTES];

    sha256(content, hash);
    return base64url_encode(arena, (struct bytes){hash, 16});
}

bool
etag_matches(const char *header, const char *etag)
{
    size_t n = etag ? strlen(etag) : 0;

    if (!header || !etag)
        return false;
    for (;;) {
        const char *end;

        header += strspn(header, " \t,");
        if (*header == '*')
            return true;
        if (header[0] == 'W' && header[1] == '/')
            header += 2;
        if (*header != '"')
            return false;
        end = strchr(++header, '"');
        if (!end)
            return false;
        if ((size_t)(end - header) == n && memcmp(header, etag, n) == 0)
            return true;
        header = end + 1;
    }
}
