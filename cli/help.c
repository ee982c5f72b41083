/* SPDX-License-Identifier: Apache-2.0
 *
 * help.c - what the tables say about commands and options, for people at a terminal.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static void put_all(FILE *to)
{
	const char *group = "";
	fputs("florin - allocate a foundation's money over dreams, exactly and provably\n\n"
	      "usage: florin COMMAND [OPTIONS] ...\n",
	      to);
	for (const cli_command *k = cli_commands; k->name; k++) {
		if (strcmp(group, k->group) != 0)
			fprintf(to, "\n%s\n", k->group);
		group = k->group;
		fprintf(to, "  %-17s %s\n", k->name, k->line);
	}
	fputs("\n'florin help COMMAND' tells its options. Exit status: 0 a verified result stands, 1 the answer is "
	      "no,\n"
	      "2 the command line is wrong, 3 the input is unusable and nothing was written.\n",
	      to);
}

static void put_option(FILE *to, const cli_option *o)
{
	char left[64];
	snprintf(left, sizeof(left), "%s%c%s --%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : ' ',
		 o->letter ? "," : "  ", o->name, o->value ? " " : "", o->value ? o->value : "");
	fprintf(to, "  %-22s %s\n", left, o->help);
}

size_t cli_decision_subject(const char *form)
{
	const char *code = strstr(form, " --"), *last = strrchr(form, ' ');
	return code ? (size_t)(code - form) : strchr(last, '|') ? (size_t)(last - form) : strlen(form);
}

/* What can be decided, of the two commands that take it; taken back it is named without what was said of it. */
static void put_decisions(FILE *to, const cli_command *command)
{
	cli_form f;
	bool undo = command->run == cmd_review_undo;
	if (command->run != cmd_review_decide && !undo)
		return;
	fputs(undo ? "\nwhat is taken back, after ROUND.florin (DREAM alone where one thing was decided on it)\n"
		   : "\nwhat is decided, after ROUND.florin\n", to);
	for (size_t i = 0; cli_decision_form(i, &f); i++)
		fprintf(to, "  %-*.*s  %s\n", undo ? 30 : 37, undo ? (int)cli_decision_subject(f.form) : 60, f.form, f.says);
}

static void put_command(FILE *to, const cli_command *command)
{
	const char *example = cli_example(command);
	fprintf(to, "florin %s - %s\n\nusage: florin %s [OPTIONS]%s%s\n\n", command->name, command->line, command->name,
		command->args[0] ? " " : "", command->args);
	for (const cli_option *o = cli_option_table; o->name; o++)
		if (cli_takes(command, o))
			put_option(to, o);
	put_decisions(to, command);
	if (example)
		fprintf(to, "\nexample\n  %s\n", example);
}

/* On a terminal a page is fitted to it, elsewhere it is as it is. */
static void put_page(FILE *to, void (*put)(FILE *to, const cli_command *command), const cli_command *command)
{
	char *text = NULL;
	size_t len = 0;
	FILE *page = cli_columns(to) > 0 || cli_is_coloured(to) ? open_memstream(&text, &len) : NULL;
	put(page ? page : to, command);
	if (page && fclose(page) == 0)
		cli_page_to(to, text, len);
	free(text);
}

static void put_any(FILE *to, const cli_command *command)
{
	if (command)
		put_command(to, command);
	else
		put_all(to);
}

void cli_help(FILE *to, const cli_command *command)
{
	put_page(to, put_any, command);
}

static size_t first_word(const char *name)
{
	return strcspn(name, " ");
}

/* 'of' is any command of the family. */
static void put_family(FILE *to, const cli_command *of)
{
	size_t len = first_word(of->name);
	fprintf(to, "florin %.*s - %s\n\nusage: florin %.*s COMMAND [OPTIONS] ...\n\n", (int)len, of->name, of->group, (int)len,
		of->name);
	for (const cli_command *k = cli_commands; k->name; k++)
		if (strncmp(k->name, of->name, len) == 0 && k->name[len] == ' ')
			fprintf(to, "  %-17s %s\n", k->name, k->line);
}

bool cli_help_family(FILE *to, const char *name)
{
	size_t len = strlen(name);
	for (const cli_command *k = cli_commands; k->name; k++)
		if (len > 0 && strncmp(k->name, name, len) == 0 && k->name[len] == ' ') {
			put_page(to, put_family, k);
			return true;
		}
	return false;
}

int cli_no_command(const cli *c, const char *name)
{
	const char *names[CLI_MANY];
	char hint[256];
	size_t count = 0;
	for (const cli_command *k = cli_commands; k->name && count + 1 < CLI_MANY; k++)
		names[count++] = k->name;
	names[count] = NULL;
	return cli_usage_hint(c, "there is no command", name, fl_text_near(name, names, hint));
}
