/* SPDX-License-Identifier: Apache-2.0
 *
 * write_log.c - the story of a round, one sentence an entry of the journal, and from which entry each result has come.
 */
#include "report/report.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/person.h"
#include "domain/seal.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/plain.h"
#include "report/round_change.h"

#define FILES_SHOWN 4

static void number(fl_buf *out, const fl_entry *e, const char *count, const char *one, const char *many)
{
	int64_t n = fl_entry_counted(e, count);
	fl_figure_count(out, n);
	fl_buf_printf(out, " %s", n == 1 ? one : many);
}

static bool had(const fl_story *story, const fl_entry *e, const char *step)
{
	for (const fl_entry *at = story->entries; at < e; at++)
		if (fl_str_eqz(at->step, step))
			return true;
	return false;
}

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

/* What is different from when the round was laid down last. */
static void say_change(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	const fl_entry *before = NULL;
	fl_str then, now;
	for (const fl_entry *at = story->entries; at < e; at++)
		before = fl_str_eqz(at->step, "init") ? at : before;
	if (!before)
		return;
	size_t first = round_in(story, before, &then) + 1, i = round_in(story, e, &now) + 1;
	bool any = fl_round_change_say(then, now, out);
	for (; i < e->num_reads; i++) {
		if (!is_another(before, first, &e->reads[i]))
			continue;
		fl_buf_puts(out, any ? ", '" : "'");
		fl_buf_safe(out, e->reads[i].name);
		fl_buf_puts(out, "' has other content");
		any = true;
	}
	fl_buf_puts(out, any ? "; it has " : "");
}

static void say_init(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	fl_buf_puts(out, had(story, e, "init") ? "The round was changed: " : "The round was laid down: ");
	say_change(story, e, out);
	number(out, e, "packs", "rule pack, ", "rule packs, ");
	number(out, e, "pools", "pool of money, ", "pools of money, ");
	number(out, e, "groups", "group with limits.", "groups with limits.");
}

static void say_files(const fl_entry *e, fl_buf *out)
{
	for (size_t i = 0; i < e->num_reads && i < FILES_SHOWN; i++) {
		fl_buf_puts(out, i > 0 ? ", " : "");
		fl_buf_safe(out, e->reads[i].name);
	}
	if (e->num_reads > FILES_SHOWN)
		fl_buf_printf(out, " and %zu more", e->num_reads - FILES_SHOWN);
}

/* Each once, in the order of their first decision. */
static void say_people(const fl_entry *e, fl_buf *out)
{
	fl_str shown[FILES_SHOWN];
	size_t count = 0, more = 0;
	for (size_t i = 0; i < e->num_decisions; i++) {
		size_t k = 0;
		while (k < count && !fl_person_same(shown[k], e->decisions[i].person))
			k++;
		if (k < count)
			continue;
		if (count == FILES_SHOWN) {
			more++;
			continue;
		}
		fl_buf_puts(out, count > 0 ? ", " : "");
		fl_buf_safe(out, e->decisions[i].person);
		shown[count++] = e->decisions[i].person;
	}
	if (more > 0)
		fl_buf_puts(out, " and others");
}

static void say_import(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	int64_t rejected = fl_entry_counted(e, "dreams_rejected") + fl_entry_counted(e, "flowers_rejected") +
			   fl_entry_counted(e, "earned_rejected") + fl_entry_counted(e, "partners_rejected");
	(void)story;
	number(out, e, "dreams", "dream and ", "dreams and ");
	number(out, e, "flowers", "row of flowers were read from ", "rows of flowers were read from ");
	number(out, e, "files", "file (", "files (");
	say_files(e, out);
	fl_buf_puts(out, "); ");
	fl_figure_count(out, rejected);
	fl_buf_puts(out, rejected == 1 ? " row was rejected." : " rows were rejected.");
}

static void say_tag(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	number(out, e, "rules", "rule of ", "rules of ");
	number(out, e, "packs", "pack gave tags to ", "packs gave tags to ");
	fl_figure_count(out, fl_entry_counted(e, "tagged"));
	fl_buf_puts(out, " of ");
	number(out, e, "dreams", "dream; the category of ", "dreams; the category of ");
	fl_figure_count(out, fl_entry_counted(e, "unclear"));
	fl_buf_puts(out, " is unclear.");
}

static void say_dedup(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	fl_buf_puts(out, "Of ");
	number(out, e, "dreams", "dream ", "dreams ");
	number(out, e, "duplicates", "is a duplicate of another; ", "are duplicates of others; ");
	number(out, e, "review", "pair is left to a person.", "pairs are left to a person.");
}

static void say_tally(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	number(out, e, "flowers", "flower was counted: ", "flowers were counted: ");
	number(out, e, "qualified", "dream qualifies, ", "dreams qualify, ");
	fl_figure_count(out, fl_entry_counted(e, "below_threshold"));
	fl_buf_puts(out, fl_entry_counted(e, "below_threshold") == 1 ? " stays below the threshold, " : " stay below the threshold, ");
	fl_figure_count(out, fl_entry_counted(e, "ineligible"));
	fl_buf_puts(out, fl_entry_counted(e, "ineligible") == 1 ? " is not eligible." : " are not eligible.");
}

static void say_allocate(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	const fl_currency *currency = &story->spec->currency;
	if (fl_str_eqz(e->answer, "infeasible")) {
		fl_buf_puts(out, "The limits of the round cannot hold together: nothing was awarded.");
		return;
	}
	fl_figure_amount(out, currency, FL_LANG_EN, fl_entry_counted(e, "awarded"));
	fl_buf_puts(out, " of ");
	fl_figure_amount(out, currency, FL_LANG_EN, fl_entry_counted(e, "budget"));
	fl_buf_puts(out, " were awarded to ");
	fl_figure_count(out, fl_entry_counted(e, "funded"));
	fl_buf_puts(out, " of ");
	number(out, e, "qualified", "qualified dream", "qualified dreams");
	fl_buf_printf(out, " (%.*s).", FL_STR_ARG(e->answer));
}

static void say_verify(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	fl_buf_puts(out, fl_str_eqz(e->answer, "verified") ? "The awards and their proof were checked, and hold."
							   : "The awards were checked, and do not hold.");
}

static void say_match(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	if (fl_str_eqz(e->answer, "infeasible")) {
		fl_buf_puts(out, "What the partners need at least, or what was fixed, cannot be met: nothing was matched.");
		return;
	}
	number(out, e, "matched", "dream of ", "dreams of ");
	fl_figure_count(out, fl_entry_counted(e, "dreams"));
	fl_buf_puts(out, fl_entry_counted(e, "matched") == 1 ? " was matched with " : " were matched with ");
	number(out, e, "partners", "partner", "partners");
	fl_buf_printf(out, " (%.*s).", FL_STR_ARG(e->answer));
}

static void say_report(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	fl_buf_puts(out, "A report of ");
	number(out, e, "files", "file was written.", "files was written.");
}

/* One decision, or so many out of files. */
static void say_decide(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	if (e->num_decisions == 1 && e->num_reads == 0) {
		fl_report_decision(&e->decisions[0], &story->spec->decisions, FL_LANG_EN, out);
		return;
	}
	fl_figure_count(out, (int64_t)e->num_decisions);
	fl_buf_puts(out, e->num_decisions == 1 ? " decision of " : " decisions of ");
	say_people(e, out);
	fl_buf_puts(out, e->num_decisions == 1 ? " was read from " : " were read from ");
	say_files(e, out);
	fl_buf_putc(out, '.');
}

/* ---- acts ---- */

static void quoted(fl_buf *out, fl_str text)
{
	fl_buf_putc(out, '\'');
	fl_buf_safe(out, text);
	fl_buf_putc(out, '\'');
}

static void say_by(const fl_act *act, const char *did, fl_buf *out)
{
	fl_buf_safe(out, act->person);
	fl_buf_puts(out, did);
}

static void say_names(const fl_act *act, fl_buf *out)
{
	for (size_t i = 0; i < act->num_bound; i++) {
		fl_str file = fl_seal_file_of(act->bound[i].name);
		fl_buf_puts(out, i > 0 ? ", " : "");
		quoted(out, file.len > 0 ? file : act->bound[i].name);
		fl_buf_puts(out, file.len == 0 ? "" : act->bound[i].gone ? " (left out)" : " (how it is read)");
	}
}

static void say_seal(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	say_by(&e->act, e->act.late ? " sealed the round, LATE: flowers had been read. Sealed are "
				    : " sealed the round before any flower was read: ", out);
	say_names(&e->act, out);
	fl_buf_putc(out, '.');
}

static void say_unseal(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	say_by(&e->act, " BROKE THE SEAL to change ", out);
	say_names(&e->act, out);
	fl_buf_puts(out, ", because: ");
	fl_buf_safe(out, e->act.why);
}

static void say_reveal(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	say_by(&e->act, " revealed the seed of the lottery: ", out);
	quoted(out, e->act.seed);
	fl_buf_putc(out, '.');
}

static void say_approve(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	fl_approval after;
	fl_approval_after(story->entries, (size_t)(e - story->entries) + 1, &after);
	say_by(&e->act, " approved the awards of entry ", out);
	fl_buf_printf(out, "%lld", (long long)e->act.awarded);
	if (after.complete)
		fl_buf_puts(out, ": they are official.");
	else
		fl_buf_printf(out, ": %zu of %zu people have.", after.num_people, after.of);
}

static void say_withdraw(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	(void)story;
	say_by(&e->act, " withdrew the approval of the awards of entry ", out);
	fl_buf_printf(out, "%lld, because: ", (long long)e->act.awarded);
	fl_buf_safe(out, e->act.why);
}

static void say_follow(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	fl_report_followed(story->events, story->num_events, e->seq, &story->spec->currency, out);
}

static const struct {
	const char *step;
	void (*say)(const fl_story *story, const fl_entry *e, fl_buf *out);
} sayings[] = {
	{ "init", say_init },	      { "import", say_import },	   { "tag", say_tag },
	{ "dedup", say_dedup },	      { "tally", say_tally },	   { "allocate", say_allocate },
	{ "verify", say_verify },     { "report", say_report },	   { FL_ENTRY_DECIDE, say_decide },
	{ "seal", say_seal },	      { "unseal", say_unseal },	   { "reveal", say_reveal },
	{ FL_ENTRY_FOLLOW, say_follow },
	{ "approve", say_approve },   { "withdraw", say_withdraw },
	{ "match", say_match },
};

static void say(const fl_story *story, const fl_entry *e, fl_buf *out)
{
	size_t i = 0, n = sizeof sayings / sizeof *sayings;
	while (i < n && !fl_str_eqz(e->step, sayings[i].step))
		i++;
	if (i < n) {
		sayings[i].say(story, e, out);
		return;
	}
	fl_buf_puts(out, "A newer Florin did '");
	fl_buf_safe(out, e->step);
	fl_buf_puts(out, "'.");
}

const char *fl_report_results_of(const char *step)
{
	static const char *const names[][2] = {
		{ "init", "rules" },	{ "import", "facts" },	   { "tag", "tags" },	    { "dedup", "duplicates" },
		{ "tally", "tallies" }, { "allocate", "awards" },  { "verify", "verdict" }, { "report", "report" },
		{ "match", "matching" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], step) == 0)
			return names[i][1];
	return step;
}

/* What the awards that stand are. */
static fl_official official_of(const fl_story *story)
{
	fl_approval approval;
	const fl_entry *awarded = NULL;
	for (size_t i = 0; i < story->num_steps; i++)
		if (strcmp(story->steps[i], "allocate") == 0)
			awarded = fl_entry_find(story->entries, story->num_entries, story->from[i]);
	fl_approval_after(story->entries, story->num_entries, &approval);
	return fl_approval_of(&approval, awarded);
}

static const char *const official_words[] = {
	[FL_OFFICIAL_NONE] = "", [FL_OFFICIAL_PENDING] = "not yet", [FL_OFFICIAL_YES] = "yes, these awards", [FL_OFFICIAL_NO] = "no: others are"
};

static void put_words(const fl_story *story, fl_buf *out)
{
	char hex[65] = "";
	for (size_t i = 0; i < story->num_entries; i++) {
		const fl_entry *e = &story->entries[i];
		fl_buf_printf(out, "%4lld  ", (long long)e->seq);
		fl_figure_time(out, e->at, story->spec->offset_minutes);
		fl_buf_puts(out, "  ");
		say(story, e, out);
		fl_buf_putc(out, '\n');
	}
	for (size_t i = 0; i < story->num_steps; i++)
		fl_buf_printf(out, "%s%-12s from entry %lld\n", i == 0 ? "\n" : "", fl_report_results_of(story->steps[i]),
			      (long long)story->from[i]);
	if (official_of(story) != FL_OFFICIAL_NONE)
		fl_buf_printf(out, "%-12s %s\n", "official", official_words[official_of(story)]);
	if (story->num_entries > 0)
		fl_digest_hex(&story->roots[story->num_entries - 1], hex);
	fl_buf_printf(out, "\nroot over %lld %s  %s\n", FL_MANY(story->num_entries, "entry", "entries"), hex);
}

static void put_entry(const fl_story *story, size_t i, fl_json_writer *w)
{
	char hex[65];
	fl_buf sentence;
	fl_json_doc *doc = NULL;
	const fl_entry *e = &story->entries[i];
	fl_buf_init(&sentence, FL_BUF_MAX_DEFAULT);
	say(story, e, &sentence);
	fl_figure_failed(w->buf, &sentence);
	fl_digest_hex(&story->roots[i], hex);
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "seq", e->seq);
	fl_json_kv_str(w, "sentence", fl_buf_view(&sentence));
	fl_json_put_key(w, "entry");
	if (fl_json_parse(e->text, "journal", &doc, NULL) == FL_OK)
		fl_json_put_value(w, fl_json_root(doc), true);
	else
		fl_json_put_null(w);
	fl_json_kv_z(w, "root", hex);
	fl_json_end_object(w);
	fl_json_free(doc);
	fl_buf_release(&sentence);
}

static void put_json(const fl_story *story, fl_buf *out)
{
	fl_json_writer w;
	char hex[65] = "";
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-log/1");
	fl_json_kv_str(&w, "round", story->spec->id);
	fl_json_put_key(&w, "entries");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < story->num_entries; i++)
		put_entry(story, i, &w);
	fl_json_end_array(&w);
	fl_json_put_key(&w, "results");
	fl_json_begin_object(&w);
	for (size_t i = 0; i < story->num_steps; i++)
		fl_json_kv_i64(&w, fl_report_results_of(story->steps[i]), story->from[i]);
	fl_json_end_object(&w);
	if (official_of(story) != FL_OFFICIAL_NONE)
		fl_json_kv_bool(&w, "official", official_of(story) == FL_OFFICIAL_YES);
	fl_json_kv_i64(&w, "size", (int64_t)story->num_entries);
	if (story->num_entries > 0)
		fl_digest_hex(&story->roots[story->num_entries - 1], hex);
	fl_json_kv_z(&w, "root", hex);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_report_log(const fl_story *story, bool json, fl_buf *out, fl_error *err)
{
	if (json)
		put_json(story, out);
	else
		put_words(story, out);
	return fl_buf_status(out, err);
}
