/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions in bundles: of random rounds with random decisions every bundle is confirmed, as it stands and without names; of one round with
 * a decision of every kind each effect is taken away, and each is made up, and the checker names it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/str.h"
#include "check/read_bundle.h"
#include "verify/checks.h"
#include "decided_round.h"

#include <dirent.h>

#define ROUNDS    10
#define DECISIONS 26

/* As florin-check answers; why it says no is written to 'why'. */
static bool judge(const char *folder, unsigned *ret_kinds, char *why, size_t size)
{
	fl_bundle bundle = { .arena = FL_ARENA_INIT };
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	fl_verdict_init(&verdict);
	fl_status status = fl_bundle_load(folder, &bundle, &verdict, &err);
	if (status == FL_OK && bundle.complete && !fl_verify_refused(&verdict))
		status = fl_verify(bundle.spec, bundle.dreams, bundle.num_dreams, bundle.allocation, &verdict, &err);
	bool yes = status == FL_OK && verdict.verified;
	snprintf(why, size, "%s", status == FL_OK ? verdict.why : err.message);
	for (size_t i = 0; ret_kinds && yes && i < bundle.decided.book.num_in_force; i++)
		*ret_kinds |= 1u << fl_decision_class(&bundle.decided.book.in_force[i]);
	for (size_t i = 0; ret_kinds && yes && i < bundle.decided.count; i++)
		*ret_kinds |= bundle.decided.lines[i].state == FL_DECISION_BARRED ? 1u << FL_RULING_COUNT : 0;
	fl_bundle_release(&bundle);
	fl_verdict_release(&verdict);
	return yes;
}

static void test_decided__random_rounds_are_confirmed(void **state)
{
	unsigned kinds = 0;
	for (uint64_t first = 1; first <= ROUNDS; first++) {
		uint64_t seed = first * 6700417;
		char file[400], folder[3][300], why[600], store[2][40];
		decided_round(*state, &seed, random_below(&seed, 2) ? "\"exception\",\"reject\"" : "");
		decided_run(*state, file, sizeof file);
		for (int i = 0; i < DECISIONS; i++) {
			fl_error err = FL_ERROR_INIT;
			fl_ruling ruling = decided_ruling(&seed, store);
			(void)decided_say(file, &ruling, DECIDED_NOW + i, &err); /* refused: there is nothing to take back, or a conflict */
		}
		decided_run(*state, file, sizeof file);
		decided_bundle(*state, file, "open", false, folder[0], sizeof folder[0]);
		decided_bundle(*state, file, "given", true, folder[1], sizeof folder[1]);
		scratch_path(*state, "out/bundle", folder[2], sizeof folder[2]);
		for (int i = 0; i < 3; i++)
			if (!judge(folder[i], &kinds, why, sizeof why) && strcmp(why, "infeasible: nothing is awarded") != 0)
				fail_msg("seed %llu: %s: %s", (unsigned long long)first, folder[i], why);
		scratch_remove_tree(folder[0]);
		scratch_remove_tree(folder[1]);
		scratch_path(*state, "out", folder[2], sizeof folder[2]);
		scratch_remove_tree(folder[2]);
	}
	/* all kinds were in force, and some were barred; a mark has no effect that could be checked */
	assert_int_equal(kinds | 1u << FL_RULING_MARK, (1u << (FL_RULING_COUNT + 1)) - 1);
}

/* ---- planted faults ------------------------------------------------------------------------------------------------- */

static void say(const char *file, int64_t *now, const char *by, const char *kind, const char *subject, const char *other,
		const char *value, const char *code)
{
	fl_error err = FL_ERROR_INIT;
	fl_ruling r = { .dream = subject, .other = other, .value = value, .by = by, .why = "because", .kind = kind, .code = code };
	if (decided_say(file, &r, ++*now, &err) != FL_OK)
		fail_msg("%s %s: %s", kind, subject, err.message);
}

/* One of every kind in force, one of every state. */
static void make_decided(void **state, char *folder, size_t size)
{
	uint64_t seed = 42;
	char file[400];
	int64_t now = DECIDED_NOW;
	decided_round(*state, &seed, "\"exception\"");
	decided_run(*state, file, sizeof file);
	say(file, &now, "Li", "category", "d0", NULL, "field:river", NULL);
	say(file, &now, "Li", "category", "d1", NULL, "none", NULL);
	say(file, &now, "Li", "tag", "d2", "for:elders", "add", NULL);
	say(file, &now, "Li", "tag", "d5", "for:elders", "remove", NULL);
	say(file, &now, "Li", "admission", "d4", NULL, "accept", NULL);
	say(file, &now, "Li", "admission", "d7", NULL, "reject", "other");
	say(file, &now, "Li", "exception", "d8", NULL, "qualify", NULL);
	say(file, &now, "Zhao", "exception", "d8", NULL, "qualify", NULL);
	say(file, &now, "Li", "exception", "d6", NULL, "qualify", NULL); /* one of two people */
	say(file, &now, "Li", "pair", "d0", "d1", "different", NULL);
	say(file, &now, "Li", "pair", "d2", "d3", "same", NULL);
	say(file, &now, "Li", "representative", "d3", NULL, "yes", NULL);
	say(file, &now, "Li", "organisation", "夕阳红", "夕阳红会", "same", NULL);
	say(file, &now, "Li", "match", "d0", "lab-b", "fixed", NULL);
	say(file, &now, "Li", "match", "d1", "lab-a", "forbidden", NULL);
	say(file, &now, "Li", "flag", "d4", NULL, "yes", NULL);
	say(file, &now, "Li", "flag", "d4", NULL, NULL, NULL); /* taken back */
	say(file, &now, "Wu", "category", "d6", NULL, "field:river", NULL);
	say(file, &now, "Wu", "conflict", "GREEN bank", "Wu", "yes", NULL); /* d0, d1, d6, d7 are its dreams, as 绿岸 and 綠 岸 */
	say(file, &now, "Li", "category", "d3", NULL, "field:school", NULL);
	say(file, &now, "Wu", "category", "d3", NULL, "none", NULL); /* disagreement */
	decided_run(*state, file, sizeof file);
	decided_bundle(*state, file, "open", false, folder, size);
}

static char *read_at(const char *folder, const char *name)
{
	char path[400];
	size_t len = 0;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	char *bytes = scratch_read(path, &len), *text = malloc(len + 1);
	memcpy(text, bytes, len);
	text[len] = '\0';
	free(bytes);
	return text;
}

static void write_to(const char *folder, const char *name, const char *text)
{
	char path[400];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	scratch_write(path, text, strlen(text));
}

/* An honest manifest of whatever lies there; 'without' is left out, and removed. */
static void renew_manifest(const char *folder, const char *without)
{
	static char names[64][256];
	fl_bundle_file files[64];
	fl_buf manifest;
	size_t n = 0;
	struct dirent *entry;
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char path[700];
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (without && strcmp(entry->d_name, without) == 0)
			remove(path);
		else if (entry->d_name[0] != '.' && strcmp(entry->d_name, FL_BUNDLE_MANIFEST) != 0) {
			char *text = read_at(folder, entry->d_name);
			snprintf(names[n], sizeof names[n], "%s", entry->d_name);
			files[n] = fl_bundle_file_of(names[n], fl_str_of(text));
			free(text);
			n++;
		}
	}
	closedir(dir);
	fl_buf_init(&manifest, 1 << 16);
	fl_bundle_manifest(&manifest, files, n);
	assert_int_equal(manifest.status, FL_OK);
	fl_buf_putc(&manifest, '\0');
	write_to(folder, FL_BUNDLE_MANIFEST, manifest.data);
	fl_buf_release(&manifest);
}

typedef struct fault {
	const char *file, *line; /* of the file: the first with these words */
	const char *from, *to;   /* in that line */
	const char *words;       /* of the verdict */
} fault;

/* The file with the change; NULL: the line has no such words. */
static char *changed(const char *text, const fault *f)
{
	const char *line = strstr(text, f->line);
	if (!line)
		return NULL;
	while (line > text && line[-1] != '\n')
		line--;
	const char *end = strchr(line, '\n'), *at = strstr(line, f->from);
	if (!at || (end && at > end))
		return NULL;
	char *new = malloc(strlen(text) + strlen(f->to) + 1);
	sprintf(new, "%.*s%s%s", (int)(at - text), text, f->to, at + strlen(f->from));
	return new;
}

static void expect(const char *folder, const fault *f)
{
	char why[600], *text = read_at(folder, f->file), *new = changed(text, f);
	if (!new)
		fail_msg("%s has no '%s' in a line with '%s':\n%s", f->file, f->from, f->line, text);
	write_to(folder, f->file, new);
	renew_manifest(folder, NULL);
	if (judge(folder, NULL, why, sizeof why))
		fail_msg("%s: '%s' became '%s', and it was confirmed", f->file, f->from, f->to);
	if (!strstr(why, f->words))
		fail_msg("%s: '%s' became '%s': expected '%s', got '%s'", f->file, f->from, f->to, f->words, why);
	write_to(folder, f->file, text);
	free(new);
	free(text);
}

#define DREAMS    FL_BUNDLE_DREAMS
#define DECIDED   FL_BUNDLE_DECISIONS
#define DREAM(id) "\"id\":\"" id "\""

static void test_decided__every_effect_is_asked_for(void **state)
{
	static const fault faults[] = {
		{ DREAMS, DREAM("d0"), "\"category\":\"field:river\"", "\"category\":\"field:school\"", "puts dream 'd0' into 'field:river', and it is in 'field:school'" },
		{ DREAMS, DREAM("d1"), "\"category\":\"\"", "\"category\":\"field:school\"", "puts dream 'd1' into 'none'" },
		{ DREAMS, DREAM("d2"), ",\"for:elders\"]", "]", "gives dream 'd2' the tag 'for:elders', and it does not have it" },
		{ DREAMS, DREAM("d5"), "\"tags\":[],\"by_people\":{\"removed\":[\"for:elders\"]}", "\"tags\":[\"for:elders\"]", "dream 'd5' has the tag 'for:elders', which a decision in force takes away" },
		{ DREAMS, DREAM("d4"), "\"field:school\"]", "\"field:school\",\"flag:x\"]", "dream 'd4' was accepted, and still has the tag 'flag:x'" },
		{ DREAMS, DREAM("d7"), "\"decided\":\"rejected\",", "", "dream 'd7' is rejected by a decision in force" },
		{ DREAMS, DREAM("d7"), "\"rejected\"", "\"exception\"", "dream 'd7' is rejected by a decision in force" },
		{ DREAMS, DREAM("d8"), "\"decided\":\"exception\",", "", "makes an exception for dream 'd8'" },
		{ DREAMS, DREAM("d1"), "\"request\"", "\"represented_by\":\"d0\",\"request\"", "tells dreams 'd0' and 'd1' apart, and they are together" },
		{ DREAMS, DREAM("d2"), "\"represented_by\":\"d3\",", "", "calls dreams 'd2' and 'd3' the same, and they are apart" },
		{ DREAMS, DREAM("d5"), "\"夕阳红\",\"submitted_as\":\"夕阳红会\"", "\"夕阳红会\"", "are of one organisation by the round or a decision in force, but belong to two" },
		{ FL_BUNDLE_MATCH, DREAM("d0"), "\"fixed\":true", "\"fixed\":false", "fixes dream 'd0' to a partner, and the matching does not" },
	};
	char folder[300], why[600];
	make_decided(state, folder, sizeof folder);
	if (!judge(folder, NULL, why, sizeof why))
		fail_msg("%s", why);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		expect(folder, &faults[i]);
}

static void test_decided__no_effect_is_made_up(void **state)
{
	static const fault faults[] = {
		{ DREAMS, DREAM("d3"), "\"tags\"", "\"by_people\":{\"category\":true},\"tags\"", "people set the category of dream 'd3', and no decision" },
		{ DREAMS, DREAM("d3"), "\"tags\"", "\"by_people\":{\"added\":[\"field:river\"]},\"tags\"", "people gave dream 'd3' the tag 'field:river'" },
		{ DREAMS, DREAM("d3"), "\"tags\"", "\"by_people\":{\"removed\":[\"flag:x\"]},\"tags\"", "dream 'd3' has lost the tag 'flag:x'" },
		{ DREAMS, DREAM("d3"), "\"request\"", "\"decided\":\"rejected\",\"request\"", "people rejected dream 'd3', and no decision" },
		{ DREAMS, DREAM("d6"), "\"request\"", "\"decided\":\"exception\",\"request\"", "an exception for dream 'd6', and no decision" },
		{ FL_BUNDLE_MATCH, DREAM("d3"), "\"brings\":40000,\"fixed\":false", "\"brings\":40000,\"fixed\":true", "dream 'd3' is fixed to a partner, and no decision" },
	};
	char folder[300];
	make_decided(state, folder, sizeof folder);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		expect(folder, &faults[i]);
}

/* Which are in force is not believed; and the journal knows them all. */
static void test_decided__what_is_in_force_is_settled_anew(void **state)
{
	static const fault faults[] = {
		{ DECIDED, "\"subject\":\"d4\",\"other\":\"\",\"value\":\"yes\"", "\"gone\"", "\"in-force\"", "said to be 'in-force', and by the decisions it is 'gone'" },
		{ DECIDED, "\"kind\":\"exception\",\"subject\":\"d6\"", "\"pending\"", "\"in-force\"", "by the decisions it is 'pending'" },
		{ DECIDED, "\"person\":\"Wu\",\"state\":\"barred\"", "\"barred\"", "\"in-force\"", "by the decisions it is 'barred'" },
		{ DECIDED, "\"state\":\"disagreed\"", "\"disagreed\"", "\"in-force\"", "by the decisions it is 'disagreed'" },
		{ DECIDED, "\"person\":\"Zhao\"", "\"Zhao\"", "\" LI\"", "is said to be 'in-force', and by the decisions it is 'gone'" },
		{ DECIDED, "\"kind\":\"conflict\"", "\"GREEN bank\"", "\"春苗社\"", "says that '春苗社' is '绿岸', and it is '春苗 社'" },
		{ DECIDED, "\"kind\":\"conflict\"", "\"organisation\":\"绿岸\"", "\"organisation\":\"春苗社\"", "by the decisions it is" },
		{ DECIDED, "\"kind\":\"representative\"", "\"d3\"", "\"d2\"", "names dream 'd2' to represent its cluster, and it does not" },
		{ DECIDED, "\"kind\":\"organisation\"", "\"夕阳红会\"", "\"春苗社\"", "are of one organisation by the round or a decision in force, but belong to two" },
		{ DECIDED, "\"kind\":\"match\",\"subject\":\"d1\"", "\"subject\":\"d1\",\"other\":\"lab-a\"", "\"subject\":\"d3\",\"other\":\"lab-b\"", "forbids dream 'd3' and partner 'lab-b', and the matching allows it" },
		{ DECIDED, "\"kind\":\"match\",\"subject\":\"d0\"", "\"lab-b\"", "\"lab-a\"", "dream 'd0' is fixed to another partner" },
		{ DECIDED, "\"kind\":\"flag\"", "because", "as he said", "the decision of entry" },
		{ DECIDED, "\"kind\":\"flag\"", "\"kind\":\"flag\"", "\"kind\":\"fog\"", "no decision of this kind" },
		{ DECIDED, "\"kind\":\"flag\"", "\"entry\"", "\"entries\"", "entries" },
	};
	char folder[300], why[600];
	make_decided(state, folder, sizeof folder);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		expect(folder, &faults[i]);
	renew_manifest(folder, FL_BUNDLE_DECISIONS);
	assert_false(judge(folder, NULL, why, sizeof why));
	assert_non_null(strstr(why, "and there is no 'decisions.jsonl'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_decided__random_rounds_are_confirmed, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_decided__every_effect_is_asked_for, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_decided__no_effect_is_made_up, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(test_decided__what_is_in_force_is_settled_anew, scratch_make, scratch_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
