/* SPDX-License-Identifier: Apache-2.0
 *
 * step.h - what every step does alike: one transaction, one entry of the journal, nothing when nothing changed.
 *
 *     fl_work w;
 *     fl_status status = fl_work_begin(&w, round, FL_STEP_TAG, options, counts, ret_summary, err);
 *     if (status == FL_OK && !w.unchanged)
 *             status = ... read w.store, compute, write w.store, set the counts in *ret_summary ...
 *     ret_summary->unchanged = w.unchanged;
 *     return fl_work_end(&w, status, err);
 */
#ifndef FL_STEPS_STEP_H
#define FL_STEPS_STEP_H

#include "base/alloc.h"
#include "base/hash.h"
#include "base/vec.h"
#include "domain/decision.h"
#include "domain/round.h"
#include "steps/continued.h"
#include "store/journal.h"
#include "store/records.h"

struct fl_round {
	fl_store *store;
};

typedef enum fl_step {
	FL_STEP_INIT,
	FL_STEP_IMPORT,
	FL_STEP_TAG,
	FL_STEP_DEDUP,
	FL_STEP_TALLY,
	FL_STEP_ALLOCATE,
	FL_STEP_VERIFY,
	FL_STEP_MATCH, /* only of a round that names partners */
	FL_STEP_REPORT,
	FL_STEP_COUNT
} fl_step;

const char *fl_step_name(fl_step step);
bool fl_step_named(fl_str name, fl_step *ret);
/* Does 'step' build on 'on', directly or through others? Then its results are dropped when 'on' is done again. */
bool fl_step_builds_on(fl_step step, fl_step on);

/* A number of a summary that the journal keeps: an int64_t member. A table ends with a NULL name. */
typedef struct fl_count {
	const char *name;
	size_t offset;
} fl_count;

/* What a step read, for the journal. */
typedef struct fl_reading {
	fl_str name;
	fl_digest digest;
} fl_reading;

typedef struct fl_work {
	fl_store *store;
	fl_step step;
	fl_options options; /* 'findings' is the caller's */
	const fl_count *counts;
	void *summary;
	fl_arena arena; /* lives as long as the step */
	fl_document *documents;
	size_t num_documents;
	fl_json_doc *json; /* the governing round */
	fl_round_spec *spec;
	fl_continued continued; /* what earlier divisions left, where money that returned is divided again */
	fl_file_record *files; /* of the governing import; for import: those found on the disk */
	size_t num_files;
	fl_decision *decisions; /* in force */
	size_t num_decisions;
	fl_decision *laid_down; /* all that were ever made */
	size_t num_laid_down;
	fl_decision_book book; /* what stands of them */
	fl_str setting; /* one more input: the language of a report; "" none */
	FL_VEC(fl_reading) readings;
	fl_digest inputs;
	bool unchanged;
	const char *answer;   /* of an allocation, a verification: "optimal", "verified"; NULL none; static */
	bool has_awards;
	fl_digest awards;     /* root of the tree of awards; see award_tree.h */
	bool silent;          /* leave no entry: a report whose bytes are those of the last one */
	fl_listener findings; /* keeps a finding in the round file and passes it on */
	const char *findings_of; /* under the name of this step */
	int64_t num_findings;
	fl_status kept; /* could the findings be kept? */
	fl_error kept_error;
	bool begun;
} fl_work;

/* Open the transaction, load round and documents, see that the steps before are done and up to date (else FL_ESTATE),
 * and decide whether there is anything to do. Init brings its own round and documents, import the files it finds and
 * report its language: these three then call fl_work_decide themselves. After a failure, too, call fl_work_end. */
fl_status fl_work_begin(fl_work *w, fl_round *round, fl_step step, const fl_options *options, const fl_count *counts,
			void *summary, fl_error *err);
/* Only look, as if before 'step': the round is loaded, and what the step builds on is done and up to date. */
fl_status fl_work_look(fl_work *w, fl_round *round, fl_step step, fl_error *err);
/* Likewise, as the steps were run: what people decided since then is left out, as long as nothing else has changed. */
fl_status fl_work_look_back(fl_work *w, fl_round *round, fl_step step, fl_error *err);
/* Is what w->step builds on done and up to date? FL_ESTATE names what is not. */
fl_status fl_work_check_before(fl_work *w, fl_error *err);
/* As if nothing had been decided after this entry of the journal. */
fl_status fl_work_leave_out(fl_work *w, int64_t last, fl_error *err);
/* Neither a step nor before one: the round is loaded, whatever is out of date. 'write': to add facts, which the caller
 * commits. */
fl_status fl_work_open(fl_work *w, fl_round *round, bool write, fl_error *err);
/* The digest of the inputs: are they those of the last time? Then w->unchanged, and the counts of the last time are
 * in the summary. Else the results of this step and of those that build on it are dropped. */
fl_status fl_work_decide(fl_work *w, fl_error *err);
/* The two halves of it, for an import, which replaces what stands only when it has read everything. */
fl_status fl_work_compare(fl_work *w, fl_error *err);
fl_status fl_work_drop(fl_work *w, fl_error *err);
/* Commit what was done so far and go on: only what no other step takes for a result (an open import). */
fl_status fl_work_checkpoint(fl_work *w, fl_error *err);
/* Note what is read; the name is copied. */
fl_status fl_work_reads(fl_work *w, fl_str name, const fl_digest *digest, fl_error *err);
/* Journal and commit where status is FL_OK and something was done; else roll back. Frees everything. */
fl_status fl_work_end(fl_work *w, fl_status status, fl_error *err);

/* The digest of what a step reads, as it is now; of a report with w->setting for its language. */
fl_status fl_work_inputs(const fl_work *w, fl_step step, fl_digest *ret, fl_error *err);

/* The document of a role, NULL where there is none. */
const fl_document *fl_work_document(const fl_work *w, const char *role);

int fl_options_threads(const fl_options *options);
/* Tell who watches how far the work is. */
void fl_options_tell(const fl_options *options, const char *what, int64_t done, int64_t total);

#endif
