/* SPDX-License-Identifier: Apache-2.0
 *
 * make_result.h - a result by hand, for the tests of report/: a round from JSON, dreams one by one, limits and proof.
 *
 *   made m;
 *   made_begin(&m, ROUND_JSON, 3);
 *   made_dream(&m, "d1", "title", "body", 10000, 120, 100, FL_QUALIFIED, 10000, FL_WHY_FULL);
 *   ...
 *   made_end(&m);  fl_report_json(&m.result, ...);  made_release(&m);
 *
 * Awards are paid by pool 0 unless made_pay says otherwise. Texts are borrowed: they must outlive the result.
 */
#ifndef FL_TESTS_MAKE_RESULT_H
#define FL_TESTS_MAKE_RESULT_H

#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct made {
	fl_arena arena;
	fl_round_spec *spec;
	fl_allocation *allocation;
	fl_dream *dreams;
	fl_candidate *candidates;
	fl_result_dream *rows;
	size_t count, room;
	fl_payment *payments;
	fl_result result;
} made;

static inline void made_must(bool ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "make_result: %s failed\n", what);
		exit(99);
	}
}

static inline void made_begin(made *m, const char *round_json, size_t room)
{
	fl_error err = FL_ERROR_INIT;
	memset(m, 0, sizeof *m);
	if (fl_round_parse(fl_str_of(round_json), "round.json", &m->spec, &err) != FL_OK) {
		fprintf(stderr, "make_result: %lld:%lld %s\n", (long long)err.line, (long long)err.column,
			err.message);
		exit(99);
	}
	m->room = room;
	m->allocation = fl_allocation_new(room);
	m->dreams = fl_arena_array(&m->arena, room, sizeof *m->dreams);
	m->candidates = fl_arena_array(&m->arena, room, sizeof *m->candidates);
	m->rows = fl_arena_array(&m->arena, room, sizeof *m->rows);
	m->payments = fl_arena_array(&m->arena, room * 4 + 1, sizeof *m->payments);
	made_must(m->allocation && m->dreams && m->candidates && m->rows && m->payments, "memory");
}

/* The next dream; returns its index. request and award in minor units. */
static inline size_t made_dream(made *m, const char *id, const char *title, const char *body, fl_money request,
				int64_t tally, int64_t threshold, fl_standing standing, fl_money award, fl_reason why)
{
	size_t i = m->count++;
	made_must(i < m->room, "room");
	m->dreams[i] = (fl_dream){ .id = fl_str_of(id),
				   .title = fl_str_of(title),
				   .body = fl_str_of(body),
				   .request = request,
				   .submitted = 1788566400 + (int64_t)i * 60,
				   .stated_flowers = -1,
				   .threshold = -1,
				   .source = FL_STR("dreams.csv"),
				   .line = (int64_t)i + 2 };
	m->candidates[i] = (fl_candidate){ .id = fl_str_of(id),
					   .request = request,
					   .tally = tally,
					   .threshold = threshold,
					   .submitted = m->dreams[i].submitted,
					   .position = (uint32_t)i,
					   .standing = standing };
	m->allocation->awards[i] = (fl_award){ .amount = award, .reason = why, .needs = -1, .limit = UINT32_MAX };
	m->rows[i] = (fl_result_dream){ .dream = &m->dreams[i],
					.candidate = &m->candidates[i],
					.award = &m->allocation->awards[i],
					.upper = request,
					.tally_raw = tally,
					.tally_weighted = tally,
					.tally_capped = tally,
					.tally_merged = tally,
					.representative = (uint32_t)i };
	return i;
}

static inline void made_tags(made *m, size_t dream, const fl_str *tags, size_t num_tags, const char *category)
{
	m->candidates[dream].tags = tags;
	m->candidates[dream].num_tags = num_tags;
	m->candidates[dream].category = fl_str_of(category);
}

/* Explicit payments; call in the order of the dreams. Without any for a dream, pool 0 pays its award. */
static inline void made_pay(made *m, size_t dream, uint32_t pool, fl_money amount)
{
	m->payments[m->allocation->num_payments++] = (fl_payment){ (uint32_t)dream, pool, amount };
}

/* Pools as limit lines, and one line for each group named here (NULL-terminated, in order). */
static inline void made_limits(made *m, const char *const *groups)
{
	size_t count = m->spec->num_pools;
	for (size_t g = 0; groups && groups[g]; g++)
		count++;
	fl_limit_line *lines = fl_arena_array(&m->allocation->arena, count, sizeof *lines);
	made_must(lines != NULL, "memory");
	for (size_t k = 0; k < count; k++) {
		bool pool = k < m->spec->num_pools;
		lines[k].is_pool = pool;
		lines[k].name = pool ? m->spec->pools[k].id : fl_str_of(groups[k - m->spec->num_pools]);
		lines[k].has_max = pool;
		lines[k].max = pool ? m->spec->pools[k].amount : 0;
		mpq_init(lines[k].price);
	}
	m->allocation->limits = lines;
	m->allocation->num_limits = count;
}

static inline void made_end(made *m)
{
	fl_payment *own = fl_arena_array(&m->allocation->arena, m->count * 4 + 1, sizeof *own);
	size_t num = 0, given = 0, num_given = m->allocation->num_payments;
	made_must(own != NULL, "memory");
	for (size_t i = 0; i < m->count; i++) {
		fl_money amount = m->allocation->awards[i].amount;
		m->rows[i].payments = own + num;
		for (; given < num_given && m->payments[given].dream == i; given++)
			own[num++] = m->payments[given];
		if (own + num == m->rows[i].payments && amount > 0)
			own[num++] = (fl_payment){ (uint32_t)i, 0, amount };
		m->rows[i].num_payments = (size_t)(own + num - m->rows[i].payments);
	}
	m->allocation->payments = own;
	m->allocation->num_payments = num;
	for (size_t p = 0; p < num; p++)
		m->allocation->limits[own[p].pool].awarded += own[p].amount;
	m->result.spec = m->spec;
	m->result.dreams = m->rows;
	m->result.num_dreams = m->count;
	m->result.allocation = m->allocation;
	m->result.verified = true;
	m->result.version = FL_STR("0.1.0");
	m->result.journal_root = FL_STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
	m->result.now = 1788652800;
}

static inline void made_release(made *m)
{
	fl_allocation_free(m->allocation);
	fl_round_free(m->spec);
	fl_arena_release(&m->arena);
}

#endif
