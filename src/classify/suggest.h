/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest.h - mine words that tell labels apart, and write them down as a rule pack that people can read and change.
 *
 * Terms (terms.h) that enough texts have are weighed by a linear classifier (learn.h). The words that weigh most are weighed
 * again among themselves; their weights, rounded to a few steps from -40 to 40, become rules: all words of one weight for, or
 * against, one label are one rule.
 */
#ifndef FL_CLASSIFY_SUGGEST_H
#define FL_CLASSIFY_SUGGEST_H

#include "base/buf.h"
#include "classify/terms.h"

#define FL_SUGGEST_WEIGHT_MAX 40
#define FL_SUGGEST_STEPS      14 /* what a weight may be, for or against */

typedef struct fl_suggest_settings {
	uint32_t least;        /* texts that a word must be in, at least 2 */
	uint32_t words;        /* at most so many words and pairs */
	uint32_t pair_words;   /* pairs are made of so many words, the most telling ones; 0: no pairs */
	uint32_t title_factor; /* 1 to 10 */
	int threads;
} fl_suggest_settings;

#define FL_SUGGEST_DEFAULTS \
	((fl_suggest_settings){ .least = 5, .words = 300, .pair_words = 300, .title_factor = 2, .threads = 1 })

typedef struct fl_suggest_word {
	fl_str text, then; /* 'then': of a pair what follows it closely, else "" */
	bool spaced;
	uint32_t texts;        /* that have it */
	uint32_t *of_label;    /* of those, how many have each label */
	const int8_t *weights; /* for each label, against it where negative */
} fl_suggest_word;

typedef struct fl_suggestion {
	fl_suggest_word *words; /* sorted by bytes; each speaks for or against some label */
	size_t num_words;
	size_t num_labels, num_texts;
	uint32_t title_factor;
} fl_suggestion;

/* 'labels': of each text, below 'num_labels' (at least 2), or num_labels + l: the text has not label l, and more is not known. Everything but the texts of the words, which are borrowed from 'texts', lives
 * in the arena. The same for any number of threads. */
fl_status fl_suggest(const fl_term_text *texts, const uint32_t *labels, size_t count, size_t num_labels,
		     const fl_suggest_settings *settings, fl_arena *arena, fl_suggestion *ret, fl_error *err);

typedef struct fl_suggest_names {
	fl_str pack, space; /* names: of the pack, of the namespace of its tags */
	const fl_str *tags; /* of each label, without namespace; at most FL_SUGGEST_TAG_MAX bytes */
} fl_suggest_names;

#define FL_SUGGEST_TAG_MAX  64
#define FL_SUGGEST_NAME_MAX 4096 /* bytes of a name or a pattern */

typedef struct fl_suggest_rule { /* all words of one weight for (or, below 0, against) one label */
	size_t label;
	int weight;
} fl_suggest_rule;

typedef struct fl_suggest_evidence { /* of a rule, on texts that it was not mined from */
	uint32_t held, right; /* in how many it holds; of those, how many have (against: have not) the label */
} fl_suggest_evidence;

/* The weights, ascending: 1, 2, 3, … FL_SUGGEST_WEIGHT_MAX; each about a quarter more than the one before. */
extern const uint8_t fl_suggest_steps[FL_SUGGEST_STEPS];

/* The rules in the order of the pack; those that have words. In the arena. */
fl_status fl_suggest_rules(const fl_suggestion *s, fl_arena *arena, fl_suggest_rule **ret, size_t *ret_count,
			   fl_error *err);
/* "education-for-7", added to the buffer. */
void fl_suggest_rule_name(const fl_suggest_names *names, const fl_suggest_rule *rule, fl_buf *out);

/* The pack as JSON (docs/reference/rule-pack.md). Without evidence its rules are active; with it, one a rule, they are drafts
 * with a note that says it. */
fl_status fl_suggest_write(const fl_suggestion *s, const fl_suggest_names *names, const fl_suggest_evidence *evidence,
			   fl_buf *out, fl_error *err);

#endif
