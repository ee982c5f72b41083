/* SPDX-License-Identifier: Apache-2.0
 *
 * lint.h - what the parts of lint share: lint.c (findings, lint_off, the order), lint_text.c (one text of a pattern),
 * lint_rule.c (one rule), lint_limit.c (patterns that backtrack without end). Nobody else includes this.
 */
#ifndef FL_CLASSIFY_LINT_H
#define FL_CLASSIFY_LINT_H

#include "base/vec.h"
#include "classify/regex_tree.h"
#include "classify/rule.h"

#define FL_LINT_NO_OFFSET SIZE_MAX

typedef struct fl_linter {
	const fl_pack *pack;
	const fl_listener *to;
	fl_arena scratch;
	size_t found;              /* errors and warnings */
	const fl_rule *rule;       /* at hand, NULL */
	fl_json item;              /* the pattern, capture or list at hand, where it is an object; absent */
	bool short_of_memory;
	FL_VEC(const void *) used; /* entries of lint_off that suppressed something */
	fl_matcher matcher;
	fl_error *err;
} fl_linter;

/* A finding at v, or at byte 'offset' of the text v, unless a lint_off of the pack, rule or item suppresses it.
 * 'detail' is quoted behind the message; empty: nothing. */
void fl_lint_find(fl_linter *l, fl_severity severity, const char *code, fl_json v, size_t offset, const char *what,
		  fl_str detail);

/* One text of a pattern; 'root' is NULL where it is not understood. */
fl_status fl_lint_text(fl_linter *l, fl_json at, const fl_regex *root);
/* Does the tree repeat what repeats without end, so that one text can be read in ever more ways? */
void fl_lint_repeats(fl_linter *l, fl_json at, const fl_regex *root);
/* Does a compiled pattern reach its limit on a text made to that end? */
fl_status fl_lint_limit(fl_linter *l, const fl_pattern *p, const fl_regex *const *roots, size_t num_roots);
/* The rule as a whole: examples, condition, exceptions. */
fl_status fl_lint_rule(fl_linter *l, const fl_rule *rule);

bool fl_lint_is_han(int32_t c);
/* The texts of a pattern: one, or a list. */
size_t fl_lint_num_texts(const fl_pattern *p);
fl_json fl_lint_text_at(const fl_pattern *p, size_t i);

#endif
