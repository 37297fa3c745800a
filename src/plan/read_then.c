/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences under "Then". */
#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read_rule.h"

#include <string.h>

#define NOTIFY                                                                           \
    "(notify|tell|inform|alert|warn|avisar|avisar a|avisar al|avisar a la|notificar|"    \
    "notificar a|notificar al|notificar a la|informar a|informar al|alertar a|alertar "  \
    "al)"
#define THE "(the|el|la|al|a la|a|to|to the)?"

static const struct read_phrase PHRASES[] = {
    {PLAN_NOTIFY_ASSIGNEE, 0,
     NOTIFY " " THE " (assignee|agent|assigned agent|asignado|asignada|agente|"
            "agente asignado|persona asignada)",                                                "notify assignee"                              },
    {PLAN_NOTIFY_LEAD,     0,
     NOTIFY " " THE " (lead|team lead|team leader|leader|lider|jefe|jefa|jefe de equipo|"
            "lider del equipo|lider de equipo|coordinador|coordinadora)",                       "notify lead"                                  },
    {PLAN_NOTIFY_MANAGER,  0,
     NOTIFY " " THE
            " (manager|managers|desk manager|gerente|director|directora|encargado|"
            "encargada|responsable|supervisor|supervisora|gestor|gestora)",                     "notify manager"                               },
    {PLAN_NOTIFY_TEAM,     0,   NOTIFY " " THE " (team|equipo|its team|su equipo)",
     "notify team"                                                                                                                             },
    {PLAN_NOTIFY_TEAM,     1,   NOTIFY " " THE " (team|equipo) %s",                             "notify team Network"                          },
    {PLAN_NOTIFY_ADDRESS,  1,
     NOTIFY " " THE " (address|email|e-mail|direccion|correo|correo electronico) %s",
     "notify address on-call@school.example"                                                                                                   },
    {PLAN_NOTIFY_ADDRESS,  1,   NOTIFY " " THE " %s",                                           NULL                                           },
    {PLAN_ESCALATE,        't', "(escalate|escalar) " THE " (tier|level|nivel|line) %n",
     "escalate to tier 2"                                                                                                                      },
    {PLAN_ESCALATE,        0,
     "(escalate|escalar) " THE " (next tier|next level|the next tier|siguiente "
     "nivel|proximo nivel|nivel siguiente)",                                                    "escalate to next tier"                        },
    {PLAN_ESCALATE,        0,   "(escalate|escalar)",                                           NULL                                           },
    {PLAN_ESCALATE,        1,   "(escalate|escalar) " THE " (team|equipo)? %s",
     "escalate to team Network"                                                                                                                },
    {PLAN_ASSIGN_FEWEST,   0,
     "(assign|asignar) " THE " (whoever has|who has|person with|the person with|member "
     "with|agent with|quien tenga|"
     "quien tiene|persona con|agente con) (the)? (fewest|least|menos) "
     "(open)? (tickets|requests|work|solicitudes|tickets|casos)? (abiertas|abiertos)?",         "assign to whoever has the fewest open tickets"},
    {PLAN_ASSIGN_TURN,     0,
     "(assign|asignar) (in turn|by turns|in turns|round robin|por turno|por turnos|"
     "de forma rotativa)",                                                                      "assign in turn"                               },
    {PLAN_ASSIGN_TEAM,     1,   "(assign|asignar) " THE " (team|equipo)? %s",
     "assign to team Network"                                                                                                                  },
    {PLAN_SET_PRIORITY,    'r',
     "(raise|increase|subir|aumentar|elevar) " THE " (priority|prioridad)",
     "raise priority"                                                                                                                          },
    {PLAN_SET_PRIORITY,    1,
     "(set|change|raise|make|poner|fijar|cambiar|subir) " THE
     " (priority|prioridad) (to|a|en|:|=|como)? %s",                                            "set priority High"                            },
    {PLAN_SET_TOPIC,       1,
     "(set|change|poner|fijar|cambiar) " THE " (topic|tema) (to|a|en|:|=|como)? %s",
     "set topic Network"                                                                                                                       },
    {PLAN_SET_STATE,       1,
     "(set|change|move|poner|fijar|cambiar|pasar) " THE
     " (state|status|estado) (to|a|en|:|=|como)? %s",                                           "set state Open"                               },
    {PLAN_ADD_TAG,         1,   "(add|anadir|agregar|poner) " THE " (tag|etiqueta) %s",
     "add tag outage"                                                                                                                          },
    {PLAN_ADD_TAG,         1,   "(tag|tag as|tag with|etiquetar|etiquetar como) %s",            NULL                                           },
    {PLAN_REMOVE_TAG,      1,   "(remove|delete|quitar|eliminar) " THE " (tag|etiqueta) %s",
     "remove tag outage"                                                                                                                       },
    {PLAN_REMIND_USER,     0,
     "(remind|send a reminder to|recordar|enviar un recordatorio a|"
     "enviar un recordatorio al|enviar recordatorio al) " THE
     " (user|requester|customer|client|usuario|solicitante|cliente)?",                          "remind user"                                  },
    {PLAN_RESOLVE_AS,      1,   "(resolve|solve|resolver|solucionar) (as|with|como|con)? %s",
     "resolve as \"No answer\""                                                                                                                },
    {PLAN_RESOLVE_AS,      0,   "(resolve|solve|resolver|solucionar)",                          NULL                                           },
    {PLAN_CLOSE,           0,
     "(close|close the ticket|close it|cerrar|cerrar la solicitud|cerrarla|cerrarlo)",          "close"                                        },
    {PLAN_SEND_SURVEY,     0,
     "(send|enviar|mandar) " THE " (survey|satisfaction survey|encuesta|"
     "encuesta de satisfaccion)",                                                               "send survey"                                  },
    {PLAN_OPEN_PROBLEM,    0,
     "(open|create|abrir|crear) (a|one|un)? (problem|problema) "
     "(that gathers the same reports|that gathers the reports|que reuna los avisos|"
     "que reuna las solicitudes)?",                                                             "open a problem"                               },
    {PLAN_RESTRICT,        0,
     "(restrict|restringir|limitar) " THE " (team|its team|equipo|su equipo)",
     "restrict to team"                                                                                                                        },
    {PLAN_RESTRICT,        1,   "(restrict|restringir|limitar) " THE " (team|equipo)? %s",      NULL                                           },
    {PLAN_REPORT_WITHIN,   0,
     "(report|informar|notificar|reportar) (within|in|en|dentro de|en un plazo de|antes "
     "de) "
     "%d",                                                                                      "report within 72 h"                           },
    {PLAN_REPLY_WITH,      1,   "(reply|answer|responder|contestar) (with|con|:) %s",
     "reply with \"We are on our way.\""                                                                                                       },
    {PLAN_CALL_WEBHOOK,    1,   "(call|llamar|llamar a) " THE " (webhook|web hook|address) %s",
     "call webhook https://hooks.school.example/desk"                                                                                          },
    {PLAN_CALL_WEBHOOK,    1,   "(webhook) %s",                                                 NULL                                           },
};

const struct read_phrase *
read_then_phrases(size_t *n_out)
{
    *n_out = sizeof PHRASES / sizeof *PHRASES;
    return PHRASES;
}

/* What %s took, as the cell spells it: folding keeps the number of words. */
static const char *
as_spelt(struct reader *reader, const char *cell, const struct sentence *sentence)
{
    const char *quote = strchr(cell, '"'), *end;
    size_t words = 1, at = strlen(cell);

    if (quote && (end = strrchr(cell, '"')) != quote)
        return arena_strndup(reader->arena, quote + 1, (size_t)(end - quote) - 1);
    for (size_t i = 0; i < sentence->text_n; i++)
        words += sentence->text[i] == ' ';
    while (at && words) {
        while (at && cell[at - 1] == ' ')
            at--;
        while (at && cell[at - 1] != ' ')
            at--;
        words--;
    }
    return str_trim(reader->arena, cell + at);
}

static bool
is_https(const char *s)
{
    return (str_starts_fold(s, "https://") || str_starts_fold(s, "http://")) &&
           !strpbrk(s, " \"<>") && strlen(s) > 10 && strlen(s) < 500;
}

static bool
is_mail_address(const char *s)
{
    const char *at = strchr(s, '@');

    return at && at != s && at[1] && !strpbrk(s, " \"<>,;") && !strchr(at + 1, '@') &&
           strlen(s) <= 254;
}

/* False when it names what is not in the plan. */
static bool
fill_name(struct reader *reader, struct plan_then *then, const char *name)
{
    const struct plan *plan = reader->plan;
    const struct plan_team *team;
    const struct plan_topic *topic;
    const struct plan_state *state;

    then->text = name;
    switch (then->kind) {
    case PLAN_NOTIFY_TEAM:
    case PLAN_ESCALATE:
    case PLAN_ASSIGN_TEAM:
    case PLAN_RESTRICT:
        team = plan_team_find(plan, name);
        then->text = NULL;
        then->team = team ? team->name : NULL;
        return team != NULL;
    case PLAN_SET_PRIORITY:
        for (size_t i = 0; i < plan->priorities.n; i++) {
            if (fold_eq(plan->priorities.at[i].name, name)) {
                then->text = plan->priorities.at[i].name;
                return true;
            }
        }
        return false;
    case PLAN_SET_TOPIC:
        topic = plan_topic_find(plan, name);
        then->text = topic ? topic->name : NULL;
        return topic != NULL;
    case PLAN_SET_STATE:
        state = read_state(reader->arena, plan, name);
        then->text = then->state = state ? state->name : NULL;
        return state != NULL;
    case PLAN_NOTIFY_ADDRESS:
        return is_mail_address(name);
    case PLAN_CALL_WEBHOOK:
        return is_https(name);
    case PLAN_ADD_TAG:
    case PLAN_REMOVE_TAG:
    case PLAN_RESOLVE_AS:
    case PLAN_REPLY_WITH:
        return *name != 0;
    case PLAN_NOTIFY_ASSIGNEE:
    case PLAN_NOTIFY_LEAD:
    case PLAN_NOTIFY_MANAGER:
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
    case PLAN_REMIND_USER:
    case PLAN_CLOSE:
    case PLAN_SEND_SURVEY:
    case PLAN_OPEN_PROBLEM:
    case PLAN_REPORT_WITHIN:
    case PLAN_ACTIONS_N:
        break;
    }
    return false;
}

/* The states that "resolve" and "close" lead to. */
static void
fill_state(struct reader *reader, struct plan_then *then)
{
    const struct plan_state *resolved = plan_state_of_phase(reader->plan, PLAN_RESOLVED);
    const struct plan_state *closed = plan_state_of_phase(reader->plan, PLAN_CLOSED);

    if (then->kind == PLAN_RESOLVE_AS)
        then->state = resolved ? resolved->name : closed ? closed->name : NULL;
    if (then->kind == PLAN_CLOSE)
        then->state = closed ? closed->name : resolved ? resolved->name : NULL;
}

bool
read_action(struct reader *reader, const struct scan_cell *cell, struct plan_then *out,
            const struct read_phrase **like_out, const char **name_out)
{
    const char *folded = fold_text(reader->arena, cell->text);
    struct sentence sentence = {0};

    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++) {
        const struct read_phrase *phrase = &PHRASES[i];
        const char *name;

        if (!sentence_match(phrase->pattern, folded, &sentence))
            continue;
        *out = (struct plan_then){.kind = (enum plan_action_kind)phrase->kind,
                                  .duration = sentence.duration,
                                  .raise = phrase->extra == 'r',
                                  .column = cell->column};
        fill_state(reader, out);
        if (phrase->extra == 't')
            out->tier = sentence.number;
        if (!sentence.text)
            return true;
        name = as_spelt(reader, cell->text, &sentence);
        if (fill_name(reader, out, name))
            return true;
        if (!*like_out) {
            *like_out = phrase;
            *name_out = name;
        }
    }
    return false;
}
