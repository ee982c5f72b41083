/* SPDX-License-Identifier: Apache-2.0
 *
 * Ledgers that others made, from files to awards:
 *   - the published vectors of quadratic funding as whole rounds with 'rounding: floor': every match to the unit;
 *   - a real matching round, 80,354 gifts with the failed and the negative ones: read, tallied, qualified, divided by quadratic
 *     weights, and its result confirmed by florin-check; tallies and weights against a second computation over the file;
 *   - the ballots of 90 city elections, which come to the published totals.
 * What needs the shared data is skipped where it is absent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/vec.h"
#include "ledger_kit.h"
#include "shared_data.h"

#include <sys/wait.h>

static fl_run_summary run(const char *input, const char *out)
{
	fl_error err = FL_ERROR_INIT;
	fl_run_summary s;
	if (fl_run(input, out, NULL, NULL, &kit_options, &s, &err) != FL_OK)
		fail_msg("%s: %s: %s", input, err.source, err.message);
	return s;
}

static int64_t number(fl_json v)
{
	int64_t n = -1;
	assert_true(fl_json_i64(v, &n));
	return n;
}

static fl_json_doc *parse_file(const char *path)
{
	fl_buf text;
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(&text, 1 << 28);
	if (fl_file_read(path, &text, &err) != FL_OK || fl_json_parse(fl_buf_view(&text), path, &doc, &err) != FL_OK)
		fail_msg("%s: %s", path, err.message);
	fl_buf_release(&text);
	return doc;
}

/* ---- published vectors ---- */

/* Dreams d0, d1 ... that ask for more than there is; giver i of a dream is the same person in all dreams. */
static void write_case(const void *state, fl_json c)
{
	fl_json gifts = fl_json_get(c, "gifts"), cap = fl_json_get(c, "cap");
	fl_buf dreams, flowers, round;
	fl_buf_init(&dreams, 1 << 20);
	fl_buf_init(&flowers, 1 << 20);
	fl_buf_init(&round, 1 << 20);
	fl_buf_puts(&dreams, "id,title,request\n");
	fl_buf_puts(&flowers, "dream,giver,count\n");
	for (size_t d = 0; d < fl_json_len(gifts); d++) {
		fl_json list = fl_json_at(gifts, d);
		fl_buf_printf(&dreams, "d%zu,t,1000000000000\n", d);
		for (size_t g = 0; g < fl_json_len(list); g++)
			if (number(fl_json_at(list, g)) > 0)
				fl_buf_printf(&flowers, "d%zu,g%zu,%lld\n", d, g, (long long)number(fl_json_at(list, g)));
	}
	fl_buf_printf(&round,
		      "{\"format\":\"florin-round/1\",\"round\":\"vector\",\"minor_digits\":0,\"dreams\":[\"dreams.csv\"],"
		      "\"flowers\":[\"flowers.csv\"],\"duplicates\":false,\"pools\":[{\"id\":\"p\",\"amount\":%lld}],"
		      "\"policy\":{\"name\":\"quadratic\",\"rounding\":\"floor\",\"quadratic\":{\"target\":\"%s\",\"saturate\":%s}",
		      (long long)number(fl_json_get(c, "pool")),
		      fl_json_present(fl_json_get(c, "drop_remainders")) ? "drop-remainders" : "pairwise",
		      fl_json_bool(fl_json_get(c, "saturate")) ? "true" : "false");
	if (fl_json_present(cap))
		fl_buf_printf(&round, ",\"cap\":%lld", (long long)number(cap));
	fl_buf_puts(&round, "}}");
	kit_write(state, "dreams.csv", dreams.data);
	kit_write(state, "flowers.csv", flowers.data);
	kit_write(state, "round.json", round.data);
	fl_buf_release(&dreams);
	fl_buf_release(&flowers);
	fl_buf_release(&round);
}

static void check_case(const void *state, fl_json c)
{
	char input[300], out[300], name[200];
	fl_json want = fl_json_get(c, "match");
	snprintf(name, sizeof name, "%.*s", FL_STR_ARG(fl_json_text(fl_json_get(c, "case"))));
	write_case(state, c);
	scratch_path(state, "round.json", input, sizeof input);
	scratch_path(state, "out", out, sizeof out);
	fl_run_summary s = run(input, out);
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;
	fl_str text = { s.report.json.data, s.report.json.len };
	assert_int_equal(fl_json_parse(text, "result", &doc, &err), FL_OK);
	fl_json dreams = fl_json_get(fl_json_root(doc), "dreams");
	assert_int_equal(fl_json_len(dreams), fl_json_len(want));
	for (size_t d = 0; d < fl_json_len(want); d++) {
		int64_t award = number(fl_json_get(fl_json_at(dreams, d), "award"));
		if (award != number(fl_json_at(want, d)))
			fail_msg("%s: dream %zu gets %lld, not %lld", name, d, (long long)award,
				 (long long)number(fl_json_at(want, d)));
	}
	assert_true(s.answer);
	fl_json_free(doc);
	fl_run_summary_release(&s);
	scratch_remove_tree(out);
}

static void test_ledger__published_vectors_as_whole_rounds(void **state)
{
	fl_json_doc *doc = parse_file(FLORIN_SOURCE_DIR "/tests/unit/quadratic_vectors.json");
	fl_json cases = fl_json_get(fl_json_get(fl_json_root(doc), "quadratic_funding"), "cases");
	assert_int_equal(fl_json_len(cases), 9);
	for (size_t i = 0; i < fl_json_len(cases); i++)
		check_case(*state, fl_json_at(cases, i));
	fl_json_free(doc);
}

/* ---- a real matching round ---- */

enum { GRANTS = 1000, GIVERS = 10000 };

typedef struct real_round {
	fl_map grants, givers;
	fl_arena arena;
	int64_t (*gift)[GIVERS]; /* cents, by grant and giver */
	int64_t rows, failed, negative, dust;
} real_round;

static fl_str csv_field(fl_str line, size_t n)
{
	size_t from = 0, at = 0;
	for (; at < line.len && (line.data[at] != ',' || n > 0); at++)
		if (line.data[at] == ',') {
			n--;
			from = at + 1;
		}
	return fl_str_slice(line, from, at);
}

/* Whole cents, by way of the digits: what a person would cut off. */
static int64_t cents_of(fl_str s)
{
	char digits[64] = { 0 };
	int point = -1, len = 0, exponent = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] == '.')
			point = len;
		else if (s.data[i] == 'e') {
			exponent = (int)strtol(s.data + i + 1, NULL, 10);
			break;
		} else
			digits[len++] = s.data[i];
	}
	int keep = (point < 0 ? len : point) + exponent + 2;
	int64_t cents = 0;
	for (int i = 0; i < keep; i++)
		cents = cents * 10 + (i < len ? digits[i] - '0' : 0);
	return cents;
}

static size_t code_of(real_round *r, fl_map *map, fl_str name)
{
	size_t value;
	assert_true(fl_map_put(map, fl_arena_str(&r->arena, name), map->len, &value));
	return value;
}

static void read_round(real_round *r, const char *path)
{
	fl_buf text;
	fl_str line;
	size_t pos = 0;
	*r = (real_round){ .gift = calloc(GRANTS, sizeof *r->gift) };
	assert_non_null(r->gift);
	fl_buf_init(&text, 1 << 24);
	assert_int_equal(fl_file_read(path, &text, NULL), FL_OK);
	assert_true(next_line(fl_buf_view(&text), &pos, &line));
	while (next_line(fl_buf_view(&text), &pos, &line)) {
		fl_str amount = csv_field(line, 3);
		size_t grant = code_of(r, &r->grants, csv_field(line, 2)), giver = code_of(r, &r->givers, csv_field(line, 1));
		assert_true(grant < GRANTS && giver < GIVERS);
		r->rows++;
		if (!fl_str_eqz(csv_field(line, 6), "True"))
			r->failed++;
		else if (amount.data[0] == '-')
			r->negative++;
		else if (cents_of(amount) == 0)
			r->dust++;
		else
			r->gift[grant][giver] += cents_of(amount);
	}
	fl_buf_release(&text);
}

static void release_round(real_round *r)
{
	fl_map_release(&r->grants);
	fl_map_release(&r->givers);
	fl_arena_release(&r->arena);
	free(r->gift);
}

#define LEAST_CENTS  10000
#define LEAST_GIVERS 10

static void write_round(const void *state, const real_round *r, const char *data)
{
	fl_buf dreams, round;
	fl_buf_init(&dreams, 1 << 20);
	fl_buf_init(&round, 1 << 20);
	fl_buf_puts(&dreams, "id,title,request\n");
	for (size_t g = 1; g <= r->grants.len; g++)
		fl_buf_printf(&dreams, "g%03zu,grant,100000\n", g);
	fl_buf_printf(&round,
		      "{\"format\":\"florin-round/1\",\"round\":\"matching\",\"currency\":\"USD\",\"duplicates\":false,"
		      "\"dreams\":[\"dreams.csv\"],\"flowers\":[{\"file\":\"%s\",\"count\":\"amount\",\"rounding\":\"down\","
		      "\"only\":{\"success\":\"True\"},\"columns\":{\"event\":\"row\",\"dream\":\"grant\",\"count\":\"amount\","
		      "\"ignore\":[\"token\",\"amount_in_token\"]}}],"
		      "\"threshold\":{\"default\":%d,\"givers\":%d},"
		      "\"policy\":{\"name\":\"quadratic\",\"rounding\":\"floor\",\"cap_budget_share\":\"4%%\"},"
		      "\"pools\":[{\"id\":\"matching\",\"amount\":\"500,000\"}]}",
		      data, LEAST_CENTS, LEAST_GIVERS);
	kit_write(state, "dreams.csv", dreams.data);
	kit_write(state, "round.json", round.data);
	fl_buf_release(&dreams);
	fl_buf_release(&round);
}

static int64_t root_of(int64_t c)
{
	int64_t s = 0;
	for (int64_t bit = (int64_t)1 << 31; bit > 0; bit >>= 1)
		if ((s + bit) * (s + bit) <= c)
			s += bit;
	return s;
}

static void compare_grant(const char *file, const real_round *r, const char *id, int64_t *qualified)
{
	char sql[300];
	int64_t sum = 0, roots = 0, squares = 0, givers = 0;
	size_t grant = fl_map_get(&r->grants, fl_str_of(id));
	for (size_t g = 0; grant != FL_MAP_NONE && g < GIVERS; g++) {
		int64_t c = r->gift[grant][g], s = root_of(c);
		sum += c;
		roots += s;
		squares += s * s;
		givers += c > 0;
	}
	bool enough = sum >= LEAST_CENTS && givers >= LEAST_GIVERS;
	*qualified += enough;
	snprintf(sql, sizeof sql,
		 "SELECT t.merged = %lld AND t.roots = %lld AND t.squares = %lld AND t.givers = %lld AND t.standing = %d"
		 " FROM tallies AS t JOIN dreams AS d ON d.id = t.dream WHERE d.name = '%s'",
		 (long long)sum, (long long)roots, (long long)squares, (long long)givers, enough ? 0 : 1, id);
	if (scratch_sql_int(file, sql) != 1)
		fail_msg("%s: not %lld cents of %lld givers, roots %lld, squares %lld", id, (long long)sum, (long long)givers,
			 (long long)roots, (long long)squares);
}

static void test_ledger__a_real_matching_round(void **state)
{
	char data[1024], input[300], out[300], file[400], id[40], command[1000];
	static real_round r;
	int64_t qualified = 0;
	if (!shared_path("gitcoin/contributions.csv", data, sizeof data))
		skip();
	read_round(&r, data);
	assert_int_equal(r.rows, 80354);
	assert_int_equal(r.failed, 6793);
	assert_int_equal(r.negative, 1);
	write_round(*state, &r, data);
	scratch_path(*state, "round.json", input, sizeof input);
	scratch_path(*state, "out", out, sizeof out);
	snprintf(file, sizeof file, "%s/round.florin", out);
	fl_run_summary s = run(input, out);
	assert_int_equal(s.import.flowers_read, r.rows);
	assert_int_equal(s.import.flowers_left_out, r.failed);
	assert_int_equal(s.import.flowers_rejected, r.negative + r.dust);
	assert_int_equal(s.import.flowers, r.rows - r.failed - r.negative - r.dust);
	assert_int_equal(scratch_sql_int(file, "SELECT count(*) FROM findings WHERE code = 'rows-left-out' AND message LIKE"
						" '''only'' leaves out 6793 of 80354 rows%'"),
			 1);
	assert_int_equal(scratch_sql_int(file, "SELECT line FROM rejected WHERE code = 'amount-negative'"), 40079);
	for (size_t g = 1; g <= r.grants.len; g++) {
		snprintf(id, sizeof id, "g%03zu", g);
		compare_grant(file, &r, id, &qualified);
	}
	assert_int_equal(s.tally.qualified, qualified);
	assert_true(s.answer && qualified > 100);
	assert_true(s.allocate.awarded > 49000000 && s.allocate.awarded <= 50000000);
	snprintf(command, sizeof command, "%s %s/bundle >/dev/null", FLORIN_CHECK, out);
	assert_int_equal(system(command), 0);
	print_message("%lld gifts, %lld grants qualify, %lld cents awarded\n", (long long)s.import.flowers, (long long)qualified,
		      (long long)s.allocate.awarded);
	fl_run_summary_release(&s);
	release_round(&r);
}

/* ---- ballots ---- */

static void count_differing(void *user, const fl_finding *f)
{
	if (strcmp(f->code, "ballots-differ") == 0)
		++*(int *)user;
}

/* Import to tally. */
static fl_tally_summary tally_of(const char *input, const char *file, int *differing)
{
	fl_error err = FL_ERROR_INIT;
	fl_options options = kit_options;
	fl_init_summary init;
	fl_import_summary import;
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally = { 0 };
	fl_round *round = NULL;
	options.findings = (fl_listener){ count_differing, differing };
	if (fl_round_init(input, file, NULL, &options, &init, &err) != FL_OK || fl_round_open(file, true, &round, &err) != FL_OK ||
	    fl_round_import(round, NULL, &options, &import, &err) != FL_OK ||
	    fl_round_tag(round, &options, &tag, &err) != FL_OK || fl_round_dedup(round, &options, &dedup, &err) != FL_OK ||
	    fl_round_tally(round, &options, &tally, &err) != FL_OK)
		fail_msg("%s: %s: %s", input, err.source, err.message);
	fl_round_close(round);
	return tally;
}

static int64_t field_number(fl_str line, size_t n)
{
	fl_str text = tsv_field(line, n);
	char digits[32];
	snprintf(digits, sizeof digits, "%.*s", FL_STR_ARG(text));
	return strtoll(digits, NULL, 10);
}

static void test_ledger__ballots_come_to_the_published_totals(void **state)
{
	enum { FILE_NAME = 0, FILE_BYTES = 1, PROJECTS = 11, BELOW = 17, SCORE = 15 };
	char path[1024], input[1400], file[300];
	fl_buf table;
	fl_str line;
	size_t pos = 0, count = 0;
	if (!shared_path("pabulib/expected.tsv", path, sizeof path))
		skip();
	fl_buf_init(&table, 1 << 24);
	assert_int_equal(fl_file_read(path, &table, NULL), FL_OK);
	assert_true(next_line(fl_buf_view(&table), &pos, &line));
	while (next_line(fl_buf_view(&table), &pos, &line)) {
		int differing = 0;
		snprintf(input, sizeof input, "%.*s/%.*s", (int)(strlen(path) - strlen("/expected.tsv")), path,
			 FL_STR_ARG(tsv_field(line, FILE_NAME)));
		scratch_path(*state, "r.florin", file, sizeof file);
		remove(file);
		fl_tally_summary s = tally_of(input, file, &differing);
		if (s.dreams != field_number(line, PROJECTS) || s.flowers != field_number(line, SCORE) || differing > 0 ||
		    s.below_threshold != field_number(line, BELOW))
			fail_msg("%s: %lld dreams, %lld flowers, %lld below, %d projects whose ballots differ", input,
				 (long long)s.dreams, (long long)s.flowers, (long long)s.below_threshold, differing);
		count++;
	}
	fl_buf_release(&table);
	assert_int_equal(count, 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ledger__published_vectors_as_whole_rounds, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_ledger__a_real_matching_round, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_ledger__ballots_come_to_the_published_totals, scratch_make, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
