/* SPDX-License-Identifier: Apache-2.0
 *
 * Random histories after the award, most of them full of what must be refused: on every day, of every dream and pool, awarded = paid +
 * planned + returned; no tranche is paid beyond its amount or before what it waits for; a refused event changes nothing; tranches come
 * to the award.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/follow.h"
#include "random.h"

enum { POOLS = 3, EVENTS = 60, DAYS = 40 };

typedef struct history {
	fl_follow_plan plan;
	fl_follow_dream dream; /* as awarded */
	fl_money by_pool[POOLS];
	fl_follow_event kept[EVENTS];
	size_t num_kept, refused;
} history;

static const fl_currency yuan = { "CNY", 2 };
static const char *const names[] = { "a", "b", "c", "d", "nothing" };

static int64_t below(uint64_t *r, int64_t n)
{
	return (int64_t)random_below(r, (uint64_t)n);
}

static void make(history *h, uint64_t *r)
{
	int64_t left = 1000000;
	*h = (history){ .num_kept = 0 };
	h->plan.num_milestones = (size_t)below(r, 4);
	h->plan.num_tranches = 1 + (size_t)below(r, 4);
	for (size_t m = 0; m < h->plan.num_milestones; m++)
		h->plan.milestones[m] = (fl_follow_item){ .id = fl_str_of(names[m]), .result = below(r, 2), .after = below(r, DAYS) };
	for (size_t t = 0; t < h->plan.num_tranches; t++) {
		bool last = t + 1 == h->plan.num_tranches;
		int64_t ppm = last ? left : below(r, left - (int64_t)(h->plan.num_tranches - t)) + 1;
		left -= ppm;
		h->plan.tranches[t] = (fl_follow_item){ .id = fl_str_of(names[t]), .ppm = ppm, .after = below(r, DAYS) };
		if (h->plan.num_milestones > 0)
			h->plan.tranches[t].needs = (uint32_t)below(r, INT64_C(1) << h->plan.num_milestones);
	}
	for (size_t p = 0; p < POOLS; p++) {
		h->by_pool[p] = below(r, 3) ? below(r, below(r, 2) ? 50 : INT64_MAX / 4) : 0;
		h->dream.award += h->by_pool[p];
	}
	h->dream.by_pool = h->by_pool;
	h->dream.num_pools = POOLS;
	h->dream.awarded_day = 5;
	h->dream.last_day = FL_FOLLOW_DAY_NONE;
}

static fl_follow_event any_event(const history *h, const fl_follow_dream *now, uint64_t *r, int64_t *day)
{
	fl_follow_event e = { .amount = -1, .people = -1, .item = fl_str_of(names[below(r, 5)]) };
	int64_t kind = below(r, 40);
	e.kind = kind < 20 ? FL_FOLLOW_PAY : kind < 26 ? FL_FOLLOW_FEEDBACK : kind < 32 ? FL_FOLLOW_RESULT : kind < 39 ? FL_FOLLOW_ACCEPT : FL_FOLLOW_STOP;
	*day += below(r, 3);
	e.day = below(r, 8) ? *day : below(r, DAYS);
	if (e.kind == FL_FOLLOW_STOP && below(r, 2))
		e.why = FL_STR("they gave up");
	if (e.kind == FL_FOLLOW_PAY) {
		size_t t = (size_t)below(r, (int64_t)h->plan.num_tranches);
		fl_money whole = fl_follow_amount(&h->plan, now, t), left = whole - now->paid[t];
		e.item = h->plan.tranches[t].id;
		e.amount = below(r, 3) == 0 ? left : below(r, 2) ? left / 2 : left + below(r, 3) - 1;
	}
	return e;
}

/* The rules in other words, over what was kept up to a day. */
static void check_day(const history *h, int64_t day)
{
	fl_follow_dream d = h->dream;
	fl_money pools = 0, paid = 0;
	for (size_t i = 0; i < h->num_kept; i++)
		if (h->kept[i].day <= day)
			assert_int_equal(fl_follow_apply(&h->plan, &yuan, &d, &h->kept[i], NULL), FL_OK);
	fl_follow_sum sum = fl_follow_sum_of(&d);
	assert_true(sum.awarded == h->dream.award && sum.paid >= 0 && sum.planned >= 0 && sum.returned >= 0);
	assert_true(sum.awarded == sum.paid + sum.planned + sum.returned);
	assert_true(d.stopped ? sum.planned == 0 : sum.returned == 0);
	for (size_t p = 0; p < POOLS; p++) {
		fl_follow_sum of = fl_follow_sum_of_pool(&d, p);
		assert_true(of.awarded == h->by_pool[p] && of.paid >= 0 && of.planned >= 0 && of.returned >= 0);
		assert_true(of.awarded == of.paid + of.planned + of.returned);
		pools += of.paid;
	}
	assert_true(pools == sum.paid);
	for (size_t i = 0; i < h->num_kept; i++)
		if (h->kept[i].kind == FL_FOLLOW_PAY && h->kept[i].day <= day)
			paid += h->kept[i].amount;
	assert_true(paid == sum.paid);
}

/* Was each milestone that a tranche needs reported and then accepted before it was paid, and nothing done after a stop? */
static void check_order(const history *h)
{
	for (size_t i = 0; i < h->num_kept; i++) {
		const fl_follow_event *e = &h->kept[i];
		assert_true(e->day >= h->dream.awarded_day && (i == 0 || e->day >= h->kept[i - 1].day));
		assert_true(i + 1 == h->num_kept || e->kind != FL_FOLLOW_STOP);
		for (size_t t = 0; e->kind == FL_FOLLOW_PAY && t < h->plan.num_tranches; t++)
			for (size_t m = 0; fl_str_eq(h->plan.tranches[t].id, e->item) && m < h->plan.num_milestones; m++) {
				bool accepted = false;
				for (size_t k = 0; k < i; k++)
					accepted = accepted || (h->kept[k].kind == FL_FOLLOW_ACCEPT && fl_str_eq(h->kept[k].item, h->plan.milestones[m].id));
				assert_true(accepted || !(h->plan.tranches[t].needs & (UINT32_C(1) << m)));
			}
	}
}

static void test_follow__numbers_add_up_on_every_day_of_every_history(void **state)
{
	size_t kept = 0, refused = 0, stopped = 0, full = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		uint64_t r = seed;
		history h;
		int64_t day = 0;
		make(&h, &r);
		fl_follow_dream now = h.dream;
		fl_money all = 0;
		for (size_t t = 0; t < h.plan.num_tranches; t++) {
			assert_true(fl_follow_amount(&h.plan, &now, t) >= 0);
			all += fl_follow_amount(&h.plan, &now, t);
		}
		if (all != h.dream.award)
			fail_msg("seed %llu: tranches come to %lld, the award is %lld", (unsigned long long)seed, (long long)all, (long long)h.dream.award);
		for (int i = 0; i < EVENTS; i++) {
			fl_follow_event e = any_event(&h, &now, &r, &day);
			fl_follow_dream before = now;
			fl_error err = FL_ERROR_INIT;
			if (fl_follow_apply(&h.plan, &yuan, &now, &e, &err) == FL_OK) {
				h.kept[h.num_kept++] = e;
			} else {
				assert_true(err.status == FL_EINVAL && err.message[0] != '\0');
				assert_memory_equal(&before, &now, sizeof now);
				h.refused++;
			}
		}
		for (int64_t d = 0; d < DAYS + 90; d += 1 + (int64_t)random_below(&r, 4))
			check_day(&h, d);
		check_order(&h);
		kept += h.num_kept;
		refused += h.refused;
		stopped += now.stopped;
		full += !now.stopped && h.dream.award > 0 && fl_follow_sum_of(&now).planned == 0;
	}
	print_message("%zu recorded, %zu refused, %zu stopped, %zu paid in full\n", kept, refused, stopped, full);
	assert_true(kept > 10000 && refused > 10000 && stopped > 100 && full > 100);
}

/* ---- each refusal by its words -------------------------------------------------------------------------------------- */

static void refused(fl_follow_dream *d, const fl_follow_plan *plan, fl_follow_event e, const char *words)
{
	fl_error err = FL_ERROR_INIT;
	fl_follow_dream before = *d;
	assert_int_equal(fl_follow_apply(plan, &yuan, d, &e, &err), FL_EINVAL);
	if (!strstr(err.message, words))
		fail_msg("'%s', not '%s'", err.message, words);
	assert_memory_equal(&before, d, sizeof before);
}

static void done(fl_follow_dream *d, const fl_follow_plan *plan, fl_follow_event e)
{
	fl_error err = FL_ERROR_INIT;
	if (fl_follow_apply(plan, &yuan, d, &e, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static void test_follow__says_why_it_refuses(void **state)
{
	const fl_money by_pool[] = { 10000 };
	fl_follow_plan plan = { .milestones = { { .id = FL_STR("first"), .after = 90 }, { .id = FL_STR("end"), .result = true, .after = 300 } },
				.num_milestones = 2,
				.tranches = { { .id = FL_STR("start"), .ppm = 600000 }, { .id = FL_STR("rest"), .ppm = 400000, .needs = 1, .after = 120 } },
				.num_tranches = 2,
				.soon = 14 };
	fl_follow_dream d = { .id = FL_STR("d1"), .award = 10000, .by_pool = by_pool, .num_pools = 1, .awarded_day = 20000, .last_day = FL_FOLLOW_DAY_NONE };
	(void)state;
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("start"), .amount = 1, .day = 19999 }, "before the award, 2024-10-04");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("start"), .amount = 6001, .day = 20000 },
		"60.01 is more than the 60.00 that are left of tranche 'start'");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("start"), .amount = 0, .day = 20000 }, "above zero");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("x"), .amount = 1, .day = 20000 }, "no tranche 'x'");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("rest"), .amount = 1, .day = 20000 },
		"tranche 'rest' waits for 'first', which has not been reported");
	done(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("start"), .amount = 6000, .day = 20001 });
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("start"), .amount = 1, .day = 20001 }, "'start' is paid already");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_RESULT, .item = FL_STR("first"), .day = 20001 }, "about feedback, not results");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_FEEDBACK, .item = FL_STR("end"), .day = 20001 }, "about results, not feedback");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_FEEDBACK, .item = FL_STR("y"), .day = 20001 }, "no milestone 'y'");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_ACCEPT, .item = FL_STR("first"), .day = 20001 }, "nothing was reported");
	assert_int_equal(fl_follow_state_of(&plan, &d, false, 0, 20000 + 75), FL_FOLLOW_LATER);
	assert_int_equal(fl_follow_state_of(&plan, &d, false, 0, 20000 + 76), FL_FOLLOW_SOON);
	assert_int_equal(fl_follow_state_of(&plan, &d, false, 0, 20000 + 90), FL_FOLLOW_SOON);
	assert_int_equal(fl_follow_state_of(&plan, &d, false, 0, 20000 + 91), FL_FOLLOW_OVERDUE);
	assert_int_equal(fl_follow_state_of(&plan, &d, true, 1, 20000 + 200), FL_FOLLOW_WAITS);
	done(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_FEEDBACK, .item = FL_STR("first"), .day = 20050 });
	assert_int_equal(fl_follow_state_of(&plan, &d, false, 0, 20000 + 200), FL_FOLLOW_REVIEW);
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("rest"), .amount = 1, .day = 20050 }, "which is not accepted yet");
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_ACCEPT, .item = FL_STR("first"), .day = 20049 }, "before what was recorded last, 2024-11-23");
	done(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_ACCEPT, .item = FL_STR("first"), .day = 20060 });
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_ACCEPT, .item = FL_STR("first"), .day = 20060 }, "accepted already");
	assert_int_equal(fl_follow_state_of(&plan, &d, true, 1, 20000 + 200), FL_FOLLOW_OVERDUE);
	done(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("rest"), .amount = 1000, .day = 20060 });
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_STOP, .day = 20070 }, "'why' is missing");
	done(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_STOP, .why = FL_STR("moved away"), .day = 20070 });
	refused(&d, &plan, (fl_follow_event){ .kind = FL_FOLLOW_PAY, .item = FL_STR("rest"), .amount = 1, .day = 20080 }, "the dream is stopped");
	fl_follow_sum sum = fl_follow_sum_of(&d);
	assert_true(sum.awarded == 10000 && sum.paid == 7000 && sum.planned == 0 && sum.returned == 3000);
}

/* ---- the plan of a round -------------------------------------------------------------------------------------------- */

static void parse(const char *json, const char *words, fl_follow_plan *ret)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_json_parse(fl_str_of(json), "round.json", &doc, &err), FL_OK);
	fl_status status = fl_follow_parse(fl_json_root(doc), &arena, ret, &err);
	if ((words == NULL) != (status == FL_OK) || (words && !strstr(err.message, words)))
		fail_msg("%s: '%s'", json, err.message);
	fl_json_free(doc);
	fl_arena_release(&arena);
}

static void test_follow__reads_the_plan(void **state)
{
	static const char *const bad[][2] = {
		{ "{\"follow\":3}", "must be an object" },
		{ "{\"follow\":{\"tranche\":[]}}", "tranche" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"share\":\"50%\",\"after\":0}]}}", "50.0000 %, not to 100 %" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"share\":\"50%\",\"after\":0},{\"id\":\"a\",\"share\":\"50%\",\"after\":0}]}}", "twice" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"share\":\"100%\"}]}}", "either 'after'" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"share\":\"100%\",\"after\":1,\"on\":\"2026-10-01\"}]}}", "either 'after'" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"share\":\"100%\",\"on\":\"soon\"}]}}", "is a day" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"share\":\"100%\",\"after\":1,\"needs\":[\"x\"]}]}}", "no milestone" },
		{ "{\"follow\":{\"tranches\":[{\"id\":\"a\",\"after\":1}]}}", "'share'" },
		{ "{\"follow\":{\"milestones\":[{\"id\":\"a\",\"kind\":\"photo\",\"after\":1}]}}", "photo" },
	};
	fl_follow_plan plan;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		parse(bad[i][0], bad[i][1], &plan);
	parse("{}", NULL, &plan); /* all at once, first feedback within 90 days */
	assert_int_equal(plan.num_tranches, 1);
	assert_int_equal(plan.tranches[0].ppm, 1000000);
	assert_int_equal(plan.num_milestones, 1);
	assert_int_equal(plan.milestones[0].after, 90);
	parse("{\"follow\":{\"milestones\":[{\"id\":\"m\",\"kind\":\"result\",\"on\":\"2026-10-01\"}],\"tranches\":[{\"id\":\"a\",\"share\":\"1/4\",\"after\":0},"
	      "{\"id\":\"b\",\"share\":0.75,\"after\":30,\"needs\":[\"m\"]}],\"soon\":7}}", NULL, &plan);
	assert_true(plan.milestones[0].result && plan.tranches[0].ppm == 250000 && plan.tranches[1].needs == 1 && plan.soon == 7);
	assert_int_equal(plan.milestones[0].on, 20727);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_follow__numbers_add_up_on_every_day_of_every_history),
		cmocka_unit_test(test_follow__says_why_it_refuses),
		cmocka_unit_test(test_follow__reads_the_plan),
	};
	return cmocka_run_group_tests_name("follow", tests, NULL, NULL);
}
