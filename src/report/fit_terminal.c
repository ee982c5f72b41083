/* SPDX-License-Identifier: Apache-2.0
 *
 * fit_terminal.c - a page for people, fitted to the width of a terminal.
 *
 * A page is blocks of lines with empty lines between them. What a block is can be seen in it:
 *
 *   a table   has three columns or more, parted by two blank columns in every line, and one of them has its right edge in
 *             line (numbers). Too wide, its columns move together; if that does not do, its last column is wrapped below itself where
 *             that is the widest and text (a reason), else its first (a name); and where even so there is no room, each row becomes
 *             lines of its own, every figure behind the head of its column;
 *   prose     is everything else. A line that is too wide is wrapped, and goes on below its last part that two blanks
 *             divide from what stands before (below a label, its text).
 *
 * A short line with deeper ones below it is the head of its block; what is below may be a table.
 *
 * Nothing is cut off. Colour, where it is wanted: heads are bold, what stands between « and » is yellow.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"
#include "report/wrap.h"

#define COLUMNS_MAX 400 /* what is behind belongs to the last column */
#define CELLS_MAX   24
#define NAME_LEAST  12 /* what the first column of a table needs */
#define PAGE_LEAST  20
#define TEXT_LEAST  24 /* what a last column of text needs */

#define BOLD   "\033[1m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[0m"

typedef struct grid { /* the columns of a table */
	size_t from[CELLS_MAX], end[CELLS_MAX], width[CELLS_MAX];
	bool right[CELLS_MAX];
	size_t count;
	bool has_head;
} grid;

typedef struct fitting {
	fl_buf out;
	size_t columns;
	bool colour;
	FL_VEC(fl_str) lines; /* of the block */
} fitting;

static size_t columns_of(fl_str s)
{
	return fl_text_columns(s.data, s.len);
}

static size_t indent_of(fl_str line)
{
	size_t n = 0;
	while (n < line.len && line.data[n] == ' ')
		n++;
	return n;
}

static fl_str without_blanks(fl_str s)
{
	while (s.len > 0 && s.data[s.len - 1] == ' ')
		s.len--;
	return fl_str_slice(s, indent_of(s), s.len);
}

/* ---- colour --------------------------------------------------------------------------------------------------- */

static void put_marked(fitting *f, fl_str s)
{
	for (size_t pos = 0, from = 0; f->colour && pos < s.len; from = pos) {
		int32_t c = fl_utf8_next(s, &pos);
		if (c == 0xAB)
			fl_buf_puts(&f->out, YELLOW);
		fl_buf_add(&f->out, s.data + from, pos - from);
		if (c == 0xBB)
			fl_buf_puts(&f->out, PLAIN);
	}
	if (!f->colour)
		fl_buf_str(&f->out, s);
}

static void put_head(fitting *f, fl_str s)
{
	if (f->colour)
		fl_buf_puts(&f->out, BOLD);
	fl_buf_str(&f->out, s);
	if (f->colour)
		fl_buf_puts(&f->out, PLAIN);
}

/* ---- prose ---------------------------------------------------------------------------------------------------- */

/* Below what a line goes on: behind the last two blanks in its first half. */
static size_t find_hang(const fitting *f, fl_str line)
{
	size_t indent = indent_of(line), hang = indent, blanks = 0;
	for (size_t pos = indent, at = indent; pos < line.len && at <= f->columns / 2;) {
		size_t from = pos;
		int32_t c = fl_utf8_next(line, &pos);
		if (c != ' ' && blanks >= 2)
			hang = at;
		blanks = c == ' ' ? blanks + 1 : 0;
		at += fl_text_columns(line.data + from, pos - from);
	}
	return hang > indent ? hang : indent + 2 < f->columns / 2 ? indent + 2 : 0;
}

/* Columns of the longest stretch without a blank; text that may be broken anywhere does not count. */
static size_t longest_word(fl_str line)
{
	size_t longest = 0, word = 0;
	for (size_t pos = 0, from = 0; pos < line.len; from = pos) {
		int32_t c = fl_utf8_next(line, &pos);
		word = c == ' ' || fl_text_columns(line.data + from, pos - from) == 2 ? 0 : word + 1;
		longest = word > longest ? word : longest;
	}
	return longest;
}

static void put_prose(fitting *f, fl_str line, bool head)
{
	fl_buf wrapped;
	size_t next, indent = indent_of(line);
	if (f->columns == 0 || columns_of(line) <= f->columns || indent + NAME_LEAST > f->columns) {
		(head ? put_head : put_marked)(f, line);
		fl_buf_putc(&f->out, '\n');
		return;
	}
	size_t hang = find_hang(f, line), body = indent;
	if (longest_word(line) > f->columns - hang)
		hang = indent + 2;
	size_t len = fl_wrap_line(fl_str_slice(line, body, line.len), f->columns - indent, &next);
	fl_buf_init(&wrapped, FL_BUF_MAX_DEFAULT);
	fl_buf_add(&wrapped, line.data, body + len);
	if (body + next < line.len) {
		fl_buf_printf(&wrapped, "\n%*s", (int)hang, "");
		fl_wrap(&wrapped, fl_str_slice(line, body + next, line.len), f->columns - hang, hang);
	}
	(head ? put_head : put_marked)(f, fl_buf_view(&wrapped));
	fl_buf_putc(&f->out, '\n');
	if (wrapped.status != FL_OK)
		f->out.status = wrapped.status;
	fl_buf_release(&wrapped);
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

/* The part of a line between two columns of the terminal, without blanks around it. */
static fl_str cut(fl_str line, size_t from, size_t end)
{
	size_t at = 0, begin = line.len, stop = line.len;
	for (size_t pos = 0; pos < line.len;) {
		size_t here = pos;
		fl_utf8_next(line, &pos);
		size_t wide = fl_text_columns(line.data + here, pos - here); /* 0: it belongs to the character before */
		if (wide > 0 && at >= from && begin == line.len)
			begin = here;
		if (wide > 0 && at >= end) {
			stop = here;
			break;
		}
		at += wide;
	}
	return begin < stop ? without_blanks(fl_str_slice(line, begin, stop)) : FL_STR("");
}

/* Which columns of the terminal hold something in any line; returns how many there are, COLUMNS_MAX + 1 for more. */
static size_t mark_taken(const fitting *f, bool *taken)
{
	size_t width = 0;
	for (size_t i = 0; i < f->lines.len; i++) {
		fl_str line = f->lines.items[i];
		size_t at = 0;
		for (size_t pos = 0; pos < line.len && at < COLUMNS_MAX;) {
			size_t from = pos;
			int32_t c = fl_utf8_next(line, &pos);
			size_t wide = fl_text_columns(line.data + from, pos - from);
			for (size_t k = at; c != ' ' && k < at + wide; k++)
				taken[k] = true;
			at += wide;
		}
		at = columns_of(line) > COLUMNS_MAX ? COLUMNS_MAX + 1 : at;
		width = at > width ? at : width;
	}
	return width;
}

/* Where the columns of the table stand. */
static void find_columns(const fitting *f, grid *g)
{
	bool taken[COLUMNS_MAX + 4] = { false };
	size_t width = mark_taken(f, taken);
	for (size_t at = COLUMNS_MAX - 1; width > COLUMNS_MAX && at < COLUMNS_MAX + 1; at++)
		taken[at] = true; /* the last column goes on */
	for (size_t at = 0; at < width; at++) {
		if (!taken[at])
			continue;
		size_t end = at + 1;
		while (taken[end] || taken[end + 1])
			end++;
		if (g->count == CELLS_MAX) {
			g->count = 0;
			return;
		}
		g->from[g->count] = at;
		g->end[g->count++] = end;
		at = end;
	}
	if (width > COLUMNS_MAX && g->count > 0)
		g->end[g->count - 1] = SIZE_MAX;
}

/* Where the first character of the cell stands, in columns of the terminal. */
static size_t begins_at(fl_str line, fl_str cell)
{
	return fl_text_columns(line.data, (size_t)(cell.data - line.data));
}

static void measure(const fitting *f, grid *g, size_t c)
{
	bool ragged = false, right = true;
	size_t first = SIZE_MAX;
	for (size_t i = 0; i < f->lines.len; i++) {
		fl_str cell = cut(f->lines.items[i], g->from[c], g->end[c]);
		size_t width = columns_of(cell);
		if (width == 0)
			continue;
		size_t from = begins_at(f->lines.items[i], cell);
		ragged = ragged || (first != SIZE_MAX && from != first);
		first = first == SIZE_MAX ? from : first;
		right = right && from + width == g->end[c];
		g->width[c] = width > g->width[c] ? width : g->width[c];
	}
	g->right[c] = ragged && right;
}

static bool is_figure(fl_str cell)
{
	return cell.len > 0 && ((cell.data[0] >= '0' && cell.data[0] <= '9') || cell.data[0] == '+' || cell.data[0] == '-');
}

/* The first line is the head where no cell of it is a figure, unlike some below. */
static bool has_head(const fitting *f, const grid *g)
{
	size_t figures = 0;
	for (size_t c = 1; c < g->count; c++) {
		if (is_figure(cut(f->lines.items[0], g->from[c], g->end[c])))
			return false;
		figures += is_figure(cut(f->lines.items[1], g->from[c], g->end[c]));
	}
	return figures > 0;
}

static bool find_grid(const fitting *f, grid *g)
{
	bool numbers = false;
	*g = (grid){ .count = 0 };
	if (f->lines.len < 2)
		return false;
	find_columns(f, g);
	if (g->count < 3)
		return false;
	for (size_t c = 0; c < g->count; c++) {
		measure(f, g, c);
		numbers = numbers || (c > 0 && g->right[c]);
	}
	g->has_head = numbers && has_head(f, g);
	return numbers;
}

static void put_blanks(fitting *f, size_t count)
{
	for (; count > 0; count--)
		fl_buf_putc(&f->out, ' ');
}

/* A cell that is wrapped below itself, from column 'place' on. */
static void put_tail(fitting *f, fl_str cell, size_t place)
{
	size_t next = 0, len = fl_wrap_line(cell, f->columns - place, &next);
	put_marked(f, fl_str_slice(cell, 0, len));
	if (next >= cell.len)
		return;
	fl_buf_putc(&f->out, '\n');
	put_blanks(f, place);
	fl_wrap(&f->out, fl_str_slice(cell, next, cell.len), f->columns - place, place);
}

/* A row whose first cell has 'name' columns; with 'tail' above 0 its last begins there and is wrapped. */
static void put_row(fitting *f, const grid *g, size_t row, size_t name, size_t tail)
{
	fl_str line = f->lines.items[row], first = cut(line, g->from[0], g->end[0]);
	bool head = row == 0 && g->has_head;
	size_t next = 0, len = fl_wrap_line(first, name, &next), owed;
	if (f->colour && head)
		fl_buf_puts(&f->out, BOLD);
	put_blanks(f, g->from[0]);
	put_marked(f, fl_str_slice(first, 0, len));
	owed = name - fl_text_columns(first.data, len);
	for (size_t c = 1; c < g->count; c++) {
		fl_str cell = cut(line, g->from[c], g->end[c]);
		size_t rest = g->width[c] - columns_of(cell);
		owed += 2;
		if (cell.len == 0) {
			owed += rest;
			continue;
		}
		put_blanks(f, owed + (g->right[c] ? rest : 0));
		if (tail > 0 && c + 1 == g->count)
			put_tail(f, cell, tail);
		else
			put_marked(f, cell);
		owed = g->right[c] ? 0 : rest;
	}
	if (next < first.len) {
		fl_buf_putc(&f->out, '\n');
		put_blanks(f, g->from[0] + 2);
		fl_wrap(&f->out, fl_str_slice(first, next, first.len), name - 2, g->from[0] + 2);
	}
	fl_buf_puts(&f->out, f->colour && head ? PLAIN "\n" : "\n");
}

/* A figure behind the head of its column, which takes 'widest' columns. */
static void put_figure(fitting *f, fl_str head, fl_str cell, size_t widest)
{
	size_t place = 2 + widest + (widest > 0 ? 2 : 0);
	put_blanks(f, 2);
	fl_buf_str(&f->out, head);
	if (place + NAME_LEAST > f->columns) {
		place = 4;
		fl_buf_puts(&f->out, "\n    ");
	} else {
		put_blanks(f, place - 2 - columns_of(head));
	}
	fl_wrap(&f->out, cell, f->columns - place, place);
	fl_buf_putc(&f->out, '\n');
}

/* A row as lines: its name, then each figure. */
static void put_record(fitting *f, const grid *g, size_t row)
{
	fl_str line = f->lines.items[row], heads[CELLS_MAX] = { { NULL, 0 } };
	size_t widest = 0;
	put_prose(f, cut(line, g->from[0], g->end[0]), false);
	for (size_t c = 1; c < g->count && g->has_head; c++) {
		heads[c] = cut(f->lines.items[0], g->from[c], g->end[c]);
		widest = columns_of(heads[c]) > widest ? columns_of(heads[c]) : widest;
	}
	for (size_t c = 1; c < g->count; c++) {
		fl_str cell = cut(line, g->from[c], g->end[c]);
		if (cell.len > 0)
			put_figure(f, heads[c], cell, widest);
	}
}

/* Where the last column begins, if it is to be wrapped: the widest, of text, with room enough for it; else 0. */
static size_t find_tail(const fitting *f, const grid *g)
{
	size_t last = g->count - 1, place = g->from[0];
	for (size_t c = 0; c < last; c++) {
		place += g->width[c] + 2;
		if (g->width[c] >= g->width[last])
			return 0;
	}
	return !g->right[last] && place + TEXT_LEAST <= f->columns ? place : 0;
}

static void put_table(fitting *f, const grid *g)
{
	size_t tail = find_tail(f, g);
	for (size_t i = 0; tail > 0 && i < f->lines.len; i++)
		put_row(f, g, i, g->width[0], tail);
	if (tail > 0)
		return;
	size_t rest = g->from[0];
	for (size_t c = 1; c < g->count; c++)
		rest += 2 + g->width[c];
	size_t name = g->width[0];
	if (rest + name > f->columns)
		name = f->columns > rest ? f->columns - rest : 0;
	bool narrow = name < g->width[0] && name < NAME_LEAST;
	for (size_t i = narrow && g->has_head; i < f->lines.len; i++) {
		if (narrow)
			put_record(f, g, i);
		else
			put_row(f, g, i, name, 0);
	}
}

/* ---- the page ------------------------------------------------------------------------------------------------- */

/* A line with deeper ones below it. */
static bool is_head(const fitting *f, size_t i)
{
	return i + 1 < f->lines.len && indent_of(f->lines.items[i]) == 0 && indent_of(f->lines.items[i + 1]) > 0 &&
	       columns_of(f->lines.items[i]) < PAGE_LEAST + NAME_LEAST;
}

/* The head of the block, where it has one, which is then no part of a table. */
static void put_block_head(fitting *f)
{
	if (f->lines.len < 2 || !is_head(f, 0))
		return;
	put_prose(f, f->lines.items[0], true);
	f->lines.len--;
	memmove(f->lines.items, f->lines.items + 1, f->lines.len * sizeof *f->lines.items);
}

static void put_block(fitting *f)
{
	grid g;
	put_block_head(f);
	bool wide = false, table = find_grid(f, &g);
	for (size_t i = 0; i < f->lines.len && !wide; i++)
		wide = f->columns > 0 && columns_of(f->lines.items[i]) > f->columns;
	if (table && wide) {
		put_table(f, &g);
	} else {
		for (size_t i = 0; i < f->lines.len; i++)
			put_prose(f, f->lines.items[i], table ? i == 0 && g.has_head : is_head(f, i));
	}
	f->lines.len = 0;
}

static fl_status fit(fitting *f, fl_str page, fl_error *err)
{
	fl_str line;
	for (size_t pos = 0; fl_str_line(page, &pos, &line);) {
		if (line.len > 0) {
			if (!fl_vec_push(&f->lines, line))
				return fl_enomem(err);
			continue;
		}
		put_block(f);
		fl_buf_putc(&f->out, '\n');
	}
	put_block(f);
	return fl_buf_status(&f->out, err);
}

fl_status fl_text_fit(const char *page, size_t len, size_t columns, bool colour, fl_text *ret_text, fl_error *err)
{
	fitting f = { .columns = columns > 0 && columns < PAGE_LEAST ? PAGE_LEAST : columns, .colour = colour };
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&f.out, FL_BUF_MAX_DEFAULT);
	fl_status status = fit(&f, (fl_str){ page, len }, err);
	if (status == FL_OK)
		ret_text->data = fl_buf_take(&f.out, &ret_text->len);
	fl_buf_release(&f.out);
	fl_vec_release(&f.lines);
	return status;
}
