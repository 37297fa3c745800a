/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/secret.h"

#include "base/arena.h"
#include "base/crypto.h"

struct bytes
secret_hash(struct cx *cx, const char *token)
{
    unsigned char *hash = arena_take(cx->arena, HASH_BYTES);

    sha256(bytes_of(token), hash);
    return (struct bytes){hash, HASH_BYTES};
}
