/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "ingest_sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The bytes in a file of its own, read as flowers under the name 'file'. */
static void read_as(kept *k, const char *file, fl_str bytes, const char *encoding)
{
	char path[] = "/tmp/florin-test-flowers-XXXXXX";
	int fd = mkstemp(path);
	FILE *out = fd >= 0 ? fdopen(fd, "wb") : NULL;
	fl_input input = { .file = fl_str_of(file), .encoding = fl_str_of(encoding) };

	assert_non_null(out);
	assert_int_equal(fwrite(bytes.data, 1, bytes.len, out), bytes.len);
	assert_int_equal(fclose(out), 0);
	kept_init(k);
	k->status = fl_ingest_flowers(path, &input, NULL, 480, &k->sink, &k->counts, &k->err);
	unlink(path);
	assert_int_equal(k->counts.read, k->counts.accepted + k->counts.rejected);
	assert_int_equal(k->num_flowers, k->counts.accepted);
	assert_int_equal(k->num_rejected, k->counts.rejected);
}

static void gives(const char *file, const char *text, const char *flowers, const char *rejected)
{
	kept k;

	read_as(&k, file, fl_str_of(text), "utf-8");
	if (k.status != FL_OK)
		fail_msg("%s", k.err.message);
	assert_string_equal(kept_text(&k.flowers), flowers);
	assert_string_equal(kept_text(&k.rejected), rejected);
	kept_release(&k);
}

static void test_read_flowers__every_field_arrives(void **state)
{
	(void)state;
	gives("f.csv", "dream,giver,source,event,count,time\nd1,g1,steps,e1,3,2026-09-05 08:00\nd2,,,,,\n",
	      "d1|g1|steps|e1|3|1788566400|2\nd2||||1||3\n", "");
	gives("f.tsv", "梦想编号\t送花人\t来源\t数量\nd1\tg1\t答题\t１２\n", "d1|g1|答题||12||2\n", "");
	gives("f.jsonl", "{\"dream\": \"d1\", \"giver\": 7, \"count\": 2}\n{\"dream\": \"d2\"}\n",
	      "d1|7|||2||1\nd2||||1||2\n", "");
	gives("f.csv", "dream\nd1\n", "d1||||1||2\n", "");
}

static void test_read_flowers__bad_rows_are_rejected_at_their_cell(void **state)
{
	(void)state;
	gives(
	    "f.csv",
	    "dream,count,time\n,1,\nd,0,\nd,-1,\nd,1.5,\nd,99999999999999999999,\nd,x,\nd,1,noon\nd,1\nd,1,\n",
	    "d||||1||10\n",
	    "2:1 dream-empty\n3:3 count-zero\n4:3 count-syntax\n5:3 count-syntax\n6:3 count-range\n7:3 count-syntax\n"
	    "8:5 time-syntax\n9:1 row-fields\n");
}

/* With the settings of a ledger of gifts. */
static void gives_some(const char *file, fl_input settings, const char *text, const char *flowers, const char *rejected,
		       int64_t left_out)
{
	char path[] = "/tmp/florin-test-flowers-XXXXXX";
	static const fl_currency cny = { "CNY", 2 };
	int fd = mkstemp(path);
	kept k;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	kept_init(&k);
	settings.file = fl_str_of(file);
	settings.encoding = FL_STR("utf-8");
	k.status = fl_ingest_flowers(path, &settings, &cny, 480, &k.sink, &k.counts, &k.err);
	unlink(path);
	if (k.status != FL_OK)
		fail_msg("%s", k.err.message);
	assert_string_equal(kept_text(&k.flowers), flowers);
	assert_string_equal(kept_text(&k.rejected), rejected);
	assert_int_equal(k.counts.left_out, left_out);
	assert_int_equal(k.counts.read, k.counts.accepted + k.counts.rejected + k.counts.left_out);
	kept_release(&k);
}

static void gives_amounts(const char *file, fl_input settings, const char *text, const char *flowers, const char *rejected)
{
	gives_some(file, settings, text, flowers, rejected, 0);
}

static void test_read_flowers__counts_may_be_amounts(void **state)
{
	(void)state;
	gives_amounts("f.csv", (fl_input){ .count_amount = true },
		      "dream,count\nd,12.5\nd,\"1,000\"\nd,0.005\nd,-1\nd,0\n", "d||||1250||2\nd||||100000||3\n",
		      "4:3 amount-fraction\n5:3 amount-negative\n6:3 count-zero\n");
	gives_amounts("f.csv", (fl_input){ .count_amount = true, .round_down = true },
		      "dream,count\nd,4.957804131189699\nd,9.5e-05\nd,1.2e+1\nd,-0.5\nd,.999\nd,1e17\nd,x\nd,1e\n"
		      "d,0.0199999999999999999999999999999999999999999999999999999999999999999999999999999999\nd,-0.0\nd,5.\n"
		      "d,00012.340\nd,12345678901234567890123456789012345678901234567890123456789012345678901234567890e-75\n",
		      "d||||495||2\nd||||1200||4\nd||||99||6\nd||||1||10\nd||||500||12\nd||||1234||13\nd||||1234567||14\n",
		      "3:3 count-zero\n5:3 amount-negative\n7:3 amount-range\n8:3 amount-syntax\n9:3 amount-syntax\n"
		      "11:3 count-zero\n");
}

static void test_read_flowers__only_some_rows_are_wanted(void **state)
{
	static const fl_str only[] = { FL_STR("ok"), FL_STR("True"), FL_STR("kind"), FL_STR("a"), FL_STR("kind"), FL_STR("b") };
	fl_input settings = { .only = only, .num_only = 3 };

	(void)state;
	gives_some("f.csv", settings, "dream,ok,kind\nd,True,a\nd,False,a\nd, True ,b\nd,True,c\nd,,a\n,True,a\n,False,a\nd,True\n",
		   "d||a||1||2\nd||b||1||4\n", "7:1 dream-empty\n9:1 row-fields\n", 4);
	gives_some("f.jsonl", (fl_input){ .only = only, .num_only = 1 },
		   "{\"dream\":\"d\",\"ok\":\"True\"}\n{\"dream\":\"d\",\"ok\":true}\n{\"dream\":\"d\"}\n", "d||||1||1\n", "", 2);
}

static void test_read_flowers__a_long_text_is_rejected(void **state)
{
	fl_buf text;
	kept k;

	(void)state;
	fl_buf_init(&text, 10000);
	fl_buf_puts(&text, "dream,giver\nd,");
	for (int i = 0; i < 1001; i++)
		fl_buf_putc(&text, 'g');
	read_as(&k, "f.csv", fl_buf_view(&text), "");
	assert_string_equal(kept_text(&k.rejected), "2:3 field-too-long\n");
	kept_release(&k);
	fl_buf_release(&text);
}

/* 3 MB: several pieces, cut in the middle of rows and of two-byte characters. */
static void test_read_flowers__a_large_ledger_is_read_in_pieces(void **state)
{
	fl_buf text;
	kept k;
	int64_t rows = 100000;

	(void)state;
	fl_buf_init(&text, (size_t)10 << 20);
	fl_buf_puts(&text, "dream,giver,source,count\r\n");
	for (int64_t i = 0; i < rows; i++) /* 花 in GB18030 */
		fl_buf_printf(&text, "d%lld,\"g\xBB\xA8%lld\",\xBB\xA8\xBB\xA8\xBB\xA8,%lld\r\n", (long long)i % 97,
			      (long long)i, (long long)i % 5 + 1);
	assert_true(text.len > (size_t)2 << 20);
	read_as(&k, "f.csv", fl_buf_view(&text), "");
	assert_int_equal(k.status, FL_OK);
	assert_int_equal(k.counts.accepted, rows);
	assert_string_equal(k.counts.encoding, "gb18030");
	assert_string_equal(kept_text(&k.findings), "encoding-assumed \n");
	fl_buf_release(&text);
	fl_buf_init(&text, (size_t)20 << 20);
	for (int64_t i = 0; i < rows; i++)
		fl_buf_printf(&text, "d%lld|g花%lld|花花花||%lld||%lld\n", (long long)i % 97, (long long)i,
			      (long long)i % 5 + 1, (long long)i + 2);
	assert_true(fl_str_eq(fl_buf_view(&k.flowers), fl_buf_view(&text)));
	kept_release(&k);
	fl_buf_release(&text);
}

static void test_read_flowers__files_that_are_none_are_refused(void **state)
{
	const fl_input input = { .file = FL_STR("f.csv") };
	kept k;

	(void)state;
	kept_init(&k);
	assert_int_equal(fl_ingest_flowers("/nonexistent/f.csv", &input, NULL, 480, &k.sink, &k.counts, &k.err), FL_EIO);
	kept_release(&k);
	read_as(&k, "f.csv", FL_STR(""), "");
	assert_int_equal(k.status, FL_EPARSE);
	kept_release(&k);
	read_as(&k, "f.csv", FL_STR("giver\ng\n"), "");
	assert_int_equal(k.status, FL_EINVAL);
	assert_string_equal(k.err.source, "f.csv");
	kept_release(&k);
	read_as(&k, "f.csv", FL_STR("dream\n\"d\n"), "");
	assert_int_equal(k.status, FL_EPARSE);
	kept_release(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_flowers__every_field_arrives),
		cmocka_unit_test(test_read_flowers__bad_rows_are_rejected_at_their_cell),
		cmocka_unit_test(test_read_flowers__counts_may_be_amounts),
		cmocka_unit_test(test_read_flowers__only_some_rows_are_wanted),
		cmocka_unit_test(test_read_flowers__a_long_text_is_rejected),
		cmocka_unit_test(test_read_flowers__a_large_ledger_is_read_in_pieces),
		cmocka_unit_test(test_read_flowers__files_that_are_none_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
