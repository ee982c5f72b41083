/* SPDX-License-Identifier: Apache-2.0
 *
 * write_xlsx.c - the result as a workbook: awards, pools and groups, duplicates, rejected rows, decisions, partners.
 *
 * libxlsxwriter makes it. Texts are written as texts, so nothing in them is ever a formula or a link; a workbook's numbers are doubles, which
 * hold every amount below 2^53 minor units to the last digit, and larger ones are written as text. The date of creation is that of the
 * allocation: the same result gives the same bytes. The library wants a file's name: it gets one of a file in memory.
 *
 * On paper a sheet is A4 across, as wide as the page: only as many columns are printed as can be read, and long texts stand in several lines.
 */
#define _GNU_SOURCE /* memfd_create */
#include "report/report.h"

#include "base/error.h"
#include "base/str.h"
#include "report/decision_words.h"
#include "report/figure.h"
#include "report/laid_down.h"
#include "report/match_page.h"
#include "report/message.h"
#include "report/reason.h"
#include "report/tag_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { CELL_MAX = 32767, ROWS_MAX = 1048576, LINES_MAX = 12 };

typedef struct sheet {
	lxw_worksheet *page;
	struct book *book;
	lxw_row_t row;
	lxw_col_t column;
	const struct heading *headings;
	size_t num_headings;
	size_t lines; /* of the row, as high as its highest text */
} sheet;

typedef struct book {
	const fl_result *result;
	lxw_workbook *file;
	lxw_format *head, *head_right, *money, *count, *share, *text, *wrapped;
	fl_lang lang;
	fl_buf scratch;
	lxw_error failed;
} book;

typedef struct heading {
	const char *en, *zh;
	int width; /* in digits */
	enum { PLAIN, WRAPPED, NUMBER } kind;
} heading;

/* ---- cells ---- */

static void note(sheet *s, lxw_error error)
{
	if (s->book->failed == LXW_NO_ERROR)
		s->book->failed = error;
	s->column++;
}

/* At most CELL_MAX characters, of which the last says that more was there. */
static fl_str fit(fl_str text)
{
	size_t count = 0, cut = 0;
	for (size_t i = 0; i < text.len;) {
		if (count == CELL_MAX / 2 - 1) /* a character may count twice (UTF-16) */
			cut = i;
		fl_utf8_next(text, &i);
		count++;
	}
	return count >= CELL_MAX / 2 ? fl_str_slice(text, 0, cut) : text;
}

/* How many lines a text takes in a column, on the safe side: letters are not all as wide as digits, and lines end between words. */
static size_t count_lines(fl_str text, size_t width)
{
	size_t columns = fl_text_columns(text.data, text.len), line = width - width / 8;
	size_t lines = columns <= width - width / 16 ? 1 : (columns + line - 1) / line;
	return lines < LINES_MAX ? lines : LINES_MAX;
}

/* The format of a text here; the row grows with it. */
static lxw_format *format_of_text(sheet *s, fl_str text)
{
	const heading *h = s->column < s->num_headings ? &s->headings[s->column] : NULL;
	if (s->row == 0) /* a column a pool has no heading of its own */
		return h && h->kind != NUMBER ? s->book->head : s->book->head_right;
	if (!h || h->kind != WRAPPED)
		return s->book->text;
	size_t lines = count_lines(text, (size_t)h->width);
	s->lines = lines > s->lines ? lines : s->lines;
	return s->book->wrapped;
}

static void put_text(sheet *s, fl_str text)
{
	fl_buf *z = &s->book->scratch;
	fl_str kept = fit(text);
	fl_buf_clear(z);
	for (size_t i = 0; i < kept.len; i++) /* what XML cannot hold */
		fl_buf_putc(z, (unsigned char)kept.data[i] < ' ' && kept.data[i] != '\n' && kept.data[i] != '\t' ? ' ' : kept.data[i]);
	if (kept.len < text.len)
		fl_buf_puts(z, "…");
	fl_buf_putc(z, '\0');
	if (z->status != FL_OK)
		note(s, LXW_ERROR_MEMORY_MALLOC_FAILED);
	else
		note(s, text.len == 0 ? LXW_NO_ERROR : worksheet_write_string(s->page, s->row, s->column, z->data, format_of_text(s, kept)));
}

/* What was found, in the language of the workbook. */
static void put_message(sheet *s, fl_str english)
{
	fl_buf said;
	fl_buf_init(&said, FL_BUF_MAX_DEFAULT);
	fl_message(&said, s->book->lang, s->book->result->spec, english);
	fl_figure_failed(&s->book->scratch, &said);
	put_text(s, fl_buf_view(&said));
	fl_buf_release(&said);
}

static void put_count(sheet *s, int64_t n)
{
	note(s, worksheet_write_number(s->page, s->row, s->column, (double)n, s->book->count));
}

static void put_money(sheet *s, fl_money amount)
{
	int digits = s->book->result->spec->currency.minor_digits;
	double whole = 1;
	for (int i = 0; i < digits; i++)
		whole *= 10;
	if (amount < ((int64_t)1 << 53) && amount > -((int64_t)1 << 53)) {
		note(s, worksheet_write_number(s->page, s->row, s->column, (double)amount / whole, s->book->money));
		return;
	}
	fl_buf text;
	fl_buf_init(&text, 100);
	fl_money_print(&text, amount, digits, false);
	put_text(s, fl_buf_view(&text));
	fl_buf_release(&text);
}

static void put_share(sheet *s, fl_money part, fl_money whole)
{
	note(s, worksheet_write_number(s->page, s->row, s->column, whole > 0 ? (double)part / (double)whole : 0, s->book->share));
}

static void next_row(sheet *s)
{
	if (s->lines > 1) /* Excel would do it, LibreOffice does not */
		worksheet_set_row(s->page, s->row, (double)(s->lines * LXW_DEF_ROW_HEIGHT), NULL);
	s->lines = 1;
	s->row++;
	s->column = 0;
}

static sheet begin(book *b, const char *en, const char *zh, const heading *headings, size_t count)
{
	sheet s = { .book = b, .headings = headings, .num_headings = count, .lines = 1, .page = workbook_add_worksheet(b->file, b->lang == FL_LANG_ZH ? zh : en) };
	if (!s.page) {
		b->failed = LXW_ERROR_MEMORY_MALLOC_FAILED;
		return s;
	}
	for (size_t i = 0; i < count; i++) {
		const char *text = b->lang == FL_LANG_ZH ? headings[i].zh : headings[i].en;
		worksheet_set_column(s.page, (lxw_col_t)i, (lxw_col_t)i, headings[i].width, NULL);
		note(&s, worksheet_write_string(s.page, 0, s.column, text, headings[i].kind == NUMBER ? b->head_right : b->head));
	}
	worksheet_set_row(s.page, 0, LXW_DEF_ROW_HEIGHT, b->head);
	worksheet_freeze_panes(s.page, 1, 1);
	worksheet_set_landscape(s.page); /* on paper: A4, the headings on each page */
	worksheet_set_paper(s.page, 9);
	worksheet_set_margins(s.page, 0.4, 0.4, 0.4, 0.6);
	worksheet_set_footer(s.page, "&L&A&R&P / &N");
	worksheet_fit_to_pages(s.page, 1, 0);
	worksheet_repeat_rows(s.page, 0, 0);
	next_row(&s);
	return s;
}

/* Filters over all rows, however many columns came behind the headings; the first of them are printed. */
static void end(sheet *s, size_t columns, size_t printed)
{
	lxw_row_t last = s->row > 1 ? s->row - 1 : 0;
	if (s->page && s->row > 1)
		worksheet_autofilter(s->page, 0, 0, last, (lxw_col_t)(columns - 1));
	if (s->page && printed < columns)
		worksheet_print_area(s->page, 0, 0, last, (lxw_col_t)(printed - 1));
}

/* ---- sheets ---- */

/* "教育（field:education）", in English the tag. */
static void put_tag(sheet *s, fl_str tag)
{
	const fl_round_spec *spec = s->book->result->spec;
	if (s->book->lang == FL_LANG_EN || fl_tag_word(spec, s->book->lang, tag).len == 0) {
		put_text(s, tag);
		return;
	}
	fl_buf said;
	fl_buf_init(&said, FL_BUF_MAX_DEFAULT);
	fl_tag_say(&said, spec, s->book->lang, tag);
	fl_figure_failed(&s->book->scratch, &said);
	put_text(s, fl_buf_view(&said));
	fl_buf_release(&said);
}

static void put_tags(sheet *s, const fl_candidate *candidate)
{
	fl_buf tags;
	fl_buf_init(&tags, FL_BUF_MAX_DEFAULT);
	for (size_t t = 0; t < candidate->num_tags; t++) {
		fl_buf_puts(&tags, t > 0 ? "; " : "");
		if (s->book->lang == FL_LANG_EN)
			fl_buf_str(&tags, candidate->tags[t]);
		else
			fl_tag_say(&tags, s->book->result->spec, s->book->lang, candidate->tags[t]);
	}
	put_text(s, fl_buf_view(&tags));
	fl_buf_release(&tags);
}

/* What each pool pays; the payments are sorted by pool. */
static void put_pools(sheet *s, const fl_result_dream *dream)
{
	size_t next = 0;
	for (size_t p = 0; p < s->book->result->spec->num_pools; p++) {
		bool pays = next < dream->num_payments && dream->payments[next].pool == p;
		put_money(s, pays ? dream->payments[next].amount : 0);
		next += pays;
	}
}

static void put_sentence(sheet *s, size_t dream, void (*say)(const fl_result *, size_t, fl_lang, fl_buf *))
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	say(s->book->result, dream, s->book->lang, &text);
	put_text(s, fl_buf_view(&text));
	fl_buf_release(&text);
}

static void put_ruling(sheet *s, const fl_result_dream *dream)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_report_ruled(dream->ruling, &s->book->result->spec->decisions, s->book->lang, &text);
	put_text(s, fl_buf_view(&text));
	fl_buf_release(&text);
}

static void put_dream(sheet *s, size_t index)
{
	const fl_result *result = s->book->result;
	const fl_result_dream *dream = &result->dreams[index];
	const fl_candidate *candidate = dream->candidate;
	put_text(s, dream->dream->id);
	put_text(s, dream->dream->title);
	put_text(s, candidate->organisation);
	put_text(s, candidate->region);
	put_tag(s, candidate->category);
	put_count(s, candidate->tally);
	put_money(s, candidate->request);
	put_money(s, dream->award->amount);
	put_share(s, dream->award->amount, candidate->request);
	put_text(s, fl_str_of(fl_dream_status_word(fl_dream_status_of(dream), s->book->lang)));
	put_sentence(s, index, fl_reason_say);
	put_tags(s, candidate);
	put_count(s, candidate->threshold);
	put_sentence(s, index, fl_reason_change);
	put_text(s, dream->representative == index ? FL_STR("") : result->dreams[dream->representative].dream->id);
	put_ruling(s, dream);
	put_pools(s, dream);
	if (fl_laid_down_marks(result))
		put_text(s, fl_str_of(fl_laid_down_mark(result)));
	next_row(s);
}

static void put_awards(book *b)
{
	static const heading headings[] = {
		{ .en = "Id", .zh = "编号", .width = 9 },
		{ .en = "Title", .zh = "标题", .width = 36, .kind = WRAPPED },
		{ .en = "Organisation", .zh = "机构", .width = 26, .kind = WRAPPED },
		{ .en = "Region", .zh = "地区", .width = 13, .kind = WRAPPED },
		{ .en = "Category", .zh = "类别", .width = 20, .kind = WRAPPED },
		{ .en = "Flowers", .zh = "小红花", .width = 9, .kind = NUMBER },
		{ .en = "Request", .zh = "申请金额", .width = 14, .kind = NUMBER },
		{ .en = "Award", .zh = "资助金额", .width = 14, .kind = NUMBER },
		{ .en = "Share", .zh = "比例", .width = 8, .kind = NUMBER },
		{ .en = "Status", .zh = "状态", .width = 14, .kind = WRAPPED },
		{ .en = "Reason", .zh = "理由", .width = 48, .kind = WRAPPED },
		/* not on paper: */
		{ .en = "Tags", .zh = "标签", .width = 30 },
		{ .en = "Threshold", .zh = "门槛", .width = 10, .kind = NUMBER },
		{ .en = "What would have changed it", .zh = "怎样会不同", .width = 50 },
		{ .en = "Duplicate of", .zh = "重复于", .width = 12 },
		{ .en = "Decision", .zh = "决定", .width = 40 },
	};
	enum { COUNT = sizeof headings / sizeof *headings, PRINTED = 11 };
	const fl_round_spec *spec = b->result->spec;
	sheet s = begin(b, "Awards", "资助", headings, COUNT);
	s.row = 0;
	for (size_t p = 0; s.page && p < spec->num_pools; p++) { /* a column a pool */
		s.column = (lxw_col_t)(COUNT + p);
		put_text(&s, spec->pools[p].title.len > 0 ? spec->pools[p].title : spec->pools[p].id);
		worksheet_set_column(s.page, (lxw_col_t)(COUNT + p), (lxw_col_t)(COUNT + p), 16, NULL);
	}
	bool marks = fl_laid_down_marks(b->result);
	s.column = (lxw_col_t)(COUNT + spec->num_pools);
	if (s.page && marks)
		put_text(&s, b->lang == FL_LANG_ZH ? FL_STR("正式结果") : FL_STR("Official"));
	next_row(&s);
	for (size_t i = 0; s.page && i < b->result->num_dreams; i++)
		put_dream(&s, i);
	end(&s, COUNT + spec->num_pools + marks, PRINTED);
}

static void put_limits(book *b)
{
	static const heading headings[] = { { "Pool or group", "资金池或分组", 40, WRAPPED }, { "Kind", "种类", 10, PLAIN },
					    { "At least", "至少", 16, NUMBER },		     { "At most", "至多", 16, NUMBER },
					    { "Awarded", "已分配", 16, NUMBER } };
	enum { COUNT = sizeof headings / sizeof *headings };
	const fl_allocation *a = b->result->allocation;
	bool zh = b->lang == FL_LANG_ZH;
	sheet s = begin(b, "Groups", "分组", headings, COUNT);
	for (size_t i = 0; s.page && i < a->num_limits && s.row < ROWS_MAX; i++, next_row(&s)) {
		const fl_limit_line *limit = &a->limits[i];
		fl_buf name;
		fl_buf_init(&name, FL_BUF_MAX_DEFAULT);
		fl_limit_title(b->result, i, b->lang, &name);
		put_text(&s, fl_buf_view(&name));
		fl_buf_release(&name);
		put_text(&s, fl_str_of(limit->is_pool ? (zh ? "资金池" : "pool") : (zh ? "分组" : "group")));
		s.column = 2;
		if (limit->has_min)
			put_money(&s, limit->min);
		s.column = 3;
		if (limit->has_max)
			put_money(&s, limit->max);
		s.column = 4;
		put_money(&s, limit->awarded);
	}
	end(&s, COUNT, COUNT);
}

static void put_pairs(book *b)
{
	static const heading headings[] = { { "Dream", "梦想", 12, PLAIN },	    { "Title", "标题", 40, WRAPPED },   { "Other dream", "另一梦想", 12, PLAIN },
					    { "Its title", "其标题", 40, WRAPPED },  { "Likeness", "相似度", 10, NUMBER }, { "Verdict", "结论", 12, PLAIN } };
	enum { COUNT = sizeof headings / sizeof *headings };
	static const char *const words[][2] = { [FL_PAIR_SAME] = { "same", "相同" },
						[FL_PAIR_REVIEW] = { "to be looked at", "待复核" },
						[FL_PAIR_DIFFERENT] = { "different", "不同" } };
	sheet s = begin(b, "Duplicates", "重复", headings, COUNT);
	for (size_t i = 0; s.page && i < b->result->num_pairs && s.row < ROWS_MAX; i++, next_row(&s)) {
		const fl_pair *pair = &b->result->pairs[i];
		put_text(&s, b->result->dreams[pair->a].dream->id);
		put_text(&s, b->result->dreams[pair->a].dream->title);
		put_text(&s, b->result->dreams[pair->b].dream->id);
		put_text(&s, b->result->dreams[pair->b].dream->title);
		put_share(&s, pair->score, 1000000);
		put_text(&s, fl_str_of(words[pair->verdict][b->lang == FL_LANG_ZH]));
	}
	end(&s, COUNT, COUNT);
}

static void put_rejected(book *b, const fl_workbook_rows *rows)
{
	static const heading headings[] = { { "File", "文件", 24, PLAIN }, { "Line", "行", 8, NUMBER },	    { "Column", "列", 8, NUMBER },
					    { "Code", "代码", 18, PLAIN }, { "Reason", "原因", 50, WRAPPED }, { "Row", "原文", 60, WRAPPED } };
	enum { COUNT = sizeof headings / sizeof *headings };
	sheet s = begin(b, "Rejected rows", "被拒行", headings, COUNT);
	for (size_t i = 0; s.page && i < rows->num_rejected && s.row < ROWS_MAX; i++, next_row(&s)) {
		const fl_workbook_rejected *r = &rows->rejected[i];
		put_text(&s, r->file);
		put_count(&s, r->line);
		put_count(&s, r->column);
		put_text(&s, r->code);
		put_message(&s, r->reason);
		put_text(&s, r->row);
	}
	end(&s, COUNT, COUNT);
}

static void put_decisions(book *b)
{
	static const heading headings[] = { { "Kind", "种类", 14, WRAPPED }, { "About", "对象", 12, WRAPPED }, { "And", "以及", 12, WRAPPED },
					    { "Decision", "决定", 14, WRAPPED }, { "Reason of a rejection", "否决原因", 20, WRAPPED },
					    { "By", "由", 12, WRAPPED }, { "Why", "原因", 44, WRAPPED }, { "When", "时间", 24, WRAPPED }, { "State", "状态", 16, WRAPPED } };
	enum { COUNT = sizeof headings / sizeof *headings };
	sheet s = begin(b, "Decisions", "决定", headings, COUNT);
	for (size_t i = 0; s.page && i < b->result->num_decisions && s.row < ROWS_MAX; i++, next_row(&s)) {
		const fl_decision *d = &b->result->decisions[i];
		fl_str reason = d->code.len > 0 ? fl_report_reject_reason(&b->result->spec->decisions, d->code, b->lang) : FL_STR("");
		const fl_str cells[] = { fl_report_decision_kind(d, b->lang), d->subject, d->other, fl_report_decision_value(d, b->lang),
				       reason, d->person, d->why };
		fl_buf when;
		fl_buf_init(&when, 200);
		for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
			put_tag(&s, cells[c]); /* what is no tag stands as it is */
		fl_figure_time(&when, d->at, b->result->spec->offset_minutes);
		put_text(&s, fl_buf_view(&when));
		fl_buf_release(&when);
		put_text(&s, fl_str_of(fl_report_decision_state(b->result->book->states[i], b->lang)));
	}
	end(&s, COUNT, COUNT);
}

static void put_held(sheet *s, const fl_match_page *page, const fl_pairing *held)
{
	if (!held) {
		s->column += 4;
		return;
	}
	put_text(s, page->partners[held->partner].id);
	put_text(s, page->partners[held->partner].name);
	put_count(s, held->fit);
	put_count(s, held->place);
}

/* Which partner carries out which dream: what matches.csv has, for people. */
static void put_matches(book *b, const fl_match_page *page)
{
	static const heading headings[] = { { "Dream", "梦想", 12, PLAIN }, { "Title", "标题", 40, WRAPPED }, { "Partner", "合作方", 16, WRAPPED },
					    { "Its name", "合作方名称", 26, WRAPPED },
					    { "Fit", "契合度", 10, NUMBER }, { "Choice", "第几选择", 10, NUMBER }, { "Reason", "理由", 60, WRAPPED } };
	enum { COUNT = sizeof headings / sizeof *headings };
	sheet s = begin(b, "Partners", "合作方", headings, COUNT);
	for (size_t i = 0; s.page && i < page->m->c.num_dreams; i++, next_row(&s)) {
		const fl_pairing *held = NULL;
		fl_buf reason;
		for (size_t k = page->first[i]; k < page->first[i + 1]; k++)
			held = page->pairings[k].chosen ? &page->pairings[k] : held;
		fl_buf_init(&reason, FL_BUF_MAX_DEFAULT);
		fl_report_match_reason(page, i, b->lang, &reason);
		put_text(&s, page->m->dreams[i]);
		put_text(&s, page->titles[i]);
		put_held(&s, page, held);
		put_text(&s, fl_buf_view(&reason));
		fl_buf_release(&reason);
	}
	end(&s, COUNT, COUNT);
}

/* ---- the file ---- */

static lxw_format *format_of(book *b, const char *number)
{
	lxw_format *format = workbook_add_format(b->file);
	if (format && number)
		format_set_num_format(format, number);
	return format;
}

static void make_formats(book *b)
{
	char money[32] = "#,##0";
	int digits = b->result->spec->currency.minor_digits;
	if (digits > 0)
		snprintf(money, sizeof money, "#,##0.%.*s", digits, "000000");
	b->money = format_of(b, money);
	b->count = format_of(b, "#,##0");
	b->share = format_of(b, "0.0%");
	b->head = format_of(b, NULL);
	b->head_right = format_of(b, NULL);
	b->text = format_of(b, NULL);
	b->wrapped = format_of(b, NULL);
	if (!b->money || !b->count || !b->share || !b->head || !b->head_right || !b->text || !b->wrapped) {
		b->failed = LXW_ERROR_MEMORY_MALLOC_FAILED;
		return;
	}
	lxw_format *heads[] = { b->head, b->head_right }, *rows[] = { b->money, b->count, b->share, b->text, b->wrapped };
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		format_set_bold(heads[i]);
		format_set_bg_color(heads[i], 0xF0E4E0);
		format_set_bottom(heads[i], LXW_BORDER_THIN);
	}
	format_set_align(b->head_right, LXW_ALIGN_RIGHT);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		format_set_align(rows[i], LXW_ALIGN_VERTICAL_TOP); /* beside a text of several lines */
	lxw_format *texts[] = { b->head, b->text, b->wrapped };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		format_set_indent(texts[i], 1); /* away from the figure before it */
	format_set_text_wrap(b->wrapped);
}

static void say_when(book *b)
{
	lxw_doc_properties properties = { .created = (time_t)b->result->now };
	workbook_set_properties(b->file, &properties);
}

static fl_status read_back(int fd, fl_buf *out, fl_error *err)
{
	char piece[1 << 16];
	ssize_t got;
	if (lseek(fd, 0, SEEK_SET) != 0)
		return fl_error_set(err, FL_EIO, "the workbook cannot be read back");
	while ((got = read(fd, piece, sizeof piece)) > 0)
		fl_buf_add(out, piece, (size_t)got);
	return got < 0 ? fl_error_set(err, FL_EIO, "the workbook cannot be read back") : fl_buf_status(out, err);
}

/* A file in memory, and the name under which the library may open it; where there is no /proc, one that is removed as soon as it is read. */
static int open_scratch(char path[64])
{
	int fd = memfd_create("awards.xlsx", MFD_CLOEXEC);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	if (fd >= 0 && access(path, W_OK) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	snprintf(path, 64, "%s/florin-XXXXXX", P_tmpdir);
	return mkstemp(path);
}

static void close_scratch(int fd, const char *path)
{
	if (strncmp(path, "/proc/", 6) != 0)
		unlink(path);
	close(fd);
}

fl_status fl_report_workbook(const fl_result *result, const fl_workbook_rows *rows, const char *lang, fl_buf *out, fl_error *err)
{
	char path[64];
	book b = { .result = result, .lang = strcmp(lang, "zh-CN") == 0 ? FL_LANG_ZH : FL_LANG_EN };
	if (result->num_dreams >= ROWS_MAX)
		return fl_error_set(err, FL_ERANGE, "a workbook holds %d rows, and there are %zu dreams", ROWS_MAX - 1, result->num_dreams);
	int fd = open_scratch(path);
	if (fd < 0)
		return fl_error_set(err, FL_EIO, "there is no place for the workbook while it is made: neither in memory nor in %s", P_tmpdir);
	b.file = workbook_new(path);
	if (!b.file) {
		close_scratch(fd, path);
		return fl_enomem(err);
	}
	fl_buf_init(&b.scratch, FL_BUF_MAX_DEFAULT);
	make_formats(&b);
	say_when(&b);
	if (b.failed == LXW_NO_ERROR) {
		put_awards(&b);
		put_limits(&b);
		put_pairs(&b);
		put_rejected(&b, rows);
		put_decisions(&b);
		if (rows->match)
			put_matches(&b, rows->match);
	}
	lxw_error closed = workbook_close(b.file); /* frees it, too */
	b.failed = b.failed == LXW_NO_ERROR ? closed : b.failed;
	fl_status status;
	if (b.failed == LXW_NO_ERROR)
		status = read_back(fd, out, err);
	else if (b.failed == LXW_ERROR_MEMORY_MALLOC_FAILED)
		status = fl_enomem(err);
	else
		status = fl_error_set(err, FL_EIO, "the workbook cannot be made: %s", lxw_strerror(b.failed));
	fl_buf_release(&b.scratch);
	close_scratch(fd, path);
	return status;
}
