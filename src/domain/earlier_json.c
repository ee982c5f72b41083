/* SPDX-License-Identifier: Apache-2.0
 *
 * earlier_json.c - earlier.jsonl as bytes, and back (earlier.h has its form).
 */
#include "domain/earlier.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/bundle.h"

/* ---- writing -------------------------------------------------------------------------------------------------------- */

static void put_day(fl_json_writer *w, const char *key, int64_t day)
{
	fl_buf text;
	fl_buf_init(&text, 100);
	fl_follow_day_print(&text, day);
	fl_json_kv_str(w, key, fl_buf_view(&text));
	fl_buf_release(&text);
}

static void put_head(fl_json_writer *w, const fl_earlier *e)
{
	fl_json_begin_object(w);
	fl_json_kv_z(w, "format", "florin-earlier/1");
	put_day(w, "on", e->day);
	fl_json_put_key(w, "pools");
	fl_json_begin_array(w);
	for (size_t p = 0; p < e->num_pools; p++) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "id", e->pools[p]);
		fl_json_kv_i64(w, "amount", e->amounts[p]);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void put_division(fl_json_writer *w, size_t number, const fl_earlier_division *d)
{
	char hex[65];
	fl_digest_hex(&d->root, hex);
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "division", (int64_t)number);
	fl_json_kv_i64(w, "approved", d->approved);
	fl_json_kv_i64(w, "size", d->size);
	fl_json_kv_z(w, "root", hex);
	put_day(w, "day", d->day);
	if (d->text.len > 0)
		fl_json_kv_str(w, "awards", d->text);
	fl_json_end_object(w);
}

static void put_award(fl_json_writer *w, const fl_earlier *e, size_t number, const fl_earlier_award *award)
{
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "division", (int64_t)number);
	fl_json_kv_str(w, "dream", award->dream);
	fl_json_put_key(w, "by_pool");
	fl_json_begin_array(w);
	for (size_t p = 0; p < e->num_pools; p++)
		fl_json_put_i64(w, award->by_pool[p]);
	fl_json_end_array(w);
	fl_json_end_object(w);
}

static void put_said(fl_json_writer *w, const char *key, fl_str text)
{
	if (text.len > 0)
		fl_json_kv_str(w, key, text);
}

static void put_event(fl_json_writer *w, const fl_earlier_event *x)
{
	const fl_follow_event *e = &x->event;
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "division", (int64_t)x->division);
	fl_json_kv_i64(w, "entry", e->seq);
	fl_json_kv_z(w, "kind", fl_follow_word(e->kind));
	fl_json_kv_str(w, "dream", e->dream);
	put_said(w, "item", e->item);
	if (e->amount >= 0)
		fl_json_kv_i64(w, "amount", e->amount);
	if (e->people >= 0)
		fl_json_kv_i64(w, "people", e->people);
	put_day(w, "on", e->day);
	put_said(w, "by", e->person);
	put_said(w, "evidence", e->evidence);
	put_said(w, "why", e->why);
	put_said(w, "story", e->story);
	fl_json_end_object(w);
}

void fl_earlier_print(fl_buf *buf, const fl_earlier *e)
{
	size_t next = 0;
	fl_json_writer w;
	fl_json_start(&w, buf, false);
	put_head(&w, e);
	fl_buf_putc(buf, '\n');
	for (size_t d = 0; d < e->num_divisions; d++) {
		const fl_earlier_division *division = &e->divisions[d];
		fl_json_start(&w, buf, false);
		put_division(&w, d, division);
		fl_buf_putc(buf, '\n');
		for (size_t i = 0; division->text.len == 0 && i < division->num_awards; i++) {
			fl_json_start(&w, buf, false);
			put_award(&w, e, d, &division->awards[i]);
			fl_buf_putc(buf, '\n');
		}
		for (; next < e->num_events && e->events[next].division == d; next++) {
			fl_json_start(&w, buf, false);
			put_event(&w, &e->events[next]);
			fl_buf_putc(buf, '\n');
		}
	}
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

typedef struct reader {
	fl_arena *arena;
	fl_earlier *out;
	FL_VEC(fl_earlier_division) divisions;
	FL_VEC(fl_earlier_award) awards; /* of the division at hand, where they stand line by line */
	FL_VEC(fl_earlier_event) events;
	fl_money all; /* every award so far: can all be added up? */
} reader;

static fl_status need_day(fl_json object, const char *key, int64_t *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, err));
	return fl_follow_day(fl_json_text(v), ret) ? FL_OK : fl_json_error(v, err, FL_EPARSE, "a day is such as 2027-03-01");
}

static fl_status read_head(reader *r, fl_json root, fl_error *err)
{
	static const char *const keys[] = { "format", "on", "pools", NULL }, *const of_pool[] = { "id", "amount", NULL };
	fl_json pools;
	FL_TRY(fl_bundle_need_format(root, "florin-earlier/1", err));
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(need_day(root, "on", &r->out->day, err));
	FL_TRY(fl_json_need(root, "pools", FL_JSON_ARRAY, &pools, err));
	r->out->num_pools = fl_json_len(pools);
	r->out->pools = fl_arena_array(r->arena, r->out->num_pools + 1, sizeof *r->out->pools);
	r->out->amounts = fl_arena_array(r->arena, r->out->num_pools + 1, sizeof *r->out->amounts);
	if (!r->out->pools || !r->out->amounts)
		return fl_enomem(err);
	for (size_t p = 0; p < r->out->num_pools; p++) {
		fl_json v = fl_json_at(pools, p);
		if (fl_json_type_of(v) != FL_JSON_OBJECT)
			return fl_json_error(v, err, FL_EPARSE, "expected a pool");
		FL_TRY(fl_json_only(v, of_pool, err));
		FL_TRY(fl_bundle_need_text(v, "id", r->arena, &r->out->pools[p], err));
		FL_TRY(fl_bundle_need_number(v, "amount", 0, &r->out->amounts[p], err));
	}
	return FL_OK;
}

static fl_status add_up(reader *r, const fl_earlier_award *award, fl_error *err)
{
	for (size_t p = 0; p < r->out->num_pools; p++)
		if (!fl_money_add(r->all, award->by_pool[p], &r->all))
			return fl_error_set(err, FL_ERANGE, "the awards add up to more than 2^63-1 minor units");
	return FL_OK;
}

/* The awards that stand line by line belong to the last division. */
static fl_status close_division(reader *r, fl_error *err)
{
	if (r->divisions.len == 0)
		return FL_OK;
	fl_earlier_division *d = &r->divisions.items[r->divisions.len - 1];
	if (d->text.len == 0) {
		d->num_awards = r->awards.len;
		d->awards = fl_arena_array(r->arena, r->awards.len + 1, sizeof *d->awards);
		if (!d->awards)
			return fl_enomem(err);
		for (size_t i = 0; i < r->awards.len; i++)
			d->awards[i] = r->awards.items[i];
	}
	r->awards.len = 0;
	return FL_OK;
}

static fl_status read_division(reader *r, fl_json root, fl_error *err)
{
	static const char *const keys[] = { "division", "approved", "size", "root", "day", "awards", NULL };
	fl_earlier_division d = { .text = FL_STR("") };
	fl_json v;
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(close_division(r, err));
	FL_TRY(fl_bundle_need_number(root, "approved", 0, &d.approved, err));
	FL_TRY(fl_bundle_need_number(root, "size", 1, &d.size, err));
	FL_TRY(fl_json_need(root, "root", FL_JSON_STRING, &v, err));
	if (!fl_digest_read_hex(fl_json_text(v), &d.root))
		return fl_json_error(v, err, FL_EPARSE, "a root is 64 hexadecimal digits");
	FL_TRY(need_day(root, "day", &d.day, err));
	if (fl_json_present(fl_json_get(root, "awards"))) {
		FL_TRY(fl_bundle_need_text(root, "awards", r->arena, &d.text, err));
		FL_TRY(fl_earlier_read_awards(d.text, r->out->pools, r->out->num_pools, r->arena, &d, err));
		for (size_t i = 0; i < d.num_awards; i++)
			FL_TRY(add_up(r, &d.awards[i], err));
	}
	if (r->divisions.len == FL_EARLIER_DIVISIONS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d divisions", FL_EARLIER_DIVISIONS_MAX);
	return fl_vec_push(&r->divisions, d) ? FL_OK : fl_enomem(err);
}

static fl_status read_award(reader *r, fl_json root, fl_error *err)
{
	static const char *const keys[] = { "division", "dream", "by_pool", NULL };
	fl_earlier_award award;
	fl_json list;
	fl_money *by_pool = fl_arena_array(r->arena, r->out->num_pools + 1, sizeof *by_pool);
	if (!by_pool)
		return fl_enomem(err);
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(fl_bundle_need_text(root, "dream", r->arena, &award.dream, err));
	FL_TRY(fl_json_need(root, "by_pool", FL_JSON_ARRAY, &list, err));
	if (fl_json_len(list) != r->out->num_pools || r->divisions.items[r->divisions.len - 1].text.len > 0)
		return fl_json_error(root, err, FL_EPARSE, "this award has no place here");
	for (size_t p = 0; p < r->out->num_pools; p++)
		if (!fl_json_i64(fl_json_at(list, p), &by_pool[p]) || by_pool[p] < 0)
			return fl_json_error(root, err, FL_EPARSE, "an amount is a number of minor units");
	award.by_pool = by_pool;
	FL_TRY(add_up(r, &award, err));
	return fl_vec_push(&r->awards, award) ? FL_OK : fl_enomem(err);
}

static fl_status take_said(fl_json root, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	if (fl_json_present(fl_json_get(root, key)))
		return fl_bundle_need_text(root, key, arena, ret, err);
	*ret = FL_STR("");
	return FL_OK;
}

static fl_status read_event(reader *r, fl_json root, fl_error *err)
{
	static const char *const keys[] = { "division", "entry", "kind", "dream", "item", "amount", "people", "on", "by", "evidence",
					    "why", "story", NULL };
	fl_earlier_event x = { .division = r->divisions.len - 1 };
	fl_follow_event *e = &x.event;
	fl_str kind;
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(fl_bundle_need_number(root, "entry", 0, &e->seq, err));
	FL_TRY(fl_bundle_need_text(root, "kind", r->arena, &kind, err));
	if (!fl_follow_kind_of(kind, &e->kind))
		return fl_json_error(root, err, FL_EPARSE, "there is no such kind");
	FL_TRY(fl_bundle_need_text(root, "dream", r->arena, &e->dream, err));
	FL_TRY(take_said(root, "item", r->arena, &e->item, err));
	FL_TRY(fl_json_take_i64(root, "amount", -1, 0, INT64_MAX, &e->amount, err));
	FL_TRY(fl_json_take_i64(root, "people", -1, 0, INT64_MAX, &e->people, err));
	FL_TRY(need_day(root, "on", &e->day, err));
	FL_TRY(take_said(root, "by", r->arena, &e->person, err));
	FL_TRY(take_said(root, "evidence", r->arena, &e->evidence, err));
	FL_TRY(take_said(root, "why", r->arena, &e->why, err));
	FL_TRY(take_said(root, "story", r->arena, &e->story, err));
	return fl_vec_push(&r->events, x) ? FL_OK : fl_enomem(err);
}

static fl_status read_line(reader *r, fl_json root, fl_error *err)
{
	int64_t number;
	if (fl_json_type_of(root) != FL_JSON_OBJECT)
		return fl_json_error(root, err, FL_EPARSE, "expected an object");
	if (r->out->pools == NULL)
		return read_head(r, root, err);
	FL_TRY(fl_bundle_need_number(root, "division", 0, &number, err));
	bool begins = fl_json_present(fl_json_get(root, "approved"));
	if ((size_t)number + !begins != r->divisions.len)
		return fl_json_error(root, err, FL_EPARSE, "divisions stand in their order");
	return begins ? read_division(r, root, err) : fl_json_present(fl_json_get(root, "entry")) ? read_event(r, root, err) : read_award(r, root, err);
}

static fl_status read_all(reader *r, fl_str text, const char *source, fl_error *err)
{
	size_t at = 0;
	fl_str line;
	for (int64_t number = 1; fl_str_line(text, &at, &line); number++) {
		fl_json_doc *doc = NULL;
		fl_error inner = FL_ERROR_INIT;
		fl_status status = fl_json_parse(line, source, &doc, &inner);
		if (status == FL_OK)
			status = read_line(r, fl_json_root(doc), &inner);
		fl_json_free(doc);
		if (status != FL_OK)
			return fl_error_at(err, status, source, number, 0, "%s", inner.message);
	}
	FL_TRY(close_division(r, err));
	if (r->divisions.len == 0)
		return fl_error_at(err, FL_EPARSE, source, 1, 0, "it tells of no division");
	return FL_OK;
}

fl_status fl_earlier_read(fl_str text, const char *source, fl_arena *arena, fl_earlier *ret, fl_error *err)
{
	reader r = { .arena = arena, .out = ret };
	*ret = (fl_earlier){ .day = 0 };
	fl_status status = read_all(&r, text, source, err);
	ret->num_divisions = r.divisions.len;
	ret->num_events = r.events.len;
	ret->divisions = fl_arena_array(arena, r.divisions.len + 1, sizeof *ret->divisions);
	ret->events = fl_arena_array(arena, r.events.len + 1, sizeof *ret->events);
	if (status == FL_OK && (!ret->divisions || !ret->events))
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < r.divisions.len; i++)
		ret->divisions[i] = r.divisions.items[i];
	for (size_t i = 0; status == FL_OK && i < r.events.len; i++)
		ret->events[i] = r.events.items[i];
	fl_vec_release(&r.divisions);
	fl_vec_release(&r.awards);
	fl_vec_release(&r.events);
	return status;
}

/* ---- awards.json ---------------------------------------------------------------------------------------------------- */

static fl_status read_payments(fl_json award, const fl_str *pools, size_t num_pools, fl_money *by_pool, fl_error *err)
{
	fl_json list;
	FL_TRY(fl_json_need(award, "payments", FL_JSON_ARRAY, &list, err));
	for (size_t i = 0; i < fl_json_len(list); i++) {
		fl_json v = fl_json_at(list, i), pool;
		fl_money amount = 0;
		size_t p = 0;
		FL_TRY(fl_json_need(v, "pool", FL_JSON_STRING, &pool, err));
		FL_TRY(fl_bundle_need_number(v, "amount", 0, &amount, err));
		while (p < num_pools && !fl_str_eq(pools[p], fl_json_text(pool)))
			p++;
		if (p == num_pools || !fl_money_add(by_pool[p], amount, &by_pool[p]))
			return fl_json_error(v, err, FL_EPARSE, "an award of no pool");
	}
	return FL_OK;
}

fl_status fl_earlier_read_awards(fl_str text, const fl_str *pools, size_t num_pools, fl_arena *arena, fl_earlier_division *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_json list;
	FL_TRY(fl_json_parse(text, FL_BUNDLE_AWARDS, &doc, err));
	fl_status status = fl_json_need(fl_json_root(doc), "awards", FL_JSON_ARRAY, &list, err);
	size_t count = status == FL_OK ? fl_json_len(list) : 0;
	ret->awards = fl_arena_array(arena, count + 1, sizeof *ret->awards);
	fl_money *money = fl_arena_array(arena, count * num_pools + 1, sizeof *money);
	if (status == FL_OK && (!ret->awards || !money))
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++, money += num_pools) {
		fl_json award = fl_json_at(list, i);
		fl_earlier_award *out = &ret->awards[ret->num_awards++];
		out->by_pool = money;
		status = fl_bundle_need_text(award, "dream", arena, &out->dream, err);
		if (status == FL_OK)
			status = read_payments(award, pools, num_pools, money, err);
	}
	fl_json_free(doc);
	return status;
}
