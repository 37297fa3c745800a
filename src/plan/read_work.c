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

#define PRIORITY_WORDS                                                                   \
    "priority|priorities|priority level|severity level|level|severity|class|prioridad|"  \
    "nivel de prioridad|nivel|severidad|gravedad"
#define FIRST_WORDS                                                                      \
    "first response|first response within|first answer|initial response|response|"       \
    "response time|response target|answer within|respond within|respond|first reply|"    \
    "time to respond|reply within|primera respuesta|respuesta|tiempo de respuesta|"      \
    "respuesta inicial|responder en|responder|contestar en"
#define RESOLVE_WORDS                                                                    \
    "resolve within|resolve|resolution|resolution time|resolution target|resolved|"      \
    "resolved within|solve within|solve|solution|fix within|fix|fixed within|solved "    \
    "within|restore within|time to resolve|resolver en|resolucion|resolver|solucion|"    \
    "tiempo de resolucion|resuelto en|solucionar en|solucionar|plazo de resolucion"

/* ---- Priorities. */

enum { P_NAME, P_MEANS, P_FIRST, P_UPDATE, P_RESOLVE, P_CLOCK, P_ORGANIZATION };
static const struct read_column PRIORITIES[] = {
    {"Priority",       PRIORITY_WORDS,                                                true },
    {"Means",
     "means|meaning|description|definition|when|what it means|criteria|examples|example|"
     "used when|significa|significado|descripcion|definicion|cuando|criterio|criterios|"
     "ejemplos|ejemplo",                                                              false},
    {"First response", FIRST_WORDS,                                                   false},
    {"Update every",
     "update every|update|updates|update frequency|updates every|news every|next update|"
     "progress update|inform every|communication|actualizar cada|actualizacion|"
     "actualizaciones|novedades cada|novedades|informar cada|avisar cada|aviso cada", false},
    {"Resolve within", RESOLVE_WORDS,                                                 false},
    {"Clock",
     "clock|counts|time counts|counted|coverage|hours|runs|clock runs|measured in|sla "
     "clock|reloj|cuenta|tiempo|se cuenta|horario|cobertura|horas|se mide en",        false},
    {"Organization",   ORGANIZATION_WORDS,                                            false},
};
/* Words of each, the longest that stands in the cell decides. */
static const char *const CLOCKS[] = {
    "always|24/7|24x7|24 x 7|24h|24 h|24 hours|24|calendar|calendar time|calendar hours|"
    "around the clock|round the clock|all hours|at all hours|at all "
    "times|elapsed|elapsed "
    "time|clock time|real time|continuous|siempre|continuo|continua|calendario|natural|"
    "naturales|horas naturales|24 horas|las 24 horas|corrido|corridas|a todas horas",
    "business|business hours|business time|hours|open|office|operating|operating hours|"
    "opening|working|working hours|working time|service hours|support hours|when open|"
    "desk hours|laboral|laborable|laborables|laborales|habil|habiles|horario|horas "
    "habiles|horario habil|horas laborables|horas laborales|tiempo habil|de atencion|"
    "horas de atencion|cuando abre",
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
    int choice = read_best_choice(reader, clock->text, CLOCKS, 2);

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
    if (choice < 0 && *clock->text)
        READ_ERROR(reader, clock, read_say(reader, "\"%s\" is not a clock", clock->text),
                   read_say(reader, "write \"always\" or \"business\""));
}

static bool
merge_duration(struct plan_duration *into, struct plan_duration from)
{
    if (into->n && from.n)
        return false;
    if (from.n)
        *into = from;
    return true;
}

/* A second table may say more of a priority: "Priorities" what it means, "Response
 * targets" its times. False when both say the same thing. */
static bool
merge_priority(struct plan_priority *into, const struct plan_priority *from,
               bool has_clock)
{
    bool good = merge_duration(&into->first_response, from->first_response);

    good = merge_duration(&into->update_every, from->update_every) && good;
    good = merge_duration(&into->resolve, from->resolve) && good;
    if (!*into->means)
        into->means = from->means;
    if (has_clock)
        into->business = from->business;
    if (from->first_response.n || from->resolve.n)
        into->line = from->line;
    return good;
}

/* The last row, when one before it has the same name: merged, or a mistake. */
static void
join_priority(struct reader *reader, const struct read_table *table,
              const struct scan_row *row)
{
    struct plan *plan = reader->plan;
    struct plan_priority *last = &plan->priorities.at[plan->priorities.n - 1];
    const struct scan_cell *name = read_cell(table, row, P_NAME);

    for (size_t i = 0; i + 1 < plan->priorities.n; i++) {
        struct plan_priority *other = &plan->priorities.at[i];

        if (!same_priority(other, last->name, last->organization))
            continue;
        if (other->line < table->block->line &&
            merge_priority(other, last, *read_cell(table, row, P_CLOCK)->text != 0)) {
            plan->priorities.n--;
            return;
        }
        READ_ERROR(reader, name,
                   read_say(reader, "the priority \"%s\" stands twice", last->name),
                   read_say(reader, "keep one row for each organization"));
        return;
    }
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
        join_priority(reader, &table, &block->rows.at[i]);
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

/* ---- "| Impact | Urgency | Priority |", a row for each pair. */

static size_t
label_of(struct reader *reader, const struct scan_cell *cell, bool impact)
{
    struct plan *plan = reader->plan;
    size_t n = impact ? plan->impacts.n : plan->urgencies.n;

    for (size_t i = 0; i < n; i++)
        if (fold_eq((impact ? plan->impacts.at : plan->urgencies.at)[i].name, cell->text))
            return i;
    return add_label(reader, cell, impact) ? n : 0;
}

static int
header_with(struct reader *reader, const struct scan_row *head, const char *words)
{
    for (int i = 0; i < head->n; i++)
        if (fold_match(fold_text(reader->arena, head->cells[i].text), words))
            return i;
    return -1;
}

/* Pairs that no row names take the priority of the row above, or of the first. */
static void
fill_pairs(struct reader *reader, const struct scan_block *block)
{
    struct plan *plan = reader->plan;
    const struct scan_cell *at = &block->rows.at[0].cells[0];

    for (size_t i = 0; i < plan->impacts.n; i++) {
        for (size_t k = 0; k < plan->urgencies.n; k++) {
            const char **slot = &plan->matrix[i * plan->urgencies.n + k];
            if (*slot)
                continue;
            *slot = "?";
            READ_ERROR(reader, at,
                       read_say(reader, "no row has impact \"%s\" and urgency \"%s\"",
                                plan->impacts.at[i].name, plan->urgencies.at[k].name),
                       read_say(reader, "add one"));
        }
    }
}

/* False when the table is not written so. */
static bool
read_pairs(struct reader *reader, const struct scan_block *block)
{
    struct plan *plan = reader->plan;
    const struct scan_row *head = &block->rows.at[0];
    int impact = header_with(reader, head, "impact|impacto");
    int urgency = header_with(reader, head, "urgency|urgencia");
    int priority = header_with(reader, head, "priority|prioridad|severity|severidad");

    if (head->n != 3 || impact < 0 || urgency < 0 || priority < 0 || impact == urgency)
        return false;
    for (size_t i = 1; i < block->rows.n && i <= READ_ROWS_N; i++) {
        label_of(reader, &block->rows.at[i].cells[impact], true);
        label_of(reader, &block->rows.at[i].cells[urgency], false);
    }
    plan->matrix =
        NEW_N(reader->arena, plan->impacts.n * plan->urgencies.n + 1, const char *);
    for (size_t i = 1; i < block->rows.n && i <= READ_ROWS_N; i++) {
        const struct scan_cell *cells = block->rows.at[i].cells;
        const char **slot =
            &plan->matrix[label_of(reader, &cells[impact], true) * plan->urgencies.n +
                          label_of(reader, &cells[urgency], false)];

        if (*slot) {
            READ_ERROR(reader, &cells[0],
                       read_say(reader, "this impact and urgency stand twice"),
                       read_say(reader, "keep one row"));
            continue;
        }
        *slot = read_name_in(reader, &cells[priority], N_("priority"));
        if (*cells[priority].text)
            read_name_later(reader, slot, NAME_PRIORITY, &cells[priority]);
    }
    fill_pairs(reader, block);
    return true;
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
    if (read_pairs(reader, block))
        return;
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
    {"Team",        "team|teams|team name|group|support group|name|equipo|grupo|nombre",       true },
    {"Tier",        "tier|level|line|support level|support tier|nivel|linea|nivel de soporte",
     false                                                                                          },
    {"Role",
     "role|does|what it does|work|task|tasks|purpose|description|responsibility|"
     "responsibilities|rol|funcion|funciones|que hace|tarea|tareas|labor|descripcion",         false},
    {"Answers for",
     "answers for|topics|handles|responsible for|covers|looks after|answers|owns|"
     "specialises in|categories|responde por|responde de|temas|atiende|se ocupa de|"
     "responsable de|encargado de|encargada de|lleva|categorias",                              false},
    {"Vendor",
     "vendor|partner|supplier|external|external partner|third party|proveedor|externo|"
     "externa|tercero|socio|es proveedor",                                                     false},
};

/* "2", "tier 2", "L2", "2nd line", "primera linea" */
static bool
read_tier(const char *folded, int *tier)
{
    static const char *const FRONT[] = {"tier ", "level ", "line ", "nivel ", "linea ",
                                        "tier",  "t",      "l",     "n"};
    static const char *const WORDS[] = {
        "1st|first|1o|1a|1.o|1.a|primer|primera|primero|i",
        "2nd|second|2o|2a|2.o|2.a|segundo|segunda|ii",
        "3rd|third|3o|3a|3.o|3.a|tercer|tercera|tercero|iii",
        "4th|fourth|4o|4a|4.o|4.a|cuarto|cuarta|iv"};
    char word[16] = {0};
    int64_t value;
    size_t n;

    for (int i = 0; i < COUNT_OF(FRONT); i++) {
        if (!str_starts(folded, FRONT[i]))
            continue;
        folded += strlen(FRONT[i]);
        break;
    }
    if (str_to_int(folded, 1, 9, &value)) {
        *tier = (int)value;
        return true;
    }
    n = strcspn(folded, " ");
    if (n >= sizeof word)
        return false;
    memcpy(word, folded, n);
    *tier = read_choice(word, WORDS, COUNT_OF(WORDS)) + 1;
    folded += n + strspn(folded + n, " ");
    return *tier && fold_is_one_of(folded, "|line|level|tier|nivel|linea");
}

static void
read_answers_for(struct reader *reader, const struct scan_cell *cell,
                 struct plan_team *team)
{
    struct read_names names = {NAME_TOPIC, N_("topic"), &team->answers_for.at,
                               &team->answers_for.n};

    if (!fold_is_one_of(fold_text(reader->arena, cell->text), "-|none|ninguno|ninguna"))
        read_names_later(reader, cell, &names);
}

/* The last row, when one of another table has the same name and only one of them says
 * what the team does: merged. */
static bool
merge_team(struct plan *plan, const struct read_table *table)
{
    struct plan_team *last = &plan->teams.at[plan->teams.n - 1];

    for (size_t i = 0; i + 1 < plan->teams.n; i++) {
        struct plan_team *other = &plan->teams.at[i];

        if (other->line >= table->block->line || !fold_eq(other->name, last->name) ||
            (table->place[T_TIER] >= 0 && other->tier != last->tier) ||
            (last->answers_for.n && other->answers_for.n))
            continue;
        if (last->answers_for.n)
            return false; /* names point into it */
        if (!*other->role)
            other->role = last->role;
        plan->teams.n--;
        return true;
    }
    return false;
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
    if (merge_team(reader->plan, table))
        return;
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
    {"Topic",
     "topic|topics|topic name|category|categories|subject|request|service|tema|temas|"
     "asunto|categoria|solicitud|servicio",                                                            true },
    {"Kind",                  "kind|type|class|ticket type|request type|tipo|clase|tipo de solicitud",
     false                                                                                                  },
    {"Team",
     "team|goes to|group|handled by|assigned to|assigned team|owner|owned by|routed to|"
     "equipo|grupo|va a|atiende|lo atiende|la atiende|equipo responsable|responsable|se "
     "asigna a",                                                                                       false},
    {"Ask for",
     "ask for|ask|we ask for|we ask|needed|what we need|what to ask for|information "
     "needed|required information|questions|details|pedir|preguntar|pedimos|preguntar "
     "por|se pide|datos que pedimos|datos necesarios|que pedir|solicitar|informacion "
     "necesaria",                                                                                      false},
    {"Words that suggest it",
     "words that suggest it|words|keywords|key words|suggested by|triggers|trigger words|"
     "palabras que lo sugieren|palabras|palabras clave|palabras que la sugieren",                      false},
};
/* In the order of enum plan_topic_kind; the longest phrase that stands in the cell. */
static const char *const KINDS[] = {
    "question|questions|how-to|how to|information|inquiry|enquiry|pregunta|consulta|duda",
    "incident|incidents|fault|failure|outage|bug|defect|break-fix|incidente|incidencia|"
    "fallo|averia|falla|error",
    "service request|request|requests|access request|service|order|solicitud|solicitud "
    "de "
    "servicio|peticion|pedido|servicio",
    "change|change request|request for change|rfc|cambio|solicitud de cambio|peticion de "
    "cambio",
    "security incident|security|privacy incident|data breach|breach|incidente de "
    "seguridad|incidencia de seguridad|seguridad|incidente de privacidad|brecha",
    "problem|problema",
    "complaint|grievance|queja|reclamo|reclamacion",
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
    int choice = read_best_choice(reader, kind->text, KINDS, COUNT_OF(KINDS));

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
    if (choice < 0 && *kind->text)
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
    {"State",                "state|states|status|stage|step|state name|estado|estados|paso|etapa",
     true                                                                                                },
    {"Clock",
     "clock|clocks|timer|sla|sla clock|counts|time counts|clock runs|clocks run|reloj|"
     "tiempo|cronometro|cuenta|el reloj",                                                           true },
    {"Shown to the user as",
     "shown to the user as|shown to user as|shown to users as|shown as|shown|user sees|"
     "users see|requester sees|what the user sees|what users see|visible as|public name|"
     "label|message to the user|message|description|se muestra como|se muestra al "
     "usuario "
     "como|al usuario se muestra|el usuario ve|mostrado como|se muestra|lo que ve el "
     "usuario|lo que ve|mensaje|etiqueta|visible como",                                             false},
    {"Next",
     "next|next states|next state|next status|next statuses|then|goes to|leads to|can "
     "become|may become|can go to|may go to|moves to|can move to|transitions|followed "
     "by|siguiente|siguientes|siguiente estado|estados siguientes|despues|pasa a|puede "
     "pasar a|proximo|luego|transiciones",                                                          false},
};
static const char *const RUNS[] = {
    "runs|running|run|on|goes "
    "on|yes|y|ticking|ticks|active|counts|counting|started|corre|"
    "en marcha|sigue|activo|activa|avanza|si|anda|cuenta|funciona|x|\342\234\223",
    "stops|stopped|stop|paused|pauses|pause|off|no|n|on hold|hold|does not run|not "
    "running|does not count|inactive|frozen|ended|se detiene|para|parado|parada|detenido|"
    "detenida|pausa|en pausa|se para|pausado|no corre|no cuenta|inactivo|-",
};

static void
read_next(struct reader *reader, const struct scan_cell *cell, struct plan_state *state)
{
    struct read_names names = {NAME_STATE, N_("state"), &state->next.at, &state->next.n};

    if (!fold_is_one_of(fold_text(reader->arena, cell->text),
                        "-|none|end|nothing|final|n/a|ninguno|ninguna|fin|nada"))
        read_names_later(reader, cell, &names);
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

const struct read_column *
read_work_columns(enum plan_section_kind kind, int *n)
{
    switch ((int)kind) {
    case PLAN_PRIORITIES:
        *n = COUNT_OF(PRIORITIES);
        return PRIORITIES;
    case PLAN_INTERNAL_TARGETS:
        *n = COUNT_OF(INTERNAL);
        return INTERNAL;
    case PLAN_TEAMS:
        *n = COUNT_OF(TEAMS);
        return TEAMS;
    case PLAN_TOPICS:
        *n = COUNT_OF(TOPICS);
        return TOPICS;
    case PLAN_WORKFLOW:
        *n = COUNT_OF(STATES);
        return STATES;
    default:
        return NULL;
    }
}
