/* SPDX-License-Identifier: Apache-2.0
 *
 * readme.h - the page with which a bundle begins, for the auditor who opens it.
 */
#ifndef FL_REPORT_README_H
#define FL_REPORT_README_H

#include "base/buf.h"
#include "domain/result.h"

typedef struct fl_readme {
	const fl_result *result;
	const fl_str *names; /* the files of the bundle, without this one and the manifest */
	size_t num_names;
	const char *const *models; /* of the policy, NULL at the end; NULL: none */
	bool staged;               /* there is a stages.tsv, which lists so many stages; of so many there are no files */
	size_t stages, stages_left_out;
	bool redacted;
} fl_readme;

fl_status fl_report_readme(const fl_readme *readme, fl_buf *out, fl_error *err);

#endif
