/* SPDX-License-Identifier: Apache-2.0
 *
 * completion_bash.c - the script for bash, 4 and later.
 */
#include "completion.h"

#include <string.h>

static const char bash_functions[] =
    "_florin_reply() { mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$cur\"); }\n"
    "_florin_names() { # WHAT: of the round file on the line, quoted where the shell would part them\n"
    "\tlocal word round= name\n"
    "\tfor word in \"${COMP_WORDS[@]}\"; do case $word in *.florin) round=$word; break ;; esac; done\n"
    "\t[ -n \"$round\" ] || return 0\n"
    "\tcase $1 in settings) compopt -o nospace ;; esac\n"
    "\twhile IFS= read -r name; do\n"
    "\t\t[ \"$1\" = settings ] || printf -v name %q \"$name\"\n"
    "\t\tCOMPREPLY+=(\"$name\")\n"
    "\tdone < <(florin __complete \"$1\" \"${round/#\\~/$HOME}\" \"$cur\" 2>/dev/null)\n"
    "}\n"
    "_florin_files() {\n"
    "\tlocal pattern\n"
    "\tcompopt -o filenames\n"
    "\t_florin_reply -d\n"
    "\tfor pattern; do\n"
    "\t\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -X \"!$pattern\" -- \"$cur\" | while IFS= read -r f; do [ -d \"$f\" ] "
    "|| printf '%s\\n' \"$f\"; done)\n"
    "\tdone\n"
    "}\n";

static void put_bash_filling(const char *name)
{
	char words[WORD_MAX];
	switch (cli_filling(name, words)) {
	case NOTHING: fputs(":", stdout); break;
	case CHOICE: printf("_florin_reply -W '%s'", words); break;
	case FILES: fputs("_florin_files '*'", stdout); break;
	case FOLDERS: fputs("_florin_files", stdout); break;
	case ROUNDS: fputs("_florin_files '*.florin'", stdout); break;
	case INPUTS: fputs("_florin_files '*.json' '*.pb'", stdout); break;
	case PACKS:
		printf("_florin_files '*.json'; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W '%s' -- \"$cur\")", words);
		break;
	case COMMANDS: fputs("_florin_reply -W \"$(_florin_words)\"", stdout); break;
	case NAMES: printf("_florin_names %s", words); break;
	}
}

static void put_bash_words(void)
{
	fputs("_florin_words() {\n\tcase ${1-} in\n", stdout);
	for (const cli_command *k = cli_commands; k->name; k++) {
		if (!cli_begins_family(k) || !k->name[cli_first_word(k->name)])
			continue;
		printf("\t%.*s) echo '", (int)cli_first_word(k->name), k->name);
		for (const cli_command *in = k; in->name && cli_in_family(in, k); in++)
			printf("%s%s", in == k ? "" : " ", in->name + cli_first_word(in->name) + 1);
		fputs("' ;;\n", stdout);
	}
	fputs("\t'') echo '", stdout);
	for (const cli_command *k = cli_commands; k->name; k++)
		if (cli_begins_family(k))
			printf("%s%.*s", k == cli_commands ? "" : " ", (int)cli_first_word(k->name), k->name);
	fputs("' ;;\n\tesac\n}\n", stdout);
}

static void put_bash_command(const cli_command *k)
{
	char name[WORD_MAX];
	bool goes_on = false;
	printf("\t'%s')\n\t\tcase $cur in -*) _florin_reply -W '", k->name);
	for (const cli_option *o = cli_option_table; o->name; o++)
		if (cli_takes(k, o))
			printf("--%s ", o->name);
	fputs("'; return ;; esac\n\t\tcase $place in\n", stdout);
	for (size_t n = 0; cli_argument(k, n, name, &goes_on); n++) {
		if (goes_on)
			fputs("\t\t*) ", stdout);
		else
			printf("\t\t%zu) ", n);
		put_bash_filling(name);
		fputs(" ;;\n", stdout);
	}
	fputs("\t\tesac ;;\n", stdout);
}

void cli_complete_bash(void)
{
	fputs("# bash completion for florin, made from its tables\n", stdout);
	fputs(bash_functions, stdout);
	put_bash_words();
	fputs("_florin() {\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} place=0 i=2 valued\n"
	      "\tCOMPREPLY=()\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then _florin_reply -W \"$(_florin_words)\"; return; fi\n"
	      "\tif [ -n \"$(_florin_words \"$command\")\" ]; then\n"
	      "\t\tif [ \"$COMP_CWORD\" -eq 2 ]; then _florin_reply -W \"$(_florin_words \"$command\")\"; return; fi\n"
	      "\t\tcommand=\"$command ${COMP_WORDS[2]}\" i=3\n"
	      "\tfi\n"
	      "\tvalued=' ",
	      stdout);
	for (const cli_option *o = cli_option_table; o->name; o++)
		if (o->value && o->letter)
			printf("--%s -%c ", o->name, o->letter);
		else if (o->value)
			printf("--%s ", o->name);
	fputs("'\n"
	      "\tfor (( ; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase ${COMP_WORDS[i]} in\n"
	      "\t\t-*) case $valued in *\" ${COMP_WORDS[i]} \"*) i=$((i + 1)) ;; esac ;;\n"
	      "\t\t*) place=$((place + 1)) ;;\n"
	      "\t\tesac\n"
	      "\tdone\n"
	      "\tcase $before in\n",
	      stdout);
	for (const cli_option *o = cli_option_table; o->name; o++) {
		if (!o->value)
			continue;
		if (o->letter)
			printf("\t-%c | ", o->letter);
		printf("%s--%s) ", o->letter ? "" : "\t", o->name);
		put_bash_filling(cli_value_name(o));
		fputs("; return ;;\n", stdout);
	}
	fputs("\tesac\n\tcase $command in\n", stdout);
	for (const cli_command *k = cli_commands; k->name; k++)
		put_bash_command(k);
	fputs("\tesac\n}\ncomplete -F _florin florin\n", stdout);
}

