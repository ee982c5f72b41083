/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "domain/round.h"

static const char round_json[] = "{\"z\": 1, \"threshold\": 5, \"pools\": [{\"id\": \"a\", \"amount\": \"7\"}, "
				 "{\"id\": \"b.c\", \"amount\": 8}]}";

static void patched(const char *assignment, const char *want)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf out, flat;
	fl_json_writer w;
	fl_json_doc *doc = NULL;

	fl_buf_init(&out, 10000);
	fl_buf_init(&flat, 10000);
	if (fl_round_patch(fl_str_of(round_json), "round.json", fl_str_of(assignment), &out, &err) != FL_OK)
		fail_msg("%s: %s", assignment, err.message);
	assert_int_equal(fl_json_parse(fl_buf_view(&out), "out", &doc, &err), FL_OK);
	fl_json_start(&w, &flat, false);
	fl_json_put_value(&w, fl_json_root(doc), false);
	assert_string_equal(flat.data, want);
	fl_json_free(doc);
	fl_buf_release(&out);
	fl_buf_release(&flat);
}

static void refused(const char *assignment, const char *word)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf out;

	fl_buf_init(&out, 10000);
	assert_int_not_equal(fl_round_patch(fl_str_of(round_json), "round.json", fl_str_of(assignment), &out, &err),
			     FL_OK);
	if (!strstr(err.message, word))
		fail_msg("%s: '%s' does not say '%s'", assignment, err.message, word);
	fl_buf_release(&out);
}

#define POOLS "\"pools\":[{\"id\":\"a\",\"amount\":\"7\"},{\"id\":\"b.c\",\"amount\":8}]"

static void test_round_patch__exchanges_one_value_and_keeps_the_order(void **state)
{
	(void)state;
	patched("threshold=10", "{\"z\":1,\"threshold\":10," POOLS "}");
	patched(" threshold = {\"default\": 3} ", "{\"z\":1,\"threshold\":{\"default\":3}," POOLS "}");
	patched("pools[0].amount=5000",
		"{\"z\":1,\"threshold\":5,\"pools\":[{\"id\":\"a\",\"amount\":5000},{\"id\":\"b.c\",\"amount\":8}]}");
	patched("pools[b.c].amount=\"1,000\"", "{\"z\":1,\"threshold\":5,\"pools\":[{\"id\":\"a\",\"amount\":\"7\"},{"
					       "\"id\":\"b.c\",\"amount\":\"1,000\"}]}");
	patched("pools[1]={}", "{\"z\":1,\"threshold\":5,\"pools\":[{\"id\":\"a\",\"amount\":\"7\"},{}]}");
}

static void test_round_patch__a_value_that_is_no_json_is_text(void **state)
{
	(void)state;
	patched("threshold=a=b", "{\"z\":1,\"threshold\":\"a=b\"," POOLS "}");
	patched("threshold=1,000", "{\"z\":1,\"threshold\":\"1,000\"," POOLS "}");
	patched("threshold=", "{\"z\":1,\"threshold\":\"\"," POOLS "}");
}

static void test_round_patch__makes_what_is_missing_on_the_way(void **state)
{
	(void)state;
	patched("policy.indivisible=false", "{\"z\":1,\"threshold\":5," POOLS ",\"policy\":{\"indivisible\":false}}");
	patched("a.b.c=null", "{\"z\":1,\"threshold\":5," POOLS ",\"a\":{\"b\":{\"c\":null}}}");
}

static void test_round_patch__refuses_paths_that_lead_nowhere(void **state)
{
	(void)state;
	refused("threshold", "path=value");
	refused("=5", "path=value");
	refused("budget=5", "pools[0].amount=5000");
	refused("a..b=5", "path=value");
	refused("[0]=5", "path=value");
	refused("pools[0=5", "path=value");
	refused("pools[]=5", "path=value");
	refused("pools[0]amount=5", "path=value");
	refused("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=5", "path=value");
	refused("pools[2].amount=5", "no element '2'");
	refused("pools[x].amount=5", "no element 'x'");
	refused("threshold.default=5", "no object");
	refused("threshold[0]=5", "no element");
	refused("pools.amount=5", "no object");
}

static void test_round_patch__a_broken_round_is_said_with_its_place(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf out;

	(void)state;
	fl_buf_init(&out, 10000);
	assert_int_equal(fl_round_patch(FL_STR("{\"a\": }"), "round.json", FL_STR("a=1"), &out, &err), FL_EPARSE);
	assert_string_equal(err.source, "round.json");
	fl_buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_patch__exchanges_one_value_and_keeps_the_order),
		cmocka_unit_test(test_round_patch__a_value_that_is_no_json_is_text),
		cmocka_unit_test(test_round_patch__makes_what_is_missing_on_the_way),
		cmocka_unit_test(test_round_patch__refuses_paths_that_lead_nowhere),
		cmocka_unit_test(test_round_patch__a_broken_round_is_said_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
