/* SPDX-License-Identifier: Apache-2.0
 *
 * read_bundle.h - an audit bundle from a folder, its digests compared first.
 */
#ifndef FL_CHECK_READ_BUNDLE_H
#define FL_CHECK_READ_BUNDLE_H

#include "domain/bundle.h"

typedef struct fl_bundle {
	fl_arena arena;
	fl_round_spec *spec;
	fl_candidate *dreams;
	size_t num_dreams;
	fl_allocation *allocation; /* with its proof */
	char changed[128];         /* a file that is not what the manifest says; "" none: then the rest was read */
} fl_bundle;

/* Zero-initialised on entry. FL_OK with 'changed' set is an answer, not an error. Release it on failure too. */
fl_status fl_bundle_load(const char *folder, fl_bundle *bundle, fl_error *err);
void fl_bundle_release(fl_bundle *bundle);

#endif
