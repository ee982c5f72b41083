/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts to entries and back; what a seal holds; which result is official after any order of approvals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/approval.h"
#include "domain/round.h"
#include "domain/seal.h"
#include "random.h"

static fl_digest digest_of(const char *text)
{
	return fl_sha256(fl_str_of(text));
}

/* ---- entries -------------------------------------------------------------------------------------------------------- */

static void test_act__comes_back_as_it_was_written(void **state)
{
	fl_bound bound[] = { { FL_STR("pack:serves"), digest_of("p"), false }, { FL_STR("policy"), digest_of("q"), false },
			     { FL_STR("threshold"), { { 0 } }, true } };
	fl_act_money money[] = { { FL_STR("general"), 700000 }, { FL_STR("rural"), 0 } };
	const fl_act acts[] = {
		{ .kind = FL_ACT_SEAL, .person = FL_STR("李伟"), .late = true, .bound = bound, .num_bound = 2 },
		{ .kind = FL_ACT_UNSEAL, .person = FL_STR("Li"), .why = FL_STR("a \"quoted\" reason"), .bound = bound, .num_bound = 3 },
		{ .kind = FL_ACT_REVEAL, .person = FL_STR("Li"), .seed = FL_STR("s<e>ed") },
		{ .kind = FL_ACT_APPROVE, .person = FL_STR("Li"), .awarded = 7, .awards = digest_of("a"), .of = 2, .bound = bound, .num_bound = 2 },
		{ .kind = FL_ACT_WITHDRAW, .person = FL_STR("Li"), .why = FL_STR("w"), .awarded = 7, .awards = digest_of("a") },
		{ .kind = FL_ACT_CONTINUE, .person = FL_STR("Li"), .awarded = 7, .awards = digest_of("a"), .bound = bound, .num_bound = 1,
		  .on = FL_STR("2027-03-01"), .money = money, .num_money = 2 },
		{ .kind = FL_ACT_PASS, .person = FL_STR("Li"), .awarded = 7, .awards = digest_of("a"), .on = FL_STR("2027-03-01"),
		  .money = money, .num_money = 2, .file = FL_STR("again.florin"), .root = digest_of("r") },
	};
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_buf text;
		fl_json_writer w;
		fl_entry entry;
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&text, 1 << 16);
		fl_buf_puts(&text, "{\"act\":");
		fl_json_start(&w, &text, false);
		fl_act_put(&w, &acts[i]);
		fl_buf_printf(&text, ",\"at\":\"2026-09-05T00:00:00+00:00\",\"florin\":\"1\",\"seq\":4,\"step\":\"%s\"}",
			      fl_act_step(acts[i].kind));
		if (fl_entry_parse(fl_buf_view(&text), &arena, &entry, &err) != FL_OK)
			fail_msg("%s: %s", text.data, err.message);
		const fl_act *a = &entry.act, *b = &acts[i];
		assert_int_equal(a->kind, b->kind);
		assert_int_equal(a->seq, 4);
		assert_int_equal(a->at, 1788566400);
		assert_true(fl_str_eq(a->person, b->person) && a->late == b->late && a->awarded == b->awarded && a->of == b->of);
		assert_true(b->why.len == 0 || fl_str_eq(a->why, b->why));
		assert_true(b->seed.len == 0 || fl_str_eq(a->seed, b->seed));
		assert_true(fl_digest_same(&a->awards, &b->awards));
		assert_true(b->on.len == 0 || (fl_str_eq(a->on, b->on) && fl_digest_same(&a->root, &b->root)));
		assert_true(b->file.len == 0 || fl_str_eq(a->file, b->file));
		assert_int_equal(a->num_money, b->num_money);
		for (size_t k = 0; k < b->num_money; k++)
			assert_true(fl_str_eq(a->money[k].pool, b->money[k].pool) && a->money[k].amount == b->money[k].amount);
		assert_int_equal(a->num_bound, b->num_bound);
		for (size_t k = 0; k < b->num_bound; k++)
			assert_true(fl_str_eq(a->bound[k].name, b->bound[k].name) && a->bound[k].gone == b->bound[k].gone &&
				    (b->bound[k].gone || fl_digest_same(&a->bound[k].digest, &b->bound[k].digest)));
		fl_buf_release(&text);
		fl_arena_release(&arena);
	}
}

static void test_act__an_entry_that_lays_nothing_down_is_none(void **state)
{
	static const char *const bad[] = {
		"{\"at\":\"2026-09-05T00:00:00+00:00\",\"seq\":4,\"step\":\"seal\"}",
		"{\"act\":3,\"at\":\"2026-09-05T00:00:00+00:00\",\"seq\":4,\"step\":\"approve\"}",
		"{\"act\":{\"person\":\"x\",\"seals\":{\"policy\":\"abc\"}},\"at\":\"2026-09-05T00:00:00+00:00\",\"seq\":4,\"step\":\"seal\"}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_entry entry;
		fl_error err = FL_ERROR_INIT;
		assert_int_equal(fl_entry_parse(fl_str_of(bad[i]), &arena, &entry, &err), FL_EPARSE);
		fl_arena_release(&arena);
	}
}

/* ---- seals ---------------------------------------------------------------------------------------------------------- */

#define ROUND(rest) "{\"format\":\"florin-round/1\",\"round\":\"t\"," rest "}"

static fl_bound *hold(fl_arena *arena, const char *round, const char *pack, size_t *ret_count)
{
	fl_bound *held;
	fl_error err = FL_ERROR_INIT;
	fl_seal_file file = { FL_STR("pack"), FL_STR("p.json"), digest_of(pack ? pack : "") };
	if (fl_seal_of(fl_str_of(round), &file, pack ? 1 : 0, arena, &held, ret_count, &err) != FL_OK)
		fail_msg("%s", err.message);
	return held;
}

/* The names of what differs, "" where nothing does. */
static const char *changes(const char *before, const char *pack_before, const char *after, const char *pack_after)
{
	static char names[500];
	fl_arena arena = FL_ARENA_INIT;
	fl_seal seal = { .seal = NULL };
	fl_bound *now, *list;
	size_t count, n;
	seal.bound = hold(&arena, before, pack_before, &seal.num_bound);
	now = hold(&arena, after, pack_after, &count);
	assert_int_equal(fl_seal_changes(&seal, now, count, &arena, &list, &n, NULL), FL_OK);
	names[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s%.*s", i > 0 ? " " : "", list[i].gone ? "-" : "",
			 FL_STR_ARG(list[i].name));
	fl_arena_release(&arena);
	return names;
}

static void test_seal__holds_all_but_words_and_partners(void **state)
{
	const char *round = ROUND("\"policy\":{\"name\":\"support\",\"indivisible\":true},\"threshold\":3,\"pools\":[]");
	(void)state;
	assert_string_equal(changes(round, "x", round, "x"), "");
	/* neither order nor white space nor what is free */
	assert_string_equal(changes(round, "x", "{ \"title\":\"new\",\"partners\":[\"a.csv\"],\"follow\":{},\"scenarios\":{},"
				    "\"pools\": [ ], \"threshold\":3,\"policy\":{\"indivisible\":true, \"name\":\"support\"},\"round\":\"t\","
				    "\"format\":\"florin-round/1\"}", "x"), "");
	assert_string_equal(changes(round, "x", round, "y"), "pack:p.json");
	assert_string_equal(changes(round, "x", round, NULL), "-pack:p.json");
	assert_string_equal(changes(round, NULL, ROUND("\"policy\":{\"name\":\"coverage\",\"indivisible\":true},\"groups\":[],\"pools\":[]"),
				    NULL), "groups policy -threshold");
	/* a member of a newer Florin is held as well */
	assert_string_equal(changes(round, NULL, ROUND("\"policy\":{\"name\":\"support\",\"indivisible\":true},\"threshold\":3,\"pools\":[],"
				    "\"later\":1"), NULL), "later");
}

/* Rows that come into the files that are named are facts; so is a file that is named later, but that is told. */
static void test_seal__holds_which_files_are_read_and_how(void **state)
{
	const char *round = ROUND("\"dreams\":[\"d.csv\"],\"flowers\":[\"a.csv\",{\"file\":\"b.csv\",\"count\":\"amount\",\"only\":{\"ok\":\"1\"}}]");
	(void)state;
	assert_string_equal(changes(round, NULL, ROUND("\"flowers\":[{\"only\":{\"ok\":\"1\"},\"count\":\"amount\",\"file\":\"b.csv\"},"
				    "{\"file\":\"a.csv\"}],\"dreams\":[\"d.csv\"]"), NULL), "");
	assert_string_equal(changes(round, NULL, ROUND("\"dreams\":[\"d.csv\",\"new.csv\"],\"earned\":[\"e.csv\"],\"flowers\":[\"a.csv\",\"c.csv\","
				    "{\"file\":\"b.csv\",\"count\":\"amount\",\"only\":{\"ok\":\"1\"}}]"), NULL), "");
	assert_string_equal(changes(round, NULL, ROUND("\"dreams\":[{\"file\":\"d.csv\",\"only\":{\"organisation\":\"x\"}}],\"flowers\":[\"a.csv\","
				    "{\"file\":\"b.csv\",\"only\":{\"ok\":\"1\"}}]"), NULL), "dreams:d.csv flowers:b.csv");
	assert_string_equal(changes(round, NULL, ROUND("\"dreams\":[\"d.csv\"],\"flowers\":[\"a.csv\"]"), NULL), "-flowers:b.csv");
	/* the same file as another list is not the same */
	assert_string_equal(changes(round, NULL, ROUND("\"dreams\":[\"d.csv\"],\"earned\":[\"a.csv\"]"), NULL), "-flowers:a.csv -flowers:b.csv");
	/* a name may have a colon itself */
	assert_true(fl_str_eqz(fl_seal_file_of(FL_STR("flowers:x:y.csv")), "x:y.csv"));
	assert_int_equal(fl_seal_file_of(FL_STR("pack:serves")).len, 0);
	assert_int_equal(fl_seal_file_of(FL_STR("flowers")).len, 0);
}

static void test_seal__holds_a_seed_by_its_hash(void **state)
{
	char sealed[300], other[300], hex[65];
	fl_digest digest = digest_of("flowers");
	fl_digest_hex(&digest, hex);
	snprintf(sealed, sizeof sealed, ROUND("\"policy\":{\"tie_order\":\"lottery-sha256:%s\"}"), hex);
	hex[0] = hex[0] == 'a' ? 'b' : 'a';
	snprintf(other, sizeof other, ROUND("\"policy\":{\"tie_order\":\"lottery-sha256:%s\"}"), hex);
	(void)state;
	assert_string_equal(changes(sealed, NULL, ROUND("\"policy\":{\"tie_order\":\"lottery:flowers\"}"), NULL), "");
	assert_string_equal(changes(ROUND("\"policy\":{\"tie_order\":\"lottery:flowers\"}"), NULL, sealed, NULL), "");
	assert_string_equal(changes(sealed, NULL, ROUND("\"policy\":{\"tie_order\":\"lottery:flower\"}"), NULL), "policy");
	assert_string_equal(changes(sealed, NULL, other, NULL), "policy");
	assert_string_equal(changes(sealed, NULL, ROUND("\"policy\":{\"tie_order\":\"submitted\"}"), NULL), "policy");
}

static void test_seal__an_unsealing_names_what_holds_from_then_on(void **state)
{
	fl_bound first[] = { { FL_STR("a"), digest_of("1"), false }, { FL_STR("b"), digest_of("2"), false } };
	fl_bound second[] = { { FL_STR("a"), { { 0 } }, true }, { FL_STR("c"), digest_of("3"), false } };
	fl_bound now[] = { { FL_STR("b"), digest_of("2"), false }, { FL_STR("c"), digest_of("3"), false } };
	fl_entry_count reads = { FL_STR("flowers_read"), 5 };
	fl_entry entries[] = {
		{ .seq = 0, .step = FL_STR("init") },
		{ .seq = 1, .step = FL_STR("seal"), .act = { .kind = FL_ACT_SEAL, .seq = 1, .bound = first, .num_bound = 2 } },
		{ .seq = 2, .step = FL_STR("import"), .count_list = &reads, .num_counts = 1 },
		{ .seq = 3, .step = FL_STR("unseal"), .act = { .kind = FL_ACT_UNSEAL, .seq = 3, .bound = second, .num_bound = 2 } },
		{ .seq = 4, .step = FL_STR("seal"), .act = { .kind = FL_ACT_SEAL, .seq = 4 } }, /* a second seal seals nothing */
	};
	fl_arena arena = FL_ARENA_INIT;
	fl_seal seal;
	fl_bound *list;
	size_t n;
	(void)state;
	assert_int_equal(fl_seal_after(entries, 1, &arena, &seal, NULL), FL_OK);
	assert_null(seal.seal);
	assert_int_equal(fl_seal_after(entries, 3, &arena, &seal, NULL), FL_OK);
	assert_int_equal(fl_seal_changes(&seal, now, 2, &arena, &list, &n, NULL), FL_OK);
	assert_int_equal(n, 2);
	assert_int_equal(fl_seal_after(entries, 5, &arena, &seal, NULL), FL_OK);
	assert_int_equal(seal.seal->seq, 1);
	assert_int_equal(seal.num_broken, 1);
	assert_int_equal(fl_seal_changes(&seal, now, 2, &arena, &list, &n, NULL), FL_OK);
	assert_int_equal(n, 0);
	assert_int_equal(fl_seal_flowers_before(&seal, entries, 5), -1);
	entries[2].seq = 0; /* had flowers been read before */
	assert_int_equal(fl_seal_flowers_before(&seal, entries + 2, 1), 0);
	entries[1].act.late = true;
	assert_int_equal(fl_seal_flowers_before(&seal, entries + 2, 1), -1);
	fl_arena_release(&arena);
}

/* ---- approvals ------------------------------------------------------------------------------------------------------ */

#define LENGTH 14

/* The rule in other words: after each act, from scratch, who approves what since the last withdrawal. */
static fl_official slow(const fl_entry *entries, size_t count, const fl_entry *asked)
{
	const fl_digest *awards = NULL;
	char who[8] = "";
	bool complete = false;
	for (size_t i = 0; i < count; i++) {
		const fl_act *act = &entries[i].act;
		if (act->kind == FL_ACT_WITHDRAW) {
			who[0] = '\0';
			complete = false;
		}
		if (act->kind != FL_ACT_APPROVE || complete)
			continue;
		if (who[0] && memcmp(awards, &act->awards, sizeof *awards) != 0)
			who[0] = '\0';
		awards = &act->awards;
		if (!strchr(who, act->person.data[0]))
			strncat(who, act->person.data, 1);
		complete = (int64_t)strlen(who) >= act->of;
	}
	if (!who[0])
		return FL_OFFICIAL_NONE;
	bool same = memcmp(awards, &asked->awards, sizeof *awards) == 0;
	return complete ? same ? FL_OFFICIAL_YES : FL_OFFICIAL_NO : same ? FL_OFFICIAL_PENDING : FL_OFFICIAL_NONE;
}

static void test_approval__is_what_the_acts_since_the_last_withdrawal_say(void **state)
{
	static const char *const people[] = { "a", "b", "c" };
	size_t seen[4] = { 0 };
	(void)state;
	for (uint64_t seed = 1; seed <= 4000; seed++) {
		uint64_t r = seed;
		int64_t of = 1 + (int64_t)random_below(&r, 3);
		fl_entry entries[LENGTH + 2] = { { .seq = 0, .has_awards = true, .awards = digest_of("x"), .step = FL_STR("allocate") },
						 { .seq = 1, .has_awards = true, .awards = digest_of("y"), .step = FL_STR("allocate") } };
		for (size_t i = 2; i < LENGTH + 2; i++) {
			bool approves = random_below(&r, 6) > 0;
			int64_t about = (int64_t)random_below(&r, 2);
			entries[i] = (fl_entry){ .seq = (int64_t)i,
						 .act = { .kind = approves ? FL_ACT_APPROVE : FL_ACT_WITHDRAW,
							  .seq = (int64_t)i,
							  .person = fl_str_of(people[random_below(&r, 3)]),
							  .awarded = about,
							  .awards = entries[about].awards,
							  .of = of } };
			fl_approval approval;
			fl_approval_after(entries, i + 1, &approval);
			for (size_t k = 0; k < 2; k++) {
				fl_official got = fl_approval_of(&approval, &entries[k]), want = slow(entries, i + 1, &entries[k]);
				if (got != want)
					fail_msg("seed %llu, act %zu: %d, not %d", (unsigned long long)seed, i, got, want);
				seen[got]++;
			}
		}
	}
	for (size_t i = 0; i < 4; i++)
		assert_true(seen[i] > 1000);
}

static void test_approval__awards_from_other_inputs_are_another_result(void **state)
{
	fl_entry entries[] = {
		{ .seq = 0, .has_awards = true, .awards = digest_of("x"), .inputs = digest_of("i"), .step = FL_STR("allocate") },
		{ .seq = 1, .act = { .kind = FL_ACT_APPROVE, .person = FL_STR("a"), .awarded = 0, .awards = digest_of("x"), .of = 1 } },
		{ .seq = 2, .has_awards = true, .awards = digest_of("x"), .inputs = digest_of("j"), .step = FL_STR("allocate") },
		{ .seq = 3, .has_awards = true, .awards = digest_of("x"), .inputs = digest_of("i"), .step = FL_STR("allocate") },
	};
	fl_approval approval;
	(void)state;
	fl_approval_after(entries, 4, &approval);
	assert_int_equal(fl_approval_of(&approval, &entries[0]), FL_OFFICIAL_YES);
	assert_int_equal(fl_approval_of(&approval, &entries[2]), FL_OFFICIAL_NO);
	assert_int_equal(fl_approval_of(&approval, &entries[3]), FL_OFFICIAL_YES); /* done again, and the same */
	assert_null(fl_approval_wrong(entries, 1));
	/* two people who approve the same awards from different inputs approve two results */
	fl_entry apart[] = { entries[0], entries[1], entries[2], entries[1] };
	apart[1].act.of = apart[3].act.of = 2;
	apart[3].seq = 3;
	apart[3].act.person = FL_STR("b");
	apart[3].act.awarded = 2;
	fl_approval_after(apart, 4, &approval);
	assert_int_equal(fl_approval_of(&approval, &apart[0]), FL_OFFICIAL_NONE);
	assert_int_equal(fl_approval_of(&approval, &apart[2]), FL_OFFICIAL_PENDING);
	entries[1].act.awards = digest_of("z");
	assert_non_null(fl_approval_wrong(entries, 1));
	entries[1].act.awarded = 3; /* it comes after */
	assert_non_null(fl_approval_wrong(entries, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_act__comes_back_as_it_was_written),
		cmocka_unit_test(test_act__an_entry_that_lays_nothing_down_is_none),
		cmocka_unit_test(test_seal__holds_all_but_words_and_partners),
		cmocka_unit_test(test_seal__holds_which_files_are_read_and_how),
		cmocka_unit_test(test_seal__holds_a_seed_by_its_hash),
		cmocka_unit_test(test_seal__an_unsealing_names_what_holds_from_then_on),
		cmocka_unit_test(test_approval__is_what_the_acts_since_the_last_withdrawal_say),
		cmocka_unit_test(test_approval__awards_from_other_inputs_are_another_result),
	};
	return cmocka_run_group_tests_name("act", tests, NULL, NULL);
}
