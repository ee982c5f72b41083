/* SPDX-License-Identifier: Apache-2.0
 *
 * say.h - sentences of words.h for a terminal, in either language: what is filled in is counts, amounts and names.
 *
 *     FL_SAY(out, lang, FL_W_MATCH_LOAD, FL_SAY_N(3), FL_SAY_TEXT(name));
 *
 * Names come from strangers and are made harmless; "{0:dream|dreams}" in an English text is the one or the other by the count.
 */
#ifndef FL_REPORT_SAY_H
#define FL_REPORT_SAY_H

#include "base/str.h"
#include "domain/money.h"
#include "report/words.h"

typedef enum fl_say_kind { FL_SAY_IS_COUNT, FL_SAY_IS_NUMBER, FL_SAY_IS_TEXT, FL_SAY_IS_AMOUNT, FL_SAY_IS_WORD } fl_say_kind;

typedef struct fl_say_arg {
	fl_say_kind kind;
	int64_t n;
	fl_str text;
	const fl_currency *currency;
} fl_say_arg;

#define FL_SAY_N(count)               { .kind = FL_SAY_IS_COUNT, .n = (int64_t)(count) }   /* 1,234 */
#define FL_SAY_PLAIN(number)          { .kind = FL_SAY_IS_NUMBER, .n = (int64_t)(number) } /* 1234 */
#define FL_SAY_TEXT(name)             { .kind = FL_SAY_IS_TEXT, .text = (name) }
#define FL_SAY_AMOUNT(money, amount)  { .kind = FL_SAY_IS_AMOUNT, .n = (amount), .currency = (money) }
#define FL_SAY_WORD(id)               { .kind = FL_SAY_IS_WORD, .n = (id) }

#define FL_SAY(out, lang, id, ...) \
	fl_say((out), (lang), (id), (const fl_say_arg[]){ __VA_ARGS__ }, sizeof((const fl_say_arg[]){ __VA_ARGS__ }) / sizeof(fl_say_arg))

void fl_say(fl_buf *out, fl_lang lang, fl_word_id id, const fl_say_arg *args, size_t num_args);
/* A word as it stands. */
void fl_say_word(fl_buf *out, fl_lang lang, fl_word_id id);
/* The word at the left of a line, filled up with blanks to 'width' columns of a terminal. */
void fl_say_label(fl_buf *out, fl_lang lang, fl_word_id id, size_t width);

/* What a result came from ("facts", "tags"), as a word; FL_WORD_COUNT for what has none. */
fl_word_id fl_say_source(const char *what);

#endif
