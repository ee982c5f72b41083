/* SPDX-License-Identifier: Apache-2.0
 *
 * judge.h - may this decision be laid down in this round? One rule for the command line and for files of decisions.
 */
#ifndef FL_STEPS_JUDGE_H
#define FL_STEPS_JUDGE_H

#include "steps/step.h"

typedef struct fl_judge {
	const fl_work *w;
	fl_facts facts;
	fl_map dreams;          /* ids */
	fl_decision_book book;  /* with what is about to be laid down, so that its conflicts of interest bar, too */
	fl_map names;           /* tags and categories that the round knows; made when one is asked for */
	fl_arena arena;
	bool has_names;
} fl_judge;

/* Release also after a failure. */
fl_status fl_judge_open(fl_judge *judge, fl_work *w, fl_error *err);
void fl_judge_release(fl_judge *judge);

/* Index of a dream in facts, FL_MAP_NONE where it is not there. */
size_t fl_judge_dream(const fl_judge *judge, fl_str id);
/* The digest of the texts that it is about now; zeros where it is about none. */
fl_digest fl_judge_seen(const fl_judge *judge, const fl_decision *decision);
/* A conflict of interest that names no organisation of the round and the name of a partner is one with that partner: its id is the subject. */
fl_status fl_judge_name_partner(fl_judge *judge, fl_decision *decision, fl_error *err);
/* FL_EINVAL, FL_ENOTFOUND: it may not, and why; *ret_code (may be NULL) is the code of a finding that says so. 'check_seen': it was
 * made elsewhere, on texts that may have changed. */
fl_status fl_judge_decision(fl_judge *judge, const fl_decision *decision, bool check_seen, const char **ret_code, fl_error *err);

#endif
