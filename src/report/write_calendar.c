/* SPDX-License-Identifier: Apache-2.0
 *
 * write_calendar.c - what is to be paid and reported, as an iCalendar (RFC 5545): an all-day event for each item that is not done.
 *
 * Lines end with CRLF and are folded at 75 octets, not inside a character (3.1); in texts, backslash, semicolon and comma are
 * escaped (3.3.11). The same state gives the same bytes: DTSTAMP is the day of the award.
 */
#include "report/follow_up.h"

#include "base/error.h"
#include "base/str.h"
#include "report/figure.h"

#define OCTETS 75

/* A content line, folded: what follows the first line begins with a blank. */
static void put_line(fl_buf *out, fl_str line)
{
	size_t room = OCTETS;
	for (size_t at = 0; at < line.len;) {
		size_t end = at;
		while (end < line.len) {
			size_t next = end;
			(void)fl_utf8_next(line, &next);
			if (next - at > room)
				break;
			end = next;
		}
		fl_buf_puts(out, at > 0 ? "\r\n " : "");
		fl_buf_str(out, fl_str_slice(line, at, end));
		at = end;
		room = OCTETS - 1;
	}
	fl_buf_puts(out, "\r\n");
}

static void put_text(fl_buf *line, fl_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		if (c == '\\' || c == ';' || c == ',')
			fl_buf_putc(line, '\\');
		fl_buf_putc(line, (unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
	}
}

/* 20261001 */
static void put_day(fl_buf *line, int64_t day)
{
	fl_buf iso;
	fl_buf_init(&iso, 64);
	fl_follow_day_print(&iso, day);
	for (size_t i = 0; i < iso.len; i++)
		if (iso.data[i] != '-')
			fl_buf_putc(line, iso.data[i]);
	fl_buf_release(&iso);
}

static void end_line(fl_buf *out, fl_buf *line)
{
	fl_figure_failed(out, line);
	put_line(out, fl_buf_view(line));
	fl_buf_clear(line);
}

/* "pay start: A library for the village (d1), CNY 500.00, Spring Sprouts" */
static void put_summary(const fl_follow_view *v, const fl_follow_dream *d, const fl_follow_item *item, bool tranche, size_t index, fl_buf *line)
{
	static const char *const kinds[][3] = { [FL_LANG_EN] = { "pay ", "result due: ", "feedback due: " },
						[FL_LANG_ZH] = { "付款 ", "成果到期：", "反馈到期：" } };
	bool chinese = v->lang == FL_LANG_ZH;
	const fl_follow_about *about = v->about ? &v->about[d - v->dreams] : NULL;
	bool titled = about && about->title.len > 0 && !fl_str_eq(about->title, d->id);
	fl_buf_puts(line, kinds[v->lang][tranche ? 0 : item->result ? 1 : 2]);
	put_text(line, item->title);
	fl_buf_puts(line, chinese ? "：" : titled ? ": " : "\\, ");
	if (titled) {
		put_text(line, about->title);
		fl_buf_puts(line, chinese ? "（" : " (");
	}
	put_text(line, d->id);
	fl_buf_puts(line, !titled ? "" : chinese ? "）" : ")");
	if (tranche) {
		fl_buf amount;
		fl_buf_init(&amount, 100);
		fl_figure_amount(&amount, &v->spec->currency, v->lang, fl_follow_amount(v->plan, d, index) - d->paid[index]);
		fl_figure_failed(line, &amount);
		fl_buf_puts(line, chinese ? "，" : "\\, ");
		put_text(line, fl_buf_view(&amount));
		fl_buf_release(&amount);
	}
	if (about && about->organisation.len > 0) {
		fl_buf_puts(line, chinese ? "，" : "\\, ");
		put_text(line, about->organisation);
	}
}

static void put_event(const fl_follow_view *v, const fl_follow_dream *d, bool tranche, size_t index, fl_buf *line, fl_buf *out)
{
	const fl_follow_item *item = tranche ? &v->plan->tranches[index] : &v->plan->milestones[index];
	int64_t due = fl_follow_due(item, d);
	fl_buf_puts(out, "BEGIN:VEVENT\r\nUID:");
	fl_buf hash;
	fl_buf_init(&hash, FL_BUF_MAX_DEFAULT);
	fl_buf_printf(&hash, "%.*s\n%.*s\n%s\n%.*s", FL_STR_ARG(v->spec->id), FL_STR_ARG(d->id), tranche ? "tranche" : "milestone",
		      FL_STR_ARG(item->id));
	fl_figure_failed(out, &hash);
	fl_digest digest = fl_sha256(fl_buf_view(&hash));
	char hex[65];
	fl_digest_hex(&digest, hex);
	fl_buf_release(&hash);
	fl_buf_printf(out, "%.32s@florin\r\nDTSTAMP:", hex);
	put_day(out, d->awarded_day);
	fl_buf_puts(out, "T000000Z\r\nDTSTART;VALUE=DATE:");
	put_day(out, due);
	fl_buf_puts(out, "\r\nDTEND;VALUE=DATE:");
	put_day(out, due + 1);
	fl_buf_puts(out, "\r\nTRANSP:TRANSPARENT\r\n");
	fl_buf_puts(line, "SUMMARY:");
	put_summary(v, d, item, tranche, index, line);
	end_line(out, line);
	fl_buf_puts(out, "END:VEVENT\r\n");
}

static bool is_to_come(const fl_follow_plan *plan, const fl_follow_dream *d, bool tranche, size_t index)
{
	fl_follow_state state = fl_follow_state_of(plan, d, tranche, index, d->awarded_day);
	return state != FL_FOLLOW_DONE && state != FL_FOLLOW_ENDED && state != FL_FOLLOW_REVIEW;
}

fl_status fl_report_calendar(const fl_follow_view *view, const char *dream, int64_t day, bool json, bool *ret_answer, fl_buf *out,
			     fl_error *err)
{
	fl_buf line;
	(void)dream;
	(void)json;
	(void)day;
	*ret_answer = true;
	fl_buf_init(&line, FL_BUF_MAX_DEFAULT);
	fl_buf_printf(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Florin//follow-up//%s\r\nCALSCALE:GREGORIAN\r\n",
		      view->lang == FL_LANG_ZH ? "ZH" : "EN");
	for (size_t i = 0; i < view->num_dreams; i++) {
		const fl_follow_dream *d = &view->dreams[i];
		for (size_t t = 0; t < view->plan->num_tranches; t++)
			if (is_to_come(view->plan, d, true, t))
				put_event(view, d, true, t, &line, out);
		for (size_t m = 0; m < view->plan->num_milestones; m++)
			if (is_to_come(view->plan, d, false, m))
				put_event(view, d, false, m, &line, out);
	}
	fl_buf_puts(out, "END:VCALENDAR\r\n");
	fl_buf_release(&line);
	return fl_buf_status(out, err);
}
