/* SPDX-License-Identifier: Apache-2.0
 *
 * export_kit.h - rounds written as model data and MPS, for the tests of allocate/mathprog.h: random ones with every
 * kind of limit, and the tiny one that models/support.dat shows.
 */
#ifndef FL_TESTS_EXPORT_KIT_H
#define FL_TESTS_EXPORT_KIT_H

#include "allocate/instance.h"
#include "allocate/mathprog.h"
#include "allocate/tie_break.h"
#include "base/error.h"
#include "make_round.h"
#include "scratch.h"

#define MODEL FLORIN_SOURCE_DIR "/models/support.mod"
#define MODEL_OF(spec)                                                                                              \
	((spec)->policy.kind == FL_POLICY_COVERAGE  ? FLORIN_SOURCE_DIR "/models/admission.mod"                     \
	 : (spec)->policy.num_tranches > 0 ? FLORIN_SOURCE_DIR "/models/tranches.mod"                               \
					   : FLORIN_SOURCE_DIR "/models/support.mod")
#define TINY  FLORIN_SOURCE_DIR "/models/support.dat"

/* Of all files of an exported round, the two with these names. */
typedef struct exported_pair {
	const char *names[2];
	fl_buf *bytes[2];
	size_t files;
} exported_pair;

static inline fl_status exported_file(void *user, const char *name, fl_str bytes, fl_error *err)
{
	exported_pair *pair = user;
	pair->files++;
	for (int i = 0; i < 2; i++)
		if (strcmp(name, pair->names[i]) == 0) {
			fl_buf_str(pair->bytes[i], bytes);
			FL_TRY(fl_buf_status(pair->bytes[i], err));
		}
	return FL_OK;
}

static inline fl_status export_data_and_mps(const fl_round_spec *spec, const fl_candidate *dreams, size_t n, fl_buf *data,
					    fl_buf *mps, fl_error *err)
{
	exported_pair pair = { { "round.dat", "round.mps" }, { data, mps }, 0 };
	return fl_export_write(spec, dreams, n, &(fl_export_sink){ .file = exported_file, .user = &pair }, err);
}

/* What make_round.h leaves out: shares of the budget as minima, shares of what is awarded as minima, caps by share,
 * long-tailed tallies. Equal dreams stay equal. */
static inline void written_enrich(made_round *m, rng *r, bool minima)
{
	for (size_t g = 0; g < m->spec->num_groups; g++) {
		fl_group *group = &m->spec->groups[g];
		if (!group->has_max_share || !minima || !rng_chance(r, 50))
			continue;
		group->has_min_share = true;
		group->min_share = (fl_share){ 1, group->of == FL_OF_AWARDED ? rng_range(r, 7, 40) : 300 };
		if (rng_chance(r, 20) && group->of == FL_OF_BUDGET) { /* money beside the share */
			group->has_max = true;
			group->max = m->spec->budget / rng_range(r, 2, 30);
		}
		if (rng_chance(r, 30) && group->of == FL_OF_AWARDED) { /* no finite decimal; or nothing at all */
			group->max_share = (fl_share){ rng_range(r, 0, 1), 3 };
			group->has_min_share = group->max_share.num > 0;
		}
	}
	if (rng_chance(r, 20)) {
		m->spec->policy.has_cap_share = true;
		m->spec->policy.cap_share = (fl_share){ rng_range(r, 1, 9), 10 };
	}
	if (!m->spec->policy.indivisible && m->spec->policy.minimum == 0 && rng_chance(r, 25))
		m->spec->policy.base_grant = rng_range(r, 1, 3);
	if (rng_chance(r, 40)) { /* at most so many, in all and of each organisation */
		size_t n = m->spec->num_groups;
		fl_group *groups = fl_arena_array(&m->spec->arena, n + 2, sizeof *groups);
		for (size_t g = 0; g < n; g++)
			groups[g] = m->spec->groups[g];
		for (int k = 0; k < 2; k++)
			groups[n + (size_t)k] = (fl_group){ .id = k ? FL_STR("some") : FL_STR("few"),
							    .title = FL_STR(""),
							    .each = k ? FL_EACH_ORGANISATION : FL_EACH_NONE,
							    .has_max_funded = true,
							    .max_funded = rng_range(r, 0, k ? 2 : 9) };
		m->spec->groups = groups;
		m->spec->num_groups = n + 2;
	}
	if (m->spec->policy.minimum == 0 && m->spec->policy.base_grant == 0 && rng_chance(r, 25) &&
	    (m->spec->policy.indivisible || m->spec->num_groups == 0 ||
	     !m->spec->groups[m->spec->num_groups - 1].has_max_funded)) {
		fl_tranche *t = fl_arena_array(&m->spec->arena, 2, sizeof *t);
		t[0] = (fl_tranche){ { rng_range(r, 1, 9), 10 }, 3 };
		t[1] = (fl_tranche){ { 10 - t[0].share.num, 10 }, rng_range(r, 1, 2) };
		m->spec->policy.kind = FL_POLICY_TRANCHES;
		m->spec->policy.tranches = t;
		m->spec->policy.num_tranches = 2;
	}
	if (m->spec->policy.indivisible && m->spec->policy.num_tranches == 0 && rng_chance(r, 25))
		m->spec->policy.kind = FL_POLICY_COVERAGE;
	bool long_tail = rng_chance(r, 50);
	for (size_t i = 0; long_tail && i < m->count; i++)
		m->dreams[i].tally *= m->dreams[i].tally * m->dreams[i].tally;
}

typedef struct written { /* a round, its program, and both files */
	made_round round;
	uint64_t seed;
	uint32_t *order;
	fl_allocation *allocation;
	fl_program *program;
	fl_buf data, mps;
} written;

static inline void written_write(written *w, const fl_round_spec *spec, const fl_candidate *dreams, size_t n)
{
	size_t count = 0;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&w->data, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&w->mps, FL_BUF_MAX_DEFAULT);
	w->allocation = fl_allocation_new(n);
	assert_int_equal(fl_tie_order_make(spec, dreams, n, &w->order, &count, &err), FL_OK);
	assert_int_equal(fl_program_build(spec, dreams, w->order, count, w->allocation, &w->program, &err), FL_OK);
	fl_model model = { spec, dreams, n, w->program, w->allocation };
	assert_int_equal(fl_mathprog_data(&model, &w->data, &err), FL_OK);
	assert_int_equal(fl_mps_write(&model, NULL, &w->mps, &err), FL_OK);
}

/* Requests of very different size: some ten or a hundred times as large as make_round.h has them. */
static inline void written_spread(made_round *m)
{
	m->spec->budget = 0;
	for (size_t i = 0; i < m->count; i++)
		for (int64_t n = m->dreams[i].tally * 7 + m->dreams[i].request; n % 3 > 0; n--)
			m->dreams[i].request *= 10;
	for (size_t p = 0; p < m->spec->num_pools; p++) {
		m->spec->pools[p].amount *= 20;
		m->spec->budget += m->spec->pools[p].amount;
	}
}

/* 'again': a division of money that returned. */
static inline void written_make_as(written *w, uint64_t seed, size_t count, int64_t most, made_kind kind, bool minima, bool spread, bool again)
{
	rng r = { seed };
	*w = (written){ .seed = seed };
	assert_true(made_round_init(&w->round, &r, (size_t)rng_range(&r, 0, (int64_t)count), most, kind, minima));
	written_enrich(&w->round, &r, minima);
	if (spread)
		written_spread(&w->round);
	if (again)
		made_before(&w->round, &r);
	written_write(w, w->round.spec, w->round.dreams, w->round.count);
}

static inline void written_make(written *w, uint64_t seed, size_t count, int64_t most, made_kind kind, bool minima, bool spread)
{
	written_make_as(w, seed, count, most, kind, minima, spread, false);
}

static inline void written_release(written *w)
{
	fl_program_free(w->program);
	fl_allocation_free(w->allocation);
	fl_free(w->order);
	fl_buf_release(&w->data);
	fl_buf_release(&w->mps);
	if (w->round.spec)
		made_round_release(&w->round);
}

static inline void written_file(void *state, const char *name, const fl_buf *bytes, char path[256])
{
	scratch_path(state, name, path, 256);
	scratch_write(path, bytes->data, bytes->len);
}

/* The round that models/support.dat shows and works out by hand. */
static inline void written_tiny(made_round *m)
{
	static const char text[] =
	    "{\"format\":\"florin-round/1\",\"round\":\"tiny\",\"currency\":\"CNY\",\"minor_digits\":0,"
	    "\"policy\":{\"name\":\"support\",\"minimum_award\":100},"
	    "\"pools\":[{\"id\":\"general\",\"amount\":600},"
	    "{\"id\":\"education\",\"amount\":300,\"must_spend\":true,\"selector\":{\"category\":\"education\"}}],"
	    "\"groups\":[{\"id\":\"health\",\"selector\":{\"category\":\"health\"},\"max_share\":\"50%\"},"
	    "{\"id\":\"arts\",\"selector\":{\"category\":\"arts\"},\"min\":50},"
	    "{\"id\":\"hope\",\"selector\":{\"organisation\":\"hope\"},\"max_share\":\"30%\",\"of\":\"awarded\"}]}";
	static const struct {
		const char *id, *category, *organisation;
		fl_money request;
		int64_t tally;
	} dreams[] = {
		{ "library", "education", "hope", 200, 100 }, { "book-bus", "education", "hope", 200, 100 },
		{ "school", "education", "", 300, 60 },       { "clinic", "health", "", 400, 320 },
		{ "ward", "health", "", 500, 150 },           { "choir", "arts", "", 50, 5 },
	};
	fl_error err = FL_ERROR_INIT;
	*m = (made_round){ .count = sizeof dreams / sizeof dreams[0] };
	m->dreams = fl_arena_array(&m->arena, m->count, sizeof *m->dreams);
	for (size_t i = 0; i < m->count; i++)
		m->dreams[i] = (fl_candidate){ .id = fl_str_of(dreams[i].id),
					       .category = fl_str_of(dreams[i].category),
					       .organisation = fl_str_of(dreams[i].organisation),
					       .region = FL_STR(""),
					       .request = dreams[i].request,
					       .tally = dreams[i].tally,
					       .submitted = (int64_t)i,
					       .standing = FL_QUALIFIED };
	assert_int_equal(fl_round_parse(FL_STR(text), "tiny", &m->spec, &err), FL_OK);
}

#endif
