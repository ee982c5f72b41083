/* SPDX-License-Identifier: Apache-2.0
 *
 * html_frame.h - one page as one file, inside report/: a template of page/ with its parts, words, styles and script.
 *
 * The template is plain HTML with {{NAME}}: "head" (page/head.html, with which every page begins), "css", "js", "csp", a part of the frame, or a word: one of
 * the frame's own or of words.h. The head asks for a part "title".
 * The styles are put one after another; so are the scripts, inside one function, so that nothing of them is global.
 * A content security policy (CSP level 3) allows exactly this script and this style, by their SHA-256, so that no
 * text that slipped through could ever run.
 */
#ifndef FL_REPORT_HTML_FRAME_H
#define FL_REPORT_HTML_FRAME_H

#include "base/json.h"
#include "report/html.h"

typedef struct fl_html_part {
	const char *name;
	void (*put)(fl_page *page);
} fl_html_part;

/* A text of one page alone, in English and Chinese. */
typedef struct fl_frame_word {
	const char *key, *text[2]; /* by fl_lang; a key that is NULL ends the table */
} fl_frame_word;

typedef struct fl_html_frame {
	const char *template;       /* file names in page/, as the others */
	const char *const *styles;  /* ended by NULL */
	const char *const *scripts; /* ended by NULL; none: a page without script */
	const fl_html_part *parts;
	size_t num_parts;
	const fl_frame_word *words; /* of this page, before those of words.h; NULL: none */
	const char *name; /* the word before the title, where the window is named; NULL: only the title */
} fl_html_frame;

fl_status fl_html_frame_put(fl_page *page, const fl_html_frame *frame, fl_error *err);
/* "words": {...}, "lang", "currency", "digits", "fractions": what base.js asks for; only the words that the scripts name. */
void fl_html_frame_settings(fl_page *page, const fl_html_frame *frame, fl_json_writer *w);

extern const fl_html_frame fl_html_report_frame; /* write_html.c */

#endif
