/* SPDX-License-Identifier: Apache-2.0 */
/* Multipart works on a window: what is left of the last piece, and up to PIECE_BYTES
 * more. */
#include "http/form.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/spool.h"
#include "http/token.h"
#include "http/url.h"

#include <string.h>
#include <strings.h>

enum {
    PIECE_BYTES = 16 * 1024,
    PART_HEADER_BYTES = 8 * 1024,
    BOUNDARY_BYTES = 70, /* RFC 2046 §5.1.1 */
    WINDOW_BYTES = PIECE_BYTES + PART_HEADER_BYTES + 2 * BOUNDARY_BYTES,
    FILENAME_BYTES = 255,
    MEMORY_FILES = 4, /* so many times spool_bytes of all files stay in memory */
};

enum state { PREAMBLE, AFTER_DELIMITER, PART_HEADER, CONTENT, EPILOGUE };

struct form {
    struct arena *arena;
    const struct form_limits *limits;
    struct fields fields;
    struct uploads uploads;
    size_t parts_n;
    int64_t body_bytes, upload_bytes, memory_bytes;
    struct buf body; /* urlencoded: all; multipart: the content of this part */

    bool multipart;
    enum state state;
    char delimiter[4 + BOUNDARY_BYTES + 1]; /* "\r\n--" boundary */
    size_t delimiter_n;
    unsigned char *window;
    size_t window_n;

    const char *name; /* of this part; NULL: a part nobody asked for */
    bool is_file, unnamed_file;
    struct upload upload;
    struct sha256 *hash;
    struct spool *spool;
};

static bool
boundary_valid(const char *boundary)
{
    size_t n = boundary ? strlen(boundary) : 0;

    if (n == 0 || n > BOUNDARY_BYTES || boundary[n - 1] == ' ')
        return false;
    for (const char *s = boundary; *s; s++) {
        char c = *s;

        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
            !(c >= 'A' && c <= 'Z') && !strchr("'()+_,-./:=? ", c))
            return false;
    }
    return true;
}

struct form *
form_new(struct arena *arena, const struct form_limits *limits, const char *content_type)
{
    const char *type = token_media_type(arena, content_type);
    bool multipart = str_eq(type, "multipart/form-data");
    const char *boundary = NULL;
    struct form *form;

    if (!multipart && !str_eq(type, "application/x-www-form-urlencoded"))
        return NULL;
    form = NEW(arena, struct form);
    form->arena = arena;
    form->limits = limits;
    form->multipart = multipart;
    buf_init(&form->body, arena, (size_t)limits->body_bytes);
    if (!multipart)
        return form;
    boundary = token_parameter(arena, content_type, "boundary");
    if (boundary_valid(boundary)) {
        form->delimiter_n = 4 + strlen(boundary);
        memcpy(form->delimiter, "\r\n--", 4);
        memcpy(form->delimiter + 4, boundary, form->delimiter_n - 4);
    }
    form->window = arena_take(arena, WINDOW_BYTES);
    memcpy(form->window, "\r\n", 2); /* so that the first delimiter is like the others */
    form->window_n = 2;
    return form;
}

/* The last part of a path, cleaned: browsers send names, others paths. */
static const char *
base_name(struct arena *arena, const char *raw)
{
    char *name = utf8_clean(arena, bytes_of(raw), true), *start = name;
    size_t n;

    for (char *s = name; *s; s++)
        if (*s == '/' || *s == '\\')
            start = s + 1;
    name = str_trim(arena, start);
    n = strlen(name);
    while (n > FILENAME_BYTES || (n && n < strlen(name) && (name[n] & 0xc0) == 0x80))
        n--;
    name[n] = 0;
    return str_eq(name, "") || str_eq(name, ".") || str_eq(name, "..") ? "file" : name;
}

/* Browsers write a quote as %22 and newlines as %0D %0A in names (WHATWG HTML
 * §4.10.21.8). */
static const char *
part_name(struct arena *arena, const char *raw)
{
    char *name = arena_strdup(arena, raw), *to = name;

    for (const char *s = name; *s; s++) {
        if (str_starts_fold(s, "%22"))
            *to++ = '"', s += 2;
        else if (str_starts_fold(s, "%0D") || str_starts_fold(s, "%0A"))
            s += 2;
        else
            *to++ = *s;
    }
    *to = 0;
    return utf8_clean(arena, bytes_of(name), true);
}

static enum form_result
part_disposition(struct form *form, const char *value)
{
    const char *name, *filename;

    if (form->name || strncasecmp(value, "form-data", 9) != 0)
        return FORM_MALFORMED;
    name = token_parameter(form->arena, value, "name");
    filename = token_parameter(form->arena, value, "filename");
    if (!name)
        return FORM_MALFORMED;
    form->name = part_name(form->arena, name);
    form->is_file = filename != NULL;
    form->unnamed_file = filename && !*filename;
    if (filename)
        form->upload.filename = base_name(form->arena, part_name(form->arena, filename));
    return FORM_OK;
}

static enum form_result
part_header_line(struct form *form, const char *line)
{
    const char *colon = strchr(line, ':');
    const char *value;

    if (!colon || !token_valid(line, (size_t)(colon - line)))
        return FORM_MALFORMED;
    value = colon + 1 + strspn(colon + 1, " \t");
    if (colon - line == 19 && strncasecmp(line, "Content-Disposition", 19) == 0)
        return part_disposition(form, value);
    if (colon - line == 12 && strncasecmp(line, "Content-Type", 12) == 0)
        form->upload.type = token_media_type(form->arena, value);
    return FORM_OK;
}

static enum form_result
part_begin(struct form *form, size_t header_n)
{
    const char *at = (const char *)form->window, *end = at + header_n;

    if (form->parts_n++ >= form->limits->fields_n + form->limits->uploads_n)
        return FORM_TOO_LARGE;
    form->name = NULL;
    form->is_file = form->unnamed_file = false;
    form->upload = (struct upload){.type = ""};
    buf_init(&form->body, form->arena,
             (size_t)(form->limits->body_bytes - form->body_bytes));
    if (memchr(at, 0, header_n))
        return FORM_MALFORMED;
    while (at < end) {
        const char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);
        size_t n = stop ? (size_t)(stop - at) : (size_t)(end - at);
        enum form_result result;

        result = part_header_line(form, arena_strndup(form->arena, at, n));
        if (result != FORM_OK)
            return result;
        at += n + (stop ? 2 : 0);
    }
    if (!form->name)
        return FORM_MALFORMED;
    if (form->is_file) {
        form->hash = sha256_new(form->arena);
        form->body.max = (size_t)form->limits->spool_bytes;
        if (!*form->upload.type)
            form->upload.type = "application/octet-stream";
    }
    return FORM_OK;
}

static bool
move_to_spool(struct form *form)
{
    if (!form->spool)
        form->spool = spool_new(form->arena, form->limits->spool_dir);
    if (!form->spool)
        return false;
    form->upload.spool = form->spool;
    form->upload.offset = form->spool->size;
    return spool_add(form->spool, buf_bytes(&form->body));
}

static enum form_result
file_content(struct form *form, struct bytes piece)
{
    const struct form_limits *limits = form->limits;
    int64_t n = (int64_t)piece.n;

    if (n > limits->upload_bytes - form->upload_bytes)
        return FORM_TOO_LARGE;
    form->upload_bytes += n;
    form->upload.size_bytes += n;
    sha256_add(form->hash, piece);
    if (!form->upload.spool) {
        if (form->upload.size_bytes <= limits->spool_bytes &&
            form->memory_bytes + n <= MEMORY_FILES * limits->spool_bytes) {
            form->memory_bytes += n;
            buf_add(&form->body, piece.p, piece.n);
            return FORM_OK;
        }
        if (!move_to_spool(form))
            return FORM_NO_SPACE;
    }
    return spool_add(form->spool, piece) ? FORM_OK : FORM_NO_SPACE;
}

static enum form_result
part_content(struct form *form, struct bytes piece)
{
    if (piece.n == 0)
        return FORM_OK;
    if (form->is_file)
        return file_content(form, piece);
    if ((int64_t)piece.n > form->limits->body_bytes - form->body_bytes)
        return FORM_TOO_LARGE;
    form->body_bytes += (int64_t)piece.n;
    buf_add(&form->body, piece.p, piece.n);
    return FORM_OK;
}

static enum form_result
part_end(struct form *form)
{
    struct upload *upload = &form->upload;

    if (!form->is_file) {
        if (form->fields.n >= form->limits->fields_n)
            return FORM_TOO_LARGE;
        fields_add(form->arena, &form->fields, form->name,
                   utf8_clean(form->arena, buf_bytes(&form->body), false));
        return FORM_OK;
    }
    /* What a browser sends for a file field left empty (HTML §4.10.21.5). */
    if (form->unnamed_file && upload->size_bytes == 0)
        return FORM_OK;
    if (form->uploads.n >= form->limits->uploads_n || form->limits->upload_bytes == 0)
        return FORM_TOO_LARGE;
    upload->field = form->name;
    if (!upload->spool)
        upload->memory = (const unsigned char *)buf_text(&form->body);
    sha256_end(form->hash, upload->sha256);
    *vec_add(form->arena, &form->uploads) = *upload;
    return FORM_OK;
}

static void
window_consume(struct form *form, size_t n)
{
    form->window_n -= n;
    memmove(form->window, form->window + n, form->window_n);
}

/* Each step returns false in *more_out when it needs more bytes. */
static enum form_result
step_content(struct form *form, bool *more_out)
{
    size_t tail = form->delimiter_n - 1;
    const unsigned char *found =
        memmem(form->window, form->window_n, form->delimiter, form->delimiter_n);
    size_t n = found                   ? (size_t)(found - form->window)
               : form->window_n > tail ? form->window_n - tail
                                       : 0;
    enum form_result result = FORM_OK;

    if (form->state == CONTENT)
        result = part_content(form, (struct bytes){form->window, n});
    if (result == FORM_OK && found && form->state == CONTENT)
        result = part_end(form);
    window_consume(form, found ? n + form->delimiter_n : n);
    if (found)
        form->state = AFTER_DELIMITER;
    *more_out = found != NULL;
    return result;
}

static enum form_result
step_delimiter(struct form *form, bool *more_out)
{
    size_t i = 0;

    *more_out = false;
    if (form->window_n < 2)
        return FORM_OK;
    if (memcmp(form->window, "--", 2) == 0) {
        form->state = EPILOGUE;
        *more_out = true;
        return FORM_OK;
    }
    while (i < form->window_n && (form->window[i] == ' ' || form->window[i] == '\t'))
        i++;
    if (form->window_n - i < 2)
        return i > BOUNDARY_BYTES ? FORM_MALFORMED : FORM_OK;
    if (memcmp(form->window + i, "\r\n", 2) != 0)
        return FORM_MALFORMED;
    window_consume(form, i + 2);
    form->state = PART_HEADER;
    *more_out = true;
    return FORM_OK;
}

static enum form_result
step_header(struct form *form, bool *more_out)
{
    const unsigned char *end = memmem(form->window, form->window_n, "\r\n\r\n", 4);
    size_t n = end ? (size_t)(end - form->window) : form->window_n;
    enum form_result result;

    *more_out = end != NULL;
    if (n > PART_HEADER_BYTES)
        return FORM_MALFORMED;
    if (!end)
        return FORM_OK;
    result = part_begin(form, n);
    window_consume(form, n + 4);
    form->state = CONTENT;
    return result;
}

static enum form_result
run(struct form *form)
{
    enum form_result result = FORM_OK;
    bool more = true;

    while (more && result == FORM_OK) {
        switch (form->state) {
        case PREAMBLE:
        case CONTENT:
            result = step_content(form, &more);
            break;
        case AFTER_DELIMITER:
            result = step_delimiter(form, &more);
            break;
        case PART_HEADER:
            result = step_header(form, &more);
            break;
        case EPILOGUE:
            form->window_n = 0;
            more = false;
            break;
        }
    }
    return result;
}

enum form_result
form_add(struct form *form, struct bytes bytes)
{
    if (!form->multipart) {
        if ((int64_t)bytes.n > form->limits->body_bytes - form->body_bytes)
            return FORM_TOO_LARGE;
        form->body_bytes += (int64_t)bytes.n;
        buf_add(&form->body, bytes.p, bytes.n);
        return form->body.full ? FORM_TOO_LARGE : FORM_OK;
    }
    if (!form->delimiter_n)
        return FORM_MALFORMED;
    while (bytes.n) {
        size_t n = bytes.n < PIECE_BYTES ? bytes.n : PIECE_BYTES;
        enum form_result result;

        memcpy(form->window + form->window_n, bytes.p, n);
        form->window_n += n;
        result = run(form);
        if (result != FORM_OK)
            return result;
        bytes = (struct bytes){bytes.p + n, bytes.n - n};
    }
    return FORM_OK;
}

enum form_result
form_end(struct form *form, struct fields *fields_out, struct uploads *uploads_out)
{
    if (form->multipart) {
        if (form->state != EPILOGUE)
            return FORM_MALFORMED;
    } else if (!url_fields(form->arena, buf_bytes(&form->body), form->limits->fields_n,
                           &form->fields)) {
        return FORM_MALFORMED;
    }
    *fields_out = form->fields;
    *uploads_out = form->uploads;
    return FORM_OK;
}
