/* SPDX-License-Identifier: Apache-2.0
 *
 * page_data.h - what the data of all pages with a script have in common, inside report/: amounts, texts that repeat, places in texts, and
 * the characters that a search reads as one. page/base.js reads it again.
 *
 * Where memory is short, the status of the writer's buffer says so.
 */
#ifndef FL_REPORT_PAGE_DATA_H
#define FL_REPORT_PAGE_DATA_H

#include "base/json.h"
#include "base/vec.h"

/* Above 2^53 an amount is a string, because JavaScript's numbers would round it. */
void fl_page_put_money(fl_json_writer *w, fl_money amount);

/* Texts that repeat (names, tags, reasons) stand once, in "strings", and are numbers everywhere else. Zero-initialise; the texts are
 * borrowed until they are written. */
typedef struct fl_page_texts {
	fl_map numbers;
	FL_VEC(fl_str) texts; /* in the order of their numbers */
} fl_page_texts;

void fl_page_put_text(fl_json_writer *w, fl_page_texts *texts, fl_str text); /* its number; -1 for "" */
void fl_page_put_texts(fl_json_writer *w, const fl_page_texts *texts);       /* "strings": [...] */
void fl_page_texts_release(fl_page_texts *texts);

void fl_page_put_names(fl_json_writer *w, const char *key, const char *const *names); /* ended by NULL */
void fl_page_put_list(fl_json_writer *w, const char *key, const fl_str *texts, size_t count);

/* "folds": traditional character, simplified one, traditional ... of all that somebody may write to find a character that stands in what
 * was written from byte 'from' of the buffer on. */
void fl_page_put_folds(fl_json_writer *w, size_t from);

/* A place in a text in UTF-16 units, as JavaScript counts; it remembers the last one, so that places in order cost one pass. */
typedef struct fl_page_cursor {
	fl_str text;
	size_t byte, character;
	int64_t unit;
} fl_page_cursor;

int64_t fl_page_unit_of_byte(fl_page_cursor *c, size_t target);
int64_t fl_page_unit_of_character(fl_page_cursor *c, size_t target);

#endif
