/* SPDX-License-Identifier: Apache-2.0
 *
 * html_rulings.c - every decision of a reviewer as a sentence, with who, why, when and whether it stands: as a table on the page, the last
 * first, and as data for the dreams they are about.
 */
#include "report/html.h"

#include "base/str.h"
#include "base/vec.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/html_view.h"

enum { RULINGS_SHOWN = 200 };

#define RULINGS_ROOM ((size_t)1 << 20) /* bytes of texts for the script */

void fl_html_ruling_say(const fl_page *page, const fl_decision *d, fl_buf *out)
{
	fl_report_ruling(d, &page->spec->decisions, &page->spec->tag_titles, page->lang, out);
}

/* ---- the table -------------------------------------------------------------------------------- */

static void put_row(fl_page *page, size_t index)
{
	const fl_decision *d = &page->result->decisions[index];
	fl_buf sentence;
	fl_buf_init(&sentence, FL_BUF_MAX_DEFAULT);
	fl_html_ruling_say(page, d, &sentence);
	fl_figure_failed(page->out, &sentence);
	fl_html_th(page);
	fl_figure_moment(page->out, page->lang, d->at, page->spec->offset_minutes);
	fl_buf_puts(page->out, "</th>");
	fl_html_td(page, false);
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_buf_view(&sentence));
	fl_buf_puts(page->out, "</bdi></td>");
	fl_buf_release(&sentence);
	const fl_str cells[] = { d->why, d->person, fl_str_of(fl_report_decision_state(page->result->book->states[index], page->lang)) };
	for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
		fl_html_td(page, false);
		fl_buf_puts(page->out, "<bdi>");
		fl_html_text(page, cells[c]);
		fl_buf_puts(page->out, "</bdi></td>");
	}
	fl_buf_puts(page->out, "</tr>");
}

void fl_html_rulings(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_DECIDED_AT, false },
						  { FL_W_DECISION, false },
						  { FL_W_DECIDED_WHY, false },
						  { FL_W_DECIDED_BY, false },
						  { FL_W_DECISION_STATE, false } };
	const fl_result *result = page->result;
	size_t shown = result->num_decisions < RULINGS_SHOWN ? result->num_decisions : RULINGS_SHOWN;
	if (result->num_decisions == 0 || result->book == NULL)
		return;
	fl_buf_printf(page->out, page->lang == FL_LANG_ZH ? "<h2>%s（%zu）</h2>\n" : "<h2>%s (%zu)</h2>\n", fl_word(page->lang, FL_W_DECISIONS), result->num_decisions);
	fl_html_table_begin(page, FL_W_DECISIONS, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < shown; i++)
		put_row(page, result->num_decisions - 1 - i);
	fl_html_table_end(page);
	if (shown < result->num_decisions)
		fl_html_shown(page, FL_W_DECISIONS_CUT, shown, result->num_decisions, 0);
}

/* ---- for the script --------------------------------------------------------------------------- */

/* Positions of the listed dreams by their ids. */
static bool index_dreams(const fl_page *page, fl_map *map)
{
	const fl_html_view *view = page->user;
	for (size_t k = 0; k < view->num_listed; k++) {
		size_t at;
		if (!fl_map_put(map, page->result->dreams[view->listed[k]].dream->id, k, &at))
			return false;
	}
	return true;
}

/* [dream, other dream or -1, sentence, why, person, when, state] */
static void put_ruling(fl_page *page, fl_json_writer *w, size_t index, size_t subject, size_t other)
{
	const fl_decision *d = &page->result->decisions[index];
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_json_begin_array(w);
	fl_json_put_i64(w, (int64_t)subject);
	fl_json_put_i64(w, other == FL_MAP_NONE ? -1 : (int64_t)other);
	fl_html_ruling_say(page, d, &text);
	fl_json_put_str(w, fl_buf_view(&text));
	fl_json_put_str(w, d->why);
	fl_json_put_str(w, d->person);
	fl_figure_failed(page->out, &text);
	fl_buf_clear(&text);
	fl_figure_moment(&text, page->lang, d->at, page->spec->offset_minutes);
	fl_json_put_str(w, fl_buf_view(&text));
	fl_json_put_z(w, fl_report_decision_state(page->result->book->states[index], page->lang));
	fl_json_end_array(w);
	fl_figure_failed(page->out, &text);
	fl_buf_release(&text);
}

void fl_html_rulings_data(fl_page *page, fl_json_writer *w)
{
	const fl_result *result = page->result;
	fl_map map = { 0 };
	size_t room = RULINGS_ROOM;
	bool enough = result->num_decisions == 0 || index_dreams(page, &map);
	fl_json_put_key(w, "decisions");
	fl_json_begin_array(w);
	for (size_t i = result->num_decisions; enough && result->book && i-- > 0;) { /* the last first */
		const fl_decision *d = &result->decisions[i];
		size_t size = 200 + d->why.len + d->person.len + d->subject.len + d->other.len;
		size_t subject = fl_decision_on_dream(d) ? fl_map_get(&map, d->subject) : FL_MAP_NONE;
		if (subject == FL_MAP_NONE || size > room)
			continue;
		room -= size;
		put_ruling(page, w, i, subject, fl_decision_on_two(d) ? fl_map_get(&map, d->other) : FL_MAP_NONE);
	}
	fl_json_end_array(w);
	if (!enough && page->out->status == FL_OK)
		page->out->status = FL_ENOMEM;
	fl_map_release(&map);
}
