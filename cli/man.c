/* SPDX-License-Identifier: Apache-2.0
 *
 * man.c - the tables as pages for man(1): florin.1, and one for each command, florin-rules-lint.1. They are made by the build.
 *
 * The macros are those of man(7), which every man reads. Of text only what roff would act on is escaped.
 */
#include "cli.h"

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

/* "florin-run(1)" */
static void put_reference(FILE *to, const char *command, bool last)
{
	fputs(".BR ", to);
	put_page_name(to, command);
	fprintf(to, " (1)%s\n", last ? "" : ",");
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
	fputs(".SH OPTIONS\n", to);
	for (const cli_option *o = cli_option_table; o->name; o++)
		if (cli_takes(command, o))
			put_option(to, o);
	if (example) {
		fputs(".SH EXAMPLE\n.EX\n", to);
		put_line(to, example);
		fputs(".EE\n", to);
	}
	put_ends(to);
	fputs(".SH SEE ALSO\n", to);
	put_reference(to, NULL, true);
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
	fputs(".SH SEE ALSO\n", to);
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
