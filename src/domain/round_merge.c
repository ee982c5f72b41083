/* SPDX-License-Identifier: Apache-2.0
 *
 * round_merge.c - a JSON merge patch over the text of a round (RFC 7396): members of the patch take the place of those of the
 * round, objects are merged member by member, null removes, lists are exchanged as a whole. Keys keep the order of the file, new
 * ones stand at the end.
 */
#include "domain/round.h"

#include "base/error.h"
#include "base/str.h"

static fl_json member(fl_json object, fl_str key)
{
	for (size_t i = 0; i < fl_json_len(object); i++)
		if (fl_str_eq(fl_json_key(object, i), key))
			return fl_json_at(object, i);
	return (fl_json){ object.doc, NULL };
}

static bool is_object(fl_json v)
{
	return fl_json_present(v) && fl_json_type_of(v) == FL_JSON_OBJECT;
}

static bool removes(fl_json v)
{
	return fl_json_present(v) && fl_json_type_of(v) == FL_JSON_NULL;
}

/* Recursion is as deep as the patch, and documents have a greatest depth. */
static void merge(fl_json_writer *w, fl_json target, fl_json patch)
{
	if (!is_object(patch)) {
		fl_json_put_value(w, patch, false);
		return;
	}
	fl_json_begin_object(w);
	for (size_t i = 0; is_object(target) && i < fl_json_len(target); i++) {
		fl_str key = fl_json_key(target, i);
		fl_json change = member(patch, key);
		if (removes(change))
			continue;
		fl_json_put_key_str(w, key);
		if (fl_json_present(change))
			merge(w, fl_json_at(target, i), change);
		else
			fl_json_put_value(w, fl_json_at(target, i), false);
	}
	for (size_t i = 0; i < fl_json_len(patch); i++) {
		fl_str key = fl_json_key(patch, i);
		if (removes(fl_json_at(patch, i)) || (is_object(target) && fl_json_present(member(target, key))))
			continue;
		fl_json_put_key_str(w, key);
		merge(w, (fl_json){ target.doc, NULL }, fl_json_at(patch, i));
	}
	fl_json_end_object(w);
}

fl_status fl_round_merge(fl_str json, const char *source, fl_json patch, fl_buf *ret_json, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_json_writer w;
	FL_TRY(fl_json_parse(json, source, &doc, err));
	fl_json_start(&w, ret_json, true);
	merge(&w, fl_json_root(doc), patch);
	fl_buf_putc(ret_json, '\n');
	fl_json_free(doc);
	return fl_buf_status(ret_json, err);
}
