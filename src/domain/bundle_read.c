/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_read.c - the files of an audit bundle back into records (docs/reference/bundle.md).
 *
 * A bundle comes from those who are being checked: every key is known or refused, every amount an integer that fits,
 * every name looked up. Whether the records are true is not asked here (verify/).
 */
#include "domain/bundle.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/vec.h"
#include "domain/proof_json.h"

fl_status fl_bundle_need_text(fl_json object, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, err));
	*ret = fl_arena_str(arena, fl_json_text(v));
	return ret->data ? FL_OK : fl_enomem(err);
}

fl_status fl_bundle_need_number(fl_json object, const char *key, int64_t least, int64_t *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, key, FL_JSON_NUMBER, &v, err));
	return fl_json_take_i64(object, key, 0, least, INT64_MAX, ret, err);
}

fl_status fl_bundle_need_format(fl_json root, const char *format, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(root, "format", FL_JSON_STRING, &v, err));
	if (!fl_str_eqz(fl_json_text(v), format))
		return fl_json_error(v, err, FL_EVERSION, "this is not in the format '%s'", format);
	return FL_OK;
}

/* ---- awards.json ---- */

typedef struct awards_reader {
	const fl_round_spec *spec;
	fl_map dreams, pools; /* id -> index */
	size_t num_dreams;
	fl_allocation *allocation;
	FL_VEC(fl_payment) payments;
} awards_reader;

static fl_status index_ids(awards_reader *r, const fl_candidate *dreams, fl_error *err)
{
	size_t stands;
	for (size_t i = 0; i < r->num_dreams; i++)
		if (!fl_map_put(&r->dreams, dreams[i].id, i, &stands))
			return fl_enomem(err);
	for (size_t p = 0; p < r->spec->num_pools; p++)
		if (!fl_map_put(&r->pools, r->spec->pools[p].id, p, &stands))
			return fl_enomem(err);
	return FL_OK;
}

static fl_status find_id(fl_json object, const char *key, const fl_map *map, uint32_t *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, err));
	size_t index = fl_map_get(map, fl_json_text(v));
	if (index == FL_MAP_NONE)
		return fl_json_error(v, err, FL_EPARSE, "there is no such %s", key);
	*ret = (uint32_t)index;
	return FL_OK;
}

static fl_status read_payments(awards_reader *r, fl_json award, uint32_t dream, fl_error *err)
{
	static const char *const keys[] = { "pool", "amount", NULL };
	fl_json list;
	FL_TRY(fl_json_need(award, "payments", FL_JSON_ARRAY, &list, err));
	for (size_t i = 0; i < fl_json_len(list); i++) {
		fl_json v = fl_json_at(list, i);
		fl_payment payment = { .dream = dream };
		if (fl_json_type_of(v) != FL_JSON_OBJECT)
			return fl_json_error(v, err, FL_EPARSE, "expected a payment");
		FL_TRY(fl_json_only(v, keys, err));
		FL_TRY(find_id(v, "pool", &r->pools, &payment.pool, err));
		FL_TRY(fl_bundle_need_number(v, "amount", 0, &payment.amount, err));
		if (!fl_vec_push(&r->payments, payment))
			return fl_enomem(err);
	}
	return FL_OK;
}

static fl_status read_award(awards_reader *r, fl_json award, size_t *next, fl_error *err)
{
	static const char *const keys[] = { "dream", "amount", "payments", NULL };
	uint32_t dream = 0;
	if (fl_json_type_of(award) != FL_JSON_OBJECT)
		return fl_json_error(award, err, FL_EPARSE, "expected an award");
	FL_TRY(fl_json_only(award, keys, err));
	FL_TRY(find_id(award, "dream", &r->dreams, &dream, err));
	if (dream < *next)
		return fl_json_error(award, err, FL_EPARSE, "awards must be in the order of the dreams, each once");
	*next = (size_t)dream + 1;
	FL_TRY(fl_bundle_need_number(award, "amount", 0, &r->allocation->awards[dream].amount, err));
	return read_payments(r, award, dream, err);
}

static fl_status read_outcome(fl_json root, fl_outcome *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(root, "outcome", FL_JSON_STRING, &v, err));
	for (int outcome = FL_OPTIMAL; outcome <= FL_INFEASIBLE; outcome++)
		if (fl_str_eqz(fl_json_text(v), fl_bundle_outcome_word((fl_outcome)outcome))) {
			*ret = (fl_outcome)outcome;
			return FL_OK;
		}
	return fl_json_error(v, err, FL_EPARSE, "there is no such outcome");
}

static fl_status read_awards(awards_reader *r, fl_json root, fl_error *err)
{
	static const char *const keys[] = { "format", "outcome", "objective", "granularity", "awards", NULL };
	fl_allocation *allocation = r->allocation;
	fl_json list;
	size_t next = 0;
	FL_TRY(fl_bundle_need_format(root, "florin-awards/1", err));
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(read_outcome(root, &allocation->outcome, err));
	FL_TRY(fl_proof_number_read(fl_json_get(root, "objective"), allocation->objective, err));
	FL_TRY(fl_bundle_need_number(root, "granularity", 0, &allocation->granularity, err));
	FL_TRY(fl_json_need(root, "awards", FL_JSON_ARRAY, &list, err));
	for (size_t i = 0; i < fl_json_len(list); i++)
		FL_TRY(read_award(r, fl_json_at(list, i), &next, err));
	allocation->payments = fl_arena_array(&allocation->arena, r->payments.len + 1, sizeof *allocation->payments);
	if (!allocation->payments)
		return fl_enomem(err);
	if (r->payments.len > 0)
		memcpy(allocation->payments, r->payments.items, r->payments.len * sizeof *allocation->payments);
	allocation->num_payments = r->payments.len;
	return FL_OK;
}

fl_status fl_bundle_read_awards(fl_str text, const char *source, const fl_round_spec *spec,
				const fl_candidate *dreams, size_t num_dreams, fl_allocation **ret_allocation,
				fl_error *err)
{
	awards_reader r = { .spec = spec, .num_dreams = num_dreams, .allocation = fl_allocation_new(num_dreams) };
	fl_json_doc *doc = NULL;
	fl_status status = r.allocation ? index_ids(&r, dreams, err) : fl_enomem(err);
	if (status == FL_OK)
		status = fl_json_parse(text, source, &doc, err);
	if (status == FL_OK)
		status = read_awards(&r, fl_json_root(doc), err);
	fl_json_free(doc);
	fl_map_release(&r.dreams);
	fl_map_release(&r.pools);
	fl_vec_release(&r.payments);
	if (status == FL_OK)
		*ret_allocation = r.allocation;
	else
		fl_allocation_free(r.allocation);
	return status;
}

/* ---- manifest.json ---- */

static bool plain_name(fl_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.data[i] == '/' || name.data[i] == '\\' || (unsigned char)name.data[i] < 0x20)
			return false;
	return name.len > 0 && name.len <= 100 && name.data[0] != '.';
}

bool fl_bundle_is_digest(fl_str digest)
{
	for (size_t i = 0; i < digest.len; i++) {
		char c = digest.data[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return digest.len == 64;
}

static fl_status read_files(fl_json root, fl_arena *arena, fl_bundle_file **ret_files, size_t *ret_num, fl_error *err)
{
	static const char *const keys[] = { "format", "files", NULL };
	fl_json files;
	FL_TRY(fl_bundle_need_format(root, "florin-bundle/2", err));
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(fl_json_need(root, "files", FL_JSON_OBJECT, &files, err));
	if (fl_json_len(files) > FL_BUNDLE_FILES_MAX)
		return fl_json_error(files, err, FL_ERANGE, "more than %d files", FL_BUNDLE_FILES_MAX);
	*ret_num = fl_json_len(files);
	*ret_files = fl_arena_array(arena, *ret_num + 1, sizeof **ret_files);
	if (!*ret_files)
		return fl_enomem(err);
	for (size_t i = 0; i < *ret_num; i++) {
		fl_json v = fl_json_at(files, i);
		fl_bundle_file *file = &(*ret_files)[i];
		if (!plain_name(fl_json_key(files, i)))
			return fl_json_error(v, err, FL_EPARSE, "this is no plain file name");
		if (fl_json_type_of(v) != FL_JSON_STRING || !fl_bundle_is_digest(fl_json_text(v)))
			return fl_json_error(v, err, FL_EPARSE,
					     "expected the SHA-256 of a file: 64 hexadecimal digits");
		file->name = fl_arena_str(arena, fl_json_key(files, i));
		if (!file->name.data)
			return fl_enomem(err);
		memcpy(file->digest, fl_json_text(v).data, 64);
	}
	return FL_OK;
}

fl_status fl_bundle_read_manifest(fl_str text, const char *source, fl_arena *arena, fl_bundle_file **ret_files,
				  size_t *ret_num, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_status status = fl_json_parse(text, source, &doc, err);
	if (status == FL_OK)
		status = read_files(fl_json_root(doc), arena, ret_files, ret_num, err);
	fl_json_free(doc);
	return status;
}
