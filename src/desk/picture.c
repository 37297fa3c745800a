/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/picture.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/str.h"
#include "text/html.h"

#include <string.h>

enum { ID_DIGITS = 32 };

/* Not the token itself: that is a secret while the upload waits. */
const char *
picture_id(struct cx *cx, const char *token)
{
    return arena_printf(cx->arena, "%.*s@picture", ID_DIGITS,
                        sha256_hex(cx->arena, bytes_of(token)));
}

const char *
picture_keep(struct cx *cx, const char *html, const char *tokens,
             const struct attachment *files, size_t n)
{
    struct html_cid *cids;
    size_t tokens_n, cids_n = 0;
    char **token = str_split(cx->arena, tokens ? tokens : "", ' ', &tokens_n);

    cids = NEW_N(cx->arena, tokens_n + n + 1, struct html_cid);
    for (size_t i = 0; i < tokens_n; i++)
        cids[cids_n++] = (struct html_cid){
            token[i], arena_printf(cx->arena, "cid:%s", picture_id(cx, token[i]))};
    for (size_t i = 0; i < n; i++)
        if (!str_blank(files[i].content_id))
            cids[cids_n++] =
                (struct html_cid){files[i].content_id,
                                  arena_printf(cx->arena, "cid:%s", files[i].content_id)};
    return html_clean(cx->arena, bytes_of(html),
                      (struct html_options){.cids = cids, .cids_n = cids_n})
        .s;
}

struct safe_html
picture_show(struct cx *cx, const char *html, const struct attachment *files, size_t n,
             const char *prefix)
{
    struct html_cid *cids = NEW_N(cx->arena, n + 1, struct html_cid);
    size_t cids_n = 0;

    for (size_t i = 0; i < n; i++) {
        const char *id = files[i].content_id;

        if (str_blank(id))
            continue;
        cids[cids_n++] =
            (struct html_cid){id, prefix ? arena_printf(cx->arena, "%s%lld", prefix,
                                                        (long long)files[i].id.v)
                                         : arena_printf(cx->arena, "cid:%s", id)};
    }
    return html_clean(cx->arena, bytes_of(html),
                      (struct html_options){.cids = cids, .cids_n = cids_n});
}

bool
picture_type(const char *type)
{
    return str_eq(type, "image/png") || str_eq(type, "image/jpeg") ||
           str_eq(type, "image/gif") || str_eq(type, "image/webp");
}

static int64_t
places_n(const char *html, const char *content_id)
{
    const char *at = html;
    size_t length;
    int64_t n = 0;

    if (str_blank(html) || str_blank(content_id))
        return 0;
    length = strlen(content_id);
    while ((at = strstr(at, "cid:"))) {
        at += strlen("cid:");
        n += !strncmp(at, content_id, length) && at[length] == '"';
    }
    return n;
}

bool
picture_is_shown(const char *html, const struct attachment *file)
{
    return places_n(html, file->content_id) > 0;
}

struct err *
picture_inline(struct cx *cx, const struct message *message, struct safe_html *out)
{
    struct attachment *files;
    struct html_cid *cids;
    int64_t left = PICTURES_INLINE_BYTES;
    size_t n, cids_n = 0;

    TRY(attachment_list(cx, message->ticket, &files, &n));
    cids = NEW_N(cx->arena, n + 1, struct html_cid);
    for (size_t i = 0; i < n; i++) {
        int64_t places = places_n(message->html, files[i].content_id);
        struct bytes raw;

        if (files[i].message.v != message->id.v || !places ||
            !picture_type(files[i].type) || files[i].size_bytes > left / places)
            continue;
        TRY(file_load(cx, files[i].hash, left, &raw));
        left -= places * files[i].size_bytes;
        cids[cids_n++] =
            (struct html_cid){files[i].content_id,
                              arena_printf(cx->arena, "data:%s;base64,%s", files[i].type,
                                           base64_encode(cx->arena, raw))};
    }
    *out = html_clean(cx->arena, bytes_of(message->html),
                      (struct html_options){.cids = cids, .cids_n = cids_n});
    return NULL;
}
