/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_completion.c - scripts for bash, zsh and fish, made from the tables of commands and options.
 *
 * What may stand in a place is told by how the tables name it: "FILE", "DIR", "csv|tsv|jsonl", "ROUND.florin".
 */
#include "completion.h"

#include <string.h>

/* ---- what may stand where --------------------------------------------------------------------------------------- */

static void join(char *out, const char *const *words)
{
	size_t len = 0;
	out[0] = '\0';
	for (; *words && len < WORD_MAX; words++)
		len += (size_t)snprintf(out + len, WORD_MAX - len, "%s%s", len ? " " : "", *words);
}

static void list_packs(char *out)
{
	char name[64];
	size_t len = 0;
	for (size_t i = 0; fl_rules_shipped(i, name) && len < WORD_MAX; i++)
		len += (size_t)snprintf(out + len, WORD_MAX - len, "%s%s", len ? " " : "", name);
}

/* "csv|tsv" as "csv tsv". */
static void list_choices(char *out, const char *name)
{
	snprintf(out, WORD_MAX, "%s", name);
	for (char *at = out; (at = strchr(at, '|'));)
		*at = ' ';
}

/* Names that the round file on the line knows (complete.c). */
static bool list_names(char *out, const char *name)
{
	static const struct {
		const char *name, *what;
	} known[] = { { "DREAM", "dreams" },	      { "OTHER", "dreams" },	      { "A", "scenarios" },
		      { "B", "scenarios" },	      { "TRANCHE", "tranches" },      { "MILESTONE", "milestones" },
		      { "PATH=VALUE", "settings" }, { "PATH=FROM", "settings" }, { "CODE", "reasons" } };
	for (size_t i = 0; i < CLI_COUNT(known); i++)
		if (strcmp(known[i].name, name) == 0) {
			snprintf(out, WORD_MAX, "%s", known[i].what);
			return true;
		}
	return false;
}

filling cli_filling(const char *name, char words[WORD_MAX])
{
	words[0] = '\0';
	if (strcmp(name, "FILE") == 0 || strcmp(name, "PATH") == 0 || strcmp(name, "ROUND.florin|TABLE") == 0)
		return FILES;
	if (strcmp(name, "DIR") == 0)
		return FOLDERS;
	if (strcmp(name, "ROUND.florin") == 0)
		return ROUNDS;
	if (strcmp(name, "INPUT") == 0)
		return INPUTS;
	if (strcmp(name, "COMMAND") == 0)
		return COMMANDS;
	if (strcmp(name, "PACK") == 0 || strcmp(name, "OLD") == 0 || strcmp(name, "NEW") == 0) {
		list_packs(words);
		return PACKS;
	}
	if (list_names(words, name))
		return NAMES;
	if (strcmp(name, "FORM") == 0)
		join(words, fl_publish_forms());
	else if (strcmp(name, "POLICY") == 0)
		join(words, fl_policy_names());
	else if (strcmp(name, "FORMAT") == 0)
		list_choices(words, "csv|tsv|jsonl|xlsx");
	else if (strcmp(name, "WHEN") == 0)
		list_choices(words, "auto|always|never");
	else if (strchr(name, '|'))
		list_choices(words, name);
	return words[0] ? CHOICE : NOTHING;
}

bool cli_argument(const cli_command *k, size_t n, char name[WORD_MAX], bool *ret_goes_on)
{
	const char *at = k->args;
	for (;; at += strcspn(at, " "), n--) {
		at += strspn(at, " ");
		if (!*at)
			return false;
		if (n == 0)
			break;
	}
	size_t len = strcspn(at, " ");
	*ret_goes_on = len > 3 && strncmp(at + len - 3, "...", 3) == 0;
	snprintf(name, WORD_MAX, "%.*s", (int)len, at);
	name[strcspn(name, *name == '[' ? "]" : ".")] = '\0';
	if (*name == '[')
		memmove(name, name + 1, strlen(name));
	if (strncmp(at, "ROUND.florin", 12) == 0)
		snprintf(name, WORD_MAX, "%.*s", (int)len, at);
	return true;
}

const char *cli_value_name(const cli_option *o)
{
	return strcmp(o->name, "policy") == 0 ? "POLICY" : o->value;
}

size_t cli_first_word(const char *name)
{
	return strcspn(name, " ");
}

bool cli_begins_family(const cli_command *k)
{
	size_t len = cli_first_word(k->name);
	return k == cli_commands || strncmp(k[-1].name, k->name, len + 1) != 0 || k->name[len] != ' ';
}

bool cli_in_family(const cli_command *k, const cli_command *of)
{
	size_t len = cli_first_word(of->name);
	return of->name[len] == ' ' && strncmp(k->name, of->name, len + 1) == 0;
}

int cmd_completion(cli *c)
{
	static const struct {
		const char *shell;
		void (*put)(void);
	} shells[] = { { "bash", cli_complete_bash }, { "zsh", cli_complete_zsh }, { "fish", cli_complete_fish } };
	for (size_t i = 0; i < CLI_COUNT(shells); i++)
		if (strcmp(shells[i].shell, c->args[0]) == 0) {
			shells[i].put();
			return CLI_YES;
		}
	static const char *const names[] = { "bash", "zsh", "fish", NULL };
	char hint[256];
	return cli_usage_hint(c, "completion is for bash, zsh or fish, not", c->args[0], fl_text_near(c->args[0], names, hint));
}
