/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - florin-check: is the allocation in this bundle what the round's rules give?
 *
 * A program of its own, over verify/, domain/ and base/ only: no solver, no database, nothing of the program that is
 * being checked. Read bundle, count its flowers -> fl_verify -> print.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/rational.h"
#include "base/sign.h"
#include "base/str.h"
#include "check/check_decisions.h"
#include "check/check_earlier.h"
#include "check/check_fit.h"
#include "check/check_journal.h"
#include "check/check_laid_down.h"
#include "check/check_receipt.h"
#include "check/read_bundle.h"
#include "domain/objective.h"
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

static size_t count_standing(const fl_bundle *bundle, fl_standing standing)
{
	size_t count = 0;
	for (size_t i = 0; i < bundle->num_dreams; i++)
		count += bundle->dreams[i].standing == standing;
	return count;
}

static fl_money sum_awards(const fl_bundle *bundle, size_t *ret_funded)
{
	fl_money sum = 0;
	*ret_funded = 0;
	for (size_t i = 0; i < bundle->num_dreams; i++) {
		if (!fl_money_add(sum, bundle->allocation->awards[i].amount, &sum))
			return INT64_MAX;
		*ret_funded += bundle->allocation->awards[i].amount > 0;
	}
	return sum;
}

/* Strangers wrote the id: it goes through the same sieve as messages. */
static void print_safely(fl_str text)
{
	fl_error harmless = FL_ERROR_INIT;
	fl_error_set(&harmless, FL_EINVAL, "%.*s", FL_STR_ARG(text));
	fputs(harmless.message, fl_check_page());
}

enum { DECIMALS = 6, DECIMALS_MAX = 18 };

/* So many decimals that two digits of a small number can be seen. */
static int decimals_of(const mpq_t q)
{
	mpq_t scaled;
	int decimals = DECIMALS;
	mpq_init(scaled);
	mpz_ui_pow_ui(mpq_numref(scaled), 10, DECIMALS);
	mpq_mul(scaled, scaled, q);
	for (; mpq_sgn(scaled) > 0 && mpq_cmp_ui(scaled, 10, 1) < 0 && decimals < DECIMALS_MAX; decimals++) {
		mpz_mul_ui(mpq_numref(scaled), mpq_numref(scaled), 10);
		mpq_canonicalize(scaled);
	}
	mpq_clear(scaled);
	return decimals;
}

/* A number for people, >= 0: whole, or in decimals, rounded down or up. */
static void put_decimal(fl_buf *buf, const mpq_t q, bool up, int decimals)
{
	mpq_t whole;
	mpz_t number, power, rest;
	mpq_init(whole);
	mpz_inits(number, power, rest, NULL);
	mpz_ui_pow_ui(power, 10, (unsigned long)decimals);
	mpz_mul(number, mpq_numref(q), power);
	if (up)
		mpz_cdiv_q(number, number, mpq_denref(q));
	else
		mpz_fdiv_q(number, number, mpq_denref(q));
	mpz_fdiv_qr(mpq_numref(whole), rest, number, power);
	fl_mpq_print(buf, whole);
	if (decimals > 0)
		fl_buf_printf(buf, ".%0*lu", decimals, mpz_get_ui(rest)); /* at most 18 digits */
	mpz_clears(number, power, rest, NULL);
	mpq_clear(whole);
}

/* "17.599940 flowers (rounded down)", "66.662933 % (smallest share of a request; rounded down)" */
static void put_value(fl_buf *buf, const mpq_t q, fl_unit unit, bool up)
{
	mpq_t shown;
	bool share = fl_unit_is_share(unit);
	mpq_init(shown);
	mpq_set_ui(shown, share ? 100 : 1, 1);
	mpq_mul(shown, shown, q);
	bool exact = mpz_cmp_ui(mpq_denref(shown), 1) == 0;
	put_decimal(buf, shown, up, exact ? 0 : decimals_of(shown));
	fl_buf_printf(buf, share ? " %% (%s" : " %s", fl_unit_words(unit, exact && mpq_cmp_ui(shown, 1, 1) == 0));
	if (!exact)
		fl_buf_printf(buf, share ? "; rounded %s" : " (rounded %s)", up ? "up" : "down");
	fl_buf_puts(buf, share ? ")" : "");
	mpq_clear(shown);
}

static void put_journal(fl_buf *buf, const fl_bundle *bundle)
{
	const fl_bundle_journal *j = &bundle->journal;
	char hex[65];
	if (j->size > 0) {
		fl_digest_hex(&j->roots[j->reported - 1], hex);
		fl_buf_printf(buf, "journal    %lld %s%s; the root on the report must be\n           %s\n", FL_MANY(j->size, "entry", "entries"),
			      j->redacted ? ", names left out" : "", hex);
	}
	fl_check_laid_down_say(bundle, buf);
	if (bundle->signer[0])
		fl_buf_printf(buf, "signed     by the key %s\n", bundle->signer);
}

enum { TAKEN_MAX = 9 };

/* What the verdict rests on and cannot be seen in a bundle (docs/reference/bundle.md); the last of them only where they apply. */
static size_t list_taken_over(const fl_bundle *bundle, const char *ret[TAKEN_MAX])
{
	static const char *const always[] = { "who gave what and when", "categories, tags and duplicates", "the order of ties",
					      "which fractions were rounded up" };
	const fl_bundle_journal *j = &bundle->journal;
	size_t n = 0;
	for (; n < sizeof always / sizeof *always; n++)
		ret[n] = always[n];
	if (bundle->spec->policy.kind == FL_POLICY_EQUAL_SHARES)
		ret[n++] = "the rule of 'equal-shares'";
	if (bundle->continued)
		ret[n++] = "what was paid and stopped";
	if (bundle->matching.there)
		ret[n++] = "fits, and what partners can take on";
	if (j->redacted && (j->seal.seal || j->approval.ever))
		ret[n++] = "that hidden entries seal and approve what stands beside them";
	return n;
}

static void print_trust(const fl_bundle *bundle)
{
	const char *taken[TAKEN_MAX];
	size_t count = list_taken_over(bundle, taken);
	fputs("taken over ", fl_check_page());
	for (size_t i = 0; i < count; i++)
		fprintf(fl_check_page(), "%s%s", i ? ", " : "", taken[i]);
	putc('\n', fl_check_page());
	if (bundle->journal.size == 0) /* else the root of the journal says it */
		fprintf(fl_check_page(), "manifest   %s: is it the one that was published?\n", bundle->manifest);
}

static const char NO_CONFLICT[] = "no single limit is out of reach, and the proof does not show that they conflict together";

static void print_text(const fl_bundle *bundle, const fl_verdict *verdict)
{
	fl_buf buf;
	size_t funded;
	fl_money awarded = sum_awards(bundle, &funded);
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fputs("round      ", fl_check_page());
	print_safely(bundle->spec->id);
	fl_buf_printf(&buf, "\ndreams     %zu, of which %zu are qualified and %zu funded\n", bundle->num_dreams,
		      count_standing(bundle, FL_QUALIFIED), funded);
	fl_buf_puts(&buf, "awarded    ");
	fl_money_print(&buf, awarded, bundle->spec->currency.minor_digits, true);
	fl_buf_printf(&buf, " %s of ", bundle->spec->currency.code);
	fl_money_print(&buf, bundle->spec->budget, bundle->spec->currency.minor_digits, true);
	fl_buf_printf(&buf, "\nclaim      %s\n", fl_bundle_outcome_word(bundle->allocation->outcome));
	if (verdict->verified) {
		fl_unit unit = fl_objective_unit(bundle->spec);
		fl_buf_puts(&buf, "worth      ");
		put_value(&buf, verdict->objective, unit, false);
		fl_buf_puts(&buf, "\noptimum    ");
		put_value(&buf, verdict->optimum, unit, false);
		fl_buf_puts(&buf, ", before rounding\nbound      ");
		if (verdict->has_bound)
			put_value(&buf, verdict->bound, unit, true);
		fl_buf_puts(&buf, verdict->has_bound ? ": no allocation is worth more\n" : "none is claimed\n");
		if (bundle->allocation->proof->unique >= 0)
			fl_buf_printf(&buf, "unique     is said to be %s, which is not proven here\n",
				      bundle->allocation->proof->unique ? "true" : "false");
	}
	if (verdict->infeasible)
		fl_buf_printf(&buf, "conflict   %s\n", verdict->conflict[0] ? verdict->conflict : NO_CONFLICT);
	fl_check_earlier_say(bundle, &buf);
	if (bundle->matching.there)
		fl_buf_printf(&buf, "matching   %lld %s with %lld %s, fits of %lld (%s); none is worth more than %lld\n",
			      FL_MANY(bundle->matching.matched, "dream", "dreams"), FL_MANY(bundle->matching.partners, "partner", "partners"),
			      (long long)bundle->matching.total, bundle->matching.outcome, (long long)bundle->matching.bound);
	fl_check_decisions_say(bundle, &buf);
	put_journal(&buf, bundle);
	fputs(buf.data ? buf.data : "", fl_check_page());
	if (verdict->verified) {
		fputs("verified   yes\n", fl_check_page());
		print_trust(bundle);
	} else if (verdict->infeasible) {
		fprintf(fl_check_page(), "verified   no: %s\n", verdict->why);
		fputs(verdict->conflict[0] ? "proven     that no award meets every limit: 'conflict' is added up here\n"
					   : "not proven that the limits conflict\n",
		      fl_check_page());
		print_trust(bundle);
	} else {
		fprintf(fl_check_page(), "verified   no: %s\n", verdict->why);
	}
	fl_buf_release(&buf);
}

static void put_exact(fl_json_writer *w, const char *key, const mpq_t q, int direction)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_mpq_print_short(&text, q, direction, NULL);
	fl_json_kv_str(w, key, fl_buf_view(&text));
	fl_buf_release(&text);
}

/* What rounding cost: optimum - objective. */
static void put_loss(fl_json_writer *w, const fl_verdict *verdict)
{
	mpq_t loss;
	mpq_init(loss);
	mpq_sub(loss, verdict->optimum, verdict->objective);
	put_exact(w, "rounding_loss", loss, 1);
	mpq_clear(loss);
}

static void print_json(const fl_bundle *bundle, const fl_verdict *verdict)
{
	fl_json_writer w;
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_json_start(&w, &buf, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-verdict/1");
	if (bundle->spec)
		fl_json_kv_str(&w, "round", bundle->spec->id);
	fl_json_kv_bool(&w, "verified", verdict->verified);
	fl_json_kv_z(&w, "why", verdict->why);
	if (verdict->verified) {
		fl_json_kv_z(&w, "outcome", fl_bundle_outcome_word(bundle->allocation->outcome));
		fl_json_kv_z(&w, "unit", fl_unit_key(fl_objective_unit(bundle->spec)));
		put_exact(&w, "objective", verdict->objective, -1);
		put_exact(&w, "optimum", verdict->optimum, -1);
		put_loss(&w, verdict);
		if (verdict->has_bound)
			put_exact(&w, "bound", verdict->bound, 1);
		fl_json_put_key(&w, "unique");
		fl_json_put_null(&w); /* it is claimed in proof.json, and not proven here */
		fl_json_put_key(&w, "taken_over");
		fl_json_begin_array(&w);
		const char *taken[TAKEN_MAX];
		size_t count = list_taken_over(bundle, taken);
		for (size_t i = 0; i < count; i++)
			fl_json_put_z(&w, taken[i]);
		fl_json_end_array(&w);
		fl_json_kv_z(&w, "manifest", bundle->manifest);
	}
	if (verdict->infeasible) {
		fl_json_kv_z(&w, "outcome", fl_bundle_outcome_word(bundle->allocation->outcome));
		fl_json_kv_bool(&w, "infeasible_proven", verdict->conflict[0] != '\0');
		fl_json_kv_z(&w, "conflict", verdict->conflict);
		fl_json_kv_z(&w, "manifest", bundle->manifest);
	}
	if (bundle->matching.there) {
		fl_json_put_key(&w, "matching");
		fl_json_begin_object(&w);
		fl_json_kv_z(&w, "outcome", bundle->matching.outcome);
		fl_json_kv_i64(&w, "matched", (int64_t)bundle->matching.matched);
		fl_json_kv_i64(&w, "partners", (int64_t)bundle->matching.partners);
		fl_json_kv_i64(&w, "total", bundle->matching.total);
		fl_json_kv_i64(&w, "bound", bundle->matching.bound);
		fl_json_end_object(&w);
	}
	if (bundle->journal.size > 0) {
		char hex[65];
		fl_digest_hex(&bundle->journal.roots[bundle->journal.reported - 1], hex);
		fl_json_kv_z(&w, "root", hex);
	}
	fl_check_decisions_put(bundle, &w);
	fl_check_laid_down_put(bundle, &w);
	if (bundle->signer[0])
		fl_json_kv_z(&w, "signer", bundle->signer);
	fl_json_end_object(&w);
	puts(buf.data ? buf.data : "");
	fl_buf_release(&buf);
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
			print_json(&bundle, &verdict);
		else if (!bundle.complete)
			fprintf(fl_check_page(), "verified   no: %s\n", verdict.why);
		else
			print_text(&bundle, &verdict);
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
