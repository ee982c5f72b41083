/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "ingest_sink.h"

#define META                                                                                                         \
	"META\nkey;value\ndescription;Test\nunit;Town\ninstance;2026\nbudget;1000.50\ncurrency;PLN\nvote_type;"      \
	"approval\nrule;greedy\n"
#define PROJECTS "PROJECTS\nproject_id;cost;votes;name;selected;category;target\n"

static fl_ingest_counts flowers;

static void read_pb(kept *k, const char *text)
{
	fl_pabulib *pb = NULL;

	kept_init(k);
	k->status = fl_pabulib_parse(fl_str_of(text), "t.pb", &pb, &k->err);
	if (k->status == FL_OK) {
		assert_int_equal(fl_pabulib_ingest(pb, &k->sink, &k->counts, &flowers, &k->err), FL_OK);
		assert_int_equal(k->counts.read, k->counts.accepted + k->counts.rejected);
		assert_int_equal(flowers.read, flowers.accepted + flowers.rejected);
		assert_int_equal(k->num_dreams, k->counts.accepted);
		assert_int_equal(k->num_rejected, k->counts.rejected + flowers.rejected);
	}
	fl_pabulib_free(pb);
}

static void gives(const char *text, const char *dreams, const char *all_flowers, const char *rejected,
		  const char *findings)
{
	kept k;

	read_pb(&k, text);
	if (k.status != FL_OK)
		fail_msg("%lld: %s", (long long)k.err.line, k.err.message);
	assert_string_equal(kept_text(&k.dreams), dreams);
	assert_string_equal(kept_text(&k.flowers), all_flowers);
	assert_string_equal(kept_text(&k.rejected), rejected);
	assert_string_equal(kept_text(&k.findings), findings);
	kept_release(&k);
}

static void fails(const char *text, const char *word, int64_t line)
{
	kept k;

	read_pb(&k, text);
	assert_int_not_equal(k.status, FL_OK);
	if (!strstr(k.err.message, word) || k.err.line != line)
		fail_msg("%lld: '%s' does not say '%s'", (long long)k.err.line, k.err.message, word);
	assert_string_equal(k.err.source, "t.pb");
	kept_release(&k);
}

static void test_read_pabulib__projects_and_ballots_arrive(void **state)
{
	(void)state;
	gives(META PROJECTS "p1;100;2;\"A; \"\"b\"\"\";1;sport,culture;x\r\np2;50.5;1;;0;\"Environment, health\";\n"
			    "VOTES\nvoter_id;vote;age\nv1;p1,p2;30\nv2;p1;\n",
	      "p1|A; \"b\"|||||10000|0||2|-1|category:culture,category:sport|12\n"
	      "p2|p2||||Environment, health|5050|0||1|-1|category:Environment, health|13\n",
	      "p1|v1|vote||1||16\np2|v1|vote||1||16\np1|v2|vote||1||17\n", "", "");
}

static void test_read_pabulib__bad_rows_are_rejected(void **state)
{
	(void)state;
	gives(META PROJECTS
	      "p1;1,00;0;a;1;;\np2;0;0;a;1;;\np3;5;many;a;1;;\np3;5;0;a;1;;\np3;5;0;a;1;;\np4;5;0\n;5;0;a;1;;\n"
	      "p5;5;0;a\"b;1;;\np6;5;0;\xFF;1;;\n"
	      "VOTES\nvoter_id;vote\nv1;p3,p9\nv2\nv3;p\"3\n",
	      "p3|a|||||500|0||0|-1||15\n", "p3|v1|vote||1||23\n",
	      "12:4 amount-separator\n13:4 amount-zero\n14:6 count-syntax\n16:1 id-duplicate\n17:1 row-fields\n"
	      "18:1 id-empty\n19:9 csv-quote\n20:1 text-encoding\n23:4 ballot-project\n24:1 row-fields\n25:5 "
	      "csv-quote\n",
	      "ballots-differ p3\n");
}

static void test_read_pabulib__published_totals_that_differ_are_found(void **state)
{
	(void)state;
	gives("META\nkey;value\nbudget;10\nnum_projects;3\nnum_votes;1\nvote_type;cumulative\n"
	      "PROJECTS\nproject_id;cost;votes;score\na;1;1;5\nb;1;1;4\n"
	      "VOTES\nvoter_id;vote;points\nv;a,b;5,3\n",
	      "a|a|||||100|0||5|-1||9\nb|b|||||100|0||4|-1||10\n", "a|v|vote||5||13\nb|v|vote||3||13\n", "",
	      "meta-differs num_projects\nballots-differ b\n");
}

static void test_read_pabulib__a_file_without_ballots_keeps_its_totals(void **state)
{
	(void)state;
	gives("META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost;votes\na;1;7\n", "a|a|||||100|0||7|-1||6\n", "",
	      "", "ballots-none \n");
}

static void test_read_pabulib__refuses_what_is_no_pabulib_file(void **state)
{
	(void)state;
	fails("", "PROJECTS", 0);
	fails("id,title\n1,2\n", "META", 1);
	fails("META\nkey;value\nbudget;5\n", "PROJECTS", 0);
	fails("META\nkey;value\nPROJECTS\nproject_id;cost\n", "budget", 0);
	fails("META\nkey;value\nbudget;lots\nPROJECTS\nproject_id;cost\n", "budget", 3);
	fails("META\nkey;value\nbudget\nPROJECTS\n", "key;value", 3);
	fails("META\nkey;value\nbudget;5;6\nPROJECTS\n", "quotes", 3);
	fails("META\nkey;value\nbudget;5\nbudget;6\n", "twice", 4);
	fails("META\nkey;value\nbudget;5\ncurrency;zloty\nPROJECTS\n", "zloty", 0);
	fails("META\nkey;value\nbudget;5\nPROJECTS\nproject_id;price\n", "'cost'", 5);
	fails("META\nkey;value\nbudget;5\nVOTES\nvoter_id;vote\n", "order", 4);
	fails("META\nkey;value\nbudget;5\nPROJECTS\nproject_id;cost\nPROJECTS\n", "order", 6);
	fails("META\nkey;value\nbudget;5\nPROJECTS\nproject_id;cost\nVOTES\nvoter;vote\n", "'voter_id'", 7);
	fails("META\nkey;value\nx;a\"b\n", "quote", 3);
	fails("META\nkey;value\nbudget;5\nPROJECTS\nproject_id;cost\na;\"5\n", "never closed", 6);
}

static void test_read_pabulib__says_what_is_published(void **state)
{
	fl_error err = FL_ERROR_INIT;
	fl_pabulib *pb = NULL;
	fl_str id;
	int64_t votes, score;

	(void)state;
	assert_int_equal(fl_pabulib_parse(FL_STR(META "PROJECTS\nproject_id;cost;selected\na;1;1\nb;1;3\nc;1;\n"
						      "VOTES\nvoter_id;vote\nv;b,c\n"),
					  "t.pb", &pb, &err),
			 FL_OK);
	assert_true(fl_str_eqz(fl_pabulib_rule(pb), "greedy"));
	assert_true(fl_str_eqz(fl_pabulib_meta(pb, "unit"), "Town"));
	assert_true(fl_str_eqz(fl_pabulib_meta(pb, "comment"), ""));
	assert_int_equal(fl_pabulib_num_projects(pb), 3);
	assert_int_equal(fl_pabulib_selected(pb, 0, &id), 1);
	assert_true(fl_str_eqz(id, "a"));
	assert_int_equal(fl_pabulib_selected(pb, 1, &id), 3);
	assert_int_equal(fl_pabulib_selected(pb, 2, &id), -1);
	fl_pabulib_totals(pb, 0, &votes, &score);
	assert_true(votes == 0 && score == 0);
	fl_pabulib_totals(pb, 1, &votes, &score);
	assert_true(votes == 1 && score == 1);
	fl_pabulib_free(pb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_pabulib__projects_and_ballots_arrive),
		cmocka_unit_test(test_read_pabulib__bad_rows_are_rejected),
		cmocka_unit_test(test_read_pabulib__published_totals_that_differ_are_found),
		cmocka_unit_test(test_read_pabulib__a_file_without_ballots_keeps_its_totals),
		cmocka_unit_test(test_read_pabulib__refuses_what_is_no_pabulib_file),
		cmocka_unit_test(test_read_pabulib__says_what_is_published),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
