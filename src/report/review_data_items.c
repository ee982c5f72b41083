/* SPDX-License-Identifier: Apache-2.0
 *
 * review_data_items.c - the queue of the review page, and its pairs with what differs.
 */
#include "report/review_data.h"

#include "base/str.h"
#include "report/message.h"

static const char *const doubts[] = { [FL_REVIEW_BRIDGE] = "bridge", [FL_REVIEW_DOUBT] = "review", [FL_REVIEW_THIN] = "thin" };
static const char *const causes[] = {
	[FL_REVIEW_LIMIT] = "match-limit", [FL_REVIEW_UNCLEAR] = "unclear", [FL_REVIEW_FLAGGED] = "flagged"
};

/* ---- the queue -------------------------------------------------------------------------------------------------------- */

static void put_tag_questions(fl_review_writer *d, const fl_review_dream *tags)
{
	fl_json_kv_z(&d->w, "cause", causes[tags->cause]);
	fl_json_kv_i64(&d->w, "doubt", tags->doubt);
	fl_json_put_key(&d->w, "best");
	fl_json_begin_array(&d->w);
	fl_review_put_string(d, tags->first);
	fl_json_put_i64(&d->w, tags->first_score);
	fl_review_put_string(d, tags->second);
	fl_json_put_i64(&d->w, tags->second_score);
	fl_json_put_i64(&d->w, tags->margin);
	fl_json_put_i64(&d->w, tags->least);
	fl_json_end_array(&d->w);
	fl_json_put_key(&d->w, "limits");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < tags->num_limits; i++) {
		fl_json_put_i64(&d->w, fl_review_rule(d, tags->limits[i].pack, tags->limits[i].rule));
		fl_json_put_str(&d->w, tags->limits[i].pattern);
	}
	fl_json_end_array(&d->w);
	fl_json_put_key(&d->w, "flags");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < tags->num_flags; i++)
		fl_review_put_string(d, tags->flags[i]);
	fl_json_end_array(&d->w);
}

/* [[kind, other, state, [person, value, code, why], ...], ...] */
static void put_questions(fl_review_writer *d, const fl_sheet_item *item)
{
	fl_json_put_key(&d->w, "asks");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < item->num_questions; i++) {
		const fl_question *q = item->questions[i];
		fl_json_begin_array(&d->w);
		fl_json_put_str(&d->w, q->last->kind);
		fl_json_put_str(&d->w, q->last->other);
		fl_json_put_z(&d->w, q->state == FL_DECISION_DISAGREED	? "disagreement"
				     : q->state == FL_DECISION_PENDING	? "pending"
				     : fl_decision_is(q->last, FL_DECISION_FLAG) ? "asked"
										 : "stale");
		for (size_t v = 0; v < q->num_votes; v++) {
			fl_json_begin_array(&d->w);
			fl_json_put_str(&d->w, q->votes[v]->person);
			fl_json_put_str(&d->w, q->votes[v]->value);
			fl_json_put_str(&d->w, q->votes[v]->code);
			fl_json_put_str(&d->w, q->votes[v]->why);
			fl_json_end_array(&d->w);
		}
		fl_json_end_array(&d->w);
	}
	fl_json_end_array(&d->w);
}

static void put_dream_item(fl_review_writer *d, const fl_sheet_item *item)
{
	fl_json_kv_i64(&d->w, "dream", item->dream);
	if (item->tags)
		put_tag_questions(d, item->tags);
	fl_json_put_key(&d->w, "signs");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < item->num_signs; i++) {
		fl_str code = item->signs[i].code;
		fl_json_put_str(&d->w, fl_str_slice(code, 5, code.len)); /* "sign-" */
		fl_buf_clear(&d->scratch);
		fl_message(&d->scratch, d->lang, d->sheet->spec, item->signs[i].message);
		fl_json_put_str(&d->w, fl_buf_view(&d->scratch));
	}
	fl_json_end_array(&d->w);
	put_questions(d, item);
	if (fl_json_present(item->why))
		fl_review_put_why(d, item);
}

static void put_group_item(fl_review_writer *d, const fl_sheet_item *item)
{
	fl_json_kv_z(&d->w, "cause", doubts[item->reason]);
	fl_json_kv_i64(&d->w, "doubt", item->doubt);
	fl_json_kv_i64(&d->w, "pairs", (int64_t)item->first_pair);
	fl_json_kv_i64(&d->w, "count", (int64_t)item->num_pairs);
	fl_json_kv_i64(&d->w, "doubtful", (int64_t)item->num_doubtful);
	fl_json_kv_i64(&d->w, "left_out", (int64_t)item->left_out);
	fl_json_put_key(&d->w, "members");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < item->num_members; i++)
		fl_json_put_i64(&d->w, d->sheet->members[item->first_member + i]);
	fl_json_end_array(&d->w);
}

void fl_review_put_items(fl_review_writer *d)
{
	fl_json_put_key(&d->w, "items");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < d->sheet->num_items; i++) {
		fl_json_begin_object(&d->w);
		if (d->sheet->items[i].group)
			put_group_item(d, &d->sheet->items[i]);
		else
			put_dream_item(d, &d->sheet->items[i]);
		fl_json_end_object(&d->w);
	}
	fl_json_end_array(&d->w);
}

/* ---- pairs ------------------------------------------------------------------------------------------------------------ */

static void put_marks(fl_review_writer *d, fl_str text, const fl_marks *marks)
{
	fl_page_cursor c = { .text = text };
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < marks->count; i++) {
		fl_json_put_i64(&d->w, fl_page_unit_of_byte(&c, marks->items[i].begin));
		fl_json_put_i64(&d->w, fl_page_unit_of_byte(&c, marks->items[i].end));
		fl_json_put_i64(&d->w, marks->items[i].kind);
	}
	fl_json_end_array(&d->w);
}

static void put_evidence(fl_review_writer *d, const fl_pair *p, bool turned)
{
	fl_json_writer *w = &d->w;
	if (!p) {
		for (int i = 0; i < 10; i++)
			fl_json_put_null(w);
		return;
	}
	fl_json_put_i64(w, p->score);
	fl_json_put_i64(w, p->title);
	fl_json_put_i64(w, p->body);
	fl_json_put_i64(w, p->containment);
	fl_json_put_i64(w, p->exact);
	fl_json_put_i64(w, p->differs);
	fl_json_put_i64(w, p->verdict);
	fl_json_put_str(w, turned ? p->only_b : p->only_a);
	fl_json_put_str(w, turned ? p->only_a : p->only_b);
	fl_json_put_str(w, p->shared);
}

static void put_pair(fl_review_writer *d, const fl_sheet_pair *p)
{
	const fl_dream *a = d->sheet->dreams[p->a].dream, *b = d->sheet->dreams[p->b].dream;
	fl_json_begin_array(&d->w);
	fl_json_put_i64(&d->w, p->a);
	fl_json_put_i64(&d->w, p->b);
	put_evidence(d, p->pair, p->pair && p->pair->a != p->a);
	fl_review_put_seen(d, &p->seen);
	if (p->marked) {
		fl_json_begin_array(&d->w);
		put_marks(d, a->title, &p->title_a);
		put_marks(d, a->body, &p->body_a);
		put_marks(d, b->title, &p->title_b);
		put_marks(d, b->body, &p->body_b);
		fl_json_end_array(&d->w);
	} else {
		fl_json_put_null(&d->w);
	}
	fl_json_end_array(&d->w);
}

void fl_review_put_pairs(fl_review_writer *d)
{
	fl_json_put_key(&d->w, "pairs");
	fl_json_begin_array(&d->w);
	for (size_t i = 0; i < d->sheet->num_pairs; i++)
		put_pair(d, &d->sheet->pairs[i]);
	fl_json_end_array(&d->w);
}

