/* SPDX-License-Identifier: Apache-2.0 */
/* What tpl_test.html shows: one value in each place of a page. */
#ifndef TEXT_TPL_TEST_VIEW_H
#define TEXT_TPL_TEST_VIEW_H

#include "text/safe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum test_state { TEST_STATE_OPEN, TEST_STATE_CLOSED };

struct test_row {
    const char *name;
    int64_t at;
};

struct test_view {
    const char *hostile;
    char letters[8];
    struct safe_html html;
    struct safe_url url;
    enum test_state state;
    bool on;
    int64_t count, at;
    uint64_t huge;
    const struct test_row *rows;
    size_t rows_n;
    const char *const *words;
    size_t words_n;
    const char *label;
    const struct test_row *only;
};

#endif
