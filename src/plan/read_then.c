/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences under "Then". */
#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read_rule.h"

#include <string.h>

#define NOTIFY                                                                           \
    "(notify|tell|inform|alert|warn|email|e-mail|mail|page|ping|message|write to|"       \
    "send mail to|send a mail to|send an e-mail to|send an email to|send "               \
    "e-mail to|send email to|send a note to|send a notice to|send a message to|send an " \
    "alert to|send a notification to|avisar|avisa|avise|notificar|notifique|informar|"   \
    "informe|alertar|enviar aviso|enviar un aviso|enviar correo|enviar un correo|"       \
    "escribir)"
#define THE                                                                              \
    "(it to the|the ticket to the|the ticket to|the request to|it to|it|to the|to a|to " \
    "its|to|the|their|its|a|an|a la|a su|a el|al|a|la|el|su)?"
#define TO "(to|a|en|:|=|como|into|de)?"
#define ESCALATE                                                                         \
    "(escalate|escalar|escale|escala|escalate it|escalate the ticket|escalar la "        \
    "solicitud)"
#define ASSIGN "(assign|asignar|asigne|assign it|assign the ticket|asignar la solicitud)"
#define HAND                                                                             \
    "(hand|hand over|hand it over|pass|pass on|pass it|move|move it|transfer|send|send " \
    "it|route|route it|pasar|pase|derivar|transferir|mover|enviar)"
#define SET                                                                              \
    "(set|change|make|move|switch|put|poner|ponga|fijar|fije|cambiar|cambie|pasar|pase|" \
    "establecer)"
#define RAISE                                                                            \
    "(raise|increase|bump|bump "                                                         \
    "up|lift|upgrade|subir|suba|aumentar|aumente|elevar|eleve)"
#define PRIORITY THE " (priority|severity|prioridad|severidad|gravedad)"
#define USER     READ_USER
#define TICKET                                                                           \
    "(it|the ticket|ticket|the request|request|the case|case|la solicitud|solicitud|el " \
    "caso|el ticket)"
#define FEWEST                                                                           \
    "(whoever has|who has|whoever has got|the one with|one with|person with|the person " \
    "with|member with|the member with|agent with|the agent with|somebody with|quien "    \
    "tenga|quien tiene|persona con|la persona con|agente con) (the)? (fewest|least|"     \
    "menos|menor numero de) (open)? (tickets|requests|cases|work|solicitudes|casos|"     \
    "carga)? (abiertas|abiertos)?"
#define LEAST                                                                            \
    "(least busy|least loaded|least busy agent|least loaded agent|least busy person|"    \
    "least busy member|by load|by workload|by least load|quien menos solicitudes "       \
    "abiertas tenga|quien menos tenga|por carga|por carga de trabajo|menos ocupado)"
#define IN_TURN                                                                          \
    "(in turn|by turns|in turns|round robin|round-robin|by round robin|by round-robin|"  \
    "in rotation|by rotation|in order|next person in turn|next in turn|next one in "     \
    "turn|por turno|por turnos|en turno|por orden|en orden|por rotacion|de forma "       \
    "rotativa|a cada uno por turno|siguiente en turno)"
#define REMINDER                                                                         \
    "(send reminder|send a reminder|send another reminder|enviar recordatorio|enviar "   \
    "un "                                                                                \
    "recordatorio|mandar un recordatorio)"
#define SURVEY "(survey|satisfaction survey|encuesta|encuesta de satisfaccion)"
#define GATHERS                                                                          \
    "(that gathers|that gather|which gathers|to gather|gathering|for|from|que reuna|"    \
    "que agrupe|que junte|para reunir|con)"
#define REPORTS                                                                          \
    "(them|all|the same|the reports|the same reports|same reports|all reports|all the "  \
    "reports|the tickets|the requests|los avisos|las solicitudes|los mismos avisos|las " \
    "mismas solicitudes|los casos|todos los avisos|lo mismo)"
#define RESTRICT                                                                         \
    "(restrict|restrict access|restrict it|restrict the ticket|restringir|restringir "   \
    "el "                                                                                \
    "acceso|restringir la solicitud|restrinja|limitar|limitar el acceso)"
#define REPORT                                                                           \
    "(report|report it|must be reported|to be reported|report this|informar|informe|"    \
    "notificar|reportar|comunicar|dar parte)"
#define WITHIN                                                                           \
    "(within|in|en|en menos de|dentro de|en un plazo de|en un plazo maximo de|antes "    \
    "de|in at most)"
#define REPLY                                                                            \
    "(reply|answer|respond|send reply|send the reply|send a reply|send the answer|send " \
    "an answer|reply to user|reply to the user|reply to the requester|responder|"        \
    "responda|contestar|conteste|responder al usuario|enviar respuesta)"
#define CALL                                                                             \
    "(call|post to|invoke|trigger|notify|llamar|llamar a|llamar al|invocar|llame a|"     \
    "llame al)"

static const struct read_phrase PHRASES[] = {
    {PLAN_NOTIFY_ASSIGNEE, 0,
     NOTIFY " " THE
            " (assignee|agent|assigned agent|assigned person|person assigned|owner "
            "of the ticket|asignado|asignada|agente|agente asignado|persona asignada|"
            "responsable asignado|responsable asignada)",                                      "notify assignee"      },
    {PLAN_NOTIFY_LEAD,     0,
     NOTIFY " " THE " (lead|team lead|team leader|team's lead|leader|lead of the team|"
            "leader of the team|lider|jefe|jefa|jefe de equipo|jefa de equipo|jefe del "
            "equipo|jefa del equipo|lider del equipo|lider de equipo|coordinador|"
            "coordinadora)",                                                                   "notify lead"          },
    {PLAN_NOTIFY_MANAGER,  0,
     NOTIFY " " THE " (manager|managers|desk manager|help desk manager|service desk "
            "manager|support manager|supervisor|gerente|director|directora|encargado|"
            "encargada|responsable|supervisora|gestor|gestora|gerente de la mesa|"
            "responsable de la mesa)",                                                         "notify manager"       },
    {PLAN_NOTIFY_TEAM,     0,
     NOTIFY " " THE " (team|whole team|entire team|team members|equipo|todo el equipo)",
     "notify team"                                                                                                    },
    {PLAN_NOTIFY_TEAM,     1,   NOTIFY " " THE " (team|group|equipo|grupo) (de)? %s",
     "notify team Network"                                                                                            },
    {PLAN_NOTIFY_TEAM,     1,   NOTIFY " " THE " %s (team)",                                   NULL                   },
    {PLAN_NOTIFY_TEAM,     2,   NOTIFY " " THE " %s",                                          NULL                   },
    {PLAN_NOTIFY_ADDRESS,  1,
     NOTIFY " " THE " (address|email|e-mail|direccion|correo|correo electronico) %s",
     "notify address on-call@school.example"                                                                          },
    {PLAN_NOTIFY_ADDRESS,  1,   NOTIFY " " THE " %s",                                          NULL                   },
    {PLAN_ESCALATE,        't', ESCALATE " " THE " (tier|level|nivel|line|linea) %n (team)?",
     "escalate to tier 2"                                                                                             },
    {PLAN_ESCALATE,        't', HAND " " THE " (tier|level|nivel|line|linea) %n",              NULL                   },
    {PLAN_ESCALATE,        2,
     ESCALATE " " THE
              " (second tier|second level|second line|2nd tier|2nd level|2nd line|"
              "l2|n2|segundo nivel|segunda linea)",                                            NULL                   },
    {PLAN_ESCALATE,        3,
     ESCALATE " " THE
              " (third tier|third level|third line|3rd tier|3rd level|3rd line|l3|"
              "n3|tercer nivel|tercera linea)",                                                NULL                   },
    {PLAN_ESCALATE,        0,
     ESCALATE " " THE " (next tier|next level|next line|next tier up|next level up|one "
              "tier|one level|one tier up|one level up|up|siguiente nivel|proximo nivel|"
              "nivel siguiente|un nivel)?",                                                    "escalate to next tier"},
    {PLAN_ESCALATE,        1,   ESCALATE " " THE " (team|group|equipo|grupo)? %s",
     "escalate to team Network"                                                                                       },
    {PLAN_ESCALATE,        1,   ESCALATE " " THE " %s (team)",                                 NULL                   },
    {PLAN_ASSIGN_FEWEST,   0,   ASSIGN " " THE " " FEWEST,
     "assign to whoever has the fewest open tickets"                                                                  },
    {PLAN_ASSIGN_FEWEST,   0,   ASSIGN " " THE " " LEAST,                                      NULL                   },
    {PLAN_ASSIGN_FEWEST,   1,
     ASSIGN " " THE " " FEWEST
            " (in|of|from|de|del) (the|team|the team|group|equipo|grupo)? %s",                 NULL                   },
    {PLAN_ASSIGN_TURN,     0,   ASSIGN " " THE " " IN_TURN,                                    "assign in turn"       },
    {PLAN_ASSIGN_TURN,     1,
     ASSIGN " " THE " " IN_TURN
            " (to|in|within|a|al|en) (the|team|the team|group|equipo|grupo|el "
            "equipo)? %s",                                                                     NULL                   },
    {PLAN_ASSIGN_TURN,     1,   ASSIGN " " THE " (team|group|equipo|grupo)? %s " IN_TURN,      NULL                   },
    {PLAN_ASSIGN_TEAM,     1,   ASSIGN " " THE " (team|group|equipo|grupo)? %s",
     "assign to team Network"                                                                                         },
    {PLAN_ASSIGN_TEAM,     1,   ASSIGN " " THE " %s (team)",                                   NULL                   },
    {PLAN_SET_PRIORITY,    'r',
     RAISE " " PRIORITY " (by one|by one level|one level|by 1|un nivel|en un nivel)?",
     "raise priority"                                                                                                 },
    {PLAN_SET_PRIORITY,    1,   RAISE " " PRIORITY " " TO " %s",                               NULL                   },
    {PLAN_SET_PRIORITY,    1,   SET " " PRIORITY " " TO " %s",                                 "set priority High"    },
    {PLAN_SET_TOPIC,       1,   SET " " THE " (topic|category|tema|categoria) " TO " %s",
     "set topic Network"                                                                                              },
    {PLAN_SET_STATE,       1,   SET " " THE " (state|status|estado) " TO " %s",                "set state Open"       },
    {PLAN_SET_STATE,       1,
     "(mark|mark it|set|move|move it|put|marcar|pasar|pase) (as|to|in|into|como|a)? "
     "(state|status|estado)? %s",                                                              NULL                   },
    {PLAN_ASSIGN_TEAM,     1,   HAND " (over)? " THE " (team|group|equipo|grupo)? %s",         NULL                   },
    {PLAN_ADD_TAG,         1,
     "(add|anadir|anada|agregar|agregue|poner|set) " THE " (tag|label|etiqueta) (:)? %s",
     "add tag outage"                                                                                                 },
    {PLAN_ADD_TAG,         1,
     "(tag it|tag|label|etiquetar|etiquete) (it as|as|with|como|con)? %s",                     NULL                   },
    {PLAN_REMOVE_TAG,      1,
     "(remove|delete|take away|quitar|quite|eliminar|borrar) " THE
     " (tag|label|etiqueta) (:)? %s",                                                          "remove tag outage"    },
    {PLAN_REMOVE_TAG,      1,   "(untag) %s",                                                  NULL                   },
    {PLAN_REMIND_USER,     0,
     "(remind|nudge|recordar|recuerde|recordarle|recordarselo) " THE " " USER
     "? (again|de nuevo|otra vez)?",                                                           "remind user"          },
    {PLAN_REMIND_USER,     0,   REMINDER " " THE " " USER "?",                                 NULL                   },
    {PLAN_REMIND_USER,     0,   "(send) " THE " " USER " (a reminder|reminder)",               NULL                   },
    {PLAN_RESOLVE_AS,      1,
     "(resolve|solve|resolver|resuelva|solucionar) " TICKET "? (as|with|como|con|:) %s",
     "resolve as \"No answer\""                                                                                       },
    {PLAN_RESOLVE_AS,      0,   "(resolve|solve|resolver|resuelva|solucionar) " TICKET "?",
     NULL                                                                                                             },
    {PLAN_RESOLVE_AS,      1,   "(resolve|solve|resolver|resuelva|solucionar) %s",             NULL                   },
    {PLAN_CLOSE,           0,
     "(close|cerrar|cierre|cerrarla|cerrarlo) " TICKET
     "? (automatically|automaticamente|for good)?",                                            "close"                },
    {PLAN_SEND_SURVEY,     0,
     "(send|enviar|mandar|envie) " THE " " SURVEY " (to|a|al)? (the|la)? " USER "?",
     "send survey"                                                                                                    },
    {PLAN_SEND_SURVEY,     0,   "(send|enviar|mandar) " THE " " USER " " THE " " SURVEY,       NULL                   },
    {PLAN_SEND_SURVEY,     0,   SURVEY,                                                        NULL                   },
    {PLAN_OPEN_PROBLEM,    0,
     "(open|create|start|abrir|abra|crear|cree) (a|one|an|un)? (new|nuevo)? (problem|"
     "problem ticket|problem record|problema)",                                                "open a problem"       },
    {PLAN_OPEN_PROBLEM,    0,
     "(open|create|start|abrir|abra|crear|cree) (a|one|an|un)? (new|nuevo)? (problem|"
     "problem ticket|problem record|problema) " GATHERS " " REPORTS,
     NULL                                                                                                             },
    {PLAN_RESTRICT,        0,   RESTRICT " " THE " (team|group|equipo|grupo)",                 "restrict to team"     },
    {PLAN_RESTRICT,        1,   RESTRICT " " THE " (team|group|equipo|grupo)? %s",             NULL                   },
    {PLAN_RESTRICT,        1,   RESTRICT " " THE " %s (team)",                                 NULL                   },
    {PLAN_REPORT_WITHIN,   0,   REPORT " " WITHIN " %d",                                       "report within 72 h"   },
    {PLAN_REPORT_WITHIN,   '-', REPORT " (to|a|al) %s " WITHIN " %d",                          NULL                   },
    {PLAN_REPLY_WITH,      1,
     REPLY " (with|with text|with the text|with the message|con|con el texto|:)? %s",
     "reply with \"We are on our way.\""                                                                              },
    {PLAN_CALL_WEBHOOK,    1,   CALL " " THE " (webhook|web hook|address|hook) (:|at|en)? %s",
     "call webhook https://hooks.school.example/desk"                                                                 },
    {PLAN_CALL_WEBHOOK,    1,   "(webhook|call|post to|llamar a|llamar al|llamar) (:)? %s",
     NULL                                                                                                             },
};

const struct read_phrase *
read_then_phrases(size_t *n_out)
{
    *n_out = sizeof PHRASES / sizeof *PHRASES;
    return PHRASES;
}

/* What %s took, as the cell spells it. Folding keeps the number of words. */
static const char *
as_spelt(struct reader *reader, const char *cell, const char *folded,
         const struct sentence *sentence)
{
    const char *quote = strchr(cell, '"'), *end, *from;
    size_t n;

    if (quote && (end = strrchr(cell, '"')) != quote)
        return arena_strndup(reader->arena, quote + 1, (size_t)(end - quote) - 1);
    from = cell + fold_origin(cell, folded, (size_t)(sentence->text - folded));
    n = strlen(from);
    end = sentence->text + sentence->text_n;
    if (*end)
        n = fold_origin(cell, folded, (size_t)(end + 1 - folded)) - (size_t)(from - cell);
    while (n && strchr(" .", from[n - 1]))
        n--;
    return arena_strndup(reader->arena, from, n);
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
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
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
    struct sentence sentence = {.budget = &reader->steps_left};

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
        if (phrase->kind == PLAN_ESCALATE)
            out->tier = phrase->extra == 't' ? sentence.number
                        : phrase->extra > 1  ? phrase->extra
                                             : 0;
        if (!sentence.text || phrase->extra == '-')
            return true;
        name = as_spelt(reader, cell->text, folded, &sentence);
        if (fill_name(reader, out, name))
            return true;
        if (!*like_out && phrase->extra != 2) {
            *like_out = phrase;
            *name_out = name;
        }
    }
    return false;
}
