/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of the installation that are neither policy nor configuration, such as its keys.
 */
#ifndef DESK_SETTING_H
#define DESK_SETTING_H

#include "base/crypto.h"
#include "base/err.h"

/* NULL in *value_out when there is none. */
struct err *setting_find(struct cx *cx, const char *name,
                         const char **value_out) MUST_CHECK;
struct err *setting_set(struct cx *cx, const char *name, const char *value) MUST_CHECK;

/* The key of our Message-IDs and other codes; made once, at init. */
struct err *setting_mac_key(struct cx *cx,
                            unsigned char key_out[MAC_KEY_BYTES]) MUST_CHECK;
struct err *setting_make_keys(struct cx *cx) MUST_CHECK;

#endif
