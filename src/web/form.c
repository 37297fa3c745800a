/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/str.h"
#include "desk/file.h"

#include <ctype.h>

const struct view_option *
form_topics(struct cx *cx, const struct plan *plan, const char *chosen)
{
    struct view_option *list = NEW_N(cx->arena, plan->topics.n + 1, struct view_option);

    for (size_t i = 0; i < plan->topics.n; i++) {
        const struct plan_topic *topic = &plan->topics.at[i];
        struct buf note;

        buf_init(&note, cx->arena, 0);
        for (size_t w = 0; w < topic->words.n && w < 5; w++)
            buf_printf(&note, "%s%s", w ? ", " : "", topic->words.at[w]);
        list[i] = (struct view_option){topic->name, topic->name,
                                       note.n ? buf_text(&note) : NULL,
                                       str_eq(topic->name, chosen)};
    }
    return list;
}

const struct view_option *
form_labels(struct cx *cx, const struct plan_label *labels, size_t n, const char *chosen)
{
    struct view_option *list = NEW_N(cx->arena, n + 1, struct view_option);

    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_option){labels[i].name, labels[i].name, NULL,
                                       str_eq(labels[i].name, chosen)};
    return list;
}

const struct view_option *
form_names(struct cx *cx, const char *const *names, size_t n, const char *chosen)
{
    struct view_option *list = NEW_N(cx->arena, n + 1, struct view_option);

    for (size_t i = 0; i < n; i++)
        list[i] =
            (struct view_option){names[i], names[i], NULL, str_eq(names[i], chosen)};
    return list;
}

const char *
form_sentence(struct cx *cx, const char *words)
{
    char *sentence = arena_strdup(cx->arena, words);

    if ((unsigned char)*sentence < 0x80)
        *sentence = (char)toupper((unsigned char)*sentence);
    return sentence;
}

const char *
form_once(struct cx *cx, struct exchange *x)
{
    const char *once = request_line(&x->request, "once");

    return str_blank(once) || strlen(once) > 64 ? random_token(cx->arena) : once;
}

const char *
form_upload_tokens(struct cx *cx, struct exchange *x)
{
    struct buf tokens;

    buf_init(&tokens, cx->arena, 0);
    for (size_t i = 0; i < request_field_n(&x->request, "upload"); i++)
        buf_printf(&tokens, "%s%s", i ? " " : "",
                   request_field_at(&x->request, "upload", i));
    return buf_text(&tokens);
}

struct err *
form_uploads_of(struct cx *cx, const char *tokens, struct view_uploads *out)
{
    struct upload_kept *kept;
    struct view_upload *list;
    size_t n = 0;

    *out = (struct view_uploads){.max_bytes = cx->config->attachment_bytes,
                                 .max_n = cx->config->attachments_n};
    TRY(upload_list(cx, tokens, &kept, &n));
    list = NEW_N(cx->arena, n + 1, struct view_upload);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_upload){kept[i].token, kept[i].name, kept[i].size_bytes};
    out->list = list;
    out->list_n = n;
    return NULL;
}

struct err *
form_uploads(struct cx *cx, struct exchange *x, const struct err *err, struct view_uploads *out)
{
    const char *tokens =
        x->request.method == HTTP_POST ? form_upload_tokens(cx, x) : "";

    TRY(form_uploads_of(cx, tokens, out));
    out->error = view_error_of(err, "files");
    return NULL;
}

/* ---- Taking files. */

struct reading {
    struct cx *cx;
    const struct upload *upload;
    size_t at;
};

static long
read_upload(void *state, void *p, size_t n)
{
    struct reading *reading = state;
    size_t got = 0;

    if (upload_read(reading->cx, reading->upload, (int64_t)reading->at, p, n, &got))
        return -1;
    reading->at += got;
    return (long)got;
}

struct err *
form_take_files(struct cx *cx, struct exchange *x, const char **tokens_out)
{
    const struct uploads *uploads = &x->request.uploads;
    struct buf tokens;

    buf_init(&tokens, cx->arena, 0);
    buf_str(&tokens, form_upload_tokens(cx, x));
    for (size_t i = 0; i < uploads->n; i++) {
        struct reading reading = {cx, &uploads->at[i], 0};
        struct upload_kept kept;
        struct err *err;

        if (!uploads->at[i].size_bytes || (!str_eq(uploads->at[i].field, "files") &&
                                           !str_eq(uploads->at[i].field, "file")))
            continue;
        err = upload_add(cx, (struct file_source){read_upload, &reading},
                         uploads->at[i].filename, uploads->at[i].type, &kept);
        if (err) {
            err->field = "files";
            return err;
        }
        buf_printf(&tokens, " %s", kept.token);
    }
    *tokens_out = buf_text(&tokens);
    return NULL;
}
