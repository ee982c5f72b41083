/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_kit.h - a whole small round in a scratch folder, and the questions that an auditor asks of it.
 */
#ifndef FL_TESTS_AUDIT_KIT_H
#define FL_TESTS_AUDIT_KIT_H

#include "florin.h"
#include "scratch.h"

#define AUDIT_TINY FLORIN_SOURCE_DIR "/tests/cli/fixtures/tiny/round.json"

static const fl_options audit_options = { .now = 1788566400, .threads = 1 };

/* Files to report; 'file' is then the path of the round file. A decision is laid down where 'decided', and taken into account. */
static inline void audit_round(const void *state, const char *input, bool decided, char *file, size_t size)
{
	char out[200];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_settings settings = { 0 };
	fl_round *round = NULL;
	bool changed = false;
	scratch_path(state, "out", out, sizeof out);
	for (int pass = 0; pass < (decided ? 2 : 1); pass++) {
		if (fl_run(input, out, NULL, &settings, &audit_options, &summary, &err) != FL_OK)
			fail_msg("%s: %s", err.source, err.message);
		fl_run_summary_release(&summary);
		snprintf(file, size, "%s/round.florin", out);
		fl_ruling ruling = { "d1", "d6", "different", "Li", "two schools", NULL, NULL };
		if (pass > 0 || !decided)
			continue;
		assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
		assert_int_equal(fl_round_decide(round, &ruling, &audit_options, &changed, &err), FL_OK);
		assert_true(changed);
		fl_round_close(round);
	}
}

/* The root of the journal now; 'ret' has 65 bytes. */
static inline void audit_root(const char *file, char *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text text;
	assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
	if (fl_audit_log(round, NULL, true, &text, &err) != FL_OK)
		fail_msg("%s", err.message);
	char *at = text.data, *last = NULL;
	while ((at = strstr(at, "\"root\": \"")))
		last = at += 9;
	assert_non_null(last);
	memcpy(ret, last, 64);
	ret[64] = '\0';
	fl_text_release(&text);
	fl_round_close(round);
}

typedef enum audit_answer { AUDIT_YES, AUDIT_NO, AUDIT_REFUSED } audit_answer;

/* Is the file still what it was when it had this root? What was said, or why it could not be, goes to 'said'. */
static inline audit_answer audit_consistent(const char *file, const char *root, char *said, size_t size)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_text text = { NULL, 0 };
	bool answer = false;
	fl_status status = fl_round_open(file, false, &round, &err);
	if (status == FL_OK)
		status = fl_audit_consistency(round, root, 0, false, &answer, &text, &err);
	snprintf(said, size, "%s", status == FL_OK ? text.data : err.message);
	fl_text_release(&text);
	fl_round_close(round);
	return status != FL_OK ? AUDIT_REFUSED : answer ? AUDIT_YES : AUDIT_NO;
}

#endif
