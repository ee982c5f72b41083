/* SPDX-License-Identifier: Apache-2.0
 *
 * log_words.c - one entry of the journal in a sentence.
 */
#include "report/log_words.h"

#include "base/json.h"
#include "domain/person.h"
#include "domain/seal.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/plain.h"
#include "report/round_change.h"
#include "report/say.h"

#define FILES_SHOWN 4

typedef struct telling {
	const fl_story *story;
	const fl_entry *e;
	fl_lang lang;
	fl_buf *out;
} telling;

#define COUNT(name) FL_SAY_N(fl_entry_counted(t->e, name))
#define MONEY(name) FL_SAY_AMOUNT(&t->story->spec->currency, fl_entry_counted(t->e, name))
#define SAY(id, ...) FL_SAY(t->out, t->lang, id, __VA_ARGS__)

/* A part that fills a sentence in. */
static fl_str part(const fl_buf *buf, telling *t)
{
	fl_figure_failed(t->out, buf);
	return fl_buf_view(buf);
}

static void say_answer(telling *t, fl_buf *out)
{
	if (fl_str_eqz(t->e->answer, "optimal"))
		fl_say_word(out, t->lang, FL_W_L_OPTIMAL);
	else if (fl_str_eqz(t->e->answer, "feasible"))
		fl_say_word(out, t->lang, FL_W_L_FEASIBLE);
	else
		fl_buf_safe(out, t->e->answer);
}

/* ---- the round is laid down ----------------------------------------------------------------------------------------- */

/* Which of its reads is the round that governs from this entry on; before it stands the file that it was made of, behind it rule packs
 * and a model. */
static size_t round_in(const fl_story *story, const fl_entry *e, fl_str *ret)
{
	size_t found = e->num_reads;
	*ret = FL_STR("");
	for (size_t i = 0; i < e->num_reads; i++)
		for (size_t k = 0; k < story->num_rounds; k++)
			if (fl_digest_same(&e->reads[i].digest, &story->rounds[k].digest)) {
				*ret = story->rounds[k].bytes;
				found = i;
			}
	return found;
}

/* Under the same name with other content. */
static bool is_another(const fl_entry *before, size_t first, const fl_entry_read *read)
{
	for (size_t i = first; i < before->num_reads; i++)
		if (fl_str_eq(before->reads[i].name, read->name))
			return !fl_digest_same(&before->reads[i].digest, &read->digest);
	return false;
}

/* What is different from when the round was laid down last; nothing where there is no such difference. */
static void say_change(const telling *t, const fl_entry *before, fl_buf *out)
{
	fl_str then, now;
	const fl_story *story = t->story;
	size_t first = round_in(story, before, &then) + 1, i = round_in(story, t->e, &now) + 1;
	bool any = fl_round_change_say(then, now, t->lang, out);
	for (; i < t->e->num_reads; i++) {
		if (!is_another(before, first, &t->e->reads[i]))
			continue;
		if (any)
			fl_say_word(out, t->lang, FL_W_L_COMMA);
		FL_SAY(out, t->lang, FL_W_L_OTHER, FL_SAY_TEXT(t->e->reads[i].name));
		any = true;
	}
}

static void say_init(telling *t)
{
	fl_buf change;
	const fl_entry *before = NULL;
	fl_buf_init(&change, FL_BUF_MAX_DEFAULT);
	for (const fl_entry *at = t->story->entries; at < t->e; at++)
		before = fl_str_eqz(at->step, "init") ? at : before;
	if (before)
		say_change(t, before, &change);
	SAY(!before ? FL_W_L_INIT : change.len > 0 ? FL_W_L_CHANGED : FL_W_L_SAME, COUNT("packs"), COUNT("pools"), COUNT("groups"),
	    FL_SAY_TEXT(part(&change, t)));
	fl_buf_release(&change);
}

/* ---- steps ---------------------------------------------------------------------------------------------------------- */

static void say_files(const telling *t, fl_buf *out)
{
	for (size_t i = 0; i < t->e->num_reads && i < FILES_SHOWN; i++) {
		if (i > 0)
			fl_say_word(out, t->lang, FL_W_L_LIST);
		fl_buf_safe(out, t->e->reads[i].name);
	}
	if (t->e->num_reads > FILES_SHOWN)
		FL_SAY(out, t->lang, FL_W_L_MORE, FL_SAY_N(t->e->num_reads - FILES_SHOWN));
}

static void say_import(telling *t)
{
	fl_buf files;
	int64_t rejected = fl_entry_counted(t->e, "dreams_rejected") + fl_entry_counted(t->e, "flowers_rejected") +
			   fl_entry_counted(t->e, "earned_rejected") + fl_entry_counted(t->e, "partners_rejected");
	fl_buf_init(&files, FL_BUF_MAX_DEFAULT);
	say_files(t, &files);
	SAY(FL_W_L_IMPORT, COUNT("dreams"), COUNT("flowers"), COUNT("files"), FL_SAY_TEXT(part(&files, t)), FL_SAY_N(rejected));
	fl_buf_release(&files);
}

static void say_tag(telling *t)
{
	SAY(FL_W_L_TAG, COUNT("rules"), COUNT("packs"), COUNT("tagged"), COUNT("dreams"), COUNT("unclear"));
}

static void say_dedup(telling *t)
{
	SAY(FL_W_L_DEDUP, COUNT("dreams"), COUNT("duplicates"), COUNT("review"));
}

static void say_tally(telling *t)
{
	SAY(FL_W_L_TALLY, COUNT("flowers"), COUNT("qualified"), COUNT("below_threshold"), COUNT("ineligible"));
}

static void say_allocate(telling *t)
{
	fl_buf answer;
	if (fl_str_eqz(t->e->answer, "infeasible")) {
		fl_say_word(t->out, t->lang, FL_W_L_NOT_AWARDED);
		return;
	}
	fl_buf_init(&answer, FL_BUF_MAX_DEFAULT);
	say_answer(t, &answer);
	SAY(FL_W_L_AWARDED, MONEY("awarded"), MONEY("budget"), COUNT("funded"), COUNT("qualified"), FL_SAY_TEXT(part(&answer, t)));
	fl_buf_release(&answer);
}

static void say_verify(telling *t)
{
	fl_say_word(t->out, t->lang, fl_str_eqz(t->e->answer, "verified") ? FL_W_L_HOLDS : FL_W_L_HOLDS_NOT);
}

static void say_match(telling *t)
{
	fl_buf answer;
	if (fl_str_eqz(t->e->answer, "infeasible")) {
		fl_say_word(t->out, t->lang, FL_W_L_NOT_MATCHED);
		return;
	}
	fl_buf_init(&answer, FL_BUF_MAX_DEFAULT);
	say_answer(t, &answer);
	SAY(FL_W_L_MATCHED, COUNT("matched"), COUNT("dreams"), COUNT("partners"), FL_SAY_TEXT(part(&answer, t)));
	fl_buf_release(&answer);
}

static void say_report(telling *t)
{
	SAY(FL_W_L_REPORT, COUNT("files"));
}

/* ---- what people lay down ------------------------------------------------------------------------------------------- */

/* Each once, in the order of their first decision. */
static void say_people(const telling *t, fl_buf *out)
{
	fl_str shown[FILES_SHOWN];
	size_t count = 0, more = 0;
	for (size_t i = 0; i < t->e->num_decisions; i++) {
		size_t k = 0;
		while (k < count && !fl_person_same(shown[k], t->e->decisions[i].person))
			k++;
		if (k < count)
			continue;
		if (count == FILES_SHOWN) {
			more++;
			continue;
		}
		if (count > 0)
			fl_say_word(out, t->lang, FL_W_L_LIST);
		fl_buf_safe(out, t->e->decisions[i].person);
		shown[count++] = t->e->decisions[i].person;
	}
	if (more > 0)
		fl_say_word(out, t->lang, FL_W_L_OTHERS);
}

/* One decision, or so many out of files. */
static void say_decide(telling *t)
{
	fl_buf people, files;
	if (t->e->num_decisions == 1 && t->e->num_reads == 0) {
		fl_report_decision(&t->e->decisions[0], &t->story->spec->decisions, &t->story->spec->tag_titles, t->lang, t->out);
		return;
	}
	fl_buf_init(&people, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&files, FL_BUF_MAX_DEFAULT);
	say_people(t, &people);
	say_files(t, &files);
	SAY(FL_W_L_DECISIONS, FL_SAY_N(t->e->num_decisions), FL_SAY_TEXT(part(&people, t)), FL_SAY_TEXT(part(&files, t)));
	fl_buf_release(&files);
	fl_buf_release(&people);
}

static void say_held(telling *t, fl_buf *out)
{
	const fl_act *act = &t->e->act;
	for (size_t i = 0; i < act->num_bound; i++) {
		fl_str file = fl_seal_file_of(act->bound[i].name);
		if (i > 0)
			fl_say_word(out, t->lang, FL_W_L_LIST);
		FL_SAY(out, t->lang, file.len == 0 ? FL_W_L_HELD : act->bound[i].gone ? FL_W_L_LEFT_OUT : FL_W_L_HOW,
		       FL_SAY_TEXT(file.len == 0 ? act->bound[i].name : file));
	}
}

/* A seal, and breaking it. */
static void say_seal(telling *t)
{
	fl_buf held;
	const fl_act *act = &t->e->act;
	fl_buf_init(&held, FL_BUF_MAX_DEFAULT);
	say_held(t, &held);
	SAY(act->kind == FL_ACT_UNSEAL ? FL_W_L_UNSEAL : act->late ? FL_W_L_SEAL_LATE : FL_W_L_SEAL, FL_SAY_TEXT(act->person),
	    FL_SAY_TEXT(part(&held, t)), FL_SAY_TEXT(act->why));
	fl_buf_release(&held);
}

static void say_reveal(telling *t)
{
	SAY(FL_W_L_REVEAL, FL_SAY_TEXT(t->e->act.person), FL_SAY_TEXT(t->e->act.seed));
}

static void say_approve(telling *t)
{
	fl_approval after;
	const fl_act *act = &t->e->act;
	fl_approval_after(t->story->entries, (size_t)(t->e - t->story->entries) + 1, &after);
	SAY(after.complete ? FL_W_L_APPROVED : FL_W_L_APPROVED_SOME, FL_SAY_TEXT(act->person), FL_SAY_PLAIN(act->awarded),
	    FL_SAY_PLAIN(after.num_people), FL_SAY_PLAIN(after.of));
}

static void say_withdraw(telling *t)
{
	const fl_act *act = &t->e->act;
	SAY(FL_W_L_WITHDREW, FL_SAY_TEXT(act->person), FL_SAY_PLAIN(act->awarded), FL_SAY_TEXT(act->why));
}

/* Money that returned is divided again: begun in this file, or passed on to another. */
static void say_again(telling *t)
{
	int64_t sum = 0;
	const fl_act *act = &t->e->act;
	for (size_t i = 0; i < act->num_money; i++)
		if (__builtin_add_overflow(sum, act->money[i].amount, &sum))
			sum = INT64_MAX;
	SAY(act->kind == FL_ACT_PASS ? FL_W_L_PASS_ON : FL_W_L_CONTINUE, FL_SAY_TEXT(act->person), FL_SAY_PLAIN(act->awarded),
	    FL_SAY_AMOUNT(&t->story->spec->currency, sum), FL_SAY_TEXT(act->on), FL_SAY_TEXT(act->file));
}

static void say_follow(telling *t)
{
	fl_report_followed(t->story->events, t->story->num_events, t->e->seq, &t->story->spec->currency, t->lang, t->out);
}

/* ---- one of them ---------------------------------------------------------------------------------------------------- */

static const struct {
	const char *step;
	void (*say)(telling *t);
} sayings[] = {
	{ "init", say_init },	      { "import", say_import },	     { "tag", say_tag },	      { "dedup", say_dedup },
	{ "tally", say_tally },	      { "allocate", say_allocate },  { "verify", say_verify },	      { "report", say_report },
	{ "match", say_match },	      { FL_ENTRY_DECIDE, say_decide }, { FL_ENTRY_FOLLOW, say_follow }, { "seal", say_seal },
	{ "unseal", say_seal },	      { "reveal", say_reveal },	     { "approve", say_approve },      { "withdraw", say_withdraw },
	{ "continue", say_again },    { "pass-on", say_again },
};

void fl_log_say(const fl_story *story, size_t i, fl_lang lang, fl_buf *out)
{
	telling t = { story, &story->entries[i], lang, out };
	for (size_t k = 0; k < sizeof sayings / sizeof *sayings; k++)
		if (fl_str_eqz(t.e->step, sayings[k].step)) {
			sayings[k].say(&t);
			return;
		}
	FL_SAY(out, lang, FL_W_L_NEWER, FL_SAY_TEXT(t.e->step));
}
