/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_rules.c - any bytes as a pack; any patterns over any text. It must not crash or hang, and must find:
 *   the short way of normalising gives what the long way gives;
 *   patterns hit the same with the prefilter as PCRE2 finds them alone;
 *   every hit lies in the original.
 *
 * Input: patterns, one a line, NUL, title, NUL, body. The whole input is also read as the JSON of a pack.
 */
#include "base/json.h"
#include "base/str.h"
#include "classify/scan.h"
#include "classify/tag.h"
#include "same_hits.h"
#include "text/stretch.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATTERNS_MAX 4
#define TEXT_MAX     4096 /* bytes of input: time is for many cases, not for long ones */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void stop(const char *what)
{
	fprintf(stderr, "fuzz_rules: %s\n", what);
	abort();
}

/* ---- normalising ------------------------------------------------------------------------------------------- */

static void check_ways(fl_str text, fl_arena *arena)
{
	fl_normal quick, slow, twice;
	fl_normal_writer w = { .arena = arena };
	fl_stretch stretch = { .original = text };

	if (fl_normalise(text, FL_NORMAL_MATCH, arena, &quick, NULL) != FL_OK ||
	    !fl_stretch_normalise(&stretch, 0, text.len, FL_NORMAL_MATCH, &w) ||
	    fl_normalise(quick.text, FL_NORMAL_MATCH, arena, &twice, NULL) != FL_OK)
		stop("memory");
	slow = (fl_normal){ { w.text, w.len }, w.parts, w.num_parts, text.len };
	if (!fl_str_eq(quick.text, slow.text))
		stop("the short way gives another text than the long way");
	if (!fl_str_eq(quick.text, twice.text))
		stop("normalising twice changes something");
	for (size_t i = 0; i <= slow.text.len; i++)
		if (fl_normal_begin(&quick, i) != fl_normal_begin(&slow, i) || fl_normal_end(&quick, i) != fl_normal_end(&slow, i))
			stop("the short way gives another map than the long way");
	fl_stretch_release(&stretch);
}

/* ---- matching ---------------------------------------------------------------------------------------------- */

static void put_patterns(fl_json_writer *j, fl_str lines)
{
	size_t from = 0, n = 0;

	fl_json_put_key(j, "patterns");
	fl_json_begin_object(j);
	for (size_t i = 0; i <= lines.len && n < PATTERNS_MAX; i++) {
		char name[] = "p0";
		if (i < lines.len && lines.data[i] != '\n')
			continue;
		name[1] = (char)('0' + n++);
		fl_json_kv_str(j, name, fl_str_slice(lines, from, i));
		from = i + 1;
	}
	fl_json_end_object(j);
}

static fl_pack *make_pack(fl_str lines)
{
	fl_buf json;
	fl_json_writer j;
	fl_pack *pack = NULL;
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(&json, 1 << 20);
	fl_buf_puts(&json, "{\"format\":\"florin-pack/1\",\"pack\":\"p\",\"version\":\"1.0.0\",\"title\":\"t\","
			   "\"namespaces\":{\"for\":{\"title\":\"f\"}},\"rules\":[");
	fl_json_start(&j, &json, false);
	fl_json_begin_object(&j);
	fl_json_kv_z(&j, "id", "r");
	fl_json_kv_z(&j, "title", "t");
	fl_json_kv_z(&j, "reason", "r");
	fl_json_kv_z(&j, "status", "active");
	fl_json_put_key(&j, "tags");
	fl_json_begin_array(&j);
	fl_json_put_z(&j, "for:x");
	fl_json_end_array(&j);
	put_patterns(&j, lines);
	fl_json_end_object(&j);
	fl_buf_puts(&json, "]}");
	if (fl_pack_parse(fl_buf_view(&json), "p.json", &pack, &err) != FL_OK)
		pack = NULL;
	fl_buf_release(&json);
	return pack;
}

static void check_hits(const fl_pack *pack, const fl_str texts[2], fl_arena *arena)
{
	fl_matcher matcher = { 0 };
	fl_scan_field fields[2] = { { .name = FL_STR("title") }, { .name = FL_STR("body") } };
	fl_buf said[2];

	if (fl_matcher_open(&matcher, NULL) != FL_OK)
		stop("memory");
	for (size_t i = 0; i < 2; i++) {
		fl_normal n;
		if (fl_normalise(texts[i], FL_NORMAL_MATCH, arena, &n, NULL) != FL_OK)
			stop("memory");
		fields[i].text = n.text;
	}
	if (!same_hits(pack, &matcher, fields, 2, said) && strcmp(said[0].data, said[1].data) != 0)
		stop("the prefilter changes what hits");
	fl_buf_release(&said[0]);
	fl_buf_release(&said[1]);
	fl_matcher_close(&matcher);
}

static void check_tagging(const fl_pack *pack, const fl_str texts[2], fl_arena *arena)
{
	fl_text_field fields[] = { { FL_STR("title"), texts[0] }, { FL_STR("body"), texts[1] } };
	fl_tag_input input = { fields, 2 };
	fl_tagging *t;

	if (fl_tag(&pack, 1, &input, 1, 1, arena, &t, NULL) != FL_OK)
		stop("tagging failed");
	for (size_t i = 0; i < t->num_matches; i++) {
		size_t len = texts[fl_str_eqz(t->matches[i].field, "body")].len;
		if (t->matches[i].start > t->matches[i].end || t->matches[i].end > len)
			stop("a hit outside of the original");
	}
	if (t->limits_hit && !t->unclear)
		stop("a limit that was reached is read as an answer");
}

/* ---- the input --------------------------------------------------------------------------------------------- */

static fl_str next_part(fl_str *rest)
{
	const char *end = rest->len ? memchr(rest->data, '\0', rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->data) : rest->len;
	fl_str part = fl_str_slice(*rest, 0, len);

	*rest = fl_str_slice(*rest, end ? len + 1 : len, rest->len);
	return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fl_str rest = { size ? (const char *)data : "", size < TEXT_MAX ? size : TEXT_MAX }, texts[2];
	fl_arena arena = FL_ARENA_INIT;
	fl_pack *pack = NULL;
	fl_error err = FL_ERROR_INIT;

	if (fl_pack_parse(rest, "fuzz.json", &pack, &err) == FL_OK)
		fl_pack_free(pack);
	pack = make_pack(next_part(&rest));
	texts[0] = next_part(&rest);
	texts[1] = rest;
	check_ways(texts[0], &arena);
	check_ways(texts[1], &arena);
	if (pack) {
		check_hits(pack, texts, &arena);
		check_tagging(pack, texts, &arena);
	}
	fl_pack_free(pack);
	fl_arena_release(&arena);
	return 0;
}
