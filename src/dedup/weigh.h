/* SPDX-License-Identifier: Apache-2.0
 *
 * weigh.h - how much a gram tells: the rarer, the more. Integers only, so that every machine gives the same.
 */
#ifndef FL_DEDUP_WEIGH_H
#define FL_DEDUP_WEIGH_H

#include "base/fixed.h"

#define FL_WEIGHT_ONE 256u /* one bit of information */

/* log2(1 + texts/with): the inverse document frequency of a gram that 'with' of 'texts' dreams have (1 <= with <=
 * texts < 2^32). At least 256, never rising with 'with'. */
uint32_t fl_weigh(uint32_t texts, uint32_t with);

#endif
