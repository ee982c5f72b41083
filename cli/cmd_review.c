/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd_review.c - what a person should look at, and what the person decides.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static int give(cli *c, fl_status status, fl_text *text)
{
	if (status != FL_OK)
		return cli_fail(c);
	cli_page(c, text);
	return CLI_YES;
}

int cmd_review_queue(cli *c)
{
	fl_text text;
	int status = give(c, fl_round_queue(c->round, c->given.json, &text, &c->error), &text);
	if (status != CLI_YES || !c->given.moves)
		return status;
	return give(c, fl_round_moves(c->round, &c->options, strtol(c->given.moves, NULL, 10), c->given.json, &text, &c->error),
		    &text);
}

int cmd_review_show(cli *c)
{
	fl_text text;
	if (c->num_args == 2)
		return give(c, fl_round_show_dream(c->round, c->args[1], c->given.json, &text, &c->error), &text);
	return give(c, fl_round_show_pair(c->round, c->args[1], c->args[2], c->given.json, &text, &c->error), &text);
}

int cmd_review_log(cli *c)
{
	fl_text text;
	return give(c, fl_round_decisions(c->round, c->given.json, &text, &c->error), &text);
}

/* ---- words to a ruling ---------------------------------------------------------------------------------------------- */

typedef enum argument { NO_MORE, OTHER, VALUE, OTHER_AND_VALUE } argument;

/* DREAM WORD [ARGUMENT]. */
static const struct word {
	const char *word, *kind, *value; /* what is said where no argument says it */
	argument takes;
	const char *form;
	const char *says; /* for -h and the manual */
} words[] = {
	{ "represents", "representative", "yes", NO_MORE, "DREAM represents", "it stands for its cluster" },
	{ "category", "category", NULL, VALUE, "DREAM category CATEGORY|none", "its category, instead of that of the packs" },
	{ "tag", "tag", "add", OTHER, "DREAM tag TAG", "it has this tag" },
	{ "untag", "tag", "remove", OTHER, "DREAM untag TAG", "it has this tag not" },
	{ "accept", "admission", "accept", NO_MORE, "DREAM accept", "its flags are settled: it may qualify" },
	{ "reject", "admission", "reject", NO_MORE, "DREAM reject --code CODE", "it is not eligible, for a reason of the round" },
	{ "exception", "exception", "qualify", NO_MORE, "DREAM exception", "it qualifies although the rules leave it out" },
	{ "flag", "flag", "yes", NO_MORE, "DREAM flag", "a question to colleagues" },
	{ "mark", "mark", NULL, OTHER_AND_VALUE, "DREAM mark PACK/RULE right|wrong", "the rule is right, or wrong, about it" },
	{ "match", "match", NULL, OTHER_AND_VALUE, "DREAM match PARTNER fixed|forbidden", "this partner carries it out, or must not" },
};

/* What names two dreams, or begins with another word, is read apart. */
static const cli_form others[] = {
	{ "DREAM DREAM same|different", "the two are one wish, or are not" },
	{ "conflict ORGANISATION [PERSON]", "who decides, or PERSON, has a conflict of interest" },
	{ "organisation NAME NAME same|different", "two spellings are one organisation, or two" },
};

bool cli_decision_form(size_t i, cli_form *ret)
{
	if (i >= CLI_COUNT(words) + CLI_COUNT(others))
		return false;
	if (i == 0)
		*ret = others[0];
	else if (i <= CLI_COUNT(words))
		*ret = (cli_form){ words[i - 1].form, words[i - 1].says };
	else
		*ret = others[i - CLI_COUNT(words)];
	return true;
}

static int need_form(cli *c, const char *form)
{
	return cli_usage(c, "a decision of this kind reads", form);
}

/* The word behind a dream says what is decided, else it is another dream: was one of the words meant? */
static bool is_near_word(const char *word, char hint[256])
{
	const char *known[CLI_COUNT(words) + 1] = { NULL };
	for (size_t i = 0; i < CLI_COUNT(words); i++)
		known[i] = words[i].word;
	return *fl_text_near(word, known, hint) != '\0';
}

/* "conflict ORGANISATION [PERSON]", "organisation NAME NAME same|different". */
static int read_names(cli *c, const char *const *args, size_t count, bool undo, fl_ruling *ret)
{
	bool conflict = strcmp(args[0], "conflict") == 0;
	size_t most = conflict || undo ? 3 : 4;
	ret->kind = args[0];
	if (count < (conflict ? 2 : most) || count > most)
		return need_form(c, others[conflict ? 1 : 2].form);
	ret->dream = args[1];
	ret->other = count > 2 ? args[2] : c->given.by;
	ret->value = undo ? NULL : conflict ? "yes" : args[3];
	return CLI_YES;
}

static int read_word(cli *c, const struct word *w, const char *const *args, size_t count, bool undo, fl_ruling *ret)
{
	size_t needs = 2 + (w->takes == OTHER || w->takes == OTHER_AND_VALUE);
	size_t most = needs + (!undo && (w->takes == VALUE || w->takes == OTHER_AND_VALUE));
	if (count != most)
		return need_form(c, w->form);
	ret->kind = w->kind;
	ret->dream = args[0];
	ret->other = needs == 3 ? args[2] : NULL;
	ret->value = undo ? NULL : w->value ? w->value : args[most - 1];
	return CLI_YES;
}

static int read_ruling(cli *c, const char *const *args, size_t count, bool undo, fl_ruling *ret)
{
	char hint[256];
	size_t names = count > 1 && strcmp(args[0], "organisation") == 0 ? 3 : 2;
	if (undo && count == names + 1 && (strcmp(args[names], "same") == 0 || strcmp(args[names], "different") == 0))
		count--; /* named with what was said of them */
	if (count > 1 && (strcmp(args[0], "conflict") == 0 || strcmp(args[0], "organisation") == 0))
		return read_names(c, args, count, undo, ret);
	for (size_t i = 0; count > 1 && i < CLI_COUNT(words); i++)
		if (strcmp(args[1], words[i].word) == 0)
			return read_word(c, &words[i], args, count, undo, ret);
	bool two = count == 3 && (strcmp(args[2], "same") == 0 || strcmp(args[2], "different") == 0);
	if (count == 3 && !undo && !two && is_near_word(args[1], hint))
		return cli_usage_hint(c, "there is no decision", args[1], hint);
	ret->dream = args[0];
	if (count == (undo ? 2u : 3u))
		ret->other = args[1];
	else if (count != (undo ? 1u : 2u))
		return count > 1 && is_near_word(args[1], hint) ? cli_usage_hint(c, "there is no decision", args[1], hint)
								: need_form(c, undo ? "DREAM [DREAM]" : "DREAM DREAM same|different");
	ret->value = undo ? NULL : args[count - 1];
	return CLI_YES;
}

static int decide(cli *c, bool undo)
{
	bool changed;
	fl_ruling ruling = { .by = c->given.by, .why = c->given.why, .code = c->given.code };
	if (!ruling.by || !ruling.why)
		return cli_usage(c, "an option is missing:", ruling.by ? "--why TEXT" : "--by NAME");
	int status = read_ruling(c, c->args + 1, c->num_args - 1, undo, &ruling);
	if (status != CLI_YES)
		return status;
	const char *what = ruling.dream == c->args[1] ? c->args[2] : c->args[1]; /* the word that says what it is about */
	const char *last = c->args[c->num_args - 1];
	const char *said = undo ? "taken back" : ruling.value == last || !ruling.kind ? last : what;
	if (fl_round_decide(c->round, &ruling, &c->options, &changed, &c->error) != FL_OK)
		return cli_fail(c);
	cli_say(c, "decide", !changed, NULL, 0, "decision", said);
	return CLI_YES;
}

int cmd_review_decide(cli *c)
{
	return decide(c, false);
}

int cmd_review_undo(cli *c)
{
	return decide(c, true);
}

/* ---- files of decisions --------------------------------------------------------------------------------------------- */

int cmd_review_export(cli *c)
{
	fl_text text;
	if (fl_round_export_decisions(c->round, &text, &c->error) != FL_OK)
		return cli_fail(c);
	cli_write(NULL, text.data, text.len); /* a file: no terminal changes its lines */
	fl_text_release(&text);
	return CLI_YES;
}

int cmd_review_import(cli *c)
{
	fl_decisions_summary sum;
	if (fl_round_import_decisions(c->round, c->args + 1, c->num_args - 1, &c->options, &sum, &c->error) != FL_OK)
		return cli_fail(c);
	const cli_number numbers[] = {
		{ "files", sum.files, NULL },	    { "lines", sum.lines, NULL },	{ "decisions", sum.decisions, NULL },
		{ "known", sum.known, NULL },	    { "refused", sum.refused, NULL }, { "pending", sum.pending, NULL },
		{ "disagreements", sum.disagreements, NULL },
	};
	cli_say(c, "review import", sum.unchanged, numbers, CLI_COUNT(numbers), NULL, NULL);
	return sum.refused > 0 ? CLI_NO : CLI_YES;
}
