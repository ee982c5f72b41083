/* SPDX-License-Identifier: Apache-2.0
 *
 * test_export.c - what stands in the files of an exported round.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/mathprog.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "export_kit.h"

typedef struct exported {
	fl_round_spec *spec;
	fl_buf data, mps;
} exported;

#define HEAD "{\"format\":\"florin-round/1\",\"round\":\"r\",\"currency\":\"CNY\",\"minor_digits\":2,"

static fl_candidate dream(const char *id, const char *category, fl_money request, int64_t tally)
{
	return (fl_candidate){ .id = fl_str_of(id),
			       .category = fl_str_of(category),
			       .organisation = FL_STR("o"),
			       .region = FL_STR(""),
			       .request = request,
			       .tally = tally,
			       .submitted = FL_TIME_NONE,
			       .standing = FL_QUALIFIED };
}

static void export_round(exported *e, const char *json, const fl_candidate *dreams, size_t n)
{
	fl_error err = FL_ERROR_INIT;
	*e = (exported){ 0 };
	fl_buf_init(&e->data, 1 << 20);
	fl_buf_init(&e->mps, 1 << 20);
	if (fl_round_parse(fl_str_of(json), "r", &e->spec, &err) != FL_OK ||
	    export_data_and_mps(e->spec, dreams, n, &e->data, &e->mps, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static void release(exported *e)
{
	fl_round_free(e->spec);
	fl_buf_release(&e->data);
	fl_buf_release(&e->mps);
}

static void says(const exported *e, const char *text)
{
	if (!strstr(e->data.data, text))
		fail_msg("'%s' is not in\n%s", text, e->data.data);
}

static void test_export__models_of_the_policies_are_in_the_program(void **state)
{
	(void)state;
	size_t found = 0;
	for (fl_policy_kind kind = FL_POLICY_SUPPORT; kind <= FL_POLICY_GREEDY; kind++)
		for (int whole = 0; whole < 2; whole++) {
			fl_policy policy = { .kind = kind, .indivisible = whole };
			const char *const *names = fl_export_models(&policy);
			for (; names && *names; names++, found++) {
				char path[512];
				size_t len = 0;
				const fl_embedded *model = fl_embedded_models;
				while (model->name && strcmp(model->name, *names) != 0)
					model++;
				assert_non_null(model->name);
				snprintf(path, sizeof path, "%s/models/%s", FLORIN_SOURCE_DIR, *names);
				char *bytes = scratch_read(path, &len);
				assert_int_equal(model->len, len);
				assert_memory_equal(model->bytes, bytes, len);
				free(bytes);
			}
		}
	assert_int_equal(found, 2 + 2 + 2 + 6 + 6);
}

static void test_export__a_baseline_has_no_model(void **state)
{
	(void)state;
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec = NULL;
	fl_buf data, mps;
	fl_buf_init(&data, 1 << 20);
	fl_buf_init(&mps, 1 << 20);
	assert_int_equal(fl_round_parse(FL_STR(HEAD "\"policy\":{\"name\":\"greedy\"},\"pools\":[{\"id\":\"p\","
						    "\"amount\":1}]}"),
					"r", &spec, &err),
			 FL_OK);
	assert_int_equal(export_data_and_mps(spec, NULL, 0, &data, &mps, &err), FL_EINVAL);
	assert_string_equal(err.message, "no model for the policy 'greedy': it is a rule, not a program");
	assert_int_equal(data.len + mps.len, 0);
	fl_round_free(spec);
	fl_buf_release(&data);
	fl_buf_release(&mps);
}

static void test_export__limits_stand_as_the_round_gave_them(void **state)
{
	(void)state;
	exported e;
	const fl_candidate dreams[] = { dream("a", "x", 100000, 10), dream("b", "y", 200000, 10),
					dream("c", "z", 300000, 10) };
	export_round(&e,
		     HEAD
		     "\"pools\":[{\"id\":\"p\",\"amount\":3000}],\"groups\":["
		     "{\"id\":\"gx\",\"selector\":{\"category\":\"x\"},\"max_share\":\"1/7\",\"max\":\"999\"},"
		     "{\"id\":\"gy\",\"selector\":{\"category\":\"y\"},\"min_share\":\"5%\",\"max\":\"12.34\"},"
		     "{\"id\":\"gz\",\"selector\":{\"category\":\"z\"},\"min_share\":\"10%\",\"max_share\":\"25%\","
		     "\"of\":\"awarded\"}]}",
		     dreams, 3);
	says(&e, "\nparam group_max_share :=\n\t1\t0.14285714285714286\t# gx\n;\n"); /* the tighter of the two */
	says(&e, "\nparam group_max :=\n\t2\t1234\t# gy\n;\n");
	says(&e, "\nparam group_min_share :=\n\t2\t0.05\t# gy\n;\n");
	says(&e, "\nparam awarded_min :=\n\t3\t0.1\t# gz\n;\n");
	says(&e, "\nparam awarded_max :=\n\t3\t0.25\t# gz\n;\n");
	assert_null(strstr(e.data.data, "group_min :="));
	release(&e);
}

static void test_export__what_is_left_out_is_named(void **state)
{
	(void)state;
	exported e;
	fl_candidate dreams[] = { dream("paid", "x", 100000, 10), dream("nobody's", "w", 200000, 10),
				  dream("nothing", "x", 1, 10), dream("out-of-reach", "x", 300002, 10) };
	export_round(&e,
		     HEAD "\"policy\":{\"name\":\"support\",\"indivisible\":true,\"cap_share\":\"99.9999%\"},"
			  "\"pools\":[{\"id\":\"p\",\"amount\":3000,\"selector\":{\"category\":\"x\"}}],\"groups\":["
			  "{\"id\":\"loose\",\"selector\":{\"category\":\"x\"},\"max\":\"5000\",\"min\":\"0\"},"
			  "{\"id\":\"tight\",\"selector\":{\"category\":\"x\"},\"max\":\"500\"}]}",
		     dreams, 4);
	says(&e, "\n# left out, as they can get nothing:\n"
		 "#\t1\t\"nobody's\": no pool may pay\n"
		 "#\t2\tnothing: the most that one may get is 0\n"
		 "#\t3\tout-of-reach: the least that one may get is 300001, the pools that may pay have 300000\n");
	says(&e, "# left out, as they hold whatever is awarded:\n"
		 "#\t1\tloose, at least 0, at most 500000: its dreams can take 400000 in all\n\nend;");
	says(&e, "set GROUPS := 2;\n");
	says(&e, "set MEMBERS[2] := 4;");
	assert_null(strstr(e.mps.data, "met[1]"));
	assert_null(strstr(e.mps.data, "met[2]"));
	assert_null(strstr(e.mps.data, "met[3]"));
	assert_non_null(strstr(e.mps.data, "met[4]"));
	release(&e);
}

/* Else the model would have a solution where the round has none. */
static void test_export__a_base_grant_that_nobody_can_pay_stays(void **state)
{
	(void)state;
	exported e;
	const fl_candidate dreams[] = { dream("a", "x", 100000, 10) };
	export_round(&e, HEAD "\"policy\":{\"name\":\"support\",\"base_grant\":500},\"pools\":[{\"id\":\"p\",\"amount\":300}]}",
		     dreams, 1);
	says(&e, "param sure := 1;");
	says(&e, "\t\t1\t1\t10\t100000\t100000\t50000\t# a\n");
	release(&e);
}

static void test_export__equal_dreams_and_equal_pools_are_one(void **state)
{
	(void)state;
	exported e;
	const fl_candidate dreams[] = { dream("b", "x", 100, 5), dream("a", "x", 100, 5), dream("c", "x", 100, 6) };
	export_round(&e,
		     HEAD "\"pools\":[{\"id\":\"p\",\"amount\":1,\"must_spend\":true},{\"id\":\"q\",\"amount\":2},"
			  "{\"id\":\"r\",\"amount\":4,\"must_spend\":true}]}",
		     dreams, 3);
	says(&e, "param : POOLS :\tamount\tmust :=\n\t1\t700\t500\t# p, q, r\n;\n");
	says(&e, "\t\t1\t2\t5\t100\t100\t0\t# a, b\n");
	says(&e, "# dreams   3, of which 3 qualified, in 2 classes of equal ones\n");
	release(&e);
}

static void test_export__order_of_the_input_does_not_matter(void **state)
{
	(void)state;
	rng r = { 7 };
	made_round m;
	fl_error err = FL_ERROR_INIT;
	fl_buf files[4];
	assert_true(made_round_init(&m, &r, 60, 1000, MADE_MINIMUM, true));
	for (size_t i = 0; i < 4; i++)
		fl_buf_init(&files[i], 1 << 20);
	assert_int_equal(export_data_and_mps(m.spec, m.dreams, m.count, &files[0], &files[1], &err), FL_OK);
	for (size_t i = 0; i < m.count / 2; i++) {
		fl_candidate d = m.dreams[i];
		m.dreams[i] = m.dreams[m.count - 1 - i];
		m.dreams[m.count - 1 - i] = d;
	}
	assert_int_equal(export_data_and_mps(m.spec, m.dreams, m.count, &files[2], &files[3], &err), FL_OK);
	assert_string_equal(files[0].data, files[2].data);
	assert_string_equal(files[1].data, files[3].data);
	for (size_t i = 0; i < 4; i++)
		fl_buf_release(&files[i]);
	made_round_release(&m);
}

static void test_export__short_memory_is_an_error(void **state)
{
	(void)state;
	rng r = { 7 };
	made_round m;
	assert_true(made_round_init(&m, &r, 20, 1000, MADE_MINIMUM, true));
	fl_status status = FL_ENOMEM;
	int64_t failures = 0;
	for (; status != FL_OK; failures++) {
		fl_error err = FL_ERROR_INIT;
		fl_buf data, mps;
		fl_buf_init(&data, 1 << 20);
		fl_buf_init(&mps, 1 << 20);
		fl_alloc_fail_after(failures);
		status = export_data_and_mps(m.spec, m.dreams, m.count, &data, &mps, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		fl_buf_release(&data);
		fl_buf_release(&mps);
	}
	assert_true(failures > 30);
	made_round_release(&m);
}

/* The same for the stages of a policy of ratios. */
static void test_export__short_memory_in_stages_is_an_error(void **state)
{
	(void)state;
	rng r = { 9 };
	made_round m;
	assert_true(made_round_init(&m, &r, 12, 1000, MADE_DIVISIBLE, true));
	m.spec->policy.kind = FL_POLICY_PROPORTIONAL;
	fl_status status = FL_ENOMEM;
	int64_t failures = 0;
	size_t files = 0;
	for (; status != FL_OK; failures += 1 + failures / 40) {
		fl_error err = FL_ERROR_INIT;
		exported_pair pair = { { "", "" }, { NULL, NULL }, 0 };
		fl_alloc_fail_after(failures);
		status = fl_export_write(m.spec, m.dreams, m.count, &(fl_export_sink){ .file = exported_file, .user = &pair }, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		files = pair.files;
	}
	assert_true(failures > 100);
	assert_true(files > 8);
	made_round_release(&m);
}

/* As many organisations with a limit of their own are as many stages. */
static void test_export__too_many_stages_are_refused(void **state)
{
	(void)state;
	fl_error err = FL_ERROR_INIT;
	fl_round_spec *spec = NULL;
	enum { DREAMS = 1100 };
	static fl_candidate dreams[DREAMS];
	static char names[DREAMS][16];
	exported_pair pair = { { "", "" }, { NULL, NULL }, 0 };
	for (int i = 0; i < DREAMS; i++) {
		snprintf(names[i], sizeof names[i], "o%d", i);
		dreams[i] = dream(names[i], "x", 10000 + i, 10);
		dreams[i].organisation = fl_str_of(names[i]);
	}
	assert_int_equal(fl_round_parse(FL_STR(HEAD "\"policy\":{\"name\":\"coverage\"},\"pools\":[{\"id\":\"p\",\"amount\":"
						    "1000000}],\"groups\":[{\"id\":\"o\",\"each\":\"organisation\",\"max\":50}]}"),
					"r", &spec, &err), FL_OK);
	assert_int_equal(fl_export_write(spec, dreams, DREAMS, &(fl_export_sink){ .file = exported_file, .user = &pair }, &err), FL_ERANGE);
	assert_string_equal(err.message, "the round has about 1104 stages of 1100 classes: too many to write each to files of "
					 "its own (at most 999 stages, and 5000000 classes in all of them together)");
	/* In a reduced set each second stage has its two files, and the list has all of them. */
	fl_buf list, first;
	fl_buf_init(&list, 1 << 20);
	fl_buf_init(&first, 1 << 20);
	err = FL_ERROR_INIT;
	pair = (exported_pair){ { "stages.tsv", "rise-001.dat" }, { &list, &first }, 0 };
	assert_int_equal(fl_export_write(spec, dreams, DREAMS, &(fl_export_sink){ .file = exported_file, .user = &pair, .reduced = true }, &err),
			 FL_OK);
	size_t lines = 0, left_out = 0;
	for (const char *at = list.data; (at = strchr(at, '\n')); at++)
		lines++;
	for (const char *at = list.data; (at = strstr(at, "\t-\t-\t")); at++)
		left_out++;
	assert_true(lines - 1 > 999 && first.len > 0); /* one is the heading */
	assert_int_equal(left_out, (lines - 1) / 2);
	assert_int_equal(pair.files, 2 + 1 + 2 * (lines - 1 - left_out)); /* model, round.dat, stages.tsv */
	fl_buf_release(&list);
	fl_buf_release(&first);
	fl_round_free(spec);
}

static void test_export__a_full_buffer_is_an_error(void **state)
{
	(void)state;
	rng r = { 7 };
	made_round m;
	fl_error err = FL_ERROR_INIT;
	fl_buf data, mps;
	assert_true(made_round_init(&m, &r, 20, 1000, MADE_MINIMUM, true));
	fl_buf_init(&data, 1 << 20);
	fl_buf_init(&mps, 500);
	assert_int_equal(export_data_and_mps(m.spec, m.dreams, m.count, &data, &mps, &err), FL_ERANGE);
	fl_buf_release(&data);
	fl_buf_release(&mps);
	made_round_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_export__models_of_the_policies_are_in_the_program),
		cmocka_unit_test(test_export__a_baseline_has_no_model),
		cmocka_unit_test(test_export__limits_stand_as_the_round_gave_them),
		cmocka_unit_test(test_export__what_is_left_out_is_named),
		cmocka_unit_test(test_export__a_base_grant_that_nobody_can_pay_stays),
		cmocka_unit_test(test_export__equal_dreams_and_equal_pools_are_one),
		cmocka_unit_test(test_export__order_of_the_input_does_not_matter),
		cmocka_unit_test(test_export__short_memory_is_an_error),
		cmocka_unit_test(test_export__short_memory_in_stages_is_an_error),
		cmocka_unit_test(test_export__too_many_stages_are_refused),
		cmocka_unit_test(test_export__a_full_buffer_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
