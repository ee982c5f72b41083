/* SPDX-License-Identifier: Apache-2.0
 *
 * test_assign_model.c - assignments as documents and as models: match.json read again is the same, what was tampered with in it is refused,
 * and plain glpsol comes to the same sum with models/assignment.mod.
 */
#include "assign_kit.h"
#include "glpsol_kit.h"

#include "allocate/assign.h"
#include "allocate/assign_model.h"
#include "base/str.h"
#include "verify/assigned.h"

#define MODEL FLORIN_SOURCE_DIR "/models/assignment.mod"

static const fl_str dreams[ASSIGN_DREAMS] = { { "d1", 2 }, { "d2", 2 }, { "d3", 2 }, { "d4", 2 }, { "d5", 2 }, { "d6", 2 } };
static const fl_str partners[ASSIGN_PARTNERS] = { { "p1", 2 }, { "p\n2", 3 }, { "p3", 2 }, { "p4", 2 } };

static fl_matching solved(const assign_kit *k, fl_assignment **ret)
{
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_assign(&k->c, ret, &err), FL_OK);
	return (fl_matching){ .round = FL_STR("r"), .partners = partners, .dreams = dreams, .c = k->c, .a = *ret };
}

static void test_matching__read_again_is_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		uint64_t s = seed + 500000;
		assign_kit k;
		fl_assignment *a = NULL;
		fl_arena arena = FL_ARENA_INIT;
		fl_buf first, second;
		fl_matching again;
		fl_assign_verdict v;
		fl_error err = FL_ERROR_INIT;
		assign_case(&k, &s, seed % 2 == 0);
		fl_matching m = solved(&k, &a);
		fl_buf_init(&first, 1 << 20);
		fl_buf_init(&second, 1 << 20);
		fl_matching_print(&first, &m);
		if (fl_matching_read(fl_buf_view(&first), "match.json", &arena, &again, &err) != FL_OK)
			fail_msg("seed %llu: %s", (unsigned long long)seed, err.message);
		fl_matching_print(&second, &again);
		assert_true(fl_str_eq(fl_buf_view(&first), fl_buf_view(&second)));
		assert_int_equal(fl_verify_assigned(&again.c, again.a, &v, &err), FL_OK);
		assert_true(v.verified);
		fl_buf_release(&first);
		fl_buf_release(&second);
		fl_arena_release(&arena);
		fl_assignment_free(a);
	}
}

/* One byte of the document changed: it is refused, or says the same of who has whom and what that is worth, or names others. */
static void test_matching__a_changed_byte_never_makes_a_worse_one_the_best(void **state)
{
	(void)state;
	size_t read = 0, refused = 0;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		uint64_t s = seed % 20 + 600000, r = seed;
		assign_kit k;
		assign_oracle o;
		fl_assignment *a = NULL;
		fl_arena arena = FL_ARENA_INIT;
		fl_buf text;
		fl_matching again;
		fl_assign_verdict v;
		fl_error err = FL_ERROR_INIT;
		assign_case(&k, &s, seed % 2 == 0);
		fl_matching m = solved(&k, &a);
		fl_buf_init(&text, 1 << 20);
		fl_matching_print(&text, &m);
		text.data[random_below(&r, text.len)] = "0123456789,[]{}:-\""[random_below(&r, 18)];
		if (fl_matching_read(fl_buf_view(&text), "match.json", &arena, &again, &err) != FL_OK) {
			refused++;
		} else {
			assert_int_equal(fl_verify_assigned(&again.c, again.a, &v, &err), FL_OK);
			if (v.verified && again.c.num_dreams == k.c.num_dreams && again.c.num_partners == k.c.num_partners &&
			    again.a->outcome == FL_ASSIGN_OPTIMAL) { /* then it is the best of the case that it states */
				assign_kit other = k;
				memcpy(other.start, again.c.start, (k.c.num_dreams + 1) * sizeof *again.c.start);
				memcpy(other.fits, again.c.fits, again.c.start[k.c.num_dreams] * sizeof *again.c.fits);
				memcpy(other.brings, again.c.brings, k.c.num_dreams * sizeof *again.c.brings);
				memcpy(other.fixed, again.c.fixed, k.c.num_dreams * sizeof *again.c.fixed);
				memcpy(other.places, again.c.places, k.c.num_partners * sizeof *again.c.places);
				assign_solve(&other, &o);
				assert_int_equal(o.total, again.a->total);
			}
			read++;
		}
		fl_buf_release(&text);
		fl_arena_release(&arena);
		fl_assignment_free(a);
	}
	assert_true(read > 300 && refused > 300);
}

static void test_matching__glpsol_comes_to_the_same(void **state)
{
	char path[256], how[700];
	size_t optimal = 0, none = 0;
	if (!have_glpsol())
		skip();
	for (uint64_t seed = 1; seed <= 60; seed++) {
		uint64_t s = seed + 700000;
		assign_kit k;
		fl_assignment *a = NULL;
		fl_buf data;
		double value = 0;
		assign_case(&k, &s, seed % 2 == 0);
		fl_matching m = solved(&k, &a);
		fl_buf_init(&data, 1 << 20);
		fl_assign_data(&m, &data);
		scratch_path(*state, "assignment.dat", path, sizeof path);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fwrite(data.data, 1, data.len, file);
		fclose(file);
		snprintf(how, sizeof how, "-m '" MODEL "' -d '%s'", path);
		answer found = k.c.num_dreams > 0 && k.c.start[k.c.num_dreams] > 0 ? run_glpsol(*state, how, &value) : ANSWER_NONE;
		if (k.c.num_dreams > 0 && k.c.start[k.c.num_dreams] > 0) { /* without a pair glpsol has no problem to solve */
			if (found == ANSWER_FAILED || (found == ANSWER_OPTIMAL) != (a->outcome == FL_ASSIGN_OPTIMAL) ||
			    (found == ANSWER_OPTIMAL && (int64_t)(value + 0.5) != a->total))
				fail_msg("seed %llu: glpsol %d %g, here %lld", (unsigned long long)seed, (int)found, value, (long long)a->total);
			optimal += found == ANSWER_OPTIMAL;
			none += found == ANSWER_NONE;
		}
		fl_buf_release(&data);
		fl_assignment_free(a);
	}
	assert_true(optimal > 20 && none > 3);
}

/* models/assignment.dat says "optimum: ... = 1023". */
static void test_matching__the_tiny_model_has_its_known_optimum(void **state)
{
	double value = 0;
	if (!have_glpsol())
		skip();
	assert_int_equal(run_glpsol(*state, "-m '" MODEL "' -d '" FLORIN_SOURCE_DIR "/models/assignment.dat'", &value), ANSWER_OPTIMAL);
	assert_true(value > 1022.999 && value < 1023.001);
	size_t start[] = { 0, 2, 4, 5, 6 };
	fl_fit fits[] = { { 0, 333 }, { 1, 100 }, { 0, 225 }, { 1, 100 }, { 1, 504 }, { 1, 186 } };
	fl_money brings[] = { 50, 30, 80, 20 };
	fl_place places[] = { { 0, 1, -1 }, { 1, 2, 100 } };
	fl_assign_case c = { .num_dreams = 4, .num_partners = 2, .start = start, .fits = fits, .brings = brings, .places = places, .node_limit = 100 };
	fl_assignment *a = NULL;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_assign(&c, &a, &err), FL_OK);
	assert_int_equal(a->total, 1023);
	fl_assignment_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matching__read_again_is_the_same),
		cmocka_unit_test(test_matching__a_changed_byte_never_makes_a_worse_one_the_best),
		cmocka_unit_test_setup_teardown(test_matching__glpsol_comes_to_the_same, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_matching__the_tiny_model_has_its_known_optimum, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
