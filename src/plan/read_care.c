/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk owes people: promises, follow-up, survey, feedback, targets, training and
 * the protection of data. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read.h"
#include "plan/value.h"

#include <stdlib.h>
#include <string.h>

void
read_promises(struct reader *reader, const struct scan_block *block)
{
    if (block->kind == SCAN_ITEM && reader->plan->promises.n < READ_ROWS_N)
        *vec_add(reader->arena, &reader->plan->promises) =
            (struct plan_line){read_line(reader, block->line), block->text};
}

/* ---- When | Then. */

enum { R_WHEN, R_THEN };
static const struct read_column RULES[] = {
    {"When",
     "when|if|condition|conditions|event|trigger|situation|cuando|si|condicion|"
     "condiciones|situacion|evento|caso",                    true},
    {"Then",
     "then|do|action|actions|we do|what we do|what happens|response|entonces|accion|"
     "acciones|hacer|se hace|luego|que se hace|que hacemos", true},
};

void
read_rules(struct reader *reader, const struct scan_block *block,
           enum plan_section_kind section)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, RULES, COUNT_OF(RULES), &table))
        return;
    for (size_t i = 1; i < block->rows.n && reader->rules.n < READ_ROWS_N; i++) {
        const struct scan_row *row = &block->rows.at[i];
        struct read_rule *rule = vec_add(reader->arena, &reader->rules);

        rule->when = *read_cell(&table, row, R_WHEN);
        rule->then = *read_cell(&table, row, R_THEN);
        rule->section = section;
        rule->is_default = reader->is_default;
    }
}

/* ---- Survey. */

enum { A_ANSWER, A_SCORE };
static const struct read_column ANSWERS[] = {
    {"Answer",
     "answer|answers|option|options|choice|choices|response|rating|respuesta|respuestas|"
     "opcion|opciones",                                                            true},
    {"Score",
     "score|scores|points|value|mark|weight|puntuacion|puntos|puntaje|valor|nota", true},
};

/* "Question: text" → text, in a paragraph or an item. */
static const char *
after_label(struct reader *reader, const struct scan_block *block, const char *labels)
{
    const char *colon = strchr(block->text, ':');
    const char *label;

    if (!colon || colon - block->text > 60)
        return NULL;
    label = arena_strndup(reader->arena, block->text, (size_t)(colon - block->text));
    if (!fold_is_one_of(fold_text(reader->arena, label), labels))
        return NULL;
    return str_trim(reader->arena, colon + 1);
}

static void
read_answers(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (!read_columns(reader, block, ANSWERS, COUNT_OF(ANSWERS), &table))
        return;
    for (size_t i = 1; i < block->rows.n && reader->plan->answers.n < READ_ROWS_N; i++) {
        const struct scan_row *row = &block->rows.at[i];
        const struct scan_cell *score = read_cell(&table, row, A_SCORE);
        struct plan_answer *answer = vec_add(reader->arena, &reader->plan->answers);
        int64_t value = 0;

        if (!str_to_int(score->text, 0, 100, &value))
            READ_ERROR(reader, score,
                       read_say(reader, "\"%s\" is not a score", score->text),
                       read_say(reader, "write a whole number, such as 1 to 5"));
        answer->line = read_line(reader, row->line);
        answer->name =
            read_name_in(reader, read_cell(&table, row, A_ANSWER), N_("answer"));
        answer->score = (int)value;
        for (size_t k = 0; k + 1 < reader->plan->answers.n; k++)
            if (fold_eq(reader->plan->answers.at[k].name, answer->name))
                READ_ERROR(
                    reader, read_cell(&table, row, A_ANSWER),
                    read_say(reader, "the answer \"%s\" stands twice", answer->name),
                    read_say(reader, "keep one row"));
    }
}

void
read_survey(struct reader *reader, const struct scan_block *block)
{
    const char *text;

    if (block->kind == SCAN_TABLE) {
        read_answers(reader, block);
        return;
    }
    text = after_label(reader, block, "question|pregunta|we ask|preguntamos");
    if (text) {
        reader->plan->survey_question = text;
        reader->plan->survey_line = read_line(reader, block->line);
        return;
    }
    text = after_label(
        reader, block,
        "ask also|also ask|and ask|ask too|further question|preguntar tambien|"
        "pregunte tambien|preguntar ademas|tambien preguntar|ademas|"
        "preguntamos tambien|tambien preguntamos");
    if (text)
        reader->plan->survey_ask_also = text;
}

/* ---- Feedback: "Complaints are answered within 2 business days." */

void
read_feedback(struct reader *reader, const struct scan_block *block)
{
    static const char *const WITHIN[] = {
        "within ",   "in at most ", "en un plazo de ", "en un plazo maximo de ",
        "antes de ", "dentro de ",  "en menos de ",    "en "};
    const char *folded;

    if (block->kind == SCAN_TABLE || strlen(block->text) > 20000 ||
        reader->plan->complaint_within.n)
        return;
    folded = fold_text(reader->arena, block->text);
    if (!fold_match(folded,
                    "complaint|complaints|queja|quejas|reclamo|reclamos|reclamacion|"
                    "reclamaciones|feedback|answered|answer|respondemos|responden"))
        return;
    for (int i = 0; i < COUNT_OF(WITHIN); i++) {
        for (const char *p = folded; (p = strstr(p, WITHIN[i])); p++) {
            struct plan_duration within;
            const char *end;

            if (p != folded && p[-1] != ' ')
                continue;
            if (!value_duration_prefix(p + strlen(WITHIN[i]), &within, &end))
                continue;
            reader->plan->complaint_within = within;
            reader->plan->complaint_line = read_line(reader, block->line);
            return;
        }
    }
}

/* ---- Targets. */

enum { G_MEASURE, G_TARGET, G_ORGANIZATION };
static const struct read_column TARGETS[] = {
    {"Measure",
     "measure|metric|indicator|kpi|what|what we measure|medida|indicador|metrica|que|que "
     "medimos",                                                                          true },
    {"Target",       "target|goal|value|objective|threshold|objetivo|meta|valor|umbral", true },
    {"Organization", ORGANIZATION_WORDS,                                                 false},
};

/* Behind the number: "%", "percent", "or less", "/ 5", "out of 5". */
static bool
read_target_rest(const char *folded, struct plan_target *target)
{
    static const struct {
        const char *words;
        char bound;
    } AFTER[] = {
        {"or more|or higher|or above|or better|o mas|o superior|minimum|como minimo",
         '>'},
        {"or less|or fewer|or lower|or below|o menos|o inferior|maximum|como maximo",
         '<'},
    };
    static const char *const PERCENT[] = {"%", "percent", "per cent", "por ciento"};
    static const char *const OF[] = {"/ ", "/", "out of ", "of ", "de ", "sobre "};

    for (int i = 0; i < COUNT_OF(PERCENT) && !target->percent; i++) {
        if (!str_starts(folded, PERCENT[i]))
            continue;
        target->percent = true;
        folded += strlen(PERCENT[i]);
    }
    folded += strspn(folded, " ");
    for (int i = 0; i < COUNT_OF(AFTER); i++) {
        if (!fold_is_one_of(folded, AFTER[i].words))
            continue;
        target->bound = AFTER[i].bound;
        return true;
    }
    for (int i = 0; i < COUNT_OF(OF); i++)
        if (str_starts(folded, OF[i]) && folded[strlen(OF[i])])
            return !folded[strlen(OF[i]) + strspn(folded + strlen(OF[i]), "0123456789")];
    return !*folded;
}

/* "98%", "4.5", "< 5%", "at most 5 %" */
static bool
read_target_value(const char *folded, struct plan_target *target)
{
    static const struct {
        const char *words;
        char bound;
    } BOUNDS[] = {
        {"<=",           '<'},
        {"<",            '<'},
        {">=",           '>'},
        {">",            '>'},
        {"at most ",     '<'},
        {"under ",       '<'},
        {"less than ",   '<'},
        {"below ",       '<'},
        {"at least ",    '>'},
        {"over ",        '>'},
        {"more than ",   '>'},
        {"como maximo ", '<'},
        {"menos de ",    '<'},
        {"menos del ",   '<'},
        {"al menos ",    '>'},
        {"mas de ",      '>'},
        {"como minimo ", '>'},
        {"maximo ",      '<'},
        {"minimo ",      '>'},
        {"\342\211\244", '<'},
        {"\342\211\245", '>'}
    };
    char number[16] = {0};
    size_t n;

    target->bound = '>';
    for (int i = 0; i < COUNT_OF(BOUNDS); i++) {
        if (str_starts(folded, BOUNDS[i].words)) {
            target->bound = BOUNDS[i].bound;
            folded += strlen(BOUNDS[i].words);
            break;
        }
    }
    while (*folded == ' ')
        folded++;
    n = strspn(folded, "0123456789.,");
    if (!n || n >= sizeof number)
        return false;
    memcpy(number, folded, n);
    if (strchr(number, ','))
        *strchr(number, ',') = '.';
    target->value = 0;
    for (const char *p = number; *p && *p != '.'; p++)
        target->value = target->value * 10 + (*p - '0');
    if (strchr(number, '.')) {
        double place = 0.1;
        for (const char *p = strchr(number, '.') + 1; *p; p++, place /= 10) {
            if (*p == '.' || *p == ',')
                return false;
            target->value += place * (*p - '0');
        }
    }
    folded += n;
    while (*folded == ' ')
        folded++;
    return read_target_rest(folded, target);
}

void
read_targets(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, TARGETS, COUNT_OF(TARGETS), &table))
        return;
    for (size_t i = 1; i < block->rows.n && reader->plan->targets.n < READ_ROWS_N; i++) {
        const struct scan_row *row = &block->rows.at[i];
        struct plan_target *target = vec_add(reader->arena, &reader->plan->targets);
        const struct scan_cell *value = read_cell(&table, row, G_TARGET);

        target->line = read_line(reader, row->line);
        target->measure =
            read_name_in(reader, read_cell(&table, row, G_MEASURE), N_("measure"));
        target->target = value->text;
        target->organization =
            read_organization(reader, read_cell(&table, row, G_ORGANIZATION));
        if (!read_target_value(fold_text(reader->arena, value->text), target))
            READ_ERROR(reader, value,
                       read_say(reader, "\"%s\" is not a target", value->text),
                       read_say(reader, "write it like 98%%, 4.5 or < 5%%"));
    }
}

/* A length of time, or none for what lasts for ever. */
static struct plan_duration
read_duration_or_ever(struct reader *reader, const struct scan_cell *cell)
{
    struct plan_duration ever = {0};

    if (fold_is_one_of(fold_text(reader->arena, cell->text),
                       "for ever|forever|ever|always|indefinitely|permanent|permanently|"
                       "does not expire|no expiry|unlimited|para siempre|siempre|"
                       "indefinidamente|indefinido|permanente|no vence|no caduca|sin "
                       "limite"))
        return ever;
    return read_duration(reader, cell);
}

/* ---- Training. */

enum { C_COURSE, C_FOR, C_WHEN, C_VALID };
static const struct read_column COURSES[] = {
    {"Course",
     "course|courses|training|topic|module|what|curso|cursos|formacion|capacitacion|tema|"
     "modulo|que",                                                                    true },
    {"For",
     "for|for whom|who|audience|participants|para|quien|quienes|para quien|destinatarios|"
     "participantes",                                                                 false},
    {"When",   "when|due|by|by when|deadline|cuando|plazo|antes de",                  false},
    {"Valid",
     "valid|valid for|validity|lasts|renew|renewal|renew every|repeat|repeat every|every|"
     "expires after|validez|vigencia|vale|valido|valida|renovacion|se repite|caduca", false},
};

void
read_training(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, COURSES, COUNT_OF(COURSES), &table))
        return;
    for (size_t i = 1; i < block->rows.n && reader->plan->courses.n < READ_ROWS_N; i++) {
        const struct scan_row *row = &block->rows.at[i];
        struct plan_course *course = vec_add(reader->arena, &reader->plan->courses);

        course->line = read_line(reader, row->line);
        course->name =
            read_name_in(reader, read_cell(&table, row, C_COURSE), N_("course"));
        course->for_whom = read_cell(&table, row, C_FOR)->text;
        course->when = read_cell(&table, row, C_WHEN)->text;
        course->valid = read_duration_or_ever(reader, read_cell(&table, row, C_VALID));
    }
}

/* ---- Data protection. */

enum { D_DATA, D_KEEP, D_THEN };
static const struct read_column DATA[] = {
    {"Data",
     "data|kind of data|type of data|record|records|what|category|datos|dato|tipo de "
     "datos|registro|registros|que",                    true },
    {"Keep for",
     "keep for|keep|kept for|kept|retain|retain for|retention|retention "
     "period|period|how "
     "long|conservar|conservacion|guardar|plazo|plazo de conservacion|se conserva|se "
     "conservan|se guarda|conservar durante|retencion", true },
    {"Then",
     "then|afterwards|after|after that|action|disposal|luego|despues|entonces|accion|"
     "destino",                                         false},
};
static const char *const THEN[] = {
    "anonymize|anonymise|anonymized|anonymised|are anonymized|anonymize them|anonimizar|"
    "anonimizado|anonimizados|se anonimiza|se anonimizan",
    "erase|delete|remove|erased|deleted|are erased|are deleted|destroy|purge|borrar|"
    "borrado|eliminar|suprimir|destruir|se borra|se borran|se elimina|se eliminan",
    "|-|keep|kept|archive|conservar|conservado|nothing|nada",
};

/* "Closed tickets on Student data" → the topic, found when all are known. */
static void
read_data_topic(struct reader *reader, struct plan_retention *retention,
                const struct scan_cell *cell)
{
    static const char *const ON[] = {" on ", " about ", " sobre ", " de "};

    for (int i = 0; i < COUNT_OF(ON); i++) {
        const char *found = strstr(retention->data, ON[i]);
        struct scan_cell at = *cell;

        if (!found)
            continue;
        at.column += (int)(found - retention->data) + (int)strlen(ON[i]);
        retention->topic = found + strlen(ON[i]);
        if (i < 3)
            read_name_later(reader, &retention->topic, NAME_TOPIC, &at);
        return;
    }
}

static void
read_masks(struct reader *reader, const struct scan_block *block, const char *list)
{
    struct scan_cell cell = {list, block->line, block->column}, piece;
    size_t at = 0, n;

    while (reader->plan->masks.n < READ_LIST_N &&
           read_piece(reader, &cell, &at, &piece)) {
        n = strlen(piece.text);
        if (n && piece.text[n - 1] == '.')
            piece.text = arena_strndup(reader->arena, piece.text, n - 1);
        *vec_add(reader->arena, &reader->plan->masks) =
            (struct plan_line){read_line(reader, block->line), piece.text};
    }
}

void
read_data(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;
    const char *masks;

    if (block->kind != SCAN_TABLE) {
        masks = after_label(reader, block,
                            "mask in messages|mask|hide in messages|masked|"
                            "ocultar en los mensajes|ocultar|enmascarar en los mensajes|"
                            "enmascarar|ocultar en mensajes");
        if (masks)
            read_masks(reader, block, masks);
        return;
    }
    if (!read_columns(reader, block, DATA, COUNT_OF(DATA), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        const struct scan_row *row = &block->rows.at[i];
        struct plan_retention *retention = READ_ADD(reader, &reader->plan->retention);
        const struct scan_cell *then = read_cell(&table, row, D_THEN);
        int choice =
            read_choice(fold_text(reader->arena, then->text), THEN, COUNT_OF(THEN));

        if (!retention)
            return;
        retention->line = read_line(reader, row->line);
        retention->data =
            read_name_in(reader, read_cell(&table, row, D_DATA), N_("data"));
        retention->keep = read_duration_or_ever(reader, read_cell(&table, row, D_KEEP));
        retention->then = choice < 0 ? PLAN_KEEP : (enum plan_retention_then)choice;
        read_data_topic(reader, retention, read_cell(&table, row, D_DATA));
        if (choice < 0)
            READ_ERROR(reader, then,
                       read_say(reader, "\"%s\" is not what happens to data", then->text),
                       read_say(reader, "write \"anonymize\", \"erase\" or \"keep\""));
    }
}

const struct read_column *
read_care_columns(enum plan_section_kind kind, int *n)
{
    switch ((int)kind) {
    case PLAN_ESCALATION:
    case PLAN_FOLLOW_UP:
        *n = COUNT_OF(RULES);
        return RULES;
    case PLAN_SURVEY:
        *n = COUNT_OF(ANSWERS);
        return ANSWERS;
    case PLAN_TARGETS:
        *n = COUNT_OF(TARGETS);
        return TARGETS;
    case PLAN_TRAINING:
        *n = COUNT_OF(COURSES);
        return COURSES;
    case PLAN_DATA:
        *n = COUNT_OF(DATA);
        return DATA;
    default:
        return NULL;
    }
}
