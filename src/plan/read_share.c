/* SPDX-License-Identifier: Apache-2.0 */
/* Shares and misses of targets ("75% of the first response time", "resolve missed"). Word
 * for word, so that they may stand in any order; one that is not known, and it is another
 * sentence. */
#include "plan/fold.h"
#include "plan/read_rule.h"
#include "plan/value.h"

#include <string.h>

enum word {
    WORD_FILL,
    WORD_FIRST,
    WORD_RESPONSE,
    WORD_UPDATE,
    WORD_RESOLVE,
    WORD_INTERNAL,
    WORD_TARGET,
    WORD_ANY,
    WORD_MISSED,
    WORD_NOT,
    WORD_MET,
    WORD_HALF,
    WORD_OUT,
    WORDS_N,
};
static const char *const WORDS[WORDS_N] = {
    [WORD_FILL] = "the|of|for|to|at|in|on|is|was|has|been|have|had|its|time|next|passed|"
                  "elapsed|used|gone|over|up|spent|reached|reaches|consumed|by|ran|run|"
                  "el|la|los|las|del|de|al|en|es|fue|ha|han|sido|se|su|esta|tiempo|"
                  "transcurrido|transcurrida|consumido|pasado|alcanza|llega|agotado|"
                  "proxima|siguiente|usado|cada|every|within|there|hay|existe",
    [WORD_FIRST] = "first|initial|primera|inicial",
    [WORD_RESPONSE] = "response|answer|reply|respond|respuesta|responder",
    [WORD_UPDATE] = "update|updates|news|actualizacion|actualizaciones|novedades|aviso|"
                    "actualizar",
    [WORD_RESOLVE] = "resolve|resolution|solution|solve|fix|resolver|resolucion|solucion",
    [WORD_INTERNAL] = "internal|interno|interna|internos|internas",
    [WORD_TARGET] = "target|targets|deadline|deadlines|sla|slas|goal|goals|promise|limit|"
                    "interval|due|plazo|plazos|objetivo|objetivos|meta|metas|limite",
    [WORD_ANY] = "a|an|any|some|one|un|una|algun|alguna|cualquier",
    [WORD_MISSED] = "missed|miss|misses|late|overdue|breached|breach|breaches|broken|"
                    "exceeded|expired|missing|violated|failed|incumplida|incumplido|"
                    "incumplidas|incumplidos|incumplimiento|incumple|incumplen|vencida|"
                    "vencido|vencidas|vence|vencio|atrasada|retrasada|perdida|perdido|"
                    "excedido|excedida|superado|superada|tarde",
    [WORD_NOT] = "not|no|sin|without",
    [WORD_MET] = "met|kept|given|ontime|cumplida|cumplido|cumple|cumplen|tiempo|time",
    [WORD_HALF] = "half|mitad",
    [WORD_OUT] = "past|outside|fuera|beyond",
};

/* What the words of a sentence say. */
struct said {
    int n[WORDS_N];
    int share; /* -1: none */
};

static bool
count_word(const char *word, struct said *said)
{
    bool known = false;

    for (int i = 0; i < WORDS_N; i++) {
        if (fold_is_one_of(word, WORDS[i])) {
            said->n[i]++;
            known = true;
        }
    }
    return known;
}

/* "75%", "75 %", "75 percent", "75 por ciento": moves on behind it. */
static bool
take_share(const char **s, struct said *said)
{
    static const char *const SIGNS[] = {"%", "percent", "per cent", "por ciento"};
    const char *p = *s;
    int number;

    if (*p < '0' || *p > '9' || !value_count(&p, &number))
        return false;
    p += strspn(p, " ");
    for (int i = 0; i < COUNT_OF(SIGNS); i++) {
        size_t n = strlen(SIGNS[i]);
        if (strncmp(p, SIGNS[i], n) || said->share >= 0)
            continue;
        said->share = number;
        *s = p + n;
        return true;
    }
    return false;
}

static bool
read_words(const char *folded, struct said *said)
{
    while (*folded) {
        char word[24] = {0};
        size_t n;

        folded += strspn(folded, " ");
        if (take_share(&folded, said))
            continue;
        n = strcspn(folded, " ");
        if (n >= sizeof word)
            return false;
        memcpy(word, folded, n);
        if (n && !count_word(word, said))
            return false;
        folded += n;
    }
    return true;
}

/* The targets that are spoken of, as bits of enum plan_target_kind; 0 none. */
static unsigned
targets_of(const struct said *said)
{
    bool response = said->n[WORD_RESPONSE], update = said->n[WORD_UPDATE],
         resolve = said->n[WORD_RESOLVE], internal = said->n[WORD_INTERNAL];

    if (response + update + resolve > 1 || (said->n[WORD_FIRST] && !response))
        return 0;
    if (internal) {
        if (update || (!response && !resolve && !said->n[WORD_TARGET]))
            return 0;
        return (resolve ? 0 : 1u << PLAN_INTERNAL_FIRST) |
               (response ? 0 : 1u << PLAN_INTERNAL_RESOLVE);
    }
    if (!response && !update && !resolve)
        return said->n[WORD_TARGET]
                   ? 1u << PLAN_FIRST_RESPONSE | 1u << PLAN_UPDATE | 1u << PLAN_RESOLVE
                   : 0;
    return response ? 1u << PLAN_FIRST_RESPONSE
           : update ? 1u << PLAN_UPDATE
                    : 1u << PLAN_RESOLVE;
}

/* "missed", "not met", "no first response in time", "past its deadline". */
static bool
is_missed(const struct said *said)
{
    if (said->n[WORD_NOT])
        return said->n[WORD_MET] && !said->n[WORD_MISSED] && said->n[WORD_NOT] == 1;
    return said->n[WORD_MISSED] || (said->n[WORD_OUT] && said->n[WORD_TARGET]);
}

bool
read_share(const char *folded, struct plan_condition *out)
{
    struct said said = {.share = -1};
    unsigned targets;

    if (!read_words(folded, &said) || !(targets = targets_of(&said)))
        return false;
    if (said.n[WORD_HALF] && said.share < 0)
        said.share = 50;
    if (is_missed(&said) == (said.share >= 0) || (said.n[WORD_NOT] && said.share >= 0))
        return false;
    *out =
        (struct plan_condition){.kind = said.share < 0 ? PLAN_IF_MISSED : PLAN_IF_SHARE,
                                .targets = targets,
                                .compare = '=',
                                .number = said.share < 0 ? 0 : said.share};
    return true;
}

const char *const *
read_more_examples(bool when, size_t *n_out)
{
    static const char *const WHEN[] = {
        "75% of first response",
        "first response missed",
        "resolve missed",
        "missed update",
        "internal first response missed",
        "50% of internal resolve",
        "75 % de la primera respuesta",
        "primera respuesta incumplida",
        "resolución incumplida",
        "actualización incumplida",
        "primera respuesta interna incumplida",
        "Esperando su respuesta durante 2 días",
        "resuelta durante 3 días",
        "reabierta 2 veces",
        "el usuario sigue esperando",
        "la encuesta es Mal",
        "puntuación de la encuesta menor que 3",
        "prioridad es Alta",
        "tema es Red",
        "equipo es Red",
        "canal es Teléfono",
        "tipo es incidente de seguridad",
        "organización es Puerto",
        "el asunto contiene \"urgente\"",
        "fuera de horario",
        "se crea",
        "el usuario responde",
        "se asigna",
        "sin asignar durante 2 h",
        "más de 5 personas informan de lo mismo",
    };
    static const char *const THEN[] = {
        "avisar al asignado",
        "avisar al equipo",
        "avisar al jefe",
        "avisar al gerente",
        "escalar al nivel 2",
        "escalar al siguiente nivel",
        "escalar al equipo Red",
        "asignar al equipo Red",
        "asignar a quien tenga menos solicitudes abiertas",
        "asignar por turno",
        "poner prioridad Alta",
        "subir prioridad",
        "poner tema Red",
        "poner estado Abierta",
        "añadir etiqueta corte",
        "quitar etiqueta corte",
        "recordar al usuario",
        "resolver como \"Sin respuesta\"",
        "cerrar",
        "enviar encuesta",
        "abrir un problema",
        "restringir al equipo",
        "informar en 72 h",
        "responder con \"Vamos en camino.\"",
        "llamar al webhook https://avisos.escuela.example",
    };

    *n_out = sizeof WHEN / sizeof *WHEN;
    if (when)
        return WHEN;
    *n_out = sizeof THEN / sizeof *THEN;
    return THEN;
}
