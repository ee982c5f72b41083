/* SPDX-License-Identifier: Apache-2.0
 *
 * page_data.c - amounts, texts that repeat, places in texts, and characters that are read as one, in the data of a page.
 *
 * A search on a page folds traditional characters to simplified ones, as rules and duplicates do (text/normalise.h). The table of all of
 * them stands in the program (traditional.txt, made by text/gen/make_t2s_table.c); a page carries the part that can matter to it.
 */
#include "report/page_data.h"

#include "base/embed.h"
#include "base/str.h"

#include <stdio.h>

#define JS_SAFE   ((int64_t)9007199254740991)
#define HAN_LIMIT 0x32400 /* no character of the table is above */

enum { NO_TEXT = -1, BITS = 64 };

void fl_page_put_money(fl_json_writer *w, fl_money amount)
{
	char text[32];
	if (amount >= -JS_SAFE && amount <= JS_SAFE) {
		fl_json_put_i64(w, amount);
		return;
	}
	snprintf(text, sizeof text, "%lld", (long long)amount);
	fl_json_put_z(w, text);
}

/* ---- texts that repeat ---------------------------------------------------------------------------------------------- */

void fl_page_put_text(fl_json_writer *w, fl_page_texts *texts, fl_str text)
{
	size_t number = texts->texts.len;
	if (text.len == 0) {
		fl_json_put_i64(w, NO_TEXT);
		return;
	}
	if ((!fl_map_put(&texts->numbers, text, texts->texts.len, &number) ||
	     (number == texts->texts.len && !fl_vec_push(&texts->texts, text))) &&
	    w->buf->status == FL_OK)
		w->buf->status = FL_ENOMEM;
	fl_json_put_i64(w, (int64_t)number);
}

void fl_page_put_texts(fl_json_writer *w, const fl_page_texts *texts)
{
	fl_page_put_list(w, "strings", texts->texts.items, texts->texts.len);
}

void fl_page_texts_release(fl_page_texts *texts)
{
	fl_map_release(&texts->numbers);
	fl_vec_release(&texts->texts);
}

void fl_page_put_names(fl_json_writer *w, const char *key, const char *const *names)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t i = 0; names[i]; i++)
		fl_json_put_z(w, names[i]);
	fl_json_end_array(w);
}

void fl_page_put_list(fl_json_writer *w, const char *key, const fl_str *texts, size_t count)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t i = 0; i < count; i++)
		fl_json_put_str(w, texts[i]);
	fl_json_end_array(w);
}

/* ---- characters that are read as one -------------------------------------------------------------------------------- */

static bool has(const uint64_t *set, int32_t c)
{
	return c >= 0 && c < HAN_LIMIT && (set[c / BITS] >> c % BITS & 1);
}

static void add(uint64_t *set, int32_t c)
{
	if (c >= 0 && c < HAN_LIMIT)
		set[c / BITS] |= (uint64_t)1 << c % BITS;
}

static void add_all(uint64_t *set, fl_str text)
{
	for (size_t i = 0; i < text.len;)
		if ((unsigned char)text.data[i] < 0xe0) /* below U+0800 there is no Han character */
			i++;
		else
			add(set, fl_utf8_next(text, &i));
}

static fl_str all_pairs(void)
{
	for (const fl_embedded *file = fl_embedded_page; file->name; file++)
		if (fl_str_eqz(fl_str_of(file->name), "traditional.txt"))
			return (fl_str){ file->bytes, file->len };
	return FL_STR("");
}

void fl_page_put_folds(fl_json_writer *w, size_t from)
{
	uint64_t found[HAN_LIMIT / BITS + 1] = { 0 };
	fl_str pairs = all_pairs();
	fl_buf folds;
	fl_buf_init(&folds, FL_BUF_MAX_DEFAULT);
	add_all(found, fl_str_slice(fl_buf_view(w->buf), from, w->buf->len));
	for (size_t i = 0; i < pairs.len;) { /* who finds one way of writing finds all: their simplified form stands for them */
		int32_t traditional = fl_utf8_next(pairs, &i), simplified = fl_utf8_next(pairs, &i);
		if (has(found, traditional))
			add(found, simplified);
	}
	for (size_t i = 0; i < pairs.len;) {
		size_t begin = i;
		fl_utf8_next(pairs, &i);
		if (has(found, fl_utf8_next(pairs, &i)))
			fl_buf_str(&folds, fl_str_slice(pairs, begin, i));
	}
	fl_json_kv_str(w, "folds", fl_buf_view(&folds));
	if (folds.status != FL_OK && w->buf->status == FL_OK)
		w->buf->status = folds.status;
	fl_buf_release(&folds);
}

/* ---- places in texts ------------------------------------------------------------------------------------------------ */

static void step(fl_page_cursor *c)
{
	c->unit += fl_utf8_next(c->text, &c->byte) > 0xffff ? 2 : 1;
	c->character++;
}

int64_t fl_page_unit_of_byte(fl_page_cursor *c, size_t target)
{
	if (target < c->byte)
		*c = (fl_page_cursor){ .text = c->text };
	while (c->byte < target && c->byte < c->text.len)
		step(c);
	return c->unit;
}

int64_t fl_page_unit_of_character(fl_page_cursor *c, size_t target)
{
	if (target < c->character)
		*c = (fl_page_cursor){ .text = c->text };
	while (c->character < target && c->byte < c->text.len)
		step(c);
	return c->unit;
}
