/* SPDX-License-Identifier: Apache-2.0
 *
 * write_readme.c - README.md of a bundle: what it is, what it says, and three ways to check it.
 */
#include "report/readme.h"

#include "base/str.h"
#include "domain/bundle.h"
#include "domain/objective.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/plain.h"
#include "report/totals.h"

static const struct {
	const char *name, *what;
} files[] = {
	{ "round.json", "the round as it was allocated: money, limits, policy, rules of counting" },
	{ "facts.json", "sources of flowers; digests of the files from which the facts were read" },
	{ "dreams.jsonl", "the dreams: requests, organisations, regions, tags" },
	{ "flowers.csv", "who gave how many flowers to which dream, givers by number" },
	{ "earned.csv", "who has earned how many, where the round asks" },
	{ "awards.json", "who gets what from which pool: the claim" },
	{ "proof.json", "why no allocation is worth more: exact numbers" },
	{ "assignment.dat", "the program of the matching for assignment.mod: whole numbers" },
	{ "match.json", "which partner carries out which dream: fits, limits, and the prices that prove it" },
	{ "earlier.jsonl", "what earlier divisions awarded, and what became of it: the money that returned is divided here" },
	{ "decisions.jsonl", "what people laid down: who, what, why, when" },
	{ "journal.jsonl", "what was done, in order; a line an entry" },
	{ "round.dat", "the program of the round for the models: whole numbers" },
	{ "round.mps", "model and data as one, for any solver; it minimises the opposite sign" },
	{ "stages.tsv", "the stages, and the level that each must have" },
};

static const char *what_is(fl_str name)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (fl_str_eqz(name, files[i].name))
			return files[i].what;
	if (fl_str_starts(name, FL_STR("pack-")))
		return "a rule pack, as it was used";
	if (name.len > 4 && fl_str_eqz(fl_str_slice(name, name.len - 4, name.len), ".mod"))
		return "a model in GNU MathProg, to be read and run";
	return "the program of one stage";
}

static void put_claim(const fl_readme *r, const fl_totals *totals, fl_buf *out)
{
	const fl_result *result = r->result;
	const fl_round_spec *spec = result->spec;
	fl_buf_puts(out, "* policy `");
	fl_buf_safe(out, fl_policy_label(&spec->policy));
	fl_buf_printf(out, "`, answer `%s`\n* ", fl_bundle_outcome_word(result->allocation->outcome));
	fl_figure_amount(out, &spec->currency, FL_LANG_EN, totals->awarded);
	fl_buf_puts(out, " of ");
	fl_figure_amount(out, &spec->currency, FL_LANG_EN, totals->budget);
	fl_buf_printf(out, " awarded to %lld of %lld qualified %s\n", (long long)totals->funded, FL_MANY(totals->qualified, "dream", "dreams"));
	if (result->allocation->outcome == FL_INFEASIBLE) {
		fl_buf_puts(out, "* nothing is awarded, so there is no value to check");
	} else {
		fl_buf_puts(out, "* value of the optimum, before rounding: ");
		fl_figure_small(out, result->allocation->proof->optimum, 9, false);
		fl_buf_printf(out, " (%s)", fl_unit_words(fl_objective_unit(spec), false));
	}
	if (!result->verified && result->allocation->outcome != FL_INFEASIBLE) {
		fl_buf_puts(out, "\n* **not verified**: ");
		fl_buf_safe(out, result->verify_why);
	}
	fl_buf_puts(out, "\n* root of the journal, as on the report: `");
	fl_buf_str(out, result->journal_root);
	fl_buf_puts(out, "`\n");
}

/* Every exception to the method. */
static void put_exceptions(const fl_readme *r, fl_buf *out)
{
	const fl_result *result = r->result;
	for (size_t i = 0; i < result->num_dreams; i++) {
		const fl_result_dream *d = &result->dreams[i];
		if (d->candidate->ruling != FL_RULED_EXCEPTION || !d->ruling)
			continue;
		fl_buf_puts(out, "* an exception to the method: '");
		fl_buf_safe(out, d->candidate->id);
		fl_buf_puts(out, "' takes part although the rules leave it out");
		for (size_t k = 0; !r->redacted && k < d->ruling->num_votes; k++) {
			fl_buf_puts(out, k == 0 ? ", by " : " and ");
			fl_buf_safe(out, d->ruling->votes[k]->person);
		}
		if (!r->redacted) {
			fl_buf_puts(out, ", because: ");
			fl_buf_safe(out, d->ruling->last->why);
		}
		fl_buf_putc(out, '\n');
	}
}

static void put_solvers(const fl_readme *r, fl_buf *out)
{
	if (!r->models) {
		fl_buf_puts(out, "The policy is a rule or a model of the foundation's own: no program of Florin's stands here for other "
				 "solvers.\n");
		return;
	}
	fl_buf_puts(out, "The round as a program, without anything of Florin (GLPK: Debian package `glpk-utils`; cbc: `coinor-cbc`):\n\n");
	if (r->result->allocation->outcome == FL_INFEASIBLE && !r->staged) {
		fl_buf_printf(out, "```\nglpsol -m %s -d round.dat\ncbc round.mps solve\n```\n\nBoth must say that the problem has no feasible solution "
				   "(rounds of whole requests: no integer feasible one).\n",
			      r->models[0]);
		return;
	}
	if (r->staged) {
		fl_buf_puts(out, "```\ntail -n +2 stages.tsv | while IFS=\"$(printf '\\t')\" read -r model data mps step level; do\n"
				 "  [ \"$data\" = - ] && continue\n  echo \"$data: $level\"; glpsol -m \"$model\" -d round.dat -d \"$data\" | grep '^level:'\ndone\n```\n\n"
				 "Each level must be the one of its line in `stages.tsv`.\n");
		if (r->result->allocation->outcome == FL_INFEASIBLE)
			fl_buf_puts(out, "A line with `infeasible` must give none: there `glpsol` says that the problem has no feasible solution.\n");
		if (r->stages_left_out > 0)
			fl_buf_printf(out, "The round has %zu stages, too many to write each to files: %zu of them, evenly spread, stand here, and\n"
					   "`stages.tsv` lists all. `florin-check` checks every stage.\n",
				      r->stages, r->stages - r->stages_left_out);
		return;
	}
	fl_buf_printf(out, "```\nglpsol -m %s -d round.dat\ncbc round.mps solve\n```\n\nThe value must be ", r->models[0]);
	fl_figure_decimal(out, r->result->allocation->proof->optimum, 9, false);
	fl_buf_puts(out, " (cbc: with the opposite sign) to nine digits");
	fl_buf_puts(out, r->result->allocation->outcome == FL_OPTIMAL ? ".\n" : ", or lie between it and the bound of proof.json.\n");
}

fl_status fl_report_readme(const fl_readme *r, fl_buf *out, fl_error *err)
{
	fl_totals totals;
	fl_status status = fl_totals_count(r->result, &totals, err);
	if (status != FL_OK)
		return status;
	fl_buf_puts(out, "# Audit bundle of the round '");
	fl_buf_safe(out, r->result->spec->id);
	fl_buf_printf(out, "'\n\nMade by Florin %.*s. Everything that is needed to check the allocation lies in this folder.\n\n",
		      FL_STR_ARG(r->result->version));
	put_claim(r, &totals, out);
	put_exceptions(r, out);
	fl_laid_down_lines(r->result, FL_LANG_EN, "* ", out);
	if (r->redacted)
		fl_buf_puts(out, "\nNames are left out: ids of dreams, organisations and persons are pseudonyms that only the foundation can "
				 "compute,\nreasons are not shown, and entries of the journal with names stand here as hashes; beside those of seals and approvals "
				 "stands\nwhat they say. What a dream asked for, where it is, its category, tags and flowers stand here as they are: who has a\n"
				 "list of the dreams can match many of them. So do titles of pools and groups and names of files.\n");
	fl_buf_puts(out, "\n## How to check it\n\n1. `florin-check .` counts the flowers, decides who qualifies, ");
	fl_buf_puts(out, r->result->allocation->outcome == FL_INFEASIBLE
				 ? "asks that nothing is\n   awarded, and looks for limits that nothing can meet. It exits with 1: the answer is no."
				 : "compares every award with every limit, and checks the\n   proof in exact arithmetic.");
	fl_buf_puts(out, " It is a small program without solver and database; its "
			 "source is `src/check` and\n   `src/verify` of Florin. `--root HEX` demands the root that you know from the report; "
			 "`--key FILE` a signature.\n2. ");
	put_solvers(r, out);
	fl_buf_puts(out, "3. `sha256sum` of each file must be what `manifest.json` lists.\n\n"
			 "What the checker takes as it stands (tags, duplicates, the facts themselves) is in `docs/reference/bundle.md` of "
			 "Florin;\nwho has the round file makes those anew with `florin audit replay`.\n\n## The files\n\n");
	for (size_t i = 0; i < r->num_names; i++) {
		fl_buf_puts(out, "* `");
		fl_buf_safe(out, r->names[i]);
		fl_buf_printf(out, "`: %s\n", what_is(r->names[i]));
	}
	fl_buf_puts(out, "* `manifest.json`: the SHA-256 of each of these\n");
	return fl_buf_status(out, err);
}
