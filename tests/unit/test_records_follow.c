/* SPDX-License-Identifier: Apache-2.0
 *
 * What is read for the follow-up: payments out of the text of official awards, events one after another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/str.h"
#include "scratch.h"
#include "store/journal.h"
#include "store/records.h"

static fl_store *make_store(const void *state)
{
	char path[300];
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	scratch_path(state, "round.florin", path, sizeof path);
	assert_int_equal(fl_store_create(path, FL_STORE_WRITE, &store, &err), FL_OK);
	return store;
}

static void test_records_follow__payments_are_those_of_the_text(void **state)
{
	static const char text[] = "{\"format\":\"florin-awards/1\",\"awards\":["
				   "{\"dream\":\"d \\\"1\\\" \\u003c\\ud83c\\udf38\",\"amount\":70,\"payments\":[{\"pool\":\"a\",\"amount\":30},{\"pool\":\"\xe7\x94\xb2\",\"amount\":40}]},"
				   "{\"dream\":\"d2\",\"amount\":9007199254740993,\"payments\":[{\"pool\":\"a\",\"amount\":9007199254740993}]}]}";
	fl_arena arena = { 0 };
	fl_error err = FL_ERROR_INIT;
	fl_official_payment *payments;
	size_t count;
	fl_store *store = make_store(*state);
	assert_int_equal(fl_official_payments_load(store, FL_STR(text), &arena, &payments, &count, &err), FL_OK);
	assert_int_equal(count, 3);
	assert_true(fl_str_eqz(payments[0].dream, "d \"1\" <\xf0\x9f\x8c\xb8") && fl_str_eqz(payments[0].pool, "a"));
	assert_true(fl_str_eq(payments[1].dream, payments[0].dream) && fl_str_eqz(payments[1].pool, "\xe7\x94\xb2"));
	assert_int_equal(payments[0].amount, 30);
	assert_int_equal(payments[1].amount, 40);
	assert_int_equal(payments[2].amount, INT64_C(9007199254740993)); /* no double holds it */
	fl_store_close(store);
	fl_arena_release(&arena);
}

static void test_records_follow__what_is_no_amount_is_refused(void **state)
{
	static const char *const amounts[] = { "1.5", "\"3\"", "null", "[]", "12345678901234567890" };
	fl_store *store = make_store(*state);
	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
		char text[200];
		fl_arena arena = { 0 };
		fl_error err = FL_ERROR_INIT;
		fl_official_payment *payments;
		size_t count;
		snprintf(text, sizeof text, "{\"awards\":[{\"dream\":\"d\",\"payments\":[{\"pool\":\"a\",\"amount\":%s}]}]}", amounts[i]);
		assert_int_equal(fl_official_payments_load(store, fl_str_of(text), &arena, &payments, &count, &err), FL_EPARSE);
		fl_arena_release(&arena);
	}
	fl_store_close(store);
}

static fl_status second_is_enough(void *user, const fl_follow_event *event, fl_error *err)
{
	size_t *seen = user;
	(void)err;
	assert_true(fl_str_eqz(event->dream, *seen == 0 ? "d0" : "d1"));
	assert_int_equal(event->kind, *seen == 0 ? FL_FOLLOW_PAY : FL_FOLLOW_STOP);
	return ++*seen == 2 ? FL_ENOTFOUND : FL_OK;
}

static void test_records_follow__events_come_in_order_until_one_ends_it(void **state)
{
	fl_arena arena = { 0 };
	fl_error err = FL_ERROR_INIT;
	fl_follow_event *events, pay = { .kind = FL_FOLLOW_PAY, .amount = 5, .people = -1, .item = FL_STR("start"), .person = FL_STR("Li") };
	fl_follow_event stop = { .kind = FL_FOLLOW_STOP, .amount = -1, .people = -1, .why = FL_STR("closed"), .story = FL_STR("two\nlines"), .person = FL_STR("Li") };
	size_t count, seen = 0;
	int64_t seq;
	fl_store *store = make_store(*state);
	assert_int_equal(fl_store_begin(store, &err), FL_OK);
	assert_int_equal(fl_journal_append(store, FL_STR("{}"), &seq, &err), FL_OK);
	pay.seq = stop.seq = seq;
	pay.dream = FL_STR("d0");
	stop.dream = FL_STR("d1");
	assert_int_equal(fl_follow_add(store, &pay, &err), FL_OK);
	assert_int_equal(fl_follow_add(store, &stop, &err), FL_OK);
	assert_int_equal(fl_follow_add(store, &pay, &err), FL_OK);
	assert_int_equal(fl_store_commit(store, &err), FL_OK);
	assert_int_equal(fl_follow_each(store, second_is_enough, &seen, &err), FL_ENOTFOUND);
	assert_int_equal(seen, 2);
	assert_int_equal(fl_follow_load(store, &arena, &events, &count, &err), FL_OK);
	assert_int_equal(count, 3);
	assert_true(fl_str_eqz(events[1].why, "closed") && fl_str_eqz(events[1].story, "two\nlines") && fl_str_eqz(events[2].item, "start") && events[2].amount == 5);
	fl_store_close(store);
	fl_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_records_follow__payments_are_those_of_the_text, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_records_follow__what_is_no_amount_is_refused, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_records_follow__events_come_in_order_until_one_ends_it, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
