/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/alloc.h"
#include "ingest_sink.h"

static const fl_currency cny = { "CNY", 2 };

static void read_as(kept *k, const char *file, fl_str bytes, const fl_input *more)
{
	fl_input input = more ? *more : (fl_input){ .format = FL_STR(""), .encoding = FL_STR("") };

	input.file = fl_str_of(file);
	kept_init(k);
	k->status = fl_ingest_dreams(bytes, &input, &cny, 480, &k->sink, &k->counts, &k->err);
	assert_int_equal(k->counts.read, k->counts.accepted + k->counts.rejected);
	assert_int_equal(k->num_dreams, k->counts.accepted);
	assert_int_equal(k->num_rejected, k->counts.rejected);
}

static void gives(const char *file, const char *text, const char *dreams, const char *rejected)
{
	kept k;

	read_as(&k, file, fl_str_of(text), NULL);
	if (k.status != FL_OK)
		fail_msg("%s", k.err.message);
	assert_string_equal(kept_text(&k.dreams), dreams);
	assert_string_equal(kept_text(&k.rejected), rejected);
	kept_release(&k);
}

static void fails(const char *file, fl_str bytes, fl_status status, const char *word, int64_t line)
{
	kept k;

	read_as(&k, file, bytes, NULL);
	if (k.status != status || !strstr(k.err.message, word) || k.err.line != line)
		fail_msg("%s:%lld '%s' does not say '%s'", fl_status_name(k.status), (long long)k.err.line,
			 k.err.message, word);
	assert_string_equal(k.err.source, file);
	kept_release(&k);
}

static void test_read_dreams__every_field_arrives(void **state)
{
	(void)state;
	gives("d.csv",
	      "编号,标题,内容,机构,地区,类别,标签,申请金额,已筹,提交时间,小红花,门槛\n"
	      "d1,听力筛查,\"为10000名乡村老人，\n免费\",红十字会,甘肃/"
	      "定西,健康,\"老人,健康、老人\",\"12,000.50\",3万,2026-09-05 08:00,\"1,200\",100\n",
	      "d1|听力筛查|为10000名乡村老人，\n免费|红十字会|甘肃/"
	      "定西|健康|1200050|3000000|1788566400|1200|100|健康,老人|2\n",
	      "");
}

static void test_read_dreams__what_is_not_stated_is_unknown(void **state)
{
	(void)state;
	gives("d.tsv", "id\ttitle\trequest\nd1\tT \"x\t5\n",
	      "d1|T \"x||||"
	      "|500|0||-1|-1||2\n",
	      "");
	gives("d.csv", "id,body,request,raised,submitted,flowers,threshold,tags\nd1,B,5,,,,,\n",
	      "d1||B||||500|0||-1|-1||2\n", "");
}

static void test_read_dreams__a_bad_amount_rejects_its_row_at_its_cell(void **state)
{
	(void)state;
	gives(
	    "d.csv",
	    "id,title,request\n"
	    "a,x,1e400\n"
	    "b,x,\"12,00\"\n"
	    "c,x,12345678901234567890\n"
	    "d,x,0.005\n"
	    "e,x,-5\n"
	    "f,x,0\n"
	    "g,x,\n"
	    "h,x,five\n"
	    "i,x,$5\n"
	    "j,听力,nothing\n"
	    "k,x,１２万\n"
	    "l,x,1.5亿\n",
	    "k|x|||||12000000|0||-1|-1||12\nl|x|||||15000000000|0||-1|-1||13\n",
	    "2:5 amount-exponent\n3:5 amount-separator\n4:5 amount-range\n5:5 amount-fraction\n6:5 amount-negative\n"
	    "7:5 amount-zero\n8:5 amount-empty\n9:5 amount-syntax\n10:5 amount-currency\n11:6 amount-syntax\n");
}

static void test_read_dreams__units_of_amounts(void **state)
{
	const fl_input minor = { .format = FL_STR(""), .encoding = FL_STR(""), .request_minor = true };
	kept k;

	(void)state;
	gives("d.csv", "id,title,金额（万元）\na,x,1.5\nb,x,2万\nc,x,\n", "a|x|||||1500000|0||-1|-1||2\n",
	      "3:5 amount-syntax\n4:5 amount-empty\n");
	read_as(&k, "d.csv", FL_STR("id,title,cost,raised\na,x,1250,100\nb,x,12.5,\n"), &minor);
	assert_string_equal(kept_text(&k.dreams), "a|x|||||1250|100||-1|-1||2\n");
	assert_string_equal(kept_text(&k.rejected), "3:5 amount-fraction\n");
	kept_release(&k);
	gives("d.csv", "id,title,request,currency\na,x,5,CNY\nb,x,5,USD\nc,x,5,\nd,x,5,人民币\n",
	      "a|x|||||500|0||-1|-1||2\nc|x|||||500|0||-1|-1||4\nd|x|||||500|0||-1|-1||5\n", "3:7 amount-currency\n");
}

static void test_read_dreams__ids_are_needed_and_unique(void **state)
{
	kept k;

	(void)state;
	gives("d.csv", "id,title,request\na,x,5\na,y,5\n,z,5\n\"b\x01\",z,5\nc,z,bad\nc,z,5\n",
	      "a|x|||||500|0||-1|-1||2\nc|z|||||500|0||-1|-1||7\n",
	      "3:1 id-duplicate\n4:1 id-empty\n5:1 id-control\n6:5 amount-syntax\n");
	fl_buf text;
	fl_buf_init(&text, 10000);
	fl_buf_puts(&text, "id,title,request\n");
	for (int i = 0; i < 201; i++)
		fl_buf_putc(&text, 'i');
	fl_buf_puts(&text, ",x,5\n");
	read_as(&k, "d.csv", fl_buf_view(&text), NULL);
	assert_string_equal(kept_text(&k.rejected), "2:1 id-too-long\n");
	kept_release(&k);
	fl_buf_release(&text);
}

static void test_read_dreams__other_fields_are_checked(void **state)
{
	(void)state;
	gives("d.csv",
	      "id,title,body,request,submitted,flowers,threshold\n"
	      "a,,,5,,,\n"
	      "b,x,,5,tomorrow,,\n"
	      "c,x,,5,,many,\n"
	      "d,x,,5,,-1,\n"
	      "e,x,,5,,1.5,\n"
	      "f,x,,5,,99999999999999999999,\n"
	      "g,x,,5,,,x\n"
	      "h,x,,5,,12.0,0\n",
	      "h|x|||||500|0||12|0||9\n",
	      "2:3 text-empty\n3:8 time-syntax\n4:9 count-syntax\n5:9 count-syntax\n6:9 count-syntax\n"
	      "7:9 count-range\n8:10 count-syntax\n");
}

static void test_read_dreams__rows_must_have_the_fields_of_the_header(void **state)
{
	(void)state;
	gives("d.csv", "id,title,request\na,x\nb,x,5,y\nc,x,5,,\n,,\n\"d\"q,x,5\ne,x,5\n",
	      "c|x|||||500|0||-1|-1||4\ne|x|||||500|0||-1|-1||7\n",
	      "2:1 row-fields\n3:1 row-fields\n5:1 row-empty\n6:4 csv-quote\n");
}

static void test_read_dreams__a_bad_byte_rejects_its_row(void **state)
{
	kept k;

	(void)state;
	gives("d.csv", "id,title,request\na,听力筛查听力,5\nb,听\xFF力,5\nc,x,5\n",
	      "a|听力筛查听力|||||500|0||-1|-1||2\nc|x|||||500|0||-1|-1||4\n", "3:4 text-encoding\n");
	read_as(&k, "d.csv", FL_STR("id,title,request\na,\"x\ny\xC0\x80\",5\n"),
		&(fl_input){ .encoding = FL_STR("utf-8") });
	assert_string_equal(kept_text(&k.rejected), "3:2 text-encoding\n");
	kept_release(&k);
}

static void test_read_dreams__too_many_bad_bytes_refuse_a_file_of_unstated_encoding(void **state)
{
	const fl_str bytes = FL_STR("id,title,request\na,\xFF\xFF听,5\nb,x,5\n");
	kept k;

	(void)state;
	fails("d.csv", bytes, FL_EPARSE, "neither UTF-8 nor GB18030", 2);
	read_as(&k, "d.csv", bytes, &(fl_input){ .encoding = FL_STR("utf-8") });
	assert_int_equal(k.status, FL_OK);
	assert_string_equal(kept_text(&k.rejected), "2:3 text-encoding\n");
	kept_release(&k);
	fails("d.csv", FL_STR("id,\xFFtitle,request,听力筛查听力\n"), FL_EPARSE, "in the header", 1);
}

static void test_read_dreams__says_which_encoding_was_assumed(void **state)
{
	const fl_input stated = { .encoding = FL_STR("gb18030") };
	const char gb[] = "\xB1\xE0\xBA\xC5,\xB1\xEA\xCC\xE2,\xBD\xF0\xB6\xEE\n1,\xB1\xEA\xCC\xE2,5\n";
	kept k;

	(void)state;
	read_as(&k, "d.csv", FL_STR(gb), NULL);
	assert_int_equal(k.status, FL_OK);
	assert_string_equal(kept_text(&k.dreams), "1|标题|||||500|0||-1|-1||2\n");
	assert_string_equal(k.counts.encoding, "gb18030");
	assert_true(k.counts.encoding_assumed);
	assert_string_equal(kept_text(&k.findings), "encoding-assumed \n");
	kept_release(&k);
	read_as(&k, "d.csv", FL_STR(gb), &stated);
	assert_false(k.counts.encoding_assumed);
	assert_string_equal(kept_text(&k.findings), "");
	kept_release(&k);
	read_as(&k, "d.csv", FL_STR("id,title,request\n1,听力筛查,5\n"), &stated);
	assert_int_equal(k.status, FL_OK);
	assert_string_equal(k.counts.encoding, "gb18030");
	assert_string_equal(kept_text(&k.findings), "encoding-doubtful \n");
	kept_release(&k);
	read_as(&k, "d.csv", FL_STR("id,title,request\n1,x,5\n"), &stated);
	assert_string_equal(kept_text(&k.findings), "");
	kept_release(&k);
	read_as(&k, "d.csv", FL_STR("\xEF\xBB\xBF编号,标题,金额\n1,x,5\n"), NULL);
	assert_string_equal(k.counts.encoding, "utf-8-bom");
	assert_false(k.counts.encoding_assumed);
	kept_release(&k);
	read_as(&k, "d.csv", FL_STR("id,title,request\n1,x,5\n"), NULL);
	assert_string_equal(k.counts.encoding, "utf-8");
	assert_false(k.counts.encoding_assumed); /* nothing but ASCII: nothing was assumed */
	kept_release(&k);
}

static void test_read_dreams__files_that_are_none_are_refused(void **state)
{
	(void)state;
	fails("d.csv", FL_STR(""), FL_EPARSE, "empty", 1);
	fails("d.csv", FL_STR("\n\n"), FL_EPARSE, "empty", 1);
	fails("d.csv", FL_STR("id,title,request\na,x,\"5\n"), FL_EPARSE, "never closed", 2);
	fails("d.csv", FL_STR("id,title,re\"quest\na,x,5\n"), FL_EPARSE, "header", 1);
	fails("d.csv", FL_STR("id,title,request\na,\0,5\n"), FL_EPARSE, "NUL", 2);
	fails("d.csv", FL_STR("\xFF\xFEi\0"), FL_EPARSE, "UTF-16", 1);
	fails("d.csv", FL_STR("id,title\na,x\n"), FL_EINVAL, "'request'", 1);
	fails("d.txt", FL_STR("id,title,request\n"), FL_EINVAL, "format", 0);
}

static void test_read_dreams__a_header_alone_is_a_warning(void **state)
{
	kept k;

	(void)state;
	read_as(&k, "D.CSV", FL_STR("id,title,request\n"), NULL);
	assert_int_equal(k.status, FL_OK);
	assert_string_equal(kept_text(&k.findings), "rows-none \n");
	kept_release(&k);
}

static void test_read_dreams__carriage_returns_alone_end_lines(void **state)
{
	(void)state;
	gives("d.csv", "id,title,request\ra,x,5\rb,y,6\r", "a|x|||||500|0||-1|-1||2\nb|y|||||600|0||-1|-1||3\n", "");
}

static void test_read_dreams__a_field_beyond_its_limit_rejects_its_row(void **state)
{
	fl_buf text;
	kept k;

	(void)state;
	fl_buf_init(&text, (size_t)20 << 20);
	fl_buf_puts(&text, "id,title,request,region\na,\"");
	for (int i = 0; i < 10 << 17; i++)
		fl_buf_puts(&text, "\xE8\x8A\xB1"
				   "12345");
	fl_buf_puts(&text, "\",5,\nb,x,5,");
	for (int i = 0; i < 1001; i++)
		fl_buf_putc(&text, 'r');
	fl_buf_puts(&text, "\nc,x,5,\n");
	read_as(&k, "d.csv", fl_buf_view(&text), NULL);
	assert_int_equal(k.status, FL_OK);
	assert_string_equal(kept_text(&k.rejected), "2:3 field-too-long\n3:7 field-too-long\n");
	assert_int_equal(k.num_dreams, 1);
	kept_release(&k);
	fl_buf_release(&text);
}

static void test_read_dreams__the_first_mapped_column_that_is_not_empty_wins(void **state)
{
	const fl_str columns[] = { { "flowers", 7 }, { "score", 5 }, { "flowers", 7 }, { "votes", 5 } };
	const fl_input input = { .columns = columns, .num_columns = 2 };
	kept k;

	(void)state;
	read_as(&k, "d.csv", FL_STR("id,title,request,votes,score\na,x,5,7,9\nb,x,5,7,\nc,x,5,,\n"), &input);
	assert_string_equal(kept_text(&k.dreams), "a|x|||||500|0||9|-1||2\nb|x|||||500|0||7|-1||3\n"
						  "c|x|||||500|0||-1|-1||4\n");
	kept_release(&k);
}

static void test_read_dreams__an_empty_request_is_not_replaced_by_the_budget(void **state)
{
	(void)state;
	gives("d.csv", "id,title,预算,申请金额\na,x,500,\n", "", "2:9 amount-empty\n");
}

static void test_read_dreams__a_sink_that_fails_stops_the_import(void **state)
{
	fl_input input = { .file = FL_STR("d.csv") };
	kept k;

	(void)state;
	kept_init(&k);
	k.stop_after = 2;
	assert_int_equal(fl_ingest_dreams(FL_STR("id,title,request\na,x,5\nb,x,5\nc,x,5\n"), &input, &cny, 480,
					  &k.sink, &k.counts, &k.err),
			 FL_EIO);
	assert_string_equal(k.err.message, "the sink is full");
	assert_int_equal(k.num_dreams, 2);
	kept_release(&k);
}

static void test_read_dreams__short_memory_is_said_and_nothing_leaks(void **state)
{
	const char text[] = "编号,标题,申请金额,标签,x\na,听力,5,\"p,q\",\nb,\"y\nz\",bad,,\nb,\"y\nz\",5,,\n";
	fl_input input = { .file = FL_STR("d.csv") };
	int64_t n = 0;

	(void)state;
	for (;; n++) {
		kept k;
		kept_init(&k);
		fl_buf_printf(&k.dreams, "%100s", ""); /* the sink's own memory comes first */
		fl_buf_printf(&k.rejected, "%100s", "");
		fl_buf_printf(&k.findings, "%100s", "");
		fl_alloc_fail_after(n);
		k.status = fl_ingest_dreams(FL_STR(text), &input, &cny, 480, &k.sink, &k.counts, &k.err);
		fl_alloc_fail_after(-1);
		fl_status status = k.status;
		if (status != FL_OK) {
			assert_int_equal(status, FL_ENOMEM);
			assert_int_equal(k.err.status, FL_ENOMEM);
		}
		kept_release(&k);
		if (status == FL_OK)
			break;
		assert_true(n < 1000);
	}
	assert_true(n > 5);
}

static void test_read_dreams__an_unknown_field_is_blamed_on_round_json(void **state)
{
	static const char *const files[] = { "d.csv", "d.jsonl" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		fl_round_spec *spec;
		fl_error err = FL_ERROR_INIT;
		kept k;
		assert_int_equal(
		    fl_round_parse(FL_STR("{\"format\": \"florin-round/1\", \"round\": \"r\",\n"
					  " \"pools\": [{\"id\": \"p\", \"amount\": 1}],\n"
					  " \"dreams\": [{\"file\": \"x\", \"columns\": {\"id\": \"id\",\n"
					  "  \"titel\": [\"a\", \"b\"]}}]}"),
				   "my/round.json", &spec, &err),
		    FL_OK);
		fl_input input = spec->dreams[0];
		input.file = fl_str_of(files[i]);
		kept_init(&k);
		k.status =
		    fl_ingest_dreams(FL_STR("id,title,request\n"), &input, &cny, 480, &k.sink, &k.counts, &k.err);
		assert_int_equal(k.status, FL_EINVAL);
		assert_non_null(strstr(k.err.message, "'titel'"));
		assert_string_equal(k.err.source, "my/round.json");
		assert_int_equal(k.err.line, 4);
		assert_int_equal(k.err.column, 13);
		kept_release(&k);
		fl_round_free(spec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_dreams__an_unknown_field_is_blamed_on_round_json),
		cmocka_unit_test(test_read_dreams__every_field_arrives),
		cmocka_unit_test(test_read_dreams__what_is_not_stated_is_unknown),
		cmocka_unit_test(test_read_dreams__a_bad_amount_rejects_its_row_at_its_cell),
		cmocka_unit_test(test_read_dreams__units_of_amounts),
		cmocka_unit_test(test_read_dreams__ids_are_needed_and_unique),
		cmocka_unit_test(test_read_dreams__other_fields_are_checked),
		cmocka_unit_test(test_read_dreams__rows_must_have_the_fields_of_the_header),
		cmocka_unit_test(test_read_dreams__a_bad_byte_rejects_its_row),
		cmocka_unit_test(test_read_dreams__too_many_bad_bytes_refuse_a_file_of_unstated_encoding),
		cmocka_unit_test(test_read_dreams__says_which_encoding_was_assumed),
		cmocka_unit_test(test_read_dreams__files_that_are_none_are_refused),
		cmocka_unit_test(test_read_dreams__a_header_alone_is_a_warning),
		cmocka_unit_test(test_read_dreams__carriage_returns_alone_end_lines),
		cmocka_unit_test(test_read_dreams__a_field_beyond_its_limit_rejects_its_row),
		cmocka_unit_test(test_read_dreams__the_first_mapped_column_that_is_not_empty_wins),
		cmocka_unit_test(test_read_dreams__an_empty_request_is_not_replaced_by_the_budget),
		cmocka_unit_test(test_read_dreams__a_sink_that_fails_stops_the_import),
		cmocka_unit_test(test_read_dreams__short_memory_is_said_and_nothing_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
