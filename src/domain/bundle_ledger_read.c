/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle_ledger_read.c - flowers.csv and earned.csv of an audit bundle: whole numbers and commas, nothing else.
 *
 * Rows stand in one order and each key once, so that nothing can be counted twice and one giver is seen at a time.
 */
#include "domain/bundle_facts.h"

#include "base/error.h"
#include "base/str.h"

/* A line, and how far it was read. */
typedef struct cells {
	const char *source;
	int64_t line;
	fl_str text;
	size_t at;
} cells;

static fl_status wrong(const cells *c, fl_error *err, const char *what)
{
	return fl_error_at(err, FL_EPARSE, c->source, c->line, (int64_t)c->at + 1, "%s", what);
}

/* The next cell: digits as they are printed, one way for each number. Empty: *ret_known is false. 'after' is what stands
 * behind it; 0: the end. */
static fl_status next_number(cells *c, char after, bool *ret_known, int64_t *ret, fl_error *err)
{
	const char *data = c->text.data + c->at, *end = c->text.data + c->text.len, *at = data;
	bool minus = at < end && *at == '-';
	int64_t value = 0;
	at += minus;
	const char *first = at;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, *at - '0', &value)) /* downwards: there is one more below 0 */
			return wrong(c, err, "this number is too large");
	bool canonical = at == first ? !minus : *first != '0' || (at == first + 1 && !minus);
	if (!canonical || (at < end ? *at != after : after != 0))
		return wrong(c, err, "expected a whole number");
	if (!minus && value == INT64_MIN)
		return wrong(c, err, "this number is too large");
	*ret_known = at > first;
	*ret = minus ? value : -value;
	c->at = (size_t)(at - c->text.data) + (after != 0);
	return FL_OK;
}

/* A number from 'least' to below 'end'. */
static fl_status need_number(cells *c, char after, int64_t least, int64_t end, int64_t *ret, fl_error *err)
{
	bool known;
	size_t start = c->at;
	FL_TRY(next_number(c, after, &known, ret, err));
	if (known && *ret >= least && *ret < end)
		return FL_OK;
	c->at = start;
	return wrong(c, err, known ? "there is no such number here" : "expected a whole number");
}

/* A number below 'end', or nothing: FL_FACT_NONE. */
static fl_status take_index(cells *c, int64_t end, uint32_t *ret, fl_error *err)
{
	bool known;
	int64_t value;
	size_t start = c->at;
	FL_TRY(next_number(c, ',', &known, &value, err));
	*ret = known ? (uint32_t)value : FL_FACT_NONE;
	if (!known || (value >= 0 && value < end))
		return FL_OK;
	c->at = start;
	return wrong(c, err, "there is no such number here");
}

static fl_status take_time(cells *c, int64_t *ret, fl_error *err)
{
	bool known;
	FL_TRY(next_number(c, ',', &known, ret, err));
	if (!known)
		*ret = FL_TIME_NONE;
	else if (*ret == FL_TIME_NONE)
		return wrong(c, err, "there is no such time");
	return FL_OK;
}

static fl_status read_flower(fl_flower_text *t, cells *c, fl_error *err)
{
	fl_flower_fact row = { .given = FL_TIME_NONE };
	int64_t dream;
	FL_TRY(take_index(c, UINT32_MAX, &row.giver, err));
	FL_TRY(need_number(c, ',', 0, (int64_t)t->num_dreams, &dream, err));
	row.dream = (uint32_t)dream;
	FL_TRY(take_index(c, (int64_t)t->num_sources, &row.source, err));
	if (t->with_times)
		FL_TRY(take_time(c, &row.given, err));
	FL_TRY(need_number(c, 0, 1, INT64_MAX, &row.count, err));
	c->at = 0;
	if (t->line > 2 && fl_flower_fact_cmp(&t->last, &row) >= 0)
		return wrong(c, err, "rows stand by giver, time, dream and source, each once");
	t->last = row;
	return t->row(t->user, &row, err);
}

static fl_status read_head(const cells *c, const char *head, fl_error *err)
{
	return fl_str_eqz(c->text, head) ? FL_OK : fl_error_at(err, FL_EPARSE, c->source, 1, 1, "the first line is not '%s'", head);
}

/* Without its end; false where there is none. */
static bool next_line(fl_str text, size_t *at, fl_str *ret)
{
	const char *end = *at < text.len ? memchr(text.data + *at, '\n', text.len - *at) : NULL;
	if (!end)
		return false;
	*ret = fl_str_slice(text, *at, (size_t)(end - text.data));
	*at = (size_t)(end - text.data) + 1;
	return true;
}

fl_status fl_flower_text_read(fl_flower_text *t, fl_str lines, fl_error *err)
{
	cells c = { .source = t->source };
	size_t at = 0;
	while (next_line(lines, &at, &c.text)) {
		c.line = ++t->line;
		c.at = 0;
		if (c.line > 1)
			FL_TRY(read_flower(t, &c, err));
		else
			FL_TRY(read_head(&c, t->with_times ? "giver,dream,source,given,flowers" : "giver,dream,source,flowers", err));
	}
	c.line = t->line + 1;
	return at == lines.len ? FL_OK : wrong(&c, err, "the line has no end");
}

fl_status fl_bundle_earned_read(fl_str text, const char *source, fl_earned_facts *ret, fl_error *err)
{
	cells c = { .source = source };
	size_t at = 0;
	while (next_line(text, &at, &c.text)) {
		int64_t giver, flowers;
		c.at = 0;
		if (++c.line == 1) {
			FL_TRY(read_head(&c, "giver,flowers", err));
			continue;
		}
		FL_TRY(need_number(&c, ',', 0, UINT32_MAX, &giver, err));
		FL_TRY(need_number(&c, 0, 0, INT64_MAX, &flowers, err));
		c.at = 0;
		if (ret->len > 0 && ret->items[ret->len - 1].giver >= giver)
			return wrong(&c, err, "rows stand by giver, each once");
		if (!fl_vec_push(ret, ((fl_earned_fact){ (uint32_t)giver, flowers })))
			return fl_enomem(err);
	}
	return at == text.len && c.line > 0 ? FL_OK : wrong(&c, err, "the line has no end");
}
