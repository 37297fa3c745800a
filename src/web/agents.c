/* SPDX-License-Identifier: Apache-2.0 */
#include "web/agents.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/team.h"
#include "desk/ticket_list.h"

struct view_option
agents_option(struct cx *cx, const struct person *person, int64_t chosen)
{
    return (struct view_option){arena_printf(cx->arena, "%lld", (long long)person->id.v),
                                person_label(person), NULL, person->id.v == chosen};
}

const struct view_option *
agents_teams(struct cx *cx, const struct plan *plan, const char *chosen)
{
    struct view_option *list = NEW_N(cx->arena, plan->teams.n + 1, struct view_option);

    for (size_t i = 0; i < plan->teams.n; i++)
        list[i] = (struct view_option){plan->teams.at[i].name, plan->teams.at[i].name,
                                       NULL, str_eq(plan->teams.at[i].name, chosen)};
    return list;
}

const struct view_option *
agents_priorities(struct cx *cx, const struct plan *plan, const char *organization,
                  const char *chosen, size_t *n_out)
{
    struct view_option *list =
        NEW_N(cx->arena, plan->priorities.n + 1, struct view_option);

    *n_out = 0;
    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];

        if (plan_priority_find(plan, organization, priority->name) != priority)
            continue;
        list[(*n_out)++] = (struct view_option){priority->name, priority->name, NULL,
                                                str_eq(priority->name, chosen)};
    }
    return list;
}

const char *
agents_role(struct cx *cx, enum role role)
{
    switch (role) {
    case ROLE_NOBODY:
        break;
    case ROLE_REQUESTER:
        return tr(cx->lang, "Requester");
    case ROLE_AGENT:
        return tr(cx->lang, "Agent");
    case ROLE_MANAGER:
        return tr(cx->lang, "Manager");
    case ROLE_ADMINISTRATOR:
        return tr(cx->lang, "Administrator");
    }
    return "";
}

static struct err *
say_teams(struct cx *cx, struct person_id person, const char **out)
{
    const char **teams;
    struct buf names;
    size_t n;

    TRY(team_list_of(cx, person, &teams, &n));
    buf_init(&names, cx->arena, 0);
    for (size_t i = 0; i < n; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", teams[i]);
    *out = n ? buf_text(&names) : NULL;
    return NULL;
}

struct err *
agents_person_row(struct cx *cx, const struct person *person, struct view_person_row *out)
{
    *out = (struct view_person_row){
        .id = person->id.v,
        .name = person_label(person),
        .email = !str_blank(person->email) ? person->email : person->phone,
        .role = agents_role(cx, person->role),
        .unverified = !str_blank(person->email) && !person->verified_at,
        .inactive = !person->active,
    };
    out->initials = view_initials(cx->arena, out->name);
    TRY(say_teams(cx, person->id, &out->teams));
    return ticket_count_some(
        cx,
        &(struct ticket_filter){.open = true, .assignee = -1, .requester = person->id},
        &out->open_n);
}
