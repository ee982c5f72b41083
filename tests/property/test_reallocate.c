/* SPDX-License-Identifier: Apache-2.0
 *
 * test_reallocate.c - random histories after an award, and what returned divided again, once and twice: on every day the numbers of all
 * files add up, nothing that was paid or planned moves, no limit is passed in the whole, florin-check confirms each bundle and refuses it
 * with any planted fault. The oracle keeps plain facts, and works everything out from them anew.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "florin.h"
#include "random.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

enum { DREAMS = 24, POOLS = 2, FILES = 3, ORGS = 4, FIRST_DAY = 20701 };

static const fl_options at_once = { .now = INT64_C(1788566400), .threads = 1 };

typedef struct history { /* of one file: facts only */
	int64_t award[DREAMS][POOLS], paid[DREAMS];
	bool stopped[DREAMS];
} history;

typedef struct world {
	void *state;
	uint64_t seed, r;
	int64_t request[DREAMS], cap, budget;
	char path[FILES][700];
	history file[FILES];
	history counted[FILES]; /* as they were when their money was divided again: later facts of a file stay its own */
	int64_t money[FILES][POOLS]; /* what each file divides */
	int files;
} world;

static int64_t below(world *w, int64_t n)
{
	return (int64_t)random_below(&w->r, (uint64_t)n);
}

static void text_of_day(int64_t day, char ret[16])
{
	time_t seconds = (time_t)(day * 86400);
	struct tm tm;
	gmtime_r(&seconds, &tm);
	strftime(ret, 16, "%Y-%m-%d", &tm);
}

/* ---- the first division --------------------------------------------------------------------------------------------- */

static void make_round(world *w, const char *policy)
{
	char path[256], text[4096], csv[4096];
	size_t len = 0;
	int64_t total = 0;
	len += (size_t)snprintf(csv + len, sizeof csv - len, "id,title,organisation,request,flowers\n");
	for (int i = 0; i < DREAMS; i++) {
		w->request[i] = 1000 + below(w, 9000);
		total += w->request[i];
		len += (size_t)snprintf(csv + len, sizeof csv - len, "d%02d,a dream %d,o%d,%lld,%lld\n", i, i, i % ORGS, (long long)w->request[i],
					(long long)(1 + below(w, 90)));
	}
	scratch_path(w->state, "dreams.csv", path, sizeof path);
	scratch_write(path, csv, len);
	w->cap = total * 2 / 5 / 3;
	int64_t a = total / 5, b = total / 5;
	w->budget = a + b;
	len = (size_t)snprintf(text, sizeof text,
			       "{\"format\":\"florin-round/1\",\"round\":\"again\",\"currency\":\"CNY\",\"minor_digits\":0,\"dreams\":[\"dreams.csv\"],"
			       "\"threshold\":0,\"policy\":%s,\"rules\":[],\"pools\":[{\"id\":\"a\",\"amount\":\"%lld\"},{\"id\":\"b\",\"amount\":\"%lld\"}],"
			       "\"groups\":[{\"id\":\"org\",\"each\":\"organisation\",\"max\":\"%lld\"}]}",
			       policy, (long long)a, (long long)b, (long long)w->cap);
	scratch_path(w->state, "round.json", path, sizeof path);
	scratch_write(path, text, len);
}

static fl_round *open_round(const world *w, int file)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	if (fl_round_open(w->path[file], true, &round, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)w->seed, err.message);
	return round;
}

static void take_awards(world *w, int file, const char *folder)
{
	char path[300];
	fl_json_doc *doc = NULL;
	fl_error err = FL_ERROR_INIT;
	snprintf(path, sizeof path, "%s/bundle/awards.json", folder);
	char *text = scratch_read(path, NULL);
	assert_non_null(text);
	assert_int_equal(fl_json_parse(fl_str_of(text), "awards", &doc, &err), FL_OK);
	fl_json list = fl_json_get(fl_json_root(doc), "awards");
	for (size_t i = 0; i < fl_json_len(list); i++) {
		fl_json award = fl_json_at(list, i), payments = fl_json_get(award, "payments");
		int dream = atoi(fl_json_text(fl_json_get(award, "dream")).data + 1);
		for (size_t k = 0; k < fl_json_len(payments); k++) {
			int64_t amount = 0;
			assert_true(fl_json_i64(fl_json_get(fl_json_at(payments, k), "amount"), &amount));
			w->file[file].award[dream][fl_str_eqz(fl_json_text(fl_json_get(fl_json_at(payments, k), "pool")), "b")] += amount;
		}
	}
	fl_json_free(doc);
	free(text);
}

static void approve(world *w, int file, const char *folder)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = open_round(w, file);
	fl_allocate_summary allocated;
	fl_verify_summary verified;
	fl_report_summary reported;
	fl_approve_summary approved;
	if (fl_round_allocate(round, &at_once, &allocated, &err) != FL_OK || fl_round_verify(round, &at_once, &verified, &err) != FL_OK ||
	    fl_round_report(round, folder, "en", &at_once, &reported, &err) != FL_OK ||
	    fl_round_approve(round, "Li", "en", &at_once, &approved, &err) != FL_OK)
		fail_msg("seed %llu, file %d: %s", (unsigned long long)w->seed, file, err.message);
	assert_true(verified.answer && approved.official);
	fl_text_release(&reported.json);
	fl_text_release(&reported.words);
	fl_round_close(round);
	take_awards(w, file, folder);
}

/* ---- what happens then ---------------------------------------------------------------------------------------------- */

static int64_t award_of(const history *h, int i)
{
	return h->award[i][0] + h->award[i][1];
}

static void record(world *w, int file, const fl_follow_fact *fact)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = open_round(w, file);
	fl_options later = at_once;
	fl_follow_summary recorded;
	later.now += INT64_C(3650) * 86400; /* what is recorded has happened */
	if (fl_round_follow(round, fact, &later, &recorded, &err) != FL_OK)
		fail_msg("seed %llu: %s %s: %s", (unsigned long long)w->seed, fact->kind, fact->dream, err.message);
	fl_round_close(round);
}

static void live(world *w, int file, int64_t *day)
{
	history *h = &w->file[file];
	for (int n = 0; n < 14; n++) {
		int i = (int)below(w, DREAMS);
		char on[16], id[8], amount[32];
		int64_t left = award_of(h, i) - h->paid[i];
		if (award_of(h, i) == 0 || h->stopped[i])
			continue;
		*day += below(w, 3);
		text_of_day(*day, on);
		snprintf(id, sizeof id, "d%02d", i);
		char evidence[16];
		snprintf(evidence, sizeof evidence, "bank %d", n);
		fl_follow_fact fact = { .dream = id, .on = on, .by = "Li", .evidence = evidence, .people = -1 };
		if (left > 0 && below(w, 5) < 3) {
			int64_t pays = 1 + below(w, left);
			snprintf(amount, sizeof amount, "%lld", (long long)pays);
			fact.kind = "pay";
			fact.item = "all";
			fact.amount = amount;
			h->paid[i] += pays;
		} else {
			fact.kind = "stop";
			fact.why = "it ended";
			h->stopped[i] = true;
		}
		record(w, file, &fact);
	}
}

/* ---- the oracle ----------------------------------------------------------------------------------------------------- */

/* What of a dream's part of a pool was paid: pools pay one after another. */
static int64_t paid_by(const history *h, int i, int p)
{
	int64_t first = h->paid[i] < h->award[i][0] ? h->paid[i] : h->award[i][0];
	return p == 0 ? first : h->paid[i] - first;
}

static int64_t keeps(const history *h, int i)
{
	return h->stopped[i] ? h->paid[i] : award_of(h, i);
}

static void check_show(const world *w, int file, const char *on)
{
	fl_error err = FL_ERROR_INIT;
	fl_text text;
	fl_json_doc *doc = NULL;
	fl_round *round = open_round(w, file);
	const history *h = &w->file[file];
	static const char *const names[] = { "awarded", "paid", "planned", "returned" };
	assert_int_equal(fl_round_follow_show(round, NULL, on, true, 0, &text, &err), FL_OK);
	assert_int_equal(fl_json_parse((fl_str){ text.data, text.len }, "show", &doc, &err), FL_OK);
	fl_json pools = fl_json_get(fl_json_root(doc), "pools");
	for (int p = 0; p < POOLS; p++) {
		int64_t want[4] = { 0 }, got[4];
		for (int i = 0; i < DREAMS; i++) {
			int64_t paid = paid_by(h, i, p);
			want[0] += h->award[i][p];
			want[1] += paid;
			want[h->stopped[i] ? 3 : 2] += h->award[i][p] - paid;
		}
		for (int k = 0; k < 4; k++) {
			assert_true(fl_json_i64(fl_json_get(fl_json_at(pools, (size_t)p), names[k]), &got[k]));
			if (!on && got[k] != want[k])
				fail_msg("seed %llu: file %d, pool %d: %s %lld, not %lld", (unsigned long long)w->seed, file, p, names[k],
					 (long long)got[k], (long long)want[k]);
		}
		assert_true(got[0] == got[1] + got[2] + got[3]);
		assert_true(got[0] <= w->money[file][p]); /* of what it divides */
	}
	fl_json_free(doc);
	fl_text_release(&text);
	fl_round_close(round);
}

/* What all files before it left of what returned, pool by pool. */
static int64_t returned_to(const world *w, int files, int p)
{
	int64_t money = 0;
	for (int f = 0; f < files; f++)
		for (int i = 0; i < DREAMS; i++) {
			money += w->counted[f].stopped[i] ? w->counted[f].award[i][p] - paid_by(&w->counted[f], i, p) : 0;
			money -= f > 0 ? w->counted[f].award[i][p] : 0;
		}
	return money;
}

/* All files together: nobody above the request, nobody stopped gets more, no organisation above its maximum but by what it had. */
static void check_whole(const world *w, int file)
{
	int64_t had[ORGS] = { 0 }, got[ORGS] = { 0 };
	for (int i = 0; i < DREAMS; i++) {
		int64_t before = 0;
		bool ended = false;
		for (int f = 0; f < file; f++) {
			before += keeps(&w->counted[f], i);
			ended = ended || w->counted[f].stopped[i];
		}
		int64_t now = award_of(&w->file[file], i);
		if ((ended && now > 0) || before + now > w->request[i])
			fail_msg("seed %llu: dream %d gets %lld on top of %lld of %lld", (unsigned long long)w->seed, i, (long long)now,
				 (long long)before, (long long)w->request[i]);
		had[i % ORGS] += before;
		got[i % ORGS] += now;
	}
	for (int o = 0; o < ORGS; o++)
		assert_true(got[o] <= (had[o] > w->cap ? 0 : w->cap - had[o]));
}

/* ---- florin-check --------------------------------------------------------------------------------------------------- */

static int run_check(const char *folder)
{
	char command[700];
	snprintf(command, sizeof command, "'%s' '%s' >/dev/null 2>&1", FLORIN_CHECK, folder);
	int status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The file again, with a digest in the manifest that fits. */
static void put_file(const char *folder, const char *name, const char *text)
{
	char path[600], hex[65], *manifest, *at;
	fl_digest digest = fl_sha256(fl_str_of(text));
	fl_digest_hex(&digest, hex);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	scratch_write(path, text, strlen(text));
	snprintf(path, sizeof path, "%s/manifest.json", folder);
	manifest = scratch_read(path, NULL);
	at = strstr(manifest, name);
	assert_non_null(at);
	at = strchr(at, ':');
	at = strchr(at, '"') + 1;
	memcpy(at, hex, 64);
	scratch_write(path, manifest, strlen(manifest));
	free(manifest);
}

/* 'from' becomes 'to' once, behind 'after'; false: there is no such place. */
static bool change(const char *text, const char *after, const char *from, const char *to, char **ret)
{
	const char *begin = strstr(text, after), *at = begin ? strstr(begin + strlen(after), from) : NULL;
	if (!at)
		return false;
	size_t size = strlen(text) + strlen(to) + 1;
	*ret = malloc(size);
	snprintf(*ret, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return true;
}

static const struct fault {
	const char *after, *from, *to;
} faults[] = {
	{ "\"kind\":\"pay\"", "\"amount\":", "\"amount\":1" },     /* more was paid */
	{ "\"kind\":\"stop\"", "\"dream\":\"d", "\"dream\":\"d0" }, /* somebody else was stopped */
	{ "\"kind\":\"", "stop\"", "accept\"" },                   /* nobody was */
	{ "\"pools\":[", "\"amount\":", "\"amount\":9" },          /* the pools were larger */
	{ "\"awards\":\"", "amount\\\": ", "amount\\\": 9" },      /* more was awarded */
	{ "\"size\":", "\"root\":\"", "\"root\":\"0000" },
};

/* What the bundle says otherwise is refused, though its manifest fits. */
static int plant_faults(world *w, const char *folder)
{
	char path[600];
	int planted = 0;
	snprintf(path, sizeof path, "%s/earlier.jsonl", folder);
	char *text = scratch_read(path, NULL);
	assert_non_null(text);
	for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
		char *changed;
		if (!change(text, faults[k].after, faults[k].from, faults[k].to, &changed))
			continue;
		put_file(folder, "earlier.jsonl", changed);
		if (run_check(folder) == 0)
			fail_msg("seed %llu: fault %zu is not seen", (unsigned long long)w->seed, k);
		free(changed);
		planted++;
	}
	put_file(folder, "earlier.jsonl", text);
	assert_int_equal(run_check(folder), 0);
	free(text);
	return planted;
}

/* ---- again ---------------------------------------------------------------------------------------------------------- */

static bool reallocate(world *w, int64_t day)
{
	char on[16], folder[400], bundle[500];
	int from = w->files - 1, to = w->files;
	fl_error err = FL_ERROR_INIT;
	fl_reallocate_summary sum;
	fl_bundle_summary bundled;
	fl_round *round = open_round(w, from);
	int64_t all = 0;
	w->counted[from] = w->file[from];
	text_of_day(day, on);
	char name[32];
	snprintf(name, sizeof name, "out-%d", to);
	scratch_path(w->state, name, folder, sizeof folder);
	snprintf(bundle, sizeof bundle, "%s-bundle", folder);
	snprintf(w->path[to], sizeof w->path[to], "%s.florin", folder);
	for (int p = 0; p < POOLS; p++)
		all += w->money[to][p] = returned_to(w, to, p);
	fl_options then = at_once; /* on that day; the one before it cannot know */
	then.now = day * 86400 - 86400;
	assert_int_not_equal(fl_round_reallocate(round, on, "Li", w->path[to], &then, &sum, &err), FL_OK);
	err = FL_ERROR_INIT;
	then.now = day * 86400 + 3600;
	fl_status status = fl_round_reallocate(round, on, "Li", w->path[to], &then, &sum, &err);
	fl_round_close(round);
	if (all == 0) {
		assert_int_equal(status, FL_ESTATE);
		return false;
	}
	if (status != FL_OK || sum.money != all)
		fail_msg("seed %llu: %s; %lld are divided again, not %lld", (unsigned long long)w->seed, err.message, (long long)sum.money,
			 (long long)all);
	round = open_round(w, from); /* never twice */
	snprintf(folder + strlen(folder), 8, "-x");
	assert_int_equal(fl_round_reallocate(round, on, "Li", folder, &then, &sum, &err), FL_ESTATE);
	folder[strlen(folder) - 2] = '\0';
	fl_round_close(round);
	w->files++;
	approve(w, to, folder);
	check_whole(w, to);
	round = open_round(w, to);
	assert_int_equal(fl_audit_bundle(round, bundle, &(fl_bundle_settings){ .redact = false }, &bundled, &err), FL_OK);
	fl_round_close(round);
	assert_int_equal(run_check(bundle), 0);
	return true;
}

static void run_history(world *w, const char *policy, int *planted, int *again)
{
	char folder[256], input[256];
	int64_t day = FIRST_DAY + below(w, 100);
	fl_error err = FL_ERROR_INIT;
	fl_settings settings = { 0 };
	fl_run_summary summary;
	make_round(w, policy);
	scratch_path(w->state, "round.json", input, sizeof input);
	scratch_path(w->state, "out-0", folder, sizeof folder);
	if (fl_run(input, folder, NULL, &settings, &at_once, &summary, &err) != FL_OK)
		fail_msg("seed %llu: %s", (unsigned long long)w->seed, err.message);
	fl_run_summary_release(&summary);
	snprintf(w->path[0], sizeof w->path[0], "%s/round.florin", folder);
	w->files = 1;
	for (int p = 0; p < POOLS; p++)
		w->money[0][p] = w->budget / POOLS;
	approve(w, 0, folder);
	for (int step = 0; step < FILES - 1; step++) {
		char on[16];
		live(w, w->files - 1, &day);
		if (!reallocate(w, day))
			break;
		++*again;
		for (int f = 0; f < w->files; f++) {
			check_show(w, f, NULL);
			text_of_day(FIRST_DAY + 100 + below(w, day - FIRST_DAY - 99 > 0 ? day - FIRST_DAY - 99 : 1), on);
			check_show(w, f, on);
		}
		if (w->seed % 3 == 0) {
			char bundle[400], name[40];
			snprintf(name, sizeof name, "out-%d-bundle", w->files - 1);
			scratch_path(w->state, name, bundle, sizeof bundle);
			*planted += plant_faults(w, bundle);
		}
		live(w, 0, &day); /* the first file goes on, beside the others */
		check_show(w, 0, NULL);
	}
}

static void test_reallocate__numbers_add_up_over_all_files(void **state)
{
	static const char *const policies[] = { "{\"name\":\"support\"}", "{\"name\":\"coverage\"}", "{\"name\":\"proportional\"}",
						"{\"name\":\"support\",\"minimum_award\":\"500\"}", "{\"name\":\"greedy\",\"indivisible\":true}" };
	int planted = 0, again = 0;
	for (uint64_t seed = 1; seed <= 9; seed++) {
		void *scratch = NULL;
		world w = { .seed = seed, .r = seed };
		assert_int_equal(scratch_make(&scratch), 0);
		w.state = scratch;
		run_history(&w, policies[seed % 5], &planted, &again);
		scratch_remove(&scratch);
	}
	(void)state;
	assert_true(again > 12 && planted > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reallocate__numbers_add_up_over_all_files) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
