/* SPDX-License-Identifier: Apache-2.0
 *
 * review_data.c - what the review page knows, as one compact JSON text.
 *
 * A dream is an array in the order of "columns"; texts that repeat (organisations, tags, rules' patterns) are numbers into
 * "strings", -1 none (page_data.h). Places in texts are given in UTF-16 units. A text that an item is about is
 * there in full (to ASKED_MAX); others are cut, and hits behind the cut carry the words and a little of what stands around
 * them. Dreams that are withheld from the reviewer are null: not even their title is in the file.
 *
 *   hits       [rule, field, start, end, rule, field, ...], field 0 the title, 1 the body; hits behind the cut in "beyond":
 *              [rule, before, words, after, rule, ...]
 *   pairs      [a, b, score, title, body, containment, exact, differs, verdict, only_a, only_b, shared, seen, marks]; the
 *              evidence null where the two were never compared; marks null, or [title_a, body_a, title_b, body_b], each
 *              [start, end, kind, ...]
 *   why        of a dream: [rule, holds, mentions, least, score, condition, exceptions]; a condition is an object: k kind,
 *              v holds (1, 0, -1 not known), n name, x hits [field, start, end, state, ...], l limit, o parts, a least, h hold,
 *              w within, c closest, p patterns
 */
#include "report/review_data.h"

#include "base/str.h"
#include "report/decision_words.h"
#include "report/tag_words.h"

static const char *const standings[] = { "qualified", "below-threshold", "duplicate", "ineligible", NULL };

/* ---- small pieces ----------------------------------------------------------------------------------------------- */

static void fail(fl_review_writer *d)
{
	d->w.buf->status = d->w.buf->status == FL_OK ? FL_ENOMEM : d->w.buf->status;
}

void fl_review_put_string(fl_review_writer *d, fl_str s)
{
	fl_page_put_text(&d->w, &d->strings, s);
}

static fl_str rule_key(fl_review_writer *d, fl_str pack, fl_str rule)
{
	fl_buf_clear(&d->scratch);
	fl_buf_str(&d->scratch, pack);
	fl_buf_putc(&d->scratch, '\0');
	fl_buf_str(&d->scratch, rule);
	return fl_buf_view(&d->scratch);
}

int64_t fl_review_rule(fl_review_writer *d, fl_str pack, fl_str rule)
{
	size_t n = fl_map_get(&d->rules, rule_key(d, pack, rule));
	return n == FL_MAP_NONE ? FL_REVIEW_NO_RULE : (int64_t)n;
}

void fl_review_put_seen(fl_review_writer *d, const fl_digest *seen)
{
	char base64[44];
	fl_digest_base64(seen, base64);
	fl_json_put_z(&d->w, base64);
}

/* ---- the rest --------------------------------------------------------------------------------------------------------- */

static void put_rules(fl_review_writer *d)
{
	fl_json_put_key(&d->w, "rules");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < d->sheet->num_rules; i++) {
		const fl_sheet_rule *r = &d->sheet->rules[i];
		fl_json_begin_array(&d->w);
		fl_json_put_str(&d->w, r->pack);
		fl_json_put_str(&d->w, r->id);
		fl_json_put_str(&d->w, r->title);
		fl_json_put_str(&d->w, r->reason);
		fl_json_begin_array(&d->w);
		for (size_t t = 0; t < r->num_tags; t++)
			fl_review_put_string(d, r->tags[t]);
		fl_json_end_array(&d->w);
		fl_json_end_array(&d->w);
	}
	fl_json_end_array(&d->w);
}

/* [kind, subject, other, value, person, why, at, state]: what each person said; state: "" in force, "stale" in force on a text that has changed. */
static void put_vote(fl_review_writer *d, const fl_question *q, bool stale, const fl_decision *x)
{
	fl_json_begin_array(&d->w);
	fl_json_put_str(&d->w, x->kind);
	fl_json_put_str(&d->w, x->subject);
	fl_json_put_str(&d->w, x->other);
	fl_json_put_str(&d->w, x->value);
	fl_review_put_string(d, x->person);
	fl_json_put_str(&d->w, x->why);
	fl_json_put_i64(&d->w, x->at);
	fl_json_put_z(&d->w, q->state == FL_DECISION_DISAGREED ? "disagreement" : q->state == FL_DECISION_PENDING ? "pending" : stale ? "stale" : "");
	fl_json_end_array(&d->w);
}

static void put_decisions(fl_review_writer *d)
{
	fl_json_put_key(&d->w, "decisions");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < d->sheet->num_said; i++)
		for (size_t v = 0; v < d->sheet->said[i].num_votes; v++)
			put_vote(d, &d->sheet->said[i], d->sheet->stale[i], d->sheet->said[i].votes[v]);
	fl_json_end_array(&d->w);
}

static void put_words(fl_review_writer *d, const fl_frame_word *words, fl_lang lang)
{
	fl_json_put_key(&d->w, "words");
	fl_json_begin_object(&d->w);
	for (const fl_frame_word *word = words; word->key; word++)
		fl_json_kv_z(&d->w, word->key, word->text[lang]);
	fl_json_end_object(&d->w);
}

/* The reasons of the round; the built-in ones in the language of the page. */
static void put_codes(fl_review_writer *d, fl_lang lang)
{
	const fl_decision_rules *rules = &d->sheet->spec->decisions;
	fl_json_put_key(&d->w, "codes");
	fl_json_begin_object(&d->w);
	for (size_t i = 0; i < rules->num_reasons; i++) {
		fl_json_put_key_str(&d->w, rules->reasons[i].code);
		fl_json_put_str(&d->w, fl_report_reject_reason(rules, rules->reasons[i].code, lang));
	}
	fl_json_end_object(&d->w);
}

static void put_head(fl_review_writer *d, fl_lang lang)
{
	const fl_sheet *s = d->sheet;
	char hex[65];
	fl_digest_hex(&s->root, hex);
	fl_json_kv_z(&d->w, "format", "florin-review/1");
	fl_json_kv_z(&d->w, "lang", lang == FL_LANG_ZH ? "zh-CN" : "en");
	fl_json_kv_str(&d->w, "round", s->spec->id);
	fl_json_kv_str(&d->w, "reviewer", s->reviewer);
	fl_json_kv_z(&d->w, "root", hex);
	fl_json_kv_i64(&d->w, "entries", s->entries);
	fl_json_kv_z(&d->w, "currency", s->spec->currency.code);
	fl_json_kv_i64(&d->w, "digits", s->spec->currency.minor_digits);
	fl_json_kv_bool(&d->w, "fractions", true); /* amounts are shown to the last unit */
	fl_json_kv_i64(&d->w, "offset", s->spec->offset_minutes);
	fl_json_kv_bool(&d->w, "tallied", s->tallied);
	fl_json_kv_bool(&d->w, "allocated", s->allocated);
	fl_page_put_names(&d->w, "columns", fl_review_columns);
	fl_page_put_names(&d->w, "standings", standings);
	put_words(d, fl_review_words, lang);
	put_codes(d, lang);
	fl_json_put_key(&d->w, "categories");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < s->num_categories; i++)
		fl_review_put_string(d, s->categories[i]);
	fl_json_end_array(&d->w);
}

static void number_rules(fl_review_writer *d)
{
	for (size_t i = 0; i < d->sheet->num_rules; i++) {
		size_t stands;
		fl_str key = fl_arena_str(&d->arena, rule_key(d, d->sheet->rules[i].pack, d->sheet->rules[i].id));
		if (!key.data || !fl_map_put(&d->rules, key, i, &stands))
			fail(d);
	}
}

void fl_review_data(const fl_sheet *sheet, fl_lang lang, size_t cut, fl_buf *out)
{
	fl_review_writer d = { .sheet = sheet, .lang = lang, .arena = FL_ARENA_INIT, .cut = cut };
	size_t from = out->len;
	fl_buf_init(&d.scratch, FL_BUF_MAX_DEFAULT);
	fl_json_start(&d.w, out, false);
	number_rules(&d);
	fl_json_begin_object(&d.w);
	put_head(&d, lang);
	put_rules(&d);
	fl_review_put_dreams(&d);
	fl_review_put_items(&d);
	fl_review_put_pairs(&d);
	put_decisions(&d);
	fl_page_put_texts(&d.w, &d.strings);
	fl_tag_put_names(&d.w, sheet->spec, lang, d.strings.texts.items, d.strings.texts.len);
	fl_page_put_folds(&d.w, from);
	fl_json_end_object(&d.w);
	if (d.scratch.status != FL_OK)
		fail(&d);
	fl_page_texts_release(&d.strings);
	fl_map_release(&d.rules);
	fl_arena_release(&d.arena);
	fl_buf_release(&d.scratch);
}
