/* SPDX-License-Identifier: Apache-2.0
 *
 * tally_steps.h - the members "tally_steps" and "threshold_givers" of a dream, in result.json and in explain --json.
 */
#ifndef FL_REPORT_TALLY_STEPS_H
#define FL_REPORT_TALLY_STEPS_H

#include "base/json.h"
#include "domain/result.h"

void fl_put_tally_steps(fl_json_writer *w, const fl_result_dream *dream);

#endif
