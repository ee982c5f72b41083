/* SPDX-License-Identifier: Apache-2.0
 *
 * test_example.c - the example round keeps what it promises: every row is read, its planted duplicates are as alike
 * as they claim to be, and no two other dreams share 60 % of their trigrams.
 *
 * The share of two dreams is |A n B| / min(|A|, |B|) over the distinct character trigrams of title and body, each
 * normalised for comparing. planted.csv lists every pair that is one wish, look-alikes.csv pairs that are two.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "dedup/dedup.h"
#include "domain/round.h"
#include "ingest/ingest.h"
#include "text/ngram.h"
#include "text/normalise.h"

#define ROUND      FLORIN_SOURCE_DIR "/examples/one-flower-one-dream/round.json"
#define MAX_DREAMS 1000
#define MAX_PAIRS  200

typedef struct pair {
	size_t a, b;
	bool only_form; /* differs in nothing but script, width, punctuation or blanks */
} pair;

typedef struct example {
	fl_arena arena;
	fl_round_spec *spec;
	fl_map ids;
	fl_dream dreams[MAX_DREAMS];
	uint64_t *grams[MAX_DREAMS];
	size_t num_grams[MAX_DREAMS];
	size_t num_dreams;
	int64_t flowers, rejected;
	pair planted[MAX_PAIRS], alike[MAX_PAIRS];
	size_t num_planted, num_alike;
} example;

/* ---- reading the round ------------------------------------------------------------------------------------- */

static fl_status keep_dream(void *user, const fl_dream *dream, fl_error *err)
{
	example *e = user;
	fl_dream *d = &e->dreams[e->num_dreams];
	size_t stands;

	assert_true(e->num_dreams < MAX_DREAMS);
	*d = *dream;
	d->id = fl_arena_str(&e->arena, dream->id);
	d->title = fl_arena_str(&e->arena, dream->title);
	d->body = fl_arena_str(&e->arena, dream->body);
	d->organisation = fl_arena_str(&e->arena, dream->organisation);
	d->region = fl_arena_str(&e->arena, dream->region);
	assert_true(fl_map_put(&e->ids, d->id, e->num_dreams, &stands));
	assert_int_equal(stands, e->num_dreams); /* no id twice, over all files */
	e->num_dreams++;
	(void)err;
	return FL_OK;
}

static fl_status keep_flower(void *user, const fl_flower *flower, fl_error *err)
{
	example *e = user;

	if (fl_map_get(&e->ids, flower->dream) == FL_MAP_NONE)
		fail_msg("a flower is given to '%.*s', which is no dream", FL_STR_ARG(flower->dream));
	e->flowers += flower->count;
	(void)err;
	return FL_OK;
}

static fl_status keep_rejected(void *user, const fl_rejected *row, fl_error *err)
{
	example *e = user;

	print_error("%.*s:%lld: %.*s\n", FL_STR_ARG(row->file), (long long)row->line, FL_STR_ARG(row->reason));
	e->rejected++;
	(void)err;
	return FL_OK;
}

static void read_text(const char *beside, fl_str name, fl_buf *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf path;

	fl_buf_init(&path, 4096);
	fl_buf_init(ret, 1 << 24);
	assert_int_equal(fl_path_beside(beside, name, &path, &err), FL_OK);
	assert_int_equal(fl_file_read(path.data, ret, &err), FL_OK);
	fl_buf_release(&path);
}

static void read_dreams(example *e, const fl_ingest_sink *sink)
{
	for (size_t i = 0; i < e->spec->num_dreams; i++) {
		fl_error err = FL_ERROR_INIT;
		fl_ingest_counts counts = { 0 };
		fl_buf bytes;

		read_text(ROUND, e->spec->dreams[i].file, &bytes);
		fl_status status = fl_ingest_dreams(fl_buf_view(&bytes), &e->spec->dreams[i], &e->spec->currency,
						    e->spec->offset_minutes, sink, &counts, &err);
		if (status != FL_OK)
			fail_msg("%s", err.message);
		assert_int_equal(counts.read, counts.accepted);
		fl_buf_release(&bytes);
	}
}

static void read_flowers(example *e, const fl_ingest_sink *sink)
{
	for (size_t i = 0; i < e->spec->num_flowers; i++) {
		fl_error err = FL_ERROR_INIT;
		fl_ingest_counts counts = { 0 };
		fl_buf path;

		fl_buf_init(&path, 4096);
		assert_int_equal(fl_path_beside(ROUND, e->spec->flowers[i].file, &path, &err), FL_OK);
		fl_status status =
		    fl_ingest_flowers(path.data, &e->spec->flowers[i], &e->spec->currency, e->spec->offset_minutes, sink, &counts, &err);
		if (status != FL_OK)
			fail_msg("%s", err.message);
		assert_int_equal(counts.read, counts.accepted);
		fl_buf_release(&path);
	}
}

/* The third column, with the rest of the file behind it. */
static bool is_form(fl_str kind)
{
	return fl_str_starts(kind, FL_STR("traditional\n")) || fl_str_starts(kind, FL_STR("punctuation-width\n")) ||
	       fl_str_starts(kind, FL_STR("emoji-spaces\n"));
}

/* The first two columns of a file of pairs, as indices. */
static size_t read_pairs(example *e, const char *name, pair *ret)
{
	size_t count = 0;
	fl_buf bytes;

	read_text(ROUND, fl_str_of(name), &bytes);
	char *line = strchr(bytes.data, '\n'); /* behind the header */
	while (line && line[1]) {
		char *first = line + 1, *second = strchr(first, ',') + 1, *third = strchr(second, ',');
		assert_true(count < MAX_PAIRS);
		ret[count].a = fl_map_get(&e->ids, (fl_str){ first, (size_t)(second - first - 1) });
		ret[count].b = fl_map_get(&e->ids, (fl_str){ second, (size_t)(third - second) });
		assert_true(ret[count].a != FL_MAP_NONE && ret[count].b != FL_MAP_NONE);
		ret[count].only_form = is_form(fl_str_of(third + 1));
		count++;
		line = strchr(third, '\n');
	}
	fl_buf_release(&bytes);
	return count;
}

static void take_grams(example *e, size_t i)
{
	fl_error err = FL_ERROR_INIT;
	fl_normal title, body;
	fl_buf both;

	fl_buf_init(&both, 1 << 20);
	assert_int_equal(fl_normalise(e->dreams[i].title, FL_NORMAL_COMPARE, &e->arena, &title, &err), FL_OK);
	assert_int_equal(fl_normalise(e->dreams[i].body, FL_NORMAL_COMPARE, &e->arena, &body, &err), FL_OK);
	fl_buf_str(&both, title.text);
	fl_buf_str(&both, body.text);
	assert_int_equal(fl_ngrams(fl_buf_view(&both), 3, &e->arena, &e->grams[i], &e->num_grams[i], &err), FL_OK);
	fl_buf_release(&both);
}

static int load(void **state)
{
	example *e = calloc(1, sizeof *e);
	fl_error err = FL_ERROR_INIT;
	fl_buf json;

	assert_non_null(e);
	*state = e;
	read_text(ROUND, FL_STR("round.json"), &json);
	if (fl_round_parse(fl_buf_view(&json), ROUND, &e->spec, &err) != FL_OK)
		fail_msg("%s:%lld: %s", err.source, (long long)err.line, err.message);
	fl_buf_release(&json);
	const fl_ingest_sink sink = {
		.dream = keep_dream, .flower = keep_flower, .rejected = keep_rejected, .user = e
	};
	read_dreams(e, &sink);
	read_flowers(e, &sink);
	for (size_t i = 0; i < e->num_dreams; i++)
		take_grams(e, i);
	e->num_planted = read_pairs(e, "planted.csv", e->planted);
	e->num_alike = read_pairs(e, "look-alikes.csv", e->alike);
	return 0;
}

static int unload(void **state)
{
	example *e = *state;

	fl_map_release(&e->ids);
	fl_round_free(e->spec);
	fl_arena_release(&e->arena);
	free(e);
	return 0;
}

/* ---- comparing --------------------------------------------------------------------------------------------- */

static int64_t share_in_percent(const example *e, size_t a, size_t b)
{
	const uint64_t *x = e->grams[a], *y = e->grams[b];
	size_t i = 0, j = 0, common = 0, least = e->num_grams[a];

	while (i < e->num_grams[a] && j < e->num_grams[b]) {
		common += x[i] == y[j];
		if (x[i] < y[j])
			i++;
		else if (x[i] > y[j])
			j++;
		else
			i++, j++;
	}
	least = e->num_grams[b] < least ? e->num_grams[b] : least;
	return least == 0 ? 0 : (int64_t)(100 * common / least);
}

static fl_dedup_result find_duplicates(example *e)
{
	fl_dedup_text texts[MAX_DREAMS];
	fl_dedup_options options;
	fl_dedup_result result;
	fl_error err = FL_ERROR_INIT;

	for (size_t i = 0; i < e->num_dreams; i++) {
		const fl_dream *d = &e->dreams[i];
		texts[i] = (fl_dedup_text){ .id = d->id, .title = d->title, .body = d->body, .organisation = d->organisation, .submitted = d->submitted };
	}
	fl_dedup_defaults(&options);
	options.candidates = e->spec->dup_candidates;
	options.same = e->spec->dup_same;
	assert_int_equal(fl_dedup(texts, e->num_dreams, &options, &e->arena, &result, &err), FL_OK);
	return result;
}

static bool listed(const pair *pairs, size_t count, size_t a, size_t b)
{
	for (size_t i = 0; i < count; i++)
		if ((pairs[i].a == a && pairs[i].b == b) || (pairs[i].a == b && pairs[i].b == a))
			return true;
	return false;
}

static void title_is_there(const example *e, const char *title)
{
	for (size_t i = 0; i < e->num_dreams; i++)
		if (fl_str_eqz(e->dreams[i].title, title))
			return;
	fail_msg("no dream is called '%s'", title);
}

/* ---- what is true ------------------------------------------------------------------------------------------ */

static void test_example__is_read_to_the_last_row(void **state)
{
	const example *e = *state;

	assert_int_equal(e->rejected, 0);
	assert_true(e->num_dreams >= 160);
	assert_true(e->flowers >= 12000);
}

static void test_example__has_the_dreams_that_it_is_known_by(void **state)
{
	const example *e = *state;

	title_is_there(e, "为10000名乡村老人提供免费听力筛查");
	title_is_there(e, "给1000名乡村学生上职业启蒙课");
	title_is_there(e, "为孩子们培养1000个守护生命的急救员");
	title_is_there(e, "支持300位听障儿童的音乐康复课");
	title_is_there(e, "为乡村孩子培养1000名守护生命的急救员");
}

static void test_example__plants_duplicates_that_are_alike(void **state)
{
	const example *e = *state;

	assert_true(e->num_planted >= 22);
	for (size_t i = 0; i < e->num_planted; i++) {
		const pair *p = &e->planted[i];
		if (share_in_percent(e, p->a, p->b) < 60)
			fail_msg("planted: '%.*s' and '%.*s' share less than 60 %%", FL_STR_ARG(e->dreams[p->a].id),
				 FL_STR_ARG(e->dreams[p->b].id));
	}
}

static void test_example__has_no_other_dreams_that_share_sixty_percent(void **state)
{
	const example *e = *state;
	int found = 0;

	for (size_t a = 0; a < e->num_dreams; a++) {
		for (size_t b = a + 1; b < e->num_dreams; b++) {
			if (share_in_percent(e, a, b) < 60 || listed(e->planted, e->num_planted, a, b))
				continue;
			print_error("'%.*s' and '%.*s' share %lld %%\n", FL_STR_ARG(e->dreams[a].id),
				    FL_STR_ARG(e->dreams[b].id), (long long)share_in_percent(e, a, b));
			found++;
		}
	}
	assert_int_equal(found, 0);
}

/* A pair in which a number, a place or the object differs goes to a person: it is never merged by itself. */
static void test_example__look_alikes_are_never_merged(void **state)
{
	example *e = *state;
	fl_dedup_result result = find_duplicates(e);

	assert_true(e->num_alike >= 8);
	for (size_t i = 0; i < e->num_alike; i++)
		if (result.representative[e->alike[i].a] == result.representative[e->alike[i].b])
			fail_msg("'%.*s' and '%.*s' are two wishes", FL_STR_ARG(e->dreams[e->alike[i].a].id),
				 FL_STR_ARG(e->dreams[e->alike[i].b].id));
	for (size_t i = 0; i < e->num_dreams; i++)
		if (result.representative[i] != i && !listed(e->planted, e->num_planted, i, result.representative[i]))
			fail_msg("'%.*s' was merged with '%.*s', which nobody planted", FL_STR_ARG(e->dreams[i].id),
				 FL_STR_ARG(e->dreams[result.representative[i]].id));
}

/* The two, or texts equal to them, were judged the same or laid before a person. */
static bool was_met(const fl_dedup_result *r, size_t a, size_t b)
{
	if (r->representative[a] == r->representative[b])
		return true;
	for (size_t i = 0; i < r->num_pairs; i++) {
		size_t x = r->pairs[i].a, y = r->pairs[i].b;
		bool forth = (x == a || x == r->representative[a]) && (y == b || y == r->representative[b]);
		bool back = (y == a || y == r->representative[a]) && (x == b || x == r->representative[b]);
		if ((forth || back) && r->pairs[i].verdict != FL_PAIR_DIFFERENT)
			return true;
	}
	return false;
}

static void test_example__planted_duplicates_are_all_met(void **state)
{
	example *e = *state;
	fl_dedup_result result = find_duplicates(e);
	int missed = 0;

	for (size_t i = 0; i < e->num_planted; i++) {
		const pair *p = &e->planted[i];
		if (was_met(&result, p->a, p->b))
			continue;
		print_error("'%.*s' and '%.*s' were passed over\n", FL_STR_ARG(e->dreams[p->a].id),
			    FL_STR_ARG(e->dreams[p->b].id));
		missed++;
	}
	assert_int_equal(missed, 0);
}

static void test_example__copies_in_another_form_are_merged(void **state)
{
	example *e = *state;
	fl_dedup_result result = find_duplicates(e);
	int copies = 0;

	for (size_t i = 0; i < e->num_planted; i++) {
		const pair *p = &e->planted[i];
		if (!p->only_form)
			continue;
		copies++;
		if (result.representative[p->a] != result.representative[p->b])
			fail_msg("'%.*s' and '%.*s' differ in form only", FL_STR_ARG(e->dreams[p->a].id),
				 FL_STR_ARG(e->dreams[p->b].id));
	}
	assert_true(copies >= 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example__is_read_to_the_last_row),
		cmocka_unit_test(test_example__has_the_dreams_that_it_is_known_by),
		cmocka_unit_test(test_example__plants_duplicates_that_are_alike),
		cmocka_unit_test(test_example__has_no_other_dreams_that_share_sixty_percent),
		cmocka_unit_test(test_example__look_alikes_are_never_merged),
		cmocka_unit_test(test_example__planted_duplicates_are_all_met),
		cmocka_unit_test(test_example__copies_in_another_form_are_merged),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
