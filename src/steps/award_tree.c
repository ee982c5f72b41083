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

static void put_leaf(const fl_digest *secret, const fl_round_spec *spec, const fl_field *field, const fl_award *awards,
		     uint32_t dream, fl_buf *out)
{
	const fl_candidate *c = &field->candidates[dream];
	fl_result_dream shown = { .candidate = c, .award = &awards[dream] };
	fl_award_salt salt;
	fl_json_writer j;
	fl_buf_clear(out);
	make_salt(secret, c->id, &salt);
	fl_json_start(&j, out, false);
	fl_json_begin_object(&j);
	fl_json_kv_i64(&j, "award", awards[dream].amount);
	fl_json_kv_z(&j, "currency", spec->currency.code);
	fl_json_kv_str(&j, "dream", c->id);
	fl_json_kv_i64(&j, "minor_digits", spec->currency.minor_digits);
	fl_json_kv_str(&j, "round", spec->id);
	fl_json_kv_z(&j, "salt", salt.text);
	fl_json_kv_z(&j, "status", fl_dream_status_code(fl_dream_status_of(&shown)));
	fl_json_kv_i64(&j, "tally", c->tally);
	fl_json_end_object(&j);
}

typedef struct ranked {
	fl_str id;
	uint32_t dream;
} ranked;

static int by_id(const void *a, const void *b)
{
	return fl_str_cmp(((const ranked *)a)->id, ((const ranked *)b)->id);
}

static fl_status rank(const fl_field *field, fl_arena *arena, fl_award_tree *ret, fl_error *err)
{
	ranked *list = fl_arena_array(arena, ret->count + 1, sizeof *list);
	ret->leaves = fl_arena_array(arena, ret->count + 1, sizeof *ret->leaves);
	ret->order = fl_arena_array(arena, ret->count + 1, sizeof *ret->order);
	if (!list || !ret->leaves || !ret->order)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->count; i++)
		list[i] = (ranked){ field->candidates[i].id, (uint32_t)i };
	if (ret->count > 1)
		qsort(list, ret->count, sizeof *list, by_id);
	for (size_t i = 0; i < ret->count; i++)
		ret->order[i] = list[i].dream;
	return FL_OK;
}

fl_status fl_award_tree_make(fl_store *store, const fl_round_spec *spec, const fl_field *field, const fl_award *awards,
			     fl_arena *arena, fl_award_tree *ret, fl_error *err)
{
	fl_buf leaf;
	fl_digest secret;
	*ret = (fl_award_tree){ .count = field->facts.num_dreams };
	FL_TRY(fl_secret_get(store, NULL, &secret, err));
	FL_TRY(rank(field, arena, ret, err));
	fl_buf_init(&leaf, 1 << 20);
	for (size_t i = 0; i < ret->count; i++) {
		put_leaf(&secret, spec, field, awards, ret->order[i], &leaf);
		ret->leaves[i] = fl_merkle_leaf(fl_buf_view(&leaf));
	}
	fl_status status = fl_buf_status(&leaf, err);
	fl_buf_release(&leaf);
	return status;
}

fl_status fl_award_leaf(fl_store *store, const fl_round_spec *spec, const fl_field *field, const fl_award *awards,
			uint32_t dream, fl_buf *ret, fl_error *err)
{
	fl_digest secret;
	FL_TRY(fl_secret_get(store, NULL, &secret, err));
	put_leaf(&secret, spec, field, awards, dream, ret);
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
