/* SPDX-License-Identifier: Apache-2.0
 *
 * completion_zsh.c - the script for zsh: the specifications that _arguments and _describe read.
 */
#include "completion.h"

#include <string.h>

/* Inside the specifications of _arguments and _describe, which take ':' and brackets for themselves. */
static void put_zsh_text(const char *text)
{
	for (; *text; text++) {
		if (strchr(":[]\\", *text))
			putchar('\\');
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
}

static void put_zsh_filling(const char *name)
{
	char words[WORD_MAX];
	put_zsh_text(name);
	putchar(':');
	switch (cli_filling(name, words)) {
	case NOTHING: putchar(' '); break;
	case CHOICE: printf("(%s)", words); break;
	case FILES: fputs("_files", stdout); break;
	case FOLDERS: fputs("_files -/", stdout); break;
	case ROUNDS: fputs("_files -g \"*.florin\"", stdout); break;
	case INPUTS: fputs("_files -g \"*.(json|pb)\"", stdout); break;
	case PACKS: printf("{compadd %s; _files -g \"*.json\"}", words); break;
	case COMMANDS: fputs("_florin_commands", stdout); break;
	case NAMES: printf(" _florin_names %s", words); break; /* the blank: no options of _arguments are put in */
	}
}

static void put_zsh_option(const cli_option *o)
{
	const char *again = o->kind == CLI_SET || o->kind == CLI_GIVEN || o->kind == CLI_EARNED ? "*" : "";
	fputs(" \\\n\t\t\t", stdout);
	if (o->letter && *again)
		printf("'*'{-%c,--%s}'[", o->letter, o->name);
	else if (o->letter)
		printf("'(-%c --%s)'{-%c,--%s}'[", o->letter, o->name, o->letter, o->name);
	else
		printf("'%s--%s[", again, o->name);
	put_zsh_text(o->help);
	putchar(']');
	if (o->value) {
		putchar(':');
		put_zsh_filling(cli_value_name(o));
	}
	putchar('\'');
}

static void put_zsh_command(const cli_command *k)
{
	char name[WORD_MAX];
	bool goes_on = false;
	printf("\t'%s')\n\t\t_arguments -s", k->name);
	for (const cli_option *o = cli_option_table; o->name; o++)
		if (cli_takes(k, o))
			put_zsh_option(o);
	for (size_t n = 0; cli_argument(k, n, name, &goes_on); n++) {
		if (goes_on)
			fputs(" \\\n\t\t\t'*:", stdout);
		else
			printf(" \\\n\t\t\t'%zu:", n + 1);
		put_zsh_filling(name);
		putchar('\'');
	}
	fputs(" ;;\n", stdout);
}

static void put_zsh_described(const char *word, size_t len, const char *line)
{
	printf("\t\t\t'%.*s:", (int)len, word);
	put_zsh_text(line);
	fputs("'\n", stdout);
}

static void put_zsh_families(void)
{
	fputs("_florin_commands() {\n\tlocal -a words\n\tcase ${1-} in\n", stdout);
	for (const cli_command *k = cli_commands; k->name; k++) {
		size_t len = cli_first_word(k->name);
		if (!cli_begins_family(k) || !k->name[len])
			continue;
		printf("\t%.*s)\n\t\twords=(\n", (int)len, k->name);
		for (const cli_command *in = k; in->name && cli_in_family(in, k); in++)
			put_zsh_described(in->name + len + 1, strlen(in->name + len + 1), in->line);
		fputs("\t\t) ;;\n", stdout);
	}
	fputs("\t*)\n\t\twords=(\n", stdout);
	for (const cli_command *k = cli_commands; k->name; k++)
		if (cli_begins_family(k))
			put_zsh_described(k->name, cli_first_word(k->name), k->name[cli_first_word(k->name)] ? k->group : k->line);
	fputs("\t\t) ;;\n\tesac\n\t_describe command words\n}\n", stdout);
}

void cli_complete_zsh(void)
{
	fputs("#compdef florin\n# zsh completion for florin, made from its tables\n", stdout);
	put_zsh_families();
	fputs("_florin_names() { # WHAT: of the round file on the line\n"
	      "\tlocal round=${words[(r)*.florin]}\n"
	      "\t[[ -n $round ]] || return 1\n"
	      "\tlocal -a names=(\"${(@f)$(florin __complete $1 ${~round} \"$PREFIX\" 2>/dev/null)}\") joined\n"
	      "\t[[ $1 == settings ]] && joined=(-S '')\n"
	      "\tcompadd $joined -- $names\n"
	      "}\n",
	      stdout);
	fputs("_florin() {\n"
	      "\tlocal command=$words[2]\n"
	      "\tif (( CURRENT == 2 )); then _florin_commands; return; fi\n"
	      "\tcase $command in\n\t",
	      stdout);
	bool first = true;
	for (const cli_command *k = cli_commands; k->name; k++)
		if (cli_begins_family(k) && k->name[cli_first_word(k->name)]) {
			printf("%s%.*s", first ? "" : "|", (int)cli_first_word(k->name), k->name);
			first = false;
		}
	fputs(")\n"
	      "\t\tif (( CURRENT == 3 )); then _florin_commands $command; return; fi\n"
	      "\t\tcommand=\"$command $words[3]\"\n"
	      "\t\tshift 2 words; (( CURRENT -= 2 )) ;;\n"
	      "\t*) shift words; (( CURRENT-- )) ;;\n"
	      "\tesac\n"
	      "\tcase $command in\n",
	      stdout);
	for (const cli_command *k = cli_commands; k->name; k++)
		put_zsh_command(k);
	fputs("\tesac\n}\nif [ \"$funcstack[1]\" = _florin ]; then _florin \"$@\"; else compdef _florin florin; fi\n", stdout);
}

