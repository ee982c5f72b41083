/* SPDX-License-Identifier: Apache-2.0
 *
 * pattern.c - patterns: lists put in, PCRE2 compiled, literals found, matched under limits.
 *
 * Every text is compiled alone first, so that an unbalanced one cannot lean on its neighbour and an error has a
 * place: PCRE2 gives an offset into the text with its lists put in, from which this file finds back, over the
 * {{list}} and the JSON string with its escapes, to line and column of the file.
 *
 * Limits (pcre2api: "match context"). The match limit counts backtracking from one starting place, so a pattern like
 * (a+)+$ gives up after some milliseconds; in long texts it is lower, since there are so many starting places. The
 * JIT counts too, but knows no depth or heap limit and has a stack of its own; when that is too small the match is
 * done again by the interpreter.
 */
#include "classify/pattern.h"

#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MATCH_LIMIT   200000
#define LEAST_LIMIT   10000
#define WORK_MAX      UINT64_C(2000000000) /* length of a text times the match limit */
#define DEPTH_LIMIT   100000
#define HEAP_LIMIT_KB 16384
#define JIT_STACK_MIN ((size_t)32 << 10)
#define JIT_STACK_MAX ((size_t)512 << 10)
#define EXPANDED_MAX  ((size_t)1 << 18) /* bytes of a pattern with its lists put in */
#define TEXTS_MAX     10000             /* of one pattern */
#define BASIC_OPTIONS (PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C)

/* ---- lists ------------------------------------------------------------------------------------------------- */

/* One text with its lists put in. 'places': for each byte of the result the byte of the text it stands for. */
typedef struct expansion {
	fl_buf text;
	FL_VEC(uint32_t) places;
} expansion;

static void release_expansion(expansion *e)
{
	fl_buf_release(&e->text);
	fl_vec_release(&e->places);
}

static fl_status add_bytes(expansion *e, fl_str bytes, size_t place, bool moves, fl_error *err)
{
	fl_buf_str(&e->text, bytes);
	for (size_t i = 0; i < bytes.len; i++)
		if (!fl_vec_push(&e->places, (uint32_t)(place + (moves ? i : 0))))
			return fl_enomem(err);
	return FL_OK;
}

static fl_status refuse_at(fl_json v, size_t offset, fl_error *err, const char *what)
{
	int64_t line, column;

	fl_json_place_inside(v, offset, &line, &column);
	return fl_error_at(err, FL_EPARSE, fl_json_source(v), line, column, "%s", what);
}

/* The next "{{" from 'at' on; what stands behind a backslash is PCRE2's. */
static size_t next_list(fl_str text, size_t at)
{
	for (; at + 1 < text.len; at++) {
		if (text.data[at] == '{' && text.data[at + 1] == '{')
			return at;
		at += text.data[at] == '\\';
	}
	return text.len;
}

/* The list at text[at], which begins with "{{". *ret_end is behind its "}}". */
static fl_status find_list(fl_json v, size_t at, const fl_word_lists *lists, size_t *ret_which, size_t *ret_end,
			   fl_error *err)
{
	fl_str text = fl_json_text(v);
	size_t end = at + 2;
	char what[160];

	while (end < text.len && text.data[end] != '}')
		end++;
	if (end + 1 >= text.len || text.data[end + 1] != '}')
		return refuse_at(v, at, err, "'}}' is missing after '{{'");
	*ret_which = fl_map_get(&lists->by_id, fl_str_slice(text, at + 2, end));
	*ret_end = end + 2;
	if (*ret_which != FL_MAP_NONE)
		return FL_OK;
	snprintf(what, sizeof what, "no list '%.*s'", (int)(end - at - 2 < 100 ? end - at - 2 : 100),
		 text.data + at + 2);
	return refuse_at(v, at + 2, err, what);
}

static fl_status expand(fl_json v, const fl_word_lists *lists, expansion *e, fl_error *err)
{
	fl_str text = fl_json_text(v);
	size_t from = 0;

	for (size_t at = next_list(text, 0); at < text.len; at = next_list(text, from)) {
		size_t which = 0, end = 0;
		FL_TRY(find_list(v, at, lists, &which, &end, err));
		lists->items[which].used = true;
		FL_TRY(add_bytes(e, fl_str_slice(text, from, at), from, true, err));
		FL_TRY(add_bytes(e, lists->items[which].regex, at, false, err));
		from = end;
	}
	FL_TRY(add_bytes(e, fl_str_slice(text, from, text.len), from, true, err));
	if (fl_buf_status(&e->text, NULL) == FL_ERANGE)
		return fl_json_error(v, err, FL_ERANGE, "the pattern is longer than %zu bytes with its lists",
				     EXPANDED_MAX);
	return fl_buf_status(&e->text, err);
}

/* ---- compiling --------------------------------------------------------------------------------------------- */

static void *take_memory(PCRE2_SIZE size, void *user)
{
	(void)user;
	return fl_alloc(size);
}

static void give_memory(void *p, void *user)
{
	(void)user;
	fl_free(p);
}

static pcre2_code *compile(fl_str text, uint32_t options, int *ret_error, PCRE2_SIZE *ret_offset)
{
	pcre2_general_context *memory = pcre2_general_context_create(take_memory, give_memory, NULL);
	pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
	pcre2_code *code = NULL;

	*ret_error = PCRE2_ERROR_NOMEMORY;
	*ret_offset = 0;
	if (context)
		code = pcre2_compile((PCRE2_SPTR)text.data, text.len, options, ret_error, ret_offset, context);
	pcre2_compile_context_free(context);
	pcre2_general_context_free(memory);
	return code;
}

/* ERR21 of pcre2_compile: no memory. */
static bool is_memory_error(int error)
{
	return error == PCRE2_ERROR_NOMEMORY || error == PCRE2_ERROR_HEAP_FAILED;
}

static uint32_t options_for(const fl_pattern *p)
{
	bool wants_group = p->kind == FL_PATTERN_CAPTURE && !p->value.data;

	return wants_group ? BASIC_OPTIONS : BASIC_OPTIONS | PCRE2_NO_AUTO_CAPTURE;
}

/* Does this text stand on its own? */
static fl_status check_alone(fl_json v, const expansion *e, const fl_pattern *p, fl_error *err)
{
	int error;
	PCRE2_SIZE offset;
	uint32_t groups = 0;
	pcre2_code *code = compile(fl_buf_view(&e->text), options_for(p), &error, &offset);

	if (!code && is_memory_error(error))
		return fl_enomem(err);
	if (!code) {
		char message[256] = "", what[300];
		size_t at = offset < e->places.len ? e->places.items[offset] : fl_json_text(v).len;
		pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof message);
		snprintf(what, sizeof what, "the pattern does not compile: %s", message);
		return refuse_at(v, at, err, what);
	}
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_code_free(code);
	if (p->kind == FL_PATTERN_CAPTURE && !p->value.data && groups != 1)
		return fl_json_error(
		    v, err, FL_EINVAL,
		    "a capture needs exactly one group, this has %" PRIu32 "; write (?:…) for others", groups);
	return FL_OK;
}

static fl_status compile_joined(fl_json v, fl_pattern *p, fl_error *err)
{
	int error;
	PCRE2_SIZE offset;

	p->code = compile(p->text, options_for(p), &error, &offset);
	if (p->code && p->literals.num_starts) {
		p->anchored = compile(p->text, options_for(p) | PCRE2_ANCHORED, &error, &offset);
	}
	if (!p->code || (p->literals.num_starts && !p->anchored)) {
		char message[256] = "";
		fl_pattern_release(p);
		if (is_memory_error(error))
			return fl_enomem(err);
		pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof message);
		return fl_json_error(v, err, FL_EPARSE, "the texts do not compile together: %s", message);
	}
	/* A pattern that cannot be translated is interpreted; one of plain words is answered by the prefilter. */
	if (!p->literals.whole)
		pcre2_jit_compile(p->anchored ? p->anchored : p->code, PCRE2_JIT_COMPLETE);
	return FL_OK;
}

/* Add the text at v, as one alternative of 'many', to 'joined'. */
static fl_status add_text(fl_json v, bool many, const fl_word_lists *lists, const fl_pattern *p, fl_buf *joined,
			  fl_error *err)
{
	expansion e = { 0 };
	fl_status status;

	if (fl_json_type_of(v) != FL_JSON_STRING || fl_json_text(v).len == 0)
		return fl_json_error(v, err, FL_EINVAL, "a pattern is a text that is not empty");
	fl_buf_init(&e.text, EXPANDED_MAX);
	status = expand(v, lists, &e, err);
	if (status == FL_OK)
		status = check_alone(v, &e, p, err);
	if (status == FL_OK) {
		if (joined->len)
			fl_buf_putc(joined, '|');
		fl_buf_puts(joined, many ? "(?:" : "");
		fl_buf_str(joined, fl_buf_view(&e.text));
		fl_buf_puts(joined, many ? ")" : "");
	}
	release_expansion(&e);
	return status;
}

fl_status fl_pattern_compile(fl_json v, const fl_word_lists *lists, fl_arena *arena, fl_pattern *ret, fl_error *err)
{
	bool list = fl_json_type_of(v) == FL_JSON_ARRAY;
	size_t count = list ? fl_json_len(v) : 1;
	fl_buf joined;
	fl_status status = FL_OK;

	if (count == 0 || count > TEXTS_MAX)
		return fl_json_error(v, err, FL_EINVAL, "a pattern needs 1 to %d texts", TEXTS_MAX);
	if (list && ret->kind == FL_PATTERN_CAPTURE && !ret->value.data)
		return fl_json_error(v, err, FL_EINVAL, "a capture without 'value' is one text");
	fl_buf_init(&joined, EXPANDED_MAX);
	for (size_t i = 0; i < count && status == FL_OK; i++)
		status = add_text(list ? fl_json_at(v, i) : v, count > 1, lists, ret, &joined, err);
	if (status == FL_OK && fl_buf_status(&joined, NULL) == FL_ERANGE)
		status = fl_json_error(v, err, FL_ERANGE, "the pattern is longer than %zu bytes with its lists",
				       EXPANDED_MAX);
	if (status == FL_OK)
		status = fl_buf_status(&joined, err);
	if (status != FL_OK)
		goto done;
	ret->json = v;
	ret->text = fl_arena_str(arena, fl_buf_view(&joined));
	status = ret->text.data ? fl_literals_find(ret->text, arena, &ret->literals, err) : fl_enomem(err);
	if (status != FL_OK)
		goto done;
	if (ret->kind == FL_PATTERN_CAPTURE && !ret->value.data && ret->literals.whole) { /* its group is wanted */
		ret->literals.whole = false;
		ret->literals.starts = ret->literals.items;
		ret->literals.num_starts = ret->literals.count;
	}
	status = compile_joined(v, ret, err);
done:
	fl_buf_release(&joined);
	return status;
}

void fl_pattern_release(fl_pattern *pattern)
{
	pcre2_code_free(pattern->code);
	pcre2_code_free(pattern->anchored);
	pattern->code = pattern->anchored = NULL;
}

/* ---- matching ---------------------------------------------------------------------------------------------- */

fl_status fl_matcher_open(fl_matcher *ret, fl_error *err)
{
	ret->memory = pcre2_general_context_create(take_memory, give_memory, NULL);
	if (!ret->memory)
		return fl_enomem(err);
	ret->limits = pcre2_match_context_create(ret->memory);
	ret->data = pcre2_match_data_create(2, ret->memory);
	ret->stack =
	    pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, ret->memory); /* NULL where there is no JIT */
	if (!ret->limits || !ret->data)
		return fl_enomem(err);
	pcre2_set_depth_limit(ret->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(ret->limits, HEAP_LIMIT_KB);
	if (ret->stack)
		pcre2_jit_stack_assign(ret->limits, NULL, ret->stack);
	return FL_OK;
}

void fl_matcher_close(fl_matcher *matcher)
{
	if (matcher->stack)
		pcre2_jit_stack_free(matcher->stack);
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->limits);
	pcre2_general_context_free(matcher->memory);
	*matcher = (fl_matcher){ 0 };
}

/* Full for texts of up to 10 KB, LEAST_LIMIT from 200 KB on. */
static uint32_t limit_for(size_t length)
{
	uint64_t limit = length ? WORK_MAX / length : MATCH_LIMIT;

	return (uint32_t)(limit > MATCH_LIMIT ? MATCH_LIMIT : limit < LEAST_LIMIT ? LEAST_LIMIT : limit);
}

fl_status fl_pattern_match(const fl_pattern *pattern, const fl_matcher *matcher, fl_str text, size_t from,
			   bool anchored, fl_found *ret_found, fl_span *ret_span, fl_error *err)
{
	const pcre2_code *code = anchored ? pattern->anchored : pattern->code;
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(matcher->data);
	uint32_t options = PCRE2_NOTEMPTY;
	int rc;

	pcre2_set_match_limit(matcher->limits, limit_for(text.len));
	rc = pcre2_match(code, (PCRE2_SPTR)text.data, text.len, from, options, matcher->data, matcher->limits);

	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(code, (PCRE2_SPTR)text.data, text.len, from, options | PCRE2_NO_JIT, matcher->data,
				 matcher->limits);
	*ret_found = FL_NOT_FOUND;
	if (rc == PCRE2_ERROR_NOMATCH)
		return FL_OK;
	if (rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT) {
		*ret_found = FL_FOUND_LIMIT;
		return FL_OK;
	}
	if (rc == PCRE2_ERROR_NOMEMORY)
		return fl_enomem(err);
	if (rc < 0) {
		char message[256] = "";
		pcre2_get_error_message(rc, (PCRE2_UCHAR *)message, sizeof message);
		return fl_error_set(err, FL_EINTERNAL, "matching failed: %s", message);
	}
	*ret_found = FL_FOUND;
	*ret_span = (fl_span){ .start = (uint32_t)at[0], .end = (uint32_t)at[1] };
	if (rc != 1 && pattern->kind == FL_PATTERN_CAPTURE && !pattern->value.data && at[2] != PCRE2_UNSET) {
		ret_span->group_start = (uint32_t)at[2];
		ret_span->group_end = (uint32_t)at[3];
	}
	return FL_OK;
}

void fl_pattern_library(char out[FL_PCRE2_VERSION_MAX])
{
	out[0] = '\0';
	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) < FL_PCRE2_VERSION_MAX)
		(void)pcre2_config(PCRE2_CONFIG_VERSION, out);
	out[strcspn(out, " ")] = '\0'; /* a date follows */
}
