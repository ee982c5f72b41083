/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "ingest_sink.h"

/* A file with projects a, b, c and one ballot section; gives votes and points of each. */
static void counts(const char *vote_type, const char *ballots, const char *want, const char *want_rejected)
{
	fl_buf text, got;
	fl_ingest_counts flowers;
	fl_pabulib *pb = NULL;
	kept k;

	kept_init(&k);
	fl_buf_init(&text, 10000);
	fl_buf_init(&got, 10000);
	fl_buf_printf(&text,
		      "META\nkey;value\nbudget;9\nvote_type;%s\nPROJECTS\nproject_id;cost\na;1\nb;1\nc;1\nVOTES\n%s",
		      vote_type, ballots);
	if (fl_pabulib_parse(fl_buf_view(&text), "t.pb", &pb, &k.err) != FL_OK)
		fail_msg("%s", k.err.message);
	assert_int_equal(fl_pabulib_ingest(pb, &k.sink, &k.counts, &flowers, &k.err), FL_OK);
	assert_int_equal(flowers.read, flowers.accepted + flowers.rejected);
	for (size_t i = 0; i < 3; i++) {
		int64_t votes, score;
		fl_pabulib_totals(pb, i, &votes, &score);
		fl_buf_printf(&got, "%s%lld/%lld", i ? " " : "", (long long)votes, (long long)score);
	}
	assert_string_equal(got.data, want);
	assert_string_equal(kept_text(&k.rejected), want_rejected);
	fl_pabulib_free(pb);
	fl_buf_release(&text);
	fl_buf_release(&got);
	kept_release(&k);
}

static void test_pabulib_ballots__a_name_is_one_vote(void **state)
{
	(void)state;
	counts("approval", "voter_id;vote\n1;a,b\n2;b\n3;\n", "1/1 2/2 0/0", "");
	counts("choose-1", "voter_id;vote\n1;c\n2;c\n", "0/0 0/0 2/2", "");
	counts("approval", "voter_id;vote\n1;a,a\n", "2/2 0/0 0/0", "");
}

static void test_pabulib_ballots__points_count_where_ballots_carry_them(void **state)
{
	(void)state;
	counts("cumulative", "voter_id;points;vote\n1;5,3;a,b\n2;0,7;a,c\n", "2/5 1/3 1/7", "");
	counts("ordinal", "voter_id;vote;points\n1;a,b;5,3\n", "1/5 1/3 0/0", "");
}

static void test_pabulib_ballots__a_ranked_ballot_gives_k_down_to_one(void **state)
{
	(void)state;
	counts("ordinal", "voter_id;vote\n1;c,a,b\n2;a\n", "2/3 1/1 1/3", "");
}

static void test_pabulib_ballots__what_cannot_be_counted_is_rejected(void **state)
{
	(void)state;
	counts("approval", "voter_id;vote\n1;a,x,b\n", "1/1 1/1 0/0", "12:3 ballot-project\n");
	counts("cumulative", "voter_id;vote;points\n1;a,b;5\n2;a;5,6\n3;a,b;x,2\n", "1/5 1/2 0/0",
	       "12:7 ballot-points\n13:5 ballot-points\n14:7 ballot-points\n");
}

static void test_pabulib_ballots__points_beyond_counting_are_refused(void **state)
{
	const char text[] = "META\nkey;value\nbudget;9\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote;points\n"
			    "1;a;9223372036854775807\n2;a;1\n";
	fl_error err = FL_ERROR_INIT;
	fl_pabulib *pb = NULL;

	(void)state;
	assert_int_equal(fl_pabulib_parse(FL_STR(text), "t.pb", &pb, &err), FL_ERANGE);
	assert_int_equal(err.line, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pabulib_ballots__a_name_is_one_vote),
		cmocka_unit_test(test_pabulib_ballots__points_count_where_ballots_carry_them),
		cmocka_unit_test(test_pabulib_ballots__a_ranked_ballot_gives_k_down_to_one),
		cmocka_unit_test(test_pabulib_ballots__what_cannot_be_counted_is_rejected),
		cmocka_unit_test(test_pabulib_ballots__points_beyond_counting_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
