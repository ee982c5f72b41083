/* SPDX-License-Identifier: Apache-2.0
 *
 * test_florin_check.c - the program florin-check on bundles as the library writes them, and as somebody has changed
 * them.
 */
#include "linear_round.h"

#include "bundle_kit.h"

#include "base/hash.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define ROUND_TEXT                                                                                                   \
	"{\"format\":\"florin-round/1\",\"round\":\"small\",\"currency\":\"CNY\",\"minor_digits\":0,"                \
	"\"dreams\":[\"d.csv\"],\"pools\":" POOL_1000 ",\"groups\":" EDUCATION_800 "}\n"

#define WHOLE_TEXT                                                                                                   \
	"{\"format\":\"florin-round/1\",\"round\":\"small\",\"currency\":\"CNY\",\"minor_digits\":0,"                \
	"\"dreams\":[\"d.csv\"],\"policy\":{\"indivisible\":true},\"pools\":[{\"id\":\"p\",\"amount\":3}]}\n"

/* Three dreams ask for 2 each, and there are 3: a cut, made with 'divisor', shows that one of them is all there is. */
static kit whole(int64_t divisor)
{
	kit k;
	kit_round(&k, "{\"indivisible\":true}", "[{\"id\":\"p\",\"amount\":3}]", "");
	kit_dream(&k, "a", "", 2, 10);
	kit_dream(&k, "b", "", 2, 10);
	kit_dream(&k, "c", "", 2, 10);
	kit_open(&k, FL_OPTIMAL);
	kit_pay(&k, 0, 0, 2);
	kit_values(&k, "10", "10", "10");
	fl_proof *proof = k.allocation->proof;
	kit_set(&k, 2);
	kit_y(&k, "pool:p", "1");
	kit_set(&k, 2);
	kit_y(&k, "pool:p", "10");
	proof->sets[1].items[0].row = 1; /* behind the only row: the cut */
	proof->cuts = fl_arena_array(&proof->arena, 1, sizeof *proof->cuts);
	proof->sides = fl_arena_array(&proof->arena, 1, sizeof *proof->sides);
	assert_true(proof->cuts && proof->sides);
	proof->cuts[0] = (fl_proof_cut){ 0, divisor, 0 };
	proof->num_cuts = proof->num_sides = 1;
	kit_leaf(&k, FL_LEAF_BOUND, 1);
	return k;
}

/* A bundle with an honest manifest of whatever stands in it. */
static void write_round(const char *folder, const kit *k, const char *round)
{
	fl_buf texts[BUNDLE_FILES];
	fl_dream_fact dreams[KIT_MAX];
	fl_bundle_facts facts = { .dreams = dreams, .num_dreams = k->num_dreams };
	bundle_stated_facts(k->dreams, k->num_dreams, dreams);
	bundle_print(texts, fl_str_of(round), &facts, k->spec, k->dreams, k->allocation);
	bundle_write(folder, texts);
	bundle_release(texts);
}

static void write_bundle(const char *folder, const kit *k)
{
	write_round(folder, k, ROUND_TEXT);
}

/* Run it; both streams go into 'output'. Returns the exit status. */
static int run(const char *folder, const char *option, const char *operand, char *output, size_t size)
{
	char path[300], program[] = FLORIN_CHECK, first[300], second[300];
	char *args[] = { program, first, second, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;
	snprintf(path, sizeof path, "%s.output", folder);
	snprintf(first, sizeof first, "%s", option ? option : operand);
	snprintf(second, sizeof second, "%s", operand ? operand : "");
	if (!option || !operand)
		args[option || operand ? 2 : 1] = NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	assert_int_equal(posix_spawn(&pid, program, &actions, NULL, args, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t len = fread(output, 1, size - 1, file);
	output[len] = '\0';
	fclose(file);
	return WEXITSTATUS(status);
}

static int make_folder(void **state)
{
	char *folder = strdup("/tmp/florin-check-XXXXXX");
	*state = folder;
	return folder && mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char path[300];
	bundle_remove(*state);
	snprintf(path, sizeof path, "%s.output", (const char *)*state);
	unlink(path);
	free(*state);
	return 0;
}

static void expect(const char *folder, int want, const char *words)
{
	char output[4096];
	int got = run(folder, NULL, folder, output, sizeof output);
	if (got != want || !strstr(output, words))
		fail_msg("expected %d and '%s', got %d and: %s", want, words, got, output);
}

static void test_florin_check__makes_cuts_itself(void **state)
{
	kit k = whole(2);
	write_round(*state, &k, WHOLE_TEXT);
	expect(*state, 0, "verified   yes");
	kit_free(&k);
	k = whole(3); /* 3 is a multiple of it: nothing to round */
	write_round(*state, &k, WHOLE_TEXT);
	expect(*state, 1, "only shows a higher bound");
	kit_free(&k);
}

static void test_florin_check__confirms_an_honest_bundle(void **state)
{
	char output[4096], expected[4096], path[300], digest[65];
	fl_error err = FL_ERROR_INIT;
	fl_buf manifest;
	kit k = linear_round();
	write_bundle(*state, &k);
	snprintf(path, sizeof path, "%s/manifest.json", (const char *)*state);
	fl_buf_init(&manifest, 1 << 20);
	assert_int_equal(fl_file_read(path, &manifest, &err), FL_OK);
	fl_digest sum = fl_sha256(fl_buf_view(&manifest));
	fl_digest_hex(&sum, digest);
	fl_buf_release(&manifest);
	assert_int_equal(run(*state, NULL, *state, output, sizeof output), 0);
	snprintf(expected, sizeof expected, "round      small\n"
				    "dreams     4, of which 3 are qualified and 3 funded\n"
				    "awarded    1,000 CNY of 1,000\n"
				    "claim      optimal\n"
				    "worth      86 flowers\n"
				    "optimum    86 flowers, before rounding\n"
				    "bound      86 flowers: no allocation is worth more\n"
				    "verified   yes\n"
				    "taken over who gave what and when, categories, tags and duplicates, the order of ties, which "
				    "fractions were rounded up\n"
				    "manifest   %s: is it the one that was published?\n", digest);
	assert_string_equal(output, expected);
	assert_int_equal(run(*state, "--json", *state, output, sizeof output), 0);
	assert_non_null(strstr(output, "\"verified\": true"));
	assert_non_null(strstr(output, "\"bound\": \"86\""));
	assert_non_null(strstr(output, "\"taken_over\": ["));
	assert_non_null(strstr(output, digest));
	kit_free(&k);
}

static void test_florin_check__says_no_where_the_claim_is_false(void **state)
{
	kit k = linear_round();
	k.allocation->awards[1].amount = k.allocation->payments[1].amount = 201;
	write_bundle(*state, &k);
	expect(*state, 1, "verified   no: pool 'general' pays more than is in it\n");
	kit_free(&k);
	k = linear_round();
	mpq_set_si(k.allocation->proof->sets[0].items[0].y, 1, 21);
	write_bundle(*state, &k);
	expect(*state, 1, "verified   no: leaf 0 of the proof only shows a higher bound than stated\n");
	kit_free(&k);
	k = linear_round();
	k.allocation->outcome = FL_INFEASIBLE;
	k.allocation->num_payments = 0;
	for (int i = 0; i < 4; i++)
		k.allocation->awards[i].amount = 0;
	write_bundle(*state, &k);
	expect(*state, 1, "verified   no: infeasible: nothing is awarded\n");
	kit_free(&k);
}

static void test_florin_check__says_no_where_a_file_was_changed(void **state)
{
	kit k = linear_round();
	for (int i = 0; i < BUNDLE_FILES; i++) {
		char words[100];
		write_bundle(*state, &k);
		bundle_write_file(*state, bundle_names[i], FL_STR("{}\n"));
		snprintf(words, sizeof words, "file '%s' is not the one that the manifest lists", bundle_names[i]);
		expect(*state, 1, words);
	}
	kit_free(&k);
}

static void test_florin_check__says_no_where_a_file_is_not_listed(void **state)
{
	kit k = linear_round();
	char path[300];
	write_bundle(*state, &k);
	bundle_write_file(*state, "more.json", FL_STR("{}\n"));
	expect(*state, 1, "verified   no: file 'more.json' is not in the manifest\n");
	snprintf(path, sizeof path, "%s/more.json", (const char *)*state);
	unlink(path);
	bundle_write_file(*state, ".hidden", FL_STR("of some file manager\n"));
	expect(*state, 0, "verified   yes");
	snprintf(path, sizeof path, "%s/.hidden", (const char *)*state);
	unlink(path);
	kit_free(&k);
}

static void test_florin_check__says_what_it_cannot_read(void **state)
{
	kit k = linear_round();
	char path[300];
	expect(*state, 3, FL_BUNDLE_MANIFEST);
	write_bundle(*state, &k);
	snprintf(path, sizeof path, "%s/%s", (const char *)*state, FL_BUNDLE_PROOF);
	unlink(path);
	expect(*state, 3, FL_BUNDLE_PROOF);
	write_bundle(*state, &k);
	bundle_write_file(*state, FL_BUNDLE_MANIFEST, FL_STR("{\"format\":\"florin-bundle/2\",\"files\":{}}"));
	expect(*state, 3, "the manifest does not list 'round.json'");
	k.allocation->proof->num_candidates = 3;
	write_bundle(*state, &k);
	expect(*state, 3, "proof.json:1:1: the proof is of a round with another number of dreams");
	kit_free(&k);
}

static void test_florin_check__knows_its_command_line(void **state)
{
	char output[4096];
	assert_int_equal(run(*state, "--help", NULL, output, sizeof output), 0);
	assert_non_null(strstr(output, "usage: florin-check"));
	assert_int_equal(run(*state, "--version", NULL, output, sizeof output), 0);
	assert_non_null(strstr(output, "florin-check "));
	assert_int_equal(run(*state, NULL, NULL, output, sizeof output), 2);
	assert_int_equal(run(*state, "--loud", *state, output, sizeof output), 2);
	assert_int_equal(run(*state, *state, *state, output, sizeof output), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_florin_check__confirms_an_honest_bundle, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_florin_check__makes_cuts_itself, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_florin_check__says_no_where_the_claim_is_false, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_florin_check__says_no_where_a_file_was_changed, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_florin_check__says_no_where_a_file_is_not_listed, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_florin_check__says_what_it_cannot_read, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(test_florin_check__knows_its_command_line, make_folder,
						remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
