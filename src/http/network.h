/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and networks, IPv4 as IPv4-mapped IPv6 inside. */
#ifndef HTTP_NETWORK_H
#define HTTP_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct arena;

struct address {
    unsigned char v[16];
};

struct network {
    struct address address;
    int bits; /* of 128 */
};

struct networks {
    struct network *at;
    size_t n, room;
};

/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]", each also with a port after it when
 * `port`. */
bool address_read(const char *s, bool port, struct address *out);
bool address_of(const struct sockaddr *from, struct address *out);

/* "192.0.2.1", "2001:db8::1" (RFC 5952); in the arena. */
const char *address_text(struct arena *arena, const struct address *address);

/* The part that one customer of a provider has: the whole IPv4 address, an IPv6 /64. */
struct address address_network(const struct address *address);

/* "10.0.0.0/8, ::1"; false, and *wrong_out is the piece that cannot be read. */
bool networks_read(struct arena *arena, const char *s, struct networks *out,
                   const char **wrong_out);
bool networks_hold(const struct networks *networks, const struct address *address);

/* Who asks, when `peer` is connected and X-Forwarded-For says `forwarded` (may be NULL):
 * read from its right end as long as the speaker is trusted. */
struct address network_client(const struct networks *trusted, const struct address *peer,
                              const char *forwarded);

#endif
