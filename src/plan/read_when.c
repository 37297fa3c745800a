/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences under "When". Each line of the table is one way of saying it; `example`
 * is what the nearest suggestion shows and docs/plan.md lists. */
#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read_rule.h"

#include <string.h>

#define THE "(the|a|an|its|el|la|los|las|un|una|su)?"
#define IS                                                                               \
    "(is set to|is changed to|is raised to|is now|is|=|:|es|esta|are|be|becomes|sea|"    \
    "changes to|pasa a ser|pasa a)"
#define IS_NOT                                                                           \
    "(is not|isn't|is none of|is other than|other than|not|no es|no sea|no esta|!=|"     \
    "distinto de|distinta de|es distinto de|es distinta de)"
#define ANY_OF "(one of|any of|either|uno de|una de|alguno de|alguna de)?"
#define USER   READ_USER
#define STAFF                                                                            \
    "(agent|staff|desk|help desk|assignee|team|we|agente|personal|equipo|mesa|tecnico)"
#define REPLIES                                                                          \
    "(replied|replies|reply|has replied|have replied|answers|answered|has answered|"     \
    "responds|responded|has responded|writes|writes again|writes back|asks "             \
    "again|wrote|responde|respondio|ha "                                                 \
    "respondido|contesta|contesto|ha contestado|escribe|vuelve a escribir)"
#define FOR  "(for|since|after|within|in|durante|por|desde hace|hace|en|tras)"
#define OVER "(more than|over|longer than|at least|mas de|al menos|mas|por lo menos)"
#define SURVEY                                                                           \
    "(survey|satisfaction survey|satisfaction|survey answer|answer to the survey|"       \
    "answer of the survey|encuesta|encuesta de satisfaccion|satisfaccion|respuesta a "   \
    "la "                                                                                \
    "encuesta|respuesta de la encuesta)"
#define SCORE                                                                            \
    THE " (survey score|survey scores|survey|satisfaction score|score of the survey|"    \
        "score|satisfaction|rating|puntuacion de la encuesta|puntuacion|nota de la "     \
        "encuesta|nota|encuesta|puntaje de la encuesta|puntaje|satisfaccion) "           \
        "(is|=|:|of|es|sea|con|de)?"
#define BELOW                                                                            \
    "(below|less than|under|lower than|worse than|<|menor que|menor a|menor de|menos "   \
    "de|"                                                                                \
    "menos que|inferior a|por debajo de|mas baja que)"
#define ABOVE                                                                            \
    "(above|more than|over|higher than|better than|>|mayor que|mayor a|mayor de|mas de|" \
    "superior a|por encima de|mas alta que)"
#define AT_MOST  "(at most|<=|no more than|up to|como maximo|a lo sumo|como mucho|hasta)"
#define AT_LEAST "(at least|>=|no less than|al menos|como minimo|por lo menos)"
#define OR_LESS                                                                          \
    "(or less|or lower|or below|or fewer|or milder|o menos|o menor|o inferior|o mas "    \
    "baja)"
#define OR_MORE                                                                          \
    "(or more|or higher|or above|or graver|or over|o mas|o mayor|o superior|o mas alta|" \
    "o mas grave)"
#define PEOPLE                                                                           \
    "(people|persons|users|requesters|customers|clients|personas|usuarios|solicitantes|" \
    "clientes)"
#define REPORT                                                                           \
    "(report|have reported|reported|report about|complain about|informan|informan de|"   \
    "reportan|reportan de|notifican|comunican|avisan de|avisan|han avisado de)"
#define SAME                                                                             \
    "(the same|the same thing|the same problem|the same issue|the same fault|the same "  \
    "incident|the same outage|lo mismo|el mismo problema|la misma incidencia|el mismo "  \
    "incidente|el mismo fallo)"
#define TIMES "(times|time|x|veces|vez)"
#define REOPENED                                                                         \
    "(reopened|is reopened|was reopened|has been reopened|reabierto|reabierta|se "       \
    "reabre|se ha reabierto|es reabierta)"
#define HOURS                                                                            \
    "(the|our|its|normal|regular|el|la|las|los|nuestro|su)? (desk's|desk|help desk|"     \
    "service desk)? (operating|opening|business|office|working|service|support|open|"    \
    "attended)? (hours|times|time|horario|horas|jornada) (de atencion|laboral|"          \
    "laborales|habil|habiles|de servicio|de oficina|de trabajo|de apertura|de la mesa)?"
#define DESK THE " (desk|help desk|service desk|office|mesa|mesa de ayuda|oficina)"
#define CONTAINS                                                                         \
    "(contains|has|mentions|includes|says|contain|contiene|incluye|menciona|dice|tiene)"
#define WORDS "(words|word|palabras|palabra)"
#define TIER  THE " (support)? (tier|level|line|nivel|linea)"
#define TEAM                                                                             \
    THE " (assigned to the team|assigned to team|assigned team|team|asignada al equipo|" \
        "equipo asignado|equipo|grupo)"
#define TOPIC THE " (topic|category|tema|categoria|asunto)"
#define KIND                                                                             \
    THE " (kind of topic|type of topic|kind of ticket|type of ticket|topic kind|topic "  \
        "type|ticket type|kind|type|tipo de tema|tipo de solicitud|tipo|clase)"
#define ORGANIZATION                                                                     \
    THE " (requester's|user's)? (organization|organisation|organizacion|entidad) "       \
        "(of the requester|of the user|del usuario|del solicitante|de la persona)?"
/* These may also be people: only organizations that the plan names elsewhere. */
#define CUSTOMER THE " (requester's|user's)? (client|customer|company|cliente|empresa)"
#define STATE    THE " (state|status|estado)"

static const struct read_phrase PHRASES[] = {
    {PLAN_IF_STILL_WAITING,  0,
     THE " " USER
         "? (is still waiting|still waiting|still waits|are still waiting|says they are "
         "still waiting|says that they are still waiting|is waiting still|sigue "
         "esperando|todavia espera|aun espera|todavia esta esperando|aun esta esperando)",        "user is still waiting"    },
    {PLAN_IF_STILL_WAITING,  0,
     THE
     " " USER
     "? (presses|pressed|clicks|pulsa|pulso)? (the|el)? (\"i am still waiting\"|\"sigo "
     "esperando\"|\"aun espero\") (is pressed|was pressed|is clicked|button is "
     "pressed|button|se pulsa)?",                                                                 NULL                       },
    {PLAN_IF_REOPENED,       '>', REOPENED " (more than|over|mas de) %n " TIMES,                  NULL                       },
    {PLAN_IF_REOPENED,       0,
     REOPENED " (at least|al menos)? %n (or more|o mas)? " TIMES " (or more|o mas)?",
     "reopened 2 times"                                                                                                      },
    {PLAN_IF_REOPENED,       0,   "%n " TIMES " (reopened|reabierto|reabierta)",                  NULL                       },
    {PLAN_IF_REOPENED,       0,   "%n (reopenings|reopening|reaperturas|reapertura)",             NULL                       },
    {PLAN_IF_REOPENED,       2,
     REOPENED " (twice|dos veces|for the second time|a second time|for a second time|"
              "por segunda vez|more than once|mas de una vez|again|de nuevo)",                    NULL                       },
    {PLAN_IF_REOPENED,       3,
     REOPENED " (for the third time|a third time|por tercera vez|more than twice)",               NULL                       },
    {PLAN_IF_REOPENED,       1,   REOPENED " (once|una vez|for the first time|por primera vez)?",
     "reopened"                                                                                                              },
    {PLAN_IF_SURVEY_SCORE,   '<', SCORE " " BELOW " %n",                                          "survey score is below 3"  },
    {PLAN_IF_SURVEY_SCORE,   '>', SCORE " " ABOVE " %n",                                          "survey score is above 4"  },
    {PLAN_IF_SURVEY_SCORE,   'l', SCORE " " AT_MOST " %n",                                        NULL                       },
    {PLAN_IF_SURVEY_SCORE,   'l', SCORE " %n " OR_LESS,                                           NULL                       },
    {PLAN_IF_SURVEY_SCORE,   'g', SCORE " " AT_LEAST " %n",                                       NULL                       },
    {PLAN_IF_SURVEY_SCORE,   'g', SCORE " %n " OR_MORE,                                           NULL                       },
    {PLAN_IF_SURVEY_SCORE,   'l', SCORE " (1|one|uno) (or|o) %n",                                 NULL                       },
    {PLAN_IF_SURVEY_SCORE,   '=', SCORE " %n",                                                    NULL                       },
    {PLAN_IF_SURVEY_SCORE,   'a',
     THE " " SURVEY " (is|was|has been|es)? (answered|filled in|returned|contestada|"
         "respondida)",                                                                           "survey answered"          },
    {PLAN_IF_SURVEY_ANSWER,  0,
     THE " " SURVEY
         " (answer|result)? (is|=|:|es|says|answered|answered with|is answered "
         "with|is answered|sea|dice|con)? " ANY_OF " %s",
     "survey is Bad"                                                                                                         },
    {PLAN_IF_SURVEY_ANSWER,  0,
     THE " " USER "? (rated|rates|answers the survey with|answered the survey with|"
         "responde a la encuesta con|contesta la encuesta con|califica con) %s",                  NULL                       },
    {PLAN_IF_SAME,           0,   "(more than|over|mas de) %n " PEOPLE " " REPORT " " SAME,
     "more than 5 people report the same"                                                                                    },
    {PLAN_IF_SAME,           'g', "%n (or more|o mas) " PEOPLE " " REPORT " " SAME,               NULL                       },
    {PLAN_IF_SAME,           'g', AT_LEAST " %n " PEOPLE " " REPORT " " SAME,                     NULL                       },
    {PLAN_IF_SAME,           0,
     "(more than|over|mas de) %n (reports|tickets|requests|avisos|solicitudes|casos) "
     "(of|about|de|sobre) " SAME,
     NULL                                                                                                                    },
    {PLAN_IF_SAME,           0,
     SAME "? (is|was|has been)? (reported by|informado por|reportado por) (more "
          "than|over|mas de) %n " PEOPLE,
     NULL                                                                                                                    },
    {PLAN_IF_UNASSIGNED_FOR, 0,
     "(lleva)? (unassigned|not assigned|nobody assigned|nobody is assigned|no one "
     "assigned|no one "
     "is assigned|no assignee|without assignee|without an assignee|not taken|sin "
     "asignar|sin asignacion|sin responsable|sin persona asignada|no asignado|no "
     "asignada|nadie asignado) " FOR "? " OVER "? %d",
     "unassigned for 2 h"                                                                                                    },
    {PLAN_IF_UNASSIGNED_FOR, 0,
     "(after|lleva)? %d (unassigned|without assignee|without an assignee|sin asignar|sin "
     "responsable)",                                                                              NULL                       },
    {PLAN_IF_RESOLVED_FOR,   0,
     "(resolved|solved|resuelto|resuelta|solucionado|solucionada) " FOR "? " OVER
     "? %d (ago)?",                                                                               "resolved for 3 days"      },
    {PLAN_IF_RESOLVED_FOR,   0,
     OVER "? %d (resolved|after resolution|after the resolution|after it was resolved|"
          "after being resolved|after resolving|after it is resolved|since resolution|"
          "resuelta|resuelto|despues de la resolucion|despues de resolverse|despues de "
          "resolver|tras la resolucion|desde la resolucion)",                                     NULL                       },
    {PLAN_IF_OUTSIDE_HOURS,  0,
     "(outside|outside of|out of|after|before|off|fuera de|fuera del) " HOURS,
     "outside hours"                                                                                                         },
    {PLAN_IF_OUTSIDE_HOURS,  0,   "(after-hours|off-hours|out-of-hours)",                         NULL                       },
    {PLAN_IF_OUTSIDE_HOURS,  0,
     "(while|con|estando)? " DESK " (is|are|esta|estando)? (closed|cerrada|cerrado)",
     NULL                                                                                                                    },
    {PLAN_IF_OUTSIDE_HOURS,  0,   "(while|when) closed",                                          NULL                       },
    {PLAN_IF_INSIDE_HOURS,   0,
     "(inside|during|within|in|dentro de|dentro del|en|durante|durante el) " HOURS,
     "during operating hours"                                                                                                },
    {PLAN_IF_INSIDE_HOURS,   0,
     "(while|con|estando)? " DESK " (is|are|esta|estando)? (open|abierta|abierto)",               NULL                       },
    {PLAN_IF_INSIDE_HOURS,   0,   "(while|when) open",                                            NULL                       },
    {PLAN_IF_CREATED,        0,
     THE " (new)? (ticket|request|case|solicitud|caso)? (is|was|has been|fue|es)? "
         "(created|opened|received|creado|creada|abierta|abierto|recibida|recibido)",             "created"                  },
    {PLAN_IF_CREATED,        0,
     THE " (new|new ticket|new request|nuevo|nueva|nueva solicitud|nuevo caso|nuevo "
         "ticket|on creation|at creation|creation|al crearse|al crear|al recibirse)",             NULL                       },
    {PLAN_IF_CREATED,        0,
     "(se crea|se abre|se recibe|llega|al crearse|al recibir) " THE
     " (nueva|nuevo)? (solicitud|ticket|caso)?",                                                  NULL                       },
    {PLAN_IF_REPLIED,        'u', THE " " USER " " REPLIES,                                       "user replied"             },
    {PLAN_IF_REPLIED,        'u', "(responde|contesta|escribe) " THE " " USER,                    NULL                       },
    {PLAN_IF_REPLIED,        'u',
     THE " (new)? (reply|answer|message|respuesta) (from|of|by|de|del) " THE " " USER,
     NULL                                                                                                                    },
    {PLAN_IF_REPLIED,        's', THE " " STAFF " " REPLIES,                                      "agent replied"            },
    {PLAN_IF_REPLIED,        's', "(responde|contesta|escribe) " THE " " STAFF,                   NULL                       },
    {PLAN_IF_REPLIED,        0,
     "(replied|is replied|a reply arrives|reply received|a reply is received|a new "
     "reply|new reply|somebody replies|se responde|hay respuesta|hay una respuesta)",             "replied"                  },
    {PLAN_IF_ASSIGNED,       0,
     THE " (ticket|request|solicitud|caso)? (assigned|is assigned|was assigned|gets "
         "assigned|asignado|asignada|se asigna|es asignada) (to a person|to somebody|to "
         "someone|to an agent|a una persona|a alguien|a un agente)?",                             "assigned"                 },
    {PLAN_IF_SUBJECT,        0,
     "(the|el)? (subject|subject line|asunto) " CONTAINS " " THE " " ANY_OF " " THE
     " " WORDS "? (:)? %s",
     "subject contains \"outage\" or \"down\""                                                                               },
    {PLAN_IF_SUBJECT,        0,
     THE " " ANY_OF " " THE " " WORDS
         "? %s (is|are|esta|estan|aparece|aparecen)? (in the "
         "subject|in subject|in the subject line|en el asunto)",                                  NULL                       },
    {PLAN_IF_SUBJECT,        0,
     "(words in the subject|subject words|words in subject|word in the subject|palabras "
     "en el asunto|palabra en el asunto|palabras del asunto) (:|are|is|=|son|es)? %s",            NULL                       },
    {PLAN_IF_TIER,           '>', TIER " " IS "? " ABOVE " %n",                                   NULL                       },
    {PLAN_IF_TIER,           '<', TIER " " IS "? " BELOW " %n",                                   NULL                       },
    {PLAN_IF_TIER,           'g', TIER " " IS "? " AT_LEAST " %n",                                NULL                       },
    {PLAN_IF_TIER,           'g', TIER " " IS "? %n " OR_MORE,                                    NULL                       },
    {PLAN_IF_TIER,           'l', TIER " " IS "? " AT_MOST " %n",                                 NULL                       },
    {PLAN_IF_TIER,           'l', TIER " " IS "? %n " OR_LESS,                                    NULL                       },
    {PLAN_IF_TIER,           '=', "(at|in|en|on)? " TIER " " IS "? %n",                           "tier is 2"                },
    {PLAN_IF_PRIORITY,       'g',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? " AT_LEAST " %s",
     NULL                                                                                                                    },
    {PLAN_IF_PRIORITY,       'g',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? %s " OR_MORE,
     "priority is High or higher"                                                                                            },
    {PLAN_IF_PRIORITY,       'l',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? " AT_MOST " %s",
     NULL                                                                                                                    },
    {PLAN_IF_PRIORITY,       'l',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? %s " OR_LESS,                 NULL                       },
    {PLAN_IF_PRIORITY,       '>',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? " ABOVE " %s",                NULL                       },
    {PLAN_IF_PRIORITY,       '<',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? " BELOW " %s",                NULL                       },
    {PLAN_IF_PRIORITY,       '!',
     THE " (priority|severity|prioridad|severidad|gravedad) " IS_NOT " " ANY_OF " %s",
     NULL                                                                                                                    },
    {PLAN_IF_PRIORITY,       0,
     THE " (priority|severity|prioridad|severidad|gravedad) " IS "? " ANY_OF " %s",
     "priority is Critical"                                                                                                  },
    {PLAN_IF_PRIORITY,       0,   "%s (priority)",                                                NULL                       },
    {PLAN_IF_TOPIC,          '!', TOPIC " " IS_NOT " " ANY_OF " %s",                              NULL                       },
    {PLAN_IF_TOPIC,          0,   TOPIC " " IS "? " ANY_OF " %s",                                 "topic is Security"        },
    {PLAN_IF_TEAM,           '!', TEAM " " IS_NOT " " ANY_OF " %s",                               NULL                       },
    {PLAN_IF_TEAM,           0,   TEAM " " IS "? " ANY_OF " %s",                                  "team is Network"          },
    {PLAN_IF_CHANNEL,        '!', THE " (channel|canal) " IS_NOT " " ANY_OF " %s",                NULL                       },
    {PLAN_IF_CHANNEL,        0,   THE " (channel|canal) " IS "? " ANY_OF " %s",
     "channel is Phone"                                                                                                      },
    {PLAN_IF_CHANNEL,        0,
     "(received|receives|comes|came|comes in|came in|arrives|arrived|created|opened|"
     "reported|recibida|recibido|llega|llego|se recibe|creada|abierta)? (by|through|via|"
     "over|por|a traves de|mediante) " THE " %s",
     NULL                                                                                                                    },
    {PLAN_IF_KIND,           '!', KIND " " IS_NOT " " ANY_OF " %s",                               NULL                       },
    {PLAN_IF_KIND,           0,   KIND " " IS "? " ANY_OF " " THE " %s",                          "kind is security incident"},
    {PLAN_IF_ORGANIZATION,   '!', ORGANIZATION " " IS_NOT " " ANY_OF " %s",                       NULL                       },
    {PLAN_IF_ORGANIZATION,   0,   ORGANIZATION " " IS "? " ANY_OF " %s",
     "organization is Grants Portal"                                                                                         },
    {PLAN_IF_ORGANIZATION,   0,
     THE " " USER " (is from|comes from|belongs to|works for|works at|es de|pertenece a|"
         "trabaja en) %s",                                                                        NULL                       },
    {PLAN_IF_ORGANIZATION,   'N', CUSTOMER " " IS_NOT " " ANY_OF " %s",                           NULL                       },
    {PLAN_IF_ORGANIZATION,   'k', CUSTOMER " " IS "? " ANY_OF " %s",                              NULL                       },
    {PLAN_IF_ORGANIZATION,   'k', USER " (from|de) %s",                                           NULL                       },
    {PLAN_IF_TAG,            '!', THE " (tag|etiqueta) " IS_NOT " " ANY_OF " %s",                 NULL                       },
    {PLAN_IF_TAG,            '!',
     "(is not|not|no) (tagged as|tagged with|tagged|etiquetada como|etiquetado como) %s",         NULL                       },
    {PLAN_IF_TAG,            0,
     "(is|has|tiene)? " THE " (tagged as|tagged with|tagged|tags|tag|etiqueta|etiquetada "
     "como|etiquetado como) " IS "? " ANY_OF " %s",
     "tag is outage"                                                                                                         },
    {PLAN_IF_STATE_FOR,      0,
     STATE " (is|=|:|es|has been|stays|esta)? %s " FOR " " OVER "? %d",                           NULL                       },
    {PLAN_IF_STATE,          '!', STATE " " IS_NOT " " ANY_OF " %s",                              NULL                       },
    {PLAN_IF_STATE,          0,   STATE " " IS "? " ANY_OF " %s",                                 "state is Open"            },
    {PLAN_IF_STATE_FOR,      0,
     "(is|has been|stays|stayed|remains|esta|sigue)? (in|en)? (the|el)? (state|status|"
     "estado)? %s " FOR " " OVER "? %d",
     "Waiting on user for 2 days"                                                                                            },
    {PLAN_IF_STATE_FOR,      0,
     "(is|has been|stays|esta|sigue)? (in|en)? (the|el)? (state|status|estado)? %s " OVER
     " %d",                                                                                       NULL                       },
    {PLAN_IF_STATE_FOR,      0,
     "(after|tras|despues de|lleva|for)? " OVER
     "? %d (in|en|as) (the|el)? (state|status|estado)? %s",                                       NULL                       },
    {PLAN_IF_STATE,          'b',
     "(is in|is|in|enters|enters the state|esta en|en|entra en)? (the state|state|el "
     "estado|estado)? %s",                                                                        NULL                       },
};

const struct read_phrase *
read_when_phrases(size_t *n_out)
{
    *n_out = sizeof PHRASES / sizeof *PHRASES;
    return PHRASES;
}

/* ---- Names that a condition speaks of. */

bool
read_knows_organization(const struct plan *plan, const char *name)
{
    bool known = false;

    for (size_t i = 0; i < plan->channels.n; i++)
        known = known || fold_eq(plan->channels.at[i].organization, name);
    for (size_t i = 0; i < plan->hours.n; i++)
        known = known || fold_eq(plan->hours.at[i].organization, name);
    for (size_t i = 0; i < plan->priorities.n; i++)
        known = known || fold_eq(plan->priorities.at[i].organization, name);
    for (size_t i = 0; i < plan->targets.n; i++)
        known = known || fold_eq(plan->targets.at[i].organization, name);
    return known;
}

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

/* Whether a priority of that rank is what "at least", "below", … one of rank `of` means.
 */
static bool
is_ranked(int rank, char compare, int of)
{
    switch (compare) {
    case 'g':
        return rank <= of;
    case 'l':
        return rank >= of;
    case '>':
        return rank < of;
    default:
        return rank > of;
    }
}

/* "at least High": every priority that is so. */
static bool
take_priorities(struct reader *reader, struct plan_condition *condition,
                const struct sentence *sentence, char compare)
{
    const struct plan *plan = reader->plan;
    const char *name = known_name(reader, PLAN_IF_PRIORITY,
                                  unquoted(reader, sentence->text, sentence->text_n));
    int rank = 0;

    if (!name)
        return false;
    for (size_t i = 0; i < plan->priorities.n; i++)
        if (fold_eq(plan->priorities.at[i].name, name))
            rank = plan->priorities.at[i].rank;
    for (size_t i = 0; i < plan->priorities.n; i++)
        if (is_ranked(plan->priorities.at[i].rank, compare, rank))
            *vec_add(reader->arena, &condition->names) = plan->priorities.at[i].name;
    condition->name = name;
    return condition->names.n > 0;
}

/* "client is X": only what some table names as an organization. */
static bool
are_organizations(struct reader *reader, const struct plan_condition *condition)
{
    size_t found = 0;

    for (size_t i = 0; i < condition->names.n; i++)
        found += read_knows_organization(reader->plan, condition->names.at[i]);
    return found == condition->names.n;
}

static void
fill_number(struct plan_condition *condition, int extra)
{
    switch (condition->kind) {
    case PLAN_IF_REOPENED:
        if (extra == '>')
            condition->number++;
        else if (extra)
            condition->number = extra;
        break;
    case PLAN_IF_SAME:
        condition->number -= extra == 'g';
        break;
    case PLAN_IF_SURVEY_SCORE:
        condition->compare = extra == 'a' ? 'g' : (char)extra;
        break;
    default:
        condition->compare = (char)extra;
    }
}

/* False when the sentence names something that is not in the plan. */
static bool
fill(struct reader *reader, const struct read_phrase *phrase,
     const struct sentence *sentence, struct plan_condition *condition)
{
    bool ranked = phrase->kind == PLAN_IF_PRIORITY && phrase->extra;

    *condition = (struct plan_condition){.kind = (enum plan_condition_kind)phrase->kind,
                                         .compare = '=',
                                         .number = sentence->number,
                                         .duration = sentence->duration};
    if (phrase->kind == PLAN_IF_REOPENED || phrase->kind == PLAN_IF_SAME ||
        phrase->kind == PLAN_IF_SURVEY_SCORE || phrase->kind == PLAN_IF_TIER)
        fill_number(condition, phrase->extra);
    if (phrase->kind == PLAN_IF_REPLIED)
        condition->name = phrase->extra == 'u' ? "user" : phrase->extra ? "staff" : NULL;
    condition->negated = phrase->extra == '!' || phrase->extra == 'N';
    if (!sentence->text)
        return true;
    if (ranked && !condition->negated)
        return take_priorities(reader, condition, sentence, (char)phrase->extra);
    return take_names(reader, condition, sentence->text, sentence->text_n) &&
           ((phrase->extra != 'k' && phrase->extra != 'N') ||
            are_organizations(reader, condition));
}

static bool
read_phrase_of(struct reader *reader, const char *folded, struct plan_condition *out,
               const struct read_phrase **like_out, const char **name_out)
{
    struct sentence sentence = {.budget = &reader->steps_left};

    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++) {
        if (!sentence_match(PHRASES[i].pattern, folded, &sentence))
            continue;
        if (fill(reader, &PHRASES[i], &sentence, out))
            return true;
        if (!*like_out && sentence.text && PHRASES[i].extra != 'b') {
            *like_out = &PHRASES[i];
            *name_out = unquoted(reader, sentence.text, sentence.text_n);
        }
    }
    return false;
}

bool
read_condition(struct reader *reader, const char *folded, struct plan_condition *out,
               const struct read_phrase **like_out, const char **name_out)
{
    static const char *const WHEN[] = {
        "when ", "if ",     "once ", "while ",    "as soon as ", "after ",
        "at ",   "cuando ", "si ",   "mientras ", "al ",         "every time "};
    static const char *const TICKET[] = {"the ticket ",  "ticket ",       "a ticket ",
                                         "the request ", "request ",      "a request ",
                                         "it ",          "la solicitud ", "el caso ",
                                         "el ticket ",   "una solicitud "};
    static const char *const IS_SO[] = {"is ",      "has been ", "was ",  "has ",
                                        "has the ", "es ",       "esta ", "fue ",
                                        "ha sido ", "tiene "};
    static const struct {
        const char *const *words;
        int n;
    } LEADS[] = {
        {WHEN,   COUNT_OF(WHEN)  },
        {TICKET, COUNT_OF(TICKET)},
        {IS_SO,  COUNT_OF(IS_SO) }
    };

    if (read_share(folded, out) ||
        read_phrase_of(reader, folded, out, like_out, name_out))
        return true;
    for (int lead = 0; lead < COUNT_OF(LEADS); lead++) {
        for (int i = 0; i < LEADS[lead].n; i++) {
            if (!str_starts(folded, LEADS[lead].words[i]))
                continue;
            folded += strlen(LEADS[lead].words[i]);
            if (read_share(folded, out) ||
                read_phrase_of(reader, folded, out, like_out, name_out))
                return true;
            break;
        }
    }
    return false;
}
