/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_facts_read.c - facts.json and dreams.jsonl of an audit bundle back into records (docs/reference/bundle.md).
 *
 * A bundle comes from those who are being checked: every key is known or refused, every amount an integer that fits,
 * every name looked up. Whether the records are true is not asked here (verify/).
 */
#include "domain/bundle_facts.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#define TAGS_MAX     10000
#define SOURCES_MAX  1000000
#define EVIDENCE_MAX 100000

/* ---- facts.json ---- */

static fl_status need_list(fl_json root, const char *key, size_t max, fl_json *ret, fl_error *err)
{
	FL_TRY(fl_json_need(root, key, FL_JSON_ARRAY, ret, err));
	if (fl_json_len(*ret) > max)
		return fl_json_error(*ret, err, FL_ERANGE, "more than %zu '%s'", max, key);
	return FL_OK;
}

static fl_status read_sources(fl_json root, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	fl_json list;
	FL_TRY(need_list(root, "sources", SOURCES_MAX, &list, err));
	ret->num_sources = fl_json_len(list);
	ret->sources = fl_arena_array(arena, ret->num_sources + 1, sizeof *ret->sources);
	if (!ret->sources)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->num_sources; i++) {
		fl_json v = fl_json_at(list, i);
		if (fl_json_type_of(v) != FL_JSON_STRING)
			return fl_json_error(v, err, FL_EPARSE, "a source is a text");
		ret->sources[i] = fl_arena_str(arena, fl_json_text(v));
		if (!ret->sources[i].data)
			return fl_enomem(err);
	}
	return FL_OK;
}

static fl_status read_evidence(fl_json root, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	static const char *const keys[] = { "role", "name", "sha256", NULL };
	fl_json list;
	FL_TRY(need_list(root, "evidence", EVIDENCE_MAX, &list, err));
	ret->num_evidence = fl_json_len(list);
	ret->evidence = fl_arena_array(arena, ret->num_evidence + 1, sizeof *ret->evidence);
	if (!ret->evidence)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->num_evidence; i++) {
		fl_json v = fl_json_at(list, i), digest;
		if (fl_json_type_of(v) != FL_JSON_OBJECT)
			return fl_json_error(v, err, FL_EPARSE, "expected a file with its digest");
		FL_TRY(fl_json_only(v, keys, err));
		FL_TRY(fl_bundle_need_text(v, "role", arena, &ret->evidence[i].role, err));
		FL_TRY(fl_bundle_need_text(v, "name", arena, &ret->evidence[i].name, err));
		FL_TRY(fl_json_need(v, "sha256", FL_JSON_STRING, &digest, err));
		if (!fl_bundle_is_digest(fl_json_text(digest)))
			return fl_json_error(digest, err, FL_EPARSE, "expected a SHA-256: 64 hexadecimal digits");
		memcpy(ret->evidence[i].digest, fl_json_text(digest).data, 64);
	}
	return FL_OK;
}

static fl_status read_facts(fl_json root, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	static const char *const keys[] = { "format", "sources", "evidence", NULL };
	FL_TRY(fl_bundle_need_format(root, "florin-facts/1", err));
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(read_sources(root, arena, ret, err));
	return read_evidence(root, arena, ret, err);
}

fl_status fl_bundle_facts_read(fl_str text, const char *source, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_status status = fl_json_parse(text, source, &doc, err);
	if (status == FL_OK)
		status = read_facts(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}

/* ---- dreams.jsonl ---- */

static fl_status read_tags(fl_json object, const char *key, fl_arena *arena, const fl_str **ret, size_t *ret_count, fl_error *err)
{
	fl_json list;
	FL_TRY(need_list(object, key, TAGS_MAX, &list, err));
	size_t count = fl_json_len(list);
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
	*ret = tags;
	*ret_count = count;
	return FL_OK;
}

/* What of it is the work of people; left out where nothing is. */
static fl_status read_by_people(fl_json object, fl_arena *arena, fl_dream_fact *fact, fl_error *err)
{
	static const char *const keys[] = { "category", "added", "removed", NULL };
	fl_json v = fl_json_get(object, "by_people");
	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EPARSE, "'by_people' is an object");
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_bool(v, "category", false, &fact->category_decided, err));
	if (fl_json_present(fl_json_get(v, "added")))
		FL_TRY(read_tags(v, "added", arena, &fact->added, &fact->num_added, err));
	if (fl_json_present(fl_json_get(v, "removed")))
		FL_TRY(read_tags(v, "removed", arena, &fact->removed, &fact->num_removed, err));
	return FL_OK;
}

static fl_status read_known(fl_json object, const char *key, int64_t *ret, fl_error *err)
{
	*ret = -1;
	return fl_json_present(fl_json_get(object, key)) ? fl_bundle_need_number(object, key, 0, ret, err) : FL_OK;
}

/* What a reviewer has laid down; left out where nobody has. */
static fl_status read_ruling(fl_json object, fl_ruled *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, "decided");
	*ret = FL_RULED_NONE;
	if (!fl_json_present(v))
		return FL_OK;
	if (fl_json_type_of(v) != FL_JSON_STRING ||
	    (!fl_str_eqz(fl_json_text(v), "rejected") && !fl_str_eqz(fl_json_text(v), "exception")))
		return fl_json_error(v, err, FL_EPARSE, "'decided' is 'rejected' or 'exception'");
	*ret = fl_str_eqz(fl_json_text(v), "rejected") ? FL_RULED_REJECTED : FL_RULED_EXCEPTION;
	return FL_OK;
}

/* 'by': the id of its representative, "" none. */
static fl_status read_dream(fl_json object, fl_arena *arena, fl_dream_fact *fact, fl_str *by, fl_error *err)
{
	static const char *const keys[] = { "id",     "represented_by", "request", "raised",   "threshold", "flowers",
					    "givers", "organisation",   "region",  "category", "tags",      "submitted",
					    "decided", "submitted_as",	 "by_people", NULL };
	fl_candidate *dream = &fact->dream;
	if (fl_json_type_of(object) != FL_JSON_OBJECT)
		return fl_json_error(object, err, FL_EPARSE, "expected a dream");
	FL_TRY(fl_json_only(object, keys, err));
	FL_TRY(fl_bundle_need_text(object, "id", arena, &dream->id, err));
	if (fl_json_present(fl_json_get(object, "represented_by")))
		FL_TRY(fl_bundle_need_text(object, "represented_by", arena, by, err));
	FL_TRY(fl_bundle_need_number(object, "request", 1, &dream->request, err));
	FL_TRY(fl_bundle_need_number(object, "raised", 0, &dream->raised, err));
	FL_TRY(read_ruling(object, &dream->ruling, err));
	FL_TRY(read_known(object, "threshold", &fact->threshold, err));
	FL_TRY(read_known(object, "flowers", &fact->stated_flowers, err));
	FL_TRY(read_known(object, "givers", &fact->stated_givers, err));
	FL_TRY(fl_bundle_need_text(object, "organisation", arena, &dream->organisation, err));
	if (fl_json_present(fl_json_get(object, "submitted_as")))
		FL_TRY(fl_bundle_need_text(object, "submitted_as", arena, &dream->submitted_as, err));
	FL_TRY(fl_bundle_need_text(object, "region", arena, &dream->region, err));
	FL_TRY(fl_bundle_need_text(object, "category", arena, &dream->category, err));
	FL_TRY(read_tags(object, "tags", arena, &dream->tags, &dream->num_tags, err));
	FL_TRY(read_by_people(object, arena, fact, err));
	fl_json submitted = fl_json_get(object, "submitted");
	dream->submitted = FL_TIME_NONE;
	if (!fl_json_present(submitted) ||
	    (fl_json_type_of(submitted) != FL_JSON_NULL && !fl_json_i64(submitted, &dream->submitted)))
		return fl_json_error(submitted, err, FL_EPARSE, "'submitted' must be seconds, or null");
	return FL_OK;
}

static size_t count_lines(fl_str text)
{
	size_t lines = 1;
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return lines;
}

static fl_status read_line(fl_str line, const char *source, fl_arena *arena, fl_dream_fact *fact, fl_str *by,
			   fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_status status = fl_json_parse(line, source, &doc, err);
	if (status == FL_OK)
		status = read_dream(fl_json_root(doc), arena, fact, by, err);
	fl_json_free(doc);
	return status;
}

static fl_status read_lines(fl_str text, const char *source, fl_arena *arena, fl_bundle_facts *ret, fl_str *by,
			    fl_error *err)
{
	size_t from = 0;
	while (from < text.len) {
		fl_error inner = FL_ERROR_INIT;
		const char *end = memchr(text.data + from, '\n', text.len - from);
		size_t to = end ? (size_t)(end - text.data) : text.len, i = ret->num_dreams++;
		fl_status status =
		    read_line(fl_str_slice(text, from, to), source, arena, &ret->dreams[i], &by[i], &inner);
		if (status != FL_OK) /* the place within the line is known; the line is ours */
			return fl_error_at(err, status, source, (int64_t)i + 1, inner.column, "%s", inner.message);
		ret->dreams[i].dream.position = (uint32_t)i;
		from = to + 1;
	}
	return FL_OK;
}

static fl_status find_representatives(const char *source, fl_bundle_facts *ret, const fl_str *by, fl_error *err)
{
	fl_map ids = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	for (size_t i = 0; i < ret->num_dreams && status == FL_OK; i++)
		if (!fl_map_put(&ids, ret->dreams[i].dream.id, i, &stands))
			status = fl_enomem(err);
	for (size_t i = 0; i < ret->num_dreams && status == FL_OK; i++) {
		size_t found = by[i].data ? fl_map_get(&ids, by[i]) : i;
		if (found == FL_MAP_NONE)
			status = fl_error_at(err, FL_EPARSE, source, (int64_t)i + 1, 0,
					     "the dream is represented by one that is not there");
		ret->dreams[i].representative = (uint32_t)found;
	}
	fl_map_release(&ids);
	return status;
}

fl_status fl_bundle_dreams_read(fl_str text, const char *source, fl_arena *arena, fl_bundle_facts *ret, fl_error *err)
{
	size_t lines = count_lines(text);
	fl_str *by = fl_alloc_array(lines, sizeof *by);
	ret->num_dreams = 0;
	ret->dreams = lines < UINT32_MAX ? fl_arena_array(arena, lines, sizeof *ret->dreams) : NULL;
	fl_status status = by && ret->dreams ? read_lines(text, source, arena, ret, by, err) : fl_enomem(err);
	if (status == FL_OK)
		status = find_representatives(source, ret, by, err);
	fl_free(by);
	return status;
}
