/* SPDX-License-Identifier: Apache-2.0 */
/* How work is sorted: priorities, impact and urgency, teams, topics, states. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read.h"
#include "plan/read_rule.h"
#include "plan/value.h"

#include <string.h>

#define PRIORITY_WORDS "priority|level|severity|prioridad|nivel|severidad|gravedad"
#define FIRST_WORDS                                                                      \
    "first response|first answer|response|response time|answer within|respond within|"   \
    "first reply|primera respuesta|respuesta|tiempo de respuesta|responder en"
#define RESOLVE_WORDS                                                                    \
    "resolve within|resolve|resolution|resolution time|resolved within|solve within|"    \
    "solution|fix within|solved within|resolver en|resolucion|resolver|solucion|"        \
    "tiempo de resolucion|resuelto en|solucionar en"

/* ---- Priorities. */

enum { P_NAME, P_MEANS, P_FIRST, P_UPDATE, P_RESOLVE, P_CLOCK, P_ORGANIZATION };
static const struct read_column PRIORITIES[] = {
    {"Priority",       PRIORITY_WORDS,                                                   true },
    {"Means",
     "means|meaning|description|definition|when|what it means|significa|"
     "significado|descripcion|definicion|cuando",                                        false},
    {"First response", FIRST_WORDS,                                                      false},
    {"Update every",
     "update every|update|updates|news every|next update|actualizar cada|actualizacion|"
     "actualizaciones|novedades cada|informar cada|avisar cada|aviso cada",              false},
    {"Resolve within", RESOLVE_WORDS,                                                    false},
    {"Clock",          "clock|counts|time counts|counted|reloj|cuenta|tiempo|se cuenta", false},
    {"Organization",   ORGANIZATION_WORDS,                                               false},
};
static const char *const CLOCKS[] = {
    "always|24/7|24x7|calendar|around the clock|all hours|elapsed|siempre|continuo|"
    "calendario|natural|las 24 horas|corrido",
    "|business|business hours|business time|open hours|open time|operating hours|"
    "opening hours|office hours|working hours|working time|hours|laboral|laborable|habil|"
    "horario|horas habiles|horario habil|horario laboral|horario de atencion|"
    "horas laborables|tiempo habil|horas de atencion",
};

static bool
same_priority(const struct plan_priority *a, const char *name, const char *organization)
{
    return fold_eq(a->name, name) && fold_eq(a->organization, organization);
}

/* Rows for one organization have the rank of the name. */
static int
rank_of(struct reader *reader, const char *name)
{
    int rank = 0;

    for (size_t i = 0; i + 1 < reader->plan->priorities.n; i++) {
        const struct plan_priority *other = &reader->plan->priorities.at[i];
        if (fold_eq(other->name, name))
            return other->rank;
        if (other->rank > rank)
            rank = other->rank;
    }
    return rank + 1;
}

static void
read_priority(struct reader *reader, const struct read_table *table,
              const struct scan_row *row, struct plan_priority *priority)
{
    const struct scan_cell *clock = read_cell(table, row, P_CLOCK);
    const struct scan_cell *name = read_cell(table, row, P_NAME);
    int choice = read_choice(fold_text(reader->arena, clock->text), CLOCKS, 2);

    priority->line = read_line(reader, row->line);
    priority->name = read_name_in(reader, name, N_("priority"));
    priority->means = read_cell(table, row, P_MEANS)->text;
    priority->organization =
        read_organization(reader, read_cell(table, row, P_ORGANIZATION));
    priority->first_response = read_duration(reader, read_cell(table, row, P_FIRST));
    priority->update_every = read_duration(reader, read_cell(table, row, P_UPDATE));
    priority->resolve = read_duration(reader, read_cell(table, row, P_RESOLVE));
    priority->business = choice != 0;
    priority->rank = rank_of(reader, priority->name);
    if (choice < 0)
        READ_ERROR(reader, clock, read_say(reader, "\"%s\" is not a clock", clock->text),
                   read_say(reader, "write \"always\" or \"business\""));
    for (size_t i = 0; i + 1 < reader->plan->priorities.n; i++)
        if (same_priority(&reader->plan->priorities.at[i], priority->name,
                          priority->organization))
            READ_ERROR(
                reader, name,
                read_say(reader, "the priority \"%s\" stands twice", priority->name),
                read_say(reader, "keep one row for each organization"));
}

void
read_priorities(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, PRIORITIES, COUNT_OF(PRIORITIES), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        struct plan_priority *priority = READ_ADD(reader, &reader->plan->priorities);
        if (!priority)
            return;
        read_priority(reader, &table, &block->rows.at[i], priority);
    }
}

/* ---- Internal targets: joined to the priorities in default.c, when all are known. */

enum { I_NAME, I_FIRST, I_RESOLVE, I_ORGANIZATION };
static const struct read_column INTERNAL[] = {
    {"Priority",       PRIORITY_WORDS,     true },
    {"First response", FIRST_WORDS,        false},
    {"Resolve within", RESOLVE_WORDS,      false},
    {"Organization",   ORGANIZATION_WORDS, false},
};

void
read_internal_targets(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, INTERNAL, COUNT_OF(INTERNAL), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        const struct scan_row *row = &block->rows.at[i];
        struct read_internal *internal = READ_ADD(reader, &reader->internals);

        if (!internal)
            return;
        internal->line = read_line(reader, row->line);
        internal->name =
            read_name_in(reader, read_cell(&table, row, I_NAME), N_("priority"));
        read_name_later(reader, &internal->name, NAME_PRIORITY,
                        read_cell(&table, row, I_NAME));
        internal->organization =
            read_organization(reader, read_cell(&table, row, I_ORGANIZATION));
        internal->first = read_duration(reader, read_cell(&table, row, I_FIRST));
        internal->resolve = read_duration(reader, read_cell(&table, row, I_RESOLVE));
    }
}

/* ---- Impact and urgency. */

static struct plan_label *
add_label(struct reader *reader, const struct scan_cell *cell, bool impact)
{
    struct plan_label *label = impact ? READ_ADD(reader, &reader->plan->impacts)
                                      : READ_ADD(reader, &reader->plan->urgencies);

    if (!label)
        return NULL;
    label->line = read_line(reader, cell->line);
    label->name = read_name_in(reader, cell, impact ? N_("impact") : N_("urgency"));
    return label;
}

/* "Urgency \ Impact" has them the other way round. */
static bool
rows_are_urgencies(struct reader *reader, const char *corner)
{
    const char *folded = fold_text(reader->arena, corner);
    const char *impact = strstr(folded, "impact");
    const char *urgency = strstr(folded, "urgen");

    return urgency && (!impact || urgency < impact);
}

void
read_matrix(struct reader *reader, const struct scan_block *block)
{
    struct plan *plan = reader->plan;
    const struct scan_row *head;
    bool turned;
    size_t rows, columns;

    if (block->kind != SCAN_TABLE)
        return;
    head = &block->rows.at[0];
    if (plan->matrix) {
        READ_ERROR(reader, &head->cells[0],
                   read_say(reader, "there is a second table of impact and urgency"),
                   read_say(reader, "keep one of the two"));
        return;
    }
    if (head->n < 2 || block->rows.n < 2) {
        READ_ERROR(reader, &head->cells[0],
                   read_say(reader, "this table has no priorities in it"),
                   read_say(reader, "give each impact a row and each urgency a column"));
        return;
    }
    turned = rows_are_urgencies(reader, head->cells[0].text);
    for (int i = 1; i < head->n; i++)
        add_label(reader, &head->cells[i], turned);
    for (size_t i = 1; i < block->rows.n; i++)
        if (!add_label(reader, &block->rows.at[i].cells[0], !turned))
            break;
    rows = turned ? plan->urgencies.n : plan->impacts.n;
    columns = (size_t)head->n - 1;
    plan->matrix = NEW_N(reader->arena, rows * columns, const char *);
    for (size_t i = 0; i < rows; i++) {
        for (size_t k = 0; k < columns; k++) {
            const struct scan_cell *cell = &block->rows.at[i + 1].cells[k + 1];
            const char **slot = &plan->matrix[turned ? k * rows + i : i * columns + k];
            *slot = read_name_in(reader, cell, N_("priority"));
            if (*cell->text)
                read_name_later(reader, slot, NAME_PRIORITY, cell);
        }
    }
}

/* ---- Teams. */

enum { T_NAME, T_TIER, T_ROLE, T_ANSWERS, T_VENDOR };
static const struct read_column TEAMS[] = {
    {"Team",        "team|teams|group|name|equipo|grupo|nombre",                       true },
    {"Tier",        "tier|level|line|support level|nivel|linea",                       false},
    {"Role",
     "role|does|what it does|work|task|purpose|responsibility|rol|funcion|que hace|"
     "tarea|labor",                                                                    false},
    {"Answers for",
     "answers for|topics|handles|responsible for|covers|looks after|answers|"
     "responde por|responde de|temas|atiende|se ocupa de|responsable de|encargado de", false},
    {"Vendor",
     "vendor|partner|supplier|external|third party|proveedor|externo|tercero|"
     "socio",                                                                          false},
};

/* "2", "tier 2", "nivel 2" */
static bool
read_tier(const char *folded, int *tier)
{
    static const char *const FRONT[] = {"tier ",  "level ", "line ",
                                        "nivel ", "linea ", "n"};
    int64_t value;

    for (int i = 0; i < COUNT_OF(FRONT); i++)
        if (str_starts(folded, FRONT[i]))
            folded += strlen(FRONT[i]);
    if (!str_to_int(folded, 1, 9, &value))
        return false;
    *tier = (int)value;
    return true;
}

static void
read_answers_for(struct reader *reader, const struct scan_cell *cell,
                 struct plan_team *team)
{
    struct scan_cell pieces[READ_LIST_N];
    size_t at = 0, n = 0;

    while (n < READ_LIST_N && read_piece(reader, cell, &at, &pieces[n]))
        n++;
    team->answers_for.at = NEW_N(reader->arena, n + 1, const char *);
    team->answers_for.n = n;
    for (size_t i = 0; i < n; i++) {
        team->answers_for.at[i] = read_name_in(reader, &pieces[i], N_("topic"));
        read_name_later(reader, &team->answers_for.at[i], NAME_TOPIC, &pieces[i]);
    }
}

static void
read_team(struct reader *reader, const struct read_table *table,
          const struct scan_row *row, struct plan_team *team)
{
    const struct scan_cell *name = read_cell(table, row, T_NAME);
    const struct scan_cell *tier = read_cell(table, row, T_TIER);
    const struct scan_cell *vendor = read_cell(table, row, T_VENDOR);
    int yes = value_yes(fold_text(reader->arena, vendor->text));

    team->line = read_line(reader, row->line);
    team->name = read_name_in(reader, name, N_("team"));
    team->role = read_cell(table, row, T_ROLE)->text;
    team->tier = 1;
    team->vendor = yes == 1;
    if (*tier->text && !read_tier(fold_text(reader->arena, tier->text), &team->tier))
        READ_ERROR(reader, tier, read_say(reader, "\"%s\" is not a tier", tier->text),
                   read_say(reader, "write a number from 1 to 9"));
    if (yes < 0)
        READ_ERROR(
            reader, vendor,
            read_say(reader, "\"%s\" does not say whether it is a vendor", vendor->text),
            read_say(reader, "write \"yes\" or leave it empty"));
    read_answers_for(reader, read_cell(table, row, T_ANSWERS), team);
    for (size_t i = 0; i + 1 < reader->plan->teams.n; i++)
        if (fold_eq(reader->plan->teams.at[i].name, team->name))
            READ_ERROR(reader, name,
                       read_say(reader, "the team \"%s\" stands twice", team->name),
                       read_say(reader, "keep one row"));
}

void
read_teams(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, TEAMS, COUNT_OF(TEAMS), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        struct plan_team *team = READ_ADD(reader, &reader->plan->teams);
        if (!team)
            return;
        read_team(reader, &table, &block->rows.at[i], team);
    }
}

/* ---- Topics. */

enum { TO_NAME, TO_KIND, TO_TEAM, TO_ASK, TO_WORDS };
static const struct read_column TOPICS[] = {
    {"Topic",                 "topic|topics|category|subject|request|tema|asunto|categoria|solicitud",
     true                                                                                                   },
    {"Kind",                  "kind|type|class|tipo|clase",                                            false},
    {"Team",
     "team|goes to|group|handled by|assigned to|equipo|grupo|va a|atiende|lo atiende",                 false},
    {"Ask for",
     "ask for|ask|we ask for|needed|what we need|questions|pedir|preguntar|pedimos|"
     "preguntar por|se pide|datos que pedimos|que pedir|solicitar",                                    false},
    {"Words that suggest it",
     "words that suggest it|words|keywords|suggested by|palabras que lo "
     "sugieren|palabras|"
     "palabras clave|palabras que la sugieren",                                                        false},
};
/* In the order of enum plan_topic_kind. */
static const char *const KINDS[] = {
    "question|how-to|information|pregunta|consulta|duda",
    "incident|fault|failure|incidente|incidencia|fallo|averia|falla",
    "service request|request||solicitud|solicitud de servicio|peticion|pedido",
    "change|change request|cambio|solicitud de cambio",
    "security incident|security|incidente de seguridad|incidencia de seguridad|seguridad",
    "problem|problema",
    "complaint|queja|reclamo|reclamacion",
};

/* Texts of a cell's list, in the arena. */
static size_t
read_texts(struct reader *reader, const struct scan_cell *cell, bool folded,
           const char ***out)
{
    struct scan_cell piece;
    size_t at = 0, n = 0;

    *out = NEW_N(reader->arena, READ_LIST_N, const char *);
    while (n < READ_LIST_N && read_piece(reader, cell, &at, &piece)) {
        (*out)[n] = folded ? fold_text(reader->arena, piece.text) : piece.text;
        n += *(*out)[n] != 0;
    }
    if (n == READ_LIST_N && cell->text[at])
        READ_ERROR(reader, cell,
                   read_say(reader, "this list has more than %d entries", READ_LIST_N),
                   read_say(reader, "leave some out"));
    return n;
}

static void
read_topic(struct reader *reader, const struct read_table *table,
           const struct scan_row *row, struct plan_topic *topic)
{
    const struct scan_cell *name = read_cell(table, row, TO_NAME);
    const struct scan_cell *kind = read_cell(table, row, TO_KIND);
    const struct scan_cell *team = read_cell(table, row, TO_TEAM);
    int choice =
        read_choice(fold_text(reader->arena, kind->text), KINDS, COUNT_OF(KINDS));

    topic->line = read_line(reader, row->line);
    topic->name = read_name_in(reader, name, N_("topic"));
    topic->kind = choice < 0 ? PLAN_REQUEST : (enum plan_topic_kind)choice;
    topic->kind_text = *kind->text ? kind->text : "service request";
    topic->team = *team->text ? read_name_in(reader, team, N_("team")) : NULL;
    topic->ask_for.n =
        read_texts(reader, read_cell(table, row, TO_ASK), false, &topic->ask_for.at);
    topic->words.n =
        read_texts(reader, read_cell(table, row, TO_WORDS), false, &topic->words.at);
    if (topic->team)
        read_name_later(reader, &topic->team, NAME_TEAM, team);
    if (choice < 0)
        READ_ERROR(reader, kind,
                   read_say(reader, "\"%s\" is not a kind of topic", kind->text),
                   read_say(reader, "write question, incident, service request, change, "
                                    "security incident, problem or complaint"));
    for (size_t i = 0; i + 1 < reader->plan->topics.n; i++)
        if (fold_eq(reader->plan->topics.at[i].name, topic->name))
            READ_ERROR(reader, name,
                       read_say(reader, "the topic \"%s\" stands twice", topic->name),
                       read_say(reader, "keep one row"));
}

void
read_topics(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, TOPICS, COUNT_OF(TOPICS), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        struct plan_topic *topic = READ_ADD(reader, &reader->plan->topics);
        if (!topic)
            return;
        read_topic(reader, &table, &block->rows.at[i], topic);
    }
}

/* ---- Workflow. */

enum { S_NAME, S_CLOCK, S_SHOWN, S_NEXT };
static const struct read_column STATES[] = {
    {"State",                "state|states|status|step|estado|paso|etapa", true },
    {"Clock",                "clock|clocks|timer|reloj|tiempo|cronometro", true },
    {"Shown to the user as",
     "shown to the user as|shown as|shown|user sees|requester sees|what the user sees|"
     "se muestra como|se muestra al usuario como|el usuario ve|mostrado como|se muestra|"
     "lo que ve el usuario|lo que ve",                                     false},
    {"Next",
     "next|next states|then|leads to|can become|may become|siguiente|siguientes|"
     "despues|pasa a|puede pasar a|proximo|luego",                         false},
};
static const char *const RUNS[] = {
    "runs|running|run|on|goes on|yes|corre|en marcha|sigue|activo|avanza|si|anda",
    "stops|stopped|stop|paused|pauses|pause|off|no|se detiene|para|detenido|pausa|en "
    "pausa|"
    "parado|se para|pausado",
};

static void
read_next(struct reader *reader, const struct scan_cell *cell, struct plan_state *state)
{
    struct scan_cell pieces[READ_LIST_N];
    size_t at = 0, n = 0;

    if (fold_is_one_of(fold_text(reader->arena, cell->text), "-|none|end|ninguno|fin"))
        return;
    while (n < READ_LIST_N && read_piece(reader, cell, &at, &pieces[n]))
        n++;
    state->next.at = NEW_N(reader->arena, n + 1, const char *);
    state->next.n = n;
    for (size_t i = 0; i < n; i++) {
        state->next.at[i] = read_name_in(reader, &pieces[i], N_("state"));
        read_name_later(reader, &state->next.at[i], NAME_STATE, &pieces[i]);
    }
}

void
read_workflow(struct reader *reader, const struct scan_block *block)
{
    struct read_table table;

    if (block->kind != SCAN_TABLE ||
        !read_columns(reader, block, STATES, COUNT_OF(STATES), &table))
        return;
    for (size_t i = 1; i < block->rows.n; i++) {
        const struct scan_row *row = &block->rows.at[i];
        const struct scan_cell *clock = read_cell(&table, row, S_CLOCK);
        struct plan_state *state = READ_ADD(reader, &reader->plan->states);
        int choice = read_choice(fold_text(reader->arena, clock->text), RUNS, 2);

        if (!state)
            return;
        state->line = read_line(reader, row->line);
        state->name = read_name_in(reader, read_cell(&table, row, S_NAME), N_("state"));
        state->shown_as = table.place[S_SHOWN] < 0
                              ? state->name
                              : read_cell(&table, row, S_SHOWN)->text;
        state->runs = choice == 0;
        if (choice < 0)
            READ_ERROR(reader, clock,
                       read_say(reader, "\"%s\" does not say whether the clock runs",
                                clock->text),
                       read_say(reader, "write \"runs\" or \"stops\""));
        read_next(reader, read_cell(&table, row, S_NEXT), state);
        for (size_t k = 0; k + 1 < reader->plan->states.n; k++)
            if (fold_eq(reader->plan->states.at[k].name, state->name))
                READ_ERROR(reader, read_cell(&table, row, S_NAME),
                           read_say(reader, "the state \"%s\" stands twice", state->name),
                           read_say(reader, "keep one row"));
    }
}

/* ---- Kinds, for the sentences. */

const char *
plan_topic_kind_name(enum plan_topic_kind kind)
{
    static const char *const NAMES[] = {
        "question",          "incident", "service request", "change",
        "security incident", "problem",  "complaint"};

    return NAMES[kind];
}

const char *
read_topic_kind(const char *folded)
{
    int choice = *folded ? read_choice(folded, KINDS, COUNT_OF(KINDS)) : -1;

    return choice < 0 ? NULL : plan_topic_kind_name((enum plan_topic_kind)choice);
}
