/* SPDX-License-Identifier: Apache-2.0
 *
 * outputs.h - the files that a report consists of, as bytes, and how they reach a folder.
 */
#ifndef FL_STEPS_OUTPUTS_H
#define FL_STEPS_OUTPUTS_H

#include "base/buf.h"
#include "steps/step.h"
#include "steps/whole.h"

#define FL_OUTPUTS_MAX 20

typedef struct fl_output {
	const char *name; /* "result.json", "bundle/proof.json" */
	fl_buf bytes;
	fl_digest digest; /* of the bytes, when all are made */
} fl_output;

typedef struct fl_outputs {
	fl_output items[FL_OUTPUTS_MAX];
	size_t len;
} fl_outputs;

/* Find the open items (open_items.h), and make all files. Release also after a failure. */
fl_status fl_outputs_make(fl_outputs *outputs, fl_work *w, fl_whole *whole, const char *lang, fl_error *err);
/* Are these the bytes that are stored as the last report's, and do they stand in the folder? */
fl_status fl_outputs_compare(const fl_outputs *outputs, fl_store *store, const char *folder, bool *ret_stored,
			     bool *ret_standing, fl_error *err);
/* All of them appear in the folder, or none; 'durable': and they are on the disk. */
fl_status fl_outputs_write(const fl_outputs *outputs, const char *folder, bool durable, const fl_output_record *before, size_t num_before,
			   fl_error *err);
bool fl_outputs_has_workbook(const fl_whole *whole);
/* awards.xlsx, with the rejected rows, the decisions and the matching that the store holds. */
fl_status fl_outputs_workbook(const fl_whole *whole, fl_store *store, const char *lang, fl_buf *out, fl_error *err);
fl_status fl_outputs_remember(const fl_outputs *outputs, fl_store *store, fl_error *err);
/* fl_round_report; run writes into a scratch folder that it brings to the disk itself. */
fl_status fl_report_write(fl_round *round, const char *out, bool durable, const char *lang, const fl_options *options,
			  fl_report_summary *ret_summary, fl_error *err);
void fl_outputs_release(fl_outputs *outputs);

#endif
