/* SPDX-License-Identifier: Apache-2.0
 *
 * make_pack.h - rule packs for tests: the frame of a pack and of a rule, so that a test shows what it is about.
 */
#ifndef FL_TESTS_MAKE_PACK_H
#define FL_TESTS_MAKE_PACK_H

#include "base/buf.h"
#include "base/str.h"
#include "classify/pack.h"

/* A rule that is active; 'rest' are further members: "\"patterns\": {…}". */
#define RULE(id, tags, rest)                                                                                         \
	"{\"id\": \"" id "\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": [" tags         \
	"], " rest "}"

/* Namespaces: field (category), for. List: rural. 'head' are further members of the pack, each with a ',' behind. */
static inline fl_status parse_pack(const char *head, const char *rules, fl_pack **ret, fl_error *err)
{
	fl_buf json;
	fl_status status;

	fl_buf_init(&json, (size_t)1 << 25);
	fl_buf_printf(
	    &json,
	    "{\"format\": \"florin-pack/1\", \"pack\": \"p\", \"version\": \"1\", \"title\": \"t\",\n%s\n"
	    "\"namespaces\": {\"field\": {\"title\": \"f\", \"category\": true}, \"for\": {\"title\": \"w\"}},\n"
	    "\"lists\": {\"rural\": [\"乡村\", \"山區\"]},\n\"rules\": [\n%s\n]}",
	    head, rules);
	status = fl_pack_parse(fl_buf_view(&json), "p.json", ret, err);
	fl_buf_release(&json);
	return status;
}

static inline fl_pack *make_pack(const char *head, const char *rules)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	if (parse_pack(head, rules, &pack, &err) != FL_OK)
		fail_msg("%s:%d:%d: %s", err.source, (int)err.line, (int)err.column, err.message);
	return pack;
}

#endif
