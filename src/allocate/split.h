/* SPDX-License-Identifier: Apache-2.0
 *
 * split.h - sums of awards over the pools, as an exact integer flow.
 */
#ifndef FL_ALLOCATE_SPLIT_H
#define FL_ALLOCATE_SPLIT_H

#include "allocate/program.h"

/* Send what is due of each signature to pools, those that must be spent first. 'sent': by signature and pool; *ret_off: what could not be
 * sent, and what pools that must be spent still lack. */
fl_status fl_split_route(const fl_program *program, const fl_money *due, fl_money *sent, fl_money *ret_off, fl_error *err);

#endif
