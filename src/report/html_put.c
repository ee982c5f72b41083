/* SPDX-License-Identifier: Apache-2.0
 *
 * html_put.c - the safe pieces of the page: escaped text, figures, links, tables and bars.
 *
 * Text of dreams is hostile. In HTML it needs three things: the five characters of markup escaped, control characters
 * made visible (they would be dropped, or act on a terminal that shows the source), and <bdi> around it, so that
 * right-to-left text and its override characters end where the text ends. Bars are SVG with attributes, not styles:
 * the page's content security policy forbids inline styles.
 */
#include "report/html.h"

#include "base/str.h"
#include "report/figure.h"
#include "report/message.h"
#include "report/tag_words.h"

enum { TITLE_FROM_BODY = 240 }; /* bytes of the body that stand for a title that is empty */

static const char *escape_of(int32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void fl_html_text(fl_page *page, fl_str text)
{
	for (size_t i = 0, from = 0; i < text.len; from = i) {
		int32_t c = fl_utf8_next(text, &i);
		const char *escape = escape_of(c);
		char picture[4];
		if (escape != NULL)
			fl_buf_puts(page->out, escape);
		else if (c < 0 || (c >= 0x80 && c < 0xa0))
			fl_buf_puts(page->out, "\xef\xbf\xbd");
		else if (c < 0x20 && c != '\n' && c != '\t')
			fl_buf_add(page->out, picture, fl_utf8_put(0x2400 + (uint32_t)c, picture));
		else if (c == 0x7f)
			fl_buf_add(page->out, picture, fl_utf8_put(0x2421, picture));
		else
			fl_buf_add(page->out, text.data + from, i - from);
	}
}

void fl_html_word(fl_page *page, fl_word_id id)
{
	fl_html_text(page, fl_str_of(fl_word(page->lang, id)));
}

void fl_html_message(fl_page *page, fl_str english)
{
	fl_buf said;
	fl_buf_init(&said, FL_BUF_MAX_DEFAULT);
	fl_message(&said, page->lang, page->spec, english);
	fl_figure_failed(page->out, &said);
	fl_html_text(page, fl_buf_view(&said));
	fl_buf_release(&said);
}

const char *fl_html_unit_of_money(const fl_page *page)
{
	const char *code = page->spec->currency.code;
	return page->lang == FL_LANG_ZH && strcmp(code, "CNY") == 0 ? "元" : code;
}

void fl_html_tag(fl_page *page, fl_str tag)
{
	fl_str word = fl_tag_word(page->spec, page->lang, tag);
	fl_buf_puts(page->out, "<bdi");
	if (word.len > 0) {
		fl_buf_puts(page->out, " title=\"");
		fl_html_text(page, tag);
		fl_buf_puts(page->out, "\"");
	}
	fl_buf_puts(page->out, ">");
	fl_html_text(page, word.len > 0 ? word : tag);
	fl_buf_puts(page->out, "</bdi>");
}

void fl_html_role(fl_page *page, fl_str role)
{
	static const struct {
		const char *role;
		fl_word_id word;
	} roles[] = { { "dreams", FL_W_ROLE_DREAMS },     { "flowers", FL_W_ROLE_FLOWERS }, { "earned", FL_W_ROLE_EARNED },
		      { "partners", FL_W_ROLE_PARTNERS }, { "round", FL_W_ROLE_ROUND },     { "pack", FL_W_ROLE_PACK },
		      { "pack-base", FL_W_ROLE_BASE },         { "model", FL_W_ROLE_MODEL },     { "source", FL_W_ROLE_SOURCE },
		      { "aliases", FL_W_ROLE_ALIASES } };
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (fl_str_eqz(role, roles[i].role)) {
			fl_html_word(page, roles[i].word);
			return;
		}
	fl_html_text(page, role);
}

void fl_html_fill(fl_page *page, fl_word_id id, const char *arg0, const char *arg1, const char *arg2)
{
	fl_str args[] = { fl_str_of(arg0), fl_str_of(arg1), fl_str_of(arg2) };
	fl_word_fill(page->out, fl_word(page->lang, id), args, 3);
}

void fl_html_count(fl_page *page, int64_t n)
{
	fl_figure_count(page->out, n);
}

void fl_html_money(fl_page *page, fl_money amount)
{
	fl_figure_money(page->out, &page->spec->currency, amount, !page->fractions);
}

void fl_html_amount(fl_page *page, fl_money amount)
{
	const fl_currency *currency = &page->spec->currency;
	bool yuan = page->lang == FL_LANG_ZH && strcmp(currency->code, "CNY") == 0;
	if (!yuan)
		fl_buf_printf(page->out, "%s\xc2\xa0", currency->code);
	fl_html_money(page, amount);
	if (yuan)
		fl_buf_puts(page->out, "\xc2\xa0元");
}

/* Percent-encoded (RFC 3986), so that nothing of it ends an attribute or a fragment. */
static void put_encoded(fl_page *page, fl_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
			     c == '_' || c == '.';
		if (plain)
			fl_buf_putc(page->out, (char)c);
		else
			fl_buf_printf(page->out, "%%%02X", c);
	}
}

void fl_html_filter_begin(fl_page *page, const char *key, fl_str value)
{
	fl_buf_printf(page->out, "<a href=\"#dreams?%s=", key);
	put_encoded(page, value);
	fl_buf_puts(page->out, "\">");
}

void fl_html_dream_anchor(fl_page *page, size_t dream, bool link)
{
	fl_str id = page->result->dreams[dream].dream->id;
	fl_buf_puts(page->out, "dream-");
	if (!link) {
		fl_html_text(page, id);
		return;
	}
	put_encoded(page, id);
}

void fl_html_dream_link(fl_page *page, size_t dream)
{
	fl_buf_puts(page->out, "<a href=\"#");
	fl_html_dream_anchor(page, dream, true);
	fl_buf_puts(page->out, "\"><bdi>");
	fl_html_text(page, page->result->dreams[dream].dream->id);
	fl_buf_puts(page->out, "</bdi></a>");
}

void fl_html_dream_title(fl_page *page, size_t dream)
{
	const fl_dream *d = page->result->dreams[dream].dream;
	fl_str text = d->title.len > 0 ? d->title : d->body;
	size_t end = d->title.len > 0 || text.len < TITLE_FROM_BODY ? text.len : TITLE_FROM_BODY;
	while (end < text.len && end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
		end--;
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_str_slice(text, 0, end));
	fl_buf_puts(page->out, "</bdi>");
}

void fl_html_limit_title(fl_page *page, size_t line)
{
	fl_buf title;
	fl_buf_init(&title, FL_BUF_MAX_DEFAULT);
	fl_limit_title(page->result, line, page->lang, &title);
	fl_figure_failed(page->out, &title);
	fl_buf_puts(page->out, "<bdi>");
	fl_html_text(page, fl_buf_view(&title));
	fl_buf_puts(page->out, "</bdi>");
	fl_buf_release(&title);
}

void fl_html_table_begin(fl_page *page, fl_word_id caption, const fl_html_column *columns, size_t num_columns)
{
	fl_buf_puts(page->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	fl_html_word(page, caption);
	fl_buf_puts(page->out, "\">\n<table><caption class=\"hidden\">");
	fl_html_word(page, caption);
	fl_buf_puts(page->out, "</caption>\n<thead><tr>");
	for (size_t i = 0; i < num_columns; i++) {
		fl_buf_puts(page->out,
			    columns[i].numeric ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">");
		if (columns[i].head == FL_W_PRICE_COLUMN)
			fl_html_fill(page, FL_W_PRICE_COLUMN, "1,000", fl_word(page->lang, fl_html_unit_word(page, false)), NULL);
		else
			fl_html_word(page, columns[i].head);
		fl_buf_puts(page->out, "</th>");
	}
	fl_buf_puts(page->out, "</tr></thead>\n<tbody>");
}

void fl_html_table_end(fl_page *page)
{
	fl_buf_puts(page->out, "</tbody></table></div>\n");
}

void fl_html_th(fl_page *page)
{
	fl_buf_puts(page->out, "\n<tr><th scope=\"row\">");
}

void fl_html_td(fl_page *page, bool numeric)
{
	fl_buf_puts(page->out, numeric ? "<td class=\"num\">" : "<td>");
}

void fl_html_no_number(fl_page *page)
{
	fl_buf_puts(page->out, "<td class=\"num\">\xe2\x80\x93</td>");
}

void fl_html_details_begin(fl_page *page)
{
	fl_buf_puts(page->out, "<details><summary>");
	fl_html_word(page, FL_W_TABLE_BEHIND);
	fl_buf_puts(page->out, "</summary>");
}

void fl_html_shown(fl_page *page, fl_word_id id, size_t bars, size_t rows, size_t count)
{
	size_t numbers[3] = { bars, rows, count };
	fl_buf text[3];
	for (int i = 0; i < 3; i++) {
		fl_buf_init(&text[i], 64);
		fl_figure_count(&text[i], (int64_t)numbers[i]);
		fl_figure_failed(page->out, &text[i]);
	}
	fl_buf_puts(page->out, "<p class=\"soft small\">");
	fl_html_fill(page, id, text[0].data, text[1].data, text[2].data);
	fl_buf_puts(page->out, "</p>\n");
	for (int i = 0; i < 3; i++)
		fl_buf_release(&text[i]);
}

static void put_share(fl_page *page, const char *attribute, fl_money part, fl_money scale)
{
	fl_buf_printf(page->out, " %s=\"", attribute);
	fl_figure_percent(page->out, part < scale ? part : scale, scale, 2);
	fl_buf_puts(page->out, "%\"");
}

void fl_html_bar(fl_page *page, fl_money filled, fl_money limit, fl_money min, fl_money scale)
{
	fl_buf_puts(page->out, "<svg class=\"bar\" width=\"100%\" height=\"14\" aria-hidden=\"true\">");
	if (limit > 0) {
		fl_buf_puts(page->out, "<rect class=\"track\" y=\"2\" height=\"10\" rx=\"2\"");
		put_share(page, "width", limit, scale);
		fl_buf_puts(page->out, "/>");
	}
	if (filled > 0) {
		fl_buf_puts(page->out, "<rect class=\"fill\" y=\"2\" height=\"10\" rx=\"2\"");
		put_share(page, "width", filled, scale);
		fl_buf_puts(page->out, "/>");
	}
	if (min > 0) {
		fl_buf_puts(page->out, "<line class=\"mark\" y1=\"0\" y2=\"14\"");
		put_share(page, "x1", min, scale);
		put_share(page, "x2", min, scale);
		fl_buf_puts(page->out, "/>");
	}
	fl_buf_puts(page->out, "</svg>");
}
