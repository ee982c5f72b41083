/* SPDX-License-Identifier: Apache-2.0
 *
 * givers_of.h - the flowers of all who gave to some dreams, in memory, so that these dreams can be tallied again in other clusters.
 */
#ifndef FL_STEPS_GIVERS_OF_H
#define FL_STEPS_GIVERS_OF_H

#include "steps/step.h"

typedef struct fl_givers_of fl_givers_of;

/* 'wanted': one a dream. Reads the ledger once. */
fl_status fl_givers_of_load(fl_work *w, const fl_facts *facts, const uint32_t *representative, const bool *wanted, fl_givers_of **ret,
			    fl_error *err);
void fl_givers_of_free(fl_givers_of *givers);
/* The tally of a cluster of wanted dreams, for the one that stands for it. */
fl_status fl_givers_of_tally(fl_givers_of *givers, const uint32_t *cluster, size_t count, uint32_t representative, int64_t *ret_tally,
			     int64_t *ret_givers, int64_t *ret_roots, fl_error *err);

#endif
