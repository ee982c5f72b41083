/* SPDX-License-Identifier: Apache-2.0
 *
 * holder.h - which other process holds a round file.
 */
#ifndef FL_STORE_HOLDER_H
#define FL_STORE_HOLDER_H

#include "florin.h"

/* ": 'florin', process 4711", or "" where the system does not tell. */
void fl_holder_say(const char *path, char *ret, size_t size);

#endif
