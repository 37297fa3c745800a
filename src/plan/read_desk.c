/* SPDX-License-Identifier: Apache-2.0 */
/* The desk itself: its settings, the ways to reach it, and when it is open. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/zone.h"
#include "plan/fold.h"
#include "plan/open.h"
#include "plan/read.h"
#include "plan/value.h"

#include <string.h>

/* ---- Settings. */

enum { SET_NAME, SET_VALUE };
static const struct read_column SETTINGS[] = {
    {"Setting", "setting|settings|what|ajuste|dato|opcion|campo", true},
    {"Value",   "value|valor|contenido",                          true},
};
enum { DESK, ZONE, LANGUAGE, OWNER, APPROVAL, KEYS_N };
static const char *const KEY_NAMES[] = {"Desk", "Time zone", "Language", "Owner",
                                        "Approval"};
static const char *const KEYS[] = {
    "desk|help desk|service desk|name|desk name|name of the desk|mesa|mesa de ayuda|"
    "mesa de servicio|centro de ayuda|nombre|servicio",
    "time zone|timezone|zone|tz|zona horaria|huso horario|zona",
    "language|languages|idioma|idiomas|lengua|lenguas",
    "owner|owned by|owner of the plan|responsable|propietario|propietaria|titular|dueno",
    "approval|approved|approved by|approval of the plan|aprobacion|aprobado por|"
    "aprobacion del plan",
};
enum { BY_ANOTHER, BY_NOBODY };
static const char *const APPROVALS[] = {
    "by another person|another person|by a second person|a second person|by somebody else|"
    "somebody else|yes|por otra persona|otra persona|por una segunda persona|si",
    "none|no|not needed|ninguna|no hace falta",
};

static void
set_zone(struct reader *reader, const struct scan_cell *value)
{
    const struct zone *zone = zone_find(value->text);

    reader->plan->zone_name = value->text;
    if (zone)
        reader->plan->zone = zone;
    else
        READ_ERROR(
            reader, value, read_say(reader, "there is no time zone \"%s\"", value->text),
            read_say(reader, "write one like America/Los_Angeles or Europe/Madrid"));
}

/* BCP 47: a subtag of 2 or 3 letters, then subtags of letters and digits. */
static bool
is_language(const char *s)
{
    size_t letters = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (letters < 2 || letters > 3 || strlen(s) > 35)
        return false;
    return !s[letters] ||
           (s[letters] == '-' && s[letters + 1] &&
            !s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789-")]);
}

static void
set_languages(struct reader *reader, const struct scan_cell *value)
{
    struct scan_cell piece;
    size_t at = 0;

    while (read_piece(reader, value, &at, &piece)) {
        if (!is_language(piece.text))
            READ_ERROR(reader, &piece,
                       read_say(reader, "\"%s\" is not a language tag", piece.text),
                       read_say(reader, "write it like en-US or es"));
        else if (reader->plan->languages.n < READ_LIST_N)
            *vec_add(reader->arena, &reader->plan->languages) = piece.text;
    }
    if (reader->plan->languages.n)
        reader->plan->language = reader->plan->languages.at[0];
}

static void
set_approval(struct reader *reader, const struct scan_cell *value)
{
    int found = read_choice(fold_text(reader->arena, value->text), APPROVALS,
                            COUNT_OF(APPROVALS));

    reader->plan->approval = found == BY_ANOTHER;
    if (found < 0)
        READ_ERROR(reader, value,
                   read_say(reader, "\"%s\" is no way to approve a plan", value->text),
                   read_say(reader, "write \"by another person\" or \"none\""));
}

static void
set_value(struct reader *reader, const struct scan_cell *key,
          const struct scan_cell *value)
{
    struct plan *plan = reader->plan;
    int found = read_choice(fold_text(reader->arena, key->text), KEYS, KEYS_N);
    const char *nearest;

    if (found >= 0 && !*value->text) {
        READ_ERROR(reader, value, read_say(reader, "\"%s\" has no value", key->text),
                   read_say(reader, "write one or leave the row out"));
        return;
    }
    if (found == DESK) {
        plan->desk = read_name_in(reader, value, N_("desk"));
    } else if (found == ZONE) {
        set_zone(reader, value);
    } else if (found == LANGUAGE) {
        set_languages(reader, value);
    } else if (found == OWNER) {
        plan->owner = value->text;
    } else if (found == APPROVAL) {
        set_approval(reader, value);
    } else {
        nearest = read_nearest(reader, key->text, KEY_NAMES, KEYS_N);
        if (nearest)
            READ_ERROR(reader, key,
                       read_say(reader, "\"%s\" is not a setting", key->text),
                       read_say(reader, "did you mean \"%s\"?", nearest));
        else
            READ_REMARK(reader, key,
                        read_say(reader, "\"%s\" is not a setting", key->text),
                        read_say(reader, "it is published but does nothing"));
    }
}

/* Without known words in the header, its first row may be a setting too. */
void
read_settings(struct reader *reader, const struct scan_block *block)
{
    const struct scan_row *head;
    size_t first = 1;

    if (block->kind != SCAN_TABLE)
        return;
    head = &block->rows.at[0];
    if (head->n < 2)
        return;
    if (read_choice(fold_text(reader->arena, head->cells[0].text), KEYS, KEYS_N) >= 0 &&
        !fold_match(fold_text(reader->arena, head->cells[1].text),
                    SETTINGS[SET_VALUE].words))
        first = 0;
    for (size_t i = first; i < block->rows.n && i <= READ_ROWS_N; i++)
        set_value(reader, &block->rows.at[i].cells[0], &block->rows.at[i].cells[1]);
}

/* ---- Channels. */

enum { CH_NAME, CH_ADDRESS, CH_ATTENDED, CH_ORGANIZATION };
static const struct read_column CHANNELS[] = {
    {"Channel",      "channel|channels|way|how|means|canal|medio|via|como",          true },
    {"Address",      "address|number|where|contact|direccion|numero|donde|contacto", false},
    {"Attended",
     "attended|staffed|answered|when|hours|availability|atendido|atencion|cuando|horario|"
     "disponibilidad|se atiende",                                                    false},
    {"Organization", ORGANIZATION_WORDS,                                             false},
};
static const struct {
    const char *words;
    enum plan_channel_kind kind;
} CHANNEL_KINDS[] = {
    {"web form|form|web|website|portal|formulario|formulario web|pagina web|sitio web|"
     "self-service",                                                             PLAN_WEB    },
    {"e-mail|email|mail|e mail|correo|correo electronico|correo-e",                   PLAN_MAIL   },
    {"phone|telephone|hotline|telefono|linea telefonica",                             PLAN_PHONE  },
    {"voicemail|voice mail|answering machine|buzon de voz|contestador|correo de voz",
     PLAN_VOICEMAIL                                                                               },
    {"sheet|spreadsheet|import|hoja|hoja de calculo|planilla",                        PLAN_SHEET  },
    {"chat|messaging|live chat|mensajeria",                                           PLAN_CHAT   },
    {"walk-in|walk in|in person|desk|counter|office|mostrador|presencial|en persona|"
     "ventanilla",                                                               PLAN_WALK_IN},
};
static const char *const ATTENDED[] = {
    "always|24/7|24x7|at all hours|any time|siempre|a toda hora|las 24 horas|todo el dia",
    "|operating hours|opening hours|office hours|business hours|hours|during hours|when "
    "open|"
    "in operating hours|horario|horario de atencion|horas de atencion|horario laboral|"
    "horas laborales|en horario de atencion",
};

static enum plan_channel_kind
channel_kind(const char *folded)
{
    enum plan_channel_kind kind = PLAN_OTHER;
    size_t best = 0;

    for (int i = 0; i < COUNT_OF(CHANNEL_KINDS); i++) {
        size_t match = fold_match(folded, CHANNEL_KINDS[i].words);
        if (match > best) {
            best = match;
            kind = CHANNEL_KINDS[i].kind;
        }
    }
    return kind;
}

static bool
is_address(const char *s)
{
    const char *at = strchr(s, '@');

    return at && at != s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " ,;<>()\"") &&
           strlen(s) <= 254;
}

static void
check_address(struct reader *reader, const struct plan_channel *channel,
              const struct scan_cell *cell)
{
    if ((channel->kind == PLAN_MAIL || channel->kind == PLAN_VOICEMAIL) &&
        *channel->address && !is_address(channel->address) && channel->kind == PLAN_MAIL)
        READ_ERROR(reader, cell,
                   read_say(reader, "\"%s\" is not an e-mail address", channel->address),
                   read_say(reader, "write it like help@school.example"));
    if (channel->kind == PLAN_MAIL && !*channel->address)
        READ_ERROR(reader, cell, read_say(reader, "this e-mail channel has no address"),
                   read_say(reader, "write it like help@school.example"));
    for (size_t i = 0; i + 1 < reader->plan->channels.n && channel->kind == PLAN_MAIL;
         i++)
        if (*channel->address &&
            fold_eq(reader->plan->channels.at[i].address, channel->address))
            READ_ERROR(
                reader, cell,
                read_say(reader, "the address \"%s\" stands twice", channel->address),
                read_say(reader, "keep one row for each address"));
}

void
read_channels(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, CHANNELS, COUNT_OF(CHANNELS), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        const struct scan_row *row = &block->rows.at[i];
        struct plan_channel *channel = READ_ADD(reader, &reader->plan->channels);
        const struct scan_cell *attended = read_cell(&table, row, CH_ATTENDED);
        int choice;

        if (!channel)
            return;
        channel->line = read_line(reader, row->line);
        channel->name =
            read_name_in(reader, read_cell(&table, row, CH_NAME), N_("channel"));
        channel->kind = channel_kind(fold_text(reader->arena, channel->name));
        channel->address = read_cell(&table, row, CH_ADDRESS)->text;
        channel->organization =
            read_organization(reader, read_cell(&table, row, CH_ORGANIZATION));
        choice = read_choice(fold_text(reader->arena, attended->text), ATTENDED, 2);
        channel->always =
            choice == 0 || (!*attended->text &&
                            (channel->kind == PLAN_WEB || channel->kind == PLAN_MAIL));
        if (choice < 0)
            READ_ERROR(reader, attended,
                       read_say(reader, "\"%s\" is not when a channel is attended",
                                attended->text),
                       read_say(reader, "write \"always\" or \"operating hours\""));
        check_address(reader, channel, read_cell(&table, row, CH_ADDRESS));
    }
}

/* ---- Hours. */

enum { H_DAYS, H_OPEN, H_CLOSE, H_HOURS, H_ORGANIZATION };
static const struct read_column HOURS[] = {
    {"Days",         "days|day|weekday|dias|dia",                                           true },
    {"Open",
     "open|opens|from|opening|start|starts|begin|begins|abre|apertura|desde|inicio|"
     "abierto",                                                                             false},
    {"Close",        "close|closes|to|until|till|closing|end|ends|cierra|cierre|hasta|fin",
     false                                                                                       },
    {"Hours",
     "hours|opening hours|open hours|times|time|shift|shifts|horas|horario|turno|turnos",   false},
    {"Organization", ORGANIZATION_WORDS,                                                    false},
};

static void
add_hours(struct reader *reader, const struct plan_hours *like, int open, int close)
{
    struct plan_hours *hours = vec_add(reader->arena, &reader->plan->hours);

    *hours = *like;
    hours->open_min = open;
    hours->close_min = close > open ? close : close + 24 * 60;
}

static void
bad_time(struct reader *reader, const struct scan_cell *cell)
{
    if (!*cell->text)
        READ_ERROR(reader, cell, read_say(reader, "there is no time here"),
                   read_say(reader, "write it like 08:00"));
    else
        READ_ERROR(reader, cell,
                   read_say(reader, "\"%s\" is not a time of day", cell->text),
                   read_say(reader, "write it like 08:00"));
}

static bool
is_always(const char *folded)
{
    return fold_is_one_of(folded, "always|24 h|24 hours|all day|24/7|siempre|todo el dia|"
                                  "24 horas|las 24 horas");
}

/* "08:00-12:00, 13:00-17:00" */
static void
read_shifts(struct reader *reader, const struct scan_cell *cell,
            const struct plan_hours *like)
{
    struct scan_cell piece;
    size_t at = 0;
    bool any = false;

    if (is_always(fold_text(reader->arena, cell->text))) {
        add_hours(reader, like, 0, 24 * 60);
        return;
    }
    while (reader->plan->hours.n < READ_ROWS_N && read_piece(reader, cell, &at, &piece)) {
        char *folded = fold_text(reader->arena, piece.text);
        char *middle = strchr(folded, '-');
        int open, close;

        any = true;
        if (middle)
            *middle = 0;
        if (!middle || !value_time(str_trim(reader->arena, folded), &open) ||
            !value_time(str_trim(reader->arena, middle + 1), &close) || open == 24 * 60)
            READ_ERROR(reader, &piece,
                       read_say(reader, "\"%s\" is not a shift", piece.text),
                       read_say(reader, "write it like 08:00-12:00, 13:00-17:00"));
        else
            add_hours(reader, like, open, close);
    }
    if (!any)
        bad_time(reader, cell);
}

static void
read_open_close(struct reader *reader, const struct read_table *table,
                const struct scan_row *row, const struct plan_hours *like)
{
    const struct scan_cell *from = read_cell(table, row, H_OPEN);
    const struct scan_cell *to = read_cell(table, row, H_CLOSE);
    const char *days = read_folded(reader, table, row, H_DAYS);
    const char *open_text = fold_text(reader->arena, from->text);
    int open = 0, close = 0;
    bool good_open, good_close;

    if (is_always(open_text) || (fold_is_one_of(days, "always|24/7|24x7|siempre") &&
                                 !*from->text && !*to->text)) {
        add_hours(reader, like, 0, 24 * 60);
        return;
    }
    if (fold_is_one_of(open_text, "closed|cerrado|-|none"))
        return; /* said in words: no hours on these days */
    good_open = value_time(open_text, &open) && open < 24 * 60;
    good_close = value_time(fold_text(reader->arena, to->text), &close);
    if (!good_open)
        bad_time(reader, from);
    if (!good_close)
        bad_time(reader, to);
    if (!good_open || !good_close)
        return;
    if (open == close)
        READ_ERROR(reader, to, read_say(reader, "it opens and closes at the same time"),
                   read_say(reader, "write 00:00 and 24:00 for the whole day"));
    else
        add_hours(reader, like, open, close);
}

static void
read_hours_row(struct reader *reader, const struct read_table *table,
               const struct scan_row *row)
{
    const struct scan_cell *days = read_cell(table, row, H_DAYS);
    const struct scan_cell *shifts = read_cell(table, row, H_HOURS);
    struct plan_hours like = {.line = read_line(reader, row->line)};

    like.organization = read_organization(reader, read_cell(table, row, H_ORGANIZATION));
    if (!value_days(fold_text(reader->arena, days->text), &like.days))
        READ_ERROR(reader, days, read_say(reader, "\"%s\" are not days", days->text),
                   read_say(reader, "write them like Mon-Fri, or Mon, Wed, or always"));
    else if (table->place[H_HOURS] >= 0 && *shifts->text)
        read_shifts(reader, shifts, &like);
    else
        read_open_close(reader, table, row, &like);
}

/* "DATE", "DATE: name", "DATE (name)", "DATE - name" */
static bool
split_closed(struct reader *reader, const char *text, struct plan_closed *closed)
{
    static const char *const MARKS[] = {
        ":", "(", " - ", " \342\200\223 ", " \342\200\224 ", ", "};

    if (value_closed(fold_text(reader->arena, text), closed))
        return true;
    for (int i = 0; i < COUNT_OF(MARKS); i++) {
        const char *mark = strstr(text, MARKS[i]);
        char *name;
        size_t n;

        if (!mark ||
            !value_closed(fold_text(reader->arena, arena_strndup(reader->arena, text,
                                                                 (size_t)(mark - text))),
                          closed))
            continue;
        name = str_trim(reader->arena, mark + strlen(MARKS[i]));
        n = strlen(name);
        if (*MARKS[i] == '(' && n && name[n - 1] == ')')
            name[n - 1] = 0;
        closed->name = name;
        return true;
    }
    return false;
}

static void
read_closed(struct reader *reader, const struct scan_block *block)
{
    struct scan_cell at = {block->text, block->line, block->column};
    struct plan_closed closed;

    if (reader->plan->closed.n >= READ_ROWS_N)
        return;
    if (!split_closed(reader, block->text, &closed)) {
        const char *date =
            arena_strndup(reader->arena, block->text, strcspn(block->text, ":"));
        READ_ERROR(reader, &at, read_say(reader, "\"%s\" is not a date", date),
                   read_say(reader, "write it like 2026-11-26, 2026-12-21 to 2027-01-01, "
                                    "every 07-04 or every last Mon of May"));
        return;
    }
    closed.line = read_line(reader, block->line);
    *vec_add(reader->arena, &reader->plan->closed) = closed;
}

void
read_hours(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind == SCAN_ITEM) {
        read_closed(reader, block);
        return;
    }
    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, HOURS, COUNT_OF(HOURS), &table))
        return;
    if (table.place[H_HOURS] < 0 &&
        (table.place[H_OPEN] < 0 || table.place[H_CLOSE] < 0)) {
        READ_ERROR(
            reader, &block->rows.at[0].cells[0],
            read_say(reader, "this table does not say when the desk opens and closes"),
            read_say(reader, "add the columns \"Open\" and \"Close\""));
        return;
    }
    for (size_t i = 1; i < block->rows.n && reader->plan->hours.n < READ_ROWS_N; i++)
        read_hours_row(reader, &table, &block->rows.at[i]);
}

/* "A day is 8 h of open time." in any paragraph. */
void
read_day_sentence(struct reader *reader, const struct scan_block *block)
{
    static const char *const BEGINNINGS[] = {
        "a day is ",          "one day is ",           "a day means ",
        "a business day is ", "a working day is ",     "a day has ",
        "un dia es ",         "un dia son ",           "un dia laborable es ",
        "un dia habil es ",   "un dia equivale a ",    "un dia tiene ",
        "un dia habil son ",  "un dia laborable son ", "una jornada es ",
        "una jornada son ",
    };
    struct scan_cell at = {block->text, block->line, block->column};
    struct plan_duration length;
    const char *folded, *begins = NULL, *end;

    if (strlen(block->text) > 2000)
        return;
    folded = fold_text(reader->arena, block->text);
    for (int i = 0; i < COUNT_OF(BEGINNINGS) && !begins; i++) {
        const char *found = strstr(folded, BEGINNINGS[i]);
        if (found && (found == folded || found[-1] == ' '))
            begins = found + strlen(BEGINNINGS[i]);
    }
    if (!begins || !value_duration_prefix(begins, &length, &end))
        return;
    if (value_ms(length) > MS_DAY || length.unit > PLAN_HOURS_OF) {
        READ_ERROR(reader, &at, read_say(reader, "a day cannot be that long"),
                   read_say(reader, "write it like \"A day is 8 h of open time.\""));
        return;
    }
    reader->plan->day_sentence.line = read_line(reader, block->line);
    reader->plan->day_sentence.text = block->text;
    reader->plan->day_ms = value_ms(length);
}
