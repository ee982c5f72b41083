/* SPDX-License-Identifier: Apache-2.0
 *
 * flowers.c - dreams beside their thresholds: which ones, how they grew, when they reached it.
 *
 * Shown are the dreams that were asked for; else those below their threshold with the least missing, then those that reached it last.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "report/flowers.h"
#include "steps/find_dream.h"
#include "steps/give.h"
#include "steps/step.h"

#include <stdlib.h>

#define NEAR_DEFAULT 20

typedef struct following {
	fl_work w;
	fl_facts facts;
	fl_tally_record *tallies;
	fl_tally_day *days;
	size_t num_days;
	fl_growth *lines; /* one a dream, then sorted */
	size_t num_lines;
	fl_growth_page page;
} following;

/* ---- one dream ------------------------------------------------------------------------------------------------------ */

static void find_reached(fl_growth *g)
{
	int64_t sum = 0;
	g->reached = FL_DAY_NONE;
	g->has_reached = g->threshold > 0 && g->tally >= g->threshold;
	for (size_t i = 0; g->has_reached && i < g->num_days; i++) {
		sum += g->days[i].flowers;
		if (sum >= g->threshold) {
			g->reached = g->days[i].day;
			return;
		}
	}
}

static void follow(const following *f, size_t dream, size_t *next_day, fl_growth *ret)
{
	const fl_tally_record *t = &f->tallies[dream];
	size_t first = *next_day;
	while (*next_day < f->num_days && f->days[*next_day].dream == dream)
		++*next_day;
	*ret = (fl_growth){ .dream = &f->facts.dreams[dream],
			    .tally = t->tally.merged,
			    .threshold = t->threshold,
			    .givers = t->tally.givers,
			    .threshold_givers = t->threshold_givers,
			    .standing = t->standing,
			    .days = f->days + first,
			    .num_days = *next_day - first };
	for (size_t i = 0; i < ret->num_days; i++)
		if (ret->days[i].day != FL_DAY_NONE && ret->days[i].day > f->page.last - f->page.recent_days)
			ret->recent += ret->days[i].flowers;
	find_reached(ret);
}

/* ---- which ones ----------------------------------------------------------------------------------------------------- */

static int nearest_first(const void *a, const void *b)
{
	const fl_growth *x = a, *y = b;
	bool below_x = x->standing == FL_BELOW_THRESHOLD, below_y = y->standing == FL_BELOW_THRESHOLD;
	if (below_x != below_y)
		return below_x ? -1 : 1;
	int64_t missing_x = x->threshold - x->tally, missing_y = y->threshold - y->tally;
	if (below_x && missing_x != missing_y)
		return missing_x < missing_y ? -1 : 1;
	if (!below_x && x->reached != y->reached)
		return x->reached > y->reached ? -1 : 1;
	if (!below_x && missing_x != missing_y)
		return missing_x > missing_y ? -1 : 1;
	return fl_str_cmp(x->dream->id, y->dream->id);
}

/* Half of the lines for dreams that reached it, unless there are fewer of the others. */
static void choose_near(following *f, size_t near)
{
	size_t below = 0, reached = 0, kept = 0;
	qsort(f->lines, f->num_lines, sizeof *f->lines, nearest_first);
	for (size_t i = 0; i < f->num_lines; i++) {
		below += f->lines[i].standing == FL_BELOW_THRESHOLD;
		reached += f->lines[i].standing == FL_QUALIFIED && f->lines[i].has_reached;
	}
	size_t want_below = below < near - near / 2 ? below : reached < near / 2 ? near - reached : near - near / 2;
	for (size_t i = 0; i < f->num_lines && kept < near; i++) {
		const fl_growth *g = &f->lines[i];
		bool is_below = g->standing == FL_BELOW_THRESHOLD;
		if (is_below ? i < want_below : g->standing == FL_QUALIFIED && g->has_reached)
			f->lines[kept++] = *g;
	}
	f->num_lines = kept;
}

static fl_status choose_named(following *f, const char *const *dreams, size_t count, fl_error *err)
{
	uint32_t ignored;
	fl_growth *chosen = fl_arena_array(&f->w.arena, count + 1, sizeof *chosen);
	if (!chosen)
		return fl_enomem(err);
	for (size_t k = 0; k < count; k++) {
		size_t i = 0;
		while (i < f->num_lines && !fl_str_eqz(f->lines[i].dream->id, dreams[k]))
			i++;
		if (i == f->num_lines)
			return fl_dream_find(&f->facts, dreams[k], &ignored, err);
		chosen[k] = f->lines[i];
	}
	f->lines = chosen;
	f->num_lines = count;
	return FL_OK;
}

/* ---- the page ------------------------------------------------------------------------------------------------------- */

static void find_span(following *f)
{
	fl_growth_page *p = &f->page;
	for (size_t i = 0; i < f->num_days; i++) {
		int32_t day = f->days[i].day;
		if (day == FL_DAY_NONE)
			continue;
		p->first = !p->has_days || day < p->first ? day : p->first;
		p->last = !p->has_days || day > p->last ? day : p->last;
		p->has_days = true;
	}
	p->recent_days = p->has_days && p->last - p->first < FL_RECENT_DAYS ? p->last - p->first + 1 : FL_RECENT_DAYS;
}

static fl_status load(following *f, fl_round *round, fl_error *err)
{
	size_t next_day = 0;
	FL_TRY(fl_work_look(&f->w, round, FL_STEP_ALLOCATE, err));
	FL_TRY(fl_facts_load(f->w.store, &f->facts, err));
	FL_TRY(fl_tallies_load(f->w.store, &f->facts, &f->w.arena, &f->tallies, err));
	FL_TRY(fl_tally_days_load(f->w.store, &f->facts, &f->w.arena, &f->days, &f->num_days, err));
	f->lines = fl_arena_array(&f->w.arena, f->facts.num_dreams + 1, sizeof *f->lines);
	if (!f->lines)
		return fl_enomem(err);
	find_span(f);
	for (size_t i = 0; i < f->facts.num_dreams; i++) {
		follow(f, i, &next_day, &f->lines[f->num_lines++]);
		f->page.below += f->tallies[i].standing == FL_BELOW_THRESHOLD;
		f->page.qualified += f->tallies[i].standing == FL_QUALIFIED;
	}
	return FL_OK;
}

static fl_status choose(following *f, const fl_flowers_query *query, fl_error *err)
{
	if (query->num_dreams > 0)
		FL_TRY(choose_named(f, query->dreams, query->num_dreams, err));
	else
		choose_near(f, query->near > 0 ? query->near : NEAR_DEFAULT);
	f->page.round = f->w.spec->title;
	f->page.lines = f->lines;
	f->page.num_lines = f->num_lines;
	return FL_OK;
}

static fl_status write_plot(const following *f, const char *path, fl_error *err)
{
	fl_buf svg;
	fl_buf_init(&svg, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_plot(&f->page, &svg, err);
	if (status == FL_OK)
		status = fl_file_replace(path, fl_buf_view(&svg), err);
	fl_buf_release(&svg);
	return status;
}

fl_status fl_round_flowers(fl_round *round, const fl_flowers_query *query, bool json, fl_text *ret_text, fl_error *err)
{
	following f = { .num_lines = 0 };
	fl_buf out;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = load(&f, round, err);
	if (status == FL_OK)
		status = choose(&f, query, err);
	if (status == FL_OK && query->plot)
		status = write_plot(&f, query->plot, err);
	if (status == FL_OK)
		status = fl_report_flowers(&f.page, json, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_facts_release(&f.facts);
	return fl_work_end(&f.w, status, err);
}
