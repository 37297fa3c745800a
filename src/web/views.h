/* SPDX-License-Identifier: Apache-2.0 */
/* All views of pages: what handlers fill and templates show. */
#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H

#include "web/view_account.h"
#include "web/view_agent.h"
#include "web/view_plan.h"
#include "web/view_public.h"
#include "web/view_ticket.h"

#endif
