/* SPDX-License-Identifier: Apache-2.0
 *
 * tag_words.c - tags and categories by the names that rule packs give them.
 */
#include "report/tag_words.h"

#include "base/str.h"

fl_str fl_tag_word(const fl_round_spec *spec, fl_lang lang, fl_str tag)
{
	const fl_tag_title *title = fl_tag_title_find(&spec->tag_titles, tag);
	return !title ? FL_STR("") : lang == FL_LANG_ZH ? title->zh : title->en;
}

fl_str fl_tag_word_or_tag(const fl_round_spec *spec, fl_lang lang, fl_str tag)
{
	fl_str word = fl_tag_word(spec, lang, tag);
	return word.len > 0 ? word : tag;
}

void fl_tag_say(fl_buf *out, const fl_round_spec *spec, fl_lang lang, fl_str tag)
{
	fl_str word = lang == FL_LANG_ZH ? fl_tag_word(spec, lang, tag) : FL_STR("");
	if (word.len == 0) {
		fl_buf_safe(out, tag);
		return;
	}
	fl_buf_safe(out, word);
	fl_buf_puts(out, "（");
	fl_buf_safe(out, tag);
	fl_buf_puts(out, "）");
}

void fl_tag_put_names(fl_json_writer *w, const fl_round_spec *spec, fl_lang lang, const fl_str *texts, size_t count)
{
	fl_json_put_key(w, "names");
	fl_json_begin_object(w);
	for (size_t i = 0; i < count; i++) {
		fl_str word = fl_tag_word(spec, lang, texts[i]);
		if (word.len == 0)
			continue;
		fl_json_put_key_str(w, texts[i]);
		fl_json_put_str(w, word);
	}
	fl_json_end_object(w);
}
