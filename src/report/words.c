/* SPDX-License-Identifier: Apache-2.0
 *
 * words.c - looking up and filling in the texts of words.h.
 */
#include "report/words.h"

#include "base/error.h"
#include "base/str.h"

typedef struct word {
	const char *key;
	const char *text[2]; /* by fl_lang */
} word;

static const word words[FL_WORD_COUNT] = {
#define FL_WORD_ROW(name, en, zh) { #name, { en, zh } },
	FL_WORDS(FL_WORD_ROW)
#undef FL_WORD_ROW
};

fl_status fl_lang_parse(const char *text, fl_lang *ret_lang, fl_error *err)
{
	fl_str name = fl_str_of(text);
	if (name.len == 0 || fl_str_eqz(name, "en"))
		*ret_lang = FL_LANG_EN;
	else if (fl_str_eqz(name, "zh-CN") || fl_str_eqz(name, "zh"))
		*ret_lang = FL_LANG_ZH;
	else
		return fl_error_set(err, FL_EINVAL, "unknown language '%s': expected 'en' or 'zh-CN'", text);
	return FL_OK;
}

const char *fl_word(fl_lang lang, fl_word_id id)
{
	return words[id].text[lang];
}

const char *fl_word_key(fl_word_id id)
{
	return words[id].key;
}

const char *fl_word_find(fl_lang lang, fl_str key)
{
	for (size_t i = 0; i < FL_WORD_COUNT; i++)
		if (fl_str_eqz(key, words[i].key))
			return words[i].text[lang];
	return NULL;
}

/* "{0:dream|dreams}" at 'open': the one where argument 0 is "1", else the other. Returns behind it; NULL: it is no such place. */
static const char *put_plural(fl_buf *out, const char *open, const fl_str *args, size_t num_args)
{
	const char *bar = strchr(open, '|'), *close = strchr(open, '}');
	size_t digit = (size_t)(unsigned char)open[1] - '0';
	if (digit >= num_args || digit > 9 || open[2] != ':' || !bar || !close || bar > close)
		return NULL;
	if (fl_str_eqz(args[digit], "1"))
		fl_buf_add(out, open + 3, (size_t)(bar - open - 3));
	else
		fl_buf_add(out, bar + 1, (size_t)(close - bar - 1));
	return close + 1;
}

void fl_word_fill(fl_buf *out, const char *text, const fl_str *args, size_t num_args)
{
	while (*text != '\0') {
		const char *open = strchr(text, '{');
		if (open == NULL) {
			fl_buf_puts(out, text);
			return;
		}
		fl_buf_add(out, text, (size_t)(open - text));
		size_t digit = (size_t)(unsigned char)open[1] - '0';
		const char *behind = put_plural(out, open, args, num_args);
		if (behind) {
			text = behind;
		} else if (digit < num_args && digit <= 9 && open[2] == '}') {
			fl_buf_str(out, args[digit]);
			text = open + 3;
		} else {
			fl_buf_putc(out, '{');
			text = open + 1;
		}
	}
}
