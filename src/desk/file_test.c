/* SPDX-License-Identifier: Apache-2.0 */
/* Files, uploads and the ledger of incoming mail. */
#include "desk/file.h"

#include "base/buf.h"
#include "desk/desk_fixture_test.h"
#include "desk/inbox.h"
#include "desk/picture.h"

/* n bytes in small reads of odd sizes. */
struct drip {
    size_t at, n;
    bool fails;
};

static long
read_drip(void *state, void *p, size_t n)
{
    struct drip *drip = state;
    size_t take = drip->n - drip->at;

    if (drip->fails && drip->at > 1000)
        return -1;
    if (take > 4099)
        take = 4099;
    if (take > n)
        take = n;
    for (size_t i = 0; i < take; i++)
        ((unsigned char *)p)[i] = (unsigned char)((drip->at + i) * 7 % 251);
    drip->at += take;
    return (long)take;
}

static struct bytes
whole(struct desk *d, size_t n)
{
    unsigned char *p = arena_take(d->cx.arena, n + 1);
    struct drip drip = {.n = n};

    for (size_t got = 0; got < n;)
        got += (size_t)read_drip(&drip, p + got, n - got);
    return (struct bytes){p, n};
}

static void
test_files_of_every_size_come_back_and_are_kept_once(void **state)
{
    struct desk *d = desk_of(state);
    static const size_t sizes[] = {0,
                                   1,
                                   FILE_PIECE_BYTES - 1,
                                   FILE_PIECE_BYTES,
                                   FILE_PIECE_BYTES + 1,
                                   3 * FILE_PIECE_BYTES + 5};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct bytes raw = whole(d, sizes[i]), first, second, back;
        struct drip drip = {.n = sizes[i]};
        int64_t size;

        DONE(d, file_store(as(d, KINDESK), raw, &first));
        DONE(d, file_store_from(as(d, KINDESK), (struct file_source){read_drip, &drip}, 0,
                                &second, &size));
        assert_memory_equal(first.p, second.p, HASH_BYTES);
        assert_int_equal(size, sizes[i]);
        assert_done(file_load(&d->cx, first, 1 << 20, &back));
        assert_int_equal(back.n, raw.n);
        assert_memory_equal(back.p ? back.p : raw.p, raw.p, raw.n);
    }
    assert_int_equal(desk_number(d, "SELECT count(*) FROM file"), 6);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM file_piece"),
                     0 + 1 + 1 + 1 + 2 + 4);
}

static void
test_a_file_over_the_limit_or_cut_off_leaves_nothing(void **state)
{
    struct desk *d = desk_of(state);
    struct drip at = {.n = 5000}, over = {.n = 5001}, broken = {.n = 5000, .fails = true};
    struct bytes hash;
    int64_t size;

    DONE(d, file_store_from(as(d, KINDESK), (struct file_source){read_drip, &at}, 5000,
                            &hash, &size));
    REFUSED(d, ERR_LIMIT,
            file_store_from(as(d, KINDESK), (struct file_source){read_drip, &over}, 5000,
                            &hash, &size));
    REFUSED(d, ERR_INTERNAL,
            file_store_from(as(d, KINDESK), (struct file_source){read_drip, &broken}, 0,
                            &hash, &size));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM file"), 1);
}

static struct upload_kept
upload(struct desk *d, size_t n)
{
    struct drip drip = {.n = n};
    struct upload_kept kept;

    DONE(d, upload_add(as(d, ROSA), (struct file_source){read_drip, &drip}, "../a\nb.png",
                       "image/png", &kept));
    return kept;
}

static void
test_uploads_are_claimed_once_and_only_so_many(void **state)
{
    struct desk *d = desk_of(state);
    struct upload_kept kept = upload(d, 10);
    struct ticket_words words = {.text = "Look.", .channel = "web"};
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    char *four = arena_printf(d->cx.arena, "%s a b c", kept.token);

    assert_string_equal(kept.name, attachment_clean_name(&d->cx, "../a\nb.png"));
    assert_null(strchr(kept.name, '/'));
    words.uploads = arena_printf(d->cx.arena, "%s %s unknown", kept.token, kept.token);
    DONE(d, ticket_write(as(d, ROSA), ticket.id, &words, &ticket));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM attachment"), 1);
    DONE(d, ticket_write(as(d, ROSA), ticket.id, &words, &ticket));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM attachment"), 1);
    words.uploads = four;
    REFUSED(d, ERR_INVALID, ticket_write(as(d, ROSA), ticket.id, &words, &ticket));
}

static void
test_the_sweep_keeps_what_is_used(void **state)
{
    struct desk *d = desk_of(state);
    struct upload_kept used = upload(d, 10), unused = upload(d, 11);
    struct ticket_words words = {
        .text = "Look.", .channel = "web", .uploads = used.token};
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct inbox_id id;
    bool known;

    DONE(d, ticket_write(as(d, ROSA), ticket.id, &words, &ticket));
    DONE(d, inbox_accept(as(d, KINDESK), "a@b.example", "help@desk.example",
                         bytes_of("Subject: x\r\n\r\ny\r\n"), &id, &known));
    d->cx.now += MS_DAY;
    DONE(d, upload_sweep(as(d, KINDESK), DESK_NOW));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM file"), 3);
    DONE(d, upload_sweep(as(d, KINDESK), DESK_NOW + 1));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM file"), 2);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM upload"), 0);
    assert_non_null(unused.token);
}

static void
test_a_mail_is_taken_once_for_each_recipient(void **state)
{
    struct desk *d = desk_of(state);
    struct bytes raw = bytes_of("Subject: x\r\n\r\ny\r\n"), back;
    struct inbox_id first, again, other;
    struct inbox inbox;
    bool known;

    DONE(d, inbox_accept(as(d, KINDESK), "", "help@desk.example", raw, &first, &known));
    assert_false(known);
    DONE(d, inbox_accept(as(d, KINDESK), "", "help@desk.example", raw, &again, &known));
    assert_true(known);
    assert_int_equal(again.v, first.v);
    DONE(d, inbox_accept(as(d, KINDESK), "", "it@desk.example", raw, &other, &known));
    assert_false(known);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM job"), 2);
    assert_done(inbox_raw(&d->cx, first, &back));
    assert_memory_equal(back.p, raw.p, raw.n);
    assert_done(inbox_get(&d->cx, first, &inbox));
    inbox.state = INBOX_FAILED;
    inbox.rule = "test";
    inbox.why = "It broke.";
    DONE(d, inbox_mark(as(d, KINDESK), &inbox));
    REFUSED(d, ERR_DENIED, inbox_retry(as(d, ROSA), first));
    DONE(d, inbox_retry(as(d, FRAN), first));
    REFUSED(d, ERR_CONFLICT, inbox_retry(as(d, FRAN), first));
}

/* A mail with a picture in its text, which is held: so only the staff may see it. */
static struct message_id
hold_with_picture(struct desk *d, struct ticket_id ticket, const char *html,
                  struct bytes raw, const char *type)
{
    struct attachment file = {.name = "a", .type = type, .content_id = "logo@mail"};
    struct ticket_words words = {
        .html = html, .channel = "mail", .attachments = &file, .attachments_n = 1};
    struct message_id id;

    DONE(d, file_store(as(d, KINDESK), raw, &file.hash));
    DONE(d, ticket_hold(as(d, KINDESK), ticket, d->person[RUI], &words, &id));
    return id;
}

static const char *
inlined(struct desk *d, struct message_id id)
{
    struct message message;
    struct safe_html shown;

    assert_done(message_get(as(d, FRAN), id, &message));
    assert_done(picture_inline(&d->cx, &message, &shown));
    return shown.s;
}

static void
test_pictures_of_a_mail_come_with_it(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "Pictures", "none");
    static const char html[] = "<p>See <img src=\"cid:logo@mail\" alt=\"logo\"></p>";
    struct message_id id =
        hold_with_picture(d, ticket.id, html, bytes_of("GIF89a"), "image/gif");

    assert_non_null(strstr(inlined(d, id), "src=\"data:image/gif;base64,R0lGODlh\""));
    id = hold_with_picture(d, ticket.id, html, bytes_of("<svg/>"), "image/svg+xml");
    assert_null(strstr(inlined(d, id), "src="));
}

/* Not from a note or another message of the ticket, whose name anybody can write. */
static void
test_a_message_shows_no_picture_of_another(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "Pictures", "none");
    struct message_id id = hold_with_picture(d, ticket.id, "<img src=\"cid:logo@mail\">",
                                             bytes_of("GIF89a"), "image/gif");

    desk_exec(d, "UPDATE attachment SET message = 1");
    assert_null(strstr(inlined(d, id), "src="));
    desk_exec(d, "UPDATE attachment SET message = 2");
    assert_int_equal(id.v, 2);
}

static void
test_many_places_for_one_picture_stay_within_the_limit(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "Pictures", "none");
    struct buf html;
    struct message_id id;

    buf_init(&html, d->cx.arena, 0);
    for (int i = 0; i < PICTURES_INLINE_BYTES / 100000; i++)
        buf_lit(&html, "<img src=\"cid:logo@mail\">");
    id = hold_with_picture(d, ticket.id, buf_text(&html), whole(d, 100000), "image/png");
    assert_non_null(strstr(inlined(d, id), "src="));
    buf_lit(&html, "<img src=\"cid:logo@mail\">");
    id = hold_with_picture(d, ticket.id, buf_text(&html), whole(d, 100000), "image/png");
    assert_null(strstr(inlined(d, id), "src="));
}

static const struct CMUnitTest tests[] = {
    DESK_SQLITE(test_pictures_of_a_mail_come_with_it),
    DESK_SQLITE(test_a_message_shows_no_picture_of_another),
    DESK_SQLITE(test_many_places_for_one_picture_stay_within_the_limit),
    DESK_BOTH(test_files_of_every_size_come_back_and_are_kept_once),
    DESK_BOTH(test_a_file_over_the_limit_or_cut_off_leaves_nothing),
    DESK_BOTH(test_uploads_are_claimed_once_and_only_so_many),
    DESK_BOTH(test_the_sweep_keeps_what_is_used),
    DESK_BOTH(test_a_mail_is_taken_once_for_each_recipient),
};
FIXTURE_MAIN(tests)
