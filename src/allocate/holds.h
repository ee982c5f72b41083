/* SPDX-License-Identifier: Apache-2.0
 *
 * holds.h - can the limits of a program hold together?
 */
#ifndef FL_ALLOCATE_HOLDS_H
#define FL_ALLOCATE_HOLDS_H

#include "allocate/basis.h"

typedef enum fl_holds { FL_HOLDS_NO, FL_HOLDS_YES, FL_HOLDS_UNKNOWN } fl_holds;

/* The linear program, exactly. *ret_lp is to be freed. */
fl_status fl_holds_linear(const fl_program *program, fl_basis **ret_lp, fl_basis_answer *ret_answer, fl_error *err);
enum { FL_HOLDS_NODES = 20000 };

/* Unknown: a search for whole requests, of so many nodes at most, ended without an answer. */
fl_status fl_holds_ask(const fl_program *program, int64_t nodes, fl_holds *ret_answer, fl_error *err);
/* The same for amounts in whole minor units. Unknown also where it was not asked: minimum awards, limits on the number of funded
 * dreams, more units than can be counted. */
fl_status fl_holds_ask_units(const fl_program *program, fl_holds *ret_answer, fl_error *err);
/* The sum of a row as far as the other limits let it go, down where its upper side binds, up otherwise; not zero for all where shares
 * of what is awarded are limited. Unknown where they cannot hold. */
fl_status fl_holds_reach(fl_program *program, uint32_t row, bool upper, bool *ret_known, mpq_t ret, fl_error *err);

#endif
