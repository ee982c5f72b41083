/* SPDX-License-Identifier: Apache-2.0
 *
 * by_steps.h - what an open item is said to move, against the steps in a copy of the round file: the slow and obvious way.
 */
#ifndef FL_TESTS_BY_STEPS_H
#define FL_TESTS_BY_STEPS_H

#include <stdio.h>

#include "base/str.h"
#include "steps/lay_down.h"
#include "steps/review_moves.h"
#include "steps/stored.h"

static inline void check_way(const char *file, const char *copy, const fl_review_way *way, const fl_facts *facts, const fl_allocation *now,
			     int64_t at, uint64_t seed)
{
	char dream[100], other[100], value[100], kind[40];
	fl_error err = FL_ERROR_INIT;
	fl_options options = { .now = at, .threads = 1 };
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	fl_allocation *then = NULL;
	fl_published published;
	size_t found = 0;
	snprintf(kind, sizeof kind, "%.*s", FL_STR_ARG(way->decision.kind));
	snprintf(dream, sizeof dream, "%.*s", FL_STR_ARG(way->decision.subject));
	snprintf(other, sizeof other, "%.*s", FL_STR_ARG(way->decision.other));
	snprintf(value, sizeof value, "%.*s", FL_STR_ARG(way->decision.value));
	remove(copy);
	fl_store *store = NULL;
	assert_int_equal(fl_store_open(file, FL_STORE_READ, &store, &err), FL_OK);
	assert_int_equal(fl_store_copy(store, copy, &err), FL_OK);
	fl_store_close(store);
	fl_round *round = NULL;
	assert_int_equal(fl_round_open(copy, true, &round, &err), FL_OK);
	fl_ruling ruling = { .dream = dream, .other = other[0] ? other : NULL, .value = value, .kind = kind,
			     .code = strcmp(value, "reject") == 0 ? "other" : NULL };
	if (fl_decide_as_if(round, &ruling, &options, &err) != FL_OK || fl_round_tag(round, &options, &tag, &err) != FL_OK ||
	    fl_round_dedup(round, &options, &dedup, &err) != FL_OK || fl_round_tally(round, &options, &tally, &err) != FL_OK ||
	    fl_round_allocate(round, &options, &allocate, &err) != FL_OK ||
	    fl_stored_allocation(round->store, facts, &then, &published, &err) != FL_OK)
		fail_msg("seed %llu: %s %s: %s", (unsigned long long)seed, kind, dream, err.message);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		fl_money before = now->awards[i].amount, after = then->awards[i].amount;
		const fl_review_amount *m = NULL;
		for (size_t k = 0; k < way->num_moves; k++)
			if (way->moves[k].dream == i)
				m = &way->moves[k];
		if ((m != NULL) != (before != after) || (m && (m->before != before || m->after != after)))
			fail_msg("seed %llu: %s %s %s %s: d%zu gets %lld, and is said to get %lld", (unsigned long long)seed, kind, dream,
				 other, value, i, (long long)after, m ? (long long)m->after : (long long)before);
		found += m != NULL;
	}
	assert_int_equal(found, way->num_moves);
	assert_int_equal(way->infeasible, then->outcome == FL_INFEASIBLE);
	fl_allocation_free(then);
	fl_round_close(round);
}

#endif
