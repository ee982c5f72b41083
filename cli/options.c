/* SPDX-License-Identifier: Apache-2.0
 *
 * options.c - the table of options, and parsing by it.
 */
#include "cli.h"

#include <stddef.h>
#include <string.h>

#define FLAG   CLI_FLAG
#define TEXT   CLI_TEXT
#define MANY   CLI_SET
#define GIVEN  CLI_GIVEN
#define EARNED CLI_EARNED

const cli_option cli_option_table[] = {
	{ "policy", 'p', TEXT, offsetof(cli_options, policy), "NAME",
	  "the policy by which money is divided, instead of the round's" },
	{ "set", 's', MANY, offsetof(cli_options, set), "PATH=VALUE",
	  "change the round: policy.indivisible=false, pools[0].amount=5000" },
	{ "out", 'o', TEXT, offsetof(cli_options, out), "PATH",
	  "where the results go: a folder (run, report, audit bundle) or a file" },
	{ "export", 'x', TEXT, offsetof(cli_options, export_to), "DIR",
	  "also write the model and the data of this round, for glpsol and other solvers" },
	{ "trust-model", 0, FLAG, offsetof(cli_options, trust_model), NULL,
	  "carry out the round's own model (policy model:FILE), which is a program" },
	{ "lang", 'l', TEXT, offsetof(cli_options, lang), "en|zh-CN", "language of what people read: pages, awards.xlsx, calendar, explain, match, audit log" },
	{ "flowers", 'F', GIVEN, 0, "FILE", "add a file of flowers given; - is standard input; may be repeated" },
	{ "earned", 'E', EARNED, 0, "FILE", "add a file of flowers earned, likewise" },
	{ "format", 0, TEXT, offsetof(cli_options, format), "FORMAT",
	  "of the added files, where the name does not tell: csv, tsv, jsonl or xlsx" },
	{ "base", 'b', TEXT, offsetof(cli_options, base), "DIR", "the folder in which the files of the round lie" },
	{ "text", 't', TEXT, offsetof(cli_options, text), "COL[,COL]",
	  "the columns with text; the first is the title" },
	{ "data", 'd', TEXT, offsetof(cli_options, data), "FILE", "the table: .csv, .tsv, .jsonl or .xlsx" },
	{ "id", 'i', TEXT, offsetof(cli_options, id), "COL",
	  "the column with ids; without it 'id', else the number of the row" },
	{ "against", 'a', TEXT, offsetof(cli_options, against), "FILE",
	  "a table of other dreams: only pairs with one of these" },
	{ "author", 0, TEXT, offsetof(cli_options, author), "COL",
	  "the column with who wrote it: a pair then says whether both have the same author" },
	{ "organisation", 0, TEXT, offsetof(cli_options, organisation), "COL",
	  "the column with the organisation: another one is a difference" },
	{ "for", 0, TEXT, offsetof(cli_options, reviewer), "NAME", "the reviewer who will look at the page" },
	{ "amount", 0, TEXT, offsetof(cli_options, amount), "AMOUNT", "how much was paid, in major units: 5,000" },
	{ "on", 0, TEXT, offsetof(cli_options, on), "DAY", "the day, as 2026-10-01, or 'today'; where it may be left out, today" },
	{ "people", 0, TEXT, offsetof(cli_options, people), "N", "how many people were reached" },
	{ "spent", 0, TEXT, offsetof(cli_options, spent), "AMOUNT", "how much of the money was spent" },
	{ "evidence", 0, TEXT, offsetof(cli_options, evidence), "TEXT", "where it can be seen: a file, an address, a number" },
	{ "story", 0, TEXT, offsetof(cli_options, story), "TEXT", "what everybody may read, on the public page once it is accepted" },
	{ "unseal", 0, FLAG, offsetof(cli_options, unseal), NULL,
	  "change what is sealed all the same, with --by and --why; every report shows it" },
	{ "reveal", 0, TEXT, offsetof(cli_options, reveal), "SEED", "the seed of the lottery, of which the round has the SHA-256" },
	{ "late", 0, FLAG, offsetof(cli_options, late), NULL, "although flowers have been read; every report shows it" },
	{ "withdraw", 0, FLAG, offsetof(cli_options, withdraw), NULL, "take the approval back, with --why" },
	{ "official", 0, FLAG, offsetof(cli_options, official), NULL,
	  "of the official result, as it was approved, whatever was computed since" },
	{ "public", 0, FLAG, offsetof(cli_options, public), NULL,
	  "public.html instead: a page for everybody without personal data, as of the day --on" },
	{ "by", 0, TEXT, offsetof(cli_options, by), "NAME", "who decides" },
	{ "why", 'w', TEXT, offsetof(cli_options, why), "TEXT", "for what reason" },
	{ "code", 'c', TEXT, offsetof(cli_options, code), "CODE",
	  "the reason code of a rejection: commercial, out-of-scope ... as the round lists them" },
	{ "label", 'L', TEXT, offsetof(cli_options, label), "COL",
	  "the column with the tag that a row should get, or its name alone" },
	{ "holds", 'H', TEXT, offsetof(cli_options, holds), "COL",
	  "the column that says whether the label is true of the row (true, false); without it, it is" },
	{ "marks", 0, TEXT, offsetof(cli_options, marks), "FILE",
	  "a file of decisions: what reviewers marked right and wrong of the rules" },
	{ "held-back", 0, TEXT, offsetof(cli_options, held_back), "FILE",
	  "an id a line: learn nothing from these rows, measure on them; without it, on a fifth" },
	{ "show", 0, TEXT, offsetof(cli_options, show), "N", "how many wrong rows of each rule are shown (3)" },
	{ "words", 0, TEXT, offsetof(cli_options, words), "N", "how many words and pairs at most (300)" },
	{ "row", 'r', TEXT, offsetof(cli_options, row), "ID", "the row that is explained" },
	{ "resolve", 'R', FLAG, offsetof(cli_options, resolve), NULL,
	  "divide the money again: with how many flowers, or with which limits, would it get some?" },
	{ "apart", 0, TEXT, offsetof(cli_options, apart), "OTHER",
	  "what would every award be if this dream and the other were told apart?" },
	{ "together", 0, TEXT, offsetof(cli_options, together), "OTHER", "and if the two were one?" },
	{ "proposals", 0, TEXT, offsetof(cli_options, proposals), "FILE",
	  "match with the projects of this table, which look for support, instead of the round's partners" },
	{ "near", 'n', TEXT, offsetof(cli_options, near), "N", "how many dreams, 20 where nothing is said" },
	{ "moves", 'm', TEXT, offsetof(cli_options, moves), "N",
	  "also which awards the first N items would move if they were decided the other way" },
	{ "plot", 0, TEXT, offsetof(cli_options, plot), "FILE", "also draw them: an SVG picture" },
	{ "html", 0, TEXT, offsetof(cli_options, html), "FILE", "also write a page for people: one HTML file" },
	{ "redact", 0, FLAG, offsetof(cli_options, redact), NULL,
	  "leave personal data out: pseudonyms instead of names, no reasons" },
	{ "sign", 0, TEXT, offsetof(cli_options, sign), "FILE", "sign it with this secret key ('florin audit keygen')" },
	{ "root", 0, TEXT, offsetof(cli_options, root), "HEX",
	  "a root of the journal that you know from elsewhere, a report for example" },
	{ "threads", 'j', TEXT, offsetof(cli_options, threads), "N", "how many at once; results never depend on it" },
	{ "force", 'f', FLAG, offsetof(cli_options, force), NULL, "do it again although nothing has changed" },
	{ "reweigh", 0, FLAG, offsetof(cli_options, reweigh), NULL,
	  "count anew what words weigh, instead of going by the round's first look" },
	{ "json", 0, FLAG, offsetof(cli_options, json), NULL, "JSON on stdout" },
	{ "man", 0, FLAG, offsetof(cli_options, man), NULL, "as a page of the manual, for man(1)" },
	{ "color", 0, TEXT, offsetof(cli_options, color), "WHEN",
	  "colours: always, never, or auto, which is on a terminal where NO_COLOR is not set" },
	{ "help", 'h', FLAG, offsetof(cli_options, help), NULL, "this text" },
	{ NULL, 0, FLAG, 0, NULL, NULL },
};

/* Is 'name' one of the words in 'list'? */
static bool is_listed(const char *list, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = list; (at = strstr(at, name)); at += len)
		if ((at == list || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
			return true;
	return false;
}

bool cli_takes(const cli_command *command, const cli_option *option)
{
	bool always = strcmp(option->name, "help") == 0 || strcmp(option->name, "color") == 0;
	return always || is_listed(command->options, option->name);
}

static const cli_option *find(const cli *c, const char *arg, size_t len)
{
	for (const cli_option *o = cli_option_table; o->name; o++) {
		bool is_long = len > 2 && strncmp(arg, "--", 2) == 0 && strlen(o->name) == len - 2 &&
			       strncmp(arg + 2, o->name, len - 2) == 0;
		bool is_short = len == 2 && arg[0] == '-' && o->letter && arg[1] == o->letter;
		if ((is_long || is_short) && cli_takes(c->command, o))
			return o;
	}
	return NULL;
}

/* The option that was meant, among those that the command takes. */
static int no_option(const cli *c, const char *arg, size_t len)
{
	char word[64], hint[256], known[CLI_MANY][32];
	const char *names[CLI_MANY];
	size_t count = 0;
	for (const cli_option *o = cli_option_table; o->name && count + 1 < CLI_MANY; o++) {
		if (!cli_takes(c->command, o))
			continue;
		snprintf(known[count], sizeof(known[count]), "--%s", o->name);
		names[count] = known[count];
		count++;
	}
	names[count] = NULL;
	snprintf(word, sizeof(word), "%.*s", (int)len, arg);
	return cli_usage_hint(c, "unknown option", arg, fl_text_near(word, names, hint));
}

static int take(cli *c, const cli_option *o, const char *value)
{
	char *slot = (char *)&c->given + o->offset;
	if (o->kind == FLAG)
		*(bool *)(void *)slot = true;
	else if (o->kind == TEXT)
		*(const char **)(void *)slot = value;
	else if (o->kind == MANY && c->given.num_set < CLI_MANY)
		c->given.set[c->given.num_set++] = value;
	else if (o->kind != MANY && c->given.num_ledger < CLI_MANY)
		c->given.ledger[c->given.num_ledger++] = (fl_ledger_input){ .path = value, .earned = o->kind == EARNED };
	else
		return cli_usage(c, "too many of", o->name);
	return CLI_YES;
}

/* ---- values that can be judged without a round ------------------------------------------------------------------
 */

/* A key or an element up to one of 'stops'; NULL where it is empty. */
static const char *skip_name(const char *at, const char *end, const char *stops)
{
	const char *from = at;
	while (at < end && !strchr(stops, *at))
		at++;
	return at > from ? at : NULL;
}

/* path = key { "." key | "[" element "]" }, as in domain/round_patch.c. */
static bool is_path(const char *at, const char *end)
{
	while (end > at && end[-1] == ' ')
		end--;
	while (at < end && *at == ' ')
		at++;
	at = skip_name(at, end, ".[");
	while (at && at < end) {
		if (*at == '[') {
			at = skip_name(at + 1, end, "]");
			at = at && at < end ? at + 1 : NULL;
		} else {
			at = *at == '.' ? skip_name(at + 1, end, ".[") : NULL;
		}
	}
	return at != NULL;
}

/* PATH=VALUE; the first "=" outside [ ] divides them. */
static bool is_assignment(const char *text)
{
	bool inside = false;
	for (const char *at = text; *at; at++) {
		inside = *at == '[' || (inside && *at != ']');
		if (*at == '=' && !inside)
			return is_path(text, at);
	}
	return false;
}

/* 1 to 9999; more than the machine can use is no mistake. */
static bool is_threads(const char *text)
{
	size_t len = strlen(text);
	return len >= 1 && len <= 4 && strspn(text, "0123456789") == len && strspn(text, "0") < len;
}

static int check_values(const cli *c)
{
	const cli_options *given = &c->given;
	for (size_t i = 0; i < given->num_set; i++)
		if (!is_assignment(given->set[i]))
			return cli_usage(c, "--set takes PATH=VALUE, not", given->set[i]);
	if (given->threads && !is_threads(given->threads))
		return cli_usage(c, "--threads takes a number from 1 to 9999, not", given->threads);
	if (given->show && (strlen(given->show) > 9 || given->show[strspn(given->show, "0123456789")] || !given->show[0]))
		return cli_usage(c, "--show takes a number, not", given->show);
	if (given->words && !is_threads(given->words))
		return cli_usage(c, "--words takes a number from 1 to 9999, not", given->words);
	if (given->moves && !is_threads(given->moves))
		return cli_usage(c, "--moves takes a number from 1 to 9999, not", given->moves);
	if (given->near && !is_threads(given->near))
		return cli_usage(c, "--near takes a number from 1 to 9999, not", given->near);
	if (given->format && strcmp(given->format, "csv") != 0 && strcmp(given->format, "tsv") != 0 &&
	    strcmp(given->format, "jsonl") != 0 && strcmp(given->format, "xlsx") != 0)
		return cli_usage(c, "--format is csv, tsv, jsonl or xlsx, not", given->format);
	if (given->color && !cli_colour_ok(given->color))
		return cli_usage(c, "--color is auto, always or never, not", given->color);
	if (given->lang && strcmp(given->lang, "en") != 0 && strcmp(given->lang, "zh-CN") != 0)
		return cli_usage(c, "--lang is en or zh-CN, not", given->lang);
	return CLI_YES;
}

/* ---- the command line -------------------------------------------------------------------------------------------
 */

/* One option, with its value in the same word (--name=value) or in the next; *i moves on. */
static int parse_option(cli *c, int argc, char **argv, int *i)
{
	const char *arg = argv[*i], *equals = strncmp(arg, "--", 2) == 0 ? strchr(arg, '=') : NULL;
	size_t len = equals ? (size_t)(equals - arg) : strlen(arg);
	const cli_option *o = find(c, arg, len);
	if (!o)
		return no_option(c, arg, len);
	if (o->kind == FLAG)
		return equals ? cli_usage(c, "takes no value:", arg) : take(c, o, NULL);
	if (equals)
		return take(c, o, equals + 1);
	if (*i + 1 >= argc)
		return cli_usage(c, "a value is missing after", arg);
	return take(c, o, argv[++*i]);
}

int cli_parse(cli *c, int argc, char **argv)
{
	bool options = true;
	for (int i = 1; i < argc; i++) {
		int status = CLI_YES;
		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && argv[i][0] == '-' && argv[i][1])
			status = parse_option(c, argc, argv, &i);
		else if (c->num_args < CLI_ARGS)
			c->args[c->num_args++] = argv[i];
		else
			status = cli_usage(c, "too many arguments, from", argv[i]);
		if (status != CLI_YES)
			return status;
	}
	if (c->given.help)
		return CLI_YES;
	if (c->num_args < c->command->min_args)
		return cli_usage(c, "an argument is missing:", c->command->args);
	if (c->num_args > c->command->max_args)
		return cli_usage(c, "one argument too many:", c->args[c->command->max_args]);
	return check_values(c);
}
