/* SPDX-License-Identifier: Apache-2.0
 *
 * laid_down.c - the sentences and the JSON of seals and approvals; every page says the same.
 */
#include "report/laid_down.h"

#include "base/str.h"
#include "report/figure.h"
#include "report/setting_words.h"

#define NAMES_SHOWN 12

typedef enum sentence {
	OFFICIAL,
	NOT_OFFICIAL,
	PENDING,
	NONE_YET,
	WITHDRAWN,
	SEALED,
	SEALED_LATE,
	BROKEN,
	UNNAMED,
} sentence;

static const char *const texts[][2] = {
	[OFFICIAL] = { "Official result: approved by {0} (entry {1}, {2})", "正式结果：由{0}批准（日志第 {1} 条，{2}）" },
	[NOT_OFFICIAL] = { "NOT the official result: official are the awards of entry {3}, approved by {0} (entry {1}, {2})",
			   "并非正式结果：正式结果为日志第 {3} 条的资助，由{0}批准（日志第 {1} 条，{2}）" },
	[PENDING] = { "Not official yet: approved by {0}, {4} of {5} people", "尚未成为正式结果：已由{0}批准，需 {5} 人，现有 {4} 人" },
	[NONE_YET] = { "Not official: other awards, of entry {3}, were approved by {0}, {4} of {5} people",
		       "并非正式结果：日志第 {3} 条的资助已由{0}批准，需 {5} 人，现有 {4} 人" },
	[WITHDRAWN] = { "Not official: {0} withdrew the approval (entry {1}, {2}), because: {6}",
			"并非正式结果：{0}撤回了批准（日志第 {1} 条，{2}），理由：{6}" },
	[SEALED] = { "Sealed by {0} before any flower was read (entry {1}, {2})", "在读入任何小红花之前由{0}封存规则（日志第 {1} 条，{2}）" },
	[SEALED_LATE] = { "Sealed LATE by {0}: flowers had been read before (entry {1}, {2})",
			  "由{0}迟封规则：此前已读入小红花（日志第 {1} 条，{2}）" },
	[BROKEN] = { "The SEAL WAS BROKEN by {0} (entry {1}, {2}): {7} changed, because: {6}",
		     "封存已由{0}打破（日志第 {1} 条，{2}）：更改了 {7}，理由：{6}" },
	[UNNAMED] = { "Files that the seal does not name: {7}", "封存时未列明的文件：{7}" },
};

/* ---- which sentences ------------------------------------------------------------------------------------------------ */

static bool about_approval(const fl_result *result)
{
	return result->approval && (result->approval->num_people > 0 || result->approval->withdrawn);
}

static bool about_seal(const fl_result *result)
{
	return result->seal && result->seal->seal;
}

bool fl_laid_down_unnamed(const fl_result *result, size_t *at, bool *ret_plain)
{
	while (*at < result->num_files) {
		const fl_result_file *file = &result->files[(*at)++];
		if (fl_seal_unnamed(result->seal, result->spec, file->role, file->path, ret_plain))
			return true;
	}
	return false;
}

static bool has_unnamed(const fl_result *result)
{
	size_t at = 0;
	bool plain;
	return fl_laid_down_unnamed(result, &at, &plain);
}

/* Is one of them read in a way that nobody sealed? */
static bool reads_its_own_way(const fl_result *result)
{
	size_t at = 0;
	bool plain = true;
	while (plain && fl_laid_down_unnamed(result, &at, &plain))
		continue;
	return !plain;
}

size_t fl_laid_down_count(const fl_result *result)
{
	return about_approval(result) + (about_seal(result) ? 1 + result->seal->num_broken + has_unnamed(result) : 0);
}

static sentence of_approval(const fl_result *result)
{
	static const sentence kinds[] = { [FL_OFFICIAL_NONE] = NONE_YET,
					  [FL_OFFICIAL_PENDING] = PENDING,
					  [FL_OFFICIAL_YES] = OFFICIAL,
					  [FL_OFFICIAL_NO] = NOT_OFFICIAL };
	return result->approval->num_people == 0 ? WITHDRAWN : kinds[result->official];
}

/* ---- filling them in ------------------------------------------------------------------------------------------------ */

static void put_people(const fl_result *result, const fl_act *act, fl_lang lang, fl_buf *out)
{
	const fl_approval *a = result->approval;
	if (act->kind != FL_ACT_APPROVE) {
		fl_buf_str(out, act->person);
		return;
	}
	for (size_t i = 0; i < a->num_people; i++) {
		fl_buf_puts(out, i == 0 ? "" : lang == FL_LANG_ZH ? "、" : i + 1 == a->num_people ? " and " : ", ");
		fl_buf_str(out, a->people[i]->person);
	}
}

static void put_comma(size_t i, fl_lang lang, fl_buf *out)
{
	fl_buf_puts(out, i == 0 ? "" : lang == FL_LANG_ZH ? "、" : ", ");
}

static void put_more(size_t count, fl_lang lang, fl_buf *out)
{
	if (count > NAMES_SHOWN)
		fl_buf_printf(out, lang == FL_LANG_ZH ? "等 %zu 项" : " and %zu more", lang == FL_LANG_ZH ? count : count - NAMES_SHOWN);
}

/* Something that is sealed, with what became of it: "threshold", "gift.csv (how it is read)". */
static void put_name(const fl_bound *bound, fl_lang lang, fl_buf *out)
{
	static const char *const how[][2] = { { " (how it is read)", "（读法）" }, { " (left out)", "（不再读入）" } };
	fl_str file = fl_seal_file_of(bound->name);
	if (file.len > 0)
		fl_buf_str(out, file);
	else
		fl_setting_say(out, lang, bound->name);
	fl_buf_puts(out, file.len > 0 ? how[bound->gone][lang] : "");
}

static void put_changes(const fl_act *act, fl_lang lang, fl_buf *out)
{
	for (size_t i = 0; i < act->num_bound && i < NAMES_SHOWN; i++) {
		put_comma(i, lang, out);
		put_name(&act->bound[i], lang, out);
	}
	put_more(act->num_bound, lang, out);
}

static void put_unnamed(const fl_result *result, fl_lang lang, fl_buf *out)
{
	static const char *const own_way[] = { " (read in a way of its own)", "（另有读法）" };
	bool plain;
	size_t at = 0, count = 0;
	for (; fl_laid_down_unnamed(result, &at, &plain); count++) {
		if (count >= NAMES_SHOWN)
			continue;
		put_comma(count, lang, out);
		fl_buf_str(out, result->files[at - 1].path);
		fl_buf_puts(out, plain ? "" : own_way[lang]);
	}
	put_more(count, lang, out);
}

static void fill(const fl_result *result, const fl_act *act, sentence kind, fl_lang lang, fl_buf *out)
{
	enum { ARGS = 8 };
	fl_buf bufs[ARGS];
	fl_str args[ARGS];
	for (int i = 0; i < ARGS; i++)
		fl_buf_init(&bufs[i], FL_BUF_MAX_DEFAULT);
	put_people(result, act, lang, &bufs[0]);
	fl_buf_printf(&bufs[1], "%lld", (long long)act->seq);
	fl_figure_time(&bufs[2], act->at, result->spec->offset_minutes);
	fl_buf_printf(&bufs[3], "%lld", (long long)act->awarded);
	fl_buf_printf(&bufs[4], "%zu", result->approval ? result->approval->num_people : 0);
	fl_buf_printf(&bufs[5], "%zu", result->approval ? result->approval->of : 0);
	fl_buf_str(&bufs[6], act->why);
	if (kind == UNNAMED)
		put_unnamed(result, lang, &bufs[7]);
	else
		put_changes(act, lang, &bufs[7]);
	for (int i = 0; i < ARGS; i++) {
		fl_figure_failed(out, &bufs[i]);
		args[i] = fl_buf_view(&bufs[i]);
	}
	fl_word_fill(out, texts[kind][lang], args, ARGS);
	for (int i = 0; i < ARGS; i++)
		fl_buf_release(&bufs[i]);
}

void fl_laid_down_say(const fl_result *result, size_t i, fl_lang lang, fl_buf *out, bool *ret_bad)
{
	const fl_seal *seal = result->seal;
	const fl_approval *a = result->approval;
	if (about_approval(result) && i-- == 0) {
		sentence kind = of_approval(result);
		*ret_bad = kind != OFFICIAL;
		fill(result, kind == WITHDRAWN ? a->withdrawn : a->people[a->num_people - 1], kind, lang, out);
		return;
	}
	*ret_bad = i == 0 ? seal->seal->late : i <= seal->num_broken || reads_its_own_way(result);
	if (i == 0)
		fill(result, seal->seal, seal->seal->late ? SEALED_LATE : SEALED, lang, out);
	else if (i <= seal->num_broken)
		fill(result, seal->broken[i - 1], BROKEN, lang, out);
	else
		fill(result, seal->seal, UNNAMED, lang, out);
}

bool fl_laid_down_marks(const fl_result *result)
{
	return result->approval && result->approval->ever;
}

const char *fl_laid_down_mark(const fl_result *result)
{
	return result->official == FL_OFFICIAL_YES ? "yes" : result->official == FL_OFFICIAL_PENDING ? "pending" : "no";
}

void fl_laid_down_lines(const fl_result *result, fl_lang lang, const char *head, fl_buf *out)
{
	for (size_t i = 0; i < fl_laid_down_count(result); i++) {
		fl_buf line;
		bool bad;
		fl_buf_init(&line, FL_BUF_MAX_DEFAULT);
		fl_laid_down_say(result, i, lang, &line, &bad);
		fl_figure_failed(out, &line);
		fl_buf_puts(out, head);
		fl_buf_safe(out, fl_buf_view(&line));
		fl_buf_putc(out, '\n');
		fl_buf_release(&line);
	}
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static void put_act(fl_json_writer *w, const fl_act *act)
{
	fl_buf time;
	fl_buf_init(&time, 64);
	fl_time_print(&time, act->at, 0);
	fl_figure_failed(w->buf, &time);
	fl_json_kv_str(w, "by", act->person);
	fl_json_kv_str(w, "at", fl_buf_view(&time));
	fl_json_kv_i64(w, "entry", act->seq);
	fl_buf_release(&time);
}

static void put_names(fl_json_writer *w, const char *key, const fl_act *act)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t i = 0; i < act->num_bound; i++)
		fl_json_put_str(w, act->bound[i].name);
	fl_json_end_array(w);
}

static void put_files(fl_json_writer *w, const fl_result *result)
{
	bool plain;
	size_t at = 0;
	fl_json_put_key(w, "unnamed");
	fl_json_begin_array(w);
	while (fl_laid_down_unnamed(result, &at, &plain)) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "list", result->files[at - 1].role);
		fl_json_kv_str(w, "file", result->files[at - 1].path);
		fl_json_kv_bool(w, "plain", plain);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_seal(fl_json_writer *w, const fl_result *result)
{
	const fl_seal *seal = result->seal;
	fl_json_put_key(w, "seal");
	fl_json_begin_object(w);
	put_act(w, seal->seal);
	fl_json_kv_bool(w, "late", seal->seal->late);
	put_names(w, "seals", seal->seal);
	fl_json_put_key(w, "broken");
	fl_json_begin_array(w);
	for (size_t i = 0; i < seal->num_broken; i++) {
		fl_json_begin_object(w);
		put_act(w, seal->broken[i]);
		put_names(w, "changes", seal->broken[i]);
		fl_json_kv_str(w, "why", seal->broken[i]->why);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	put_files(w, result);
	fl_json_end_object(w);
}

static void put_official(fl_json_writer *w, const fl_result *result)
{
	const fl_approval *a = result->approval;
	fl_json_put_key(w, "official");
	fl_json_begin_object(w);
	fl_json_kv_z(w, "this", fl_laid_down_mark(result));
	fl_json_kv_bool(w, "complete", a->complete);
	fl_json_kv_i64(w, "people", (int64_t)(a->num_people > 0 ? a->of : 0));
	fl_json_put_key(w, "awards");
	if (a->num_people > 0)
		fl_json_put_i64(w, a->people[0]->awarded);
	else
		fl_json_put_null(w);
	fl_json_put_key(w, "approved");
	fl_json_begin_array(w);
	for (size_t i = 0; i < a->num_people; i++) {
		fl_json_begin_object(w);
		put_act(w, a->people[i]);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_put_key(w, "withdrawn");
	if (a->withdrawn) {
		fl_json_begin_object(w);
		put_act(w, a->withdrawn);
		fl_json_kv_str(w, "why", a->withdrawn->why);
		fl_json_end_object(w);
	} else {
		fl_json_put_null(w);
	}
	fl_json_end_object(w);
}

void fl_laid_down_put(fl_json_writer *w, const fl_result *result)
{
	if (about_seal(result))
		put_seal(w, result);
	if (fl_laid_down_marks(result))
		put_official(w, result);
}
