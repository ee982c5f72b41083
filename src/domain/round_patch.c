/* SPDX-License-Identifier: Apache-2.0
 *
 * round_patch.c - one named change to the text of a round: "pools[general].amount=5000".
 *
 *     assignment = path "=" value          the first "=" outside [ ] divides them
 *     path       = key { "." key | "[" number or id "]" }
 *
 * The tree is walked and written again with the one value exchanged; keys keep the order of the file. Missing keys
 * are added at the end of their object. A number is an index; other text picks the element whose "id" it is.
 */
#include "domain/round.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

#define MAX_STEPS 16

typedef struct step {
	bool in_list;
	fl_str name; /* key, or what stood in [ ] */
} step;

typedef struct patch {
	step steps[MAX_STEPS];
	size_t num_steps;
	fl_str path; /* for messages */
	fl_str literal;
	fl_json value; /* absent: 'literal' is a string */
	fl_json_writer out;
	fl_error *err;
} patch;

/* ---- the assignment ---------------------------------------------------------------------------------------- */

static fl_status bad_path(patch *p)
{
	return fl_error_set(p->err, FL_EINVAL, "'%.*s' is no path=value such as pools[0].amount=5000",
			    (int)(p->path.len < 100 ? p->path.len : 100), p->path.data);
}

static fl_status add_step(patch *p, bool in_list, fl_str name)
{
	if (name.len == 0 || p->num_steps == MAX_STEPS)
		return bad_path(p);
	p->steps[p->num_steps++] = (step){ in_list, name };
	return FL_OK;
}

static fl_status split_path(patch *p)
{
	fl_str s = p->path;
	size_t i = 0;

	while (i < s.len) {
		size_t from = i;
		if (s.data[i] == '[') {
			const char *close = memchr(s.data + i, ']', s.len - i);
			if (!close || p->num_steps == 0)
				return bad_path(p);
			i = (size_t)(close - s.data);
			FL_TRY(add_step(p, true, fl_str_slice(s, from + 1, i)));
			i++;
		} else {
			if (p->num_steps > 0 && s.data[i] != '.')
				return bad_path(p);
			from += p->num_steps > 0;
			i = from;
			while (i < s.len && s.data[i] != '.' && s.data[i] != '[')
				i++;
			FL_TRY(add_step(p, false, fl_str_slice(s, from, i)));
		}
	}
	return p->num_steps > 0 ? FL_OK : bad_path(p);
}

static fl_status split_assignment(patch *p, fl_str assignment)
{
	bool inside = false;

	p->path = assignment;
	for (size_t i = 0; i < assignment.len; i++) {
		char c = assignment.data[i];
		inside = c == '[' || (inside && c != ']');
		if (c == '=' && !inside) {
			p->path = fl_str_trim(fl_str_slice(assignment, 0, i));
			p->literal = fl_str_trim(fl_str_slice(assignment, i + 1, assignment.len));
			if (fl_str_eqz(p->path, "budget")) /* a sweep has such a setting */
				return fl_error_set(p->err, FL_EINVAL,
						    "the budget is the sum of the pools: set one of them, as pools[0].amount=5000; "
						    "'scenario sweep' moves all together");
			return split_path(p);
		}
	}
	return bad_path(p);
}

/* ---- the walk ---------------------------------------------------------------------------------------------- */

static void put_value(patch *p)
{
	if (fl_json_present(p->value))
		fl_json_put_value(&p->out, p->value, false);
	else
		fl_json_put_str(&p->out, p->literal);
}

static fl_status walk(patch *p, fl_json v, size_t at);

static fl_status walk_object(patch *p, fl_json v, size_t at)
{
	fl_str name = p->steps[at].name;
	bool found = false;

	if (fl_json_type_of(v) != FL_JSON_OBJECT && fl_json_type_of(v) != FL_JSON_NULL)
		return fl_json_error(v, p->err, FL_EINVAL, "'%.*s' leads into a value that is no object",
				     FL_STR_ARG(p->path));
	fl_json_begin_object(&p->out);
	for (size_t i = 0; i < fl_json_len(v); i++) {
		fl_json_put_key_str(&p->out, fl_json_key(v, i));
		if (fl_str_eq(fl_json_key(v, i), name)) {
			found = true;
			FL_TRY(walk(p, fl_json_at(v, i), at + 1));
		} else {
			fl_json_put_value(&p->out, fl_json_at(v, i), false);
		}
	}
	if (!found) {
		fl_json_put_key_str(&p->out, name);
		FL_TRY(walk(p, (fl_json){ v.doc, NULL }, at + 1));
	}
	fl_json_end_object(&p->out);
	return FL_OK;
}

/* Which element "[…]" means: a number is an index, else an id. */
static bool find_element(fl_json list, fl_str name, size_t *ret_index)
{
	size_t index = 0;
	bool number = name.len < 7;

	for (size_t i = 0; i < name.len && number; i++) {
		number = name.data[i] >= '0' && name.data[i] <= '9';
		index = index * 10 + (size_t)(name.data[i] - '0');
	}
	for (size_t i = 0; i < fl_json_len(list) && !number; i++)
		if (fl_str_eq(fl_json_text(fl_json_get(fl_json_at(list, i), "id")), name)) {
			*ret_index = i;
			return true;
		}
	*ret_index = index;
	return number && index < fl_json_len(list);
}

static fl_status no_element(patch *p, fl_json list, fl_str name)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;

	fl_spelling_begin(&near, name);
	for (size_t i = 0; fl_json_type_of(list) == FL_JSON_ARRAY && i < fl_json_len(list); i++)
		fl_spelling_try(&near, fl_json_text(fl_json_get(fl_json_at(list, i), "id")));
	return fl_json_error(list, p->err, FL_ENOTFOUND, "'%.*s': there is no element '%.*s'%s", FL_STR_ARG(p->path),
			     FL_STR_ARG(name), fl_spelling_hint(&near, hint));
}

static fl_status walk_list(patch *p, fl_json v, size_t at)
{
	fl_str name = p->steps[at].name;
	size_t index;

	if (fl_json_type_of(v) != FL_JSON_ARRAY || !find_element(v, name, &index))
		return no_element(p, v, name);
	fl_json_begin_array(&p->out);
	for (size_t i = 0; i < fl_json_len(v); i++)
		if (i == index)
			FL_TRY(walk(p, fl_json_at(v, i), at + 1));
		else
			fl_json_put_value(&p->out, fl_json_at(v, i), false);
	fl_json_end_array(&p->out);
	return FL_OK;
}

static fl_status walk(patch *p, fl_json v, size_t at)
{
	if (at == p->num_steps) {
		put_value(p);
		return FL_OK;
	}
	return p->steps[at].in_list ? walk_list(p, v, at) : walk_object(p, v, at);
}

fl_status fl_round_patch(fl_str json, const char *source, fl_str assignment, fl_buf *ret_json, fl_error *err)
{
	patch p = { .num_steps = 0, .err = err };
	fl_json_doc *doc = NULL, *value = NULL;
	fl_error ignored = FL_ERROR_INIT;
	fl_status status = split_assignment(&p, assignment);

	if (status != FL_OK)
		goto done;
	status = fl_json_parse(json, source, &doc, err);
	if (status != FL_OK)
		goto done;
	status = fl_json_parse(p.literal, "value", &value, &ignored);
	if (status == FL_OK)
		p.value = fl_json_root(value);
	else if (status == FL_ENOMEM)
		goto done;
	fl_json_start(&p.out, ret_json, true);
	status = walk(&p, fl_json_root(doc), 0);
	if (status == FL_OK)
		fl_buf_putc(ret_json, '\n');
	if (status == FL_OK)
		status = fl_buf_status(ret_json, err);
done:
	if (status == FL_ENOMEM)
		fl_enomem(err);
	fl_json_free(doc);
	fl_json_free(value);
	return status;
}
