/* SPDX-License-Identifier: Apache-2.0
 *
 * pabulib_limits.c - a round's limits in the words of an election (pabulib.org/format), and which of them it has no words for.
 *
 * An election knows one kind of limit beside its budget: a maximum for a category or a neighbourhood. A group is such a one if it
 * is nothing but a maximum, and if its dreams are exactly the projects that carry its name in that column of the file, so that
 * whoever reads the file again limits the same projects by the same sum.
 */
#include "report/pabulib_limits.h"

#include "base/error.h"
#include "base/str.h"

typedef struct column { /* of the file, and its two keys in META */
	const char *prefix, *names, *maxima;
} column;

static const column columns[] = { { FL_PB_CATEGORY, "categories", "budget_per_category" },
				  { FL_PB_NEIGHBORHOOD, "neighborhoods", "budget_per_neighborhood" } };

enum { COLUMNS = sizeof columns / sizeof *columns, NO_COLUMN = COLUMNS };

typedef struct saying {
	const fl_result *result;
	const uint32_t *projects;
	size_t num_projects;
	const fl_listener *findings;
	uint8_t *column; /* per group: where it is said */
	fl_str *name;    /* per group: as what */
} saying;

/* ---- bytes ---- */

void fl_pabulib_put_value(fl_buf *out, fl_str value)
{
	for (size_t i = 0; i < value.len; i++) {
		fl_buf_putc(out, value.data[i]);
		if (value.data[i] == ',' && i + 1 < value.len && value.data[i + 1] != ' ')
			fl_buf_putc(out, ' ');
	}
}

void fl_pabulib_put_field(fl_buf *out, fl_str text)
{
	bool quoted = false;
	for (size_t i = 0; i < text.len; i++)
		quoted = quoted || text.data[i] == ';' || text.data[i] == '"';
	if (quoted)
		fl_buf_putc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c == '"')
			fl_buf_putc(out, '"');
		fl_buf_putc(out, c < ' ' || c == 0x7f ? ' ' : (char)c);
	}
	if (quoted)
		fl_buf_putc(out, '"');
}

/* ---- which group is which maximum ---- */

typedef struct naming { /* the only name of a selector, and the column that has such names */
	size_t count, column;
	fl_str name;
} naming;

static void note_name(void *user, fl_selector_field field, fl_str name)
{
	naming *n = user;
	n->count++;
	n->name = name;
	n->column = field == FL_FIELD_CATEGORY ? 0 : field == FL_FIELD_REGION ? 1 : NO_COLUMN;
	for (size_t k = 0; field == FL_FIELD_TAG && k < COLUMNS; k++)
		if (fl_str_starts(name, fl_str_of(columns[k].prefix))) {
			n->column = k;
			n->name = fl_str_slice(name, strlen(columns[k].prefix), name.len);
		}
}

/* Does the project carry this name in the column of the file? */
static bool carries(const fl_candidate *c, size_t k, fl_str name)
{
	bool tagged = false;
	fl_str prefix = fl_str_of(columns[k].prefix);
	for (size_t t = 0; t < c->num_tags; t++) {
		if (!fl_str_starts(c->tags[t], prefix))
			continue;
		tagged = true;
		if (fl_str_eq(fl_str_slice(c->tags[t], prefix.len, c->tags[t].len), name))
			return true;
	}
	return !tagged && fl_str_eq(k == 0 ? c->category : c->region, name);
}

/* Will a reader of the file get this name back as it is? */
static bool plain(fl_str name)
{
	return name.len > 0 && fl_str_trim(name).len == name.len && name.data[0] != ',' && name.data[name.len - 1] != ',';
}

static bool only_a_maximum(const fl_group *g)
{
	return g->has_max && !g->has_min && !g->has_min_share && !g->has_max_share && !g->has_max_funded && g->each == FL_EACH_NONE;
}

static void place(saying *s, size_t group)
{
	const fl_group *g = &s->result->spec->groups[group];
	naming n = { .column = NO_COLUMN };
	s->column[group] = NO_COLUMN;
	if (!only_a_maximum(g))
		return;
	fl_selector_names(g->selector, note_name, &n);
	if (n.count != 1 || n.column == NO_COLUMN || !plain(n.name))
		return;
	for (size_t i = 0; i < s->num_projects; i++) {
		const fl_candidate *c = s->result->dreams[s->projects[i]].candidate;
		if (carries(c, n.column, n.name) != fl_selector_matches(g->selector, c))
			return;
	}
	for (size_t i = 0; i < group; i++) /* a name has one maximum */
		if (s->column[i] == n.column && fl_str_eq(s->name[i], n.name))
			return;
	s->column[group] = (uint8_t)n.column;
	s->name[group] = n.name;
}

static void put_column(const saying *s, size_t k, fl_buf *list, fl_buf *out)
{
	const fl_round_spec *spec = s->result->spec;
	size_t count = 0;
	fl_buf_clear(list);
	for (size_t i = 0; i < spec->num_groups; i++) {
		if (s->column[i] != k)
			continue;
		fl_buf_puts(list, count++ > 0 ? "," : "");
		fl_pabulib_put_value(list, s->name[i]);
	}
	if (count == 0)
		return;
	fl_buf_printf(out, "%s;", columns[k].names);
	fl_pabulib_put_field(out, fl_buf_view(list));
	fl_buf_printf(out, "\n%s;", columns[k].maxima);
	for (size_t i = 0, n = 0; i < spec->num_groups; i++) {
		if (s->column[i] != k)
			continue;
		fl_buf_puts(out, n++ > 0 ? "," : "");
		fl_money_print(out, spec->groups[i].max, spec->currency.minor_digits, false);
	}
	fl_buf_putc(out, '\n');
}

/* ---- what it cannot say ---- */

static void tell(const saying *s, const char *kind, fl_str name)
{
	fl_report(s->findings, FL_WARNING, "election-leaves-out", "", 0, 0, name.data,
		  "the election is without %s '%.*s', which its format cannot say: whoever reads it may award what the round does not permit",
		  kind, FL_STR_ARG(name));
}

static void tell_policy(const saying *s)
{
	const fl_policy *p = &s->result->spec->policy;
	const struct {
		bool set;
		const char *key;
	} keys[] = { { p->minimum > 0, "policy.minimum_award" },
		     { p->base_grant > 0, "policy.base_grant" },
		     { p->cap > 0, "policy.cap" },
		     { p->has_cap_share, "policy.cap_share" },
		     { p->has_cap_budget_share, "policy.cap_budget_share" },
		     { p->has_match_ratio, "policy.match_ratio" } };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].set)
			tell(s, "the limit", fl_str_of(keys[i].key));
	if (!p->indivisible)
		fl_report(s->findings, FL_NOTE, "election-whole-requests", "", 0, 0, "policy.indivisible",
			  "the round may award parts of a request; an election that is read again awards all of it or nothing");
}

static void tell_left_out(const saying *s)
{
	const fl_round_spec *spec = s->result->spec;
	for (size_t i = 0; i < spec->num_pools; i++)
		if (spec->pools[i].selector || spec->pools[i].must_spend)
			tell(s, "the pool", spec->pools[i].id);
	for (size_t i = 0; i < spec->num_groups; i++)
		if (s->column[i] == NO_COLUMN)
			tell(s, "the group", spec->groups[i].id);
	tell_policy(s);
}

fl_status fl_pabulib_put_limits(const fl_result *result, const uint32_t *projects, size_t num_projects, const fl_listener *findings,
				fl_buf *out, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_buf list;
	size_t count = result->spec->num_groups + 1;
	saying s = { .result = result, .projects = projects, .num_projects = num_projects, .findings = findings };
	s.column = fl_arena_array(&arena, count, sizeof *s.column);
	s.name = fl_arena_array(&arena, count, sizeof *s.name);
	fl_status status = s.column && s.name ? FL_OK : fl_enomem(err);
	fl_buf_init(&list, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; status == FL_OK && i < result->spec->num_groups; i++)
		place(&s, i);
	for (size_t k = 0; status == FL_OK && k < COLUMNS; k++)
		put_column(&s, k, &list, out);
	if (status == FL_OK)
		status = fl_buf_status(&list, err);
	if (status == FL_OK)
		tell_left_out(&s);
	fl_buf_release(&list);
	fl_arena_release(&arena);
	return status;
}
