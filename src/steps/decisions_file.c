/* SPDX-License-Identifier: Apache-2.0
 *
 * decisions_file.c - decisions out of a round file and into one, as lines of JSON (docs/reference/decisions.md).
 *
 * Reading is one transaction and one entry of the journal. Each line is judged as if it had been said on the command line; one that
 * cannot be laid down is a finding with its file and line, and does not keep the others out. The lines of all files are laid down in the
 * order of their time, so it does not matter in which order the files are named.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/belonging.h"
#include "steps/give.h"
#include "steps/judge.h"
#include "steps/lay_down.h"

#include <stdlib.h>

#define FILE_MAX ((size_t)1 << 28)
#define AHEAD_MAX 3600 /* seconds: so far may the clock of another machine be ahead */

typedef struct source {
	const char *path;
	fl_buf bytes;
	fl_digest digest;
} source;

typedef struct line {
	fl_decision decision;
	const source *source;
	int64_t number;
	bool refused;
	bool known;       /* laid down before, word for word */
	fl_str malformed; /* why it is no decision, "" it is one */
} line;

typedef struct reading {
	fl_work w;
	fl_judge judge;
	const fl_options *options;
	source *sources;
	size_t num_sources;
	FL_VEC(line) lines;
	fl_map known; /* decisions of the round, each as a line */
	fl_decisions_summary *sum;
} reading;

static void refuse(reading *r, const source *s, int64_t number, const char *code, const char *subject, const char *why)
{
	r->sum->refused++;
	fl_report(&r->options->findings, FL_ERROR, code, s->path, number, 0, subject, "%s", why);
}

/* What is wrong with a line is a finding; what is wrong with this machine is an error. */
static bool is_about_line(fl_status status)
{
	return status == FL_EINVAL || status == FL_EPARSE || status == FL_ERANGE || status == FL_ENOTFOUND;
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

/* Made from this round file? A fresh one of the same round is as good, so this is only said. */
static fl_status check_root(reading *r, const source *s, const fl_decisions_head *head, fl_error *err)
{
	int64_t size;
	fl_digest root;
	if (!head->has_root)
		return FL_OK;
	FL_TRY(fl_journal_size(r->w.store, &size, err));
	if (head->entries <= size) {
		FL_TRY(fl_journal_root(r->w.store, head->entries, &root, err));
		if (fl_digest_same(&root, &head->root))
			return FL_OK;
	}
	fl_report(&r->options->findings, FL_NOTE, "decision-other-journal", s->path, 1, 0, "",
		  "the file was not made from this round file, or the round file has been made anew since");
	return FL_OK;
}

static fl_status read_head(reading *r, const source *s, fl_str text, bool *ret_good, fl_error *err)
{
	fl_decisions_head head;
	fl_error inner = FL_ERROR_INIT;
	fl_status status = fl_decisions_read_head(text, &r->w.arena, &head, &inner);
	*ret_good = false;
	if (status != FL_OK)
		return fl_error_at(err, status, s->path, 1, inner.column, "%s", inner.message);
	if (!fl_str_eq(head.round, r->w.spec->id)) {
		fl_report(&r->options->findings, FL_ERROR, "decision-other-round", s->path, 1, 0, "",
			  "these are decisions on the round '%.*s', not on '%.*s': none of them is taken", FL_STR_ARG(head.round),
			  FL_STR_ARG(r->w.spec->id));
		return FL_OK;
	}
	*ret_good = true;
	return check_root(r, s, &head, err);
}

static fl_status read_line(reading *r, const source *s, int64_t number, fl_str text, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	line l = { .source = s, .number = number };
	fl_status status = fl_decision_read(text, &r->w.arena, &l.decision, &inner);
	r->sum->lines++;
	if (status != FL_OK && !is_about_line(status))
		return fl_error_at(err, status, s->path, number, inner.column, "%s", inner.message);
	l.malformed = fl_arena_str(&r->w.arena, status == FL_OK ? FL_STR("") : fl_str_of(inner.message));
	l.refused = status != FL_OK;
	if (!l.malformed.data)
		return fl_enomem(err);
	if (status == FL_OK)
		fl_decision_order(&l.decision);
	return fl_vec_push(&r->lines, l) ? FL_OK : fl_enomem(err);
}

static fl_status read_source(reading *r, source *s, fl_error *err)
{
	size_t pos = 0;
	int64_t number = 0;
	bool good = false;
	fl_str text;
	FL_TRY(fl_file_read(s->path, &s->bytes, err));
	fl_str all = fl_buf_view(&s->bytes);
	s->digest = fl_sha256(all);
	while (fl_str_line(all, &pos, &text)) {
		number++;
		if (number == 1)
			FL_TRY(read_head(r, s, text, &good, err));
		else if (fl_str_trim(text).len > 0 && good)
			FL_TRY(read_line(r, s, number, text, err));
		else if (fl_str_trim(text).len > 0) {
			r->sum->lines++;
			r->sum->refused++;
		}
	}
	return number > 0 ? FL_OK
			  : fl_error_at(err, FL_EPARSE, s->path, 0, 0, "not a file of decisions: it is empty");
}

/* ---- what is known ------------------------------------------------------------------------------------------------- */

/* All of a decision as one text: a line that was laid down before is no other decision. */
static fl_status key_of(const fl_decision *d, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, 1 << 20);
	fl_decision_print(&buf, d);
	fl_status status = fl_buf_status(&buf, err);
	*ret = status == FL_OK ? fl_arena_str(arena, fl_buf_view(&buf)) : FL_STR("");
	fl_buf_release(&buf);
	return status == FL_OK && !ret->data ? fl_enomem(err) : status;
}

static fl_status put_known(fl_map *known, const fl_decision *d, fl_arena *arena, bool *ret_new, fl_error *err)
{
	size_t before = known->len, stands;
	fl_str key;
	FL_TRY(key_of(d, arena, &key, err));
	if (!fl_map_put(known, key, 1, &stands))
		return fl_enomem(err);
	*ret_new = known->len > before;
	return FL_OK;
}

/* Those of the round, however it would be judged today. */
static fl_status mark_known(reading *r, fl_map *known, fl_error *err)
{
	bool is_new = false;
	fl_str key;
	for (size_t i = 0; i < r->w.num_laid_down; i++)
		FL_TRY(put_known(known, &r->w.laid_down[i], &r->w.arena, &is_new, err));
	for (size_t i = 0; i < r->lines.len; i++) {
		FL_TRY(key_of(&r->lines.items[i].decision, &r->w.arena, &key, err));
		r->lines.items[i].known = !r->lines.items[i].refused && fl_map_get(known, key) != FL_MAP_NONE;
	}
	return FL_OK;
}

/* ---- judging -------------------------------------------------------------------------------------------------------- */

/* Conflicts of interest that are declared in these files bar in all of them, wherever they stand. */
static fl_status take_conflicts(reading *r, fl_error *err)
{
	size_t count = r->w.num_laid_down;
	fl_error inner = FL_ERROR_INIT;
	fl_decision *all = fl_arena_array(&r->w.arena, count + r->lines.len + 1, sizeof *all);
	if (!all)
		return fl_enomem(err);
	if (count > 0)
		memcpy(all, r->w.laid_down, count * sizeof *all);
	for (size_t i = 0; i < r->lines.len; i++) {
		const fl_decision *d = &r->lines.items[i].decision;
		if (r->lines.items[i].refused || !fl_decision_is(d, FL_DECISION_CONFLICT) || fl_decision_check(d, &r->w.spec->decisions, &inner) != FL_OK)
			continue;
		all[count] = *d;
		all[count].id = (int64_t)count + 1;
		count++;
	}
	return fl_belonging_settle(r->w.store, all, count, r->w.spec, &r->w.arena, &r->judge.book, err);
}

/* One from the future would outlast whatever is decided until then. */
static fl_status check_time(const reading *r, const fl_decision *d, const char **ret_code, fl_error *err)
{
	*ret_code = "decision-future";
	return d->at <= r->options->now + AHEAD_MAX
		       ? FL_OK
		       : fl_error_set(err, FL_EINVAL, "it says that it was made in the future: the clock where it was made is wrong");
}

static fl_status judge_line(reading *r, line *l, fl_buf *subject, fl_error *err)
{
	const char *code;
	fl_error inner = FL_ERROR_INIT;
	if (l->malformed.len > 0) {
		refuse(r, l->source, l->number, "decision-malformed", "", l->malformed.data);
		return FL_OK;
	}
	fl_status status = fl_judge_decision(&r->judge, &l->decision, true, &code, &inner);
	if (status == FL_OK)
		status = check_time(r, &l->decision, &code, &inner);
	l->refused = status != FL_OK;
	if (is_about_line(status)) {
		fl_buf_clear(subject);
		fl_buf_str(subject, l->decision.subject);
		fl_buf_putc(subject, '\0');
		refuse(r, l->source, l->number, code, subject->status == FL_OK ? subject->data : "", inner.message);
		return FL_OK;
	}
	return status == FL_OK ? FL_OK : fl_error_at(err, status, inner.source, 0, 0, "%s", inner.message);
}

static fl_status judge_all(reading *r, fl_error *err)
{
	fl_buf subject;
	fl_buf_init(&subject, 1 << 20);
	fl_status status = take_conflicts(r, err);
	for (size_t i = 0; status == FL_OK && i < r->lines.len; i++)
		if (!r->lines.items[i].known)
			status = judge_line(r, &r->lines.items[i], &subject, err);
	fl_buf_release(&subject);
	return status;
}

/* ---- laying down ---------------------------------------------------------------------------------------------------- */

/* In the order of time; of one second in that of the lines, and, between files, of their digests: whatever order they are named in. */
static int by_time(const void *a, const void *b)
{
	const line *x = a, *y = b;
	if (x->decision.at != y->decision.at)
		return x->decision.at < y->decision.at ? -1 : 1;
	int order = memcmp(x->source->digest.bytes, y->source->digest.bytes, sizeof x->source->digest.bytes);
	if (order == 0 && x->source != y->source)
		order = x->source < y->source ? -1 : 1;
	return order != 0 ? order : x->number < y->number ? -1 : x->number > y->number;
}

/* Those that are not known, each once: two files may have the same line. */
static fl_status choose_new(reading *r, fl_map *known, fl_decision *ret, size_t *ret_count, fl_error *err)
{
	bool is_new = false;
	for (size_t i = 0; i < r->lines.len; i++) {
		line *l = &r->lines.items[i];
		if (l->refused)
			continue;
		FL_TRY(put_known(known, &l->decision, &r->w.arena, &is_new, err));
		r->sum->known += !is_new;
		if (is_new)
			ret[(*ret_count)++] = l->decision;
	}
	return FL_OK;
}

/* The file as the journal names it: without its folders. */
static fl_str plain_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return fl_str_of(slash ? slash + 1 : path);
}

static int by_digest(const void *a, const void *b)
{
	const fl_reading *x = a, *y = b;
	int order = memcmp(x->digest.bytes, y->digest.bytes, sizeof x->digest.bytes);
	return order != 0 ? order : fl_str_cmp(x->name, y->name);
}

static fl_status lay_down(reading *r, fl_map *known, fl_error *err)
{
	size_t count = 0;
	fl_decision *chosen = fl_arena_array(&r->w.arena, r->lines.len + 1, sizeof *chosen);
	fl_reading *readings = fl_arena_array(&r->w.arena, r->num_sources + 1, sizeof *readings);
	if (!chosen || !readings)
		return fl_enomem(err);
	if (r->lines.len > 1)
		qsort(r->lines.items, r->lines.len, sizeof *r->lines.items, by_time);
	FL_TRY(choose_new(r, known, chosen, &count, err));
	for (size_t i = 0; i < r->num_sources; i++)
		readings[i] = (fl_reading){ plain_name(r->sources[i].path), r->sources[i].digest };
	qsort(readings, r->num_sources, sizeof *readings, by_digest);
	r->sum->decisions = (int64_t)count;
	if (count == 0)
		return FL_OK;
	return fl_lay_down(r->w.store, chosen, count, readings, r->num_sources, r->options->now, err);
}

/* What waits for people, of all that was ever laid down. */
static fl_status count_waiting(reading *r, fl_error *err)
{
	fl_decision_book book;
	fl_decision *all;
	size_t count;
	FL_TRY(fl_decisions_load(r->w.store, &r->w.arena, &all, &count, err));
	FL_TRY(fl_belonging_settle(r->w.store, all, count, r->w.spec, &r->w.arena, &book, err));
	for (size_t i = 0; i < book.num_questions; i++) {
		r->sum->pending += book.questions[i].state == FL_DECISION_PENDING;
		r->sum->disagreements += book.questions[i].state == FL_DECISION_DISAGREED;
	}
	return FL_OK;
}

static fl_status read_all(reading *r, fl_error *err)
{
	FL_TRY(fl_judge_open(&r->judge, &r->w, err));
	for (size_t i = 0; i < r->num_sources; i++)
		FL_TRY(read_source(r, &r->sources[i], err));
	FL_TRY(mark_known(r, &r->known, err));
	FL_TRY(judge_all(r, err));
	FL_TRY(lay_down(r, &r->known, err));
	FL_TRY(count_waiting(r, err));
	return fl_store_commit(r->w.store, err);
}

fl_status fl_round_import_decisions(fl_round *round, const char *const *paths, size_t count, const fl_options *options,
				    fl_decisions_summary *ret_summary, fl_error *err)
{
	reading r = { .options = options, .sum = ret_summary };
	*ret_summary = (fl_decisions_summary){ .files = (int64_t)count };
	fl_status status = fl_work_open(&r.w, round, true, err);
	r.sources = status == FL_OK ? fl_arena_array(&r.w.arena, count + 1, sizeof *r.sources) : NULL;
	if (status == FL_OK && !r.sources)
		status = fl_enomem(err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		r.sources[r.num_sources].path = paths[i];
		fl_buf_init(&r.sources[r.num_sources++].bytes, FILE_MAX);
	}
	if (status == FL_OK)
		status = read_all(&r, err);
	ret_summary->unchanged = status == FL_OK && ret_summary->decisions == 0;
	for (size_t i = 0; i < r.num_sources; i++)
		fl_buf_release(&r.sources[i].bytes);
	fl_vec_release(&r.lines);
	fl_map_release(&r.known);
	fl_judge_release(&r.judge);
	return fl_work_end(&r.w, status, err);
}

/* ---- writing -------------------------------------------------------------------------------------------------------- */

static fl_status write_all(const fl_work *w, fl_buf *out, fl_error *err)
{
	fl_decisions_head head = { .round = w->spec->id, .has_root = true };
	FL_TRY(fl_journal_size(w->store, &head.entries, err));
	FL_TRY(fl_journal_root(w->store, head.entries, &head.root, err));
	fl_decisions_print_head(out, &head);
	for (size_t i = 0; i < w->num_laid_down; i++)
		fl_decision_print(out, &w->laid_down[i]);
	return FL_OK;
}

fl_status fl_round_export_decisions(fl_round *round, fl_text *ret_text, fl_error *err)
{
	fl_work w;
	fl_buf out;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&w, round, false, err);
	if (status == FL_OK)
		status = write_all(&w, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	return fl_work_end(&w, status, err);
}
