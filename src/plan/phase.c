/* SPDX-License-Identifier: Apache-2.0 */
/* What each state is for, seen from how the states are joined and, where that leaves a
 * choice, from their names. */
#include "base/arena.h"
#include "plan/fold.h"
#include "plan/read.h"

#include <string.h>

static const char CLOSED[] =
    "closed|done|finished|archived|complete|completed|cerrado|cerrada|"
    "terminado|terminada|archivado|finalizado|concluido|hecho";
static const char RESOLVED[] =
    "resolved|solved|fixed|answered|resuelto|resuelta|solucionado|solucionada|respondido|"
    "contestado";
static const char SPAM[] = "spam|junk|no deseado|basura|correo basura";
static const char VENDOR[] =
    "vendor|vendors|partner|partners|supplier|suppliers|engineer|engineers|manufacturer|"
    "third party|contractor|provider|proveedor|proveedores|socio|fabricante|ingenieros|"
    "ingenieria|tercero|terceros|externo|contratista|on hold|en espera de terceros";
static const char REQUESTER[] =
    "user|requester|customer|client|your|you|usuario|solicitante|cliente|su "
    "respuesta|usted|"
    "your answer|waiting on user|waiting for user|waiting on requester|waiting for "
    "requester|"
    "waiting for your answer|waiting|pending|esperando|esperando respuesta|pendiente|"
    "en espera|esperando al usuario|esperando su respuesta";
static const char OPEN[] = "open|in progress|working|abierto|abierta|en curso|en proceso|"
                           "en progreso";
static const char NEW_WORDS[] = "new|nuevo|nueva|recibido|recibida|received";

/* fold_match on a text that is not folded yet. */
static size_t
matches(struct arena *arena, const char *text, const char *words)
{
    return fold_match(fold_text(arena, text), words);
}

/* The state stops and nothing follows it, or its name says that it is the end. */
static bool
is_closed(struct arena *arena, const struct plan_state *state)
{
    return !state->runs && *state->shown_as &&
           (!state->next.n || matches(arena, state->name, CLOSED));
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

    if (state->runs)
        return vendor || matches(arena, state->shown_as, VENDOR) ? PLAN_VENDOR
                                                                 : PLAN_OPEN;
    if (!*state->shown_as || matches(arena, state->name, SPAM))
        return PLAN_SPAM;
    if (matches(arena, state->name, RESOLVED))
        return PLAN_RESOLVED;
    if (vendor && !matches(arena, state->name, "user|requester|usuario|solicitante"))
        return PLAN_VENDOR;
    if (matches(arena, state->name, REQUESTER))
        return PLAN_WAITING;
    return leads_to_closed(plan, state) ? PLAN_RESOLVED : PLAN_WAITING;
}

void
read_phases(struct plan *plan)
{
    struct arena *arena = arena_new(0); /* for folding only */

    for (size_t i = 0; i < plan->states.n; i++) {
        struct plan_state *state = &plan->states.at[i];
        state->phase = PLAN_OPEN;
        if (i && is_closed(arena, state) && !matches(arena, state->name, SPAM))
            state->phase = PLAN_CLOSED;
    }
    for (size_t i = 0; i < plan->states.n; i++) {
        struct plan_state *state = &plan->states.at[i];
        if (i == 0)
            state->phase = PLAN_NEW;
        else if (state->phase != PLAN_CLOSED)
            state->phase = phase_of(arena, plan, state);
    }
    arena_free(&arena);
}

const struct plan_state *
read_state(struct arena *arena, const struct plan *plan, const char *words)
{
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
    const struct plan_state *state = plan_state_find(plan, words);
    const char *folded = fold_text(arena, words);

    for (int i = 0; i < COUNT_OF(PHASES) && !state; i++)
        if (fold_is_one_of(folded, PHASES[i].words))
            state = plan_state_of_phase(plan, PHASES[i].phase);
    return state;
}
