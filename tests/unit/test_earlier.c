/* SPDX-License-Identifier: Apache-2.0
 *
 * Earlier divisions to bytes and back; what follows from them against plain sums over random histories; facts that contradict each other,
 * and text that is none, are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/earlier.h"
#include "random.h"

enum { DREAMS = 9, POOLS = 3, DIVISIONS = 3, EVENTS = 40 };

typedef struct made {
	fl_earlier e;
	fl_str pools[POOLS];
	fl_money amounts[POOLS], by_pool[DIVISIONS][DREAMS][POOLS];
	fl_earlier_division divisions[DIVISIONS];
	fl_earlier_award awards[DIVISIONS][DREAMS];
	fl_earlier_event events[EVENTS];
	/* the oracle's own */
	fl_money paid[DIVISIONS][DREAMS];
	bool stopped[DIVISIONS][DREAMS];
} made;

static const char *const names[DREAMS] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };

static int64_t below(uint64_t *r, int64_t n)
{
	return (int64_t)random_below(r, (uint64_t)n);
}

static fl_money whole(const made *m, size_t d, size_t i)
{
	return m->by_pool[d][i][0] + m->by_pool[d][i][1] + m->by_pool[d][i][2];
}

static void add_event(made *m, size_t d, size_t i, fl_follow_kind kind, fl_money amount, int64_t seq)
{
	m->events[m->e.num_events++] = (fl_earlier_event){ d,
							   { .seq = seq,
							     .kind = kind,
							     .dream = fl_str_of(names[i]),
							     .item = kind == FL_FOLLOW_STOP ? FL_STR("") : FL_STR("all"),
							     .amount = amount,
							     .people = -1,
							     .day = 20800,
							     .person = FL_STR("Li \"W\""),
							     .evidence = FL_STR(""),
							     .why = kind == FL_FOLLOW_STOP ? FL_STR("it ended\xe3\x80\x82") : FL_STR(""),
							     .story = FL_STR("") } };
}

/* Later divisions award at most what returned before. */
static void make(made *m, uint64_t *r)
{
	fl_money left[POOLS] = { 0 };
	*m = (made){ .e = { .day = 20900, .num_pools = POOLS, .num_divisions = DIVISIONS } };
	for (size_t p = 0; p < POOLS; p++) {
		m->pools[p] = fl_str_of(names[p]);
		m->amounts[p] = 1000000;
	}
	m->e.pools = m->pools;
	m->e.amounts = m->amounts;
	m->e.divisions = m->divisions;
	m->e.events = m->events;
	for (size_t d = 0; d < DIVISIONS; d++) {
		m->divisions[d] = (fl_earlier_division){ .approved = 5, .size = 9, .day = 20700, .text = FL_STR(""), .awards = m->awards[d], .num_awards = DREAMS };
		for (size_t i = 0; i < DREAMS; i++) {
			m->awards[d][i] = (fl_earlier_award){ fl_str_of(names[i]), m->by_pool[d][i] };
			for (size_t p = 0; p < POOLS; p++) {
				fl_money most = d == 0 ? 1000 : left[p];
				m->by_pool[d][i][p] = below(r, 3) ? below(r, most + 1) : 0;
				left[p] -= d == 0 ? 0 : m->by_pool[d][i][p];
			}
		}
		for (int k = 0; k < EVENTS / DIVISIONS; k++) {
			size_t i = (size_t)below(r, DREAMS);
			fl_money rest = whole(m, d, i) - m->paid[d][i];
			if (m->stopped[d][i] || (rest == 0 && below(r, 2)))
				continue;
			if (rest > 0 && below(r, 2)) {
				fl_money pays = 1 + below(r, rest);
				m->paid[d][i] += pays;
				add_event(m, d, i, FL_FOLLOW_PAY, pays, 6 + k);
			} else {
				m->stopped[d][i] = true;
				add_event(m, d, i, FL_FOLLOW_STOP, -1, 6 + k);
				fl_money paid = m->paid[d][i];
				for (size_t p = 0; p < POOLS; p++) {
					fl_money of_it = paid < m->by_pool[d][i][p] ? paid : m->by_pool[d][i][p];
					paid -= of_it;
					left[p] += m->by_pool[d][i][p] - of_it;
				}
			}
		}
	}
}

static void check_sums(const made *m, const fl_earlier *e)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_earlier_sums sums;
	fl_error err = FL_ERROR_INIT;
	fl_money kept = 0, pools = 0;
	if (fl_earlier_sum(e, &arena, &sums, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(sums.num_shares, DREAMS);
	for (size_t i = 0; i < DREAMS; i++) {
		fl_money before = 0;
		bool ended = false;
		for (size_t d = 0; d < DIVISIONS; d++) {
			before += m->stopped[d][i] ? m->paid[d][i] : whole(m, d, i);
			ended = ended || m->stopped[d][i];
		}
		const fl_earlier_share *share = &sums.shares[fl_map_get(&sums.index, fl_str_of(names[i]))];
		assert_true(share->before == before && share->ended == ended);
		kept += before;
	}
	for (size_t p = 0; p < POOLS; p++) {
		const fl_earlier_pool *pool = &sums.pools[p];
		assert_true(pool->awarded == pool->paid + pool->planned + pool->returned);
		assert_true(fl_earlier_money(pool) >= 0);
		pools += pool->paid + pool->planned;
	}
	assert_true(kept == pools); /* dream by dream, and pool by pool */
	fl_earlier_sums_release(&sums);
	fl_arena_release(&arena);
}

static void test_earlier__sums_are_those_of_the_facts_written_and_read(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		uint64_t r = seed;
		made m;
		fl_buf text, again;
		fl_arena arena = FL_ARENA_INIT;
		fl_earlier read;
		fl_error err = FL_ERROR_INIT;
		make(&m, &r);
		check_sums(&m, &m.e);
		fl_buf_init(&text, 1 << 20);
		fl_buf_init(&again, 1 << 20);
		fl_earlier_print(&text, &m.e);
		if (fl_earlier_read(fl_buf_view(&text), "earlier", &arena, &read, &err) != FL_OK)
			fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, err.message, text.data);
		check_sums(&m, &read);
		fl_earlier_print(&again, &read);
		assert_string_equal(text.data, again.data);
		fl_buf_release(&text);
		fl_buf_release(&again);
		fl_arena_release(&arena);
	}
}

#define HEAD "{\"format\":\"florin-earlier/1\",\"on\":\"2027-03-01\",\"pools\":[{\"id\":\"p\",\"amount\":100}]}\n"
#define ROOT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define DIVISION(n) "{\"division\":" n ",\"approved\":1,\"size\":2,\"root\":\"" ROOT "\",\"day\":\"2026-09-05\"}\n"
#define AWARD(n, dream, amount) "{\"division\":" n ",\"dream\":\"" dream "\",\"by_pool\":[" amount "]}\n"
#define EVENT(n, rest) "{\"division\":" n ",\"entry\":1,\"on\":\"2026-10-01\"," rest "}\n"

static void test_earlier__contradictions_are_refused(void **state)
{
	static const struct {
		const char *text, *says;
		bool reads; /* it is a document; what it says cannot be */
	} bad[] = {
		{ "", "no division", false },
		{ HEAD, "no division", false },
		{ HEAD "7\n", "expected an object", false },
		{ HEAD AWARD("0", "a", "5"), "order", false },
		{ HEAD DIVISION("1"), "order", false },
		{ HEAD DIVISION("0") AWARD("0", "a", "5,6"), "no place", false },
		{ HEAD DIVISION("0") AWARD("0", "a", "-5"), "minor units", false },
		{ HEAD DIVISION("0") AWARD("0", "a", "9223372036854775807") AWARD("0", "b", "1"), "2^63", false },
		{ HEAD DIVISION("0") EVENT("0", "\"kind\":\"gift\",\"dream\":\"a\""), "no such kind", false },
		{ HEAD DIVISION("0") AWARD("0", "a", "5") AWARD("0", "a", "5"), "two awards", true },
		{ HEAD DIVISION("0") EVENT("0", "\"kind\":\"pay\",\"dream\":\"a\",\"amount\":1"), "had no award", true },
		{ HEAD DIVISION("0") AWARD("0", "a", "5") EVENT("0", "\"kind\":\"pay\",\"dream\":\"a\",\"amount\":6"), "more than its award", true },
		{ HEAD DIVISION("0") AWARD("0", "a", "5") EVENT("0", "\"kind\":\"pay\",\"dream\":\"a\",\"amount\":3")
		  EVENT("0", "\"kind\":\"pay\",\"dream\":\"a\",\"amount\":3"), "more than its award", true },
		{ HEAD DIVISION("0") AWARD("0", "a", "5") EVENT("0", "\"kind\":\"stop\",\"dream\":\"a\"")
		  EVENT("0", "\"kind\":\"pay\",\"dream\":\"a\",\"amount\":3"), "after it was stopped", true },
		{ HEAD DIVISION("0") AWARD("0", "a", "5") DIVISION("1") AWARD("1", "b", "1"), "more was awarded again", true },
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_earlier e;
		fl_earlier_sums sums = { .num_shares = 0 };
		fl_error err = FL_ERROR_INIT;
		fl_status status = fl_earlier_read(fl_str_of(bad[i].text), "earlier", &arena, &e, &err);
		assert_int_equal(status == FL_OK, bad[i].reads);
		if (bad[i].reads)
			assert_int_equal(fl_earlier_sum(&e, &arena, &sums, &err), FL_EINVAL);
		if (!strstr(err.message, bad[i].says))
			fail_msg("%zu: '%s' does not say '%s'", i, err.message, bad[i].says);
		fl_earlier_sums_release(&sums);
		fl_arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_earlier__sums_are_those_of_the_facts_written_and_read),
		cmocka_unit_test(test_earlier__contradictions_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
