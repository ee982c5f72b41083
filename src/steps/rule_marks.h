/* SPDX-License-Identifier: Apache-2.0
 *
 * rule_marks.h - what reviewers marked right and wrong of rules, beside what the rules do now.
 */
#ifndef FL_STEPS_RULE_MARKS_H
#define FL_STEPS_RULE_MARKS_H

#include "base/alloc.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/vec.h"
#include "classify/tag.h"
#include "domain/decision.h"

typedef struct fl_rule_mark {
	fl_str dream, rule; /* "pack/rule" */
	bool right, found;  /* found: its dream is in the table */
	bool hit;           /* the rule holds of it now */
	int64_t at;
	size_t order; /* in the file */
} fl_rule_mark;

/* Zero-initialise to use. */
typedef struct fl_rule_marks {
	fl_arena arena;
	fl_buf bytes;
	FL_VEC(fl_rule_mark) items; /* by dream, then rule; one each */
} fl_rule_marks;

/* The marks of a file of decisions; of two on one dream and rule the later. FL_EPARSE names the line that is none. */
fl_status fl_rule_marks_read(fl_rule_marks *marks, const char *path, fl_error *err);
void fl_rule_marks_release(fl_rule_marks *marks);
/* A row of the table, as the packs have tagged it. */
void fl_rule_marks_see(fl_rule_marks *marks, const fl_pack *const *packs, fl_str id, const fl_tagging *tagging);
/* Of each rule: right and still hit, right and lost, wrong and still hit, wrong and mended, and how many are of no row. */
void fl_rule_marks_say(fl_rule_marks *marks, fl_buf *out);
void fl_rule_marks_put(fl_rule_marks *marks, fl_json_writer *w); /* an array */

#endif
