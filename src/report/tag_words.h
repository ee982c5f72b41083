/* SPDX-License-Identifier: Apache-2.0
 *
 * tag_words.h - tags and categories by the names that rule packs give them, in the reader's language.
 */
#ifndef FL_REPORT_TAG_WORDS_H
#define FL_REPORT_TAG_WORDS_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/round.h"
#include "report/words.h"

/* "教育" for "field:education"; "" where no pack of the round calls it anything in this language. */
fl_str fl_tag_word(const fl_round_spec *spec, fl_lang lang, fl_str tag);
/* The same, or the tag itself. */
fl_str fl_tag_word_or_tag(const fl_round_spec *spec, fl_lang lang, fl_str tag);
/* "教育（field:education）" for a terminal; in English the tag. */
void fl_tag_say(fl_buf *out, const fl_round_spec *spec, fl_lang lang, fl_str tag);
/* "names": {"field:education": "教育"}, for the scripts of a page: of those texts that are tags with a name. */
void fl_tag_put_names(fl_json_writer *w, const fl_round_spec *spec, fl_lang lang, const fl_str *texts, size_t count);

#endif
