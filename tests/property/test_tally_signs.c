/* SPDX-License-Identifier: Apache-2.0
 *
 * Signs for a reviewer against loops that ask the obvious: random ledgers, random settings of "signs". The seed of a failing case is
 * printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "random.h"
#include "tally/tally.h"

enum { CASES = 8000, DREAMS = 4, GIVERS = 9, ROWS = 50, DAYS = 3 };

#define START INT64_C(1788566400) /* a midnight in UTC */

typedef struct signs_case {
	fl_round_spec *spec;
	fl_flower_row rows[ROWS];
	size_t num_rows;
	uint32_t organisation[DREAMS];
	int64_t gift[GIVERS][DREAMS], of_giver[GIVERS], of_dream[DREAMS], all;
} signs_case;

static int below(uint64_t *s, int n)
{
	return (int)random_below(s, (uint64_t)n);
}

static void make_spec(signs_case *c, uint64_t *s)
{
	fl_buf b;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&b, 4000);
	fl_buf_puts(&b, "{\"format\":\"florin-round/1\",\"round\":\"r\",\"time_zone\":\"UTC\",\"pools\":[{\"id\":\"p\",\"amount\":1}],\"tally\":{\"signs\":{");
	fl_buf_printf(&b, "\"concentrated\":{\"flowers\":%d,\"share\":\"%d%%\",\"effective_givers\":%d}", below(s, 30), 10 + below(s, 91), below(s, 6));
	if (below(s, 5))
		fl_buf_printf(&b, ",\"burst\":{\"flowers\":%d,\"share\":\"%d%%\",\"hours\":%d,\"times\":%d}", below(s, 20), 10 + below(s, 91),
			      1 + below(s, 30), below(s, 4));
	else
		fl_buf_puts(&b, ",\"burst\":false");
	fl_buf_printf(&b, ",\"one_organisation\":{\"flowers\":%d,\"share\":\"%d%%\",\"giver_flowers\":%d,\"times\":%d}", below(s, 20),
		      10 + below(s, 91), 1 + below(s, 5), below(s, 4));
	fl_buf_printf(&b, ",\"new_givers\":{\"givers\":%d,\"share\":\"%d%%\",\"times\":%d}}}}", below(s, 5), 10 + below(s, 91), below(s, 4));
	if (fl_round_parse(fl_buf_view(&b), "r", &c->spec, &err) != FL_OK)
		fail_msg("%s: %s", b.data, err.message);
	fl_buf_release(&b);
}

static void make_case(signs_case *c, uint64_t seed)
{
	uint64_t s = seed;
	*c = (signs_case){ .num_rows = 1 + random_below(&s, ROWS) };
	make_spec(c, &s);
	for (size_t d = 0; d < DREAMS; d++)
		c->organisation[d] = below(&s, 5) ? (uint32_t)below(&s, 2) : UINT32_MAX;
	for (size_t i = 0; i < c->num_rows; i++) {
		fl_flower_row *r = &c->rows[i];
		*r = (fl_flower_row){ (uint32_t)below(&s, DREAMS), (uint32_t)below(&s, GIVERS), UINT32_MAX, 1 + below(&s, 9),
				      below(&s, 8) ? START + (int64_t)random_below(&s, DAYS * 24) * 3600 : FL_TIME_NONE };
		c->gift[r->giver][r->dream] += r->count;
		c->of_giver[r->giver] += r->count;
		c->of_dream[r->dream] += r->count;
		c->all += r->count;
	}
}

static bool is_share(int64_t a, int64_t b, fl_share share)
{
	return a * share.den >= share.num * b;
}

static bool so_many_times(int64_t a, int64_t b, int64_t times, int64_t n, int64_t d)
{
	return a * d >= times * n * b;
}

static bool concentrated(const signs_case *c, size_t d)
{
	const fl_sign_rules *r = &c->spec->tally.signs;
	int64_t top = 0, squares = 0, sum = c->of_dream[d];
	for (size_t g = 0; g < GIVERS; g++) {
		top = c->gift[g][d] > top ? c->gift[g][d] : top;
		squares += c->gift[g][d] * c->gift[g][d];
	}
	if (sum == 0 || sum < r->concentrated.least)
		return false;
	return is_share(top, sum, r->concentrated.share) || sum * sum < r->effective_few * squares;
}

/* The spans of the round, by number, and which flowers came in each. */
static bool burst(const signs_case *c, size_t d)
{
	const fl_sign_rules *r = &c->spec->tally.signs;
	int64_t first = INT64_MAX, last = INT64_MIN, best = 0, best_all = 0, sum = 0, all = 0;
	for (size_t i = 0; i < c->num_rows; i++) {
		if (c->rows[i].given == FL_TIME_NONE)
			continue;
		int64_t span = c->rows[i].given / r->burst_seconds;
		first = span < first ? span : first;
		last = span > last ? span : last;
		all += c->rows[i].count;
		sum += c->rows[i].dream == d ? c->rows[i].count : 0;
	}
	for (int64_t span = first; first < last && span <= last; span++) {
		int64_t own = 0, of_all = 0;
		for (size_t i = 0; i < c->num_rows; i++) {
			if (c->rows[i].given == FL_TIME_NONE || c->rows[i].given / r->burst_seconds != span)
				continue;
			of_all += c->rows[i].count;
			own += c->rows[i].dream == d ? c->rows[i].count : 0;
		}
		if (own > best) {
			best = own;
			best_all = of_all;
		}
	}
	return r->burst.on && first < last && sum > 0 && sum >= r->burst.least && is_share(best, sum, r->burst.share) &&
	       so_many_times(best, sum, r->burst.times, best_all, all);
}

static bool gave_to_one(const signs_case *c, size_t g)
{
	uint32_t only = UINT32_MAX;
	for (size_t d = 0; d < DREAMS; d++) {
		if (c->gift[g][d] == 0)
			continue;
		if (c->organisation[d] == UINT32_MAX || (only != UINT32_MAX && only != c->organisation[d]))
			return false;
		only = c->organisation[d];
	}
	return c->of_giver[g] >= c->spec->tally.signs.giver_flowers && only != UINT32_MAX;
}

static bool one_organisation(const signs_case *c, size_t d)
{
	const fl_sign_rule *r = &c->spec->tally.signs.one_organisation;
	int64_t own = 0, all = 0, givers = 0;
	for (size_t g = 0; g < GIVERS; g++) {
		if (!gave_to_one(c, g))
			continue;
		own += c->gift[g][d];
		all += c->of_giver[g];
		givers += c->gift[g][d] > 0;
	}
	return c->of_dream[d] >= r->least && givers >= 2 && is_share(own, c->of_dream[d], r->share) &&
	       so_many_times(own, c->of_dream[d], r->times, all, c->all);
}

/* The dream to which a giver gave first, and the day; false: at no known time. Equal times: the dream with the lower number. */
static bool first_gift(const signs_case *c, size_t g, size_t *ret_dream, int64_t *ret_day)
{
	int64_t best = INT64_MAX;
	for (size_t i = 0; i < c->num_rows; i++) {
		const fl_flower_row *r = &c->rows[i];
		if (r->giver != g || r->given == FL_TIME_NONE || r->given > best || (r->given == best && r->dream > *ret_dream))
			continue;
		best = r->given;
		*ret_dream = r->dream;
	}
	*ret_day = best / 86400;
	return best != INT64_MAX;
}

static bool new_givers(const signs_case *c, size_t d)
{
	const fl_sign_rule *r = &c->spec->tally.signs.new_givers;
	int64_t began[DAYS] = { 0 }, began_all[DAYS] = { 0 }, givers = 0, all = 0, first = INT64_MAX, last = 0;
	size_t most = 0;
	for (size_t i = 0; i < c->num_rows; i++) {
		if (c->rows[i].given == FL_TIME_NONE)
			continue;
		first = c->rows[i].given / 86400 < first ? c->rows[i].given / 86400 : first;
		last = c->rows[i].given / 86400 > last ? c->rows[i].given / 86400 : last;
	}
	for (size_t g = 0; g < GIVERS; g++) {
		size_t dream = 0;
		int64_t day;
		givers += c->gift[g][d] > 0;
		all += c->of_giver[g] > 0;
		if (!first_gift(c, g, &dream, &day))
			continue;
		began_all[day - START / 86400]++;
		began[day - START / 86400] += dream == d;
	}
	for (size_t k = 0; k < DAYS; k++)
		most = began[k] > began[most] ? k : most;
	return first < last && began[most] > 0 && began[most] >= r->least && is_share(began[most], givers, r->share) &&
	       so_many_times(began[most], givers, r->times, began_all[most], all);
}

static void test_signs__are_given_when_the_settings_say_so(void **state)
{
	static bool (*const asks[])(const signs_case *, size_t) = { concentrated, burst, one_organisation, new_givers };
	static const uint32_t self[DREAMS] = { 0, 1, 2, 3 };
	size_t given[4] = { 0 }, withheld[4] = { 0 };
	(void)state;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		signs_case c;
		make_case(&c, seed);
		fl_arena arena = FL_ARENA_INIT;
		fl_error err = FL_ERROR_INIT;
		fl_tally_result result;
		fl_tally_input in = { .num_dreams = DREAMS, .representative = self, .organisation = c.organisation };
		fl_flower_list list = { c.rows, c.num_rows, GIVERS, NULL };
		assert_int_equal(fl_tally_count(c.spec, &in, &list, &arena, &result, &err), FL_OK);
		size_t next = 0;
		for (int kind = 0; kind < 4; kind++)
			for (uint32_t d = 0; d < DREAMS; d++) {
				bool got = next < result.num_signs && result.signs[next].kind == (fl_sign_kind)kind && result.signs[next].dream == d;
				bool want = asks[kind](&c, d);
				if (got != want)
					fail_msg("seed %llu, dream %u: sign %d is %sgiven", (unsigned long long)seed, d, kind, got ? "" : "not ");
				next += got;
				++*(want ? &given[kind] : &withheld[kind]);
			}
		assert_int_equal(next, result.num_signs);
		fl_arena_release(&arena);
		fl_round_free(c.spec);
	}
	for (int kind = 0; kind < 4; kind++)
		assert_true(given[kind] > 500 && withheld[kind] > 500);
}

static void refused(const char *signs, const char *word)
{
	char text[600];
	fl_round_spec *spec;
	fl_error err = FL_ERROR_INIT;
	snprintf(text, sizeof text,
		 "{\"format\":\"florin-round/1\",\"round\":\"r\",\"pools\":[{\"id\":\"p\",\"amount\":1}],\"tally\":{\"signs\":%s}}", signs);
	assert_int_not_equal(fl_round_parse(fl_str_of(text), "r", &spec, &err), FL_OK);
	if (!strstr(err.message, word))
		fail_msg("%s: '%s' does not say '%s'", signs, err.message, word);
}

static void test_signs__settings_are_read_strictly(void **state)
{
	fl_round_spec *spec;
	fl_error err = FL_ERROR_INIT;
	(void)state;
	refused("{\"bursts\":false}", "burst");
	refused("{\"burst\":{\"givers\":3}}", "givers");
	refused("{\"burst\":{\"hours\":0}}", "hours");
	refused("{\"burst\":3}", "must be true, false, or an object");
	refused("{\"new_givers\":{\"share\":\"120%\"}}", "share");
	refused("3", "'signs'");
	static const char off[] = "{\"format\":\"florin-round/1\",\"round\":\"r\",\"pools\":[{\"id\":\"p\",\"amount\":1}],"
				  "\"tally\":{\"signs\":false}}";
	assert_int_equal(fl_round_parse(fl_str_of(off), "r", &spec, &err), FL_OK);
	const fl_sign_rules *s = &spec->tally.signs;
	assert_false(s->concentrated.on || s->burst.on || s->one_organisation.on || s->new_givers.on);
	fl_round_free(spec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signs__are_given_when_the_settings_say_so),
		cmocka_unit_test(test_signs__settings_are_read_strictly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
