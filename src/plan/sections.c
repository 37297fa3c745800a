/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/sections.h"

#include "base/lang.h"
#include "plan/fold.h"

#include <string.h>

enum { HEADING_BYTES = 120 };

/* Words of headings, folded. The longest phrase that stands in a heading decides. */
static const char *const HEADINGS[PLAN_SECTIONS_N] = {
    [PLAN_SETTINGS] = "settings|desk|the desk|ajustes|configuracion|datos de la mesa",
    [PLAN_PURPOSE] =
        "purpose|mission|users|purpose and users|who we help|proposito|mision|"
        "usuarios|proposito y usuarios|finalidad|objeto|a quien ayudamos",
    [PLAN_SCOPE] = "scope|alcance|ambito",
    [PLAN_CHANNELS] =
        "channel|channels|contact|how to reach us|ways to reach us|canal|canales|"
        "contacto|como contactarnos|vias de contacto|canales de atencion",
    [PLAN_HOURS] =
        "hours|operating hours|opening hours|business hours|office hours|"
        "service hours|support hours|working hours|calendar|opening times|times|"
        "holidays|closed days|festivos|feriados|dias cerrados|when we are open|horario|"
        "horarios|horario de atencion|horas|horas de atencion|calendario",
    [PLAN_PRIORITIES] = "priority|priorities|response targets|service levels|service "
                        "level|response times|"
                        "priority levels|prioridad|prioridades|niveles de servicio|"
                        "nivel de servicio|tiempos de respuesta",
    [PLAN_INTERNAL_TARGETS] = "internal targets|internal goals|internal service levels|"
                              "operational targets|objetivos internos|metas internas",
    [PLAN_MATRIX] = "impact|urgency|matrix|impact and urgency|urgency and impact|"
                    "priority matrix|impacto|urgencia|matriz|impacto y urgencia|"
                    "urgencia e impacto|matriz de prioridades|matriz de prioridad",
    [PLAN_TEAMS] = "team|teams|groups|roles|teams and tiers|teams and roles|tiers|equipo|"
                   "equipos|grupos|equipos y niveles|niveles|equipos y funciones",
    [PLAN_TOPICS] =
        "topic|topics|categories|request types|types of request|"
        "what we help with|service catalogue|service catalog|tema|temas|"
        "categorias|catalogo|catalogo de servicios|tipos de solicitud|asuntos",
    [PLAN_WORKFLOW] = "workflow|life cycle|lifecycle|states|status|statuses|life of a "
                      "ticket|ticket states|"
                      "flujo|flujo de trabajo|estados|ciclo de vida|estado",
    [PLAN_PROMISES] =
        "promise|promises|our promises|what you can expect|commitments|promesa|"
        "promesas|compromisos|nuestros compromisos|lo que prometemos",
    [PLAN_ESCALATION] =
        "escalation|escalations|escalate|escalation rules|escalating|escalamiento|"
        "escalado|escalacion|escalada|escalamientos",
    [PLAN_FOLLOW_UP] =
        "follow-up|follow up|following up|closing|closure|follow-up and closing|"
        "follow up and closing|following up and closing|seguimiento|cierre|"
        "seguimiento y cierre",
    [PLAN_SURVEY] = "survey|satisfaction|satisfaction survey|encuesta|satisfaccion|"
                    "encuesta de satisfaccion",
    [PLAN_FEEDBACK] =
        "feedback|complaints|complaint|feedback and complaints|"
        "compliments and complaints|quejas|comentarios|comentarios y quejas|"
        "reclamos|reclamaciones|sugerencias|quejas y sugerencias|opiniones",
    [PLAN_RESPONSIBILITIES] =
        "responsibility|responsibilities|roles and responsibilities|"
        "duties|responsabilidad|responsabilidades|"
        "funciones y responsabilidades",
    [PLAN_TARGETS] = "target|targets|goals|measures|metrics|measures and targets|kpis|"
                     "performance targets|objetivos|metas|indicadores|"
                     "objetivos e indicadores|medidas",
    [PLAN_TRAINING] = "training|courses|formacion|capacitacion|cursos|entrenamiento",
    [PLAN_DATA] = "data protection|retention|data|privacy|data retention|keeping data|"
                  "records|proteccion de datos|conservacion|retencion|privacidad|datos|"
                  "conservacion de datos",
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

enum plan_section_kind
sections_kind(struct arena *arena, const char *heading)
{
    const char *folded = fold_text(arena, heading);
    enum plan_section_kind kind = PLAN_PROSE;
    size_t best = 0;

    if (strlen(folded) > HEADING_BYTES)
        return PLAN_PROSE;
    for (int i = 0; i < PLAN_SECTIONS_N; i++) {
        size_t match = HEADINGS[i] ? fold_match(folded, HEADINGS[i]) : 0;
        if (match > best) {
            best = match;
            kind = (enum plan_section_kind)i;
        }
    }
    return kind;
}

const char *
sections_name(enum plan_section_kind kind)
{
    return NAMES[kind];
}
