/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of all pages; app/routes.c says which address calls which. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include "base/err.h"

struct exchange;

#define PAGE_HANDLER(name) struct err *name(struct cx *cx, struct exchange *x) MUST_CHECK

PAGE_HANDLER(page_home);
PAGE_HANDLER(page_asset);

#endif
