/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void
test_every_asset_is_found_by_its_address(void **state)
{
    (void)state;
    assert_true(assets_n > 0);
    for (size_t i = 0; i < assets_n; i++) {
        const struct asset *asset = &assets[i];

        assert_ptr_equal(asset_find(asset->url), asset);
        assert_ptr_equal(asset_named(asset->name), asset);
        assert_int_equal(strncmp(asset->url, "/static/", 8), 0);
        assert_true(asset->plain.n > 0);
        assert_true(asset->etag[0] == '"');
        assert_non_null(strchr(asset->type, '/'));
        assert_true(!asset->gzip.p || asset->gzip.n < asset->plain.n);
        assert_true(!asset->br.p || asset->br.n < asset->plain.n);
    }
}

static void
test_addresses_change_with_the_content(void **state)
{
    const struct asset *icons = asset_named("icons.svg");
    char hash[32];

    (void)state;
    assert_non_null(icons);
    assert_int_equal(sscanf(icons->url, "/static/icons.%16[0-9a-f].svg", hash), 1);
    assert_int_equal(strncmp(icons->etag + 1, hash, 16), 0);
}

static void
test_other_paths_are_not_found(void **state)
{
    (void)state;
    assert_null(asset_find("/static/"));
    assert_null(asset_find("/static/icons.svg"));
    assert_null(asset_find("/static/../assets.c"));
    assert_null(asset_find(""));
    assert_null(asset_named("icons"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_asset_is_found_by_its_address),
        cmocka_unit_test(test_addresses_change_with_the_content),
        cmocka_unit_test(test_other_paths_are_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
