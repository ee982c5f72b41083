/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/decision.h"
#include "domain/review.h"

static fl_decision pair(int64_t id, const char *a, const char *b, const char *value)
{
	return (fl_decision){ .id = id, .kind = FL_STR("pair"), .subject = fl_str_of(a), .other = fl_str_of(b),
			      .value = fl_str_of(value) };
}

static void test_decision__the_last_of_a_subject_is_in_force(void **state)
{
	const fl_decision all[] = { pair(1, "a", "b", "same"), pair(2, "a", "c", "same"), pair(3, "a", "b", "different"),
				    pair(4, "a", "c", ""),     pair(5, "b", "c", "same"), pair(6, "x", "y", ""),
				    pair(7, "b", "c", "") ,    pair(8, "b", "c", "different") };
	fl_arena arena = FL_ARENA_INIT;
	const fl_decision_rules rules = { 0 };
	fl_decision_book book;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_decisions_settle(all, sizeof all / sizeof *all, &rules, NULL, &arena, &book, &err), FL_OK);
	assert_int_equal(book.num_in_force, 2);
	assert_int_equal(book.in_force[0].id, 3);
	assert_int_equal(book.in_force[1].id, 8);
	assert_int_equal(fl_decisions_settle(NULL, 0, &rules, NULL, &arena, &book, &err), FL_OK);
	assert_int_equal(book.num_in_force, 0);
	fl_arena_release(&arena);
}

typedef struct said { /* who, when, what on the category of "d" */
	const char *person;
	int64_t at;
	const char *value;
} said;

static fl_str of_org(void *user, fl_str dream)
{
	(void)user;
	return fl_str_eqz(dream, "d") ? FL_STR("org") : FL_STR("");
}

/* "education", "?pending", "?disagreed", "" where nothing stands. */
static const char *outcome_of(const said *list, size_t count, const fl_decision_rules *rules, char ret[40])
{
	fl_arena arena = FL_ARENA_INIT;
	fl_decision all[20];
	fl_decision_book book;
	fl_error err = FL_ERROR_INIT;
	for (size_t i = 0; i < count; i++) {
		bool conflict = list[i].value[0] == '!';
		all[i] = (fl_decision){ .id = (int64_t)i + 1,
					.kind = fl_str_of(conflict ? "conflict" : "category"),
					.subject = fl_str_of(conflict ? "org" : "d"),
					.other = fl_str_of(conflict ? list[i].person : ""),
					.value = fl_str_of(conflict ? list[i].value + 1 : list[i].value),
					.person = fl_str_of(list[i].person),
					.at = list[i].at };
	}
	assert_int_equal(fl_decisions_settle(all, count, rules, &(fl_belonging){ .organisation = of_org }, &arena, &book, &err), FL_OK);
	const fl_question *q = fl_decision_find(&book, FL_STR("category"), FL_STR("d"), FL_STR(""));
	snprintf(ret, 40, "%s%.*s", !q ? "" : q->state == FL_DECISION_PENDING ? "?pending"
					  : q->state == FL_DECISION_DISAGREED ? "?disagreed" : "",
		 q && q->state == FL_DECISION_IN_FORCE ? (int)q->last->value.len : 0, q ? q->last->value.data : "");
	for (size_t i = 0; q && i < q->num_votes; i++)
		assert_int_equal(book.states[q->votes[i] - all], q->state);
	fl_arena_release(&arena);
	return ret;
}

static void test_decision__what_several_people_say(void **state)
{
	static const struct {
		said list[6];
		const char *one, *two; /* where one person is enough, where it takes two */
	} cases[] = {
		{ { { "Li", 1, "a" } }, "a", "?pending" },
		{ { { "Li", 1, "a" }, { "Li", 2, "a" } }, "a", "?pending" },                   /* twice is not two */
		{ { { "Li", 1, "a" }, { "Wu", 2, "a" } }, "a", "a" },
		{ { { "Li", 1, "a" }, { "Li", 2, "b" } }, "b", "?pending" },                   /* who changes their mind */
		{ { { "Li", 2, "a" }, { "Li", 1, "b" } }, "a", "?pending" },                   /* time counts, not the order */
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" } }, "?disagreed", "?disagreed" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "Li", 3, "b" } }, "b", "b" },        /* one gives in */
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "Zhao", 3, "a" } }, "a", "a" },      /* a third settles it */
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "Zhao", 3, "c" } }, "c", "?pending" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "Wu", 3, "b" } }, "?disagreed", "?disagreed" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "" } }, "", "?disagreed" },                   /* anyone may take back, but what takes two */
		{ { { "Li", 1, "a" }, { "Li", 2, "" } }, "", "" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "a" }, { "Zhao", 3, "" } }, "", "?disagreed" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "a" }, { "Li", 3, "" } }, "", "?disagreed" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "a" }, { "Li", 3, "" }, { "Wu", 4, "" } }, "", "" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "a" }, { "Zhao", 3, "" }, { "Qian", 4, "a" } }, "a", "a" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "a" }, { "Zhao", 3, "" }, { "Qian", 4, "" } }, "", "" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "Zhao", 3, "" } }, "", "" },
		{ { { "Wu", 1, "" }, { "Li", 2, "a" } }, "a", "?pending" },
		{ { { "Li", 1, "a" }, { "Li", 5, "!yes" } }, "", "" },                         /* conflict of interest, also later */
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "Wu", 3, "!yes" } }, "a", "?pending" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "" }, { "Wu", 3, "!yes" } }, "a", "?pending" },
		{ { { "Li", 1, "a" }, { "Li", 2, "!yes" }, { "Li", 3, "!" } }, "a", "?pending" }, /* withdrawn: it counts again */
		{ { { "Li", 1, "a" }, { " li", 2, "a" } }, "a", "?pending" },                  /* one person, two spellings */
		{ { { "Li", 1, "a" }, { "LI", 2, "b" } }, "b", "?pending" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "wu", 3, "a" } }, "a", "a" },
		{ { { "Li", 1, "a" }, { "Wu", 2, "b" }, { "li ", 3, "c" } }, "?disagreed", "?disagreed" },
		{ { { "Li", 1, "a" }, { "ｌｉ", 2, "!yes" } }, "", "" },
		{ { { "Li", 1, "a" }, { "li", 2, "!yes" }, { "LI", 3, "!" } }, "a", "?pending" },
	};
	const fl_decision_rules one = { 0 }, two = { .two_people = 1u << FL_RULING_CATEGORY };
	char text[40];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t count = 0;
		said turned[6];
		while (count < 6 && cases[i].list[count].person)
			count++;
		for (size_t k = 0; k < count; k++)
			turned[k] = cases[i].list[count - 1 - k];
		if (strcmp(outcome_of(cases[i].list, count, &one, text), cases[i].one) != 0)
			fail_msg("case %zu: '%s', not '%s'", i, text, cases[i].one);
		if (strcmp(outcome_of(cases[i].list, count, &two, text), cases[i].two) != 0)
			fail_msg("case %zu with two people: '%s', not '%s'", i, text, cases[i].two);
		if (strcmp(outcome_of(turned, count, &one, text), cases[i].one) != 0)
			fail_msg("case %zu from the end: '%s', not '%s'", i, text, cases[i].one);
	}
}

/* Two people reject a dream: the reason that is published is one that both gave. */
static void test_decision__two_people_give_one_reason(void **state)
{
	static const struct {
		const char *codes[3];
		fl_decision_state one, two;
	} cases[] = {
		{ { "other", "other" }, FL_DECISION_IN_FORCE, FL_DECISION_IN_FORCE },
		{ { "other", "commercial" }, FL_DECISION_IN_FORCE, FL_DECISION_PENDING },
		{ { "other", "commercial", "other" }, FL_DECISION_IN_FORCE, FL_DECISION_IN_FORCE },
	};
	static const char *const people[] = { "Li", "Wu", "Zhao" };
	const fl_decision_rules one = { 0 }, two = { .two_people = 1u << FL_RULING_REJECT };
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fl_decision all[3];
		fl_arena arena = FL_ARENA_INIT;
		fl_decision_book book;
		fl_error err = FL_ERROR_INIT;
		size_t count = 0;
		for (; count < 3 && cases[i].codes[count]; count++)
			all[count] = (fl_decision){ .id = (int64_t)count + 1, .kind = FL_STR("admission"), .subject = FL_STR("d"),
						    .value = FL_STR("reject"), .code = fl_str_of(cases[i].codes[count]),
						    .person = fl_str_of(people[count]), .at = (int64_t)count };
		assert_int_equal(fl_decisions_settle(all, count, &one, NULL, &arena, &book, &err), FL_OK);
		assert_int_equal(book.questions[0].state, cases[i].one);
		assert_int_equal(fl_decisions_settle(all, count, &two, NULL, &arena, &book, &err), FL_OK);
		assert_int_equal(book.questions[0].state, cases[i].two);
		fl_arena_release(&arena);
	}
}

static void test_decision__conflicts_bar_under_other_names(void **state)
{
	const fl_decision all[] = { { .id = 1, .kind = FL_STR("category"), .subject = FL_STR("d"), .value = FL_STR("a"), .person = FL_STR("Li"), .at = 1 },
				    { .id = 2, .kind = FL_STR("category"), .subject = FL_STR("d"), .value = FL_STR("b"), .person = FL_STR("Wu"), .at = 2 } };
	const fl_decision_rules rules = { 0 };
	const fl_conflict conflicts[] = { { FL_STR("org"), FL_STR("Wu") }, { FL_STR("other"), FL_STR("Li") } };
	const fl_belonging belonging = { .organisation = of_org, .conflicts = conflicts, .num_conflicts = 2 };
	fl_arena arena = FL_ARENA_INIT;
	fl_decision_book book;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	assert_int_equal(fl_decisions_settle(all, 2, &rules, &belonging, &arena, &book, &err), FL_OK);
	assert_int_equal(book.states[0], FL_DECISION_IN_FORCE);
	assert_int_equal(book.states[1], FL_DECISION_BARRED);
	assert_true(fl_decision_conflict(&book, FL_STR("org"), FL_STR("Wu")));
	assert_true(fl_decision_conflict(&book, FL_STR("org"), FL_STR(" WU ")));
	assert_true(fl_decision_conflict(&book, FL_STR("other"), FL_STR("Li")));
	assert_false(fl_decision_conflict(&book, FL_STR("org"), FL_STR("Li")));
	assert_false(fl_decision_conflict(&book, FL_STR(""), FL_STR("Wu")));
	fl_arena_release(&arena);
}

static void test_decision__switched_off_none_is_in_force(void **state)
{
	const fl_decision all[] = { pair(1, "a", "b", "same") };
	const fl_decision_rules rules = { .off = true };
	fl_arena arena = FL_ARENA_INIT;
	fl_decision_book book;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_decisions_settle(all, 1, &rules, NULL, &arena, &book, &err), FL_OK);
	assert_int_equal(book.num_in_force, 0);
	assert_int_equal(book.num_questions, 1);
	fl_arena_release(&arena);
}

/* The form of each kind; 'wrong' is a part of the message, NULL where it is right. */
static void test_decision__has_the_form_of_its_kind(void **state)
{
	static const struct {
		const char *kind, *subject, *other, *value, *code, *wrong;
	} cases[] = {
		{ "pair", "a", "b", "same", "", NULL },
		{ "pair", "a", "b", "", "", NULL },
		{ "pair", "a", "b", "equal", "", "'same' or 'different', not 'equal'" },
		{ "pair", "a", "a", "same", "", "not 'a' twice" },
		{ "pair", "a", "", "same", "", "needs 'other'" },
		{ "representative", "a", "", "yes", "", NULL },
		{ "representative", "a", "b", "yes", "", "one thing" },
		{ "tag", "a", "for:children", "add", "", NULL },
		{ "tag", "a", "for:children", "set", "", "'add' or 'remove'" },
		{ "category", "a", "", "field:education", "", NULL },
		{ "category", "a", "", "two\nlines", "", "one line" },
		{ "admission", "a", "", "accept", "", NULL },
		{ "admission", "a", "", "reject", "commercial", NULL },
		{ "admission", "a", "", "reject", "", "needs a reason code" },
		{ "admission", "a", "", "reject", "nice", "no reason 'nice'" },
		{ "admission", "a", "", "accept", "commercial", "only a rejection" },
		{ "exception", "a", "", "qualify", "", NULL },
		{ "exception", "a", "", "yes", "", "is 'qualify', not 'yes'" },
		{ "flag", "a", "", "yes", "", NULL },
		{ "conflict", "org", "Li", "yes", "", NULL },
		{ "conflict", "Li", "Li", "yes", "", NULL }, /* who is their own organisation */
		{ "organisation", "x", "y", "different", "", NULL },
		{ "mark", "a", "serves/children", "wrong", "", NULL },
		{ "mark", "a", "children", "wrong", "", "PACK/RULE" },
		{ "verdict", "a", "", "yes", "", "no decision of kind 'verdict'" },
	};
	fl_decision_rules rules = { .reasons = fl_decision_reasons, .num_reasons = 4 };
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fl_error err = FL_ERROR_INIT;
		fl_decision d = { .kind = fl_str_of(cases[i].kind), .subject = fl_str_of(cases[i].subject),
				  .other = fl_str_of(cases[i].other), .value = fl_str_of(cases[i].value),
				  .code = fl_str_of(cases[i].code), .person = FL_STR("Li"), .why = FL_STR("why") };
		fl_status status = fl_decision_check(&d, &rules, &err);
		assert_int_equal(status, cases[i].wrong ? FL_EINVAL : FL_OK);
		if (cases[i].wrong && !strstr(err.message, cases[i].wrong))
			fail_msg("case %zu: %s", i, err.message);
	}
}

static void test_decision__a_line_is_read_as_it_was_written(void **state)
{
	fl_decision d = { .kind = FL_STR("admission"), .subject = FL_STR("d\"1"), .value = FL_STR("reject"), .code = FL_STR("other"),
			  .person = FL_STR("李伟"), .why = FL_STR("<b>"), .at = 1788566400, .seen = { { 1, 2 } } };
	fl_arena arena = FL_ARENA_INIT;
	fl_buf buf;
	fl_decision again;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	fl_buf_init(&buf, 10000);
	fl_decision_print(&buf, &d);
	assert_non_null(strstr(buf.data, "\"at\":\"2026-09-05T00:00:00Z\""));
	assert_null(strstr(buf.data, "other\":\"\""));
	assert_int_equal(fl_decision_read(fl_buf_view(&buf), &arena, &again, &err), FL_OK);
	assert_true(fl_str_eq(again.subject, d.subject) && fl_str_eq(again.code, d.code) && fl_str_eq(again.why, d.why));
	assert_true(fl_str_eq(again.person, d.person) && again.at == d.at && fl_digest_same(&again.seen, &d.seen));
	assert_int_equal(again.other.len, 0);
	assert_int_equal(fl_decision_read(FL_STR("{\"kind\":\"pair\"}"), &arena, &again, &err), FL_EINVAL);
	fl_buf_release(&buf);
	fl_arena_release(&arena);
}

static void test_decision__knows_the_texts_it_was_made_on(void **state)
{
	fl_dream a = { .title = FL_STR("ab"), .body = FL_STR("c") }, b = { .title = FL_STR("a"), .body = FL_STR("bc") };
	fl_digest x = fl_decision_seen(&a, NULL), y = fl_decision_seen(&b, NULL), both = fl_decision_seen(&a, &b);

	(void)state;
	assert_memory_not_equal(&x, &y, sizeof x); /* where one text ends counts */
	assert_memory_not_equal(&x, &both, sizeof x);
	a.request = 7; /* money is none of it */
	y = fl_decision_seen(&a, NULL);
	assert_memory_equal(&x, &y, sizeof x);
	a.organisation = FL_STR("o");
	y = fl_decision_seen(&a, NULL);
	assert_memory_not_equal(&x, &y, sizeof x);
}

/* Bridges, then doubt by its distance from the middle, then what was merged by little; nothing decided comes back. */
static void test_review__the_most_uncertain_first(void **state)
{
	const uint32_t representative[] = { 0, 0, 2, 3, 4, 5 };
	const fl_pair pairs[] = {
		{ .a = 0, .b = 1, .score = 650000, .verdict = FL_PAIR_SAME },                      /* thin */
		{ .a = 0, .b = 2, .score = 900000, .verdict = FL_PAIR_REVIEW },
		{ .a = 1, .b = 2, .score = 390000, .verdict = FL_PAIR_REVIEW },
		{ .a = 1, .b = 3, .score = 800000, .verdict = FL_PAIR_SAME },                      /* bridge */
		{ .a = 2, .b = 3, .score = 400000, .verdict = FL_PAIR_REVIEW, .decided = true },
		{ .a = 2, .b = 4, .score = 210000, .verdict = FL_PAIR_DIFFERENT },
		{ .a = 3, .b = 4, .score = 420000, .verdict = FL_PAIR_REVIEW },
	};
	const size_t want[] = { 3, 2, 6, 1, 0 };
	fl_arena arena = FL_ARENA_INIT;
	fl_review_item *items;
	size_t count;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	assert_int_equal(fl_review_queue(pairs, sizeof pairs / sizeof *pairs, representative, 200000, 600000, &arena, &items,
					 &count, &err),
			 FL_OK);
	assert_int_equal(count, sizeof want / sizeof *want);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(items[i].pair, &pairs[want[i]]);
	assert_int_equal(items[0].reason, FL_REVIEW_BRIDGE);
	assert_int_equal(items[4].reason, FL_REVIEW_THIN);
	fl_arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decision__the_last_of_a_subject_is_in_force),
		cmocka_unit_test(test_decision__what_several_people_say),
		cmocka_unit_test(test_decision__two_people_give_one_reason),
		cmocka_unit_test(test_decision__conflicts_bar_under_other_names),
		cmocka_unit_test(test_decision__switched_off_none_is_in_force),
		cmocka_unit_test(test_decision__has_the_form_of_its_kind),
		cmocka_unit_test(test_decision__a_line_is_read_as_it_was_written),
		cmocka_unit_test(test_decision__knows_the_texts_it_was_made_on),
		cmocka_unit_test(test_review__the_most_uncertain_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
