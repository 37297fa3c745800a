/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences under "When". Each line of the table is one way of saying it; `example`
 * is what the nearest suggestion shows and docs/plan.md lists. */
#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read_rule.h"

#include <string.h>

#define IS     "(is|=|:|es|esta|are)"
#define IS_NOT "(is not|isn't|no es|!=)"
#define FOR                                                                              \
    "(for|for more than|for over|since|durante|por|durante mas de|desde hace|hace)"
#define SURVEY "(the|la|el)? (survey|satisfaction|encuesta)"
#define SCORE                                                                            \
    "(survey score|the survey score|survey|score|satisfaction|puntuacion de la "         \
    "encuesta|"                                                                          \
    "la puntuacion de la encuesta|puntuacion|nota de la encuesta|nota|encuesta|"         \
    "puntaje de la encuesta) " IS "?"

static const struct read_phrase PHRASES[] = {
    {PLAN_IF_SHARE,          0,   "%p (of|of the|de|de la|del)? %t",                                "75% of first response"                  },
    {PLAN_IF_MISSED,         0,
     "%t (is|was|has been|fue|es|esta)? "
     "(missed|late|overdue|broken|incumplida|incumplido|"
     "vencida|vencido|no cumplida|no cumplido|perdida)",                                            "resolve missed"                         },
    {PLAN_IF_MISSED,         0,   "(missed|se incumple|se vence|incumplida|incumplido|vence) %t",
     "missed update"                                                                                                                         },
    {PLAN_IF_STILL_WAITING,  0,
     "(the|el|la)? (user|requester|customer|client|usuario|solicitante|cliente)? "
     "(is still waiting|still waiting|still waits|sigue esperando|todavia espera|"
     "aun espera|todavia esta esperando)",                                                          "user is still waiting"                  },
    {PLAN_IF_REOPENED,       0,
     "(reopened|is reopened|reabierto|reabierta|se reabre) %n (times|time|x|veces|vez)",            "reopened 2 times"                       },
    {PLAN_IF_REOPENED,       2,   "(reopened|reabierto|reabierta) (twice|dos veces)",               NULL                                     },
    {PLAN_IF_REOPENED,       1,
     "(reopened|is reopened|reopened once|reabierto|reabierta|se reabre|"
     "reabierto una vez|reabierta una vez)",                                                        "reopened"                               },
    {PLAN_IF_SURVEY_SCORE,   '<',
     SCORE " (below|less than|under|lower than|<|menor que|menor a|menos de|menos que|"
           "inferior a|por debajo de) %n",                                                          "survey score is below 3"                },
    {PLAN_IF_SURVEY_SCORE,   '>',
     SCORE " (above|more than|over|higher than|>|mayor que|mayor a|mas de|superior a|"
           "por encima de) %n",                                                                     "survey score is above 4"                },
    {PLAN_IF_SURVEY_SCORE,   'l',
     SCORE " (at most|<=|no more than|como maximo|a lo sumo) %n",                                   NULL                                     },
    {PLAN_IF_SURVEY_SCORE,   'l', SCORE " %n (or less|or lower|or below|o menos|o menor)",
     NULL                                                                                                                                    },
    {PLAN_IF_SURVEY_SCORE,   'g', SCORE " (at least|>=|al menos|como minimo) %n",                   NULL                                     },
    {PLAN_IF_SURVEY_SCORE,   'g', SCORE " %n (or more|or higher|or above|o mas|o mayor)",
     NULL                                                                                                                                    },
    {PLAN_IF_SURVEY_SCORE,   '=',
     "(survey score|the survey score|score|puntuacion de la encuesta|puntuacion|nota) " IS
     " %n",                                                                                         NULL                                     },
    {PLAN_IF_SURVEY_ANSWER,  0,   SURVEY " (answer)? " IS " %s",                                    "survey is Bad"                          },
    {PLAN_IF_SURVEY_ANSWER,  0,
     "(survey answer|the survey answer|respuesta de la encuesta|"
     "la respuesta de la encuesta|respuesta a la encuesta) " IS " %s",
     NULL                                                                                                                                    },
    {PLAN_IF_SAME,           0,
     "(more than|over|mas de) %n (people|persons|users|requesters|personas|usuarios) "
     "(report|have reported|reported|report about|informan|informan "
     "de|reportan|notifican|"
     "comunican) (the same|the same thing|lo mismo)",                                               "more than 5 people report the same"     },
    {PLAN_IF_UNASSIGNED_FOR, 0,
     "(unassigned|not assigned|nobody assigned|without assignee|sin asignar|no asignado|"
     "no asignada) " FOR "? %d",
     "unassigned for 2 h"                                                                                                                    },
    {PLAN_IF_RESOLVED_FOR,   0,
     "(resolved|solved|resuelto|resuelta|solucionado|solucionada) " FOR " %d",
     "resolved for 3 days"                                                                                                                   },
    {PLAN_IF_OUTSIDE_HOURS,  0,
     "(outside|out of|fuera de|fuera del|after|outside of) "
     "(hours|operating hours|opening hours|business hours|office hours|working hours|"
     "the operating hours|horario|horas|horario de atencion|horario laboral|"
     "las horas de atencion|horas de atencion)",                                                    "outside hours"                          },
    {PLAN_IF_OUTSIDE_HOURS,  0,
     "(closed|the desk is closed|desk is closed|cuando esta cerrado)",                              NULL                                     },
    {PLAN_IF_INSIDE_HOURS,   0,
     "(inside|during|within|in|dentro de|dentro del|en|durante el|durante) "
     "(hours|operating hours|opening hours|business hours|office hours|working hours|"
     "the operating hours|horario|horas|horario de atencion|horario laboral|"
     "horas de atencion)",                                                                          "during operating hours"                 },
    {PLAN_IF_CREATED,        0,
     "(created|opened|new|new ticket|ticket created|ticket is created|"
     "a ticket is created|a ticket is opened|ticket is opened|is created|is "
     "opened|creado|"
     "creada|se crea|se abre|nuevo|nueva|nueva solicitud|se crea una solicitud|se "
     "recibe)",                                                                                     "created"                                },
    {PLAN_IF_REPLIED,        'u',
     "(the|el|la)? (user|requester|customer|client|usuario|solicitante|cliente) "
     "(replied|replies|has replied|answers|answered|responde|contesta|respondio)",                  "user replied"                           },
    {PLAN_IF_REPLIED,        's',
     "(the|el)? (agent|staff|desk|assignee|we|agente|personal) "
     "(replied|replies|reply|has replied|have replied|answered|responde|respondio)",                "agent replied"                          },
    {PLAN_IF_REPLIED,        0,   "(replied|is replied|a reply arrives|se responde|hay respuesta)",
     "replied"                                                                                                                               },
    {PLAN_IF_ASSIGNED,       0,   "(assigned|is assigned|asignado|asignada|se asigna)",
     "assigned"                                                                                                                              },
    {PLAN_IF_SUBJECT,        0,
     "(the|el)? (subject|asunto) (contains|has|mentions|includes|says|contiene|incluye|"
     "menciona|dice|tiene) (the|la|las|el)? (words|word|palabras|palabra)? %s",                     "subject contains \"outage\" or \"down\""},
    {PLAN_IF_SUBJECT,        0,
     "(words|word|palabras|palabra)? %s (in the subject|en el asunto)",                             NULL                                     },
    {PLAN_IF_SUBJECT,        0,
     "(words in the subject|subject words|words in subject|palabras en el asunto) "
     "(:|are|is|son)? "
     "%s",                                                                                          NULL                                     },
    {PLAN_IF_TIER,           '>',
     "(the|el)? (tier|nivel) " IS "? (above|over|>|mayor que|superior a) %n",                       NULL                                     },
    {PLAN_IF_TIER,           '<',
     "(the|el)? (tier|nivel) " IS "? (below|under|<|menor que|inferior a) %n",                      NULL                                     },
    {PLAN_IF_TIER,           'g', "(the|el)? (tier|nivel) " IS "? (at least|>=|al menos) %n",       NULL                                     },
    {PLAN_IF_TIER,           'g', "(the|el)? (tier|nivel) " IS " %n (or higher|or more|o mas)",
     NULL                                                                                                                                    },
    {PLAN_IF_TIER,           'l', "(the|el)? (tier|nivel) " IS "? (at most|<=|como maximo) %n",
     NULL                                                                                                                                    },
    {PLAN_IF_TIER,           '=', "(the|el)? (tier|nivel) " IS " %n",                               "tier is 2"                              },
    {PLAN_IF_PRIORITY,       'g',
     "(the|la)? (priority|prioridad) " IS "? (at least|al menos|como minimo) %s",                   NULL                                     },
    {PLAN_IF_PRIORITY,       'g',
     "(the|la)? (priority|prioridad) " IS
     " %s (or higher|or above|or more|o mayor|o superior|o mas alta)",                              "priority is High or higher"             },
    {PLAN_IF_PRIORITY,       '!', "(the|la)? (priority|prioridad) " IS_NOT " %s",                   NULL                                     },
    {PLAN_IF_PRIORITY,       0,   "(the|la)? (priority|prioridad) " IS " %s",
     "priority is Critical"                                                                                                                  },
    {PLAN_IF_TOPIC,          '!', "(the|el)? (topic|tema|category) " IS_NOT " %s",                  NULL                                     },
    {PLAN_IF_TOPIC,          0,   "(the|el)? (topic|tema|category) " IS " %s",                      "topic is Security"                      },
    {PLAN_IF_TEAM,           '!', "(the|el)? (team|equipo) " IS_NOT " %s",                          NULL                                     },
    {PLAN_IF_TEAM,           0,   "(the|el)? (team|equipo) " IS " %s",                              "team is Network"                        },
    {PLAN_IF_CHANNEL,        '!', "(the|el)? (channel|canal) " IS_NOT " %s",                        NULL                                     },
    {PLAN_IF_CHANNEL,        0,   "(the|el)? (channel|canal) " IS " %s",                            "channel is Phone"                       },
    {PLAN_IF_KIND,           '!', "(the|el)? (kind|type|tipo) " IS_NOT " %s",                       NULL                                     },
    {PLAN_IF_KIND,           0,   "(the|el)? (kind|type|tipo) " IS " %s",
     "kind is security incident"                                                                                                             },
    {PLAN_IF_ORGANIZATION,   '!',
     "(the|la|el)? (requester's|user's)? (organization|organisation|client|organizacion|"
     "cliente|empresa) (of the requester|of the user|del usuario|del "
     "solicitante)? " IS_NOT " %s",
     NULL                                                                                                                                    },
    {PLAN_IF_ORGANIZATION,   0,
     "(the|la|el)? (requester's|user's)? (organization|organisation|client|organizacion|"
     "cliente|empresa) (of the requester|of the user|del usuario|del solicitante)? " IS
     " %s",                                                                                         "organization is Grants Portal"          },
    {PLAN_IF_TAG,            '!', "(the|la)? (tag|etiqueta) " IS_NOT " %s",                         NULL                                     },
    {PLAN_IF_TAG,            0,   "(the|la)? (tag|etiqueta|tagged|tagged as) " IS "? %s",
     "tag is follow"                                                                                                                         },
    {PLAN_IF_STATE_FOR,      0,   "(the|el)? (state|status|estado) " IS " %s " FOR " %d",           NULL                                     },
    {PLAN_IF_STATE,          '!', "(the|el)? (state|status|estado) " IS_NOT " %s",                  NULL                                     },
    {PLAN_IF_STATE,          0,   "(the|el)? (state|status|estado) " IS " %s",                      "state is Open"                          },
    {PLAN_IF_STATE_FOR,      0,   "%s " FOR " %d",                                                  "Waiting on user for 2 days"             },
};

const struct read_phrase *
read_when_phrases(size_t *n_out)
{
    *n_out = sizeof PHRASES / sizeof *PHRASES;
    return PHRASES;
}

/* ---- Names that a condition speaks of. */

/* The plan's own spelling, or NULL when there is no such thing. */
static const char *
known_name(struct reader *reader, enum plan_condition_kind kind, const char *name)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; kind == PLAN_IF_PRIORITY && i < plan->priorities.n; i++)
        if (fold_eq(plan->priorities.at[i].name, name))
            return plan->priorities.at[i].name;
    for (size_t i = 0; kind == PLAN_IF_CHANNEL && i < plan->channels.n; i++)
        if (fold_eq(plan->channels.at[i].name, name))
            return plan->channels.at[i].name;
    for (size_t i = 0; kind == PLAN_IF_SURVEY_ANSWER && i < plan->answers.n; i++)
        if (fold_eq(plan->answers.at[i].name, name))
            return plan->answers.at[i].name;
    if (kind == PLAN_IF_TOPIC && plan_topic_find(plan, name))
        return plan_topic_find(plan, name)->name;
    if (kind == PLAN_IF_TEAM && plan_team_find(plan, name))
        return plan_team_find(plan, name)->name;
    if ((kind == PLAN_IF_STATE || kind == PLAN_IF_STATE_FOR) &&
        read_state(reader->arena, plan, name))
        return read_state(reader->arena, plan, name)->name;
    return kind == PLAN_IF_KIND ? read_topic_kind(fold_text(reader->arena, name)) : NULL;
}

/* Tags, organizations and words need not stand anywhere else in the plan. */
static bool
is_free(enum plan_condition_kind kind)
{
    return kind == PLAN_IF_TAG || kind == PLAN_IF_ORGANIZATION || kind == PLAN_IF_SUBJECT;
}

static const char *
unquoted(struct reader *reader, const char *s, size_t n)
{
    while (n && (*s == ' ' || *s == '"')) {
        s++;
        n--;
    }
    while (n && (s[n - 1] == ' ' || s[n - 1] == '"'))
        n--;
    return arena_strndup(reader->arena, s, n);
}

static bool
add_name(struct reader *reader, struct plan_condition *condition, const char *s, size_t n)
{
    const char *name = unquoted(reader, s, n);
    const char *known =
        is_free(condition->kind) ? name : known_name(reader, condition->kind, name);

    if (!*name || !known)
        return false;
    *vec_add(reader->arena, &condition->names) = known;
    condition->name = condition->names.at[0];
    return true;
}

/* Length of " or ", " o ", ", " at s, outside quotes; 0 when none. */
static size_t
separator(const char *s)
{
    static const char *const OR[] = {" or ", " o ", " u ", ", ", " / "};

    for (int i = 0; i < COUNT_OF(OR); i++)
        if (str_starts(s, OR[i]))
            return strlen(OR[i]);
    return 0;
}

/* "A or B": a name that itself holds "or" is tried whole first. */
static bool
take_names(struct reader *reader, struct plan_condition *condition, const char *s,
           size_t n)
{
    bool quoted = false;
    size_t start = 0;

    if (condition->kind != PLAN_IF_SUBJECT && !is_free(condition->kind) &&
        add_name(reader, condition, s, n))
        return true;
    for (size_t i = 0; i < n; i++) {
        size_t skip;
        quoted ^= s[i] == '"';
        skip = quoted ? 0 : separator(s + i);
        if (!skip)
            continue;
        if (!add_name(reader, condition, s + start, i - start))
            return false;
        start = i + skip;
        i = start - 1;
    }
    return add_name(reader, condition, s + start, n - start);
}

/* "at least High": every priority down to that one. */
static bool
take_priorities(struct reader *reader, struct plan_condition *condition,
                const struct sentence *sentence)
{
    const struct plan *plan = reader->plan;
    const char *name = known_name(reader, PLAN_IF_PRIORITY,
                                  unquoted(reader, sentence->text, sentence->text_n));
    int rank = 0;

    for (size_t i = 0; name && i < plan->priorities.n; i++)
        if (fold_eq(plan->priorities.at[i].name, name))
            rank = plan->priorities.at[i].rank;
    for (size_t i = 0; i < plan->priorities.n; i++)
        if (plan->priorities.at[i].rank <= rank)
            *vec_add(reader->arena, &condition->names) = plan->priorities.at[i].name;
    condition->name = name;
    return name != NULL;
}

/* False when the sentence names something that is not in the plan. */
static bool
fill(struct reader *reader, const struct read_phrase *phrase,
     const struct sentence *sentence, struct plan_condition *condition)
{
    *condition = (struct plan_condition){.kind = (enum plan_condition_kind)phrase->kind,
                                         .target = sentence->target,
                                         .compare = '=',
                                         .number = sentence->number,
                                         .duration = sentence->duration};
    if (phrase->kind == PLAN_IF_REOPENED && phrase->extra)
        condition->number = phrase->extra;
    if (phrase->kind == PLAN_IF_SURVEY_SCORE || phrase->kind == PLAN_IF_TIER)
        condition->compare = (char)phrase->extra;
    if (phrase->kind == PLAN_IF_REPLIED)
        condition->name = phrase->extra == 'u' ? "user" : phrase->extra ? "staff" : NULL;
    condition->negated = phrase->extra == '!';
    if (!sentence->text)
        return true;
    if (phrase->kind == PLAN_IF_PRIORITY && phrase->extra == 'g')
        return take_priorities(reader, condition, sentence);
    return take_names(reader, condition, sentence->text, sentence->text_n);
}

bool
read_condition(struct reader *reader, const char *folded, struct plan_condition *out,
               const struct read_phrase **like_out, const char **name_out)
{
    struct sentence sentence = {0};

    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++) {
        if (!sentence_match(PHRASES[i].pattern, folded, &sentence))
            continue;
        if (fill(reader, &PHRASES[i], &sentence, out))
            return true;
        if (!*like_out && sentence.text) {
            *like_out = &PHRASES[i];
            *name_out = unquoted(reader, sentence.text, sentence.text_n);
        }
    }
    return false;
}
