/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_round.h - random rounds with a ledger, under every rule of a tally, every way to merge, every policy: as records, as
 * the facts of a bundle, and counted by tally/.
 */
#ifndef LEDGER_ROUND_H
#define LEDGER_ROUND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "domain/bundle_facts.h"
#include "random.h"
#include "tally/tally.h"

enum { LR_DREAMS = 12, LR_GIVERS = 8, LR_SOURCES = 3, LR_ROWS = 80, LR_DAYS = 5 };

#define LR_START INT64_C(1788566400) /* 2026-09-05 08:00 in Shanghai */

typedef struct ledger_round {
	char text[8192]; /* round.json */
	fl_round_spec *spec;
	char ids[LR_DREAMS][24];
	fl_str tags[LR_DREAMS][2];
	fl_dream_fact dreams[LR_DREAMS];
	uint32_t representative[LR_DREAMS], order[LR_DREAMS];
	int64_t stated[LR_DREAMS], stated_givers[LR_DREAMS], own[LR_DREAMS], earned[LR_GIVERS];
	fl_str sources[LR_SOURCES];
	fl_flower_row rows[LR_ROWS];
	size_t num_rows;
	fl_bundle_facts facts;
	/* counted by tally/ */
	fl_arena arena;
	fl_candidate counted[LR_DREAMS];
	FL_VEC(fl_tally_gift) gifts;
} ledger_round;

static inline bool lr_one_in(uint64_t *seed, uint64_t n)
{
	return random_below(seed, n) == 0;
}

/* Members of "tally". */
static inline void lr_put_tally(fl_buf *b, uint64_t *seed)
{
	static const char *const earned[] = { "\"ignore\"", "\"flag\"", "\"cap\"", "\"refuse\"",
					      "{\"excess\":\"cap\",\"unknown\":\"none\"}",
					      "{\"excess\":\"refuse\",\"unknown\":\"none\"}" };
	fl_buf_printf(b, "\"tally\":{\"earned\":%s", earned[lr_one_in(seed, 2) ? 0 : random_below(seed, 6)]);
	if (lr_one_in(seed, 2))
		fl_buf_printf(b, ",\"per_giver_per_dream\":%d", (int)random_below(seed, 12));
	if (lr_one_in(seed, 3))
		fl_buf_printf(b, ",\"per_giver_per_day\":%d", 1 + (int)random_below(seed, 15));
	if (lr_one_in(seed, 3))
		fl_buf_printf(b, ",\"per_giver\":%d", 1 + (int)random_below(seed, 40));
	if (lr_one_in(seed, 4))
		fl_buf_printf(b, ",\"from\":\"2026-09-05 %02d:00\"", (int)random_below(seed, 24));
	if (lr_one_in(seed, 4))
		fl_buf_printf(b, ",\"before\":\"2026-09-0%d 08:00\"", 7 + (int)random_below(seed, 3));
	if (lr_one_in(seed, 2))
		fl_buf_printf(b, ",\"sources\":{\"steps\":%d,\"quiz\":%d}", (int)random_below(seed, 4), (int)random_below(seed, 4));
	fl_buf_puts(b, "}");
}

static inline void lr_put_threshold(fl_buf *b, uint64_t *seed)
{
	fl_buf_printf(b, "\"threshold\":{\"default\":%d,\"givers\":%d,\"special\":[{\"selector\":{\"category\":\"edu\"},\"flowers\":%d},"
			 "{\"selector\":{\"tag\":\"t1\"},\"flowers\":%d,\"givers\":%d}]}",
		      (int)random_below(seed, 15), (int)random_below(seed, 3), (int)random_below(seed, 10),
		      (int)random_below(seed, 10), (int)random_below(seed, 3));
	if (lr_one_in(seed, 3))
		fl_buf_puts(b, ",\"eligibility\":{\"exclude\":{\"tag\":\"t2\"}}");
	else if (lr_one_in(seed, 3))
		fl_buf_puts(b, ",\"eligibility\":{\"require\":{\"region\":[\"north\",\"south\"]}}");
}

static inline void lr_put_policy(fl_buf *b, uint64_t *seed)
{
	static const char *const names[] = {
		"\"name\":\"support\"", "\"name\":\"coverage\"", "\"name\":\"proportional\"", "\"name\":\"greedy\"",
		"\"name\":\"tranches\",\"tranches\":[{\"share\":\"40%\",\"weight\":3},{\"share\":\"60%\",\"weight\":1}]",
		"\"name\":\"quadratic\",\"quadratic\":{\"target\":\"pairwise\",\"saturate\":false}",
		"\"name\":\"quadratic\",\"quadratic\":{\"target\":\"drop-remainders\"}",
		"\"name\":\"quadratic\",\"quadratic\":{\"target\":\"alpha\"}",
		"\"name\":\"quadratic\",\"quadratic\":{\"target\":\"median\",\"quorum\":2}",
		"\"name\":\"support\",\"indivisible\":true", "\"name\":\"support\",\"minimum_award\":20",
		"\"name\":\"equal-shares\"",
		"\"name\":\"support\",\"breadth\":\"roots\"", "\"name\":\"proportional\",\"breadth\":\"givers\"",
	};
	fl_buf_printf(b, "\"policy\":{%s", names[random_below(seed, sizeof names / sizeof *names)]);
	if (lr_one_in(seed, 4))
		fl_buf_printf(b, ",\"cap\":%d", 30 + (int)random_below(seed, 60));
	if (lr_one_in(seed, 4))
		fl_buf_puts(b, ",\"cap_share\":\"70%\"");
	if (lr_one_in(seed, 6))
		fl_buf_puts(b, ",\"match_ratio\":\"150%\"");
	fl_buf_puts(b, "}");
}

/* 'limits': with pools and groups that bind, else one pool that pays everyone. */
static inline void lr_make_text(ledger_round *l, uint64_t *seed, bool limits)
{
	static const char *const merges[] = { "givers", "sum", "max", "representative" };
	fl_buf b;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&b, sizeof l->text);
	fl_buf_printf(&b, "{\"format\":\"florin-round/1\",\"round\":\"r\",\"currency\":\"CNY\",\"minor_digits\":0,"
			  "\"time_zone\":\"%s\",\"dreams\":[\"d.csv\"],\"duplicates\":{\"flowers\":\"%s\"},",
		      lr_one_in(seed, 2) ? "Asia/Shanghai" : "-01:30", merges[random_below(seed, 4)]);
	lr_put_tally(&b, seed);
	fl_buf_puts(&b, ",");
	lr_put_threshold(&b, seed);
	fl_buf_puts(&b, ",");
	lr_put_policy(&b, seed);
	fl_buf_printf(&b, ",\"pools\":[{\"id\":\"general\",\"amount\":%d}", 50 + (int)random_below(seed, 400));
	if (limits && lr_one_in(seed, 2))
		fl_buf_printf(&b, ",{\"id\":\"north\",\"amount\":%d,\"selector\":{\"region\":\"north\"}}", 20 + (int)random_below(seed, 100));
	fl_buf_puts(&b, "]");
	if (limits)
		fl_buf_printf(&b, ",\"groups\":[{\"id\":\"edu\",\"selector\":{\"category\":\"edu\"},\"max\":%d},"
				  "{\"id\":\"organisation\",\"each\":\"organisation\",\"max_share\":\"60%%\"}]",
			      40 + (int)random_below(seed, 200));
	fl_buf_puts(&b, "}\n");
	assert_int_equal(b.status, FL_OK);
	snprintf(l->text, sizeof l->text, "%s", b.data);
	fl_buf_release(&b);
	if (fl_round_parse(fl_str_of(l->text), "round.json", &l->spec, &err) != FL_OK)
		fail_msg("%s: %s", l->text, err.message);
}

static inline void lr_make_clusters(ledger_round *l, uint64_t *seed)
{
	size_t n = l->facts.num_dreams;
	for (size_t i = 0; i < n; i++)
		l->representative[i] = (uint32_t)i;
	for (size_t i = 0; i < n; i++) {
		uint32_t r = (uint32_t)random_below(seed, n);
		bool stands = false;
		for (size_t j = 0; j < n; j++)
			stands = stands || (j != i && l->representative[j] == i);
		if (lr_one_in(seed, 3) && l->representative[r] == r && !stands)
			l->representative[i] = r;
	}
}

static inline void lr_make_dreams(ledger_round *l, uint64_t *seed)
{
	static const char *const categories[] = { "edu", "health", "" }, *const regions[] = { "north", "south", "" };
	static const char *const organisations[] = { "o1", "o2", "o3", "" };
	size_t n = l->facts.num_dreams;
	for (size_t i = 0; i < n; i++) {
		snprintf(l->ids[i], sizeof l->ids[i], "%c%zu", 'a' + (int)random_below(seed, 20), i);
		l->tags[i][0] = lr_one_in(seed, 2) ? FL_STR("t1") : FL_STR("t0");
		l->tags[i][1] = FL_STR("t2");
		l->own[i] = lr_one_in(seed, 6) ? (int64_t)random_below(seed, 12) : -1;
		l->stated[i] = (int64_t)random_below(seed, 50) - 1;
		l->stated_givers[i] = (int64_t)random_below(seed, 9) - 1;
		l->dreams[i] = (fl_dream_fact){
			.dream = { .id = fl_str_of(l->ids[i]),
				   .category = fl_str_of(categories[random_below(seed, 3)]),
				   .region = fl_str_of(regions[random_below(seed, 3)]),
				   .organisation = fl_str_of(organisations[random_below(seed, 4)]),
				   .tags = l->tags[i],
				   .num_tags = lr_one_in(seed, 5) ? 2 : 1,
				   .request = 10 + (int64_t)random_below(seed, 90),
				   .raised = (int64_t)random_below(seed, 60),
				   .submitted = lr_one_in(seed, 5) ? FL_TIME_NONE : LR_START + (int64_t)random_below(seed, 9),
				   .position = (uint32_t)i },
			.representative = l->representative[i],
			.threshold = l->own[i],
			.stated_flowers = l->stated[i],
			.stated_givers = l->stated_givers[i],
		};
	}
	for (size_t i = 0; i < n; i++) /* ids differ, by their numbers */
		for (size_t j = 0; j < n; j++)
			l->order[i] += fl_str_cmp(l->dreams[j].dream.id, l->dreams[i].dream.id) < 0;
}

/* Without times of its own a row is given at one of a few moments, so that ties and days happen. */
static inline void lr_make_rows(ledger_round *l, uint64_t *seed)
{
	size_t n = l->facts.num_dreams;
	l->num_rows = lr_one_in(seed, 6) ? 0 : random_below(seed, LR_ROWS + 1);
	for (size_t i = 0; i < l->num_rows; i++)
		l->rows[i] = (fl_flower_row){
			(uint32_t)random_below(seed, n),
			lr_one_in(seed, 5) ? UINT32_MAX : (uint32_t)random_below(seed, LR_GIVERS),
			lr_one_in(seed, 9) ? UINT32_MAX : (uint32_t)random_below(seed, LR_SOURCES),
			1 + (int64_t)random_below(seed, 9),
			lr_one_in(seed, 6) ? FL_TIME_NONE : LR_START + (int64_t)random_below(seed, LR_DAYS * 4) * 21600,
		};
	for (size_t g = 0; g < LR_GIVERS; g++)
		l->earned[g] = lr_one_in(seed, 3) ? FL_EARNED_UNKNOWN : (int64_t)random_below(seed, 60);
}

static inline void ledger_round_make(ledger_round *l, uint64_t seed, bool limits)
{
	*l = (ledger_round){ .sources = { FL_STR("gift"), FL_STR("steps"), FL_STR("quiz") } };
	l->facts = (fl_bundle_facts){ .dreams = l->dreams,
				      .num_dreams = 1 + random_below(&seed, LR_DREAMS),
				      .sources = l->sources,
				      .num_sources = LR_SOURCES };
	lr_make_text(l, &seed, limits);
	lr_make_clusters(l, &seed);
	lr_make_dreams(l, &seed);
	lr_make_rows(l, &seed);
}

/* ---- as tally/ counts it ---- */

static inline void lr_on_gift(void *user, uint32_t giver, uint32_t dream, int64_t flowers)
{
	ledger_round *l = user;
	assert_true(fl_vec_push(&l->gifts, ((fl_tally_gift){ giver, dream, flowers })));
}

static inline void ledger_round_count(ledger_round *l)
{
	fl_error err = FL_ERROR_INIT;
	fl_tally_result result;
	fl_str *weights = NULL;
	size_t n = l->facts.num_dreams;
	fl_tally_input in = { .num_dreams = n,
			      .representative = l->representative,
			      .order = l->order,
			      .stated = l->stated,
			      .stated_givers = l->stated_givers,
			      .kinds = l->sources,
			      .num_kinds = LR_SOURCES,
			      .sink = { .gift = lr_on_gift, .user = l } };
	fl_flower_list list = { l->rows, l->num_rows, LR_GIVERS,
				l->spec->tally.excess == FL_EXCESS_IGNORE ? NULL : l->earned };
	if (fl_tally_count(l->spec, &in, &list, &l->arena, &result, &err) != FL_OK)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < n; i++) {
		l->counted[i] = l->dreams[i].dream;
		l->counted[i].tally = result.tallies[i].merged;
		l->counted[i].givers = result.tallies[i].givers;
		l->counted[i].roots = result.tallies[i].roots;
	}
	if (l->spec->policy.kind == FL_POLICY_QUADRATIC) {
		assert_int_equal(fl_quadratic_weights(l->spec, result.tallies, l->representative, n, l->gifts.items, l->gifts.len,
						      &l->arena, &weights, &err),
				 FL_OK);
		for (size_t i = 0; i < n; i++)
			l->counted[i].weight = weights[i];
	}
	if (l->spec->policy.kind == FL_POLICY_EQUAL_SHARES)
		assert_int_equal(fl_supporters_find(l->spec, l->gifts.items, l->gifts.len, l->representative, n, &l->arena,
						    l->counted, &err),
				 FL_OK);
	fl_qualify(l->spec, l->counted, n, l->representative, l->own);
}

/* ---- as the ledger of a bundle ---- */

static inline int lr_by_key(const void *a, const void *b)
{
	return fl_flower_fact_cmp(a, b);
}

/* The rows as a bundle has them, 'ret' with room for all; returns how many. */
static inline size_t ledger_round_facts(const ledger_round *l, fl_flower_fact *ret)
{
	bool times = fl_bundle_with_times(l->spec);
	size_t kept = 0;
	for (size_t i = 0; i < l->num_rows; i++)
		ret[i] = (fl_flower_fact){ l->rows[i].giver, l->rows[i].dream, l->rows[i].kind,
					   times ? l->rows[i].given : FL_TIME_NONE, l->rows[i].count };
	if (l->num_rows > 1)
		qsort(ret, l->num_rows, sizeof *ret, lr_by_key);
	for (size_t i = 0; i < l->num_rows; i++)
		if (kept > 0 && fl_flower_fact_cmp(&ret[kept - 1], &ret[i]) == 0)
			ret[kept - 1].count += ret[i].count;
		else
			ret[kept++] = ret[i];
	return kept;
}

static inline size_t ledger_round_earned(const ledger_round *l, fl_earned_fact *ret)
{
	size_t kept = 0;
	for (uint32_t g = 0; fl_bundle_with_earned(l->spec) && g < LR_GIVERS; g++)
		if (l->earned[g] != FL_EARNED_UNKNOWN)
			ret[kept++] = (fl_earned_fact){ g, l->earned[g] };
	return kept;
}

static inline void ledger_round_release(ledger_round *l)
{
	fl_vec_release(&l->gifts);
	fl_arena_release(&l->arena);
	fl_round_free(l->spec);
}

#endif
