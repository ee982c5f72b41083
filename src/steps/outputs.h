/* SPDX-License-Identifier: Apache-2.0
 *
 * outputs.h - the files that a report consists of, as bytes, and how they reach a folder.
 */
#ifndef FL_STEPS_OUTPUTS_H
#define FL_STEPS_OUTPUTS_H

#include "base/buf.h"
#include "steps/whole.h"

#define FL_OUTPUTS_MAX 16

typedef struct fl_output {
	const char *name; /* "result.json", "bundle/proof.json" */
	fl_buf bytes;
} fl_output;

typedef struct fl_outputs {
	fl_output items[FL_OUTPUTS_MAX];
	size_t len;
} fl_outputs;

/* Make all files. 'round' is the governing round.json. Release also after a failure. */
fl_status fl_outputs_make(fl_outputs *outputs, const fl_whole *whole, fl_store *store, const fl_document *round,
			  const char *lang, fl_error *err);
/* Are these the bytes that are stored as the last report's, and do they stand in the folder? */
fl_status fl_outputs_compare(const fl_outputs *outputs, fl_store *store, const char *folder, bool *ret_stored,
			     bool *ret_standing, fl_error *err);
/* Write them into the folder, made when absent; each is replaced as a whole. */
fl_status fl_outputs_write(const fl_outputs *outputs, const char *folder, fl_error *err);
fl_status fl_outputs_remember(const fl_outputs *outputs, fl_store *store, fl_error *err);
void fl_outputs_release(fl_outputs *outputs);

#endif
