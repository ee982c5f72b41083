/* SPDX-License-Identifier: Apache-2.0
 *
 * An event counts once, against the obvious way: a list of all rows in the order of the ledger, searched from its beginning. Random
 * files with events that repeat within a file and from file to file, with the same content and another; listed in the round,
 * or added one by one: the ledger is the same. The seed of a failing case is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ledger_kit.h"
#include "random.h"

enum { CASES = 20, FILES = 4, ROWS = 40 };

typedef struct obvious_row {
	char event[8], giver[8];
	int dream, count, kind;
	int line;
} obvious_row;

typedef struct obvious_case {
	obvious_row rows[FILES][ROWS];
	int num_rows[FILES], num_files;
	int same_as[FILES]; /* an earlier file with the same bytes, or itself */
	char names[FILES][16];
} obvious_case;

static void make_case(obvious_case *c, uint64_t seed)
{
	static const char *const ends[] = { "csv", "tsv", "jsonl" };
	uint64_t s = seed;
	c->num_files = 1 + (int)random_below(&s, FILES);
	for (int f = 0; f < c->num_files; f++) {
		c->same_as[f] = f;
		snprintf(c->names[f], sizeof c->names[f], "f%d.%s", f, ends[random_below(&s, 3)]);
		c->num_rows[f] = 1 + (int)random_below(&s, ROWS);
		if (f > 0 && random_below(&s, 6) == 0) { /* the same bytes under another name */
			memcpy(c->rows[f], c->rows[f - 1], sizeof c->rows[f]);
			c->num_rows[f] = c->num_rows[f - 1];
			snprintf(c->names[f], sizeof c->names[f], "f%d%s", f, strchr(c->names[f - 1], '.'));
			c->same_as[f] = c->same_as[f - 1];
			continue;
		}
		for (int i = 0; i < c->num_rows[f]; i++) {
			obvious_row *r = &c->rows[f][i];
			int event = (int)random_below(&s, 30);
			r->event[0] = '\0';
			if (event)
				snprintf(r->event, sizeof r->event, "e%d", event);
			snprintf(r->giver, sizeof r->giver, "g%d", event % 3 + (int)random_below(&s, 12) / 11);
			r->dream = event % 4;
			r->count = 1 + (int)random_below(&s, 20) / 18;
			r->kind = (int)random_below(&s, 2);
			r->line = i + (strstr(c->names[f], "jsonl") ? 1 : 2);
		}
	}
}

static void write_file(const void *state, const obvious_case *c, int f)
{
	fl_buf text;
	bool json = strstr(c->names[f], "jsonl") != NULL;
	const char tab = strstr(c->names[f], "tsv") ? '\t' : ',';
	fl_buf_init(&text, 1 << 20);
	if (!json)
		fl_buf_printf(&text, "event%cgiver%cdream%ccount%ckind\n", tab, tab, tab, tab);
	for (int i = 0; i < c->num_rows[f]; i++) {
		const obvious_row *r = &c->rows[f][i];
		if (json)
			fl_buf_printf(&text, "{\"event\":\"%s\",\"giver\":\"%s\",\"dream\":\"d%d\",\"count\":%d,\"kind\":\"k%d\"}\n",
				      r->event, r->giver, r->dream, r->count, r->kind);
		else
			fl_buf_printf(&text, "%s%c%s%cd%d%c%d%ck%d\n", r->event, tab, r->giver, tab, r->dream, tab, r->count, tab,
				      r->kind);
	}
	kit_write(state, c->names[f], text.data);
	fl_buf_release(&text);
}

/* The first row of this event and kind, in the order of the ledger; itself where it has none. */
static const obvious_row *first_of(const obvious_case *c, int f, int i)
{
	const obvious_row *r = &c->rows[f][i];
	for (int g = 0; r->event[0] && g <= f; g++)
		for (int k = 0; c->same_as[g] == g && k < (g == f ? i : c->num_rows[g]); k++)
			if (strcmp(c->rows[g][k].event, r->event) == 0 && c->rows[g][k].kind == r->kind)
				return &c->rows[g][k];
	return r;
}

static void obvious(const obvious_case *c, fl_buf *ledger, int *ret_same, int *ret_other)
{
	*ret_same = *ret_other = 0;
	fl_buf_init(ledger, 1 << 20);
	fl_buf_puts(ledger, "");
	for (int f = 0; f < c->num_files; f++)
		for (int i = 0; i < c->num_rows[f] && c->same_as[f] == f; i++) {
			const obvious_row *r = &c->rows[f][i], *first = first_of(c, f, i);
			if (first == r)
				fl_buf_printf(ledger, "%s d%d k%d %d -1 %d\n", r->giver, r->dream, r->kind, r->count, r->line);
			else if (strcmp(first->giver, r->giver) == 0 && first->count == r->count)
				++*ret_same;
			else
				++*ret_other;
		}
}

static void check(const char *file, const obvious_case *c, uint64_t seed, const char *how)
{
	fl_buf want, got;
	int same, other;
	obvious(c, &want, &same, &other);
	kit_ledger(file, &got);
	if (strcmp(want.data, got.data) != 0)
		fail_msg("seed %llu, %s:\n%s\nnot\n%s", (unsigned long long)seed, how, got.data, want.data);
#define GOVERNING " FROM rejected AS r JOIN files AS f ON f.origin = r.file AND f.import = (SELECT max(id) FROM imports)"
	long long found_same = scratch_sql_int(file, "SELECT count(*)" GOVERNING " WHERE r.code = 'event-duplicate'");
	long long found_other = scratch_sql_int(file, "SELECT count(*)" GOVERNING " WHERE r.code = 'event-conflict'");
	if (found_same != same || found_other != other)
		fail_msg("seed %llu, %s: %lld repeats, not %d; %lld conflicts, not %d", (unsigned long long)seed, how, found_same,
			 same, found_other, other);
	long long accepted = scratch_sql_int(file, "SELECT sum(accepted) FROM files WHERE role = 'flowers' AND import ="
						   " (SELECT max(id) FROM imports)");
	int lines = 0;
	for (const char *at = want.data; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(accepted, lines);
	fl_buf_release(&want);
	fl_buf_release(&got);
}

/* Also a second import with --force, and one after a file was listed before the others. */
static void listed(const void *state, const obvious_case *c, uint64_t seed)
{
	char more[400] = ",\"flowers\":[", file[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_options force = kit_options;
	for (int f = 0; f < c->num_files; f++)
		snprintf(more + strlen(more), sizeof more - strlen(more), "%s\"%s\"", f ? "," : "", c->names[f]);
	strcat(more, "]");
	kit_round(state, more, file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_int_equal(s.flowers_read, s.flowers + s.flowers_rejected);
	check(file, c, seed, "listed");
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	assert_true(s.unchanged);
	force.force = true;
	assert_int_equal(kit_import(file, &force, &s, &err), FL_OK);
	check(file, c, seed, "forced");
}

static void added(const void *state, const obvious_case *c, uint64_t seed)
{
	char file[300], path[300];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	kit_round(state, "", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	for (int f = 0; f < c->num_files; f++) {
		scratch_path(state, c->names[f], path, sizeof path);
		if (kit_add(file, path, &kit_options, &s, &err) != FL_OK)
			fail_msg("seed %llu: %s: %s", (unsigned long long)seed, path, err.message);
		assert_int_equal(s.unchanged, c->same_as[f] != f);
	}
	check(file, c, seed, "added");
	scratch_path(state, c->names[0], path, sizeof path);
	assert_int_equal(kit_add(file, path, &kit_options, &s, &err), FL_OK);
	assert_true(s.unchanged);
	check(file, c, seed, "added again");
}

/* The first file is listed, the others were added before that: they come behind it all the same. */
static void listed_late(const void *state, const obvious_case *c, uint64_t seed)
{
	char file[300], path[300], set[60];
	fl_error err = FL_ERROR_INIT;
	fl_import_summary s;
	fl_init_summary init;
	const char *sets[] = { set };
	fl_settings settings = { NULL, sets, 1 };
	for (int f = 1; f < c->num_files; f++)
		if (c->same_as[f] != f)
			return;
	kit_round(state, "", file, sizeof file);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	for (int f = 1; f < c->num_files; f++) {
		scratch_path(state, c->names[f], path, sizeof path);
		assert_int_equal(kit_add(file, path, &kit_options, &s, &err), FL_OK);
	}
	snprintf(set, sizeof set, "flowers=[\"%s\"]", c->names[0]);
	scratch_path(state, "round.json", path, sizeof path);
	assert_int_equal(fl_round_init(path, file, &settings, &kit_options, &init, &err), FL_OK);
	assert_int_equal(kit_import(file, &kit_options, &s, &err), FL_OK);
	check(file, c, seed, "listed late");
}

static void test_ledger__an_event_counts_once_however_its_files_come(void **state)
{
	static obvious_case c;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		make_case(&c, seed);
		for (int f = 0; f < c.num_files; f++)
			write_file(*state, &c, f);
		listed(*state, &c, seed);
		added(*state, &c, seed);
		listed_late(*state, &c, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ledger__an_event_counts_once_however_its_files_come, scratch_make,
						scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
