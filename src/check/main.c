/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - florin-check: is the allocation in this bundle what the round's rules give?
 *
 * A program of its own, over verify/, domain/ and base/ only: no solver, no database, nothing of the program that is
 * being checked. Read bundle, count its flowers -> fl_verify -> print.
 */
#include "base/error.h"
#include "base/sign.h"
#include "base/str.h"
#include "check/check_fit.h"
#include "check/check_journal.h"
#include "check/check_receipt.h"
#include "check/print_verdict.h"
#include "check/read_bundle.h"
#include "verify/checks.h"
#include "verify/verify.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_YES = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_UNUSABLE = 3 };

static const char help[] =
    "usage: florin-check [--json] [--root HEX] [--key FILE] BUNDLE\n"
    "       florin-check [--json] --receipt FILE [--root HEX]\n"
    "\n"
    "Check an audit bundle: count the flowers, decide who qualifies, compare every award and payment with every\n"
    "limit of the round, and the proof that no allocation is worth more. No stated number is believed.\n"
    "\n"
    "  BUNDLE        the folder, as 'florin run --out' writes it: round.json, facts.json, dreams.jsonl, flowers.csv,\n"
    "                earned.csv, awards.json, proof.json, manifest.json; or as 'florin audit bundle' writes it, with more\n"
    "  --receipt FILE  instead of a bundle: does this receipt lead from the award of a dream to the root of the journal?\n"
    "  --root HEX    the root that you know from elsewhere, a report for example: it must be this one\n"
    "  --key FILE    the public key by which the bundle must be signed\n"
    "  --json        the verdict as JSON\n"
    "  -h, --help    this text\n"
    "  --version     the version\n"
    "\n"
    "Exit status: 0 verified, 1 not verified, 2 wrong usage, 3 the bundle cannot be read\n";

typedef struct options {
	const char *folder, *receipt, *root, *key;
	bool json, help, version;
} options;

/* The value of "--name VALUE" or "--name=VALUE"; NULL: it is another option, or it has none. */
static const char *value_of(const char *name, int argc, char **argv, int *i)
{
	size_t len = strlen(name);
	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	return argv[*i][len] == '\0' && *i + 1 < argc ? argv[++*i] : NULL;
}

static bool parse_options(int argc, char **argv, options *ret)
{
	bool only_operands = false;
	*ret = (options){ .folder = NULL };
	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i], *value;
		if (!only_operands && strcmp(arg, "--") == 0)
			only_operands = true;
		else if (!only_operands && (strcmp(arg, "-h") == 0 || strcmp(arg, "--help") == 0))
			ret->help = true;
		else if (!only_operands && strcmp(arg, "--version") == 0)
			ret->version = true;
		else if (!only_operands && strcmp(arg, "--json") == 0)
			ret->json = true;
		else if (!only_operands && (value = value_of("--receipt", argc, argv, &i)))
			ret->receipt = value;
		else if (!only_operands && (value = value_of("--root", argc, argv, &i)))
			ret->root = value;
		else if (!only_operands && (value = value_of("--key", argc, argv, &i)))
			ret->key = value;
		else if ((!only_operands && arg[0] == '-') || ret->folder)
			return false;
		else
			ret->folder = arg;
	}
	if (ret->help || ret->version)
		return true;
	return ret->receipt ? !ret->folder && !ret->key : ret->folder != NULL;
}

static int fail(const fl_error *err)
{
	fputs("florin-check: ", stderr);
	if (err->source[0])
		fprintf(stderr, "%s:", err->source);
	if (err->line > 0)
		fprintf(stderr, "%lld:", (long long)err->line);
	if (err->column > 0)
		fprintf(stderr, "%lld:", (long long)err->column);
	fprintf(stderr, "%s%s\n", err->source[0] ? " " : "", err->message);
	return EXIT_UNUSABLE;
}

/* Is it signed by whom the person knows? */
static fl_status check_key(const char *path, const fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	fl_digest key;
	char hex[65];
	FL_TRY(fl_key_read(path, false, &key, err));
	fl_digest_hex(&key, hex);
	if (strcmp(hex, bundle->signer) != 0)
		fl_verify_no(verdict, bundle->signer[0] ? "the bundle is signed with another key" : "the bundle is not signed");
	return FL_OK;
}

static fl_status examine(const options *opt, fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	FL_TRY(fl_bundle_load(opt->folder, bundle, verdict, err));
	if (opt->key && !fl_verify_refused(verdict))
		FL_TRY(check_key(opt->key, bundle, verdict, err));
	if (opt->root && !fl_verify_refused(verdict))
		FL_TRY(fl_check_known_root(opt->root, bundle, verdict, err));
	if (!bundle->complete || fl_verify_refused(verdict)) {
		bundle->complete = false;
		return FL_OK; /* the verdict says why */
	}
	return fl_verify(bundle->spec, bundle->dreams, bundle->num_dreams, bundle->allocation, verdict, err);
}

static int check_folder(const options *opt)
{
	fl_bundle bundle = { .arena = FL_ARENA_INIT };
	fl_verdict verdict;
	fl_error err = FL_ERROR_INIT;
	int answer;
	fl_verdict_init(&verdict);
	fl_status status = examine(opt, &bundle, &verdict, &err);
	if (status != FL_OK) {
		answer = fail(&err);
	} else {
		answer = verdict.verified ? EXIT_YES : EXIT_NO;
		if (opt->json)
			fl_check_print_json(&bundle, &verdict);
		else if (!bundle.complete)
			fprintf(fl_check_page(), "verified   no: %s\n", verdict.why);
		else
			fl_check_print_text(&bundle, &verdict);
	}
	fl_verdict_release(&verdict);
	fl_bundle_release(&bundle);
	return answer;
}

static int check_receipt(const options *opt)
{
	fl_buf out;
	fl_error err = FL_ERROR_INIT;
	bool yes = false;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_check_receipt(opt->receipt, opt->root, opt->json, &yes, &out, &err);
	int answer = status != FL_OK ? fail(&err) : yes ? EXIT_YES : EXIT_NO;
	fputs(status == FL_OK && out.data ? out.data : "", opt->json ? stdout : fl_check_page());
	fl_buf_release(&out);
	return answer;
}

static int finish(int answer)
{
	fl_check_page_end();
	if (fflush(stdout) == 0 && !ferror(stdout))
		return answer;
	fputs("florin-check: the answer could not be written\n", stderr);
	return EXIT_UNUSABLE;
}

int main(int argc, char **argv)
{
	options opt;
	if (!parse_options(argc, argv, &opt)) {
		fputs("florin-check: expected one bundle, or --receipt FILE; see florin-check --help\n", stderr);
		return EXIT_USAGE;
	}
	if (opt.help) {
		fputs(help, stdout);
		return EXIT_YES;
	}
	if (opt.version) {
		printf("florin-check %s\n", fl_version());
		return EXIT_YES;
	}
	if (opt.receipt)
		return finish(check_receipt(&opt));
	return finish(check_folder(&opt));
}
