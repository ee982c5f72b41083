/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest_marks.h - what reviewers marked right and wrong of rules, as labels of the rows of a table.
 *
 * A rule marked right says that its row has the rule's tag, one marked wrong that it has it not. Where the row has a label of
 * its own, the mark counts: who made it had this text and this rule before their eyes.
 */
#ifndef FL_STEPS_SUGGEST_MARKS_H
#define FL_STEPS_SUGGEST_MARKS_H

#include "steps/packs.h"
#include "steps/rule_marks.h"
#include "steps/table_rows.h"

typedef struct fl_not_label {
	size_t row;
	fl_str label; /* as the column has it */
} fl_not_label;

/* Zero-initialise to use. */
typedef struct fl_suggest_marks {
	fl_rule_marks marks;
	fl_packs packs;
	size_t given, changed, ambiguous; /* rows: that got a label, that got another or lost theirs, with two labels marked right */
	size_t absent, no_label;          /* marks: of no row, of rules that give no label */
	FL_VEC(fl_not_label) wrong;       /* rows without label, and what they are not; by row, then label */
} fl_suggest_marks;

/* Read the marks and the packs whose rules they name. Release also after a failure. */
fl_status fl_suggest_marks_open(fl_suggest_marks *m, const char *path, const char *const *packs, size_t num_packs, int threads,
				fl_error *err);
/* Change the labels of the rows. 'column': the table has labels, and the marks can only give those; else the categories that
 * the packs know. */
fl_status fl_suggest_marks_apply(fl_suggest_marks *m, fl_table_rows *rows, bool column, const fl_listener *findings,
				 const char *path, fl_error *err);
void fl_suggest_marks_say(const fl_suggest_marks *m, fl_buf *out);
void fl_suggest_marks_put(const fl_suggest_marks *m, fl_buf *json); /* into the object that stands there, as its last member */
void fl_suggest_marks_release(fl_suggest_marks *m);

#endif
