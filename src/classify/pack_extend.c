/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_extend.c - the packs that a pack builds on: found, checked against the version it asks for, put before it.
 *
 *   "extends": [{"pack": "public-interest", "version": "^1.2.0", "without": ["sports"]}]
 *
 * Bases may have bases. One that is reached on two ways is loaded once, and must satisfy both.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/pack_load.h"
#include "classify/semver.h"

#define DEPTH_MAX   8
#define EXTENDS_MAX 16
#define PARTS_MAX   64
#define WITHOUT_MAX 10000
#define FORMAT      "florin-pack/1"

static fl_status gather(fl_pack_loader *l, fl_str json, const char *source, int depth, fl_str *ret_id);

static fl_status check_format(fl_json root, fl_error *err)
{
	fl_json format;

	if (fl_json_type_of(root) != FL_JSON_OBJECT)
		return fl_json_error(root, err, FL_EPARSE, "a rule pack is a JSON object");
	FL_TRY(fl_json_need(root, "format", FL_JSON_STRING, &format, err));
	if (!fl_str_eqz(fl_json_text(format), FORMAT)) {
		bool newer = fl_str_starts(fl_json_text(format), FL_STR("florin-pack/"));
		return fl_json_error(format, err, newer ? FL_EVERSION : FL_EPARSE,
				     "'%.*s' is not the format '" FORMAT "'", FL_STR_ARG(fl_json_text(format)));
	}
	return FL_OK;
}

static fl_pack_part *find_part(fl_pack_loader *l, fl_str id)
{
	for (size_t i = 0; i < l->parts.len; i++)
		if (fl_str_eq(l->parts.items[i].id, id))
			return &l->parts.items[i];
	return NULL;
}

/* Does the part that was found satisfy the constraint at v? */
static fl_status check_version(fl_pack_loader *l, fl_json v, const fl_pack_part *part)
{
	fl_json constraint;
	fl_semver version;

	FL_TRY(fl_json_need(v, "version", FL_JSON_STRING, &constraint, l->err));
	if (!fl_semver_constraint_valid(fl_json_text(constraint)))
		return fl_json_error(constraint, l->err, FL_EINVAL,
				     "'%.*s' is no constraint on a version, such as '^1.2.0' or '>=1.2.0 <3.0.0'",
				     FL_STR_ARG(fl_json_text(constraint)));
	if (!fl_semver_parse(part->version, &version))
		return fl_json_error(constraint, l->err, FL_EINVAL,
				     "version '%.*s' of pack '%.*s' is no semantic version, so nothing can extend it",
				     FL_STR_ARG(part->version), FL_STR_ARG(part->id));
	if (!fl_semver_satisfies(&version, fl_json_text(constraint)))
		return fl_json_error(constraint, l->err, FL_EINVAL, "pack '%.*s' is version %.*s, not '%.*s'",
				     FL_STR_ARG(part->id), FL_STR_ARG(part->version),
				     FL_STR_ARG(fl_json_text(constraint)));
	return FL_OK;
}

/* "without" at v, of the part that comes next. */
static fl_status take_without(fl_pack_loader *l, fl_json v)
{
	fl_json without = fl_json_get(v, "without");
	fl_str *rules = NULL;
	size_t count;

	FL_TRY(fl_pack_take_texts(l, v, "without", false, WITHOUT_MAX, &rules, &count));
	for (size_t i = 0; i < count; i++) {
		fl_pack_left_out one = { .rule = rules[i], .by = l->parts.len, .json = fl_json_at(without, i) };
		if (!fl_vec_push(&l->left_out, one))
			return fl_enomem(l->err);
	}
	return FL_OK;
}

static fl_status gather_base(fl_pack_loader *l, fl_json v, const char *from, int depth)
{
	static const char *const known[] = { "pack", "version", "without", NULL };
	fl_error inner = FL_ERROR_INIT;
	fl_str json, id = { "", 0 };
	const char *source;
	fl_json name;

	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, l->err, FL_EINVAL, "'extends' has objects with 'pack' and 'version'");
	FL_TRY(fl_pack_only(l, v, known));
	FL_TRY(fl_json_need(v, "pack", FL_JSON_STRING, &name, l->err));
	if (!l->finder)
		return fl_json_error(name, l->err, FL_ENOTFOUND, "no packs to extend can be found here");
	if (l->finder->find(l->finder->user, fl_json_text(name), from, &json, &source, &inner) != FL_OK)
		return fl_json_error(name, l->err, inner.status, "%s", inner.message);
	FL_TRY(gather(l, json, source, depth + 1, &id));
	return check_version(l, v, find_part(l, id));
}

/* The bases of the document, then itself. */
static fl_status gather_part(fl_pack_loader *l, fl_pack_part *part, const char *source, int depth)
{
	fl_json extends = fl_json_get(part->root, "extends");

	if (fl_json_present(extends) &&
	    (fl_json_type_of(extends) != FL_JSON_ARRAY || fl_json_len(extends) > EXTENDS_MAX))
		return fl_json_error(extends, l->err, FL_EINVAL, "'extends' is a list of at most %d packs",
				     EXTENDS_MAX);
	if (depth > DEPTH_MAX)
		return fl_json_error(part->root, l->err, FL_EINVAL,
				     "packs extend each other in a circle, or more than %d deep", DEPTH_MAX);
	for (size_t i = 0; i < fl_json_len(extends); i++)
		FL_TRY(gather_base(l, fl_json_at(extends, i), source, depth));
	if (l->parts.len == PARTS_MAX)
		return fl_json_error(part->root, l->err, FL_ERANGE, "more than %d packs together", PARTS_MAX);
	for (size_t i = 0; i < fl_json_len(extends); i++)
		FL_TRY(take_without(l, fl_json_at(extends, i)));
	return fl_vec_push(&l->parts, *part) ? FL_OK : fl_enomem(l->err);
}

/* A pack that is there already is not gathered again; it must then be the same file. */
static fl_status gather(fl_pack_loader *l, fl_str json, const char *source, int depth, fl_str *ret_id)
{
	fl_pack_part part = { 0 }, *there;
	fl_status status;

	if (json.len > FL_PACK_JSON_MAX)
		return fl_error_at(l->err, FL_ERANGE, source, 0, 0, "a rule pack of more than 16 MB");
	FL_TRY(fl_json_parse(json, source, &part.doc, l->err));
	part.root = fl_json_root(part.doc);
	status = check_format(part.root, l->err);
	if (status == FL_OK)
		status = fl_pack_need_name(l, part.root, "pack", &part.id);
	if (status == FL_OK)
		status = fl_pack_need_name(l, part.root, "version", &part.version);
	there = status == FL_OK ? find_part(l, part.id) : NULL;
	if (there) {
		if (strcmp(fl_json_source(there->root), source) != 0)
			status = fl_json_error(fl_json_get(part.root, "pack"), l->err, FL_EINVAL,
					       "another pack '%.*s' is '%s'", FL_STR_ARG(part.id),
					       fl_json_source(there->root));
		*ret_id = there->id;
	} else if (status == FL_OK) {
		status = gather_part(l, &part, source, depth);
		*ret_id = part.id;
		if (status == FL_OK)
			return FL_OK; /* the document is kept */
	}
	fl_json_free(part.doc);
	return status;
}

fl_status fl_pack_gather(fl_pack_loader *l, fl_str json, const char *source)
{
	fl_str id = { "", 0 };
	fl_status status = gather(l, json, source, 1, &id);

	/* Whatever was gathered belongs to the pack, also when it failed. */
	l->pack->docs = fl_arena_array(&l->pack->arena, l->parts.len + 1, sizeof(fl_json_doc *));
	l->pack->parts = fl_arena_array(&l->pack->arena, l->parts.len + 1, sizeof(fl_str));
	if (!l->pack->docs || !l->pack->parts) {
		for (size_t i = 0; i < l->parts.len; i++)
			fl_json_free(l->parts.items[i].doc);
		l->parts.len = 0;
		return status == FL_OK ? fl_enomem(l->err) : status;
	}
	for (size_t i = 0; i < l->parts.len; i++) {
		l->pack->docs[l->pack->num_docs++] = l->parts.items[i].doc;
		l->pack->parts[i] = l->parts.items[i].id;
	}
	return status;
}

bool fl_pack_leaves_out(fl_pack_loader *l, fl_str rule)
{
	bool found = false;

	for (size_t i = 0; i < l->left_out.len; i++) {
		fl_pack_left_out *one = &l->left_out.items[i];
		if (one->by > l->part && fl_str_eq(one->rule, rule))
			one->found = found = true;
	}
	return found;
}

fl_status fl_pack_check_left_out(fl_pack_loader *l)
{
	for (size_t i = 0; i < l->left_out.len; i++) {
		const fl_pack_left_out *one = &l->left_out.items[i];
		if (!one->found)
			return fl_json_error(one->json, l->err, FL_EINVAL,
					     "no pack that is extended has the rule '%.*s'", FL_STR_ARG(one->rule));
	}
	return FL_OK;
}

/* ---- what a pack is made of -------------------------------------------------------------------------------- */

fl_status fl_pack_walk(fl_str json, const char *source, const fl_pack_finder *finder, fl_error *err)
{
	fl_pack scratch = { .arena = FL_ARENA_INIT };
	fl_pack_loader l = { .pack = &scratch, .finder = finder, .err = err };
	fl_status status = fl_pack_gather(&l, json, source);

	for (size_t i = 0; i < scratch.num_docs; i++)
		fl_json_free(scratch.docs[i]);
	fl_vec_release(&l.parts);
	fl_vec_release(&l.left_out);
	fl_arena_release(&scratch.arena);
	return status;
}
