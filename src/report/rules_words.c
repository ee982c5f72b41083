/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_words.c - why a dream gets its tags, in words: clause by clause.
 */
#include "report/rules_words.h"

#include "base/str.h"

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

static const char *truth_of(fl_json object)
{
	if (is_null(object, "holds"))
		return "unknown";
	return fl_json_bool(fl_json_get(object, "holds")) ? "yes" : "no";
}

static void say_hit(fl_buf *buf, fl_json hit)
{
	fl_buf_puts(buf, " '");
	fl_buf_safe(buf, text_at(hit, "text"));
	fl_buf_puts(buf, "' in the ");
	fl_buf_safe(buf, text_at(hit, "field"));
	if (fl_json_bool(fl_json_get(hit, "struck")))
		fl_buf_puts(buf, " (undone by an exception)");
}

static void say_pattern(fl_buf *buf, fl_json c)
{
	fl_json hits = fl_json_get(c, "hits");
	fl_buf_safe(buf, text_at(c, "name"));
	fl_buf_puts(buf, fl_json_len(hits) ? ":" : ": no hit");
	for (size_t i = 0; i < fl_json_len(hits); i++) {
		if (i)
			fl_buf_putc(buf, ',');
		say_hit(buf, fl_json_at(hits, i));
	}
	if (fl_json_bool(fl_json_get(c, "limit")))
		fl_buf_puts(buf, " (a match limit was reached)");
}

static void say_near(fl_buf *buf, fl_json c)
{
	fl_json patterns = fl_json_get(c, "patterns");
	bool sentence = is_null(c, "within");
	fl_buf_puts(buf, "near: ");
	for (size_t i = 0; i < fl_json_len(patterns); i++) {
		fl_buf_puts(buf, i ? "; " : "");
		say_pattern(buf, fl_json_at(patterns, i));
	}
	if (is_null(c, "closest"))
		fl_buf_puts(buf, ": never in one field");
	else if (sentence)
		fl_buf_printf(buf, ": %lld ends of sentences between, none allowed",
			      (long long)number_at(c, "closest"));
	else
		fl_buf_printf(buf, ": %lld characters between, at most %lld allowed",
			      (long long)number_at(c, "closest"), (long long)number_at(c, "within"));
}

static void say_count(fl_buf *buf, int64_t least, int64_t of, int64_t hold)
{
	if (least == of)
		fl_buf_puts(buf, of == 1 ? "this" : "all of these");
	else if (least == 1)
		fl_buf_puts(buf, "any of these");
	else
		fl_buf_printf(buf, "at least %lld of these %lld", (long long)least, (long long)of);
	fl_buf_printf(buf, ": %lld of %lld", (long long)hold, (long long)least);
}

static void say_condition(fl_buf *buf, fl_json c, int depth)
{
	fl_str kind = text_at(c, "kind");
	fl_json of = fl_json_get(c, "of");
	fl_buf_printf(buf, "%*s[%s] ", 6 + 2 * depth, "", truth_of(c));
	if (fl_str_eqz(kind, "pattern"))
		say_pattern(buf, c);
	else if (fl_str_eqz(kind, "near"))
		say_near(buf, c);
	else if (fl_str_eqz(kind, "not"))
		fl_buf_puts(buf, "not");
	else
		say_count(buf, number_at(c, "least"), (int64_t)fl_json_len(of), number_at(c, "hold"));
	fl_buf_putc(buf, '\n');
	for (size_t i = 0; i < fl_json_len(of); i++)
		say_condition(buf, fl_json_at(of, i), depth + 1);
}

static void say_rule(fl_buf *buf, fl_json rule)
{
	fl_json exceptions = fl_json_get(rule, "exceptions");
	fl_buf_puts(buf, "  ");
	fl_buf_safe(buf, text_at(rule, "rule"));
	fl_buf_puts(buf, " (");
	fl_buf_safe(buf, text_at(rule, "title"));
	fl_buf_puts(buf, "), pack ");
	fl_buf_safe(buf, text_at(rule, "pack"));
	if (fl_json_present(fl_json_get(rule, "score")))
		fl_buf_printf(buf, ": score %lld", (long long)number_at(rule, "score"));
	if (number_at(rule, "least") > 1 && number_at(rule, "mentions") > 0)
		fl_buf_printf(buf, ", mentions %lld of %lld", (long long)number_at(rule, "mentions"),
			      (long long)number_at(rule, "least"));
	fl_buf_puts(buf, "\n    ");
	fl_buf_safe(buf, text_at(rule, "reason"));
	fl_buf_putc(buf, '\n');
	say_condition(buf, fl_json_get(rule, "condition"), 0);
	for (size_t i = 0; i < fl_json_len(exceptions); i++) {
		fl_buf_puts(buf, "      exception:");
		say_hit(buf, fl_json_at(exceptions, i));
		fl_buf_putc(buf, '\n');
	}
}

static void say_rules(fl_buf *buf, fl_json rules, const char *truth, const char *head)
{
	bool any = false;
	for (size_t i = 0; i < fl_json_len(rules); i++) {
		if (strcmp(truth_of(fl_json_at(rules, i)), truth) != 0)
			continue;
		if (!any)
			fl_buf_printf(buf, "\n%s\n", head);
		any = true;
		say_rule(buf, fl_json_at(rules, i));
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

void fl_rules_say_rules(fl_buf *buf, fl_json root)
{
	fl_json rules = fl_json_get(root, "rules");
	say_rules(buf, rules, "yes", "rules that hold");
	say_rules(buf, rules, "unknown", "rules of which nothing is known, for a match limit was reached");
	say_rules(buf, rules, "no", "rules that had a hit and do not hold");
	fl_buf_printf(buf, "\n%lld rules had no hit\n", (long long)number_at(root, "silent"));
}

void fl_rules_say(fl_buf *buf, fl_json root)
{
	say_category(buf, root);
	say_tags(buf, root);
	fl_rules_say_rules(buf, root);
}
