/* SPDX-License-Identifier: Apache-2.0
 *
 * moves_by_steps.h - the awards after one more decision, by the steps themselves: the slow way, in a copy of the round file that is in
 * memory and thrown away.
 */
#ifndef FL_STEPS_MOVES_BY_STEPS_H
#define FL_STEPS_MOVES_BY_STEPS_H

#include "steps/step.h"

/* *ret_known false: the round would refuse the decision. One amount a dream. */
fl_status fl_moves_by_steps(fl_work *w, const fl_facts *facts, const fl_decision *decision, const fl_options *options, bool *ret_known,
			    fl_money *ret_awards, bool *ret_feasible, fl_error *err);

#endif
