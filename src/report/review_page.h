/* SPDX-License-Identifier: Apache-2.0
 *
 * review_page.h - the page of one reviewer, and inside report/ its data and its words.
 */
#ifndef FL_REPORT_REVIEW_PAGE_H
#define FL_REPORT_REVIEW_PAGE_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/review_sheet.h"
#include "report/html_frame.h"

/* One HTML file that works without a server: "en", "zh-CN". */
fl_status fl_report_review_page(const fl_sheet *sheet, const char *lang, fl_buf *out, fl_error *err);

/* The data of the page as JSON that is safe inside HTML; long texts that nobody is asked about are cut after 'cut' bytes.
 * -- review_data.c */
void fl_review_data(const fl_sheet *sheet, fl_lang lang, size_t cut, fl_buf *out);

extern const fl_frame_word fl_review_words[]; /* of the page -- review_words.c */
/* The reason codes with which a dream is rejected, where the round names none. */
extern const fl_frame_word fl_review_codes[];

#endif
