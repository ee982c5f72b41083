/* SPDX-License-Identifier: Apache-2.0
 *
 * A round file through random calls after the award: facts of any day, files of several, words that were said before, facts taken back. Each
 * answer (refused, known, recorded) and every sum on any day are those of an oracle that knows no order, no state and no index: a list of
 * facts, and the rules asked of all pairs of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "audit_kit.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/follow.h"
#include "random.h"
#include "scratch.h"

enum { CALLS = 400 };
enum { DREAMS = 4, FACTS_MAX = 4000, LINES = 4 };

static const char *const dream_ids[DREAMS] = { "d1", "d2", "d3", "d4" };
static const int64_t awards[DREAMS] = { 400000, 50000, 300000, 250000 };
static const char *const kinds[] = { "pay", "feedback", "result", "accept", "stop" };
static const int64_t ppm[2] = { 600000, 400000 };
static const char *const tranches[2] = { "start", "rest" }, *const milestones[2] = { "first", "end" };
static int64_t first_day, today;

typedef struct fact {
	int kind, dream, item; /* 0 pay .. 4 stop */
	int64_t amount, day, evidence;
	long long entry, number;
	bool undone;
} fact;

typedef struct oracle {
	fact facts[FACTS_MAX];
	size_t count;
} oracle;

static int64_t below(uint64_t *r, int64_t n)
{
	return (int64_t)random_below(r, (uint64_t)n);
}

/* Is 'a' before 'b'? Facts are in the order in which they were recorded. */
static bool is_before(const oracle *o, size_t a, size_t b)
{
	return o->facts[a].day < o->facts[b].day || (o->facts[a].day == o->facts[b].day && a < b);
}

static int64_t tranche_of(int dream, int item)
{
	int64_t first = awards[dream] * ppm[0] / 1000000;
	return item == 0 ? first : awards[dream] - first;
}

/* Something of this kind and item before 'i'? */
static bool has(const oracle *o, size_t i, int kind, int item)
{
	for (size_t k = 0; k < o->count; k++)
		if (!o->facts[k].undone && o->facts[k].dream == o->facts[i].dream && o->facts[k].kind == kind &&
		    (kind == 4 || o->facts[k].item == item) && is_before(o, k, i))
			return true;
	return false;
}

static bool fits(const oracle *o, size_t i)
{
	const fact *f = &o->facts[i];
	int64_t paid = f->amount;
	if (f->day < first_day || has(o, i, 4, 0))
		return false;
	if (f->kind == 4)
		return true;
	if (f->item > 1)
		return false;
	if (f->kind == 1 || f->kind == 2)
		return f->kind - 1 == f->item && !has(o, i, 3, f->item);
	if (f->kind == 3)
		return has(o, i, f->item + 1, f->item) && !has(o, i, 3, f->item);
	for (size_t k = 0; k < o->count; k++)
		if (!o->facts[k].undone && o->facts[k].dream == f->dream && o->facts[k].kind == 0 && o->facts[k].item == f->item && is_before(o, k, i))
			paid += o->facts[k].amount;
	return f->amount > 0 && paid <= tranche_of(f->dream, f->item) && (f->item == 0 || has(o, i, 3, 0));
}

static bool all_fit(const oracle *o)
{
	for (size_t i = 0; i < o->count; i++)
		if (!o->facts[i].undone && !fits(o, i))
			return false;
	return true;
}

typedef enum answer { REFUSED, KNOWN, RECORDED } answer;

static bool same_words(const fact *a, const fact *b)
{
	return a->kind == b->kind && a->dream == b->dream && a->item == b->item && a->amount == b->amount && a->day == b->day &&
	       a->evidence == b->evidence;
}

/* 'file': what was taken back is known, too. */
static answer add(oracle *o, const fact *f, bool file)
{
	if (f->day > today)
		return REFUSED;
	for (size_t i = 0; i < o->count; i++)
		if (same_words(&o->facts[i], f) && (file || !o->facts[i].undone))
			return KNOWN;
	o->facts[o->count++] = *f;
	if (all_fit(o))
		return RECORDED;
	o->count--;
	return REFUSED;
}

static fact any_fact(uint64_t *r, const oracle *o)
{
	fact f = { .dream = (int)below(r, DREAMS), .item = (int)below(r, 16) == 0 ? 2 : (int)below(r, 2), .evidence = below(r, 3) };
	int64_t kind = below(r, 30);
	if (o->count > 0 && below(r, 6) == 0) {
		f = o->facts[below(r, (int64_t)o->count)];
		f.undone = false;
		return f;
	}
	f.kind = kind < 12 ? 0 : kind < 18 ? 1 : kind < 22 ? 2 : kind < 29 ? 3 : 4;
	f.day = first_day - 2 + below(r, today - first_day + 5);
	if (f.kind == 1 || f.kind == 2)
		f.item = below(r, 8) ? f.kind - 1 : f.item;
	if (f.kind == 0)
		f.amount = below(r, 12) ? 1 + below(r, tranche_of(f.dream, f.item > 1 ? 0 : f.item)) / (1 + below(r, 4)) : tranche_of(f.dream, f.item & 1);
	if (f.kind == 4)
		f.item = 0;
	return f;
}

/* ---- the same, said to Florin --------------------------------------------------------------------------------------- */

typedef struct words {
	char amount[40], on[40], evidence[40];
	const char *item;
} words;

static void say(const fact *f, words *w)
{
	fl_buf day;
	fl_buf_init(&day, 64);
	fl_follow_day_print(&day, f->day);
	snprintf(w->on, sizeof w->on, "%s", day.data);
	fl_buf_release(&day);
	snprintf(w->amount, sizeof w->amount, "%lld.%02lld", (long long)(f->amount / 100), (long long)(f->amount % 100));
	snprintf(w->evidence, sizeof w->evidence, "bank %lld", (long long)f->evidence);
	w->item = f->item > 1 ? "other" : f->kind == 0 ? tranches[f->item] : milestones[f->item];
}

static answer answer_of(fl_status status, const fl_follow_summary *sum)
{
	return status != FL_OK ? REFUSED : sum->recorded > 0 ? RECORDED : KNOWN;
}

static answer record(fl_round *round, const fl_options *options, fact *f, char why[600])
{
	words w;
	fl_error err = FL_ERROR_INIT;
	fl_follow_summary sum;
	say(f, &w);
	fl_follow_fact said = { .kind = kinds[f->kind], .dream = dream_ids[f->dream], .on = w.on, .by = "Li", .evidence = w.evidence, .people = -1 };
	said.item = f->kind == 4 ? NULL : w.item;
	said.amount = f->kind == 0 ? w.amount : NULL;
	said.why = f->kind == 4 ? "closed" : NULL;
	fl_status status = fl_round_follow(round, &said, options, &sum, &err);
	f->entry = sum.entry;
	f->number = 1;
	snprintf(why, 600, "%s", status == FL_OK ? "" : err.message);
	return answer_of(status, &sum);
}

static answer import(fl_round *round, const fl_options *options, const char *path, const fact *facts, size_t count, long long *ret_entry)
{
	fl_error err = FL_ERROR_INIT;
	fl_follow_summary sum;
	FILE *file = fopen(path, "w");
	for (size_t i = 0; i < count; i++) {
		words w;
		say(&facts[i], &w);
		fprintf(file, "{\"kind\":\"%s\",\"dream\":\"%s\",\"on\":\"%s\",\"by\":\"Li\",\"evidence\":\"%s\"", kinds[facts[i].kind],
			dream_ids[facts[i].dream], w.on, w.evidence);
		if (facts[i].kind == 0)
			fprintf(file, ",\"amount\":\"%s\"", w.amount);
		if (facts[i].kind == 4)
			fputs(",\"why\":\"closed\"}\n", file);
		else
			fprintf(file, ",\"item\":\"%s\"}\n", w.item);
	}
	assert_int_equal(fclose(file), 0);
	fl_status status = fl_round_follow_import(round, path, options, &sum, &err);
	*ret_entry = sum.entry;
	return answer_of(status, &sum);
}

static void call_one(fl_round *round, const fl_options *options, oracle *o, uint64_t *r, size_t *answers)
{
	fact f = any_fact(r, o);
	char why[600] = "";
	answer want = add(o, &f, false), got = record(round, options, &f, why);
	if (want != got)
		fail_msg("%s of %s, item %d, day %lld: %d, not %d: %s", kinds[f.kind], dream_ids[f.dream], f.item, (long long)f.day, got, want, why);
	if (want == RECORDED) {
		o->facts[o->count - 1].entry = f.entry;
		o->facts[o->count - 1].number = f.number;
	}
	answers[want]++;
}

static void call_file(fl_round *round, const fl_options *options, oracle *o, uint64_t *r, const char *path, size_t *answers)
{
	static fact lines[LINES]; /* those of the file before are sometimes imported again */
	static size_t count;
	static bool recorded;
	bool same = count > 0 && below(r, recorded ? 2 : 5) == 0;
	size_t before = o->count;
	if (!same)
		count = 2 + (size_t)below(r, LINES - 1);
	answer want = KNOWN;
	long long entry;
	for (size_t i = 0; i < count; i++) {
		if (!same)
			lines[i] = any_fact(r, o);
		answer one = want == REFUSED ? REFUSED : add(o, &lines[i], true);
		want = one == REFUSED ? REFUSED : one == RECORDED ? RECORDED : want;
	}
	if (want == REFUSED)
		o->count = before;
	assert_int_equal(import(round, options, path, lines, count, &entry), want);
	recorded = want == RECORDED;
	for (size_t i = before; i < o->count; i++) {
		o->facts[i].entry = entry;
		o->facts[i].number = (long long)(i - before) + 1;
	}
	answers[want]++;
}

/* One fact, or all of an entry. */
static void call_undo(fl_round *round, const fl_options *options, oracle *o, uint64_t *r, size_t *answers)
{
	char ref[60];
	bool whole = below(r, 3) == 0, were[FACTS_MAX];
	size_t marked = 0;
	fl_error err = FL_ERROR_INIT;
	fl_follow_summary sum;
	if (o->count == 0)
		return;
	const fact *meant = &o->facts[below(r, (int64_t)o->count)];
	for (int i = 0; i < 5 && meant->undone; i++)
		meant = &o->facts[below(r, (int64_t)o->count)];
	for (size_t i = 0; i < o->count; i++) {
		bool is = o->facts[i].entry == meant->entry && (whole || o->facts[i].number == meant->number);
		were[i] = o->facts[i].undone;
		marked += is && !were[i];
		o->facts[i].undone = were[i] || is;
	}
	bool good = all_fit(o);
	for (size_t i = 0; !good && i < o->count; i++)
		o->facts[i].undone = were[i];
	if (whole)
		snprintf(ref, sizeof ref, "%lld.all", meant->entry);
	else
		snprintf(ref, sizeof ref, "%lld.%lld", meant->entry, meant->number);
	fl_follow_fact undo = { .kind = "undo", .entry = ref, .by = "Li", .why = "a slip", .people = -1 };
	fl_status status = fl_round_follow(round, &undo, options, &sum, &err);
	answer want = !good ? REFUSED : marked > 0 ? RECORDED : KNOWN;
	assert_int_equal(answer_of(status, &sum), want);
	if (want == RECORDED)
		assert_int_equal(sum.recorded, marked);
	answers[want]++;
}

/* ---- sums ----------------------------------------------------------------------------------------------------------- */

static int64_t number(fl_json object, const char *key)
{
	int64_t n = -1;
	assert_true(fl_json_i64(fl_json_get(object, key), &n));
	return n;
}

static void check_sums(fl_round *round, const oracle *o, int64_t day)
{
	fl_error err = FL_ERROR_INIT;
	fl_text text;
	fl_json_doc *doc = NULL;
	fl_buf on;
	int64_t all_paid = 0, all_returned = 0, all = 0;
	size_t events = 0, undone = 0;
	fl_buf_init(&on, 64);
	fl_follow_day_print(&on, day);
	assert_int_equal(fl_round_follow_show(round, NULL, on.data, true, 0, &text, &err), FL_OK);
	fl_buf_release(&on);
	assert_int_equal(fl_json_parse((fl_str){ text.data, text.len }, "show", &doc, &err), FL_OK);
	fl_json root = fl_json_root(doc);
	for (int d = 0; d < DREAMS; d++) {
		fl_json dream = fl_json_at(fl_json_get(root, "dreams"), (size_t)d);
		int64_t paid = 0;
		bool stopped = false;
		assert_true(fl_str_eqz(fl_json_text(fl_json_get(dream, "id")), dream_ids[d]));
		for (size_t i = 0; i < o->count; i++) {
			const fact *f = &o->facts[i];
			if (f->dream != d || f->day > day)
				continue;
			events += !f->undone;
			undone += f->undone;
			paid += !f->undone && f->kind == 0 ? f->amount : 0;
			stopped = stopped || (!f->undone && f->kind == 4);
		}
		assert_int_equal(number(dream, "paid"), paid);
		assert_int_equal(number(dream, "planned"), stopped ? 0 : awards[d] - paid);
		assert_int_equal(number(dream, "returned"), stopped ? awards[d] - paid : 0);
		all += awards[d];
		all_paid += paid;
		all_returned += stopped ? awards[d] - paid : 0;
	}
	fl_json pool = fl_json_at(fl_json_get(root, "pools"), 0);
	assert_int_equal(number(root, "paid"), all_paid);
	assert_int_equal(number(pool, "paid"), all_paid);
	assert_int_equal(number(pool, "returned"), all_returned);
	assert_int_equal(number(pool, "planned"), all - all_paid - all_returned);
	assert_int_equal(fl_json_len(fl_json_get(root, "events")), events);
	assert_int_equal(fl_json_len(fl_json_get(root, "undone")), undone);
	fl_json_free(doc);
	fl_text_release(&text);
}

/* ---- the round ------------------------------------------------------------------------------------------------------ */

static const char *const follow = "{\"milestones\":[{\"id\":\"first\",\"after\":90},{\"id\":\"end\",\"kind\":\"result\",\"after\":300}],"
				  "\"tranches\":[{\"id\":\"start\",\"share\":\"60%\",\"after\":0},"
				  "{\"id\":\"rest\",\"share\":\"40%\",\"after\":120,\"needs\":[\"first\"]}]}";

static fl_round *make_round(const void *state)
{
	char out[300], file[400], setting[1000];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_approve_summary approved;
	fl_round *round = NULL;
	const char *const assignments[] = { setting };
	fl_settings settings = { .set = assignments, .num_set = 1 };
	snprintf(setting, sizeof setting, "follow=%s", follow);
	scratch_path(state, "out", out, sizeof out);
	snprintf(file, sizeof file, "%s/round.florin", out);
	if (fl_run(FLORIN_SOURCE_DIR "/tests/cli/fixtures/tiny/round.json", out, NULL, &settings, &audit_options, &summary, &err) != FL_OK)
		fail_msg("%s: %s", err.source, err.message);
	fl_run_summary_release(&summary);
	assert_int_equal(fl_round_open(file, true, &round, &err), FL_OK);
	assert_int_equal(fl_round_approve(round, "Li", NULL, &audit_options, &approved, &err), FL_OK);
	first_day = 20701; /* 2026-09-05 */
	return round;
}

static void test_follow_undo__every_answer_and_every_sum_is_that_of_the_facts_that_hold(void **state)
{
	static oracle o;
	size_t one[3] = { 0 }, file[3] = { 0 }, undo[3] = { 0 };
	char path[300];
	uint64_t r = 20261127;
	fl_round *round = make_round(*state);
	fl_options options = { .now = audit_options.now, .threads = 1 };
	scratch_path(*state, "facts.jsonl", path, sizeof path);
	for (int call = 0; call < CALLS; call++) {
		today = first_day + 10 + call * 40 / CALLS;
		options.now = today * 86400 + 3600; /* nine in the morning in the round's zone */
		int64_t what = below(&r, 10);
		if (what < 5)
			call_one(round, &options, &o, &r, one);
		else if (what < 7)
			call_file(round, &options, &o, &r, path, file);
		else
			call_undo(round, &options, &o, &r, undo);
		check_sums(round, &o, first_day - 1 + below(&r, today - first_day + 3));
	}
	fl_round_close(round);
	print_message("one: %zu refused, %zu known, %zu recorded; files: %zu, %zu, %zu; undo: %zu, %zu, %zu; %zu facts\n", one[0], one[1], one[2],
		      file[0], file[1], file[2], undo[0], undo[1], undo[2], o.count);
	for (int i = 0; i < 3; i++)
		assert_true(one[i] > 0 && file[i] > 0 && undo[i] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_follow_undo__every_answer_and_every_sum_is_that_of_the_facts_that_hold, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests_name("follow_undo", tests, NULL, NULL);
}
