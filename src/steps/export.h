/* SPDX-License-Identifier: Apache-2.0
 *
 * export.h - the program of a round, file by file, for those who put it somewhere.
 */
#ifndef FL_STEPS_EXPORT_H
#define FL_STEPS_EXPORT_H

#include "allocate/mathprog.h"
#include "steps/step.h"

/* The models of the policy 'spec' with data and MPS; of a foundation's own model, itself and its data. FL_EINVAL for a baseline. */
fl_status fl_export_files(const fl_work *w, const fl_round_spec *spec, const fl_candidate *dreams, size_t num_dreams,
			  const fl_export_sink *sink, fl_error *err);

#endif
