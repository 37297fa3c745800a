/* SPDX-License-Identifier: Apache-2.0 */
/* What the browser gets beside pages: style, script, icons; embedded by tools/assets.py.
 * Templates name them with {{asset "app.css"}}. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/bytes.h"
#include "text/tpl.h"

/* name  "app.css"
 * url   "/static/app.HASH.css": other content has another address, so that it may be kept
 *       forever (Cache-Control: immutable)
 * type  Content-Type           etag  quoted
 * plain as it is; gzip and br the same packed, p NULL where that is not smaller */
struct asset {
    const char *name;
    const char *url;
    const char *type;
    const char *etag;
    struct bytes plain, gzip, br;
};

/* Sorted by url. */
extern const struct asset assets[];
extern const size_t assets_n;

/* The asset of that path, "/static/app.HASH.css", or NULL. */
const struct asset *asset_find(const char *path);

/* The asset of that name, "app.css", or NULL. */
const struct asset *asset_named(const char *name);

#endif
