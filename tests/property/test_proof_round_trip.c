/* SPDX-License-Identifier: Apache-2.0
 *
 * test_proof_round_trip.c - random proofs survive the way to text and back; damaged texts are refused or read, never
 * more than that, and what is read can be judged without harm.
 */
#include "proof_kit.h"

#include "domain/proof_json.h"
#include "verify/verify.h"

static void random_number(uint64_t *seed, mpq_t q)
{
	mpz_set_si(mpq_numref(q), kit_between(seed, INT64_MIN / 4, INT64_MAX / 4));
	mpz_set_si(mpq_denref(q), kit_between(seed, 1, 1000000));
	if (kit_between(seed, 0, 3) == 0)
		mpz_pow_ui(mpq_denref(q), mpq_denref(q), (unsigned long)kit_between(seed, 1, 20));
	mpq_canonicalize(q);
}

/* Now and then two cuts, and a set that names them. */
static void random_cuts(kit *k, uint64_t *seed)
{
	fl_proof *proof = k->allocation->proof;
	if (kit_between(seed, 0, 1))
		return;
	proof->cuts = fl_arena_array(&proof->arena, 2, sizeof *proof->cuts);
	proof->sides = fl_arena_array(&proof->arena, 2, sizeof *proof->sides);
	assert_true(proof->cuts && proof->sides);
	for (uint32_t c = 0; c < 2; c++) {
		fl_proof_column *side = &proof->sides[c];
		side->dreams = fl_arena_array(&proof->arena, 4, sizeof *side->dreams);
		assert_non_null(side->dreams);
		for (uint32_t i = 0; i < 4; i++)
			if (kit_between(seed, 0, 1))
				side->dreams[side->len++] = i;
		proof->cuts[c] = (fl_proof_cut){ (uint32_t)kit_between(seed, 0, (int64_t)proof->num_sets - 1),
						 kit_between(seed, 1, 30), (uint32_t)kit_between(seed, 0, 1) };
	}
	proof->num_cuts = proof->num_sides = 2;
	kit_set(k, 8);
	fl_multiplier_set *set = &proof->sets[proof->num_sets - 1];
	set->items = fl_arena_array(&proof->arena, 1, sizeof *set->items);
	assert_non_null(set->items);
	set->items[0].row = (uint32_t)proof->num_rows + (uint32_t)kit_between(seed, 0, 1);
	mpq_init(set->items[0].y);
	set->len = 1;
	random_number(seed, set->items[0].y);
}

static void random_proof(kit *k, uint64_t *seed)
{
	char row[32];
	fl_proof *proof = k->allocation->proof;
	uint32_t num_rows = (uint32_t)kit_between(seed, 0, 5), nodes = (uint32_t)kit_between(seed, 0, 9);
	for (uint32_t r = 0; r < num_rows; r++) {
		snprintf(row, sizeof row, "group:%u=\xe7\xbe\x8e<\"\n", (unsigned)r);
		kit_row(k, row);
	}
	for (int64_t s = kit_between(seed, 1, 4); s > 0; s--) {
		kit_set(k, 8);
		for (uint32_t r = 0; r < num_rows; r++)
			if (kit_between(seed, 0, 1)) {
				kit_y(k, (snprintf(row, sizeof row, "group:%u=\xe7\xbe\x8e<\"\n", (unsigned)r), row),
				      "0");
				fl_multiplier_set *set = &proof->sets[proof->num_sets - 1];
				random_number(seed, set->items[set->len - 1].y);
			}
	}
	random_cuts(k, seed);
	for (int64_t c = kit_between(seed, 1, 3); c > 0; c--)
		kit_column(k, (uint32_t[]){ (uint32_t)kit_between(seed, 0, 3), (uint32_t)kit_between(seed, 0, 3) },
			   (uint32_t)kit_between(seed, 1, 2));
	for (uint32_t n = 0; n < nodes; n++) {
		fl_proof_node node = { .kind = (fl_node_kind)kit_between(seed, n + 1 < nodes ? 0 : 1, 2) };
		if (node.kind == FL_NODE_BRANCH) {
			node.column = (uint32_t)kit_between(seed, 0, (int64_t)proof->num_columns - 1);
			node.at_most = (uint32_t)kit_between(seed, 0, 9);
			node.child[0] = (uint32_t)kit_between(seed, n + 1, nodes - 1);
			node.child[1] = (uint32_t)kit_between(seed, n + 1, nodes - 1);
		} else {
			node.multipliers = (uint32_t)kit_between(seed, 0, (int64_t)proof->num_sets - 1);
		}
		kit_node(k, node, 16);
	}
	proof->rests = fl_arena_array(&proof->arena, 1, sizeof *proof->rests);
	mpq_init(proof->rests[0]);
	proof->num_rests = 1;
	fl_mpq_set_i64(proof->rests[0], kit_between(seed, 1, 99), 100);
	for (size_t i = 0; i < k->num_dreams; i++)
		proof->unrounded[i] = (fl_exact){ kit_between(seed, 0, 1) * kit_between(seed, 0, INT64_MAX - 1),
						  (uint32_t)kit_between(seed, 0, 1) };
	random_number(seed, proof->optimum);
	proof->has_bound = kit_between(seed, 0, 1);
	random_number(seed, proof->bound);
	proof->unique = (int)kit_between(seed, -1, 1);
}

static void random_kit(kit *k, uint64_t *seed)
{
	kit_round(k, "", "[{\"id\":\"p\",\"amount\":\"100\"}]", "");
	kit_dream(k, "a", "", 10, 10);
	kit_dream(k, "b", "", 10, 10);
	kit_dream(k, "c", "", 20, 30);
	kit_dream(k, "d", "", 20, 30);
	kit_open(k, FL_FEASIBLE);
	random_proof(k, seed);
}

static void expect_equal(const fl_proof *a, const fl_proof *b)
{
	assert_true(mpq_equal(a->optimum, b->optimum) && a->has_bound == b->has_bound && a->unique == b->unique);
	assert_true(!a->has_bound || mpq_equal(a->bound, b->bound));
	assert_true(a->num_rows == b->num_rows && a->num_sets == b->num_sets && a->num_columns == b->num_columns &&
		    a->num_nodes == b->num_nodes && a->num_candidates == b->num_candidates);
	for (size_t r = 0; r < a->num_rows; r++)
		assert_true(fl_str_eq(a->rows[r], b->rows[r]));
	for (size_t s = 0; s < a->num_sets; s++) {
		assert_int_equal(a->sets[s].len, b->sets[s].len);
		for (size_t j = 0; j < a->sets[s].len; j++)
			assert_true(a->sets[s].items[j].row == b->sets[s].items[j].row &&
				    mpq_equal(a->sets[s].items[j].y, b->sets[s].items[j].y));
	}
	for (size_t c = 0; c < a->num_columns; c++) {
		assert_int_equal(a->columns[c].len, b->columns[c].len);
		for (uint32_t j = 0; j < a->columns[c].len; j++)
			assert_int_equal(a->columns[c].dreams[j], b->columns[c].dreams[j]);
	}
	assert_true(a->num_cuts == b->num_cuts && a->num_sides == b->num_sides);
	for (size_t c = 0; c < a->num_cuts; c++)
		assert_true(a->cuts[c].multipliers == b->cuts[c].multipliers && a->cuts[c].divisor == b->cuts[c].divisor &&
			    a->cuts[c].side == b->cuts[c].side);
	for (size_t c = 0; c < a->num_sides; c++) {
		assert_int_equal(a->sides[c].len, b->sides[c].len);
		for (uint32_t j = 0; j < a->sides[c].len; j++)
			assert_int_equal(a->sides[c].dreams[j], b->sides[c].dreams[j]);
	}
	for (size_t n = 0; n < a->num_nodes; n++)
		assert_memory_equal(&a->nodes[n], &b->nodes[n], sizeof a->nodes[n]);
	for (size_t i = 0; i < a->num_candidates; i++) {
		assert_int_equal(a->unrounded[i].whole, b->unrounded[i].whole);
		assert_int_equal(a->unrounded[i].rest != 0, b->unrounded[i].rest != 0);
		if (a->unrounded[i].rest)
			assert_true(
			    mpq_equal(a->rests[a->unrounded[i].rest - 1], b->rests[b->unrounded[i].rest - 1]));
	}
}

static void test_proof_round_trip__loses_nothing(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 300; i++) {
		kit k;
		uint64_t seed = 31000 + i;
		fl_proof *again = NULL;
		fl_buf buf;
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&buf, 1 << 20);
		random_kit(&k, &seed);
		fl_proof_print(&buf, k.allocation->proof);
		if (fl_proof_read(fl_buf_view(&buf), "p", k.num_dreams, &again, &err) != FL_OK)
			fail_msg("seed %llu: %s: %s", (unsigned long long)(31000 + i), err.message, buf.data);
		expect_equal(k.allocation->proof, again);
		fl_proof_free(again);
		fl_buf_release(&buf);
		kit_free(&k);
	}
}

static void damage(fl_buf *text, uint64_t *seed)
{
	static const char bytes[] = "0123456789,[]{}\":-/eE.\\u \n\x80\xff";
	for (int64_t times = kit_between(seed, 1, 2); times > 0; times--) {
		size_t at = (size_t)kit_between(seed, 0, (int64_t)text->len - 1);
		if (kit_between(seed, 0, 19) == 0)
			text->len = at + 1;
		else if (text->data[at] >= '0' && text->data[at] <= '9' && kit_between(seed, 0, 9) > 0)
			text->data[at] = (char)kit_between(seed, '0', '9');
		else
			text->data[at] = bytes[kit_random(seed) % (sizeof bytes - 1)];
	}
}

static void test_proof_round_trip__damaged_texts_do_no_harm(void **state)
{
	(void)state;
	size_t refused = 0, read = 0;
	for (uint64_t i = 0; i < 2000; i++) {
		kit k;
		uint64_t seed = 77000 + i;
		fl_proof *again = NULL;
		fl_buf buf;
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&buf, 1 << 20);
		random_kit(&k, &seed);
		fl_proof_print(&buf, k.allocation->proof);
		damage(&buf, &seed);
		if (fl_proof_read(fl_buf_view(&buf), "p", k.num_dreams, &again, &err) == FL_OK) {
			fl_verdict verdict;
			read++;
			fl_proof_free(k.allocation->proof);
			k.allocation->proof = again;
			fl_verdict_init(&verdict);
			assert_int_equal(fl_verify(k.spec, k.dreams, k.num_dreams, k.allocation, &verdict, &err),
					 FL_OK);
			fl_verdict_release(&verdict);
		} else {
			refused++;
			assert_true(err.message[0] != '\0');
		}
		fl_buf_release(&buf);
		kit_free(&k);
	}
	assert_true(refused > 300 && read > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proof_round_trip__loses_nothing),
		cmocka_unit_test(test_proof_round_trip__damaged_texts_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
