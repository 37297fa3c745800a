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
    "desk|help desk|service desk|name|desk name|name of the desk|name of the help "
    "desk|mesa|mesa de ayuda|mesa de servicio|centro de ayuda|nombre|nombre de la "
    "mesa|servicio",
    "time zone|timezone|time-zone|zone|tz|local time|zona horaria|huso horario|zona|huso",
    "language|languages|locale|locales|idioma|idiomas|lengua|lenguas",
    "owner|owned by|owner of the plan|plan owner|responsible|responsable|propietario|"
    "propietaria|titular|dueno|duena|responsable del plan",
    "approval|approved|approved by|approval of the plan|aprobacion|aprobado por|"
    "aprobacion del plan",
};
enum { BY_ANOTHER, BY_NOBODY };
static const char *const APPROVALS[] = {
    "by another person|another person|by a second person|a second person|by somebody "
    "else|"
    "somebody else|yes|por otra persona|otra persona|por una segunda persona|si",
    "none|no|not needed|ninguna|no hace falta",
};

static void
set_zone(struct reader *reader, const struct scan_cell *value)
{
    const char *name = value->text;
    const struct zone *zone = zone_find(name), *near;

    if (!zone && strchr(name, ' ')) { /* "America/Los Angeles" */
        char *joined = arena_strdup(reader->arena, name);
        for (char *p = joined; *p; p++)
            *p = *p == ' ' ? '_' : *p;
        zone = zone_find(joined);
        name = zone ? joined : name;
    }
    reader->plan->zone_name = name;
    if (zone) {
        reader->plan->zone = zone;
        return;
    }
    near = zone_nearest(name);
    READ_ERROR(
        reader, value, read_say(reader, "there is no time zone \"%s\"", value->text),
        near ? read_say(reader, "did you mean \"%s\"?", zone_name(near))
             : read_say(reader, "write one like America/Los_Angeles or Europe/Madrid"));
}

/* Languages by their names. */
static const char *
language_tag(const char *folded)
{
    static const char *const NAMES[][2] = {
        {"english|ingles",               "en"},
        {"spanish|espanol|castellano",   "es"},
        {"french|frances|francais",      "fr"},
        {"german|aleman|deutsch",        "de"},
        {"portuguese|portugues",         "pt"},
        {"catalan|catala",               "ca"},
        {"italian|italiano",             "it"},
        {"galician|gallego|galego",      "gl"},
        {"basque|vasco|euskera|euskara", "eu"}
    };

    for (int i = 0; i < COUNT_OF(NAMES); i++)
        if (fold_is_one_of(folded, NAMES[i][0]))
            return NAMES[i][1];
    return NULL;
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
        const char *tag = language_tag(fold_text(reader->arena, piece.text));

        if (tag)
            piece.text = tag;
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

/* "- Time zone: Europe/Madrid" */
static void
read_setting_item(struct reader *reader, const struct scan_block *block)
{
    const char *colon = strchr(block->text, ':');
    struct scan_cell key = {"", block->line, block->column}, value = key;

    if (!colon || colon - block->text > 40)
        return;
    key.text = arena_strndup(reader->arena, block->text, (size_t)(colon - block->text));
    value.text = str_trim(reader->arena, colon + 1);
    value.column += (int)(colon - block->text) + 2;
    if (read_choice(fold_text(reader->arena, key.text), KEYS, KEYS_N) >= 0)
        set_value(reader, &key, &value);
}

/* Without known words in the header, its first row may be a setting too. */
void
read_settings(struct reader *reader, const struct scan_block *block)
{
    const struct scan_row *head;
    size_t first = 1;

    if (block->kind == SCAN_ITEM)
        read_setting_item(reader, block);
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
    {"Channel",
     "channel|channels|way|how|means|method|contact "
     "method|medium|type|canal|canales|medio|"
     "via|como|metodo|forma|tipo",                                        true },
    {"Address",
     "address|number|where|contact|details|link|e-mail|email|phone|address or number|"
     "direccion|numero|donde|contacto|detalle|enlace|direccion o numero", false},
    {"Attended",
     "attended|staffed|answered|monitored|when|hours|open|available|availability|"
     "attended when|atendido|atendida|atencion|cuando|horario|disponibilidad|disponible|"
     "se atiende",                                                        false},
    {"Organization", ORGANIZATION_WORDS,                                  false},
};
static const struct {
    const char *words;
    enum plan_channel_kind kind;
} CHANNEL_KINDS[] = {
    {"web form|form|web|website|web site|portal|help portal|formulario|formulario web|"
     "pagina web|sitio web|self-service|self service|autoservicio",              PLAN_WEB    },
    {"e-mail|email|mail|e mail|correo|correo electronico|correo-e",                   PLAN_MAIL   },
    {"phone|telephone|hotline|help line|helpline|telefono|linea telefonica|llamada",
     PLAN_PHONE                                                                                   },
    {"voicemail|voice mail|answering machine|buzon de voz|contestador|correo de voz",
     PLAN_VOICEMAIL                                                                               },
    {"sheet|spreadsheet|import|hoja|hoja de calculo|planilla",                        PLAN_SHEET  },
    {"chat|messaging|live chat|mensajeria",                                           PLAN_CHAT   },
    {"walk-in|walk in|in person|desk|counter|office|mostrador|presencial|en persona|"
     "ventanilla",                                                               PLAN_WALK_IN},
};
/* Words of each, the longest that stands in the cell decides. */
static const char *const ATTENDED[] = {
    "always|24/7|24x7|24 x 7|24 h|24 hours|at all hours|all hours|any "
    "time|anytime|around "
    "the clock|round the clock|day and night|at all times|siempre|a toda hora|a todas "
    "horas|24 horas|todo el dia|dia y noche|en todo momento",
    "hours|when open|when we are open|business|working days|weekdays|hours of operation|"
    "horario|horas|horas de atencion|cuando estamos abiertos|dias habiles|laborables",
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
        choice = read_best_choice(reader, attended->text, ATTENDED, 2);
        channel->always =
            choice == 0 || (!*attended->text &&
                            (channel->kind == PLAN_WEB || channel->kind == PLAN_MAIL));
        if (choice < 0 && *attended->text)
            READ_ERROR(reader, attended,
                       read_say(reader, "\"%s\" is not when a channel is attended",
                                attended->text),
                       read_say(reader, "write \"always\" or \"operating hours\""));
        check_address(reader, channel, read_cell(&table, row, CH_ADDRESS));
    }
}

/* ---- Hours. */

enum { H_DAYS, H_OPEN, H_CLOSE, H_HOURS, H_BREAK, H_ORGANIZATION };
static const struct read_column HOURS[] = {
    {"Days",         "days|day|weekday|weekdays|when|dias|dia|dias de la semana",        true },
    {"Open",
     "open|opens|from|opening|opening time|opens at|open from|start|starts|begin|begins|"
     "abre|apertura|desde|inicio|abierto|hora de apertura|de|entrada",                   false},
    {"Close",
     "close|closes|to|until|till|closing|closing time|closes at|open until|end|ends|"
     "finish|cierra|cierre|hasta|fin|hora de cierre|a|salida",                           false},
    {"Hours",
     "hours|opening hours|open hours|operating hours|hours of operation|times|time|shift|"
     "shifts|horas|horario|horarios|turno|turnos|horas de atencion",                     false},
    {"Break",
     "break|breaks|lunch|lunch break|closed from|pausa|descanso|almuerzo|comida|receso", false},
    {"Organization", ORGANIZATION_WORDS,                                                 false},
};
enum { C_DATE, C_NAME };
static const struct read_column CLOSED[] = {
    {"Date",
     "date|dates|day|days|closed|closed on|closed "
     "days|when|fecha|fechas|dia|dias|cerrado|"
     "cuando",                  true },
    {"Name",
     "name|holiday|holidays|reason|occasion|event|what|why|festivo|feriado|nombre|motivo|"
     "ocasion|celebracion|que", false},
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
    return fold_is_one_of(folded, "always|24 h|24h|24 hours|all day|24/7|24x7|around the "
                                  "clock|siempre|todo el dia|24 horas|las 24 horas");
}

static bool
is_closed_word(const char *folded)
{
    return fold_is_one_of(folded, "closed|not open|cerrado|cerrada|-|none|no");
}

/* "08:00-12:00", "8 AM to 5 PM", "de 8 a 12"; false when it is none. */
static bool
read_shift(struct reader *reader, const char *text, int *open, int *close)
{
    static const char *const LEADS[] = {"from ",  "de ",      "desde las ",
                                        "desde ", "between ", "entre las "};
    static const char *const MIDDLES[] = {
        "-",           " to ",    " until ", " till ",  " and ", " through ",
        " hasta las ", " hasta ", " a las ", " y las ", " a "};
    const char *folded = fold_text(reader->arena, text);

    for (int i = 0; i < COUNT_OF(LEADS); i++)
        if (str_starts(folded, LEADS[i])) {
            folded += strlen(LEADS[i]);
            break;
        }
    for (int i = 0; i < COUNT_OF(MIDDLES); i++) {
        const char *middle = strstr(folded, MIDDLES[i]);
        char *from;

        if (!middle)
            continue;
        from = arena_strndup(reader->arena, folded, (size_t)(middle - folded));
        if (value_time(str_trim(reader->arena, from), open) &&
            value_time(str_trim(reader->arena, middle + strlen(MIDDLES[i])), close))
            return *open < 24 * 60 && *open != *close;
    }
    return false;
}

/* The next shift of a cell: pieces between commas, and in them between "and". */
static bool
next_shift(struct reader *reader, const struct scan_cell *cell, size_t *at,
           struct scan_cell *piece)
{
    static const char *const AND[] = {" and ", " y ", " & ", " / ", " + "};
    int open, close;

    if (!read_piece(reader, cell, at, piece))
        return false;
    if (read_shift(reader, piece->text, &open, &close))
        return true;
    for (int i = 0; i < COUNT_OF(AND); i++) {
        const char *cut = strstr(piece->text, AND[i]);
        const char *first;

        if (!cut)
            continue;
        first = arena_strndup(reader->arena, piece->text, (size_t)(cut - piece->text));
        if (!read_shift(reader, first, &open, &close))
            continue;
        *at = (size_t)(piece->column - cell->column) + strlen(first) + strlen(AND[i]);
        piece->text = first;
        return true;
    }
    return true;
}

/* "08:00-12:00, 13:00-17:00" */
static void
read_shifts(struct reader *reader, const struct scan_cell *cell,
            const struct plan_hours *like)
{
    const char *folded = fold_text(reader->arena, cell->text);
    struct scan_cell piece;
    size_t at = 0;
    bool any = false;

    if (is_always(folded)) {
        add_hours(reader, like, 0, 24 * 60);
        return;
    }
    if (is_closed_word(folded))
        return;
    while (reader->plan->hours.n < READ_ROWS_N && next_shift(reader, cell, &at, &piece)) {
        int open, close;

        any = true;
        if (read_shift(reader, piece.text, &open, &close))
            add_hours(reader, like, open, close);
        else
            READ_ERROR(reader, &piece,
                       read_say(reader, "\"%s\" is not a shift", piece.text),
                       read_say(reader, "write it like 08:00-12:00, 13:00-17:00"));
    }
    if (!any)
        bad_time(reader, cell);
}

/* Takes the break out of the shifts that were added last. */
static void
take_break(struct reader *reader, const struct scan_cell *cell, size_t first)
{
    struct plan *plan = reader->plan;
    const char *folded = fold_text(reader->arena, cell->text);
    int from, to;
    bool inside = false;

    if (!*folded || fold_is_one_of(folded, "-|none|no|ninguno|ninguna"))
        return;
    if (!read_shift(reader, cell->text, &from, &to) || to < from) {
        READ_ERROR(reader, cell, read_say(reader, "\"%s\" is not a break", cell->text),
                   read_say(reader, "write it like 12:00-13:00"));
        return;
    }
    for (size_t i = first, n = plan->hours.n; i < n; i++) {
        struct plan_hours *hours = &plan->hours.at[i], rest = *hours;

        if (from <= hours->open_min || to >= hours->close_min)
            continue;
        inside = true;
        hours->close_min = from;
        add_hours(reader, &rest, to, rest.close_min % (24 * 60));
    }
    if (!inside && plan->hours.n > first)
        READ_ERROR(reader, cell,
                   read_say(reader, "this break is not inside the hours of its row"),
                   read_say(reader, "write when the desk closes between them"));
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
    if (is_closed_word(open_text))
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
    size_t before = reader->plan->hours.n;

    read_remember(reader, days);
    like.organization = read_organization(reader, read_cell(table, row, H_ORGANIZATION));
    if (!value_days(fold_text(reader->arena, days->text), &like.days)) {
        READ_ERROR(reader, days, read_say(reader, "\"%s\" are not days", days->text),
                   read_say(reader, "write them like Mon-Fri, or Mon, Wed, or always"));
        return;
    }
    if (table->place[H_HOURS] >= 0 && (*shifts->text || table->place[H_OPEN] < 0))
        read_shifts(reader, shifts, &like);
    else
        read_open_close(reader, table, row, &like);
    take_break(reader, read_cell(table, row, H_BREAK), before);
}

/* ---- Closed days. */

static const char CLOSED_WORDS[] =
    "closed|closing days|closures|holiday|holidays|days off|not open|cerrado|cerrada|"
    "cerrados|cerramos|festivo|festivos|feriado|feriados|dias libres|dias de cierre|"
    "no laborables|no abrimos";

/* "DATE", "DATE: name", "DATE (name)", "DATE - name", "name: DATE" */
static bool
split_closed(struct reader *reader, const char *text, struct plan_closed *closed)
{
    static const char *const MARKS[] = {
        ":", "(", " - ", " \342\200\223 ", " \342\200\224 ", ", "};

    if (value_closed(fold_text(reader->arena, text), closed))
        return true;
    for (int i = 0; i < COUNT_OF(MARKS); i++) {
        const char *mark = strstr(text, MARKS[i]);
        char *first, *second, *name;
        size_t n;

        if (!mark)
            continue;
        first = arena_strndup(reader->arena, text, (size_t)(mark - text));
        second = str_trim(reader->arena, mark + strlen(MARKS[i]));
        n = strlen(second);
        if (*MARKS[i] == '(' && n && second[n - 1] == ')')
            second[n - 1] = 0;
        name = second;
        if (!value_closed(fold_text(reader->arena, first), closed)) {
            name = str_trim(reader->arena, first);
            if (!value_closed(fold_text(reader->arena, second), closed))
                continue;
        }
        closed->name = name;
        return true;
    }
    return false;
}

static void
add_closed(struct reader *reader, const struct scan_cell *at, const char *name)
{
    struct plan_closed closed;

    if (reader->plan->closed.n >= READ_ROWS_N)
        return;
    if (!split_closed(reader, at->text, &closed)) {
        const char *date = arena_strndup(reader->arena, at->text, strcspn(at->text, ":"));
        READ_ERROR(reader, at, read_say(reader, "\"%s\" is not a date", date),
                   read_say(reader, "write it like 2026-11-26, 2026-12-21 to 2027-01-01, "
                                    "every 07-04 or every last Mon of May"));
        return;
    }
    if (name && *name)
        closed.name = name;
    closed.line = read_line(reader, at->line);
    *vec_add(reader->arena, &reader->plan->closed) = closed;
}

/* An item under hours is a closed day when it begins like one, or closed days were
 * announced; else it is prose. */
static bool
begins_like_a_date(const char *folded)
{
    static const char *const BEGINNINGS[] = {
        "every ",     "each ",   "cada ",    "todos los ", "the last ",
        "the first ", "from 1",  "from 2",   "last ",      "el ultimo ",
        "ultimo ",    "yearly ", "annually "};

    for (int i = 0; i < COUNT_OF(BEGINNINGS); i++)
        if (str_starts(folded, BEGINNINGS[i]))
            return true;
    return strspn(folded, "0123456789") > 0;
}

static void
read_closed_item(struct reader *reader, const struct scan_block *block)
{
    struct scan_cell at = {block->text, block->line, block->column};
    struct plan_closed closed;

    if (reader->under.closed ||
        begins_like_a_date(fold_text(reader->arena, block->text)) ||
        split_closed(reader, block->text, &closed))
        add_closed(reader, &at, NULL);
}

/* "Closed: every 12-25, every 01-01." */
static void
read_closed_paragraph(struct reader *reader, const struct scan_block *block)
{
    const char *folded, *colon = strchr(block->text, ':');
    struct scan_cell cell = {colon ? colon + 1 : "", block->line, block->column}, piece;
    size_t at = 0;

    if (strlen(block->text) > 2000)
        return;
    folded = fold_text(reader->arena, block->text);
    reader->under.closed = fold_match(folded, CLOSED_WORDS) > 0;
    if (!reader->under.closed || !colon || colon - block->text > 40)
        return;
    cell.column += (int)(cell.text - block->text);
    while (read_piece(reader, &cell, &at, &piece)) {
        size_t n = strlen(piece.text);
        if (n && piece.text[n - 1] == '.')
            piece.text = arena_strndup(reader->arena, piece.text, n - 1);
        add_closed(reader, &piece, NULL);
    }
}

void
read_hours_heading(struct reader *reader, const struct scan_block *block)
{
    reader->under.closed =
        fold_match(fold_text(reader->arena, block->text), CLOSED_WORDS) > 0;
}

/* "| Date | Holiday |" */
static bool
read_closed_table(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;
    const struct scan_row *head = &block->rows.at[0];
    unsigned days;

    for (int i = 0; i < head->n; i++)
        if (!fold_match(fold_text(reader->arena, head->cells[i].text),
                        CLOSED[C_DATE].words) &&
            !fold_match(fold_text(reader->arena, head->cells[i].text),
                        CLOSED[C_NAME].words))
            return false;
    if (block->rows.n > 1 &&
        value_days(fold_text(reader->arena, block->rows.at[1].cells[0].text), &days))
        return false;
    if (!read_columns(reader, block, CLOSED, COUNT_OF(CLOSED), &table))
        return true;
    for (size_t i = 1; i < block->rows.n; i++)
        add_closed(reader, read_cell(&table, &block->rows.at[i], C_DATE),
                   read_cell(&table, &block->rows.at[i], C_NAME)->text);
    return true;
}

void
read_hours(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind == SCAN_ITEM)
        read_closed_item(reader, block);
    if (block->kind == SCAN_PARAGRAPH)
        read_closed_paragraph(reader, block);
    if (block->kind != SCAN_TABLE || read_closed_table(reader, block) ||
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

/* ---- What a day is. */

/* "A day is 8 h of open time." in any paragraph or item. */
void
read_day_sentence(struct reader *reader, const struct scan_block *block)
{
    struct scan_cell at = {block->text, block->line, block->column};
    struct plan_duration length;
    const char *folded;

    if (strlen(block->text) > 2000)
        return;
    folded = fold_text(reader->arena, block->text);
    if (!value_day_length(folded, &length))
        return;
    if (value_ms(length) > MS_DAY || length.unit > PLAN_HOURS_OF) {
        READ_ERROR(reader, &at, read_say(reader, "a day cannot be that long"),
                   read_say(reader, "write it like \"A day is 8 h of open time.\""));
        return;
    }
    reader->plan->day_sentence.line = read_line(reader, block->line);
    reader->plan->day_sentence.text = block->text;
    reader->plan->day_ms = value_ms(length);
    read_remember(reader, &at);
}

const struct read_column *
read_desk_columns(enum plan_section_kind kind, int *n)
{
    if (kind == PLAN_CHANNELS) {
        *n = COUNT_OF(CHANNELS);
        return CHANNELS;
    }
    *n = COUNT_OF(HOURS);
    return kind == PLAN_HOURS ? HOURS : NULL;
}
