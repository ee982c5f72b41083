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

#define TAGS_MAX 10000

static fl_status read_text(fl_json object, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, key, FL_JSON_STRING, &v, err));
	*ret = fl_arena_str(arena, fl_json_text(v));
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status read_number(fl_json object, const char *key, int64_t least, int64_t *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, key, FL_JSON_NUMBER, &v, err));
	return fl_json_take_i64(object, key, 0, least, INT64_MAX, ret, err);
}

static fl_status read_format(fl_json root, const char *format, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(root, "format", FL_JSON_STRING, &v, err));
	if (!fl_str_eqz(fl_json_text(v), format))
		return fl_json_error(v, err, FL_EVERSION, "this is not in the format '%s'", format);
	return FL_OK;
}

/* ---- candidates.jsonl ---- */

static fl_status read_tags(fl_json object, fl_arena *arena, fl_candidate *dream, fl_error *err)
{
	fl_json list;
	FL_TRY(fl_json_need(object, "tags", FL_JSON_ARRAY, &list, err));
	size_t count = fl_json_len(list);
	if (count > TAGS_MAX)
		return fl_json_error(list, err, FL_ERANGE, "more than %d tags", TAGS_MAX);
	fl_str *tags = fl_arena_array(arena, count + 1, sizeof *tags);
	if (!tags)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_json v = fl_json_at(list, i);
		if (fl_json_type_of(v) != FL_JSON_STRING)
			return fl_json_error(v, err, FL_EPARSE, "a tag is a text");
		tags[i] = fl_arena_str(arena, fl_json_text(v));
		if (!tags[i].data)
			return fl_enomem(err);
		if (i > 0 && fl_str_cmp(tags[i - 1], tags[i]) >= 0)
			return fl_json_error(v, err, FL_EPARSE, "tags must be sorted by bytes, each once");
	}
	dream->tags = tags;
	dream->num_tags = count;
	return FL_OK;
}

static fl_status read_standing(fl_json object, fl_standing *ret, fl_error *err)
{
	fl_json v;
	FL_TRY(fl_json_need(object, "standing", FL_JSON_STRING, &v, err));
	for (int standing = FL_QUALIFIED; standing <= FL_INELIGIBLE; standing++)
		if (fl_str_eqz(fl_json_text(v), fl_bundle_standing_word((fl_standing)standing))) {
			*ret = (fl_standing)standing;
			return FL_OK;
		}
	return fl_json_error(v, err, FL_EPARSE, "there is no such standing");
}

/* A whole number of any length, as text; absent: "". */
static fl_status read_weight(fl_json object, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, "weight");
	fl_str digits = fl_json_present(v) ? fl_json_text(v) : FL_STR("");
	bool whole = !fl_json_present(v) || (fl_json_type_of(v) == FL_JSON_STRING && digits.len > 0);
	for (size_t i = 0; i < digits.len; i++)
		whole = whole && digits.data[i] >= '0' && digits.data[i] <= '9';
	if (!whole || digits.len > FL_WEIGHT_DIGITS_MAX)
		return fl_json_error(v, err, FL_EPARSE, "'weight' must be a whole number in quotes");
	*ret = fl_arena_str(arena, digits);
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status read_candidate(fl_json object, fl_arena *arena, fl_candidate *dream, fl_error *err)
{
	static const char *const keys[] = { "id",        "standing",     "request", "raised",   "tally",
					    "threshold", "organisation", "region",  "category", "tags",
					    "submitted", "position",     "weight",  "givers",   "threshold_givers",
					    NULL };
	int64_t position;
	fl_json submitted;
	if (fl_json_type_of(object) != FL_JSON_OBJECT)
		return fl_json_error(object, err, FL_EPARSE, "expected a dream");
	FL_TRY(fl_json_only(object, keys, err));
	FL_TRY(read_text(object, "id", arena, &dream->id, err));
	FL_TRY(read_standing(object, &dream->standing, err));
	FL_TRY(read_number(object, "request", 0, &dream->request, err));
	FL_TRY(read_number(object, "raised", 0, &dream->raised, err));
	FL_TRY(read_number(object, "tally", 0, &dream->tally, err));
	FL_TRY(read_weight(object, arena, &dream->weight, err));
	FL_TRY(read_number(object, "threshold", 0, &dream->threshold, err));
	FL_TRY(fl_json_take_i64(object, "givers", 0, 0, INT64_MAX, &dream->givers, err));
	FL_TRY(fl_json_take_i64(object, "threshold_givers", 0, 0, INT64_MAX, &dream->threshold_givers, err));
	FL_TRY(read_text(object, "organisation", arena, &dream->organisation, err));
	FL_TRY(read_text(object, "region", arena, &dream->region, err));
	FL_TRY(read_text(object, "category", arena, &dream->category, err));
	FL_TRY(read_tags(object, arena, dream, err));
	submitted = fl_json_get(object, "submitted");
	dream->submitted = FL_TIME_NONE;
	if (fl_json_type_of(submitted) != FL_JSON_NULL && !fl_json_i64(submitted, &dream->submitted))
		return fl_json_error(submitted, err, FL_EPARSE, "'submitted' must be seconds, or null");
	FL_TRY(read_number(object, "position", 0, &position, err));
	if (position > UINT32_MAX)
		return fl_json_error(object, err, FL_ERANGE, "'position' is too large");
	dream->position = (uint32_t)position;
	return FL_OK;
}

static size_t count_lines(fl_str text)
{
	size_t lines = 1;
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return lines;
}

fl_status fl_bundle_read_candidates(fl_str text, const char *source, fl_arena *arena, fl_candidate **ret_dreams,
				    size_t *ret_num, fl_error *err)
{
	fl_candidate *dreams = fl_arena_array(arena, count_lines(text), sizeof *dreams);
	fl_error inner = FL_ERROR_INIT;
	fl_status status = FL_OK;
	size_t count = 0, from = 0;
	int64_t line = 0;
	if (!dreams)
		return fl_enomem(err);
	while (from < text.len && status == FL_OK) {
		const char *end = memchr(text.data + from, '\n', text.len - from);
		size_t to = end ? (size_t)(end - text.data) : text.len;
		fl_json_doc *doc = NULL;
		line++;
		status = fl_json_parse(fl_str_slice(text, from, to), source, &doc, &inner);
		if (status == FL_OK)
			status = read_candidate(fl_json_root(doc), arena, &dreams[count++], &inner);
		fl_json_free(doc);
		from = to + 1;
	}
	if (status != FL_OK) /* the place within the line is known; the line is ours */
		return fl_error_at(err, status, source, line, inner.column, "%s", inner.message);
	*ret_dreams = dreams;
	*ret_num = count;
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
		FL_TRY(read_number(v, "amount", 0, &payment.amount, err));
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
	FL_TRY(read_number(award, "amount", 0, &r->allocation->awards[dream].amount, err));
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
	FL_TRY(read_format(root, "florin-awards/1", err));
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(read_outcome(root, &allocation->outcome, err));
	FL_TRY(fl_proof_number_read(fl_json_get(root, "objective"), allocation->objective, err));
	FL_TRY(read_number(root, "granularity", 0, &allocation->granularity, err));
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

static bool hexadecimal(fl_str digest)
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
	FL_TRY(read_format(root, "florin-bundle/1", err));
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
		if (fl_json_type_of(v) != FL_JSON_STRING || !hexadecimal(fl_json_text(v)))
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
