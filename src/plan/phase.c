/* SPDX-License-Identifier: Apache-2.0 */
/* What each state is for, seen from how the states are joined and, where that leaves a
 * choice, from their names. */
#include "base/arena.h"
#include "plan/fold.h"
#include "plan/read.h"

#include <string.h>

static const char CLOSED[] = "closed|archived|cerrado|cerrada|archivado|archivada";
/* Also the end, unless an end follows. */
static const char DONE[] = "done|finished|complete|completed|fulfilled|terminado|"
                           "terminada|finalizado|finalizada|"
                           "concluido|concluida|hecho|hecha|completado|completada";
static const char RESOLVED[] =
    "resolved|solved|fixed|answered|resuelto|resuelta|solucionado|solucionada|respondido|"
    "respondida|contestado|contestada|pending closure|pending confirmation|to be "
    "confirmed|to be closed|ready to close|awaiting closure|awaiting confirmation|por "
    "cerrar|por confirmar|pendiente de cierre|pendiente de confirmacion";
static const char SPAM[] = "spam|junk|no deseado|no deseada|basura|correo basura";
static const char VENDOR[] =
    "vendor|vendors|partner|partners|supplier|suppliers|engineer|engineers|manufacturer|"
    "third party|third-party|contractor|provider|proveedor|proveedores|socio|fabricante|"
    "ingenieros|ingenieria|tercero|terceros|externo|contratista|en espera de terceros";
static const char REQUESTER[] =
    "user|requester|customer|client|your|you|usuario|solicitante|cliente|vecino|"
    "ciudadano|alumno|paciente|su respuesta|usted|your answer|waiting on user|waiting "
    "for "
    "user|waiting on requester|waiting for requester|waiting for your answer|esperando "
    "al "
    "usuario|esperando su respuesta";
/* Waiting, though it is not said for whom. */
static const char WAITING[] =
    "waiting|pending|awaiting|on hold|hold|paused|parked|suspended|need info|needs info|"
    "information|reply|answer|esperando|esperando respuesta|pendiente|en espera|a la "
    "espera|en pausa|suspendido|suspendida|falta informacion";
static const char OPEN[] = "open|in progress|working|abierto|abierta|en curso|en proceso|"
                           "en progreso|en tramite";
static const char NEW_WORDS[] = "new|nuevo|nueva|recibido|recibida|received|logged";

/* fold_match on a text that is not folded yet. */
static size_t
matches(struct arena *arena, const char *text, const char *words)
{
    return fold_match(fold_text(arena, text), words);
}

/* The state stops and nothing follows it, or its name says that it is the end. */
static bool
is_end(struct arena *arena, const struct plan_state *state)
{
    return !state->runs && *state->shown_as && !matches(arena, state->name, SPAM) &&
           (!state->next.n || matches(arena, state->name, CLOSED) ||
            matches(arena, state->name, DONE));
}

/* "Done" that leads to "Closed" is not the end. */
static bool
is_closed(struct arena *arena, const struct plan *plan, const struct plan_state *state)
{
    if (!is_end(arena, state))
        return false;
    for (size_t i = 0; i < state->next.n && !matches(arena, state->name, CLOSED); i++) {
        const struct plan_state *next = plan_state_find(plan, state->next.at[i]);
        if (next && next != state && is_end(arena, next))
            return false;
    }
    return true;
}

static bool
leads_to_closed(const struct plan *plan, const struct plan_state *state)
{
    for (size_t i = 0; i < state->next.n; i++) {
        const struct plan_state *next = plan_state_find(plan, state->next.at[i]);
        if (next && next->phase == PLAN_CLOSED)
            return true;
    }
    return false;
}

static enum plan_phase
phase_of(struct arena *arena, const struct plan *plan, const struct plan_state *state)
{
    bool vendor = matches(arena, state->name, VENDOR);
    size_t resolved, waiting;

    if (state->runs)
        return vendor || matches(arena, state->shown_as, VENDOR) ? PLAN_VENDOR
                                                                 : PLAN_OPEN;
    if (!*state->shown_as || matches(arena, state->name, SPAM))
        return PLAN_SPAM;
    resolved = matches(arena, state->name, RESOLVED);
    waiting = matches(arena, state->name, WAITING);
    if (resolved > waiting)
        return PLAN_RESOLVED;
    if (matches(arena, state->name, REQUESTER) && !vendor)
        return PLAN_WAITING;
    if (vendor)
        return PLAN_VENDOR;
    return !waiting && leads_to_closed(plan, state) ? PLAN_RESOLVED : PLAN_WAITING;
}

static const struct {
    const char *words;
    enum plan_phase phase;
} PHASES[] = {
    {NEW_WORDS, PLAN_NEW     },
    {OPEN,      PLAN_OPEN    },
    {REQUESTER, PLAN_WAITING },
    {VENDOR,    PLAN_VENDOR  },
    {RESOLVED,  PLAN_RESOLVED},
    {CLOSED,    PLAN_CLOSED  },
    {SPAM,      PLAN_SPAM    }
};

/* Of several states of one phase the one whose name says so, else the first. */
static void
choose_main(struct arena *arena, struct plan *plan, const char *words,
            enum plan_phase phase)
{
    struct plan_state *first = NULL, *named = NULL;

    for (size_t i = plan->states.n; i-- > 0;) {
        struct plan_state *state = &plan->states.at[i];
        if (state->phase != phase)
            continue;
        first = state;
        if (matches(arena, state->name, words))
            named = state;
    }
    if (first)
        (named ? named : first)->main = true;
}

void
read_phases(struct plan *plan)
{
    struct arena *arena = arena_new(0); /* for folding only */

    for (size_t i = 0; i < plan->states.n; i++) {
        struct plan_state *state = &plan->states.at[i];
        state->phase = PLAN_OPEN;
        if (i && is_closed(arena, plan, state))
            state->phase = PLAN_CLOSED;
    }
    for (size_t i = 0; i < plan->states.n; i++) {
        struct plan_state *state = &plan->states.at[i];
        if (i == 0)
            state->phase = PLAN_NEW;
        else if (state->phase != PLAN_CLOSED)
            state->phase = phase_of(arena, plan, state);
    }
    for (int i = 0; i < COUNT_OF(PHASES); i++)
        choose_main(arena, plan, PHASES[i].words, PHASES[i].phase);
    arena_free(&arena);
}

const struct plan_state *
read_state(struct arena *arena, const struct plan *plan, const char *words)
{
    const struct plan_state *state = plan_state_find(plan, words);
    const char *folded = fold_text(arena, words);

    for (int i = 0; i < COUNT_OF(PHASES) && !state; i++)
        if (fold_is_one_of(folded, PHASES[i].words))
            state = plan_state_of_phase(plan, PHASES[i].phase);
    return state;
}
