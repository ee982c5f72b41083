/* SPDX-License-Identifier: Apache-2.0
 *
 * public_words.h - the words of the public page, in English and Chinese (public_words.c).
 */
#ifndef FL_REPORT_PUBLIC_WORDS_H
#define FL_REPORT_PUBLIC_WORDS_H

#include "report/html_frame.h"

extern const fl_frame_word fl_public_words[];

const char *fl_public_word(fl_lang lang, const char *key); /* "" where there is none */

#endif
