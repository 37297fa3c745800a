/* SPDX-License-Identifier: Apache-2.0 */
#include "base/crypto.h"

#include "base/arena.h"

#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19456 * 1024, PASSWORDS_AT_ONCE = 2 };

_Static_assert(HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256 gives 32 bytes");

/* The one piece of process-wide state here: how many password hashes may use memory now. */
static sem_t password_slots;

void
crypto_init(void)
{
    if (sodium_init() < 0 || sem_init(&password_slots, 0, PASSWORDS_AT_ONCE)) {
        fputs("kindesk: the system gives no random numbers; cannot start\n", stderr);
        exit(71);
    }
}

void
random_bytes(void *out, size_t n)
{
    randombytes_buf(out, n);
}

char *
random_token(struct arena *arena)
{
    unsigned char raw[TOKEN_BYTES];

    random_bytes(raw, sizeof raw);
    return hex_encode(arena, (struct bytes){raw, sizeof raw});
}

char *
hex_encode(struct arena *arena, struct bytes raw)
{
    char *s = arena_take(arena, raw.n * 2 + 1);

    return sodium_bin2hex(s, raw.n * 2 + 1, raw.p, raw.n);
}

bool
hex_decode(const char *s, unsigned char *out, size_t n)
{
    size_t got;

    return s && strlen(s) == n * 2 && !sodium_hex2bin(out, n, s, n * 2, NULL, &got, NULL) &&
           got == n;
}

static char *
base64(struct arena *arena, struct bytes raw, int variant)
{
    size_t room = sodium_base64_encoded_len(raw.n, variant);

    return sodium_bin2base64(arena_take(arena, room), room, raw.p, raw.n, variant);
}

char *
base64url_encode(struct arena *arena, struct bytes raw)
{
    return base64(arena, raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *
base64_encode(struct arena *arena, struct bytes raw)
{
    return base64(arena, raw, sodium_base64_VARIANT_ORIGINAL);
}

bool
base64_decode(struct arena *arena, const char *s, struct bytes *out)
{
    size_t room = strlen(s) / 4 * 3 + 3;
    unsigned char *p = arena_take(arena, room);

    out->p = p;
    return !sodium_base642bin(p, room, s, strlen(s), " \t\r\n", &out->n, NULL,
                              sodium_base64_VARIANT_ORIGINAL);
}

void
sha256(struct bytes raw, unsigned char out[HASH_BYTES])
{
    crypto_hash_sha256(out, raw.p, raw.n);
}

char *
sha256_hex(struct arena *arena, struct bytes raw)
{
    unsigned char hash[HASH_BYTES];

    sha256(raw, hash);
    return hex_encode(arena, (struct bytes){hash, sizeof hash});
}

struct sha256 {
    crypto_hash_sha256_state state;
};

struct sha256 *
sha256_new(struct arena *arena)
{
    struct sha256 *state = NEW(arena, struct sha256);

    crypto_hash_sha256_init(&state->state);
    return state;
}

void
sha256_add(struct sha256 *state, struct bytes raw)
{
    crypto_hash_sha256_update(&state->state, raw.p, raw.n);
}

void
sha256_end(struct sha256 *state, unsigned char out[HASH_BYTES])
{
    crypto_hash_sha256_final(&state->state, out);
}

void
mac_sha256(const unsigned char key[MAC_KEY_BYTES], struct bytes raw,
           unsigned char out[HASH_BYTES])
{
    crypto_auth_hmacsha256(out, raw.p, raw.n, key);
}

bool
equal_secret(const void *a, const void *b, size_t n)
{
    return !sodium_memcmp(a, b, n);
}

char *
password_hash(struct arena *arena, const char *password)
{
    char *hash = arena_take(arena, crypto_pwhash_STRBYTES);
    int failed;

    sem_wait(&password_slots);
    failed = crypto_pwhash_str(hash, password, strlen(password), PASSWORD_PASSES,
                               PASSWORD_MEMORY);
    sem_post(&password_slots);
    if (failed) {
        fputs("kindesk: out of memory\n", stderr);
        abort();
    }
    return hash;
}

bool
password_matches(const char *hash, const char *password)
{
    /* A hash of random bytes that nobody knows: an unknown person costs what a known one does. */
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$"
                                 "b2Zmcm9udGRlc2tzYWx0MQ$"
                                 "q6ZL9n1y1r5mZ8nq3p3cG0yq7m1nq0wqk9k3g1s8h2E";
    bool same;

    sem_wait(&password_slots);
    same = !crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password));
    sem_post(&password_slots);
    return same && hash;
}
