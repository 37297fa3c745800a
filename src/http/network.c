/* SPDX-License-Identifier: Apache-2.0 */
#include "http/network.h"

#include "base/arena.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool
is_v4(const struct address *address)
{
    return memcmp(address->v, mapped, sizeof mapped) == 0;
}

static void
set_v4(struct address *out, const void *v4)
{
    memcpy(out->v, mapped, sizeof mapped);
    memcpy(out->v + 12, v4, 4);
}

/* Cuts "[", "]" and a port; the rest goes to `plain`. */
static bool
plain_text(const char *s, bool port, char plain[INET6_ADDRSTRLEN])
{
    const char *end = s + strlen(s), *close;

    if (*s == '[') {
        close = strchr(++s, ']');
        if (!close || (close[1] && !(port && close[1] == ':')))
            return false;
        end = close;
    } else if (port && strchr(s, ':') && strchr(s, ':') == strrchr(s, ':')) {
        end = strchr(s, ':');
    }
    if (end - s >= INET6_ADDRSTRLEN)
        return false;
    memcpy(plain, s, (size_t)(end - s));
    plain[end - s] = 0;
    return true;
}

bool
address_read(const char *s, bool port, struct address *out)
{
    char plain[INET6_ADDRSTRLEN];
    struct in_addr v4;

    if (!plain_text(s, port, plain))
        return false;
    if (inet_pton(AF_INET, plain, &v4) == 1) {
        set_v4(out, &v4);
        return true;
    }
    return inet_pton(AF_INET6, plain, out->v) == 1;
}

bool
address_of(const struct sockaddr *from, struct address *out)
{
    if (from && from->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, from, sizeof in);
        set_v4(out, &in.sin_addr);
        return true;
    }
    if (from && from->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, from, sizeof in6);
        memcpy(out->v, &in6.sin6_addr, 16);
        return true;
    }
    *out = (struct address){0};
    return false;
}

const char *
address_text(struct arena *arena, const struct address *address)
{
    char text[INET6_ADDRSTRLEN];

    if (is_v4(address))
        inet_ntop(AF_INET, address->v + 12, text, sizeof text);
    else
        inet_ntop(AF_INET6, address->v, text, sizeof text);
    return arena_strdup(arena, text);
}

struct address
address_network(const struct address *address)
{
    struct address network = *address;

    if (!is_v4(address))
        memset(network.v + 8, 0, 8);
    return network;
}

static bool
read_one(const char *piece, struct network *out)
{
    char text[64];
    const char *slash = strchr(piece, '/');
    size_t n = slash ? (size_t)(slash - piece) : strlen(piece);
    int64_t bits;

    if (n >= sizeof text)
        return false;
    memcpy(text, piece, n);
    text[n] = 0;
    if (!address_read(text, false, &out->address))
        return false;
    out->bits = 128;
    if (!slash)
        return true;
    if (!str_to_int(slash + 1, 0, is_v4(&out->address) ? 32 : 128, &bits))
        return false;
    out->bits = (int)bits + (is_v4(&out->address) ? 96 : 0);
    return true;
}

bool
networks_read(struct arena *arena, const char *s, struct networks *out,
              const char **wrong_out)
{
    size_t n;
    char **pieces = str_split(arena, s ? s : "", ',', &n);

    *out = (struct networks){0};
    for (size_t i = 0; i < n; i++) {
        if (!read_one(pieces[i], vec_add(arena, out))) {
            *wrong_out = pieces[i];
            return false;
        }
    }
    return true;
}

bool
networks_hold(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->n; i++) {
        const struct network *network = &networks->at[i];
        int whole = network->bits / 8, rest = network->bits % 8;
        int mask = 0xff00 >> rest & 0xff;

        if (memcmp(network->address.v, address->v, (size_t)whole) != 0)
            continue;
        if (!rest || ((network->address.v[whole] ^ address->v[whole]) & mask) == 0)
            return true;
    }
    return false;
}

struct address
network_client(const struct networks *trusted, const struct address *peer,
               const char *forwarded)
{
    struct address client = *peer;
    size_t end = forwarded ? strlen(forwarded) : 0;

    while (end && networks_hold(trusted, &client)) {
        size_t start = end, n;
        char piece[64];
        struct address next;

        while (start && forwarded[start - 1] != ',')
            start--;
        n = end - start;
        while (n && (forwarded[start] == ' ' || forwarded[start] == '\t'))
            start++, n--;
        while (n && (forwarded[start + n - 1] == ' ' || forwarded[start + n - 1] == '\t'))
            n--;
        if (n >= sizeof piece)
            break;
        memcpy(piece, forwarded + start, n);
        piece[n] = 0;
        if (!address_read(piece, true, &next))
            break;
        client = next;
        while (end && forwarded[end - 1] != ',')
            end--;
        end -= end > 0;
    }
    return client;
}
