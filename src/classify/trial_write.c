/* SPDX-License-Identifier: Apache-2.0
 *
 * trial_write.c - what a trial found, as JSON and as tables for a terminal.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "classify/trial.h"

#include <stdlib.h>

#define WORDS_SHOWN 10 /* of each label, in words; JSON has all */

/* In ten-thousandths, rounded half up; of nothing it is 0. */
static int64_t percent_of(int64_t n, int64_t d)
{
	return d ? (n * 20000 + d) / (2 * d) : 0;
}

/* ---- JSON -------------------------------------------------------------------------------------------------- */

static void put_weights(fl_json_writer *j, const fl_trial *t, const fl_suggest_word *word)
{
	fl_json_put_key(j, "weights");
	fl_json_begin_object(j);
	for (size_t l = 0; l < t->suggestion.num_labels; l++)
		if (word->weights[l] != 0) {
			fl_json_put_key_str(j, t->names.tags[l]);
			fl_json_put_i64(j, word->weights[l]);
		}
	fl_json_end_object(j);
}

/* Texts with the word, those of its label among them, and the share. */
static void put_counts(fl_json_writer *j, const char *key, uint32_t texts, uint32_t right, size_t all)
{
	fl_json_put_key(j, key);
	fl_json_begin_object(j);
	fl_json_kv_i64(j, "texts", texts);
	fl_json_kv_i64(j, "right", right);
	fl_json_put_key(j, "precision");
	fl_json_put_fixed(j, percent_of(right, texts), 4);
	fl_json_put_key(j, "coverage");
	fl_json_put_fixed(j, percent_of(texts, (int64_t)all), 4);
	fl_json_end_object(j);
}

static void put_example(fl_json_writer *j, const fl_trial *t, const char *key, uint32_t row)
{
	if (row != FL_TRIAL_NONE)
		fl_json_kv_str(j, key, t->rows[row].id);
}

static void put_word(fl_json_writer *j, const fl_trial *t, size_t i)
{
	const fl_suggest_word *word = &t->suggestion.words[i];
	size_t label = fl_trial_label(t, word);

	fl_json_begin_object(j);
	fl_json_kv_str(j, "text", word->text);
	if (word->then.len)
		fl_json_kv_str(j, "then", word->then);
	fl_json_kv_str(j, "label", t->names.tags[label]);
	put_weights(j, t, word);
	put_counts(j, "learned", word->texts, word->of_label[label], t->learned);
	put_counts(j, "held_back", t->words[i].texts, t->words[i].of_label[label], t->held_back);
	put_example(j, t, "example", t->words[i].example);
	put_example(j, t, "counterexample", t->words[i].counter);
	fl_json_end_object(j);
}

static void put_rules(fl_json_writer *j, const fl_trial *t, fl_buf *name)
{
	fl_json_put_key(j, "rules");
	fl_json_begin_array(j);
	for (size_t i = 0; i < t->num_rules; i++) {
		fl_buf_clear(name);
		fl_suggest_rule_name(&t->names, &t->rules[i], name);
		fl_json_begin_object(j);
		fl_json_kv_str(j, "rule", fl_buf_view(name));
		fl_json_kv_str(j, "label", t->names.tags[t->rules[i].label]);
		fl_json_kv_i64(j, "weight", t->rules[i].weight);
		put_counts(j, "held_back", t->evidence[i].held, t->evidence[i].right, t->held_back);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

/* A whole JSON text as the value of a key. */
static fl_status put_document(fl_json_writer *j, const char *key, const fl_buf *json, fl_error *err)
{
	fl_json_doc *doc = NULL;

	FL_TRY(fl_json_parse(fl_buf_view(json), key, &doc, err));
	fl_json_put_key(j, key);
	fl_json_put_value(j, fl_json_root(doc), false);
	fl_json_free(doc);
	return FL_OK;
}

static fl_status put_all(fl_json_writer *j, const fl_trial *t, fl_buf *scratch, fl_error *err)
{
	fl_json_begin_object(j);
	fl_json_kv_i64(j, "rows", (int64_t)(t->learned + t->held_back));
	fl_json_kv_i64(j, "learned", (int64_t)t->learned);
	fl_json_kv_i64(j, "held_back", (int64_t)t->held_back);
	fl_json_put_key(j, "words");
	fl_json_begin_array(j);
	for (size_t i = 0; i < t->suggestion.num_words; i++)
		put_word(j, t, i);
	fl_json_end_array(j);
	put_rules(j, t, scratch);
	FL_TRY(fl_buf_status(scratch, err));
	fl_buf_clear(scratch);
	FL_TRY(fl_stats_write_json(t->stats, scratch, err));
	FL_TRY(put_document(j, "stats", scratch, err));
	FL_TRY(put_document(j, "pack", &t->pack, err));
	fl_json_end_object(j);
	return FL_OK;
}

fl_status fl_trial_write_json(const fl_trial *trial, fl_buf *buf, fl_error *err)
{
	fl_json_writer j;
	fl_buf scratch;
	fl_status status;

	fl_buf_init(&scratch, FL_BUF_MAX_DEFAULT);
	fl_json_start(&j, buf, false);
	status = put_all(&j, trial, &scratch, err);
	fl_buf_putc(buf, '\n');
	fl_buf_release(&scratch);
	return status == FL_OK ? fl_buf_status(buf, err) : status;
}

/* ---- words ------------------------------------------------------------------------------------------------- */

typedef struct listed {
	size_t word;
	int weight;
} listed;

static int by_weight(const void *a, const void *b) /* the greatest first; words are in the order of their bytes */
{
	const listed *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->word > y->word) - (x->word < y->word);
}

static void say_example(fl_buf *buf, const fl_trial *t, const char *what, uint32_t row)
{
	if (row == FL_TRIAL_NONE)
		return;
	fl_buf_puts(buf, what);
	fl_buf_safe(buf, t->rows[row].id);
}

static void say_word(fl_buf *buf, const fl_trial *t, const listed *one, size_t label)
{
	const fl_suggest_word *word = &t->suggestion.words[one->word];
	const fl_word_trial *held = &t->words[one->word];
	int64_t percent = percent_of(held->of_label[label], held->texts);

	fl_buf_printf(buf, "  %4d %7u %7u %7u %6d.%02d %%  ", one->weight, word->texts, held->texts,
		      held->of_label[label], (int)(percent / 100), (int)(percent % 100));
	fl_buf_safe(buf, word->text);
	if (word->then.len) {
		fl_buf_puts(buf, " … ");
		fl_buf_safe(buf, word->then);
	}
	say_example(buf, t, "  such as ", held->example);
	say_example(buf, t, "  but ", held->counter);
	fl_buf_putc(buf, '\n');
}

static fl_status say_label(fl_buf *buf, const fl_trial *t, size_t label, fl_error *err)
{
	const fl_suggestion *s = &t->suggestion;
	listed *list = fl_alloc_array(s->num_words + 1, sizeof *list);
	size_t n = 0;

	if (!list)
		return fl_enomem(err);
	for (size_t i = 0; i < s->num_words; i++)
		if (s->words[i].weights[label] > 0)
			list[n++] = (listed){ i, s->words[i].weights[label] };
	if (n)
		qsort(list, n, sizeof *list, by_weight);
	fl_buf_puts(buf, "\n");
	fl_buf_safe(buf, t->names.tags[label]);
	fl_buf_printf(buf, ": %lld %s\n", FL_MANY(n, "word or pair", "words and pairs"));
	if (n)
		fl_buf_puts(buf, "weight learned    held   right   precision  word\n");
	for (size_t i = 0; i < n && i < WORDS_SHOWN; i++)
		say_word(buf, t, &list[i], label);
	fl_free(list);
	return FL_OK;
}

fl_status fl_trial_write_words(const fl_trial *trial, fl_buf *buf, fl_error *err)
{
	fl_buf_printf(buf, "%lld %s to learn from, %zu held back; %lld %s in %lld %s\n", FL_MANY(trial->learned, "row", "rows"),
		      trial->held_back, FL_MANY(trial->suggestion.num_words, "word or pair", "words and pairs"),
		      FL_MANY(trial->num_rules, "rule", "rules"));
	for (size_t l = 0; l < trial->suggestion.num_labels; l++)
		FL_TRY(say_label(buf, trial, l, err));
	fl_buf_puts(buf, "\nthe rows held back:\n");
	return fl_stats_write_words(trial->stats, buf, err);
}
