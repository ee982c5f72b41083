/* SPDX-License-Identifier: Apache-2.0
 *
 * trial.h - suggest a pack from labelled dreams, and try it on those that were held back.
 *
 * A fifth is held back, by the hash of the normalised text, so that equal texts are on one side and the order of the rows
 * does not matter; or the rows that the caller names. A row that is not named, but has the text of one that is, is left out:
 * learning from it would be learning what is measured. What is tried is what is written: nothing is mined again from all of them.
 */
#ifndef FL_CLASSIFY_TRIAL_H
#define FL_CLASSIFY_TRIAL_H

#include "classify/stats.h"
#include "classify/suggest.h"

#define FL_TRIAL_PARTS 5
#define FL_TRIAL_NONE  UINT32_MAX

typedef struct fl_trial_row {
	fl_str id;
	fl_tag_input input;
	uint32_t label; /* num_labels + l: it has not label l; such a row is learned from and never measured on */
} fl_trial_row;

typedef struct fl_word_trial { /* a word of the suggestion on the dreams held back */
	uint32_t texts;     /* that have it */
	uint32_t *of_label; /* of those, how many have each label */
	uint32_t example;   /* the first row with it and the label it speaks for most; FL_TRIAL_NONE */
	uint32_t counter;   /* the first row with it and another label */
} fl_word_trial;

typedef struct fl_trial {
	const fl_trial_row *rows;
	fl_suggest_names names;
	fl_suggestion suggestion;
	fl_word_trial *words;
	fl_suggest_rule *rules;
	fl_suggest_evidence *evidence; /* of each rule */
	size_t num_rules;
	size_t learned, held_back, left_out; /* rows */
	const bool *is_held_back;  /* of each row */
	fl_pack *tried;
	fl_stats *stats; /* of the rows held back */
	fl_buf pack;     /* the draft */
	fl_arena arena;
} fl_trial;

typedef struct fl_trial_input {
	const fl_trial_row *rows; /* must outlive the trial */
	size_t count, num_labels;
	fl_suggest_names names;
	fl_suggest_settings settings;
	const bool *held_back; /* of each row; NULL: a fifth, as above */
	size_t show; /* wrong rows of each rule */
} fl_trial_input;

/* Release also after a failure. */
fl_status fl_trial_run(const fl_trial_input *input, fl_trial *ret, fl_error *err);
void fl_trial_release(fl_trial *trial);

/* The label that a word speaks for most, or where it only speaks against labels, that against which most. */
size_t fl_trial_label(const fl_trial *trial, const fl_suggest_word *word);

fl_status fl_trial_write_json(const fl_trial *trial, fl_buf *buf, fl_error *err);
fl_status fl_trial_write_words(const fl_trial *trial, fl_buf *buf, fl_error *err);

#endif
