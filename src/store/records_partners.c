/* SPDX-License-Identifier: Apache-2.0
 *
 * records_partners.c - partners, and which of them carries out which dream.
 */
#include "store/records.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/load.h"
#include "store/statements.h"

/* ---- partners ---------------------------------------------------------------------------------------------------------- */

/* A line for each; terms have no line breaks, those of JSON become blanks. */
static fl_str put_lines(const fl_term_list *terms, fl_buf *buf)
{
	size_t from = buf->len;
	for (size_t i = 0; i < terms->len; i++) {
		if (i > 0)
			fl_buf_putc(buf, '\n');
		for (size_t k = 0; k < terms->items[i].len; k++)
			fl_buf_putc(buf, terms->items[i].data[k] == '\n' ? ' ' : terms->items[i].data[k]);
	}
	return (fl_str){ NULL, buf->len - from };
}

fl_status fl_partner_add(fl_store *store, int64_t file, const fl_partner *p, fl_error *err)
{
	const fl_term_list *lists[] = { &p->fields, &p->regions, &p->wishes, &p->exclusions };
	fl_str texts[4];
	fl_buf buf;
	fl_buf_init(&buf, (size_t)1 << 24);
	for (size_t i = 0; i < 4; i++)
		texts[i] = put_lines(lists[i], &buf);
	fl_status status = fl_buf_status(&buf, err);
	for (size_t i = 0, at = 0; i < 4; at += texts[i++].len)
		texts[i].data = buf.data ? buf.data + at : "";
	if (status == FL_OK)
		status = fl_store_run(store, FL_SQL_ADD_PARTNER,
				      FL_ARGS(FL_INT(file), FL_INT(p->line), FL_TEXT(p->id), FL_TEXT(p->name), FL_TEXT(p->words),
					      FL_TEXT(texts[0]), FL_TEXT(texts[1]), FL_TEXT(texts[2]), FL_TEXT(texts[3]),
					      FL_INT(p->least), FL_INT_IF(p->most >= 0, p->most), FL_INT_IF(p->money >= 0, p->money)),
				      err);
	fl_buf_release(&buf);
	return status;
}

static fl_term_list take_lines(fl_str text, fl_arena *arena, bool *failed)
{
	size_t count = text.len > 0, n = 0;
	for (size_t i = 0; i < text.len; i++)
		count += text.data[i] == '\n';
	fl_str *items = fl_arena_array(arena, count + 1, sizeof *items);
	*failed = *failed || !items;
	for (size_t from = 0, at = 0; items && n < count; at++)
		if (at == text.len || text.data[at] == '\n') {
			items[n++] = fl_str_slice(text, from, at);
			from = at + 1;
		}
	return (fl_term_list){ items, n };
}

static fl_partner read_partner(const fl_cursor *rows, fl_arena *arena, bool *failed)
{
	fl_str lists[4];
	for (int i = 0; i < 4; i++)
		lists[i] = fl_cursor_copy(rows, 6 + i, arena, failed);
	return (fl_partner){
		.source = fl_cursor_copy(rows, 1, arena, failed),
		.line = fl_cursor_int(rows, 2),
		.id = fl_cursor_copy(rows, 3, arena, failed),
		.name = fl_cursor_copy(rows, 4, arena, failed),
		.words = fl_cursor_copy(rows, 5, arena, failed),
		.fields = take_lines(lists[0], arena, failed),
		.regions = take_lines(lists[1], arena, failed),
		.wishes = take_lines(lists[2], arena, failed),
		.exclusions = take_lines(lists[3], arena, failed),
		.least = fl_cursor_int(rows, 10),
		.most = fl_cursor_null(rows, 11) ? -1 : fl_cursor_int(rows, 11),
		.money = fl_cursor_null(rows, 12) ? -1 : fl_cursor_int(rows, 12),
	};
}

fl_status fl_partners_load(fl_store *store, fl_arena *arena, fl_partner **ret_partners, int64_t **ret_rows, size_t *ret_count,
			   fl_error *err)
{
	FL_VEC(fl_partner) list = { 0 };
	FL_VEC(int64_t) numbers = { 0 };
	fl_cursor rows = FL_CURSOR_INIT;
	size_t ignored;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_PARTNERS, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_partner partner = read_partner(&rows, arena, &failed);
		if (failed || !fl_vec_push(&list, partner) || !fl_vec_push(&numbers, fl_cursor_int(&rows, 0)))
			status = fl_enomem(err);
	}
	status = fl_load_end(&rows, status, arena, numbers.items, numbers.len, sizeof(int64_t), (void **)ret_rows, &ignored, err);
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(fl_partner), (void **)ret_partners, ret_count, err);
}

/* ---- pairings ---------------------------------------------------------------------------------------------------------- */

fl_status fl_pairings_store(fl_store *store, const fl_facts *facts, const int64_t *partner_rows, const fl_pairing *pairings,
			    size_t count, fl_error *err)
{
	for (size_t i = 0; i < count; i++) {
		const fl_pairing *p = &pairings[i];
		FL_TRY(fl_store_run(store, FL_SQL_ADD_PAIRING,
				    FL_ARGS(FL_INT(facts->first + p->dream), FL_INT(partner_rows[p->partner]), FL_INT(p->place),
					    FL_INT(p->fit), FL_INT(p->chosen), FL_INT(p->decided), FL_INT_IF(p->has_price, p->price),
					    FL_INT(p->shared), FL_INT(p->region), FL_INT(p->likeness), FL_TEXT(p->tags),
					    FL_TEXT(p->wishes), FL_TEXT(p->words)),
				    err));
	}
	return FL_OK;
}

static bool index_of(const int64_t *rows, size_t count, int64_t row, uint32_t *ret)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i] == row) {
			*ret = (uint32_t)i;
			return true;
		}
	return false;
}

static fl_pairing read_pairing(const fl_cursor *rows, fl_arena *arena, bool *failed)
{
	return (fl_pairing){
		.place = fl_cursor_int(rows, 2),
		.fit = fl_cursor_int(rows, 3),
		.chosen = fl_cursor_int(rows, 4) != 0,
		.decided = fl_cursor_int(rows, 5) != 0,
		.has_price = !fl_cursor_null(rows, 6),
		.price = fl_cursor_int(rows, 6),
		.shared = fl_cursor_int(rows, 7),
		.region = (int)fl_cursor_int(rows, 8),
		.likeness = (int32_t)fl_cursor_int(rows, 9),
		.tags = fl_cursor_copy(rows, 10, arena, failed),
		.wishes = fl_cursor_copy(rows, 11, arena, failed),
		.words = fl_cursor_copy(rows, 12, arena, failed),
	};
}

fl_status fl_pairings_load(fl_store *store, const fl_facts *facts, const int64_t *partner_rows, size_t num_partners,
			   fl_arena *arena, fl_pairing **ret_pairings, size_t *ret_count, fl_error *err)
{
	FL_VEC(fl_pairing) list = { 0 };
	fl_cursor rows = FL_CURSOR_INIT;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_PAIRINGS, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_pairing p = read_pairing(&rows, arena, &failed);
		if (!fl_load_index(facts, fl_cursor_int(&rows, 0), &p.dream) ||
		    !index_of(partner_rows, num_partners, fl_cursor_int(&rows, 1), &p.partner))
			status = fl_load_stray(store, "a pairing", err);
		else if (failed || !fl_vec_push(&list, p))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(fl_pairing), (void **)ret_pairings, ret_count, err);
}

fl_status fl_matching_store(fl_store *store, const fl_matching_record *r, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_MATCHING,
			    FL_ARGS(FL_INT(r->outcome), FL_INT(r->total), FL_INT(r->bound), FL_INT(r->single), FL_INT(r->settled),
				    FL_BLOB(r->document)),
			    err);
}

fl_status fl_matching_load(fl_store *store, fl_arena *arena, fl_matching_record *ret, fl_error *err)
{
	fl_cursor rows;
	bool failed = false;
	*ret = (fl_matching_record){ 0 };
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_MATCHING, NULL, 0, err));
	if (fl_cursor_next(&rows))
		*ret = (fl_matching_record){
			.done = true,
			.outcome = (int)fl_cursor_int(&rows, 0),
			.total = fl_cursor_int(&rows, 1),
			.bound = fl_cursor_int(&rows, 2),
			.single = (int)fl_cursor_int(&rows, 3),
			.settled = fl_cursor_int(&rows, 4) != 0,
			.document = fl_cursor_copy(&rows, 5, arena, &failed),
		};
	FL_TRY(fl_cursor_close(&rows, err));
	return failed ? fl_enomem(err) : FL_OK;
}
