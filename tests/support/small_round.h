/* SPDX-License-Identifier: Apache-2.0
 *
 * small_round.h - rounds of a few dreams, written in the test, with answers that can be worked out by hand.
 */
#ifndef FL_TESTS_SMALL_ROUND_H
#define FL_TESTS_SMALL_ROUND_H

#include "allocate/allocate.h"
#include "base/error.h"
#include "base/str.h"
#include "domain/round.h"
#include "verify/verify.h"

#include <stdio.h>

typedef struct small_dream {
	const char *id, *category, *organisation;
	int64_t tally;
	fl_money request;
	int64_t submitted;
} small_dream;

typedef struct small_round {
	fl_round_spec *spec;
	fl_candidate dreams[64];
	size_t count;
	fl_allocation *a;
} small_round;

/* 'settings': members of round.json after the fixed ones; money in whole units. */
static inline void small_solve(small_round *s, const char *settings, const small_dream *dreams, size_t count)
{
	char text[8192];
	fl_error err = FL_ERROR_INIT;
	snprintf(text, sizeof text,
		 "{\"format\":\"florin-round/1\",\"round\":\"small\",\"currency\":\"CNY\",\"minor_digits\":0,%s}",
		 settings);
	if (fl_round_parse(fl_str_of(text), "small", &s->spec, &err))
		fail_msg("%lld:%lld: %s\n%s", (long long)err.line, (long long)err.column, err.message, text);
	s->count = count;
	for (size_t i = 0; i < count; i++)
		s->dreams[i] = (fl_candidate){ .id = fl_str_of(dreams[i].id),
					       .category = fl_str_of(dreams[i].category),
					       .organisation = fl_str_of(dreams[i].organisation),
					       .region = FL_STR(""),
					       .tally = dreams[i].tally,
					       .request = dreams[i].request,
					       .submitted = dreams[i].submitted,
					       .position = (uint32_t)i };
	s->a = NULL;
	if (fl_allocate(s->spec, s->dreams, count, &s->a, &err))
		fail_msg("%s", err.message);
	if (s->a->outcome == FL_INFEASIBLE)
		return;
	fl_verdict verdict;
	fl_verdict_init(&verdict);
	assert_int_equal(fl_verify(s->spec, s->dreams, count, s->a, &verdict, &err), FL_OK);
	if (!verdict.verified)
		fail_msg("%s", verdict.why);
	fl_verdict_release(&verdict);
}

static inline fl_money small_award(const small_round *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++)
		if (fl_str_eqz(s->dreams[i].id, id))
			return s->a->awards[i].amount;
	return -1;
}

static inline const fl_award *small_reason(const small_round *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++)
		if (fl_str_eqz(s->dreams[i].id, id))
			return &s->a->awards[i];
	return NULL;
}

static inline const fl_limit_line *small_limit(const small_round *s, const char *name)
{
	for (size_t i = 0; i < s->a->num_limits; i++)
		if (fl_str_eqz(s->a->limits[i].name, name))
			return &s->a->limits[i];
	fail_msg("no limit '%s'", name);
	return NULL;
}

static inline fl_money small_paid(const small_round *s, const char *id, uint32_t pool)
{
	fl_money sum = 0;
	for (size_t i = 0; i < s->a->num_payments; i++)
		if (s->a->payments[i].pool == pool && fl_str_eqz(s->dreams[s->a->payments[i].dream].id, id))
			sum += s->a->payments[i].amount;
	return sum;
}

static inline void small_release(small_round *s)
{
	fl_allocation_free(s->a);
	fl_round_free(s->spec);
}

#define SMALL_SOLVE(s, settings, dreams) small_solve((s), (settings), (dreams), sizeof(dreams) / sizeof *(dreams))

#define CMOCKA_HEADERS_INCLUDED 1

#endif
