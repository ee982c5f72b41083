/* SPDX-License-Identifier: Apache-2.0
 *
 * review_data_why.c - why a dream has its tags: the JSON of explain_tags.h, shorter, with places as JavaScript counts.
 */
#include "report/review_data.h"

#include "base/str.h"

typedef struct telling {
	fl_review_writer *d;
	fl_page_cursor title, body;
} telling;

static void put_spans(telling *t, fl_json hits)
{
	fl_json_writer *w = &t->d->w;
	fl_json_begin_array(w);
	for (size_t i = 0; i < fl_json_len(hits); i++) {
		fl_json hit = fl_json_at(hits, i);
		int64_t start = 0, end = 0;
		bool in_body = fl_str_eqz(fl_json_text(fl_json_get(hit, "field")), "body");
		fl_page_cursor *c = in_body ? &t->body : &t->title;
		fl_json_i64(fl_json_get(hit, "start"), &start);
		fl_json_i64(fl_json_get(hit, "end"), &end);
		fl_json_put_i64(w, in_body);
		fl_json_put_i64(w, fl_page_unit_of_character(c, (size_t)start));
		fl_json_put_i64(w, fl_page_unit_of_character(c, (size_t)end));
		fl_json_put_i64(w, fl_json_bool(fl_json_get(hit, "struck"))	? 2
				   : fl_json_bool(fl_json_get(hit, "counts")) ? 1
									      : 0);
	}
	fl_json_end_array(w);
}

static int64_t truth_of(fl_json v)
{
	return fl_json_type_of(v) == FL_JSON_NULL ? -1 : fl_json_bool(v);
}

static void put_number(fl_json_writer *w, const char *key, fl_json v)
{
	int64_t n;
	if (fl_json_i64(v, &n))
		fl_json_kv_i64(w, key, n);
}

static void put_condition(telling *t, fl_json c) /* explain_tags.c bounds the depth: that of the pack's JSON */
{
	fl_json_writer *w = &t->d->w;
	fl_json hits = fl_json_get(c, "hits"), of = fl_json_get(c, "of"), patterns = fl_json_get(c, "patterns");
	fl_str kind = fl_json_text(fl_json_get(c, "kind"));
	fl_json_begin_object(w);
	if (kind.len)
		fl_json_kv_str(w, "k", kind);
	if (fl_json_present(fl_json_get(c, "holds")))
		fl_json_kv_i64(w, "v", truth_of(fl_json_get(c, "holds")));
	if (fl_json_present(fl_json_get(c, "name")))
		fl_json_kv_str(w, "n", fl_json_text(fl_json_get(c, "name")));
	if (fl_json_bool(fl_json_get(c, "limit")))
		fl_json_kv_i64(w, "l", 1);
	put_number(w, "a", fl_json_get(c, "least"));
	put_number(w, "h", fl_json_get(c, "hold"));
	put_number(w, "w", fl_json_get(c, "within"));
	put_number(w, "c", fl_json_get(c, "closest"));
	if (fl_json_len(hits)) {
		fl_json_put_key(w, "x");
		put_spans(t, hits);
	}
	for (int i = 0; i < 2; i++) {
		fl_json parts = i ? patterns : of;
		if (fl_json_len(parts) == 0)
			continue;
		fl_json_put_key(w, i ? "p" : "o");
		fl_json_begin_array(w);
		for (size_t k = 0; k < fl_json_len(parts); k++)
			put_condition(t, fl_json_at(parts, k));
		fl_json_end_array(w);
	}
	fl_json_end_object(w);
}

static void put_rule_of_dream(telling *t, fl_json rule)
{
	fl_json_writer *w = &t->d->w;
	static const char *const numbers[] = { "mentions", "least", "score" };
	fl_json_begin_array(w);
	fl_json_put_i64(w, fl_review_rule(t->d, fl_json_text(fl_json_get(rule, "pack")), fl_json_text(fl_json_get(rule, "rule"))));
	fl_json_put_i64(w, truth_of(fl_json_get(rule, "holds")));
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		int64_t n = 0;
		fl_json_i64(fl_json_get(rule, numbers[i]), &n);
		fl_json_put_i64(w, n);
	}
	put_condition(t, fl_json_get(rule, "condition"));
	put_spans(t, fl_json_get(rule, "exceptions"));
	fl_json_end_array(w);
}

/* [[tag, score, given, category, needs], ...] and the rules. */
void fl_review_put_why(fl_review_writer *d, const fl_sheet_item *item)
{
	const fl_dream *dream = d->sheet->dreams[item->dream].dream;
	telling t = { d, { .text = dream->title }, { .text = dream->body } };
	fl_json tags = fl_json_get(item->why, "tags"), rules = fl_json_get(item->why, "rules");
	fl_json_put_key(&d->w, "scores");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < fl_json_len(tags); i++) {
		fl_json tag = fl_json_at(tags, i);
		int64_t score = 0, needs = 0;
		fl_json_i64(fl_json_get(tag, "score"), &score);
		fl_json_i64(fl_json_get(tag, "needs"), &needs);
		fl_json_begin_array(&d->w);
		fl_review_put_string(d, fl_json_text(fl_json_get(tag, "tag")));
		fl_json_put_i64(&d->w, score);
		fl_json_put_i64(&d->w, fl_json_bool(fl_json_get(tag, "given")));
		fl_json_put_i64(&d->w, fl_json_bool(fl_json_get(tag, "category")));
		fl_json_put_i64(&d->w, needs);
		fl_json_end_array(&d->w);
	}
	fl_json_end_array(&d->w);
	fl_json_put_key(&d->w, "why");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < fl_json_len(rules); i++)
		put_rule_of_dream(&t, fl_json_at(rules, i));
	fl_json_end_array(&d->w);
}

