/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser sends: forms, cookies, paths, queries, tags, forwarded addresses. A form
 * reads the same however the network cuts it, and nothing unclean comes through. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "http/etag.h"
#include "http/form.h"
#include "http/network.h"
#include "http/token.h"
#include "http/url.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct form_limits limits = {.body_bytes = 4096,
                                          .upload_bytes = 65536,
                                          .fields_n = 20,
                                          .uploads_n = 5,
                                          .spool_bytes = 512,
                                          .spool_dir = "/tmp"};

struct form_read {
    enum form_result result;
    struct fields fields;
    struct uploads uploads;
};

static struct form_read
read_form(struct arena *arena, const char *type, struct bytes body, size_t step)
{
    struct form_read read = {0};
    struct form *form = form_new(arena, &limits, type);

    while (body.n && read.result == FORM_OK) {
        size_t n = body.n < step ? body.n : step;

        read.result = form_add(form, (struct bytes){body.p, n});
        body = (struct bytes){body.p + n, body.n - n};
    }
    if (read.result == FORM_OK)
        read.result = form_end(form, &read.fields, &read.uploads);
    return read;
}

static void
must_be_clean(const char *s)
{
    if (!utf8_valid(bytes_of(s)))
        abort();
    for (; *s; s++)
        if (((unsigned char)*s < ' ' && *s != '\n' && *s != '\t') || *s == 0x7f)
            abort();
}

static void
fields_must_be_clean(const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        must_be_clean(fields->at[i].name);
        must_be_clean(fields->at[i].value);
    }
}

static void
must_be_same(const struct form_read *a, const struct form_read *b)
{
    if ((a->result == FORM_OK) != (b->result == FORM_OK) || a->fields.n != b->fields.n ||
        a->uploads.n != b->uploads.n)
        abort();
    for (size_t i = 0; i < a->fields.n; i++)
        if (strcmp(a->fields.at[i].name, b->fields.at[i].name) ||
            strcmp(a->fields.at[i].value, b->fields.at[i].value))
            abort();
    for (size_t i = 0; i < a->uploads.n; i++) {
        const char *name = a->uploads.at[i].filename;

        must_be_clean(name);
        if (!*name || strlen(name) > 255 || strpbrk(name, "/\\") ||
            memcmp(a->uploads.at[i].sha256, b->uploads.at[i].sha256, HASH_BYTES))
            abort();
    }
}

static void
try_texts(struct arena *arena, struct bytes raw)
{
    const char *text = arena_strndup(arena, (const char *)raw.p, raw.n);
    const char *path = url_path(arena, raw), *wrong;
    struct fields cookies = {0}, query = {0};
    struct networks networks;
    struct address peer = {0};

    if (path) {
        must_be_clean(path);
        if (*path != '/' || strstr(path, "//") || strstr(path, "/../"))
            abort();
    }
    cookie_read(arena, text, &cookies);
    fields_must_be_clean(&cookies);
    if (url_fields(arena, raw, 20, &query))
        fields_must_be_clean(&query);
    etag_matches(text, "tag");
    token_parameter(arena, text, "boundary");
    token_accepts(text, "gzip");
    networks_read(arena, text, &networks, &wrong);
    if (networks_read(arena, "::/0", &networks, &wrong))
        network_client(&networks, &peer, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"multipart/form-data; boundary=b",
                                        "application/x-www-form-urlencoded"};
    struct arena *arena;
    struct bytes raw;
    size_t step;

    if (!size)
        return 0;
    arena = arena_new(0);
    step = data[0] ? data[0] : 1;
    raw = (struct bytes){data + 1, size - 1};
    for (size_t i = 0; i < 2; i++) {
        struct form_read whole = read_form(arena, types[i], raw, raw.n + 1);
        struct form_read cut = read_form(arena, types[i], raw, step);

        fields_must_be_clean(&whole.fields);
        must_be_same(&whole, &cut);
    }
    try_texts(arena, raw);
    arena_free(&arena);
    return 0;
}
