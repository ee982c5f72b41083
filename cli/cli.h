/* SPDX-License-Identifier: Apache-2.0
 *
 * cli.h - what the commands share: options, findings on stderr, results on stdout, exit status.
 *
 * A command is four parts: options (main.c has parsed them), open (main.c has opened the round), one library call,
 * print.
 */
#ifndef FL_CLI_CLI_H
#define FL_CLI_CLI_H

#include "florin.h"

#include <stdio.h>

enum {
	CLI_YES = 0,      /* a verified result stands */
	CLI_NO = 1,       /* infeasible, not verified, findings of lint and test */
	CLI_USAGE = 2,    /* the command line is wrong */
	CLI_UNUSABLE = 3, /* input unusable or work not done; nothing was written */
};

#define CLI_MANY 256 /* values of an option that may be given several times */
#define CLI_ARGS 256

typedef struct cli_options {
	const char *policy, *out, *export_to, *lang, *base, *text, *data, *id, *threads, *format, *by, *why, *against, *reviewer, *marks;
	const char *author, *organisation;
	const char *code, *moves, *label, *holds, *held_back, *show, *row, *near, *plot, *words, *root, *sign, *apart, *together, *reveal, *html, *proposals;
	const char *amount, *spent, *people, *on, *evidence, *story;
	const char *set[CLI_MANY];
	size_t num_set;
	fl_ledger_input ledger[CLI_MANY]; /* --flowers and --earned, in their order */
	size_t num_ledger;
	const char *color;
	bool json, man, force, reweigh, help, trust_model, redact, resolve, unseal, late, official, public, withdraw;
} cli_options;

typedef struct cli_code { /* how often a finding was met */
	char code[64];
	int64_t count;
} cli_code;

typedef struct cli {
	const struct cli_command *command;
	cli_options given;
	const char *args[CLI_ARGS + 1]; /* what is no option; NULL ends it */
	size_t num_args;
	fl_options options;
	fl_settings settings;
	fl_round *round; /* open where the command needs one */
	fl_error error;
	bool tell_findings; /* findings are what was asked for: --json gives each a line on stdout, too */
	cli_code codes[64];
	size_t num_codes;
	fl_unsealing unsealing;
	char translator[4096]; /* its path */
	unsigned char secret[32]; /* random */
	bool has_secret;
} cli;

typedef enum cli_need { CLI_NEEDS_NOTHING, CLI_NEEDS_ROUND, CLI_NEEDS_WRITE } cli_need;

typedef struct cli_command {
	const char *name; /* "run", "rules lint" */
	int (*run)(cli *c);
	const char *group;
	const char *line; /* what it does, in one line */
	const char *args; /* "INPUT" */
	size_t min_args, max_args;
	const char *options; /* names out of the option table, parted by blanks */
	cli_need needs;      /* args[0] is then the round file */
} cli_command;

/* main.c: the table, ended by a NULL name. */
extern const cli_command cli_commands[];

typedef enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_SET, CLI_GIVEN, CLI_EARNED } cli_kind;

typedef struct cli_option {
	const char *name;
	char letter; /* 0: none */
	cli_kind kind;
	size_t offset; /* in cli_options */
	const char *value; /* "FILE", "DIR", "csv|tsv|jsonl"; NULL for a flag. Completion goes by it */
	const char *help;
} cli_option;

/* options.c: the table, ended by a NULL name. From the two tables come parsing, -h, completion and the manual. */
extern const cli_option cli_option_table[];
bool cli_takes(const cli_command *command, const cli_option *option);
/* examples.c: a command line to try. */
const char *cli_example(const cli_command *command);

/* options.c: parse argv into c->given and c->args by the option table; CLI_YES or CLI_USAGE. */
int cli_parse(cli *c, int argc, char **argv);
/* help.c */
void cli_help(FILE *to, const cli_command *command);
/* The commands of two words that begin with 'name'; false when there are none. */
bool cli_help_family(FILE *to, const char *name);
int cli_no_command(const cli *c, const char *name);
/* complete.c: names for the scripts of completion. */
int cli_complete(int argc, char **argv);
/* man.c: a page of the manual, of all commands (NULL) or of one. */
void cli_manual(FILE *to, const cli_command *command);

/* output.c */
void cli_begin(cli *c);
int cli_end(cli *c, int status); /* what findings were left out; is stdout written? */
int cli_fail(cli *c);            /* the line about c->error; CLI_UNUSABLE, or CLI_USAGE where it is what the person typed */
int cli_usage(const cli *c, const char *what, const char *which);
int cli_usage_hint(const cli *c, const char *what, const char *which, const char *hint);
void cli_put_safe(FILE *to, const char *text, size_t len);
/* terminal.c: what is known of where 'to' leads. */
typedef enum cli_colour { CLI_AUTO, CLI_ALWAYS, CLI_NEVER } cli_colour;
bool cli_colour_ok(const char *text); /* auto, always, never */
void cli_set_colour(const char *text); /* NULL: auto */
bool cli_is_coloured(FILE *to);
size_t cli_columns(FILE *to); /* 0: no terminal */
/* Text in a colour: "1" bold, "31" red (ECMA-48, SGR). */
void cli_paint(FILE *to, const char *sgr, const char *text);
/* A page for people, fitted to the terminal; it is released. With --json, and elsewhere, as it is. */
void cli_page(const cli *c, fl_text *text);
void cli_page_to(FILE *to, const char *text, size_t len);
/* progress.c: where stderr is a terminal, a line that says how far the work is, until something else is written. */
void cli_watch(cli *c);
void cli_hush(FILE *to); /* something will be written there: the line is wiped away; for good, where stdout is the terminal */
void cli_watch_end(void);

/* interrupted.c: what a signal leaves of open round files is put in order, by this program started anew with the first argument below. */
#define CLI_INTERRUPTED "--interrupted"
void cli_watch_signals(void);
int cli_interrupted(int argc, char **argv);

/* --unseal, --by and --why go together; and was the first of them needed? */
int cli_check_unsealing(const cli *c);
void cli_note_unsealing(const cli *c, bool unsealed);

typedef struct cli_number {
	const char *name;
	int64_t value;
	const fl_currency *currency; /* it is money; NULL: a count */
} cli_number;

/* One line about a step: "tag: dreams 163, tagged 150", or an object with --json. Money is told to people as they write it, "awarded CNY
 * 4,300,000.00", to programs in minor units. 'extra' is a word or NULL, named
 * 'what'. */
void cli_say(const cli *c, const char *step, bool unchanged, const cli_number *numbers, size_t count,
	     const char *what, const char *extra);
/* cmd_review.c: the i-th kind of decision, false behind the last. -h and the manual tell them. */
typedef struct cli_form {
	const char *form, *says;
} cli_form;
bool cli_decision_form(size_t i, cli_form *ret);
/* help.c: how much of the form names what is decided on, without what is said of it. */
size_t cli_decision_subject(const char *form);
/* cmd_allocate.c: that line about a division of money. */
void cli_say_division(const cli *c, const char *step, bool unchanged, const fl_allocate_summary *s);
bool cli_write(void *user, const char *data, size_t len); /* an fl_sink on stdout */
bool cli_write_page(void *user, const char *data, size_t len); /* the same for whole lines that people read: fitted to a terminal */

#define CLI_COUNT(array) (sizeof(array) / sizeof((array)[0]))

int cmd_run(cli *c);
int cmd_init(cli *c);
int cmd_import(cli *c);
int cmd_tag(cli *c);
int cmd_dedup(cli *c);
int cmd_tally(cli *c);
int cmd_allocate(cli *c);
int cmd_verify(cli *c);
int cmd_match(cli *c);
int cmd_report(cli *c);
int cmd_explain(cli *c);
int cmd_seal(cli *c);
int cmd_approve(cli *c);
int cmd_follow_plan(cli *c);
int cmd_follow_pay(cli *c);
int cmd_follow_feedback(cli *c);
int cmd_follow_result(cli *c);
int cmd_follow_accept(cli *c);
int cmd_follow_stop(cli *c);
int cmd_follow_undo(cli *c);
int cmd_follow_import(cli *c);
int cmd_follow_show(cli *c);
int cmd_follow_due(cli *c);
int cmd_follow_calendar(cli *c);
int cmd_follow_reallocate(cli *c);
int cmd_export(cli *c);
int cmd_flowers(cli *c);
int cmd_review_queue(cli *c);
int cmd_review_show(cli *c);
int cmd_review_decide(cli *c);
int cmd_review_undo(cli *c);
int cmd_review_log(cli *c);
int cmd_review_export(cli *c);
int cmd_review_import(cli *c);
int cmd_review_page(cli *c);
int cmd_scenario_run(cli *c);
int cmd_scenario_compare(cli *c);
int cmd_scenario_sweep(cli *c);
int cmd_audit_log(cli *c);
int cmd_audit_replay(cli *c);
int cmd_audit_bundle(cli *c);
int cmd_audit_prove(cli *c);
int cmd_audit_keygen(cli *c);
int cmd_audit_consistency(cli *c);
int cmd_rules_lint(cli *c);
int cmd_rules_test(cli *c);
int cmd_rules_apply(cli *c);
int cmd_rules_stats(cli *c);
int cmd_rules_suggest(cli *c);
int cmd_rules_diff(cli *c);
int cmd_rules_profile(cli *c);
int cmd_rules_explain(cli *c);
int cmd_completion(cli *c);
int cmd_help(cli *c);
int cmd_version(cli *c);

#endif
