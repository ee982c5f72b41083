/* SPDX-License-Identifier: Apache-2.0
 *
 * write_log.c - the story of a round, one sentence an entry of the journal, and from which entry each result has come.
 */
#include "report/log_words.h"

#include "base/error.h"
#include "base/json.h"
#include "report/figure.h"
#include "report/say.h"

#define LABEL_WIDTH 12

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

/* "rules        from entry 0" */
static void put_sources(const fl_story *story, fl_lang lang, fl_buf *out)
{
	static const struct {
		const char *step;
		fl_word_id word;
	} results[] = { { "init", FL_W_L_OF_RULES },	   { "import", FL_W_L_OF_FACTS },    { "tag", FL_W_L_OF_TAGS },
			{ "dedup", FL_W_L_OF_DUPLICATES }, { "tally", FL_W_L_OF_TALLIES },   { "allocate", FL_W_L_OF_AWARDS },
			{ "verify", FL_W_L_OF_VERDICT },   { "match", FL_W_L_OF_MATCHING },  { "report", FL_W_L_OF_REPORT } };
	for (size_t i = 0; i < story->num_steps; i++) {
		fl_buf_puts(out, i == 0 ? "\n" : "");
		for (size_t k = 0; k < sizeof results / sizeof *results; k++)
			if (strcmp(results[k].step, story->steps[i]) == 0)
				fl_say_label(out, lang, results[k].word, LABEL_WIDTH);
		FL_SAY(out, lang, FL_W_L_FROM, FL_SAY_PLAIN(story->from[i]));
		fl_buf_putc(out, '\n');
	}
}

static void put_words(const fl_story *story, fl_lang lang, fl_buf *out)
{
	static const fl_word_id words[] = { [FL_OFFICIAL_PENDING] = FL_W_L_OFFICIAL_SOME, [FL_OFFICIAL_YES] = FL_W_L_OFFICIAL_YES,
					    [FL_OFFICIAL_NO] = FL_W_L_OFFICIAL_NO };
	char hex[65] = "";
	fl_official official = official_of(story);
	for (size_t i = 0; i < story->num_entries; i++) {
		fl_buf_printf(out, "%4lld  ", (long long)story->entries[i].seq);
		fl_figure_time(out, story->entries[i].at, story->spec->offset_minutes);
		fl_buf_puts(out, "  ");
		fl_log_say(story, i, lang, out);
		fl_buf_putc(out, '\n');
	}
	put_sources(story, lang, out);
	if (official != FL_OFFICIAL_NONE) {
		fl_say_label(out, lang, FL_W_L_OFFICIAL, LABEL_WIDTH);
		fl_buf_putc(out, ' ');
		fl_say_word(out, lang, words[official]);
		fl_buf_putc(out, '\n');
	}
	if (story->num_entries > 0)
		fl_digest_hex(&story->roots[story->num_entries - 1], hex);
	fl_buf_putc(out, '\n');
	FL_SAY(out, lang, FL_W_L_ROOT, FL_SAY_PLAIN(story->num_entries), FL_SAY_TEXT(fl_str_of(hex)));
	fl_buf_putc(out, '\n');
}

static void put_entry(const fl_story *story, size_t i, fl_lang lang, fl_json_writer *w)
{
	char hex[65];
	fl_buf sentence;
	fl_json_doc *doc = NULL;
	const fl_entry *e = &story->entries[i];
	fl_buf_init(&sentence, FL_BUF_MAX_DEFAULT);
	fl_log_say(story, i, lang, &sentence);
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

static void put_json(const fl_story *story, fl_lang lang, fl_buf *out)
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
		put_entry(story, i, lang, &w);
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

fl_status fl_report_log(const fl_story *story, fl_lang lang, bool json, fl_buf *out, fl_error *err)
{
	if (json)
		put_json(story, lang, out);
	else
		put_words(story, lang, out);
	return fl_buf_status(out, err);
}
