/* SPDX-License-Identifier: Apache-2.0
 *
 * main.c - the table of commands, and finding the one that was asked for.
 */
#include "cli.h"

#include <signal.h>
#include <string.h>

const cli_command cli_commands[] = {
	{ "run", cmd_run, "a whole round", "from files to awards, all steps in order", "INPUT", 1, 1,
	  "policy set out trust-model lang unseal by why json force threads", CLI_NEEDS_NOTHING },

	{ "init", cmd_init, "the steps", "make a round file from a round.json or a .pb, or change its round", "INPUT",
	  1, 1, "policy set out unseal by why json force", CLI_NEEDS_NOTHING },
	{ "import", cmd_import, "the steps", "read the files of the round, or add files of flowers to it", "ROUND.florin", 1, 1,
	  "flowers earned format base json force", CLI_NEEDS_WRITE },
	{ "tag", cmd_tag, "the steps", "run the rule packs of the round over the dreams", "ROUND.florin", 1, 1,
	  "json force threads", CLI_NEEDS_WRITE },
	{ "dedup", cmd_dedup, "the steps", "find duplicates in a round, or in any table with --text",
	  "ROUND.florin|TABLE", 1, 1, "text id author organisation against reweigh json force threads", CLI_NEEDS_NOTHING },
	{ "tally", cmd_tally, "the steps", "count the flowers, and who qualifies", "ROUND.florin", 1, 1, "json force",
	  CLI_NEEDS_WRITE },
	{ "allocate", cmd_allocate, "the steps", "divide the money", "ROUND.florin", 1, 1, "export trust-model json force",
	  CLI_NEEDS_WRITE },
	{ "verify", cmd_verify, "the steps", "check the stored awards and their proof, without a solver",
	  "ROUND.florin", 1, 1, "json force", CLI_NEEDS_WRITE },
	{ "match", cmd_match, "the steps", "which partner carries out which dream, or which proposal answers it", "ROUND.florin", 1, 1,
	  "proposals export lang json force threads", CLI_NEEDS_WRITE },
	{ "report", cmd_report, "the steps", "write result.json, awards.csv, awards.xlsx, report.html and bundle/; or public.html",
	  "ROUND.florin", 1, 1, "out lang official public on json force", CLI_NEEDS_WRITE },

	{ "export", cmd_export, "the steps", "the result as xlsx, 360giving, 360giving-csv, pabulib or jsonl", "ROUND.florin FORM", 2, 2,
	  "out lang", CLI_NEEDS_ROUND },

	{ "seal", cmd_seal, "making it official", "lay rules, policy and tie order down before flowers are read", "ROUND.florin", 1, 1,
	  "by late reveal json", CLI_NEEDS_WRITE },
	{ "approve", cmd_approve, "making it official", "make the result that stands the official one", "ROUND.florin", 1, 1,
	  "by withdraw why lang json", CLI_NEEDS_WRITE },

	{ "follow plan", cmd_follow_plan, "after the award", "what follows from it: tranches, milestones, money by month; before approval a preview",
	  "ROUND.florin [DREAM]", 1, 2, "lang json", CLI_NEEDS_ROUND },
	{ "follow pay", cmd_follow_pay, "after the award", "a payment of a tranche", "ROUND.florin DREAM TRANCHE", 3, 3,
	  "amount on by evidence json", CLI_NEEDS_WRITE },
	{ "follow feedback", cmd_follow_feedback, "after the award", "feedback came, for this milestone", "ROUND.florin DREAM MILESTONE", 3, 3,
	  "on by evidence story json", CLI_NEEDS_WRITE },
	{ "follow result", cmd_follow_result, "after the award", "results came: people reached, money spent", "ROUND.florin DREAM MILESTONE", 3, 3,
	  "people spent on by evidence story json", CLI_NEEDS_WRITE },
	{ "follow accept", cmd_follow_accept, "after the award", "what was reported is accepted", "ROUND.florin DREAM MILESTONE", 3, 3,
	  "on by evidence json", CLI_NEEDS_WRITE },
	{ "follow stop", cmd_follow_stop, "after the award", "a dream ends: what it was not paid returns to its pools", "ROUND.florin DREAM", 2, 2,
	  "why on by evidence json", CLI_NEEDS_WRITE },
	{ "follow undo", cmd_follow_undo, "after the award", "take back what was recorded wrongly: an entry of 'follow show', 9 or 9.3",
	  "ROUND.florin ENTRY", 2, 2, "by why json", CLI_NEEDS_WRITE },
	{ "follow import", cmd_follow_import, "after the award", "record what a file of JSON Lines says, all of it or nothing", "ROUND.florin FILE", 2, 2,
	  "json", CLI_NEEDS_WRITE },
	{ "follow show", cmd_follow_show, "after the award", "awarded = paid + planned + returned; of one dream all that was recorded",
	  "ROUND.florin [DREAM]", 1, 2, "on json", CLI_NEEDS_ROUND },
	{ "follow due", cmd_follow_due, "after the award", "what is overdue on a day, to be reviewed, or due soon", "ROUND.florin", 1, 1,
	  "on json", CLI_NEEDS_ROUND },
	{ "follow reallocate", cmd_follow_reallocate, "after the award", "divide again what returned of stopped dreams, in a round file of its own",
	  "ROUND.florin", 1, 1, "on by out json", CLI_NEEDS_WRITE },
	{ "follow calendar", cmd_follow_calendar, "after the award", "what is to be paid and reported, as an iCalendar", "ROUND.florin", 1, 1, "lang",
	  CLI_NEEDS_ROUND },

	{ "explain", cmd_explain, "asking why", "one dream in words: tags, duplicates, flowers, award, reason",
	  "ROUND.florin DREAM", 2, 2, "resolve apart together trust-model lang json threads", CLI_NEEDS_ROUND },
	{ "flowers", cmd_flowers, "asking why", "dreams near their threshold: what is missing, how fast they grow",
	  "ROUND.florin [DREAM]...", 1, CLI_ARGS, "near plot json", CLI_NEEDS_ROUND },

	{ "review queue", cmd_review_queue, "reviewing", "what a person should look at, the most uncertain first",
	  "ROUND.florin", 1, 1, "moves json threads", CLI_NEEDS_ROUND },
	{ "review show", cmd_review_show, "reviewing", "a dream and what was decided on it; two, with what differs between « and »",
	  "ROUND.florin DREAM [DREAM]", 2, 3, "json", CLI_NEEDS_ROUND },
	{ "review decide", cmd_review_decide, "reviewing", "lay down what a person decides: same, category, tag, reject, exception ...",
	  "ROUND.florin DREAM DECISION...", 3, 5, "code by why json", CLI_NEEDS_WRITE },
	{ "review undo", cmd_review_undo, "reviewing", "take back what was decided",
	  "ROUND.florin DREAM [DECISION]...", 2, 4, "by why json", CLI_NEEDS_WRITE },
	{ "review log", cmd_review_log, "reviewing", "all decisions, and how they stand", "ROUND.florin", 1, 1, "json",
	  CLI_NEEDS_ROUND },
	{ "review export", cmd_review_export, "reviewing", "all decisions as a plain file, on stdout", "ROUND.florin", 1, 1, "",
	  CLI_NEEDS_ROUND },
	{ "review import", cmd_review_import, "reviewing", "read decisions from files, each line judged like one of your own",
	  "ROUND.florin FILE...", 2, CLI_ARGS, "json", CLI_NEEDS_WRITE },
	{ "review page", cmd_review_page, "reviewing", "the queue of one reviewer as a page for a browser, without a server",
	  "ROUND.florin", 1, 1, "for out lang json threads", CLI_NEEDS_ROUND },

	{ "scenario run", cmd_scenario_run, "what if", "the round with changes, beside the official result",
	  "ROUND.florin NAME", 2, 2, "policy set trust-model json threads", CLI_NEEDS_NOTHING },
	{ "scenario compare", cmd_scenario_compare, "what if", "two results side by side: who gains, who loses, why",
	  "ROUND.florin A B", 3, 3, "html lang json", CLI_NEEDS_NOTHING },
	{ "scenario sweep", cmd_scenario_sweep, "what if", "one setting or two moved in steps: budget=1e6..5e6:50",
	  "ROUND.florin PATH=FROM..TO:POINTS...", 2, 3, "policy set html lang json threads", CLI_NEEDS_NOTHING },

	{ "audit log", cmd_audit_log, "auditing", "the story of the round, and from which entry each result has come",
	  "ROUND.florin", 1, 1, "lang json", CLI_NEEDS_ROUND },
	{ "audit replay", cmd_audit_replay, "auditing", "make every result anew from the facts, and say what differs",
	  "ROUND.florin", 1, 1, "root trust-model json threads", CLI_NEEDS_ROUND },
	{ "audit bundle", cmd_audit_bundle, "auditing", "a folder that stands alone, for florin-check, glpsol and cbc",
	  "ROUND.florin", 1, 1, "out redact sign json", CLI_NEEDS_ROUND },
	{ "audit prove", cmd_audit_prove, "auditing", "a receipt for one dream, which florin-check --receipt confirms",
	  "ROUND.florin DREAM", 2, 2, "official", CLI_NEEDS_ROUND },
	{ "audit consistency", cmd_audit_consistency, "auditing", "was the journal only added to since it had this root?",
	  "ROUND.florin ROOT [SIZE]", 2, 3, "json", CLI_NEEDS_ROUND },
	{ "audit keygen", cmd_audit_keygen, "auditing", "a pair of keys for signing bundles: FILE and FILE.pub", "FILE", 1, 1,
	  "json", CLI_NEEDS_NOTHING },

	{ "rules lint", cmd_rules_lint, "rule packs", "find what does not compile or never matches", "PACK...", 1,
	  CLI_ARGS, "json", CLI_NEEDS_NOTHING },
	{ "rules test", cmd_rules_test, "rule packs", "run the examples of every rule", "PACK...", 1, CLI_ARGS,
	  "json", CLI_NEEDS_NOTHING },
	{ "rules apply", cmd_rules_apply, "rule packs", "tag any table: a line of JSON a row", "PACK...", 1, CLI_ARGS,
	  "data text id json threads", CLI_NEEDS_NOTHING },
	{ "rules stats", cmd_rules_stats, "rule packs", "what each rule covers, and with labels how often it is right",
	  "PACK...", 1, CLI_ARGS, "data text id label holds marks show json threads", CLI_NEEDS_NOTHING },
	{ "rules diff", cmd_rules_diff, "rule packs", "what a change of a pack changes on a table", "OLD NEW", 2, 2,
	  "data text id json threads", CLI_NEEDS_NOTHING },
	{ "rules suggest", cmd_rules_suggest, "rule packs", "mine a draft pack from a table with labels", "[PACK...]", 0, CLI_ARGS,
	  "data text id label marks held-back out words show json threads", CLI_NEEDS_NOTHING },
	{ "rules explain", cmd_rules_explain, "rule packs", "why a row gets its tags, and how near other rules came",
	  "PACK...", 1, CLI_ARGS, "data text id row json", CLI_NEEDS_NOTHING },
	{ "rules profile", cmd_rules_profile, "rule packs", "which patterns take the time, on a table", "PACK...", 1,
	  CLI_ARGS, "data text id json", CLI_NEEDS_NOTHING },

	{ "help", cmd_help, "about", "the commands, or one of them", "[COMMAND]", 0, 2, "man", CLI_NEEDS_NOTHING },
	{ "completion", cmd_completion, "about", "a script that completes commands, options and files", "bash|zsh|fish", 1, 1, "",
	  CLI_NEEDS_NOTHING },
	{ "version", cmd_version, "about", "the version of Florin", "", 0, 0, "json", CLI_NEEDS_NOTHING },
	{ NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, CLI_NEEDS_NOTHING },
};

/* The command that the first words name; *ret_words is how many it took. */
static const cli_command *find(int argc, char **argv, int *ret_words)
{
	for (const cli_command *k = cli_commands; k->name && argc > 1; k++) {
		size_t first = strcspn(k->name, " ");
		const char *second = k->name[first] ? k->name + first + 1 : NULL;
		if (strlen(argv[1]) != first || strncmp(argv[1], k->name, first) != 0)
			continue;
		if (second && (argc < 3 || strcmp(argv[2], second) != 0))
			continue;
		*ret_words = second ? 2 : 1;
		return k;
	}
	return NULL;
}

static bool is_family(const char *name)
{
	size_t len = strlen(name);
	const cli_command *k = cli_commands;
	while (k->name && (strncmp(k->name, name, len) != 0 || k->name[len] != ' '))
		k++;
	return k->name != NULL;
}

static int no_command(const cli *c, int argc, char **argv)
{
	char name[128];
	if (argc < 2) {
		cli_help(stderr, NULL);
		return CLI_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0)
		return cmd_version((cli *)c);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		cli_help(stdout, NULL);
		return CLI_YES;
	}
	bool help = argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
	if (argc > 2 && !help && is_family(argv[1])) {
		snprintf(name, sizeof(name), "%s %s", argv[1], argv[2]);
		return cli_no_command(c, name);
	}
	if (!cli_help_family(help ? stdout : stderr, argv[1]))
		return cli_no_command(c, argv[1]);
	return help ? CLI_YES : CLI_USAGE;
}

static int run(cli *c)
{
	cli_need needs = c->command->needs;
	if (needs != CLI_NEEDS_NOTHING &&
	    fl_round_open(c->args[0], needs == CLI_NEEDS_WRITE, &c->round, &c->error) != FL_OK)
		return cli_fail(c);
	cli_watch(c);
	int status = c->command->run(c);
	cli_watch_end();
	fl_round_close(c->round);
	return status;
}

int main(int argc, char **argv)
{
	static cli c;
	int words = 1;
	signal(SIGPIPE, SIG_IGN); /* 'florin run ... | head' finishes its work */
	signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error to tell, not to die of */
	if (argc > 1 && strcmp(argv[1], CLI_INTERRUPTED) == 0)
		return cli_interrupted(argc, argv);
	c.error = FL_ERROR_INIT;
	if (argc > 1 && strcmp(argv[1], "__complete") == 0)
		return cli_end(&c, cli_complete(argc - 2, argv + 2));
	c.command = find(argc, argv, &words);
	if (!c.command)
		return no_command(&c, argc, argv);
	int status = cli_parse(&c, argc - words, argv + words);
	cli_set_colour(c.given.color);
	if (status != CLI_YES)
		return status;
	if (c.given.help) {
		cli_help(stdout, c.command);
		return CLI_YES;
	}
	cli_watch_signals();
	cli_begin(&c);
	return cli_end(&c, run(&c));
}
