/* SPDX-License-Identifier: Apache-2.0
 *
 * say.c - filling in the sentences of words.h.
 */
#include "report/say.h"

#include "report/figure.h"

#define ARGS_MAX 8

static void put_arg(fl_buf *out, fl_lang lang, const fl_say_arg *arg)
{
	if (arg->kind == FL_SAY_IS_COUNT)
		fl_figure_count(out, arg->n);
	else if (arg->kind == FL_SAY_IS_NUMBER)
		fl_buf_printf(out, "%lld", (long long)arg->n);
	else if (arg->kind == FL_SAY_IS_AMOUNT)
		fl_figure_amount(out, arg->currency, lang, arg->n);
	else if (arg->kind == FL_SAY_IS_WORD)
		fl_buf_puts(out, fl_word(lang, (fl_word_id)arg->n));
	else
		fl_buf_safe(out, arg->text);
}

void fl_say(fl_buf *out, fl_lang lang, fl_word_id id, const fl_say_arg *args, size_t num_args)
{
	fl_buf texts;
	fl_str views[ARGS_MAX];
	size_t from[ARGS_MAX + 1] = { 0 };
	size_t count = num_args < ARGS_MAX ? num_args : ARGS_MAX;
	fl_buf_init(&texts, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; i < count; i++) {
		put_arg(&texts, lang, &args[i]);
		from[i + 1] = texts.len;
	}
	for (size_t i = 0; i < count; i++) /* only now the bytes stay where they are */
		views[i] = fl_str_slice(fl_buf_view(&texts), from[i], from[i + 1]);
	fl_figure_failed(out, &texts);
	fl_word_fill(out, fl_word(lang, id), views, count);
	fl_buf_release(&texts);
}

void fl_say_word(fl_buf *out, fl_lang lang, fl_word_id id)
{
	fl_buf_puts(out, fl_word(lang, id));
}

void fl_say_label(fl_buf *out, fl_lang lang, fl_word_id id, size_t width)
{
	const char *text = fl_word(lang, id);
	fl_buf_puts(out, text);
	for (size_t taken = fl_text_columns(text, strlen(text)); taken < width; taken++)
		fl_buf_putc(out, ' ');
}

fl_word_id fl_say_source(const char *what)
{
	static const struct {
		const char *what;
		fl_word_id word;
	} kinds[] = { { "facts", FL_W_FROM_FACTS },     { "tags", FL_W_FROM_TAGS },     { "duplicates", FL_W_FROM_DUPLICATES },
		      { "tallies", FL_W_FROM_TALLIES }, { "awards", FL_W_FROM_AWARDS }, { "verdict", FL_W_FROM_VERDICT },
		      { "matching", FL_W_FROM_MATCHING } };
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (strcmp(kinds[k].what, what) == 0)
			return kinds[k].word;
	return FL_WORD_COUNT;
}
