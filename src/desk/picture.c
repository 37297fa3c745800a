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
picture_keep(struct cx *cx, const char *html, const char *tokens)
{
    struct html_cid *cids;
    char **token;
    size_t n;

    token = str_split(cx->arena, tokens ? tokens : "", ' ', &n);
    cids = NEW_N(cx->arena, n + 1, struct html_cid);
    for (size_t i = 0; i < n; i++)
        cids[i] = (struct html_cid){
            token[i], arena_printf(cx->arena, "cid:%s", picture_id(cx, token[i]))};
    return html_clean(cx->arena, bytes_of(html),
                      (struct html_options){.cids = cids, .cids_n = n})
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
picture_is_shown(const char *html, const struct attachment *file)
{
    const char *at = html;
    size_t length;

    if (str_blank(html) || str_blank(file->content_id))
        return false;
    length = strlen(file->content_id);
    while ((at = strstr(at, "cid:"))) {
        at += strlen("cid:");
        if (!strncmp(at, file->content_id, length) && at[length] == '"')
            return true;
    }
    return false;
}
