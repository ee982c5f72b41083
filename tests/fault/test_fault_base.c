/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fault_base.c - the n-th allocation fails, for every n: each call answers FL_ENOMEM, says so, and leaves
 * nothing behind (the sanitized build reports leaks), and the first n that is enough gives the right answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/parallel.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/ngram.h"
#include "text/normalise.h"
#include "fail_each.h"

#include <stdio.h>
#include <unistd.h>

static fl_status run_json(fl_error *err)
{
	static const char text[] = "{\"a\":[1,2,{\"b\\n\":\"x\\ty\"},[]],\"c\":{\"d\":[[[\"\\u68a6\"]]],\"e\":{}},"
				   "\"f\":[0,1,2,3,4,5,6,7,8]}";
	fl_json_doc *doc = NULL;
	fl_status status = fl_json_parse(fl_str_of(text), "t.json", &doc, err);

	if (status == FL_OK)
		assert_int_equal(fl_json_len(fl_json_get(fl_json_root(doc), "f")), 9);
	else
		assert_null(doc);
	fl_json_free(doc);
	return status;
}

static fl_status run_json_write(fl_error *err)
{
	fl_json_writer w;
	fl_buf buf;
	fl_status status;

	fl_buf_init(&buf, 100000);
	fl_json_start(&w, &buf, true);
	fl_json_begin_array(&w);
	for (int i = 0; i < 1000; i++)
		fl_json_put_z(&w, "梦");
	fl_json_end_array(&w);
	status = fl_buf_status(&buf, err);
	fl_buf_release(&buf);
	return status;
}

static fl_status run_normalise(fl_error *err)
{
	static const char unit[] = "為一千名ＡＢ，e\u0323\u0301①老人 3.5万 \uFDFA";
	fl_arena arena = FL_ARENA_INIT;
	fl_normal n = { .parts = NULL };
	fl_buf text;
	fl_status status;

	fl_buf_init(&text, 100000);
	for (int i = 0; i < 20; i++)
		fl_buf_puts(&text, unit);
	status = fl_buf_status(&text, err);
	if (status == FL_OK)
		status = fl_normalise(fl_buf_view(&text), FL_NORMAL_MATCH, &arena, &n, err);
	if (status == FL_OK)
		assert_int_equal(fl_normal_begin(&n, n.text.len), text.len);
	fl_buf_release(&text);
	fl_arena_release(&arena);
	return status;
}

static fl_status run_ngrams(fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	uint64_t *grams;
	size_t count;
	fl_status status = fl_ngrams(FL_STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), 2,
				     &arena, &grams, &count, err);

	if (status == FL_OK)
		assert_int_equal(count, 61);
	fl_arena_release(&arena);
	return status;
}

static fl_status run_buf(fl_error *err)
{
	fl_buf buf;
	fl_status status;

	fl_buf_init(&buf, 100000);
	for (int i = 0; i < 1000; i++)
		fl_buf_printf(&buf, "%d ", i);
	status = fl_buf_status(&buf, err);
	if (status == FL_OK)
		assert_int_equal(buf.len, 3890);
	fl_buf_release(&buf);
	return status;
}

static fl_status run_map(fl_error *err)
{
	static char keys[200][8];
	fl_map map = { 0 };
	FL_VEC(size_t) order = { 0 };
	fl_status status = FL_OK;

	for (size_t i = 0; i < 200 && status == FL_OK; i++) {
		snprintf(keys[i], sizeof keys[i], "k%zu", i);
		if (!fl_map_put(&map, fl_str_of(keys[i]), i, NULL) || !fl_vec_push(&order, i))
			status = fl_enomem(err);
		for (size_t j = 0; j + 1 < i; j += 7) /* what was there before a failure is there still */
			assert_int_equal(fl_map_get(&map, fl_str_of(keys[j])), j);
	}
	fl_map_release(&map);
	fl_vec_release(&order);
	return status;
}

static fl_status run_file(fl_error *err)
{
	char path[64];
	fl_reader *reader = NULL;
	fl_buf buf;
	fl_status status;

	snprintf(path, sizeof path, "/tmp/florin-fault-%ld", (long)getpid());
	fl_buf_init(&buf, 1000);
	status = fl_file_replace(path, FL_STR("content"), err);
	if (status == FL_OK)
		status = fl_file_read(path, &buf, err);
	if (status == FL_OK)
		status = fl_reader_open(path, &reader, err);
	if (status == FL_OK)
		assert_string_equal(buf.data, "content");
	fl_reader_close(reader);
	fl_buf_release(&buf);
	remove(path);
	return status;
}

static fl_status nothing(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	(void)user, (void)worker, (void)begin, (void)end, (void)err;
	return FL_OK;
}

static fl_status run_parallel(fl_error *err)
{
	return fl_parallel_for(100, 1, 2, nothing, NULL, err);
}

static fl_status run_rational(fl_error *err)
{
	fl_buf buf;
	fl_status status;
	mpq_t q;

	mpq_init(q);
	mpz_ui_pow_ui(mpq_numref(q), 10, 200);
	fl_buf_init(&buf, 1000);
	fl_mpq_print(&buf, q);
	status = fl_buf_status(&buf, err);
	if (status == FL_OK)
		assert_int_equal(buf.len, 201);
	fl_buf_release(&buf);
	mpq_clear(q);
	return status;
}

static void test_fault_base__json(void **state)
{
	(void)state;
	fail_each(run_json, 4);
	fail_each(run_json_write, 5);
}

static void test_fault_base__text(void **state)
{
	(void)state;
	fail_each(run_normalise, 5);
	fail_each(run_ngrams, 2);
}

static void test_fault_base__buffers_and_maps(void **state)
{
	(void)state;
	fail_each(run_buf, 5);
	fail_each(run_map, 8);
}

static void test_fault_base__files_threads_and_numbers(void **state)
{
	(void)state;
	fail_each(run_file, 5);
	fail_each(run_parallel, 1);
	fail_each(run_rational, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault_base__json),
		cmocka_unit_test(test_fault_base__text),
		cmocka_unit_test(test_fault_base__buffers_and_maps),
		cmocka_unit_test(test_fault_base__files_threads_and_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
