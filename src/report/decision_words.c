/* SPDX-License-Identifier: Apache-2.0
 *
 * decision_words.c - a decision in a sentence, for the story of a round and for reviewers.
 */
#include "report/decision_words.h"

#include "base/str.h"
#include "report/review_page.h"

/* '1' the subject, '2' the other, '3' the value, '4' the title of the reason; what was said, and what was taken back. In Chinese what was
 * said stands behind "taken back:". */
static const struct {
	fl_ruling_class class;
	const char *value; /* NULL: any */
	const char *said, *taken_back, *zh;
} sayings[] = {
	{ FL_RULING_PAIR, "same", "decided that 1 and 2 are the same", "1 and 2", "判定1与2相同" },
	{ FL_RULING_PAIR, NULL, "decided that 1 and 2 are different", "1 and 2", "判定1与2不同" },
	{ FL_RULING_REPRESENTATIVE, NULL, "decided that 1 represents its cluster", "1", "由1代表其所在的一组" },
	{ FL_RULING_TAG, "add", "gave 1 the tag 2", "the tag 2 of 1", "为1添加标签2" },
	{ FL_RULING_TAG, NULL, "took the tag 2 from 1", "the tag 2 of 1", "从1去除标签2" },
	{ FL_RULING_CATEGORY, "none", "decided that 1 is of no category", "the category of 1", "判定1不属于任何类别" },
	{ FL_RULING_CATEGORY, NULL, "put 1 into the category 3", "the category of 1", "将1归入类别3" },
	{ FL_RULING_ACCEPT, NULL, "accepted 1", "the admission of 1", "接纳1" },
	{ FL_RULING_REJECT, NULL, "rejected 1 (4)", "the admission of 1", "否决1（4）" },
	{ FL_RULING_EXCEPTION, NULL, "made an exception: 1 qualifies", "an exception for 1", "例外：1符合条件" },
	{ FL_RULING_FLAG, NULL, "asks colleagues about 1", "the flag of 1", "就1征求同事意见" },
	{ FL_RULING_CONFLICT, NULL, "declared a conflict of interest of 2 with 1", "a conflict of interest of 2 with 1", "声明2与1存在利益冲突" },
	{ FL_RULING_ORGANISATION, "same", "decided that the organisations 1 and 2 are one", "the organisations 1 and 2", "判定机构1与2为同一家" },
	{ FL_RULING_ORGANISATION, NULL, "decided that the organisations 1 and 2 are two", "the organisations 1 and 2", "判定机构1与2为两家" },
	{ FL_RULING_MARK, "right", "marked rule 2 as right about 1", "rule 2 on 1", "标记规则2对1判断正确" },
	{ FL_RULING_MARK, NULL, "marked rule 2 as wrong about 1", "rule 2 on 1", "标记规则2对1判断有误" },
	{ FL_RULING_MATCH, "fixed", "decided that partner 2 carries out 1", "partner 2 for 1", "由合作方2承接1" },
	{ FL_RULING_MATCH, NULL, "decided that partner 2 does not carry out 1", "partner 2 for 1", "1不由合作方2承接" },
};

/* The titles of Florin's own in the language; those of the round as they are. */
fl_str fl_report_reject_reason(const fl_decision_rules *rules, fl_str code, fl_lang lang)
{
	fl_str title = fl_decision_reason(rules, code);
	const fl_reject_reason *own = fl_decision_reasons;
	const fl_frame_word *word = fl_review_codes;
	while (own->code.len && !(fl_str_eq(own->code, code) && fl_str_eq(own->title, title)))
		own++;
	while (word->key && !fl_str_eqz(code, word->key))
		word++;
	return own->code.len && word->key ? fl_str_of(word->text[lang]) : title;
}

static void put_quoted(fl_buf *out, fl_lang lang, fl_str text)
{
	fl_buf_puts(out, lang == FL_LANG_ZH ? "“" : "'");
	fl_buf_safe(out, text);
	fl_buf_puts(out, lang == FL_LANG_ZH ? "”" : "'");
}

/* A tag or a category, in Chinese by its name: “教育”（field:education）. */
static void put_tag(fl_buf *out, const fl_tag_titles *titles, fl_lang lang, fl_str tag)
{
	const fl_tag_title *title = lang == FL_LANG_ZH && titles ? fl_tag_title_find(titles, tag) : NULL;
	put_quoted(out, lang, title && title->zh.len > 0 ? title->zh : tag);
	if (title && title->zh.len > 0) {
		fl_buf_puts(out, "（");
		fl_buf_safe(out, tag);
		fl_buf_puts(out, "）");
	}
}

static void put_pattern(const char *pattern, const fl_decision *d, const fl_decision_rules *rules, const fl_tag_titles *titles, fl_lang lang,
			fl_buf *out)
{
	fl_str whatever = lang == FL_LANG_ZH ? FL_STR("无论何种理由") : FL_STR("for whatever reason");
	for (; *pattern; pattern++) {
		if (*pattern == '1')
			put_quoted(out, lang, d->subject);
		else if (*pattern == '2')
			put_tag(out, titles, lang, d->other); /* also a dream, a rule, a person, a partner: they have no such title */
		else if (*pattern == '3')
			put_tag(out, titles, lang, d->value);
		else if (*pattern == '4')
			fl_buf_safe(out, d->code.len > 0 ? fl_report_reject_reason(rules, d->code, lang) : whatever);
		else
			fl_buf_putc(out, *pattern);
	}
}

void fl_report_ruling(const fl_decision *d, const fl_decision_rules *rules, const fl_tag_titles *titles, fl_lang lang, fl_buf *out)
{
	bool zh = lang == FL_LANG_ZH, back = d->value.len == 0;
	fl_ruling_class class = fl_decision_class(d);
	for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
		if (sayings[i].class != class || (!back && sayings[i].value && !fl_str_eqz(d->value, sayings[i].value)))
			continue;
		if (back)
			fl_buf_puts(out, zh ? "撤回：" : "took back what was decided on ");
		put_pattern(zh ? sayings[i].zh : back ? sayings[i].taken_back : sayings[i].said, d, rules, titles, lang, out);
		return;
	}
	fl_buf_puts(out, zh ? "作出了只有更新版本的 Florin 才认识的决定" : "decided something that only a newer Florin knows");
}

void fl_report_decision(const fl_decision *d, const fl_decision_rules *rules, const fl_tag_titles *titles, fl_lang lang, fl_buf *out)
{
	fl_buf_safe(out, d->person);
	fl_buf_puts(out, lang == FL_LANG_ZH ? "：" : " ");
	fl_report_ruling(d, rules, titles, lang, out);
	fl_buf_puts(out, lang == FL_LANG_ZH ? "，理由：" : ", because: ");
	fl_buf_safe(out, d->why);
}

/* ---- the words of a table -------------------------------------------------------------------------------------------- */

typedef struct coded {
	const char *code, *words[2]; /* by fl_lang */
} coded;

static fl_str word_of(const coded *table, fl_str code, fl_lang lang)
{
	for (; table->code; table++)
		if (fl_str_eqz(code, table->code))
			return fl_str_of(table->words[lang]);
	return code;
}

fl_str fl_report_decision_kind(const fl_decision *d, fl_lang lang)
{
	static const coded kinds[] = { { FL_DECISION_PAIR, { "two dreams", "两个梦想" } },
				       { FL_DECISION_REPRESENTATIVE, { "representative", "代表" } },
				       { FL_DECISION_TAG, { "tag", "标签" } },
				       { FL_DECISION_CATEGORY, { "category", "类别" } },
				       { FL_DECISION_ADMISSION, { "admission", "准入" } },
				       { FL_DECISION_EXCEPTION, { "exception", "例外" } },
				       { FL_DECISION_FLAG, { "question to colleagues", "征求同事意见" } },
				       { FL_DECISION_CONFLICT, { "conflict of interest", "利益冲突" } },
				       { FL_DECISION_ORGANISATION, { "two organisations", "两个机构" } },
				       { FL_DECISION_MARK, { "mark of a rule", "规则标记" } },
				       { FL_DECISION_MATCH, { "partner", "合作方" } },
				       { NULL, { NULL, NULL } } };
	return word_of(kinds, d->kind, lang);
}

fl_str fl_report_decision_value(const fl_decision *d, fl_lang lang)
{
	static const coded values[] = { { "", { "(taken back)", "（已撤回）" } },	    { "same", { "the same", "相同" } },
					{ "different", { "different", "不同" } },   { "yes", { "yes", "是" } },
					{ "add", { "added", "添加" } },	    { "remove", { "removed", "去除" } },
					{ "accept", { "accepted", "接纳" } },	    { "reject", { "rejected", "否决" } },
					{ "qualify", { "qualifies", "符合条件" } }, { "right", { "right", "正确" } },
					{ "wrong", { "wrong", "有误" } },	    { "fixed", { "carries it out", "承接" } },
					{ "forbidden", { "does not carry it out", "不承接" } }, { NULL, { NULL, NULL } } };
	static const coded categories[] = { { "", { "(taken back)", "（已撤回）" } }, { "none", { "none", "无" } }, { NULL, { NULL, NULL } } };
	return word_of(fl_decision_is(d, FL_DECISION_CATEGORY) ? categories : values, d->value, lang);
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
		fl_buf_str(out, fl_report_reject_reason(rules, q->last->code, lang));
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
