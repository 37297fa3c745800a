/* SPDX-License-Identifier: Apache-2.0 */
/* JSON (RFC 8259): writing straight into a buf, reading by jansson, which stays in here. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;

/* ---- Writing. Commas are added where they belong; texts are escaped, also for HTML: no
 * "<", ">", "&", U+2028 or U+2029 stands raw, so that JSON may stand in a page. */
struct json_out {
    struct buf *buf;
    bool comma;
};
void json_open(struct json_out *out, char bracket);  /* '{' or '[' */
void json_close(struct json_out *out, char bracket); /* '}' or ']' */
void json_name(struct json_out *out, const char *name);
void json_text(struct json_out *out, const char *s); /* NULL writes null */
void json_int(struct json_out *out, int64_t value);
void json_bool(struct json_out *out, bool value);
void json_none(struct json_out *out); /* null */
/* A moment (UTC ms) as RFC 3339, null for 0. */
void json_time(struct json_out *out, int64_t at);

/* name and value in one. */
void json_put_text(struct json_out *out, const char *name, const char *s);
void json_put_int(struct json_out *out, const char *name, int64_t value);
void json_put_bool(struct json_out *out, const char *name, bool value);
void json_put_time(struct json_out *out, const char *name, int64_t at);

/* One quoted text into a buf. */
void json_add_text(struct buf *buf, const char *s);

/* ---- Reading. */
/* NULL when raw is not one JSON text (duplicate member names, depth over 64 and NUL in texts
 * are refused too); then *why_out says what and where. Freed with the arena. */
const struct json *json_parse(struct arena *arena, struct bytes raw, const char **why_out);

enum json_kind {
    JSON_KIND_NULL, /* also of a NULL pointer */
    JSON_KIND_OBJECT,
    JSON_KIND_LIST,
    JSON_KIND_TEXT,
    JSON_KIND_INT,
    JSON_KIND_REAL,
    JSON_KIND_BOOL,
};
enum json_kind json_kind(const struct json *json);

/* NULL when absent. */
const struct json *json_member(const struct json *object, const char *name);
size_t json_count(const struct json *array_or_object);
const struct json *json_at(const struct json *array, size_t i);
/* i-th member of an object, in the order written. */
const char *json_member_name(const struct json *object, size_t i);
/* NULL and 0 when of another type. */
const char *json_as_text(const struct json *json);
int64_t json_as_int(const struct json *json);
bool json_as_bool(const struct json *json);

#endif
