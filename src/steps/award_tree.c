/* SPDX-License-Identifier: Apache-2.0
 *
 * award_tree.c - the awards of an allocation as leaves of a Merkle tree (base/merkle.h).
 */
#include "steps/award_tree.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "report/reason.h"
#include "store/journal.h"

#include <stdio.h>
#include <stdlib.h>

static void make_salt(const fl_digest *secret, fl_str id, fl_award_salt *ret)
{
	static const char hex[] = "0123456789abcdef";
	fl_hasher h;
	fl_hasher_init(&h);
	fl_hasher_add(&h, secret->bytes, sizeof secret->bytes);
	fl_hasher_add(&h, "award", 5);
	fl_hasher_add(&h, id.data, id.len);
	fl_digest digest = fl_hasher_final(&h);
	for (size_t i = 0; i < 16; i++) {
		ret->text[2 * i] = hex[digest.bytes[i] >> 4];
		ret->text[2 * i + 1] = hex[digest.bytes[i] & 15];
	}
	ret->text[32] = '\0';
}

static void put_leaf(const fl_digest *secret, const fl_award_list *list, uint32_t row, fl_buf *out)
{
	const fl_award_row *r = &list->rows[row];
	fl_award_salt salt;
	fl_json_writer j;
	fl_buf_clear(out);
	make_salt(secret, r->id, &salt);
	fl_json_start(&j, out, false);
	fl_json_begin_object(&j);
	fl_json_kv_i64(&j, "award", r->amount);
	fl_json_kv_z(&j, "currency", list->currency.code);
	fl_json_kv_str(&j, "dream", r->id);
	fl_json_kv_i64(&j, "minor_digits", list->currency.minor_digits);
	fl_json_kv_str(&j, "round", list->round);
	fl_json_kv_z(&j, "salt", salt.text);
	fl_json_kv_str(&j, "status", r->status);
	fl_json_kv_i64(&j, "tally", r->tally);
	fl_json_end_object(&j);
}

/* ---- the awards of a result ----------------------------------------------------------------------------------------- */

fl_status fl_award_list_of(const fl_round_spec *spec, const fl_field *field, const fl_award *awards, fl_arena *arena, fl_award_list *ret,
			   fl_error *err)
{
	size_t count = field->facts.num_dreams;
	*ret = (fl_award_list){ spec->id, spec->currency, fl_arena_array(arena, count + 1, sizeof *ret->rows), count };
	if (!ret->rows)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		const fl_candidate *c = &field->candidates[i];
		fl_result_dream shown = { .candidate = c, .award = &awards[i] };
		ret->rows[i] = (fl_award_row){ c->id, fl_str_of(fl_dream_status_code(fl_dream_status_of(&shown))), awards[i].amount, c->tally };
	}
	return FL_OK;
}

static fl_status take_row(fl_json dream, fl_arena *arena, fl_award_row *ret, fl_error *err)
{
	fl_str id, status;
	FL_TRY(fl_json_take_str(dream, "id", FL_STR(""), &id, err));
	FL_TRY(fl_json_take_str(dream, "status", FL_STR(""), &status, err));
	FL_TRY(fl_json_take_i64(dream, "award", 0, 0, INT64_MAX, &ret->amount, err));
	FL_TRY(fl_json_take_i64(dream, "tally", 0, 0, INT64_MAX, &ret->tally, err));
	ret->id = fl_arena_str(arena, id);
	ret->status = fl_arena_str(arena, status);
	return ret->id.data && ret->status.data ? FL_OK : fl_enomem(err);
}

static fl_status take_rows(fl_json root, fl_arena *arena, fl_award_list *ret, fl_error *err)
{
	fl_json dreams;
	fl_str code;
	int64_t digits;
	FL_TRY(fl_json_need(root, "dreams", FL_JSON_ARRAY, &dreams, err));
	FL_TRY(fl_json_take_str(root, "round", FL_STR(""), &ret->round, err));
	FL_TRY(fl_json_take_str(root, "currency", FL_STR(""), &code, err));
	FL_TRY(fl_json_take_i64(root, "minor_digits", 0, 0, 6, &digits, err));
	ret->currency.minor_digits = (int)digits;
	snprintf(ret->currency.code, sizeof ret->currency.code, "%.*s", FL_STR_ARG(code));
	ret->round = fl_arena_str(arena, ret->round);
	ret->rows = fl_arena_array(arena, fl_json_len(dreams) + 1, sizeof *ret->rows);
	if (!ret->round.data || !ret->rows)
		return fl_enomem(err);
	for (size_t i = 0; i < fl_json_len(dreams); i++)
		FL_TRY(take_row(fl_json_at(dreams, i), arena, &ret->rows[ret->count++], err));
	return FL_OK;
}

fl_status fl_award_list_read(fl_str result, const char *source, fl_arena *arena, fl_award_list *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	*ret = (fl_award_list){ .count = 0 };
	FL_TRY(fl_json_parse(result, source, &doc, err));
	fl_status status = take_rows(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}

/* ---- its leaves ----------------------------------------------------------------------------------------------------- */

typedef struct ranked {
	fl_str id;
	uint32_t row;
} ranked;

static int by_id(const void *a, const void *b)
{
	return fl_str_cmp(((const ranked *)a)->id, ((const ranked *)b)->id);
}

static fl_status rank(const fl_award_list *list, fl_arena *arena, fl_award_tree *ret, fl_error *err)
{
	ranked *ids = fl_arena_array(arena, ret->count + 1, sizeof *ids);
	ret->leaves = fl_arena_array(arena, ret->count + 1, sizeof *ret->leaves);
	ret->order = fl_arena_array(arena, ret->count + 1, sizeof *ret->order);
	if (!ids || !ret->leaves || !ret->order)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->count; i++)
		ids[i] = (ranked){ list->rows[i].id, (uint32_t)i };
	if (ret->count > 1)
		qsort(ids, ret->count, sizeof *ids, by_id);
	for (size_t i = 0; i < ret->count; i++)
		ret->order[i] = ids[i].row;
	return FL_OK;
}

fl_status fl_award_tree_make(fl_store *store, const fl_award_list *list, fl_arena *arena, fl_award_tree *ret, fl_error *err)
{
	fl_buf leaf;
	fl_digest secret;
	*ret = (fl_award_tree){ .count = list->count };
	FL_TRY(fl_secret_get(store, NULL, &secret, err));
	FL_TRY(rank(list, arena, ret, err));
	fl_buf_init(&leaf, 1 << 20);
	for (size_t i = 0; i < ret->count; i++) {
		put_leaf(&secret, list, ret->order[i], &leaf);
		ret->leaves[i] = fl_merkle_leaf(fl_buf_view(&leaf));
	}
	fl_status status = fl_buf_status(&leaf, err);
	fl_buf_release(&leaf);
	return status;
}

fl_status fl_award_leaf(fl_store *store, const fl_award_list *list, uint32_t row, fl_buf *ret, fl_error *err)
{
	fl_digest secret;
	FL_TRY(fl_secret_get(store, NULL, &secret, err));
	put_leaf(&secret, list, row, ret);
	return fl_buf_status(ret, err);
}

fl_status fl_award_salts(fl_store *store, const fl_field *field, fl_arena *arena, fl_award_salt **ret, fl_error *err)
{
	fl_digest secret;
	FL_TRY(fl_secret_get(store, NULL, &secret, err));
	*ret = fl_arena_array(arena, field->facts.num_dreams + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t i = 0; i < field->facts.num_dreams; i++)
		make_salt(&secret, field->candidates[i].id, &(*ret)[i]);
	return FL_OK;
}
