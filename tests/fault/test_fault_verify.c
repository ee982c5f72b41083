/* SPDX-License-Identifier: Apache-2.0
 *
 * test_fault_verify.c - memory runs out at every allocation of the checker and of the bundle's readers, once: each
 * time the call says so, nothing leaks, and nothing is called verified.
 */
#include "proof_kit.h"

#include "bundle_kit.h"
#include "domain/proof_json.h"
#include "verify/verify.h"

/* Two pools, a tree of one branch, an equal pair, fractions: a little of everything. */
static kit some_round(void)
{
	kit k;
	kit_round(&k, "{\"indivisible\":true}",
		  "[{\"id\":\"one\",\"amount\":\"800\"},{\"id\":\"two\",\"amount\":\"400\",\"selector\":{"
		  "\"category\":\"x\"}}]",
		  "[{\"id\":\"all\",\"max\":\"900\"},{\"id\":\"each\",\"each\":\"category\",\"max_share\":\"100%\","
		  "\"of\":\"awarded\"}]");
	kit_dream(&k, "a", "x", 400, 30);
	kit_dream(&k, "b", "x", 400, 30);
	kit_dream(&k, "c", "x", 400, 30);
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 1, 400);
	kit_pay(&k, 1, 0, 400);
	kit_column(&k, (uint32_t[]){ 0, 1, 2 }, 3);
	kit_set(&k, 2);
	kit_set(&k, 2);
	kit_y(&k, "group:all", "1");
	kit_node(&k, (fl_proof_node){ .kind = FL_NODE_BRANCH, .column = 0, .at_most = 2, .child = { 1, 2 } },
		 KIT_MAX);
	kit_leaf(&k, FL_LEAF_BOUND, 0);
	kit_leaf(&k, FL_LEAF_EMPTY, 1);
	kit_values(&k, "60", "60", "60");
	return k;
}

static void test_fault_verify__says_when_memory_is_short(void **state)
{
	(void)state;
	kit k = some_round();
	int64_t n = 0;
	for (fl_status status = FL_ENOMEM; status != FL_OK; n++) {
		fl_verdict verdict;
		fl_error err = FL_ERROR_INIT;
		fl_verdict_init(&verdict);
		fl_alloc_fail_after(n);
		status = fl_verify(k.spec, k.dreams, k.num_dreams, k.allocation, &verdict, &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		assert_int_equal(err.status, status);
		assert_int_equal(verdict.verified, status == FL_OK);
		fl_verdict_release(&verdict);
	}
	assert_true(n > 20);
	kit_free(&k);
}

static void print_dreams(fl_buf *buf, const kit *k)
{
	fl_dream_fact dreams[KIT_MAX];
	bundle_stated_facts(k->dreams, k->num_dreams, dreams);
	fl_bundle_dreams_print(buf, &(fl_bundle_facts){ .dreams = dreams, .num_dreams = k->num_dreams });
}

static fl_status read_back(const kit *k, const fl_buf *dreams_text, const fl_buf *awards_text,
			   const fl_buf *proof_text, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_bundle_facts facts = { 0 };
	fl_allocation *allocation = NULL;
	fl_proof *proof = NULL;
	fl_status status = fl_bundle_dreams_read(fl_buf_view(dreams_text), "d", &arena, &facts, err);
	if (status == FL_OK)
		status =
		    fl_bundle_read_awards(fl_buf_view(awards_text), "a", k->spec, k->dreams, k->num_dreams, &allocation, err);
	if (status == FL_OK)
		status = fl_proof_read(fl_buf_view(proof_text), "p", facts.num_dreams, &proof, err);
	fl_proof_free(proof);
	fl_allocation_free(allocation);
	fl_arena_release(&arena);
	return status;
}

static void test_fault_verify__readers_say_when_memory_is_short(void **state)
{
	(void)state;
	kit k = some_round();
	fl_buf texts[3];
	int64_t n = 0;
	for (int i = 0; i < 3; i++)
		fl_buf_init(&texts[i], 1 << 20);
	print_dreams(&texts[0], &k);
	fl_bundle_awards(&texts[1], k.spec, k.dreams, k.allocation);
	fl_proof_print(&texts[2], k.allocation->proof);
	for (fl_status status = FL_ENOMEM; status != FL_OK; n++) {
		fl_error err = FL_ERROR_INIT;
		fl_alloc_fail_after(n);
		status = read_back(&k, &texts[0], &texts[1], &texts[2], &err);
		fl_alloc_fail_after(-1);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		assert_int_equal(err.status, status);
	}
	assert_true(n > 20);
	for (int i = 0; i < 3; i++)
		fl_buf_release(&texts[i]);
	kit_free(&k);
}

static void test_fault_verify__writers_say_when_memory_is_short(void **state)
{
	(void)state;
	kit k = some_round();
	int64_t n = 0;
	for (fl_status status = FL_ENOMEM; status != FL_OK; n++) {
		fl_buf buf;
		fl_buf_init(&buf, 1 << 20);
		fl_alloc_fail_after(n);
		print_dreams(&buf, &k);
		fl_bundle_awards(&buf, k.spec, k.dreams, k.allocation);
		fl_proof_print(&buf, k.allocation->proof);
		fl_alloc_fail_after(-1);
		status = buf.status;
		assert_true(status == FL_OK || status == FL_ENOMEM);
		fl_buf_release(&buf);
	}
	assert_true(n > 5);
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fault_verify__says_when_memory_is_short),
		cmocka_unit_test(test_fault_verify__readers_say_when_memory_is_short),
		cmocka_unit_test(test_fault_verify__writers_say_when_memory_is_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
