/* SPDX-License-Identifier: Apache-2.0
 *
 * official_payments.c - awards.json as fl_bundle_awards writes it, read along in one pass.
 *
 * Whoever asks what is due waits for this, and the file has a row for each award. What is not written exactly so (another order of keys, a
 * name with an escape in it) is left to the store, which reads any JSON, and takes six times as long.
 */
#include "steps/official_payments.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct reader {
	fl_str text;
	size_t at;
	bool plain; /* so far it is as we write it */
} reader;

static void skip_space(reader *r)
{
	while (r->at < r->text.len && (r->text.data[r->at] == ' ' || r->text.data[r->at] == '\n'))
		r->at++;
}

static bool is_next(reader *r, char c)
{
	skip_space(r);
	return r->at < r->text.len && r->text.data[r->at] == c;
}

static bool take(reader *r, char c)
{
	bool there = is_next(r, c);
	r->at += there;
	return there;
}

static void need(reader *r, char c)
{
	r->plain = r->plain && take(r, c);
}

static fl_str read_string(reader *r)
{
	need(r, '"');
	size_t first = r->at;
	while (r->plain && r->at < r->text.len && r->text.data[r->at] != '"') {
		r->plain = r->text.data[r->at] != '\\';
		r->at++;
	}
	fl_str string = fl_str_slice(r->text, first, r->at);
	need(r, '"');
	return string;
}

static void need_key(reader *r, const char *key)
{
	r->plain = r->plain && fl_str_eqz(read_string(r), key);
	need(r, ':');
}

/* At most 18 digits: no sum of flowers or money that is larger is awarded. */
static fl_money read_amount(reader *r)
{
	fl_money n = 0;
	skip_space(r);
	size_t first = r->at;
	while (r->at < r->text.len && r->text.data[r->at] >= '0' && r->text.data[r->at] <= '9' && r->at - first < 18)
		n = n * 10 + (r->text.data[r->at++] - '0');
	r->plain = r->plain && r->at > first;
	return n;
}

static void skip_head(reader *r)
{
	static const char awards[] = "\"awards\": [";
	size_t place = 0;
	while (place + sizeof awards <= r->text.len && memcmp(r->text.data + place, awards, sizeof awards - 1) != 0 && place < 1000)
		place++;
	r->plain = place + sizeof awards <= r->text.len && memcmp(r->text.data + place, awards, sizeof awards - 1) == 0;
	r->at = place + sizeof awards - 1;
}

typedef FL_VEC(fl_official_payment) payment_list;

static fl_status read_award(reader *r, payment_list *list, fl_error *err)
{
	need(r, '{');
	need_key(r, "dream");
	fl_official_payment payment = { .dream = read_string(r) };
	need(r, ',');
	need_key(r, "amount");
	(void)read_amount(r);
	need(r, ',');
	need_key(r, "payments");
	need(r, '[');
	for (bool more = r->plain && !is_next(r, ']'); more; more = r->plain && take(r, ',')) {
		need(r, '{');
		need_key(r, "pool");
		payment.pool = read_string(r);
		need(r, ',');
		need_key(r, "amount");
		payment.amount = read_amount(r);
		need(r, '}');
		if (r->plain && !fl_vec_push(list, payment))
			return fl_enomem(err);
	}
	need(r, ']');
	need(r, '}');
	return FL_OK;
}

static fl_status read_all(reader *r, payment_list *list, fl_error *err)
{
	skip_head(r);
	for (bool more = r->plain && !is_next(r, ']'); more; more = r->plain && take(r, ','))
		FL_TRY(read_award(r, list, err));
	need(r, ']');
	need(r, '}');
	skip_space(r);
	r->plain = r->plain && r->at == r->text.len;
	return FL_OK;
}

fl_status fl_official_payments_read(fl_store *store, fl_str text, fl_arena *arena, fl_official_payment **ret, size_t *ret_count, fl_error *err)
{
	reader r = { .text = text };
	payment_list list = { 0 };
	fl_status status = read_all(&r, &list, err);
	if (status == FL_OK && r.plain) {
		*ret_count = list.len;
		*ret = fl_arena_array(arena, list.len + 1, sizeof **ret);
		if (!*ret)
			status = fl_enomem(err);
		else if (list.len > 0)
			memcpy(*ret, list.items, list.len * sizeof *list.items);
	} else if (status == FL_OK) {
		status = fl_official_payments_load(store, text, arena, ret, ret_count, err);
	}
	fl_vec_release(&list);
	return status;
}
