/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-1 (FIPS 180-4), for formats that ask for it. libsodium leaves it out on purpose. */
#include "base/crypto.h"

#include "base/arena.h"

static uint32_t
rotate(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static void
sha1_block(uint32_t h[5], const unsigned char *p)
{
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

    for (int i = 0; i < 16; i++, p += 4)
        w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    for (int i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? ((b & c) | (~b & d)) + 0x5A827999
                     : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                     : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                              : (b ^ c ^ d) + 0xCA62C1D6;
        uint32_t next = rotate(a, 5) + f + e + w[i];

        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

char *
sha1_hex(struct arena *arena, struct bytes raw)
{
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char tail[128] = {0}, out[20];
    size_t whole = raw.n / 64 * 64, left = raw.n - whole, tail_n = left < 56 ? 64 : 128;

    for (size_t i = 0; i < whole; i += 64)
        sha1_block(h, raw.p + i);
    if (left)
        memcpy(tail, raw.p + whole, left);
    tail[left] = 0x80;
    for (int i = 0; i < 8; i++)
        tail[tail_n - 1 - (size_t)i] = (unsigned char)((uint64_t)raw.n * 8 >> (8 * i));
    for (size_t i = 0; i < tail_n; i += 64)
        sha1_block(h, tail + i);
    for (int i = 0; i < 20; i++)
        out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
    return hex_encode(arena, (struct bytes){out, sizeof out});
}
