/* SPDX-License-Identifier: Apache-2.0
 *
 * Bundles of random rounds, under every policy, with every small change of every file (mutate.h), as the checker reads them from a folder.
 *
 * Where the manifest is left alone, every change is refused. Where whoever changed a file made the manifest anew, a change is refused
 * or the claim is still true, which is asked of allocate/ and of plain sums: the changed facts have the optimum that is stated, the
 * changed awards are paid by the rules and worth as much. What may be changed so is printed, by file and value.
 */
#include "ledger_round.h"

#include "allocate/allocate.h"
#include "base/file.h"
#include "bundle_kit.h"
#include "check/read_bundle.h"
#include "mutate.h"

#include <unistd.h>

typedef struct folder {
	char path[64];
} folder;

static void put_file(const folder *f, const char *name, fl_str bytes)
{
	char path[200];
	snprintf(path, sizeof path, "%s/%s", f->path, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes.data ? bytes.data : "", 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
}

static void put_manifest(const folder *f, const fl_str texts[BUNDLE_FILES])
{
	fl_bundle_file files[BUNDLE_FILES];
	fl_buf manifest;
	fl_buf_init(&manifest, 1 << 16);
	for (int i = 0; i < BUNDLE_FILES; i++)
		files[i] = fl_bundle_file_of(bundle_names[i], texts[i]);
	fl_bundle_manifest(&manifest, files, BUNDLE_FILES);
	put_file(f, FL_BUNDLE_MANIFEST, fl_buf_view(&manifest));
	fl_buf_release(&manifest);
}

typedef enum answer { YES, NO, UNUSABLE } answer;

/* As florin-check answers. */
static answer judge(const folder *f, fl_bundle *bundle, fl_verdict *verdict)
{
	fl_error err = FL_ERROR_INIT;
	*bundle = (fl_bundle){ .arena = FL_ARENA_INIT };
	fl_verdict_init(verdict);
	fl_status status = fl_bundle_load(f->path, bundle, verdict, &err);
	if (status == FL_OK && bundle->complete)
		status = fl_verify(bundle->spec, bundle->dreams, bundle->num_dreams, bundle->allocation, verdict, &err);
	assert_true(status != FL_ENOMEM);
	return status != FL_OK ? UNUSABLE : verdict->verified ? YES : NO;
}

static void forget(fl_bundle *bundle, fl_verdict *verdict)
{
	fl_bundle_release(bundle);
	fl_verdict_release(verdict);
}

/* ---- is an accepted claim true? ---- */

/* What allocate/ finds for the dreams as they were counted. */
static bool allocator_agrees(const fl_bundle *bundle)
{
	fl_allocation *again = NULL;
	fl_error err = FL_ERROR_INIT;
	bool agrees = true;
	if (bundle->allocation->outcome != FL_OPTIMAL)
		return true; /* no optimum is claimed */
	if (fl_allocate(bundle->spec, bundle->dreams, bundle->num_dreams, &again, &err) != FL_OK)
		return false;
	if (again->outcome == FL_OPTIMAL)
		agrees = mpq_equal(again->proof->optimum, bundle->allocation->proof->optimum);
	else
		agrees = again->outcome == FL_FEASIBLE && again->proof->has_bound &&
			 mpq_cmp(again->proof->optimum, bundle->allocation->proof->optimum) <= 0;
	fl_allocation_free(again);
	return agrees;
}

/* Money by plain sums: pools, requests, standing. */
static bool money_adds_up(const fl_bundle *bundle)
{
	const fl_allocation *a = bundle->allocation;
	for (size_t p = 0; p < bundle->spec->num_pools; p++) {
		fl_money paid = 0;
		for (size_t k = 0; k < a->num_payments; k++)
			paid += a->payments[k].pool == p ? a->payments[k].amount : 0;
		if (paid > bundle->spec->pools[p].amount)
			return false;
	}
	for (size_t i = 0; i < bundle->num_dreams; i++) {
		fl_money paid = 0;
		for (size_t k = 0; k < a->num_payments; k++)
			paid += a->payments[k].dream == i ? a->payments[k].amount : 0;
		bool may = bundle->dreams[i].standing == FL_QUALIFIED;
		if (paid != a->awards[i].amount || paid > bundle->dreams[i].request || (paid > 0 && !may))
			return false;
	}
	return true;
}

/* ---- bundles ---- */

typedef struct original {
	ledger_round round;
	fl_allocation *allocation;
	fl_buf texts[BUNDLE_FILES];
	fl_str views[BUNDLE_FILES];
} original;

static void print_ledger(original *o)
{
	fl_flower_fact rows[LR_ROWS];
	fl_earned_fact earned[LR_GIVERS];
	size_t count = ledger_round_facts(&o->round, rows);
	for (size_t i = 0; i < count; i++)
		fl_bundle_flowers_put(&o->texts[3], fl_bundle_with_times(o->round.spec), &rows[i]);
	count = ledger_round_earned(&o->round, earned);
	for (size_t i = 0; i < count; i++)
		fl_bundle_earned_put(&o->texts[4], &earned[i]);
}

/* False: a round that cannot be allocated, or is infeasible. */
static bool make_original(original *o, uint64_t seed)
{
	static const fl_evidence_fact evidence[] = {
		{ FL_STR("pack"), FL_STR("serves"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" }
	};
	fl_error err = FL_ERROR_INIT;
	*o = (original){ .allocation = NULL };
	ledger_round_make(&o->round, seed, true);
	ledger_round_count(&o->round);
	o->round.facts.evidence = (fl_evidence_fact *)evidence;
	o->round.facts.num_evidence = 1;
	size_t n = o->round.facts.num_dreams;
	if (o->round.num_rows > 0) /* then nobody states totals */
		for (size_t i = 0; i < n; i++)
			o->round.dreams[i].stated_flowers = o->round.dreams[i].stated_givers = -1;
	if (fl_allocate(o->round.spec, o->round.counted, n, &o->allocation, &err) != FL_OK)
		return false;
	if (o->allocation->outcome == FL_INFEASIBLE)
		return false;
	bundle_print(o->texts, fl_str_of(o->round.text), &o->round.facts, o->round.spec, o->round.counted, o->allocation);
	print_ledger(o);
	for (int i = 0; i < BUNDLE_FILES; i++)
		o->views[i] = fl_buf_view(&o->texts[i]);
	return true;
}

static void free_original(original *o)
{
	fl_allocation_free(o->allocation);
	bundle_release(o->texts);
	ledger_round_release(&o->round);
}

/* ---- what was accepted, for people ---- */

typedef struct accepted {
	char what[140];
	size_t accepted, tried;
} accepted;

typedef struct ledger_of_changes {
	accepted items[400];
	size_t len;
	size_t tried, no, unusable, yes;
} ledger_of_changes;

static void count(ledger_of_changes *all, const char *file, const part *p, int variant, answer got)
{
	static const char *const done[][3] = {
		[PART_NUMBER] = { "+", "-", "*" }, [PART_TEXT] = { "more", "empty", "another" }, [PART_WORD] = { "true", "false", "0" },
		[PART_MEMBER] = { "gone", "twice", "swapped" }, [PART_ELEMENT] = { "gone", "twice", "swapped" },
		[PART_LINE] = { "gone", "twice", "swapped" }, [PART_CELL] = { "+", "-", "empty" },
	};
	char what[140];
	size_t i = 0;
	all->tried++;
	all->no += got == NO;
	all->yes += got == YES;
	all->unusable += got == UNUSABLE;
	snprintf(what, sizeof what, "%s %s: %s", file, p->path, done[p->kind][variant]);
	while (i < all->len && strcmp(all->items[i].what, what) != 0)
		i++;
	if (i == sizeof all->items / sizeof *all->items)
		return;
	if (i == all->len)
		snprintf(all->items[all->len++].what, sizeof what, "%s", what);
	all->items[i].tried++;
	all->items[i].accepted += got == YES;
}

/* What is never believed, whatever the round. */
static void never(const ledger_of_changes *all)
{
	static const char *const changes[] = {
		"awards.json awards[].amount: +", "awards.json awards[].amount: -", "awards.json awards[].payments[].amount: +",
		"awards.json awards[].payments[].amount: -", "awards.json awards[]: twice", "awards.json awards[].dream: more",
		"proof.json optimum: more", "proof.json candidates: +", "dreams.jsonl line: gone", "dreams.jsonl line: twice",
		"flowers.csv line: twice", "flowers.csv line: swapped",
	};
	for (size_t c = 0; c < sizeof changes / sizeof *changes; c++)
		for (size_t i = 0; i < all->len; i++)
			if (strcmp(all->items[i].what, changes[c]) == 0 && all->items[i].accepted > 0)
				fail_msg("%s was believed", changes[c]);
}

/* ---- the tests ---- */

/* One change, with a manifest that agrees. */
static void try_change(const folder *f, const original *o, uint64_t seed, int file, const mutable_text *m, size_t p, int variant,
		       fl_str changed, ledger_of_changes *all)
{
	fl_str texts[BUNDLE_FILES];
	fl_bundle bundle;
	fl_verdict verdict;
	memcpy(texts, o->views, sizeof texts);
	texts[file] = changed;
	put_manifest(f, texts);
	answer got = judge(f, &bundle, &verdict);
	count(all, bundle_names[file], &m->parts.items[p], variant, got);
	if (got == YES && (!allocator_agrees(&bundle) || !money_adds_up(&bundle)))
		fail_msg("seed %llu: a false claim is believed after a change of %s at byte %zu (%s, %d):\n%.*s\n%s",
			 (unsigned long long)seed, bundle_names[file], m->parts.items[p].from, m->parts.items[p].path, variant,
			 FL_STR_ARG(changed), o->round.text);
	forget(&bundle, &verdict);
}

static void try_file(const folder *f, const original *o, uint64_t seed, int file, uint64_t *random, unsigned one_in,
		     ledger_of_changes *all)
{
	mutable_text m;
	fl_buf changed;
	fl_bundle bundle;
	fl_verdict verdict;
	fl_buf_init(&changed, 1 << 20);
	mutate_cut(&m, o->views[file], bundle_names[file]);
	for (size_t p = 0; p < m.parts.len; p++)
		for (int variant = 0; variant < MUTATE_VARIANTS; variant++) {
			if (random_below(random, one_in) != 0 || !mutate_apply(&m, p, variant, &changed))
				continue;
			put_file(f, bundle_names[file], fl_buf_view(&changed));
			if (random_below(random, 8) == 0) { /* the digest is that of the manifest or not: a few suffice */
				put_manifest(f, o->views);
				if (judge(f, &bundle, &verdict) != NO || !strstr(verdict.why, "manifest"))
					fail_msg("seed %llu: %s was changed and its digest was not missed", (unsigned long long)seed,
						 bundle_names[file]);
				forget(&bundle, &verdict);
			}
			try_change(f, o, seed, file, &m, p, variant, fl_buf_view(&changed), all);
		}
	put_file(f, bundle_names[file], o->views[file]);
	fl_vec_release(&m.parts);
	fl_buf_release(&changed);
}

static void show(const ledger_of_changes *all)
{
	print_message("%zu changes with a manifest to match: %zu refused, %zu unreadable, %zu still true\n", all->tried, all->no,
		      all->unusable, all->yes);
	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].accepted > 0)
			print_message("  %-60s %zu of %zu\n", all->items[i].what, all->items[i].accepted, all->items[i].tried);
}

static void test_tampering__is_refused_or_leaves_the_claim_true(void **state)
{
	folder *f = *state;
	static ledger_of_changes all;
	size_t rounds = 0, kinds[16] = { 0 };
	for (uint64_t seed = 1; rounds < 30; seed++) {
		static original o;
		uint64_t random = seed;
		fl_bundle bundle;
		fl_verdict verdict;
		if (!make_original(&o, seed)) {
			free_original(&o);
			continue;
		}
		rounds++;
		kinds[o.round.spec->policy.kind]++;
		for (int i = 0; i < BUNDLE_FILES; i++)
			put_file(f, bundle_names[i], o.views[i]);
		put_manifest(f, o.views);
		if (judge(f, &bundle, &verdict) != YES)
			fail_msg("seed %llu: an honest bundle is refused: %s\n%s", (unsigned long long)seed, verdict.why, o.round.text);
		forget(&bundle, &verdict);
		for (int file = 0; file < BUNDLE_FILES; file++)
			try_file(f, &o, seed, file, &random, 4, &all);
		free_original(&o);
	}
	show(&all);
	never(&all);
	for (int k = FL_POLICY_SUPPORT; k <= FL_POLICY_GREEDY; k++)
		assert_true(kinds[k] > 0);
}

/* Awards, payments and what they are said to be worth changed together, so that all of it agrees: money that nobody gets. */
static void test_tampering__keeps_no_money_back(void **state)
{
	(void)state;
	size_t rounds = 0;
	for (uint64_t seed = 1; rounds < 200; seed++) {
		static original o;
		fl_verdict verdict;
		fl_error err = FL_ERROR_INIT;
		if (!make_original(&o, seed) || o.allocation->outcome != FL_OPTIMAL || o.allocation->num_payments == 0) {
			free_original(&o);
			continue;
		}
		uint64_t random = seed;
		fl_payment *payment = &o.allocation->payments[random_below(&random, o.allocation->num_payments)];
		fl_award *award = &o.allocation->awards[payment->dream];
		if (payment->amount > 8) {
			rounds++;
			payment->amount -= 5;
			award->amount -= 5;
			fl_verdict_init(&verdict);
			assert_int_equal(fl_verify(o.round.spec, o.round.counted, o.round.facts.num_dreams, o.allocation, &verdict, &err),
					 FL_OK);
			mpq_set(o.allocation->objective, verdict.objective);
			assert_int_equal(fl_verify(o.round.spec, o.round.counted, o.round.facts.num_dreams, o.allocation, &verdict, &err),
					 FL_OK);
			if (verdict.verified)
				fail_msg("seed %llu: dream %u gets 5 less, and that is believed\n%s", (unsigned long long)seed,
					 payment->dream, o.round.text);
			fl_verdict_release(&verdict);
		}
		free_original(&o);
	}
}

/* Whole files: cut off, exchanged, missing. */
static void test_tampering__of_whole_files_is_refused(void **state)
{
	folder *f = *state;
	static original o;
	fl_bundle bundle;
	fl_verdict verdict;
	char path[200];
	uint64_t seed = 1;
	while (!make_original(&o, seed) || o.round.num_rows == 0 || o.allocation->num_payments == 0) {
		free_original(&o);
		seed++;
	}
	for (int file = 0; file < BUNDLE_FILES; file++) {
		for (int i = 0; i < BUNDLE_FILES; i++)
			put_file(f, bundle_names[i], o.views[i]);
		fl_str texts[BUNDLE_FILES];
		memcpy(texts, o.views, sizeof texts);
		for (size_t cut = 0; cut + 1 < o.views[file].len; cut += 1 + o.views[file].len / 40) {
			texts[file] = fl_str_slice(o.views[file], 0, cut);
			put_file(f, bundle_names[file], texts[file]);
			put_manifest(f, texts);
			if (judge(f, &bundle, &verdict) == YES && !(allocator_agrees(&bundle) && money_adds_up(&bundle)))
				fail_msg("%s cut off after %zu bytes is believed", bundle_names[file], cut);
			forget(&bundle, &verdict);
		}
		int other = (file + 1) % BUNDLE_FILES;
		texts[file] = o.views[other];
		put_file(f, bundle_names[file], texts[file]);
		put_manifest(f, texts);
		assert_int_equal(judge(f, &bundle, &verdict), UNUSABLE);
		forget(&bundle, &verdict);
		snprintf(path, sizeof path, "%s/%s", f->path, bundle_names[file]);
		unlink(path);
		assert_int_equal(judge(f, &bundle, &verdict), UNUSABLE);
		forget(&bundle, &verdict);
	}
	free_original(&o);
}

static int make_folder(void **state)
{
	static folder f;
	snprintf(f.path, sizeof f.path, "/tmp/florin-tampering-XXXXXX");
	*state = &f;
	return mkdtemp(f.path) ? 0 : -1;
}

static int remove_folder(void **state)
{
	bundle_remove(((folder *)*state)->path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tampering__is_refused_or_leaves_the_claim_true, make_folder, remove_folder),
		cmocka_unit_test(test_tampering__keeps_no_money_back),
		cmocka_unit_test_setup_teardown(test_tampering__of_whole_files_is_refused, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
