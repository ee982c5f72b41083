/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that runs out at the n-th allocation, for every n, while rounds, tables and Pabulib files are read: the call
 * says so, fills its error, leaves nothing behind (the leak checker watches), and the same call succeeds afterwards.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/error.h"
#include "domain/round.h"
#include "ingest_sink.h"

#define ENOUGH 5000

static const fl_currency cny = { "CNY", 2 };

static fl_status drop_dream(void *user, const fl_dream *d, fl_error *err)
{
	(void)d;
	(void)err;
	++*(int *)user;
	return FL_OK;
}

static fl_status drop_flower(void *user, const fl_flower *f, fl_error *err)
{
	(void)f;
	(void)err;
	++*(int *)user;
	return FL_OK;
}

static fl_status drop_rejected(void *user, const fl_rejected *r, fl_error *err)
{
	(void)r;
	(void)err;
	++*(int *)user;
	return FL_OK;
}

/* Fail each allocation of the job in turn; returns how many there are. */
static int64_t fail_each(fl_status (*job)(fl_error *err))
{
	for (int64_t n = 0; n < ENOUGH; n++) {
		fl_error err = FL_ERROR_INIT;
		fl_alloc_fail_after(n);
		fl_status status = job(&err);
		fl_alloc_fail_after(-1);
		if (status == FL_OK)
			return n;
		if (status != FL_ENOMEM || err.status != FL_ENOMEM)
			fail_msg("allocation %lld: %s, '%s'", (long long)n, fl_status_name(status), err.message);
	}
	fail_msg("it never succeeds");
	return 0;
}

static fl_status parse_round(fl_error *err)
{
	fl_round_spec *spec = NULL;
	fl_status status = fl_round_parse(FL_STR("{\"format\": \"florin-round/1\", \"round\": \"r\", \"dreams\": "
						 "[\"a.csv\", {\"file\": \"b\", \"format\": "
						 "\"csv\", \"columns\": {\"id\": [\"x\", \"y\"]}}], \"rules\": "
						 "[\"p\"], \"threshold\": {\"default\": 1, "
						 "\"special\": [{\"selector\": {\"tag\": [\"a\", \"b\"], \"not\": "
						 "{\"id\": \"c\"}}, \"flowers\": 2}]}, "
						 "\"tally\": {\"sources\": {\"steps\": false}}, \"policy\": "
						 "{\"tie_order\": \"lottery:x\"}, \"pools\": "
						 "[{\"id\": \"p\", \"amount\": \"1万\"}], \"groups\": [{\"id\": "
						 "\"g\", \"each\": \"tag:f\", \"max\": 5}]}"),
					  "round.json", &spec, err);

	fl_round_free(spec);
	return status;
}

static fl_status patch_round(fl_error *err)
{
	fl_buf out;

	fl_buf_init(&out, 10000);
	fl_status status = fl_round_patch(FL_STR("{\"pools\": [{\"id\": \"p\", \"amount\": 1}], \"x\": [1, 2]}"),
					  "round.json", FL_STR("pools[p].selector={\"tag\": \"x\"}"), &out, err);
	fl_buf_release(&out);
	return status;
}

static fl_status import_as(const char *file, const char *encoding, fl_str text, fl_error *err)
{
	const fl_str columns[] = { FL_STR("title"), FL_STR("标题") };
	const fl_input input = {
		.file = fl_str_of(file), .encoding = fl_str_of(encoding), .columns = columns, .num_columns = 1
	};
	int calls = 0;
	const fl_ingest_sink sink = { .dream = drop_dream, .flower = drop_flower, .rejected = drop_rejected, .user = &calls };
	fl_ingest_counts counts;

	return fl_ingest_dreams(text, &input, &cny, 480, &sink, &counts, err);
}

static fl_status import_csv(fl_error *err)
{
	return import_as(
	    "d.csv", "",
	    FL_STR("编号,标题,申请金额（万元）,标签,x\na,\"两\n行\",1.5,\"p,q\",\nb,y,bad,,\nb\"c,y,5,,\nb,y,5,,"),
	    err);
}

static fl_status import_gb18030(fl_error *err)
{
	return import_as("d.csv", "gb18030",
			 FL_STR("id,\xB1\xEA\xCC\xE2,request\na,\xB1\xEA\xCC\xE2,5\nb,\xFF,5\nc,\xB1\xEA,5\n\"d\",\"\xB1\xEA\",5\n"),
			 err);
}

static fl_status import_jsonl(fl_error *err)
{
	return import_as(
	    "d.jsonl", "",
	    FL_STR("{\"id\": 1, \"标题\": \"x\", \"request\": \"5\", \"tags\": [\"a\", \"b\"], \"z\": 1}\n"
		   "{\"id\": }\n[]\n{\"id\": true}\n{\"id\": 2, \"标题\": \"x\", \"request\": 7}\n"),
	    err);
}

static fl_status read_pabulib(fl_error *err)
{
	int calls = 0;
	const fl_ingest_sink sink = { .dream = drop_dream, .flower = drop_flower, .rejected = drop_rejected, .user = &calls };
	fl_ingest_counts dreams, flowers;
	fl_pabulib *pb = NULL;
	fl_buf json;
	fl_status status = fl_pabulib_parse(
	    FL_STR(
		"META\nkey;value\nbudget;100\nunit;T\ncategories;a,b\nbudget_per_category;1,2\nPROJECTS\n"
		"project_id;cost;name;category\np;5;\"x;\"\"y\";a,b\nq;bad;z;\nVOTES\nvoter_id;vote\n1;p,z\n2;p\n"),
	    "t.pb", &pb, err);

	fl_buf_init(&json, 100000);
	if (status == FL_OK)
		status = fl_pabulib_ingest(pb, &sink, &dreams, &flowers, err);
	if (status == FL_OK)
		status = fl_pabulib_round(pb, &json, err);
	fl_buf_release(&json);
	fl_pabulib_free(pb);
	return status;
}

static void test_input_memory__every_allocation_may_fail(void **state)
{
	(void)state;
	assert_true(fail_each(parse_round) > 10);
	assert_true(fail_each(patch_round) > 5);
	assert_true(fail_each(import_csv) > 10);
	assert_true(fail_each(import_gb18030) > 10);
	assert_true(fail_each(import_jsonl) > 10);
	assert_true(fail_each(read_pabulib) > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_input_memory__every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
