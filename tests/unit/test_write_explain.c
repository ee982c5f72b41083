/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write_explain.c - one dream in words: every fact of it, harmless on a terminal, and the same as JSON.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/json.h"
#include "report/report.h"
#include "small_result.h"

static int start(void **state)
{
	small *s = malloc(sizeof *s);
	small_begin(s);
	*state = s;
	return 0;
}

static int stop(void **state)
{
	small_release(*state);
	free(*state);
	return 0;
}

static void explain(const small *s, size_t dream, bool json, fl_buf *out)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(out, 1 << 20);
	assert_int_equal(fl_report_explain(&s->made.result, dream, "en", json, out, &err), FL_OK);
}

static void test_write_explain__tells_a_funded_dream(void **state)
{
	static const char expected[] =
	    "dream f1\n"
	    "  为10000名乡村老人提供免费听力筛查\n"
	    "  organisation          听力协会\n"
	    "  submitted             2026-09-05T08:00:00+08:00\n"
	    "\n"
	    "tags\n"
	    "  field:health: '听力' in the title, rule 'health' of pack 'public-interest', pattern 'hearing'; "
	    "beneficiaries = 10000\n"
	    "  for:elders: '老人' in the body, rule 'elders' of pack 'serves', pattern 'elders'\n"
	    "  (no tag): '为' in the body, rule 'elders' of pack 'serves', pattern 'not'\n"
	    "  category              field:health\n"
	    "\n"
	    "cluster\n"
	    "  stands for 'd1' 为一万名乡村老人提供免费听力筛查\n"
	    "  same          'd1' 为一万名乡村老人提供免费听力筛查\n"
	    "                91 % alike (title 95 %, body 80 %)\n"
	    "                only here '10000', only there '一万'\n"
	    "\n"
	    "tally\n"
	    "  given                 5,000\n"
	    "  tally                 5,000\n"
	    "  threshold             100: reached\n"
	    "\n"
	    "award\n"
	    "  request               CNY 8,000.00\n"
	    "  award                 CNY 8,000.00 (100.0 %), funded\n"
	    "  from                  CNY 3,500.00 pool 'General <fund>'\n"
	    "                        CNY 4,500.00 pool 'elders'\n"
	    "\n"
	    "reason\n"
	    "  fully funded: the award is the whole request\n";
	small *s = *state;
	fl_buf out;
	explain(s, s->f1, false, &out);
	assert_string_equal(out.data, expected);
	fl_buf_release(&out);
}

static void test_write_explain__tells_what_was_missing(void **state)
{
	small *s = *state;
	fl_buf out;
	s->made.rows[s->b1].tally_raw = 250;
	s->made.rows[s->b1].tally_weighted = 240;
	explain(s, s->b1, false, &out);
	assert_non_null(strstr(out.data, "  given                 250\n"
					 "  sources and weights   240\n"
					 "  cap per giver         88\n"
					 "  tally                 88\n"
					 "  threshold             100: short by 12\n"));
	assert_non_null(strstr(out.data, "reason\n  below threshold by 12 flowers\n"));
	assert_non_null(strstr(out.data, "changed it\n  12 flowers more, or a lower threshold, to take part; whether there is money for it then is not computed here\n"));
	assert_non_null(strstr(out.data, "  Line one\\nline two\n"));
	fl_buf_release(&out);
}

static void test_write_explain__tells_open_items(void **state)
{
	small *s = *state;
	fl_buf out;
	explain(s, s->u1, false, &out);
	assert_non_null(strstr(out.data, "unclear: it belongs to no category group"));
	assert_non_null(strstr(out.data, "  under review  'p1' " SMALL_HOSTILE "\n"));
	assert_non_null(strstr(out.data, "; differs in place\n"));
	assert_non_null(strstr(out.data, "only here 'south', only there '<b>north</b>'"));
	fl_buf_release(&out);
}

static void test_write_explain__is_harmless_on_a_terminal(void **state)
{
	small *s = *state;
	for (size_t dream = 0; dream < 6; dream++) {
		fl_buf out;
		explain(s, dream, false, &out);
		for (size_t i = 0; i < out.len; i++) {
			unsigned char c = (unsigned char)out.data[i];
			assert_true((c >= 0x20 || c == '\n') && c != 0x7f);
			assert_false(c == 0xc2 && (unsigned char)out.data[i + 1] < 0xa0);
		}
		assert_null(strstr(out.data, "\xe2\x80\xae"));
		if (dream == s->u1)
			assert_non_null(strstr(out.data, "\\u202egpj.exe \\x1b[31mred\\x07 "));
		fl_buf_release(&out);
	}
}

static void test_write_explain__as_json_says_the_same(void **state)
{
	small *s = *state;
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc;
	fl_buf out;
	fl_json root, evidence, pair;
	explain(s, s->f1, true, &out);
	assert_int_equal(fl_json_parse(fl_buf_view(&out), "explain", &doc, &err), FL_OK);
	root = fl_json_root(doc);
	evidence = fl_json_get(root, "evidence");
	assert_int_equal(fl_json_len(evidence), 3);
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(fl_json_at(evidence, 0), "text")), "听力"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(fl_json_at(evidence, 0), "value")), "10000"));
	pair = fl_json_at(fl_json_get(root, "pairs"), 0);
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(pair, "other")), "d1"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(pair, "verdict")), "same"));
	assert_int_equal(fl_json_len(fl_json_get(root, "stands_for")), 1);
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(root, "award")), "800000"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(fl_json_get(root, "by_pool"), "elders")), "450000"));
	assert_true(fl_str_eqz(fl_json_text(fl_json_get(root, "reason_code")), "full"));
	fl_json_free(doc);
	fl_buf_release(&out);
}

static void test_write_explain__a_dream_that_is_not_there(void **state)
{
	small *s = *state;
	fl_error err = FL_ERROR_INIT;
	fl_buf out;
	fl_buf_init(&out, 100);
	assert_int_equal(fl_report_explain(&s->made.result, 6, "en", false, &out, &err), FL_ENOTFOUND);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_write_explain__tells_a_funded_dream, start, stop),
		cmocka_unit_test_setup_teardown(test_write_explain__tells_what_was_missing, start, stop),
		cmocka_unit_test_setup_teardown(test_write_explain__tells_open_items, start, stop),
		cmocka_unit_test_setup_teardown(test_write_explain__is_harmless_on_a_terminal, start, stop),
		cmocka_unit_test_setup_teardown(test_write_explain__as_json_says_the_same, start, stop),
		cmocka_unit_test_setup_teardown(test_write_explain__a_dream_that_is_not_there, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
