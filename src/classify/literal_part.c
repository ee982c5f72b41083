/* SPDX-License-Identifier: Apache-2.0
 *
 * literal_part.c - sets of texts that a part of a pattern needs. See literal_part.h.
 */
#include "classify/literal_part.h"

#include "base/str.h"

#include <string.h>

#define SET_MAX   4096 /* texts of an alternation */
#define CROSS_MAX 512  /* texts that a concatenation may multiply to */
#define TEXT_MAX  120  /* bytes of one text */
#define POWER_MAX 4    /* {n} is multiplied out up to here */

/* ---- sets -------------------------------------------------------------------------------------------------- */

static fl_str *new_set(fl_part_maker *m, size_t count)
{
	fl_str *set = fl_arena_array(m->arena, count ? count : 1, sizeof *set);

	if (!set)
		m->short_of_memory = true;
	return set;
}

fl_part fl_part_text(fl_part_maker *m, fl_str text, bool plain)
{
	fl_part p = { .count = 1, .exact = true, .plain = plain };

	p.set = new_set(m, 1);
	if (!p.set)
		return (fl_part){ .exact = false };
	p.set[0] = fl_arena_str(m->arena, text);
	if (!p.set[0].data)
		m->short_of_memory = true;
	return p;
}

fl_part fl_part_empty(fl_part_maker *m, bool plain)
{
	return fl_part_text(m, FL_STR(""), plain);
}

bool fl_part_has_empty(const fl_str *set, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (set[i].len == 0)
			return true;
	return false;
}

static size_t shortest(const fl_str *set, size_t count)
{
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < count; i++)
		least = set[i].len < least ? set[i].len : least;
	return least;
}

/* Is the set rarer than the other: longer texts, then fewer? */
static bool is_rarer(const fl_str *set, size_t count, const fl_str *other, size_t num_other)
{
	size_t length = shortest(set, count), other_length = num_other ? shortest(other, num_other) : 0;

	return num_other == 0 || length > other_length || (length == other_length && count < num_other);
}

static void keep_also(fl_part *best, fl_str *set, size_t count)
{
	if (count > 0 && is_rarer(set, count, best->also, best->num_also)) {
		best->also = set;
		best->num_also = count;
	}
}

/* Of sets that are each needed, keep the rarest and the next. An empty set or text says nothing. */
void fl_part_keep_better(fl_part *best, fl_str *set, size_t count)
{
	if (count == 0 || fl_part_has_empty(set, count))
		return;
	if (!is_rarer(set, count, best->set, best->count)) {
		keep_also(best, set, count);
		return;
	}
	keep_also(best, best->set, best->count);
	best->set = set;
	best->count = count;
}

bool fl_part_multiply(fl_part_maker *m, const fl_part *a, const fl_part *b, fl_part *ret)
{
	size_t n = 0;

	if (a->count * b->count > CROSS_MAX)
		return false;
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (a->set[i].len + b->set[j].len > TEXT_MAX)
				return false;
	*ret = (fl_part){ .exact = true, .plain = a->plain && b->plain, .count = a->count * b->count };
	ret->set = new_set(m, ret->count);
	for (size_t i = 0; ret->set && i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			char joined[TEXT_MAX];
			memcpy(joined, a->set[i].data, a->set[i].len);
			memcpy(joined + a->set[i].len, b->set[j].data, b->set[j].len);
			ret->set[n] = fl_arena_str(m->arena, (fl_str){ joined, a->set[i].len + b->set[j].len });
			if (!ret->set[n++].data)
				m->short_of_memory = true;
		}
	}
	return ret->set != NULL;
}

/* Append set b to a; false when it grows too large. */
bool fl_part_unite(fl_part_maker *m, fl_str **set, size_t *count, const fl_str *more, size_t num_more)
{
	fl_str *both;

	if (*count + num_more > SET_MAX)
		return false;
	both = new_set(m, *count + num_more);
	if (!both)
		return false;
	if (*count)
		memcpy(both, *set, *count * sizeof *both);
	if (num_more)
		memcpy(both + *count, more, num_more * sizeof *both);
	*set = both;
	*count += num_more;
	return true;
}

/* ---- repeats, sequences, alternatives ------------------------------------------------------------------- */

fl_part fl_part_repeat(fl_part_maker *m, fl_part p, unsigned min, unsigned max, bool lazy, bool possessive)
{
	fl_part known = { .starts = p.exact ? p.set : p.starts, .num_starts = p.exact ? p.count : p.num_starts };

	if (possessive)
		p.plain = false;
	if (min == 1 && max == 1)
		return p;
	if (min == 0 && max == 1 && p.exact) {
		fl_part absent = fl_part_empty(m, true), *first = lazy ? &absent : &p, *second = lazy ? &p : &absent;
		if (absent.exact && fl_part_unite(m, &first->set, &first->count, second->set, second->count)) {
			first->plain = p.plain;
			return *first;
		}
	}
	if (min == 0)
		return (fl_part){ .exact = false };
	if (p.exact && min == max && min <= POWER_MAX) {
		fl_part power = p, next;
		unsigned n = 1;
		while (n < min && fl_part_multiply(m, &power, &p, &next)) {
			power = next;
			n++;
		}
		if (n == min)
			return power;
	}
	fl_part_keep_better(&known, p.set, p.count);
	fl_part_keep_better(&known, p.also, p.num_also);
	return known;
}

/* The sequence so far ended in something inexact: what is known of it moves into 'all'. */
void fl_part_close_run(fl_part *all, bool *at_start, const fl_part *run, const fl_part *next)
{
	bool empty_run = run->count == 1 && run->set[0].len == 0;

	if (*at_start && empty_run && !next->exact) {
		all->starts = next->starts;
		all->num_starts = next->num_starts;
	} else if (*at_start) {
		all->starts = run->set;
		all->num_starts = run->count;
	}
	*at_start = false;
	fl_part_keep_better(all, run->set, run->count);
	if (!next->exact) {
		fl_part_keep_better(all, next->set, next->count);
		fl_part_keep_better(all, next->also, next->num_also);
	}
}

/* Unite what the alternatives need; what one of them does not tell, all together do not. */
fl_part fl_part_any_of(fl_part_maker *m, const fl_part *branches, size_t n)
{
	fl_part all = { .exact = true, .plain = true };
	size_t sets = 0, starts = 0, also = 0;

	for (size_t i = 0; i < n; i++) {
		also += branches[i].num_also;
		all.exact = all.exact && branches[i].exact;
		all.plain = all.plain && branches[i].plain;
		sets += branches[i].count;
		starts += branches[i].exact ? branches[i].count : branches[i].num_starts;
	}
	all.exact = all.exact && sets <= SET_MAX;
	all.set = new_set(m, sets);
	all.starts = new_set(m, starts);
	all.also = new_set(m, also);
	if (m->short_of_memory)
		return (fl_part){ .exact = false };
	for (size_t i = 0; i < n; i++) {
		const fl_part *b = &branches[i];
		const fl_str *begin = b->exact ? b->set : b->starts;
		size_t num_begin = b->exact ? b->count : b->num_starts;
		if (b->count == 0 || (!all.exact && fl_part_has_empty(b->set, b->count)))
			sets = 0;
		if (num_begin == 0)
			starts = 0;
		if (b->num_also == 0)
			also = 0;
		for (size_t k = 0; k < b->num_also && also; k++)
			all.also[all.num_also++] = b->also[k];
		for (size_t k = 0; k < b->count && sets; k++)
			all.set[all.count++] = b->set[k];
		for (size_t k = 0; k < num_begin && starts; k++)
			all.starts[all.num_starts++] = begin[k];
	}
	if (starts == 0 || starts > SET_MAX)
		all.num_starts = 0;
	if (also == 0 || also > SET_MAX)
		all.num_also = 0;
	if (sets == 0 || sets > SET_MAX)
		all.count = 0;
	all.exact = all.exact && all.count > 0;
	return all;
}
