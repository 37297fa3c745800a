/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/sections.h"

#include "base/arena.h"
#include "base/lang.h"
#include "plan/fold.h"

#include <string.h>

enum { HEADING_BYTES = 120 };

/* Words of headings, folded. The longest phrase that stands in a heading decides, the
 * first of those that are as long. Behind the "||" stand phrases that must be the whole
 * heading. */
static const char *const HEADINGS[PLAN_SECTIONS_N] = {
    [PLAN_SETTINGS] =
        "settings|desk settings|about the desk|ajustes|configuracion|datos de "
        "la mesa||desk|the desk|help desk|service desk|general|general "
        "information|la mesa|datos generales|informacion general",
    [PLAN_PURPOSE] =
        "purpose|mission|purpose and users|who we help|who we serve|our users|proposito|"
        "mision|proposito y usuarios|a quien ayudamos|a quien servimos||users|objective|"
        "usuarios|finalidad|objeto|objetivo",
    [PLAN_SCOPE] = "scope|alcance|ambito||audience|applicability",
    [PLAN_CHANNELS] =
        "channel|channels|contact|contact methods|contact options|contact information|"
        "support channels|how to reach us|how to contact us|how to get help|getting help|"
        "ways to reach us|ways to contact us|how to ask|canal|canales|contacto|como "
        "contactarnos|como contactar|como pedir ayuda|vias de contacto|medios de "
        "contacto|formas de contacto|canales de atencion||intake|contact us|contacts",
    [PLAN_HOURS] =
        "hours|hours of operation|operating hours|opening hours|business hours|office "
        "hours|service hours|support hours|working hours|desk hours|opening times|"
        "holiday|holidays|public holidays|bank holidays|closed days|days off|closures|"
        "closing days|non-working days|opening days|when we are open|festivos|feriados|"
        "dias festivos|dias feriados|dias cerrados|dias no laborables|dias de "
        "cierre|dias "
        "libres|horario|horarios|horario de atencion|horario de servicio|horas de "
        "atencion|horas de servicio||calendar|times|schedule|availability|closed|horas|"
        "calendario|jornada|disponibilidad",
    [PLAN_PRIORITIES] =
        "priority|priorities|severity|severities|severity levels|priority levels|"
        "response targets|resolution targets|response and resolution targets|service "
        "levels|service level|service level targets|service level objectives|service "
        "level agreement|service level agreements|sla|slas|sla targets|response times|"
        "response time|resolution times|response and resolution times|prioridad|"
        "prioridades|severidad|gravedad|niveles de prioridad|niveles de severidad|"
        "niveles de gravedad|niveles de servicio|nivel de servicio|objetivos de nivel de "
        "servicio|acuerdo de nivel de servicio|acuerdos de nivel de servicio|tiempos de "
        "respuesta|tiempos de atencion|tiempos de resolucion|plazos||ans|levels",
    [PLAN_INTERNAL_TARGETS] =
        "internal targets|internal goals|internal service levels|internal response "
        "targets|internal priorities|internal slas|internal sla|internal service level "
        "targets|internal objectives|operational targets|operational level agreement|"
        "objetivos internos|metas internas|plazos internos|niveles internos|objetivos "
        "internos de servicio||ola|olas",
    [PLAN_MATRIX] =
        "impact|urgency|impact and urgency|urgency and impact|priority matrix|impact "
        "matrix|prioritization|prioritisation|how we set priorities|setting the priority|"
        "determining priority|determining the priority|priority calculation|impacto|"
        "urgencia|impacto y urgencia|urgencia e impacto|matriz de prioridades|matriz de "
        "prioridad|matriz de impacto|priorizacion|calculo de la prioridad||matrix|matriz",
    [PLAN_TEAMS] =
        "team|teams|groups|support groups|support teams|support tiers|support levels|"
        "assignment groups|resolver groups|teams and tiers|teams and roles|tiers|support "
        "structure|equipo|equipos|grupos|grupos de soporte|grupos de atencion|equipos y "
        "niveles|equipos y funciones|niveles de soporte|niveles de atencion|lineas de "
        "soporte|estructura de soporte||roles|staff|people|niveles|personal",
    [PLAN_TOPICS] =
        "topic|topics|categories|category|request types|ticket types|types of request|"
        "types of requests|kinds of requests|what we help with|service catalogue|service "
        "catalog|categorization|categorisation|tema|temas|categorias|categoria|catalogo|"
        "catalogo de servicios|tipos de solicitud|tipos de solicitudes|asuntos|"
        "categorizacion||classification|routing|services|subjects|catalogue|catalog|"
        "clasificacion|servicios|enrutamiento",
    [PLAN_WORKFLOW] =
        "workflow|work flow|life cycle|lifecycle|states|statuses|ticket status|ticket "
        "statuses|ticket states|life of a ticket|life of a request|process flow|flujo|"
        "flujo de trabajo|estados|ciclo de vida|vida de un ticket|vida de una "
        "solicitud||status|state|process|flow|estado|proceso",
    [PLAN_PROMISES] =
        "promise|promises|our promises|what you can expect|commitment|commitments|"
        "service promise|service standards|standards of service|promesa|promesas|"
        "compromiso|compromisos|nuestros compromisos|lo que prometemos|lo que puede "
        "esperar|carta de servicio||pledge|standards",
    [PLAN_ESCALATION] =
        "escalation|escalations|escalate|escalating|escalation rules|escalation matrix|"
        "escalation path|escalation paths|escalation procedure|escalation procedures|"
        "escalation policy|escalation process|automation|automations|automatic actions|"
        "escalamiento|escalamientos|escalado|escalacion|escalada|escaladas|"
        "escalonamiento|"
        "matriz de escalamiento|procedimiento de escalamiento|ruta de "
        "escalamiento|reglas "
        "de escalamiento|automatizaciones||rules|alerts|notifications|reglas|alertas|"
        "avisos",
    [PLAN_FOLLOW_UP] =
        "follow-up|follow up|followup|following up|closure|ticket closure|closing "
        "tickets|closing requests|closing a ticket|closing a request|follow-up and "
        "closing|follow up and closing|following up and closing|follow-up and closure|"
        "reminders|reminders and closing|seguimiento|cierre|seguimiento y cierre|"
        "recordatorios|recordatorios y cierre||closing|close",
    [PLAN_SURVEY] = "survey|surveys|satisfaction survey|customer satisfaction|user "
                    "satisfaction|csat|encuesta|encuestas|encuesta de satisfaccion|"
                    "satisfaccion del usuario||satisfaction|satisfaccion",
    [PLAN_FEEDBACK] =
        "feedback|complaints|complaint|feedback and complaints|compliments and "
        "complaints|complaints procedure|how to complain|suggestions|quejas|comentarios|"
        "comentarios y quejas|reclamos|reclamaciones|sugerencias|quejas y sugerencias|"
        "quejas y reclamos||opiniones",
    [PLAN_RESPONSIBILITIES] =
        "responsibility|responsibilities|roles and responsibilities|responsabilidad|"
        "responsabilidades|funciones y responsabilidades|roles y "
        "responsabilidades||duties|raci",
    [PLAN_TARGETS] =
        "targets|metrics|measures and targets|kpi|kpis|key performance indicators|"
        "performance targets|performance measures|performance indicators|service "
        "targets|objetivos|metas|indicadores|objetivos e indicadores|metricas|"
        "indicadores clave||target|goals|measures|performance|medidas|rendimiento|"
        "desempeno",
    [PLAN_TRAINING] = "training|courses|training plan|training requirements|formacion|"
                      "capacitacion|cursos|plan de formacion|plan de "
                      "capacitacion||learning|entrenamiento",
    [PLAN_DATA] = "data protection|retention|privacy|data retention|keeping data|data "
                  "handling|record retention|records retention|proteccion de datos|"
                  "retencion|privacidad|conservacion de datos|retencion de datos|"
                  "tratamiento de datos||data|records|datos|conservacion",
};

static const char *const NAMES[PLAN_SECTIONS_N] = {
    [PLAN_PROSE] = "",
    [PLAN_SETTINGS] = N_("Settings"),
    [PLAN_PURPOSE] = N_("Purpose and users"),
    [PLAN_SCOPE] = N_("Scope"),
    [PLAN_CHANNELS] = N_("Channels"),
    [PLAN_HOURS] = N_("Operating hours"),
    [PLAN_PRIORITIES] = N_("Priorities"),
    [PLAN_INTERNAL_TARGETS] = N_("Internal targets"),
    [PLAN_MATRIX] = N_("Impact and urgency"),
    [PLAN_TEAMS] = N_("Teams"),
    [PLAN_TOPICS] = N_("Topics"),
    [PLAN_WORKFLOW] = N_("Workflow"),
    [PLAN_PROMISES] = N_("Promises"),
    [PLAN_ESCALATION] = N_("Escalation"),
    [PLAN_FOLLOW_UP] = N_("Follow-up and closing"),
    [PLAN_SURVEY] = N_("Satisfaction survey"),
    [PLAN_FEEDBACK] = N_("Feedback"),
    [PLAN_RESPONSIBILITIES] = N_("Responsibilities"),
    [PLAN_TARGETS] = N_("Targets"),
    [PLAN_TRAINING] = N_("Training"),
    [PLAN_DATA] = N_("Data protection"),
};

/* Behind "3.1 ", "IV. ", "b) ", "Section 4: ". */
static const char *
behind_number(const char *s)
{
    static const char *const WORDS[] = {"section ",  "part ",    "chapter ",  "appendix ",
                                        "article ",  "seccion ", "parte ",    "capitulo ",
                                        "apendice ", "anexo ",   "articulo ", "\302\247"};
    const char *p = s;
    size_t n, roman;

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (!strncmp(s, WORDS[i], strlen(WORDS[i])))
            p = s + strlen(WORDS[i]);
    p += strspn(p, " ");
    n = strspn(p, "0123456789.");
    roman = strspn(p, "ivx");
    if (!n && roman && strchr(".):", p[roman]))
        n = roman;
    else if (!n && *p >= 'a' && *p <= 'z' && p[1] && strchr(".)", p[1]))
        n = 1;
    if (!n)
        return s;
    p += n;
    return p + strspn(p, " .):-");
}

/* The heading as it is compared: folded, without number and what follows it. */
static char *
heading_words(struct arena *arena, const char *heading)
{
    char *folded = fold_text(arena, heading), *words;
    size_t n;

    if (strlen(folded) > HEADING_BYTES)
        return NULL;
    words = arena_strdup(arena, behind_number(folded));
    n = strlen(words);
    while (n && strchr(" .:", words[n - 1]))
        words[--n] = 0;
    return words;
}

/* Without what stands in parentheses at the end. */
static char *
without_aside(struct arena *arena, const char *words)
{
    const char *open = strrchr(words, '(');
    size_t n = open && open > words ? (size_t)(open - words) : strlen(words);

    while (n && words[n - 1] == ' ')
        n--;
    return arena_strndup(arena, words, n);
}

struct sections_heading
sections_read(struct arena *arena, const char *heading)
{
    struct sections_heading found = {PLAN_PROSE, false, 0};
    const char *words = heading_words(arena, heading), *whole;
    size_t best = 0, best_at = 0;

    if (!words)
        return found;
    whole = without_aside(arena, words);
    for (int i = 0; i < PLAN_SECTIONS_N; i++) {
        const char *phrases = HEADINGS[i], *at;
        size_t n;

        if (!phrases)
            continue;
        if (fold_is_one_of(whole, phrases) && *whole) {
            found.kind = (enum plan_section_kind)i;
            found.exact = true;
            best = HEADING_BYTES + 1;
        }
        n = fold_match_part(words, phrases, strstr(phrases, "||"), &at);
        found.mentioned |= n ? 1u << i : 0;
        if (n > best || (n && n == best && (size_t)(at - words) < best_at)) {
            best = n;
            best_at = (size_t)(at - words);
            found.kind = (enum plan_section_kind)i;
        }
    }
    found.mentioned |= found.kind ? 1u << found.kind : 0;
    if (found.kind == PLAN_PRIORITIES &&
        fold_match(whole, "internal|interno|interna|internos|internas"))
        found.kind = PLAN_INTERNAL_TARGETS;
    return found;
}

enum plan_section_kind
sections_kind(struct arena *arena, const char *heading)
{
    return sections_read(arena, heading).kind;
}

const char *
sections_name(enum plan_section_kind kind)
{
    return NAMES[kind];
}
