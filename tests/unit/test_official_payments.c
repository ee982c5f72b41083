/* SPDX-License-Identifier: Apache-2.0
 *
 * The short way through awards.json says what the store says of it, and leaves to the store what is not as we write it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/str.h"
#include "scratch.h"
#include "steps/official_payments.h"
#include "store/journal.h"

static const char head[] = "{\n  \"format\": \"florin-awards/1\",\n  \"objective\": \"7/3\",\n  \"awards\": [";

/* Both readers of a text: the same answer. */
static void same(void **state, const char *text, fl_status expected, size_t payments)
{
	char path[300];
	fl_arena arena = { 0 };
	fl_error err = FL_ERROR_INIT, other = FL_ERROR_INIT;
	fl_store *store = NULL;
	fl_official_payment *ours, *theirs;
	size_t count = 0, their_count = 0;
	scratch_path(*state, "round.florin", path, sizeof path);
	remove(path);
	assert_int_equal(fl_store_create(path, FL_STORE_WRITE, &store, &err), FL_OK);
	fl_status status = fl_official_payments_load(store, fl_str_of(text), &arena, &theirs, &their_count, &other);
	assert_int_equal(fl_official_payments_read(store, fl_str_of(text), &arena, &ours, &count, &err), status);
	assert_int_equal(status, expected);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		assert_true(i < their_count && fl_str_eq(ours[i].dream, theirs[i].dream) && fl_str_eq(ours[i].pool, theirs[i].pool));
		assert_int_equal(ours[i].amount, theirs[i].amount);
	}
	if (status == FL_OK) {
		assert_int_equal(count, their_count);
		assert_int_equal(count, payments);
	}
	fl_store_close(store);
	fl_arena_release(&arena);
}

static void test_official_payments__are_those_of_the_store(void **state)
{
	static const struct {
		const char *awards;
		fl_status status;
		size_t payments;
	} cases[] = {
		{ "]\n}\n", FL_OK, 0 },
		{ "{\"dream\": \"d\", \"amount\": 0, \"payments\": []}]}", FL_OK, 0 },
		{ "{\n\"dream\": \"\xe7\x94\xb2\", \"amount\": 7,\n \"payments\": [{\"pool\": \"a\", \"amount\": 3}, {\"pool\": \"b\", \"amount\": 4}]},\n"
		  "{\"dream\": \"e\", \"amount\": 1, \"payments\": [{\"pool\": \"a\", \"amount\": 999999999999999999}]}]}", FL_OK, 3 },
		{ "{\"dream\": \"\\u003cd\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": 7}]}]}", FL_OK, 1 },
		{ "{\"amount\": 7, \"dream\": \"d\", \"payments\": [{\"amount\": 7, \"pool\": \"a\"}]}]}", FL_OK, 1 },
		{ "{\"dream\": \"d\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": -7}]}]}", FL_OK, 1 },
		{ "{\"dream\": \"d\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": 1000000000000000001}]}]}", FL_OK, 1 },
		{ "{\"dream\": \"d\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": 7}], \"more\": 1}], \"tail\": 2}", FL_OK, 1 },
		{ "{\"dream\": \"d\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": 1.5}]}]}", FL_EPARSE, 0 },
		{ "{\"dream\": \"d\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": \"7\"}]}]}", FL_EPARSE, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[1000];
		snprintf(text, sizeof text, "%s%s", head, cases[i].awards);
		same(state, text, cases[i].status, cases[i].payments);
	}
}

/* Cut off anywhere, it is no file of awards. */
static void test_official_payments__end_with_the_text(void **state)
{
	char text[400], cut[400];
	char path[300];
	fl_store *store = NULL;
	fl_error err = FL_ERROR_INIT;
	int len = snprintf(text, sizeof text, "%s{\"dream\": \"d\", \"amount\": 7, \"payments\": [{\"pool\": \"a\", \"amount\": 7}]}]}", head);
	scratch_path(*state, "cut.florin", path, sizeof path);
	assert_int_equal(fl_store_create(path, FL_STORE_WRITE, &store, &err), FL_OK);
	for (int i = 0; i < len; i++) {
		fl_arena arena = { 0 };
		fl_official_payment *payments;
		size_t count;
		fl_error inner = FL_ERROR_INIT;
		snprintf(cut, sizeof cut, "%.*s", i, text);
		assert_int_not_equal(fl_official_payments_read(store, fl_str_of(cut), &arena, &payments, &count, &inner), FL_OK);
		fl_arena_release(&arena);
	}
	fl_store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_official_payments__are_those_of_the_store, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_official_payments__end_with_the_text, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
