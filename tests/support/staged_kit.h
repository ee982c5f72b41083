/* SPDX-License-Identifier: Apache-2.0
 *
 * staged_kit.h - random rounds of the policies of ratios, for the tests of their models.
 */
#ifndef FL_TESTS_STAGED_KIT_H
#define FL_TESTS_STAGED_KIT_H

#include "allocate/stages.h"
#include "export_kit.h"

typedef struct staged_round {
	written w;
	fl_staged *staged;
	uint32_t *part;
} staged_round;

/* Rounds of ratios count no dreams and have no tranches; quadratic ones have weights. 'again': money that returned is divided. */
static inline void make_staged_as(staged_round *s, uint64_t seed, fl_policy_kind kind, int64_t most, bool minima, bool again)
{
	rng r = { seed };
	fl_error err = FL_ERROR_INIT;
	written *w = &s->w;
	*w = (written){ .seed = seed };
	assert_true(made_round_init(&w->round, &r, (size_t)rng_range(&r, 0, 40), most, MADE_DIVISIBLE, minima));
	fl_round_spec *spec = w->round.spec;
	written_enrich(&w->round, &r, minima);
	while (spec->num_groups > 0 && spec->groups[spec->num_groups - 1].has_max_funded)
		spec->num_groups--;
	spec->policy.num_tranches = 0;
	spec->policy.kind = kind;
	spec->policy.saturate = rng_chance(&r, 50);
	spec->policy.target = rng_chance(&r, 30) ? FL_TARGET_MEDIAN : FL_TARGET_PAIRWISE;
	int64_t least = rng_chance(&r, 50) ? 1 : 1000000;
	for (size_t i = 0; kind == FL_POLICY_QUADRATIC && i < w->round.count; i++) {
		int64_t weight = rng_chance(&r, 20) ? 0 : rng_range(&r, least, 1000 * least * (rng_chance(&r, 30) ? 1000 : 1));
		w->round.dreams[i].weight = made_name(&w->round.arena, "", weight);
	}
	if (again)
		made_before(&w->round, &r);
	written_write(w, spec, w->round.dreams, w->round.count);
	s->part = fl_alloc_array(w->program->num_classes + 1, sizeof *s->part);
	for (size_t c = 0; c < w->program->num_classes; c++)
		s->part[c] = w->program->columns[c].count;
	assert_int_equal(fl_staged_run(spec, w->round.dreams, w->program, s->part, &s->staged, &err), FL_OK);
}

static inline void make_staged(staged_round *s, uint64_t seed, fl_policy_kind kind, int64_t most, bool minima)
{
	make_staged_as(s, seed, kind, most, minima, false);
}

static inline void release_staged(staged_round *s)
{
	fl_free(s->part);
	fl_staged_free(s->staged);
	written_release(&s->w);
}

/* The round that models/ratios.dat shows and works out by hand. */
static inline void staged_tiny(made_round *m)
{
	static const char text[] =
	    "{\"format\":\"florin-round/1\",\"round\":\"ratios\",\"currency\":\"CNY\",\"minor_digits\":0,"
	    "\"policy\":{\"name\":\"proportional\"},"
	    "\"pools\":[{\"id\":\"general\",\"amount\":400},"
	    "{\"id\":\"education\",\"amount\":500,\"must_spend\":true,\"selector\":{\"category\":\"education\"}}],"
	    "\"groups\":[{\"id\":\"hope\",\"selector\":{\"organisation\":\"hope\"},\"max\":150},"
	    "{\"id\":\"north\",\"selector\":{\"region\":\"north\"},\"min\":180}]}";
	static const fl_candidate dreams[] = {
		{ .id = { "clinic", 6 }, .category = { "health", 6 }, .organisation = { "hope", 4 }, .request = 900, .tally = 30 },
		{ .id = { "library", 7 }, .category = { "education", 9 }, .request = 400, .tally = 20 },
		{ .id = { "school", 6 }, .category = { "education", 9 }, .request = 120, .tally = 10 },
		{ .id = { "ward", 4 }, .category = { "health", 6 }, .region = { "north", 5 }, .request = 900, .tally = 10 },
	};
	fl_error err = FL_ERROR_INIT;
	*m = (made_round){ .count = 4 };
	m->dreams = fl_arena_array(&m->arena, m->count, sizeof *m->dreams);
	for (size_t i = 0; i < m->count; i++)
		m->dreams[i] = dreams[i];
	assert_int_equal(fl_round_parse(FL_STR(text), "ratios", &m->spec, &err), FL_OK);
}

/* The round that models/admission.dat shows. */
static inline void admission_tiny(made_round *m)
{
	static const char text[] =
	    "{\"format\":\"florin-round/1\",\"round\":\"whole\",\"currency\":\"CNY\",\"minor_digits\":0,"
	    "\"policy\":{\"name\":\"coverage\",\"indivisible\":true},\"pools\":[{\"id\":\"general\",\"amount\":600}],"
	    "\"groups\":[{\"id\":\"hope\",\"selector\":{\"organisation\":\"hope\"},\"max_funded\":2}]}";
	static const fl_candidate dreams[] = {
		{ .id = { "book-bus", 8 }, .organisation = { "hope", 4 }, .request = 120, .tally = 20 },
		{ .id = { "clinic", 6 }, .request = 200, .tally = 30 },
		{ .id = { "library", 7 }, .organisation = { "hope", 4 }, .request = 120, .tally = 20 },
		{ .id = { "school", 6 }, .organisation = { "hope", 4 }, .request = 100, .tally = 10 },
		{ .id = { "ward", 4 }, .request = 260, .tally = 10 },
	};
	fl_error err = FL_ERROR_INIT;
	*m = (made_round){ .count = 5 };
	m->dreams = fl_arena_array(&m->arena, m->count, sizeof *m->dreams);
	for (size_t i = 0; i < m->count; i++)
		m->dreams[i] = dreams[i];
	assert_int_equal(fl_round_parse(FL_STR(text), "whole", &m->spec, &err), FL_OK);
}

#endif
