/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_words.c - why a dream gets its tags, in words: clause by clause.
 */
#include "report/rules_words.h"

#include "base/str.h"
#include "report/say.h"

static fl_str text_at(fl_json object, const char *key)
{
	return fl_json_text(fl_json_get(object, key));
}

static int64_t number_at(fl_json object, const char *key)
{
	int64_t value = 0;
	fl_json_i64(fl_json_get(object, key), &value);
	return value;
}

static bool is_null(fl_json object, const char *key)
{
	return fl_json_type_of(fl_json_get(object, key)) == FL_JSON_NULL;
}

static fl_word_id truth_of(fl_json object)
{
	if (is_null(object, "holds"))
		return FL_W_R_UNKNOWN;
	return fl_json_bool(fl_json_get(object, "holds")) ? FL_W_R_YES : FL_W_R_NO;
}

/* "in the title": the fields of a dream have words, those of a table are its columns. */
static fl_say_arg field_name(fl_str field)
{
	return fl_str_eqz(field, "title")  ? (fl_say_arg)FL_SAY_WORD(FL_W_E_F_TITLE)
	       : fl_str_eqz(field, "body") ? (fl_say_arg)FL_SAY_WORD(FL_W_E_F_BODY)
					   : (fl_say_arg)FL_SAY_TEXT(field);
}

static void say_hit(fl_buf *buf, fl_lang lang, fl_json hit)
{
	FL_SAY(buf, lang, FL_W_R_HIT, FL_SAY_TEXT(text_at(hit, "text")), field_name(text_at(hit, "field")));
	if (fl_json_bool(fl_json_get(hit, "struck")))
		fl_say_word(buf, lang, FL_W_R_STRUCK);
}

static void say_pattern(fl_buf *buf, fl_lang lang, fl_json c)
{
	fl_json hits = fl_json_get(c, "hits");
	fl_buf_safe(buf, text_at(c, "name"));
	if (fl_json_len(hits) == 0)
		fl_say_word(buf, lang, FL_W_R_NO_HIT);
	for (size_t i = 0; i < fl_json_len(hits); i++) {
		fl_say_word(buf, lang, i ? FL_W_R_AND : FL_W_R_HITS);
		say_hit(buf, lang, fl_json_at(hits, i));
	}
	if (fl_json_bool(fl_json_get(c, "limit")))
		fl_say_word(buf, lang, FL_W_R_LIMIT);
}

static void say_near(fl_buf *buf, fl_lang lang, fl_json c)
{
	fl_json patterns = fl_json_get(c, "patterns");
	bool sentence = is_null(c, "within");
	fl_say_word(buf, lang, FL_W_R_NEAR);
	for (size_t i = 0; i < fl_json_len(patterns); i++) {
		if (i)
			fl_say_word(buf, lang, FL_W_SEPARATOR);
		say_pattern(buf, lang, fl_json_at(patterns, i));
	}
	if (is_null(c, "closest"))
		fl_say_word(buf, lang, FL_W_R_NEVER);
	else if (sentence)
		FL_SAY(buf, lang, FL_W_R_SENTENCES, FL_SAY_PLAIN(number_at(c, "closest")));
	else
		FL_SAY(buf, lang, FL_W_R_CHARACTERS, FL_SAY_PLAIN(number_at(c, "closest")), FL_SAY_PLAIN(number_at(c, "within")));
}

static void say_count(fl_buf *buf, fl_lang lang, int64_t least, int64_t of, int64_t hold)
{
	if (least == of)
		fl_say_word(buf, lang, of == 1 ? FL_W_R_THIS : FL_W_R_ALL);
	else if (least == 1)
		fl_say_word(buf, lang, FL_W_R_ANY);
	else
		FL_SAY(buf, lang, FL_W_R_AT_LEAST, FL_SAY_PLAIN(least), FL_SAY_PLAIN(of));
	FL_SAY(buf, lang, FL_W_R_HOLD, FL_SAY_PLAIN(hold), FL_SAY_PLAIN(least));
}

static void say_condition(fl_buf *buf, fl_lang lang, fl_json c, int depth)
{
	fl_str kind = text_at(c, "kind");
	fl_json of = fl_json_get(c, "of");
	fl_buf_printf(buf, "%*s[%s] ", 6 + 2 * depth, "", fl_word(lang, truth_of(c)));
	if (fl_str_eqz(kind, "pattern"))
		say_pattern(buf, lang, c);
	else if (fl_str_eqz(kind, "near"))
		say_near(buf, lang, c);
	else if (fl_str_eqz(kind, "not"))
		fl_say_word(buf, lang, FL_W_R_NOT);
	else
		say_count(buf, lang, number_at(c, "least"), (int64_t)fl_json_len(of), number_at(c, "hold"));
	fl_buf_putc(buf, '\n');
	for (size_t i = 0; i < fl_json_len(of); i++)
		say_condition(buf, lang, fl_json_at(of, i), depth + 1);
}

static void say_rule(fl_buf *buf, fl_lang lang, fl_json rule)
{
	fl_json exceptions = fl_json_get(rule, "exceptions");
	fl_buf_puts(buf, "  ");
	FL_SAY(buf, lang, FL_W_R_RULE, FL_SAY_TEXT(text_at(rule, "rule")), FL_SAY_TEXT(text_at(rule, "title")),
	       FL_SAY_TEXT(text_at(rule, "pack")));
	if (fl_json_present(fl_json_get(rule, "score")))
		FL_SAY(buf, lang, FL_W_R_SCORE, FL_SAY_PLAIN(number_at(rule, "score")));
	if (number_at(rule, "least") > 1 && number_at(rule, "mentions") > 0)
		FL_SAY(buf, lang, FL_W_R_MENTIONS, FL_SAY_PLAIN(number_at(rule, "mentions")), FL_SAY_PLAIN(number_at(rule, "least")));
	fl_buf_puts(buf, "\n    ");
	fl_buf_safe(buf, text_at(rule, "reason"));
	fl_buf_putc(buf, '\n');
	say_condition(buf, lang, fl_json_get(rule, "condition"), 0);
	for (size_t i = 0; i < fl_json_len(exceptions); i++) {
		fl_buf_puts(buf, "      ");
		fl_say_word(buf, lang, FL_W_R_EXCEPTION);
		say_hit(buf, lang, fl_json_at(exceptions, i));
		fl_buf_putc(buf, '\n');
	}
}

static void say_rules(fl_buf *buf, fl_lang lang, fl_json rules, fl_word_id truth, fl_word_id head)
{
	bool any = false;
	for (size_t i = 0; i < fl_json_len(rules); i++) {
		if (truth_of(fl_json_at(rules, i)) != truth)
			continue;
		if (!any)
			fl_buf_printf(buf, "\n%s\n", fl_word(lang, head));
		any = true;
		say_rule(buf, lang, fl_json_at(rules, i));
	}
}

static void say_tags(fl_buf *buf, fl_json root)
{
	fl_json tags = fl_json_get(root, "tags");
	fl_buf_puts(buf, "\ntags\n");
	for (size_t i = 0; i < fl_json_len(tags); i++) {
		fl_json tag = fl_json_at(tags, i);
		fl_buf_puts(buf, "  ");
		fl_buf_safe(buf, text_at(tag, "tag"));
		fl_buf_printf(buf, ": score %lld", (long long)number_at(tag, "score"));
		if (fl_json_present(fl_json_get(tag, "needs")))
			fl_buf_printf(buf, " of %lld", (long long)number_at(tag, "needs"));
		fl_buf_puts(buf, fl_json_bool(fl_json_get(tag, "given")) ? "\n" : ", not given\n");
	}
	if (fl_json_len(tags) == 0)
		fl_buf_puts(buf, "  none\n");
}

static void say_category(fl_buf *buf, fl_json root)
{
	fl_buf_puts(buf, "category ");
	if (!is_null(root, "category"))
		fl_buf_safe(buf, text_at(root, "category"));
	else
		fl_buf_puts(buf, fl_json_bool(fl_json_get(root, "unclear")) ? "unclear" : "none");
	fl_buf_printf(buf, " (it must reach a score of %lld and lead by more than %lld)\n",
		      (long long)number_at(root, "least"), (long long)number_at(root, "margin"));
}

void fl_rules_say_rules(fl_buf *buf, fl_lang lang, fl_json root)
{
	fl_json rules = fl_json_get(root, "rules");
	say_rules(buf, lang, rules, FL_W_R_YES, FL_W_R_THAT_HOLD);
	say_rules(buf, lang, rules, FL_W_R_UNKNOWN, FL_W_R_THAT_ARE_UNKNOWN);
	say_rules(buf, lang, rules, FL_W_R_NO, FL_W_R_THAT_FAIL);
	fl_buf_putc(buf, '\n');
	FL_SAY(buf, lang, FL_W_R_SILENT, FL_SAY_PLAIN(number_at(root, "silent")));
	fl_buf_putc(buf, '\n');
}

void fl_rules_say(fl_buf *buf, fl_json root)
{
	say_category(buf, root);
	say_tags(buf, root);
	fl_rules_say_rules(buf, FL_LANG_EN, root);
}
