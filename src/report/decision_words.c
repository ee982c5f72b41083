/* SPDX-License-Identifier: Apache-2.0
 *
 * decision_words.c - a decision in a sentence, for the story of a round and for reviewers.
 */
#include "report/decision_words.h"

#include "base/str.h"

/* '1' the subject, '2' the other, '3' the value, '4' the title of the reason; what was said, and what was taken back. */
static const struct {
	fl_ruling_class class;
	const char *value; /* NULL: any */
	const char *said, *taken_back;
} sayings[] = {
	{ FL_RULING_PAIR, "same", "decided that 1 and 2 are the same", "1 and 2" },
	{ FL_RULING_PAIR, NULL, "decided that 1 and 2 are different", "1 and 2" },
	{ FL_RULING_REPRESENTATIVE, NULL, "decided that 1 represents its cluster", "1" },
	{ FL_RULING_TAG, "add", "gave 1 the tag 2", "the tag 2 of 1" },
	{ FL_RULING_TAG, NULL, "took the tag 2 from 1", "the tag 2 of 1" },
	{ FL_RULING_CATEGORY, "none", "decided that 1 is of no category", "the category of 1" },
	{ FL_RULING_CATEGORY, NULL, "put 1 into the category 3", "the category of 1" },
	{ FL_RULING_ACCEPT, NULL, "accepted 1", "the admission of 1" },
	{ FL_RULING_REJECT, NULL, "rejected 1 (4)", "the admission of 1" },
	{ FL_RULING_EXCEPTION, NULL, "made an exception: 1 qualifies", "an exception for 1" },
	{ FL_RULING_FLAG, NULL, "asks colleagues about 1", "the flag of 1" },
	{ FL_RULING_CONFLICT, NULL, "declared a conflict of interest of 2 with 1", "a conflict of interest of 2 with 1" },
	{ FL_RULING_ORGANISATION, "same", "decided that the organisations 1 and 2 are one", "the organisations 1 and 2" },
	{ FL_RULING_ORGANISATION, NULL, "decided that the organisations 1 and 2 are two", "the organisations 1 and 2" },
	{ FL_RULING_MARK, "right", "marked rule 2 as right about 1", "rule 2 on 1" },
	{ FL_RULING_MARK, NULL, "marked rule 2 as wrong about 1", "rule 2 on 1" },
	{ FL_RULING_MATCH, "fixed", "decided that partner 2 carries out 1", "partner 2 for 1" },
	{ FL_RULING_MATCH, NULL, "decided that partner 2 does not carry out 1", "partner 2 for 1" },
};

static void put_quoted(fl_buf *out, fl_str text)
{
	fl_buf_putc(out, '\'');
	fl_buf_safe(out, text);
	fl_buf_putc(out, '\'');
}

static void put_pattern(const char *pattern, const fl_decision *d, const fl_decision_rules *rules, fl_buf *out)
{
	for (; *pattern; pattern++) {
		if (*pattern == '1')
			put_quoted(out, d->subject);
		else if (*pattern == '2')
			put_quoted(out, d->other);
		else if (*pattern == '3')
			put_quoted(out, d->value);
		else if (*pattern == '4')
			fl_buf_safe(out, d->code.len > 0 ? fl_decision_reason(rules, d->code) : FL_STR("for whatever reason"));
		else
			fl_buf_putc(out, *pattern);
	}
}

void fl_report_ruling(const fl_decision *d, const fl_decision_rules *rules, fl_buf *out)
{
	fl_ruling_class class = fl_decision_class(d);
	for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
		if (sayings[i].class != class || (d->value.len > 0 && sayings[i].value && !fl_str_eqz(d->value, sayings[i].value)))
			continue;
		if (d->value.len == 0)
			fl_buf_puts(out, "took back what was decided on ");
		put_pattern(d->value.len == 0 ? sayings[i].taken_back : sayings[i].said, d, rules, out);
		return;
	}
	fl_buf_puts(out, "decided something that only a newer Florin knows");
}

void fl_report_decision(const fl_decision *d, const fl_decision_rules *rules, fl_buf *out)
{
	fl_buf_safe(out, d->person);
	fl_buf_putc(out, ' ');
	fl_report_ruling(d, rules, out);
	fl_buf_puts(out, ", because: ");
	fl_buf_safe(out, d->why);
}

const char *fl_report_decision_state(fl_decision_state state, fl_lang lang)
{
	static const char *const words[][2] = { { "no more", "已失效" },
						{ "in force", "有效" },
						{ "waits for a second person", "待第二人决定" },
						{ "disagreement", "意见不一" },
						{ "barred by a conflict of interest", "因利益冲突无效" } };
	return words[state][lang == FL_LANG_ZH];
}

void fl_report_ruled(const fl_question *q, const fl_decision_rules *rules, fl_lang lang, fl_buf *out)
{
	bool zh = lang == FL_LANG_ZH;
	if (!q)
		return;
	if (fl_decision_class(q->last) == FL_RULING_REJECT) {
		fl_buf_puts(out, zh ? "否决（" : "rejected (");
		fl_buf_str(out, fl_decision_reason(rules, q->last->code));
		fl_buf_puts(out, zh ? "）：" : "): ");
	} else {
		fl_buf_puts(out, zh ? "例外：" : "exception: ");
	}
	fl_buf_str(out, q->last->why);
	fl_buf_puts(out, zh ? "（" : " (");
	for (size_t i = 0; i < q->num_votes; i++) {
		fl_buf_puts(out, i == 0 ? "" : zh ? "、" : ", ");
		fl_buf_str(out, q->votes[i]->person);
	}
	fl_buf_puts(out, zh ? "）" : ")");
}
