/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"

#include <stdlib.h>

static int
compare_url(const void *path, const void *asset)
{
    return strcmp(path, ((const struct asset *)asset)->url);
}

const struct asset *
asset_find(const char *path)
{
    return bsearch(path, assets, assets_n, sizeof *assets, compare_url);
}

const struct asset *
asset_named(const char *name)
{
    for (size_t i = 0; i < assets_n; i++)
        if (!strcmp(assets[i].name, name))
            return &assets[i];
    return NULL;
}
