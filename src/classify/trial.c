/* SPDX-License-Identifier: Apache-2.0
 *
 * trial.c - hold a part back, mine the rest, try the pack on the part. See trial.h.
 */
#include "classify/trial.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "classify/spots.h"
#include "text/normalise.h"

#define PACK_MAX ((size_t)1 << 28)

typedef struct tester {
	const fl_trial_input *in;
	fl_trial *t;
	fl_term_text *texts; /* of each row, normalised, the title first */
	fl_digest *digests;  /* of those texts */
	bool *held_back;     /* of each row */
	bool *left_out;      /* likewise */
	fl_tagging *taggings; /* of the rows held back, in order */
	fl_error *err;
} tester;

/* ---- normalising and splitting ----------------------------------------------------------------------------- */

static size_t find_title(const fl_tag_input *input)
{
	for (size_t i = 0; i < input->num_fields; i++)
		if (fl_str_eqz(input->fields[i].name, "title"))
			return i;
	return 0;
}

static fl_status normalise_row(tester *x, size_t row)
{
	const fl_tag_input *input = &x->in->rows[row].input;
	size_t title = find_title(input);
	fl_str *fields = fl_arena_array(&x->t->arena, input->num_fields + 1, sizeof *fields);
	fl_hasher hasher;

	if (!fields)
		return fl_enomem(x->err);
	fl_hasher_init(&hasher);
	for (size_t i = 0; i < input->num_fields; i++) {
		size_t at = i == 0 ? title : i <= title ? i - 1 : i;
		fl_normal n;
		FL_TRY(fl_normalise(input->fields[at].text, FL_NORMAL_MATCH, &x->t->arena, &n, x->err));
		fields[i] = n.text;
		fl_hasher_add(&hasher, n.text.data, n.text.len);
		fl_hasher_add(&hasher, "\n", 1);
	}
	x->texts[row] = (fl_term_text){ fields, input->num_fields };
	x->digests[row] = fl_hasher_final(&hasher);
	return FL_OK;
}

static bool in_fifth(const fl_digest *digest)
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | digest->bytes[i];
	return number % FL_TRIAL_PARTS == 0;
}

static fl_str digest_text(const tester *x, size_t row)
{
	return (fl_str){ (const char *)x->digests[row].bytes, sizeof x->digests[row].bytes };
}

/* Rows whose text is that of a row held back are neither learned from nor counted. */
static fl_status leave_out(tester *x)
{
	fl_map texts = { 0 };
	size_t first;
	bool ok = true;

	for (size_t i = 0; i < x->in->count && ok; i++)
		ok = !x->held_back[i] || fl_map_put(&texts, digest_text(x, i), i, &first);
	for (size_t i = 0; i < x->in->count && ok; i++)
		x->left_out[i] = x->left_out[i] || (!x->held_back[i] && fl_map_get(&texts, digest_text(x, i)) != FL_MAP_NONE);
	fl_map_release(&texts);
	return ok ? FL_OK : fl_enomem(x->err);
}

static fl_status split_rows(tester *x)
{
	for (size_t i = 0; i < x->in->count; i++) {
		bool named = x->in->held_back && x->in->held_back[i], labelled = x->in->rows[i].label < x->in->num_labels;
		x->held_back[i] = labelled && (x->in->held_back ? named : in_fifth(&x->digests[i]));
		x->left_out[i] = named && !labelled;
	}
	FL_TRY(leave_out(x));
	for (size_t i = 0; i < x->in->count; i++) {
		x->t->held_back += x->held_back[i];
		x->t->left_out += x->left_out[i];
	}
	x->t->learned = x->in->count - x->t->held_back - x->t->left_out;
	return FL_OK;
}

/* ---- mining ------------------------------------------------------------------------------------------------ */

static fl_status mine(tester *x)
{
	fl_trial *t = x->t;
	fl_term_text *texts = fl_arena_array(&t->arena, t->learned + 1, sizeof *texts);
	uint32_t *labels = fl_arena_array(&t->arena, t->learned + 1, sizeof *labels);
	size_t n = 0;

	if (!texts || !labels)
		return fl_enomem(x->err);
	for (size_t i = 0; i < x->in->count; i++) {
		if (x->held_back[i] || x->left_out[i])
			continue;
		texts[n] = x->texts[i];
		labels[n++] = x->in->rows[i].label;
	}
	FL_TRY(fl_suggest(texts, labels, n, x->in->num_labels, &x->in->settings, &t->arena, &t->suggestion, x->err));
	FL_TRY(fl_suggest_rules(&t->suggestion, &t->arena, &t->rules, &t->num_rules, x->err));
	if (t->num_rules == 0)
		return fl_error_set(x->err, FL_EINVAL, "no words tell these labels apart");
	FL_TRY(fl_suggest_write(&t->suggestion, &t->names, NULL, &t->pack, x->err));
	return fl_pack_parse(fl_buf_view(&t->pack), "draft", &t->tried, x->err);
}

/* ---- trying ------------------------------------------------------------------------------------------------ */

static fl_status tag_held_back(tester *x)
{
	fl_trial *t = x->t;
	fl_tag_input *inputs = fl_arena_array(&t->arena, t->held_back + 1, sizeof *inputs);
	const fl_pack *packs[] = { t->tried };
	size_t n = 0;

	if (!inputs)
		return fl_enomem(x->err);
	for (size_t i = 0; i < x->in->count; i++)
		if (x->held_back[i])
			inputs[n++] = x->in->rows[i].input;
	return fl_tag(packs, 1, inputs, n, x->in->settings.threads, &t->arena, &x->taggings, x->err);
}

static fl_status add_to_stats(tester *x, const fl_trial_row *row, const fl_tagging *tagging)
{
	fl_buf tag;
	bool known;
	fl_status status;

	fl_buf_init(&tag, FL_SUGGEST_NAME_MAX);
	fl_buf_printf(&tag, "%.*s:%.*s", FL_STR_ARG(x->t->names.space), FL_STR_ARG(x->t->names.tags[row->label]));
	status = fl_buf_status(&tag, x->err);
	if (status == FL_OK)
		status = fl_stats_add(x->t->stats, row->id, &row->input, tagging, fl_buf_view(&tag), FL_LABEL_TRUE,
				      &known, x->err);
	fl_buf_release(&tag);
	return status;
}

/* Rules of the pack have the order of t->rules. */
static void count_rules(fl_trial *t, const fl_tagging *tagging, uint32_t label)
{
	for (size_t i = 0; i < tagging->num_held; i++) {
		const fl_suggest_rule *rule = &t->rules[tagging->held[i].rule];
		fl_suggest_evidence *e = &t->evidence[tagging->held[i].rule];
		e->held++;
		e->right += (rule->label == label) == (rule->weight > 0);
	}
}

static fl_status try_rules(tester *x)
{
	fl_trial *t = x->t;
	size_t n = 0;

	t->evidence = fl_arena_array(&t->arena, t->num_rules, sizeof *t->evidence);
	if (!t->evidence)
		return fl_enomem(x->err);
	FL_TRY(tag_held_back(x));
	FL_TRY(fl_stats_open((const fl_pack *const *)&t->tried, 1, false, x->in->show, &t->stats, x->err));
	for (size_t i = 0; i < x->in->count; i++) {
		if (!x->held_back[i])
			continue;
		FL_TRY(add_to_stats(x, &x->in->rows[i], &x->taggings[n]));
		count_rules(t, &x->taggings[n++], x->in->rows[i].label);
	}
	fl_buf_clear(&t->pack);
	return fl_suggest_write(&t->suggestion, &t->names, t->evidence, &t->pack, x->err);
}

/* ---- trying words ------------------------------------------------------------------------------------------ */

typedef struct word_index {
	fl_spotter spotter;         /* of the texts of all words, and of both of pairs */
	FL_VEC(uint32_t) single;    /* by number of the spotter: the word, FL_TRIAL_NONE */
	fl_intern pairs;            /* of two numbers of the spotter */
	FL_VEC(uint32_t) pair;      /* by number of 'pairs': the word */
	uint32_t *last;             /* of each word: one more than the row that had it last */
} word_index;

static bool index_text(word_index *x, fl_str text, uint32_t *ret)
{
	if (!fl_spotter_add(&x->spotter, text, ret))
		return false;
	return *ret < x->single.len || fl_vec_push(&x->single, FL_TRIAL_NONE);
}

static bool index_word(word_index *x, const fl_suggest_word *word, uint32_t number)
{
	uint32_t key[2], id;

	if (!index_text(x, word->text, &key[0]))
		return false;
	if (word->then.len == 0) {
		x->single.items[key[0]] = number;
		return true;
	}
	return index_text(x, word->then, &key[1]) &&
	       fl_intern_put(&x->pairs, (fl_str){ (const char *)key, sizeof key }, &id) &&
	       fl_vec_push(&x->pair, number);
}

size_t fl_trial_label(const fl_trial *trial, const fl_suggest_word *word)
{
	size_t best = 0;
	int most = 0, least = 0;

	for (size_t l = 0; l < trial->suggestion.num_labels; l++)
		if (word->weights[l] > most) {
			most = word->weights[l];
			best = l;
		}
	for (size_t l = 0; most == 0 && l < trial->suggestion.num_labels; l++)
		if (word->weights[l] < least) {
			least = word->weights[l];
			best = l;
		}
	return best;
}

static void count_word(tester *x, word_index *index, uint32_t word, uint32_t row)
{
	fl_word_trial *w;
	uint32_t label = x->in->rows[row].label;

	if (word == FL_TRIAL_NONE || index->last[word] == row + 1)
		return;
	index->last[word] = row + 1;
	w = &x->t->words[word];
	w->texts++;
	w->of_label[label]++;
	if (label == fl_trial_label(x->t, &x->t->suggestion.words[word]))
		w->example = w->example == FL_TRIAL_NONE ? row : w->example;
	else
		w->counter = w->counter == FL_TRIAL_NONE ? row : w->counter;
}

static void count_spots(tester *x, word_index *index, uint32_t row)
{
	const fl_spot *spots = index->spotter.spots.items;

	for (size_t i = 0; i < index->spotter.spots.len; i++) {
		bool beyond = false, beyond_spaced = false;
		count_word(x, index, index->single.items[spots[i].term], row);
		for (size_t k = i + 1; k < index->spotter.spots.len && !beyond_spaced; k++) {
			uint32_t key[2] = { spots[i].term, spots[k].term }, id;
			bool close = fl_spot_follows(&spots[i], &spots[k], false, &beyond),
			     spaced = fl_spot_follows(&spots[i], &spots[k], true, &beyond_spaced);
			id = spaced ? fl_intern_find(&index->pairs, (fl_str){ (const char *)key, sizeof key }) :
				      FL_INTERN_NONE;
			if (id != FL_INTERN_NONE &&
			    (close || x->t->suggestion.words[index->pair.items[id]].spaced))
				count_word(x, index, index->pair.items[id], row);
		}
	}
}

static fl_status try_words(tester *x)
{
	fl_trial *t = x->t;
	size_t count = t->suggestion.num_words;
	word_index index = { .last = fl_arena_array(&t->arena, count + 1, sizeof *index.last) };
	bool ok = index.last != NULL;

	t->words = fl_arena_array(&t->arena, count + 1, sizeof *t->words);
	ok = ok && t->words;
	for (uint32_t i = 0; ok && i < count; i++) {
		t->words[i].of_label = fl_arena_array(&t->arena, x->in->num_labels, sizeof(uint32_t));
		t->words[i].example = t->words[i].counter = FL_TRIAL_NONE;
		ok = t->words[i].of_label && index_word(&index, &t->suggestion.words[i], i);
	}
	for (uint32_t row = 0; ok && row < x->in->count; row++)
		for (size_t k = 0; ok && x->held_back[row] && k < x->texts[row].num_fields; k++) {
			ok = fl_spotter_find(&index.spotter, x->texts[row].fields[k]);
			if (ok)
				count_spots(x, &index, row);
		}
	fl_spotter_release(&index.spotter);
	fl_vec_release(&index.single);
	fl_intern_release(&index.pairs);
	fl_vec_release(&index.pair);
	return ok ? FL_OK : fl_enomem(x->err);
}

fl_status fl_trial_run(const fl_trial_input *input, fl_trial *ret, fl_error *err)
{
	tester x = { .in = input, .t = ret, .err = err };

	*ret = (fl_trial){ .rows = input->rows, .names = input->names };
	fl_buf_init(&ret->pack, PACK_MAX);
	if (input->count >= FL_TRIAL_NONE)
		return fl_error_set(err, FL_ERANGE, "more than 2^32-2 rows");
	x.texts = fl_arena_array(&ret->arena, input->count + 1, sizeof *x.texts);
	x.digests = fl_arena_array(&ret->arena, input->count + 1, sizeof *x.digests);
	x.held_back = fl_arena_array(&ret->arena, input->count + 1, sizeof *x.held_back);
	x.left_out = fl_arena_array(&ret->arena, input->count + 1, sizeof *x.left_out);
	if (!x.texts || !x.digests || !x.held_back || !x.left_out)
		return fl_enomem(err);
	ret->is_held_back = x.held_back;
	for (size_t i = 0; i < input->count; i++)
		FL_TRY(normalise_row(&x, i));
	FL_TRY(split_rows(&x));
	FL_TRY(mine(&x));
	FL_TRY(try_rules(&x));
	return try_words(&x);
}

void fl_trial_release(fl_trial *trial)
{
	fl_stats_free(trial->stats);
	fl_pack_free(trial->tried);
	fl_buf_release(&trial->pack);
	fl_arena_release(&trial->arena);
}
