/* SPDX-License-Identifier: Apache-2.0
 *
 * html_public.h - the parts of public.html, inside report/. page->user is the fl_public_facts, page->result the result they are of: nothing
 * of it but counts and sums may be read here.
 */
#ifndef FL_REPORT_HTML_PUBLIC_H
#define FL_REPORT_HTML_PUBLIC_H

#include "report/html_frame.h"
#include "report/public_facts.h"
#include "report/public_words.h"

extern const fl_html_frame fl_html_public_frame; /* write_public.c */

/* ---- html_public.c: what stands there without script ------------------------------------------ */

void fl_html_public_state(fl_page *page);   /* official? checked? sealed? */
void fl_html_public_figures(fl_page *page);
void fl_html_public_pools(fl_page *page);

/* ---- html_public_lists.c ---------------------------------------------------------------------- */

void fl_html_public_late(fl_page *page);
void fl_html_public_funded(fl_page *page);  /* for readers without script */
void fl_html_public_proof(fl_page *page);   /* roots */
void fl_html_public_files(fl_page *page);   /* digests of what was read */

/* ---- public_data.c ---------------------------------------------------------------------------- */

void fl_html_public_data(fl_page *page);    /* what the scripts read */

/* Pieces: a word of the page with what is filled in, which is escaped; days as people write them. */
void fl_html_public_word(fl_page *page, const char *key);
void fl_html_public_fill(fl_page *page, const char *key, const fl_str *args, size_t num_args);
void fl_html_public_day(fl_buf *out, fl_lang lang, int64_t day); /* "5 September 2026", "2026年9月5日" */

#endif
