/* SPDX-License-Identifier: Apache-2.0
 *
 * man.c - the tables as pages for man(1): florin.1, and one for each command, florin-rules-lint.1. They are made by the build.
 *
 * The macros are those of man(7), which every man reads. Of text only what roff would act on is escaped.
 */
#include "completion.h"

#include <ctype.h>
#include <string.h>

static void put_text(FILE *to, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", to);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", to);
		else if (*text == '-')
			fputs("\\-", to);
		else if (*text == '\'')
			fputs("\\(aq", to);
		else if (*text == '~')
			fputs("\\(ti", to);
		else if (*text == '^')
			fputs("\\(ha", to);
		else
			putc(*text, to);
	}
}

static void put_line(FILE *to, const char *text)
{
	put_text(to, text);
	putc('\n', to);
}

/* "florin-rules-lint" */
static void put_page_name(FILE *to, const char *command)
{
	fputs("florin", to);
	for (const char *at = command; at && *at; at++) {
		if (at == command)
			fputs("\\-", to);
		fputs(*at == ' ' ? "\\-" : (char[]){ *at, '\0' }, to);
	}
}

static void put_title(FILE *to, const char *command, const char *line)
{
	fputs(".\\\" made from the tables of florin; do not edit\n.TH FLORIN", to);
	for (const char *at = command; at && *at; at++)
		fprintf(to, "%s%c", at == command ? "-" : "", *at == ' ' ? '-' : toupper((unsigned char)*at));
	fprintf(to, " 1 " FLORIN_DATE " \"Florin %s\" \"Florin manual\"\n.SH NAME\n", fl_version());
	put_page_name(to, command);
	fputs(" \\- ", to);
	put_line(to, line);
}

static void put_option(FILE *to, const cli_option *o)
{
	fputs(".TP\n", to);
	if (o->letter)
		fprintf(to, ".BR \\-%c \", \" ", o->letter);
	else
		fputs(".B ", to);
	fputs("\\-\\-", to);
	put_text(to, o->name);
	if (o->value) {
		fputs(o->letter ? " \" \\fI" : " \\fI", to);
		put_text(to, o->value);
		fputs(o->letter ? "\\fR\"" : "\\fR", to);
	}
	putc('\n', to);
	put_line(to, o->help);
}

static void put_ends(FILE *to)
{
	fputs(".SH EXIT STATUS\n"
	      ".TP\n0\na verified result stands; rejected rows and warnings included\n"
	      ".TP\n1\nthe answer is no: infeasible, not verified; findings, where they were asked for\n"
	      ".TP\n2\nthe command line is wrong\n"
	      ".TP\n3\nthe input is unusable, or the work could not be done; nothing was written\n"
	      ".SH ENVIRONMENT\n"
	      ".TP\n.B NO_COLOR\nwhere it is set, nothing is coloured unless \\-\\-color says so\n"
	      ".TP\n.B COLUMNS\nthe width of the terminal, instead of what the terminal says\n"
	      ".TP\n.B SOURCE_DATE_EPOCH\nthe time that the journal and the report name, in seconds since 1970:\n"
	      "but for what hangs on the secret of a round file, the same input then gives the same bytes at any time\n",
	      to);
}

/* ---- what stands on the command line -------------------------------------------------------------------------------- */

static const struct word {
	const char *name; /* as the table of commands has it, without brackets and dots */
	bool file;
	const char *text;
} words[] = {
	{ "INPUT", true, "a round: its round.json, beside which its files lie, or a Pabulib election (.pb)" },
	{ "ROUND.florin", true, "the round file: facts, results and journal of one round; 'florin run' and 'florin init' make it" },
	{ "ROUND.florin|TABLE", true, "a round file, or any table (.csv, .tsv, .jsonl, .xlsx)" },
	{ "PACK", true, "a rule pack: a .json file, or the name of one that comes with Florin" },
	{ "OLD", true, "a rule pack as it was" },
	{ "NEW", true, "the same as it is to be" },
	{ "FILE", true, "a file to read, or the secret key that is made" },
	{ "DREAM", false, "the id of a dream" },
	{ "TRANCHE", false, "a part of the award that the round's plan names; without a plan it is 'all'" },
	{ "MILESTONE", false, "what is to be reported, as the round's plan names it; without a plan it is 'feedback'" },
	{ "DECISION", false, "what is decided: the other dream and 'same' or 'different', or 'represents', 'category NAME', 'tag NAME', 'untag NAME', "
			     "'accept', 'reject' with --code, 'exception', 'flag', 'mark PACK/RULE right' or 'wrong', 'match PARTNER fixed' or 'forbidden'" },
	{ "NAME", false, "what the scenario is called" },
	{ "A", false, "a scenario that was run, or 'official'" },
	{ "B", false, "another one" },
	{ "PATH=FROM", false, "a setting of the round, where it begins and ends, and how many steps: budget=1e6..5e6:50" },
	{ "ROOT", false, "a root of the journal, 64 hexadecimal digits, as reports and 'florin audit log' show it" },
	{ "SIZE", false, "how many entries that journal had" },
	{ "FORM", false, "xlsx, 360giving, 360giving-csv, pabulib or jsonl" },
	{ "COMMAND", false, "a command, of one word or two" },
	{ "bash|zsh|fish", false, "the shell" },
};

/* Each argument once, those that are files or those that are not. */
static void put_arguments(FILE *to, const cli_command *command, bool files)
{
	char name[WORD_MAX], before[WORD_MAX] = "";
	bool goes_on = false;
	for (size_t n = 0; cli_argument(command, n, name, &goes_on); n++) {
		for (size_t i = 0; i < CLI_COUNT(words); i++) {
			if (strcmp(words[i].name, name) != 0 || words[i].file != files || strcmp(before, name) == 0)
				continue;
			fputs(".TP\n.I ", to);
			put_line(to, name);
			put_line(to, words[i].text);
		}
		snprintf(before, sizeof before, "%s", name);
	}
}

/* What the command does to a round file, and what is in the folder that it writes. */
static void put_files(FILE *to, const cli_command *command)
{
	bool rules = strncmp(command->name, "rules ", 6) == 0;
	fputs(".SH FILES\n", to);
	put_arguments(to, command, true);
	if (command->needs != CLI_NEEDS_NOTHING)
		fputs(".PP\n", to);
	if (command->needs == CLI_NEEDS_WRITE)
		put_line(to, "The round file is changed in one transaction: all of it, or nothing. Others may read it meanwhile.");
	if (command->needs == CLI_NEEDS_ROUND)
		put_line(to, "The round file is only read.");
	if (strcmp(command->name, "run") == 0 || strcmp(command->name, "report") == 0)
		fputs(".TP\n.I report.html\nthe page to show: one file, which loads nothing\n"
		      ".TP\n.IR awards.xlsx \", \" awards.csv\na row for each dream\n"
		      ".TP\n.I result.json\nthe result and its proof, for programs\n"
		      ".TP\n.IR rejected.csv \", \" matches.csv\nrows that could not be used; which partner carries out which dream\n"
		      ".TP\n.I bundle/\nwhat\n.BR florin\\-check (1)\nconfirms the result from\n",
		      to);
	if (rules || strcmp(command->name, "run") == 0)
		fputs(".TP\n.I share/florin/rules\nthe rule packs that come with Florin, below the prefix of the installation\n", to);
}

/* "florin-run(1)" */
static void put_reference(FILE *to, const char *command, bool last)
{
	fputs(".BR ", to);
	put_page_name(to, command);
	fprintf(to, " (1)%s\n", last ? "" : ",");
}

/* The commands of its group, and the pages that lead on. */
static void put_see_also(FILE *to, const cli_command *command)
{
	fputs(".SH SEE ALSO\n", to);
	put_reference(to, NULL, false);
	for (const cli_command *k = cli_commands; k->name; k++)
		if (k != command && strcmp(k->group, command->group) == 0)
			put_reference(to, k->name, false);
	fputs(".BR florin\\-check (1)\n", to);
}

static void put_description(FILE *to, const cli_command *command)
{
	fputs(".SH DESCRIPTION\n.B florin ", to);
	put_line(to, command->name);
	fprintf(to, "(%s):\n", command->group);
	put_text(to, command->line);
	fputs(command->line[strlen(command->line) - 1] == '.' ? "\n" : ".\n", to);
	fputs("Results are written to standard output, everything else to standard error.\n", to);
	put_arguments(to, command, false);
}

static void put_decisions(FILE *to, const cli_command *command)
{
	cli_form f;
	char form[128];
	bool undo = command->run == cmd_review_undo;
	if (command->run != cmd_review_decide && !undo)
		return;
	fputs(".SH DECISIONS\nAfter the round file stands one of these:\n", to);
	for (size_t i = 0; cli_decision_form(i, &f); i++) {
		snprintf(form, sizeof form, "%.*s", undo ? (int)cli_decision_subject(f.form) : (int)strlen(f.form), f.form);
		fputs(".TP\n.B ", to);
		put_line(to, form);
		put_line(to, f.says);
	}
}

static void put_command(FILE *to, const cli_command *command)
{
	const char *example = cli_example(command);
	put_title(to, command->name, command->line);
	fputs(".SH SYNOPSIS\n.B florin ", to);
	put_text(to, command->name);
	fputs("\n.RI [ OPTIONS ]\n", to);
	if (command->args[0]) {
		fputs(".I ", to);
		put_line(to, command->args);
	}
	put_description(to, command);
	fputs(".SH OPTIONS\n", to);
	for (const cli_option *o = cli_option_table; o->name; o++)
		if (cli_takes(command, o))
			put_option(to, o);
	put_ends(to);
	put_decisions(to, command);
	put_files(to, command);
	if (example) {
		fputs(".SH EXAMPLES\nOn the round that comes with Florin, from where its files lie:\n.PP\n.EX\n", to);
		for (const char *line = example; *line;) {
			size_t len = strcspn(line, "\n");
			char part[1024];
			snprintf(part, sizeof part, "%.*s", (int)len, line);
			put_line(to, part);
			line += line[len] ? len + 1 : len;
		}
		fputs(".EE\n", to);
	}
	put_see_also(to, command);
}

static void put_all(FILE *to)
{
	const char *group = "";
	put_title(to, NULL, "allocate a foundation's money over dreams, exactly and provably");
	fputs(".SH SYNOPSIS\n.B florin\n.I COMMAND\n.RI [ OPTIONS ]\n\\&...\n.SH DESCRIPTION\n"
	      "Florin takes publicly submitted dreams, tags them by rules, finds duplicates,\n"
	      "counts the flowers that people gave, keeps the dreams that gathered enough,\n"
	      "and divides the money by a linear program whose answer is exact, proven and\n"
	      "explained.\n.SH COMMANDS\n",
	      to);
	for (const cli_command *k = cli_commands; k->name; k++) {
		if (strcmp(group, k->group) != 0) {
			fputs(".SS ", to);
			put_line(to, k->group);
		}
		group = k->group;
		fputs(".TP\n.B ", to);
		put_line(to, k->name);
		put_line(to, k->line);
	}
	put_ends(to);
	fputs(".SH FILES\n"
	      ".TP\n.I *.florin\nround files: facts, results and journal of one round\n"
	      ".TP\n.I share/florin/rules\nthe rule packs that come with Florin, below the prefix of the installation\n"
	      ".TP\n.I share/doc/florin\nthe documents and the example rounds\n"
	      ".SH EXAMPLES\n.EX\n",
	      to);
	put_line(to, cli_example(cli_commands));
	fputs("florin explain out/round.florin D003\n.EE\n.SH SEE ALSO\n", to);
	for (const cli_command *k = cli_commands; k->name; k++)
		put_reference(to, k->name, false);
	fputs(".BR florin\\-check (1)\n", to);
}

void cli_manual(FILE *to, const cli_command *command)
{
	if (command)
		put_command(to, command);
	else
		put_all(to);
}
