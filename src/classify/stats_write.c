/* SPDX-License-Identifier: Apache-2.0
 *
 * stats_write.c - fl_stats as JSON and as tables for a terminal.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "classify/stats_count.h"

#define OVERLAPS_SHOWN  3 /* of a rule, in words; JSON has up to OVERLAPS_GIVEN */
#define OVERLAPS_GIVEN  20
#define CONFUSION_SHOWN 20

/* ---- sums over tags ---------------------------------------------------------------------------------------- */

/* All tags as one: what counts every row alike. */
static fl_tag_count all_tags(const fl_stats *s)
{
	fl_tag_count all = { .given = 0 };

	for (size_t i = 0; i < s->tags.len; i++) {
		all.true_positives += s->tags.items[i].true_positives;
		all.false_positives += s->tags.items[i].false_positives;
		all.false_negatives += s->tags.items[i].false_negatives;
	}
	return all;
}

static fl_str given_name(const fl_stats *s, uint32_t given)
{
	return given == FL_STATS_NONE      ? FL_STR("")
	       : given == FL_STATS_UNCLEAR ? FL_STR("unclear")
					   : s->tags.items[given].name;
}

static const fl_rule *rule_at(const fl_stats *s, size_t i)
{
	return &s->packs[s->rules[i].pack]->rules[s->rules[i].rule];
}

/* ---- JSON -------------------------------------------------------------------------------------------------- */

static void put_rounded(fl_json_writer *j, const char *key, int64_t rounded)
{
	fl_json_put_key(j, key);
	fl_json_put_fixed(j, rounded, 4);
}

static void put_share(fl_json_writer *j, const char *key, fl_share share)
{
	put_rounded(j, key, fl_share_rounded(share));
}

static void put_labels(fl_json_writer *j, const fl_stats *s)
{
	fl_tag_count all = all_tags(s);

	fl_json_put_key(j, "labels");
	fl_json_begin_object(j);
	fl_json_kv_i64(j, "rows", s->scored);
	put_share(j, "accuracy", (fl_share){ s->right, s->scored });
	put_share(j, "precision", fl_tag_precision(&all));
	put_share(j, "recall", fl_tag_recall(&all));
	put_share(j, "f1", fl_tag_f1(&all));
	put_rounded(j, "macro_f1", fl_stats_mean(s, fl_tag_f1));
	put_rounded(j, "macro_precision", fl_stats_mean(s, fl_tag_precision));
	put_rounded(j, "macro_recall", fl_stats_mean(s, fl_tag_recall));
	if (s->judged)
		put_rounded(j, "macro_accuracy", fl_stats_mean(s, fl_tag_accuracy));
	fl_json_end_object(j);
}

static void put_instances(fl_json_writer *j, const char *key, const fl_instances *list)
{
	fl_json_put_key(j, key);
	fl_json_begin_array(j);
	for (size_t i = 0; i < list->len; i++) {
		const fl_instance *one = &list->items[i];
		fl_json_begin_object(j);
		fl_json_kv_str(j, "id", one->id);
		fl_json_kv_str(j, "label", one->label);
		if (one->words.len) {
			fl_json_kv_str(j, "field", one->field);
			fl_json_kv_str(j, "text", one->words);
		}
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

static void put_tag(fl_json_writer *j, const fl_stats *s, const fl_tag_count *t)
{
	fl_json_begin_object(j);
	fl_json_kv_str(j, "tag", t->name);
	fl_json_kv_i64(j, "given", t->given);
	if (s->scored) {
		fl_json_kv_i64(j, "labelled", t->labelled);
		fl_json_kv_i64(j, "true_positives", t->true_positives);
		fl_json_kv_i64(j, "false_positives", t->false_positives);
		fl_json_kv_i64(j, "false_negatives", t->false_negatives);
		put_share(j, "precision", fl_tag_precision(t));
		put_share(j, "recall", fl_tag_recall(t));
		put_share(j, "f1", fl_tag_f1(t));
		if (s->judged)
			put_share(j, "accuracy", fl_tag_accuracy(t));
		put_instances(j, "missed", &t->missed);
	}
	fl_json_end_object(j);
}

static void put_confusion(fl_json_writer *j, const fl_stats *s, const fl_pair_count *pairs)
{
	fl_json_put_key(j, "confusion");
	fl_json_begin_array(j);
	for (size_t i = 0; i < s->confusion.len; i++) {
		fl_json_begin_object(j);
		fl_json_kv_str(j, "label", s->tags.items[pairs[i].a].name);
		fl_json_kv_str(j, "given", given_name(s, pairs[i].b));
		fl_json_kv_i64(j, "count", pairs[i].count);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

static void put_overlaps(fl_json_writer *j, const fl_stats *s, size_t rule, const fl_pair_count *pairs, size_t *at)
{
	fl_json_put_key(j, "overlaps");
	fl_json_begin_array(j);
	for (size_t n = 0; *at < s->overlaps.len && pairs[*at].a == rule; ++*at, n++) {
		if (n >= OVERLAPS_GIVEN)
			continue;
		fl_json_begin_object(j);
		fl_json_kv_str(j, "pack", s->packs[s->rules[pairs[*at].b].pack]->id);
		fl_json_kv_str(j, "rule", rule_at(s, pairs[*at].b)->id);
		fl_json_kv_i64(j, "count", pairs[*at].count);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

static void put_rule(fl_json_writer *j, const fl_stats *s, size_t i, const fl_pair_count *pairs, size_t *at)
{
	const fl_rule_count *count = &s->rules[i];
	const fl_rule *rule = rule_at(s, i);

	fl_json_begin_object(j);
	fl_json_kv_str(j, "pack", s->packs[count->pack]->id);
	fl_json_kv_str(j, "rule", rule->id);
	fl_json_put_key(j, "tags");
	fl_json_begin_array(j);
	for (size_t t = 0; t < rule->num_tags; t++)
		fl_json_put_str(j, rule->tags[t]);
	fl_json_end_array(j);
	fl_json_kv_i64(j, "held", count->held);
	put_share(j, "coverage", (fl_share){ count->held, s->dreams });
	fl_json_kv_i64(j, "alone", count->alone);
	fl_json_kv_i64(j, "conflicts", count->conflicts);
	put_overlaps(j, s, i, pairs, at);
	if (s->scored) {
		fl_json_kv_i64(j, "right", count->right);
		fl_json_kv_i64(j, "wrong", count->wrong);
		put_share(j, "precision", (fl_share){ count->right, count->right + count->wrong });
		put_instances(j, "wrong_instances", &count->wrongs);
	}
	fl_json_end_object(j);
}

fl_status fl_stats_write_json(const fl_stats *s, fl_buf *buf, fl_error *err)
{
	fl_pair_count *overlaps = NULL, *confusion = NULL;
	fl_json_writer j;
	size_t at = 0;
	fl_status status = fl_pair_counts_sorted(&s->overlaps, &overlaps, err);

	if (status == FL_OK)
		status = fl_pair_counts_sorted(&s->confusion, &confusion, err);
	if (status != FL_OK)
		goto done;
	fl_json_start(&j, buf, false);
	fl_json_begin_object(&j);
	fl_json_kv_i64(&j, "rows", s->dreams);
	fl_json_kv_i64(&j, "tagged", s->tagged);
	fl_json_kv_i64(&j, "categorised", s->categorised);
	fl_json_kv_i64(&j, "unclear", s->unclear);
	fl_json_kv_i64(&j, "limits_hit", s->limits);
	if (s->scored)
		put_labels(&j, s);
	fl_json_put_key(&j, "tags");
	fl_json_begin_array(&j);
	for (size_t i = 0; i < s->tags.len; i++)
		put_tag(&j, s, &s->tags.items[i]);
	fl_json_end_array(&j);
	if (s->scored && !s->judged)
		put_confusion(&j, s, confusion);
	fl_json_put_key(&j, "rules");
	fl_json_begin_array(&j);
	for (size_t i = 0; i < s->num_rules; i++)
		put_rule(&j, s, i, overlaps, &at);
	fl_json_end_array(&j);
	fl_json_end_object(&j);
	fl_buf_putc(buf, '\n');
	status = fl_buf_status(buf, err);
done:
	fl_free(overlaps);
	fl_free(confusion);
	return status;
}

/* ---- words ------------------------------------------------------------------------------------------------- */

/* The text, and blanks up to 'width' columns; at least one. */
static void say_cell(fl_buf *buf, fl_str text, size_t width)
{
	size_t columns = fl_text_columns(text.data, text.len);

	fl_buf_safe(buf, text);
	do
		fl_buf_putc(buf, ' ');
	while (++columns < width);
}

static void say_rounded(fl_buf *buf, int64_t rounded)
{
	fl_buf_printf(buf, " %6d.%02d %%", (int)(rounded / 100), (int)(rounded % 100));
}

static void say_share(fl_buf *buf, fl_share share)
{
	say_rounded(buf, fl_share_rounded(share));
}

static size_t widest_tag(const fl_stats *s)
{
	size_t widest = 12;

	for (size_t i = 0; i < s->tags.len; i++) {
		size_t columns = fl_text_columns(s->tags.items[i].name.data, s->tags.items[i].name.len);
		widest = columns + 1 > widest ? columns + 1 : widest;
	}
	return widest;
}

static void say_summary(fl_buf *buf, const fl_stats *s)
{
	fl_tag_count all = all_tags(s);

	fl_buf_printf(buf, "rows %lld, tagged %lld, with a category %lld, unclear %lld, match limits %lld\n",
		      (long long)s->dreams, (long long)s->tagged, (long long)s->categorised, (long long)s->unclear,
		      (long long)s->limits);
	if (!s->scored)
		return;
	fl_buf_printf(buf, "labels %lld, right %lld\n", (long long)s->scored, (long long)s->right);
	fl_buf_puts(buf, "  accuracy ");
	say_share(buf, (fl_share){ s->right, s->scored });
	fl_buf_puts(buf, "\n  precision");
	say_share(buf, fl_tag_precision(&all));
	fl_buf_puts(buf, "\n  recall   ");
	say_share(buf, fl_tag_recall(&all));
	fl_buf_puts(buf, "\n  F1       ");
	say_share(buf, fl_tag_f1(&all));
	fl_buf_puts(buf, "\n  macro-F1 ");
	say_rounded(buf, fl_stats_mean(s, fl_tag_f1));
	fl_buf_putc(buf, '\n');
}

static void say_tags(fl_buf *buf, const fl_stats *s)
{
	size_t width = widest_tag(s);

	fl_buf_puts(buf, "\n");
	say_cell(buf, FL_STR("tag"), width);
	fl_buf_puts(buf, "  given");
	if (s->scored)
		fl_buf_puts(buf, "  labelled    right    wrong   missed  precision      recall          F1");
	fl_buf_putc(buf, '\n');
	for (size_t i = 0; i < s->tags.len; i++) {
		const fl_tag_count *t = &s->tags.items[i];
		say_cell(buf, t->name, width);
		fl_buf_printf(buf, "%7lld", (long long)t->given);
		if (s->scored) {
			fl_buf_printf(buf, "  %8lld  %7lld  %7lld  %7lld", (long long)t->labelled,
				      (long long)t->true_positives, (long long)t->false_positives,
				      (long long)t->false_negatives);
			say_share(buf, fl_tag_precision(t));
			say_share(buf, fl_tag_recall(t));
			say_share(buf, fl_tag_f1(t));
		}
		fl_buf_putc(buf, '\n');
	}
}

static void say_confusion(fl_buf *buf, const fl_stats *s, const fl_pair_count *pairs)
{
	size_t shown = 0, width = widest_tag(s);

	fl_buf_puts(buf, "\n");
	say_cell(buf, FL_STR("label"), width);
	say_cell(buf, FL_STR("given instead"), width);
	fl_buf_puts(buf, "   rows\n");
	for (size_t i = 0; i < s->confusion.len && shown < CONFUSION_SHOWN; i++) {
		fl_str given = given_name(s, pairs[i].b);
		if (pairs[i].a == pairs[i].b)
			continue;
		say_cell(buf, s->tags.items[pairs[i].a].name, width);
		say_cell(buf, given.len ? given : FL_STR("(nothing)"), width);
		fl_buf_printf(buf, "%7lld\n", (long long)pairs[i].count);
		shown++;
	}
}

static void say_overlaps(fl_buf *buf, const fl_stats *s, size_t rule, const fl_pair_count *pairs, size_t *at)
{
	for (size_t n = 0; *at < s->overlaps.len && pairs[*at].a == rule; ++*at, n++) {
		if (n >= OVERLAPS_SHOWN)
			continue;
		fl_buf_puts(buf, n ? ", " : "  ");
		fl_buf_safe(buf, rule_at(s, pairs[*at].b)->id);
		fl_buf_printf(buf, " %lld", (long long)pairs[*at].count);
	}
}

static void say_wrongs(fl_buf *buf, const fl_rule_count *count)
{
	for (size_t i = 0; i < count->wrongs.len; i++) {
		const fl_instance *one = &count->wrongs.items[i];
		fl_buf_puts(buf, "    wrong for ");
		fl_buf_safe(buf, one->id);
		fl_buf_puts(buf, " (");
		fl_buf_safe(buf, one->label);
		fl_buf_puts(buf, ")");
		if (one->words.len) {
			fl_buf_puts(buf, ": '");
			fl_buf_safe(buf, one->words);
			fl_buf_puts(buf, "' in the ");
			fl_buf_safe(buf, one->field);
		}
		fl_buf_putc(buf, '\n');
	}
}

static void say_rules(fl_buf *buf, const fl_stats *s, const fl_pair_count *overlaps)
{
	size_t at = 0;

	fl_buf_puts(buf, "\n");
	say_cell(buf, FL_STR("rule"), 28);
	fl_buf_puts(buf, "   held    coverage    alone  conflicts");
	fl_buf_puts(buf, s->scored ? "    right    wrong  precision  often with\n" : "  often with\n");
	for (size_t i = 0; i < s->num_rules; i++) {
		const fl_rule_count *count = &s->rules[i];
		if (rule_at(s, i)->status != FL_RULE_ACTIVE)
			continue;
		say_cell(buf, rule_at(s, i)->id, 28);
		fl_buf_printf(buf, "%7lld", (long long)count->held);
		say_share(buf, (fl_share){ count->held, s->dreams });
		fl_buf_printf(buf, "  %7lld  %9lld", (long long)count->alone, (long long)count->conflicts);
		if (s->scored) {
			fl_buf_printf(buf, "  %7lld  %7lld", (long long)count->right, (long long)count->wrong);
			say_share(buf, (fl_share){ count->right, count->right + count->wrong });
		}
		say_overlaps(buf, s, i, overlaps, &at);
		fl_buf_putc(buf, '\n');
		say_wrongs(buf, count);
	}
}

fl_status fl_stats_write_words(const fl_stats *s, fl_buf *buf, fl_error *err)
{
	fl_pair_count *overlaps = NULL, *confusion = NULL;
	fl_status status = fl_pair_counts_sorted(&s->overlaps, &overlaps, err);

	if (status == FL_OK)
		status = fl_pair_counts_sorted(&s->confusion, &confusion, err);
	if (status == FL_OK) {
		say_summary(buf, s);
		say_tags(buf, s);
		if (s->scored && !s->judged)
			say_confusion(buf, s, confusion);
		say_rules(buf, s, overlaps);
		status = fl_buf_status(buf, err);
	}
	fl_free(overlaps);
	fl_free(confusion);
	return status;
}
