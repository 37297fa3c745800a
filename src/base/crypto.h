/* SPDX-License-Identifier: Apache-2.0 */
/* Random values, hashes, authentication codes and passwords; libsodium stays in here. */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { HASH_BYTES = 32, MAC_KEY_BYTES = 32, TOKEN_BYTES = 32 };

/* Once, before anything else of this file; stops the process when the system has no
 * randomness. */
void crypto_init(void);

void random_bytes(void *out, size_t n);

/* 256 random bits as 64 hex digits, in the arena. */
char *random_token(struct arena *arena);

/* Lower-case hex of bytes, in the arena. */
char *hex_encode(struct arena *arena, struct bytes raw);
/* False unless s is exactly 2*n hex digits. */
bool hex_decode(const char *s, unsigned char *out, size_t n);

/* RFC 4648 §5, no padding / §4 with padding. */
char *base64url_encode(struct arena *arena, struct bytes raw);
char *base64_encode(struct arena *arena, struct bytes raw);
/* Standard base64, white space allowed; false when it is not. Bytes live in the arena. */
bool base64_decode(struct arena *arena, const char *s, struct bytes *out);

/* SHA-256 (FIPS 180-4). */
void sha256(struct bytes raw, unsigned char out[HASH_BYTES]);
char *sha256_hex(struct arena *arena, struct bytes raw);

/* SHA-256 piece by piece. */
struct sha256;
struct sha256 *sha256_new(struct arena *arena);
void sha256_add(struct sha256 *state, struct bytes raw);
void sha256_end(struct sha256 *state, unsigned char out[HASH_BYTES]);

/* SHA-1 (FIPS 180-4), only where another format asks for it; never for safety. */
char *sha1_hex(struct arena *arena, struct bytes raw);

/* HMAC-SHA-256 (RFC 2104). */
void mac_sha256(const unsigned char key[MAC_KEY_BYTES], struct bytes raw,
                unsigned char out[HASH_BYTES]);

/* Equal, in a time that depends on the length only. */
bool equal_secret(const void *a, const void *b, size_t n);

/* argon2id (RFC 9106), 19 MiB, 2 passes (OWASP 2024): takes some 20 ms. The text to store, in
 * the arena. At most two run at a time in the process; others wait. */
char *password_hash(struct arena *arena, const char *password);
/* hash NULL (unknown person): takes the same time, false. */
bool password_matches(const char *hash, const char *password);

#endif
