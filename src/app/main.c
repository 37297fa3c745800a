/* SPDX-License-Identifier: Apache-2.0 */
#include "base/crypto.h"

int
main(void)
{
    crypto_init();
    return 0;
}
