/* SPDX-License-Identifier: Apache-2.0
 *
 * completion_fish.c - the script for fish: a line for each command, option and argument.
 */
#include "completion.h"

#include <string.h>

static const char fish_functions[] =
    "function __florin_words # the words before the one that is typed\n"
    "\tcommandline -opc\n"
    "end\n"
    "function __florin_first\n"
    "\ttest (count (__florin_words)) -eq 1\n"
    "end\n"
    "function __florin_after # WORD...: they are all there is\n"
    "\tset -l words (__florin_words)\n"
    "\ttest \"$words[2..-1]\" = \"$argv\"\n"
    "end\n"
    "function __florin_in # WORD...: the command\n"
    "\tset -l words (__florin_words)\n"
    "\ttest (count $words) -gt (count $argv); and test \"$words[2..\"(math (count $argv) + 1)\"]\" = \"$argv\"\n"
    "end\n"
    "function __florin_rounds\n\t__fish_complete_suffix .florin\nend\n"
    "function __florin_names # WHAT: of the round file on the line\n"
    "\tset -l round (string match -- '*.florin' (commandline -opc))\n"
    "\tset -q round[1]; and florin __complete $argv $round[1] 2>/dev/null\n"
    "end\n"
    "complete -c florin -f\n";

/* In single quotes, with the quotes of a text outside them. */
static void put_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	putchar('\'');
}

/* The part of a line that says what may stand there. 'value': the option must have one. */
static void put_fish_filling(const char *name, bool value)
{
	char words[WORD_MAX];
	const char *need = value ? " -x" : "";
	switch (cli_filling(name, words)) {
	case NOTHING: fputs(need, stdout); break;
	case CHOICE: printf("%s -a '%s'", need, words); break;
	case FILES: fputs(value ? " -r -F" : " -F", stdout); break;
	case FOLDERS: printf("%s -a '(__fish_complete_directories)'", need); break;
	case ROUNDS: printf("%s -a '(__fish_complete_suffix .florin)'", need); break;
	case INPUTS: printf("%s -a '(__fish_complete_suffix .json .pb)'", need); break;
	case PACKS: printf("%s -a '%s (__fish_complete_suffix .json)'", need, words); break;
	case NAMES: printf("%s -a '(__florin_names %s)'", need, words); break;
	case COMMANDS: printf("%s -a '", need);
		for (const cli_command *k = cli_commands; k->name; k++)
			if (cli_begins_family(k))
				printf("%.*s ", (int)cli_first_word(k->name), k->name);
		putchar('\'');
		break;
	}
}

static void put_fish_command(const cli_command *k)
{
	char name[WORD_MAX];
	bool goes_on = false;
	size_t len = cli_first_word(k->name);
	if (cli_begins_family(k)) {
		printf("complete -c florin -n __florin_first -a %.*s -d ", (int)len, k->name);
		put_quoted(k->name[len] ? k->group : k->line);
		putchar('\n');
	}
	if (k->name[len]) {
		printf("complete -c florin -n '__florin_after %.*s' -a %s -d ", (int)len, k->name, k->name + len + 1);
		put_quoted(k->line);
		putchar('\n');
	}
	for (const cli_option *o = cli_option_table; o->name; o++) {
		if (!cli_takes(k, o))
			continue;
		printf("complete -c florin -n '__florin_in %s' -l %s", k->name, o->name);
		if (o->letter)
			printf(" -s %c", o->letter);
		if (o->value)
			put_fish_filling(cli_value_name(o), true);
		fputs(" -d ", stdout);
		put_quoted(o->help);
		putchar('\n');
	}
	for (size_t n = 0; cli_argument(k, n, name, &goes_on); n++) {
		char words[WORD_MAX];
		if (cli_filling(name, words) == NOTHING)
			continue;
		printf("complete -c florin -n '__florin_in %s'", k->name);
		put_fish_filling(name, false);
		putchar('\n');
	}
}

void cli_complete_fish(void)
{
	fputs("# fish completion for florin, made from its tables\n", stdout);
	fputs(fish_functions, stdout);
	for (const cli_command *k = cli_commands; k->name; k++)
		put_fish_command(k);
}

