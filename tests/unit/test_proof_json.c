/* SPDX-License-Identifier: Apache-2.0
 *
 * test_proof_json.c - proofs to text and back, and texts that are no proofs.
 */
#include "proof_kit.h"

#include "domain/proof_json.h"

static const char known[] =
    "{\"format\":\"florin-proof/2\",\"candidates\":4,\"optimum\":\"86\",\"bound\":\"173/2\",\"unique\":null,"
    "\"rows\":[\"pool:general\",\"group:edu\"],\"sets\":[[[0,\"1/20\"],[1,\"-3/100\"]],[]],\"columns\":[[1,3],[0]],"
    "\"nodes\":[[\"branch\",0,1,1,2],[\"bound\",0],[\"empty\",1]],"
    "\"unrounded\":[[0,600],[1,199,\"2/3\"],[3,0,\"1/3\"]]}\n";

static const char with_cuts[] =
    "{\"format\":\"florin-proof/2\",\"candidates\":4,\"optimum\":\"86\",\"bound\":\"86\",\"unique\":true,"
    "\"rows\":[\"pool:general\"],\"sets\":[[[1,\"1/20\"],[2,\"3\"]],[[0,\"-1\"]]],\"sides\":[[],[2,0]],"
    "\"cuts\":[[\"mir\",1,2500,1],[\"mir\",1,7,0]],\"columns\":[],\"nodes\":[[\"bound\",0]],\"unrounded\":[]}\n";

static void test_proof_json__reads_what_the_format_says(void **state)
{
	(void)state;
	fl_proof *p = NULL;
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_proof_read(fl_str_of(known), "proof.json", 4, &p, &err), FL_OK);
	assert_int_equal(mpq_cmp_si(p->optimum, 86, 1), 0);
	assert_true(p->has_bound);
	assert_int_equal(mpq_cmp_si(p->bound, 173, 2), 0);
	assert_int_equal(p->unique, -1);
	assert_int_equal(p->num_rows, 2);
	assert_true(fl_str_eqz(p->rows[1], "group:edu"));
	assert_int_equal(p->num_sets, 2);
	assert_int_equal(p->sets[0].len, 2);
	assert_int_equal(p->sets[0].items[1].row, 1);
	assert_int_equal(mpq_cmp_si(p->sets[0].items[1].y, -3, 100), 0);
	assert_int_equal(p->sets[1].len, 0);
	assert_int_equal(p->num_columns, 2);
	assert_int_equal(p->columns[0].len, 2);
	assert_int_equal(p->columns[0].dreams[1], 3);
	assert_int_equal(p->num_nodes, 3);
	assert_int_equal(p->nodes[0].at_most, 1);
	assert_int_equal(p->nodes[0].child[1], 2);
	assert_int_equal(p->nodes[2].kind, FL_LEAF_EMPTY);
	assert_int_equal(p->nodes[2].multipliers, 1);
	assert_int_equal(p->num_candidates, 4);
	assert_int_equal(p->unrounded[0].whole, 600);
	assert_int_equal(p->unrounded[2].whole, 0);
	assert_int_equal(mpq_cmp_si(p->rests[p->unrounded[3].rest - 1], 1, 3), 0);
	fl_proof_free(p);
}

static void test_proof_json__writes_the_same_bytes_again(void **state)
{
	(void)state;
	fl_proof *p = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_buf buf;
	fl_buf_init(&buf, 1 << 20);
	assert_int_equal(fl_proof_read(fl_str_of(known), "proof.json", 4, &p, &err), FL_OK);
	fl_proof_print(&buf, p);
	assert_string_equal(buf.data, known);
	fl_buf_release(&buf);
	fl_proof_free(p);
}

/* A text with one piece replaced. */
static void refuse_in(const char *whole, const char *piece, const char *by, const char *words)
{
	char text[2048];
	fl_proof *p = NULL;
	fl_error err = FL_ERROR_INIT;
	const char *at = strstr(whole, piece);
	assert_non_null(at);
	snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, by, at + strlen(piece));
	fl_status status = fl_proof_read(fl_str_of(text), "proof.json", 4, &p, &err);
	if (status == FL_OK)
		fail_msg("was read: %s", text);
	assert_null(p);
	if (!strstr(err.message, words))
		fail_msg("expected '%s', got '%s'", words, err.message);
	assert_string_equal(err.source, "proof.json");
}

static void refuse(const char *piece, const char *by, const char *words)
{
	refuse_in(known, piece, by, words);
}

static void test_proof_json__refuses_indices_that_lead_outside(void **state)
{
	(void)state;
	refuse("[0,\"1/20\"]", "[2,\"1/20\"]", "no such row");
	refuse("[0,\"1/20\"]", "[-1,\"1/20\"]", "no such row");
	refuse("[0,\"1/20\"]", "[4294967296,\"1/20\"]", "no such row");
	refuse("[0,\"1/20\"]", "[0.5,\"1/20\"]", "expected the number of a row");
	refuse("[1,3]", "[1,4]", "no such dream");
	refuse("[1,3]", "[]", "not make a column");
	refuse("[\"branch\",0,1", "[\"branch\",2,1", "no such column");
	refuse("[\"bound\",0]", "[\"bound\",2]", "no such set");
	refuse("[3,0,\"1/3\"]", "[4,0,\"1/3\"]", "no such later dream");
	refuse("[3,0,\"1/3\"]", "[1,0,\"1/3\"]", "no such later dream");
	refuse("\"candidates\":4", "\"candidates\":5", "another number of dreams");
}

static void test_proof_json__refuses_cycles(void **state)
{
	(void)state;
	refuse("1,1,2]", "1,0,2]", "no such later node");
	refuse("1,1,2]", "1,1,0]", "no such later node");
	refuse("1,1,2]", "1,1,3]", "no such later node");
}

static void test_proof_json__cuts_are_numbered_behind_the_rows(void **state)
{
	(void)state;
	fl_proof *p = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_buf buf;
	fl_buf_init(&buf, 1 << 20);
	assert_int_equal(fl_proof_read(fl_str_of(with_cuts), "proof.json", 4, &p, &err), FL_OK);
	assert_int_equal(p->num_cuts, 2);
	assert_int_equal(p->cuts[0].multipliers, 1);
	assert_int_equal(p->cuts[0].divisor, 2500);
	assert_int_equal(p->cuts[0].side, 1);
	assert_int_equal(p->num_sides, 2);
	assert_int_equal(p->sides[0].len, 0);
	assert_int_equal(p->sides[1].dreams[0], 2);
	assert_int_equal(p->sets[0].items[1].row, 2);
	fl_proof_print(&buf, p);
	assert_string_equal(buf.data, with_cuts);
	fl_buf_release(&buf);
	fl_proof_free(p);
}

static void test_proof_json__refuses_cuts_that_are_none(void **state)
{
	(void)state;
	refuse_in(with_cuts, "[2,\"3\"]", "[3,\"3\"]", "no such row or cut");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",2,2500,1]", "no such set of multipliers");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",1,0,1]", "whole number above 0");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",1,-3,1]", "whole number above 0");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",1,2.5,1]", "whole number above 0");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",1,99999999999999999999,1]", "whole number above 0");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",1,2500,2]", "no such side");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"cover\",1,2500,1]", "a cut is a 'mir'");
	refuse_in(with_cuts, "[\"mir\",1,2500,1]", "[\"mir\",1,2500]", "not make a cut");
	refuse_in(with_cuts, "[2,0]", "[2,4]", "no such dream");
	refuse_in(with_cuts, "\"cuts\":[[\"mir\",1,2500,1],[\"mir\",1,7,0]],", "", "not make a set of multipliers");
	refuse("\"columns\"", "\"sides\":[[0]],\"columns\"", "sides, but no cuts");
	refuse_in(with_cuts, "\"sides\":[[],[2,0]],", "", "sides");
}

static void test_proof_json__refuses_numbers_that_are_none(void **state)
{
	(void)state;
	refuse("\"86\"", "86", "exact number in quotes");
	refuse("\"86\"", "\"\"", "expected an exact number");
	refuse("\"86\"", "\"-\"", "expected an exact number");
	refuse("\"86\"", "\"1/0\"", "denominator 0");
	refuse("\"86\"", "\"1/-2\"", "expected an exact number");
	refuse("\"86\"", "\"+1\"", "expected an exact number");
	refuse("\"86\"", "\"1e400\"", "expected an exact number");
	refuse("\"86\"", "\"0x10\"", "expected an exact number");
	refuse("\"86\"", "\"1/2/3\"", "expected an exact number");
	refuse("\"86\"", "\" 1\"", "expected an exact number");
	refuse("[0,600]", "[0,-600]", "amount in minor units");
	refuse("[0,600]", "[0,9223372036854775808]", "amount in minor units");
	refuse("\"2/3\"", "\"3/3\"", "not between 0 and 1");
	refuse("\"2/3\"", "\"-2/3\"", "not between 0 and 1");
	refuse("\"2/3\"", "\"5/3\"", "not between 0 and 1");
}

static void test_proof_json__refuses_shapes_it_does_not_know(void **state)
{
	(void)state;
	refuse("florin-proof/2", "florin-proof/9", "not in the format");
	refuse("[\"empty\",1]", "[\"leaf\",1]", "a node is a 'branch'");
	refuse("[\"empty\",1]", "[\"empty\"]", "not make a leaf");
	refuse("[\"empty\",1]", "7", "a node is a 'branch'");
	refuse("[\"branch\",0,1,1,2]", "[\"branch\",0,1,1]", "not make a branch");
	refuse("\"unique\":null", "\"unique\":1", "'unique' must be");
	refuse("\"rows\":[\"pool:general\"", "\"rows\":[1", "expected the name of a limit");
	refuse("\"unique\":null", "\"uniqe\":null", "uniqe");
	refuse("\"unrounded\":[[0,600]", "\"unrounded\":[[0]", "not make a line");
}

static void test_proof_json__knows_numbers_of_any_length_up_to_the_limit(void **state)
{
	(void)state;
	fl_buf text, again;
	fl_proof *p = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&text, 1 << 20);
	fl_buf_init(&again, 1 << 20);
	fl_buf_puts(&text, "{\"format\":\"florin-proof/2\",\"candidates\":0,\"optimum\":\"");
	for (int i = 0; i < 50000; i++)
		fl_buf_putc(&text, '7');
	fl_buf_puts(&text, "/1");
	for (int i = 0; i < 30000; i++)
		fl_buf_putc(&text, '0');
	fl_buf_puts(&text, "\",\"bound\":null,\"unique\":true,\"rows\":[],\"sets\":[],\"columns\":[],\"nodes\":[],"
			   "\"unrounded\":[]}\n");
	assert_int_equal(fl_proof_read(fl_buf_view(&text), "p", 0, &p, &err), FL_OK);
	assert_false(p->has_bound);
	assert_int_equal(p->unique, 1);
	fl_proof_print(&again, p);
	assert_true(fl_str_eq(fl_buf_view(&text), fl_buf_view(&again)));
	fl_proof_free(p);
	fl_buf_release(&text);
	fl_buf_release(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proof_json__reads_what_the_format_says),
		cmocka_unit_test(test_proof_json__writes_the_same_bytes_again),
		cmocka_unit_test(test_proof_json__refuses_indices_that_lead_outside),
		cmocka_unit_test(test_proof_json__refuses_cycles),
		cmocka_unit_test(test_proof_json__cuts_are_numbered_behind_the_rows),
		cmocka_unit_test(test_proof_json__refuses_cuts_that_are_none),
		cmocka_unit_test(test_proof_json__refuses_numbers_that_are_none),
		cmocka_unit_test(test_proof_json__refuses_shapes_it_does_not_know),
		cmocka_unit_test(test_proof_json__knows_numbers_of_any_length_up_to_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
