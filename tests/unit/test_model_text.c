/* SPDX-License-Identifier: Apache-2.0
 *
 * test_model_text.c - numbers and labels of written programs.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "allocate/model_text.h"
#include "base/rational.h"
#include "base/str.h"
#include "random.h"

#include <stdlib.h>

static void number_is(const char *value, const char *want)
{
	mpq_t q;
	fl_buf buf;
	mpq_init(q);
	fl_buf_init(&buf, 1000);
	assert_true(fl_mpq_parse(q, fl_str_of(value)));
	fl_model_number(&buf, q);
	assert_string_equal(buf.data, want);
	fl_buf_release(&buf);
	mpq_clear(q);
}

static void test_model_text__numbers_are_exact_where_digits_suffice(void **state)
{
	(void)state;
	number_is("0", "0");
	number_is("-1", "-1");
	number_is("9223372036854775807", "9223372036854775807");
	number_is("1/20", "0.05");
	number_is("-3/8", "-0.375");
	number_is("2000/16", "125");
	number_is("100000000000000001/100", "1000000000000000"); /* 18 digits: the last one is rounded away */
	number_is("12345678901234567/100000", "123456789012.34567");
	number_is("1/1000000", "0.000001");
	number_is("1/100000000", "1e-8");
	number_is("-25/1000000000", "-2.5e-8");
}

static void test_model_text__other_numbers_have_seventeen_digits(void **state)
{
	(void)state;
	number_is("1/3", "0.33333333333333333");
	number_is("2/3", "0.66666666666666667");
	number_is("1000000/7", "142857.14285714286");
	number_is("-1/700000000000", "-1.4285714285714286e-12");
	number_is("199999999999999999/2", "100000000000000000");
	number_is("10000000000000000000000/3", "3333333333333333300000");
}

/* Read back as a double, the text is the double nearest to the fraction, or its neighbour. */
static void test_model_text__numbers_read_back_as_the_nearest_double(void **state)
{
	(void)state;
	mpq_t q, back, off;
	fl_buf buf;
	mpq_inits(q, back, off, NULL);
	fl_buf_init(&buf, 1000);
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		uint64_t x = seed;
		int64_t num = (int64_t)(random_next(&x) >> (1 + random_next(&x) % 62)) + 1;
		int64_t den = (int64_t)(random_next(&x) >> (1 + random_next(&x) % 62)) + 1;
		fl_mpq_set_i64(q, num, den);
		fl_buf_clear(&buf);
		fl_model_number(&buf, q);
		mpq_set_d(back, strtod(buf.data, NULL));
		mpq_sub(off, back, q);
		mpq_div(off, off, q);
		if (mpq_cmp_si(off, 1, INT64_C(1) << 52) > 0 || mpq_cmp_si(off, -1, INT64_C(1) << 52) < 0)
			fail_msg("seed %llu: %lld/%lld is written as %s", (unsigned long long)seed, (long long)num,
				 (long long)den, buf.data);
	}
	fl_buf_release(&buf);
	mpq_clears(q, back, off, NULL);
}

static void label_is(const char *text, size_t len, const char *want)
{
	fl_buf buf;
	fl_buf_init(&buf, 1000);
	fl_model_label(&buf, (fl_str){ text, len });
	assert_string_equal(buf.data, want);
	fl_buf_release(&buf);
}

#define LABEL_IS(text, want) label_is(text, sizeof(text) - 1, want)

static void test_model_text__words_stand_as_they_are(void **state)
{
	(void)state;
	LABEL_IS("D-001", "D-001");
	LABEL_IS("organisation=红十字会", "organisation=红十字会");
	LABEL_IS("field:education", "field:education");
}

static void test_model_text__what_could_act_is_escaped(void **state)
{
	(void)state;
	LABEL_IS("", "\"\"");
	LABEL_IS("two words", "\"two words\"");
	LABEL_IS("a, b", "\"a, b\"");
	LABEL_IS("a\nend;", "\"a\\u{a}end;\"");
	LABEL_IS("say \"\\\"", "\"say \\\"\\\\\\\"\"");
	LABEL_IS("a\0b", "\"a\\u{0}b\"");
	LABEL_IS("\xff", "\"\\xff\"");
	LABEL_IS("\xe2\x80\xae", "\"\\u{202e}\"");
	LABEL_IS("\xc2\x85", "\"\\u{85}\"");
}

static int64_t unit_of(size_t n, const fl_money *most)
{
	fl_column columns[4] = { { 0 } };
	fl_signature nobody = { 0 };
	fl_program p = { .columns = columns, .num_columns = n, .num_classes = n, .signatures = &nobody };
	for (size_t i = 0; i < n; i++)
		columns[i].hi = most[i];
	return fl_model_unit(&p);
}

static void test_model_text__unit_is_the_power_of_ten_below_the_mean(void **state)
{
	(void)state;
	assert_int_equal(unit_of(0, NULL), 1);
	assert_int_equal(unit_of(1, (fl_money[]){ 0 }), 1);
	assert_int_equal(unit_of(1, (fl_money[]){ 9 }), 1);
	assert_int_equal(unit_of(1, (fl_money[]){ 10 }), 10);
	assert_int_equal(unit_of(2, (fl_money[]){ 1, 198 }), 10);
	assert_int_equal(unit_of(2, (fl_money[]){ 1, 199 }), 100);
	assert_int_equal(unit_of(3, (fl_money[]){ 100, 0, 100 }), 100); /* who may get nothing does not count */
	assert_int_equal(unit_of(1, (fl_money[]){ INT64_MAX }), INT64_C(1000000000000000000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_model_text__numbers_are_exact_where_digits_suffice),
		cmocka_unit_test(test_model_text__other_numbers_have_seventeen_digits),
		cmocka_unit_test(test_model_text__numbers_read_back_as_the_nearest_double),
		cmocka_unit_test(test_model_text__words_stand_as_they_are),
		cmocka_unit_test(test_model_text__what_could_act_is_escaped),
		cmocka_unit_test(test_model_text__unit_is_the_power_of_ten_below_the_mean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
