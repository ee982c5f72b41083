/* SPDX-License-Identifier: Apache-2.0
 *
 * html.h - the safe pieces of every page, inside report/, and the parts of report.html: what write_html.c puts into
 * page/report.html.
 *
 * Everything that comes from outside goes through fl_html_text; nothing else writes text of dreams, files or
 * settings.
 */
#ifndef FL_REPORT_HTML_H
#define FL_REPORT_HTML_H

#include "base/json.h"
#include "report/totals.h"

typedef struct fl_page {
	const fl_round_spec *spec;
	const fl_result *result; /* NULL on a page that is not about one result */
	fl_lang lang;
	bool fractions; /* some amount of the page is no whole number of major units */
	fl_totals totals; /* of the result */
	const void *user; /* what else the parts of the page read */
	fl_buf *out;
} fl_page;

/* ---- html_put.c: safe pieces ------------------------------------------------------------------ */

/* Escaped for text and attributes; control characters become their visible pictures (U+2400...). */
void fl_html_text(fl_page *page, fl_str text);
void fl_html_word(fl_page *page, fl_word_id id);
/* A finding, or a limit in conflict, in the language of the page (message.h). */
void fl_html_message(fl_page *page, fl_str english);
/* A tag or a category by its name, in <bdi>; the tag is what it shows when one points at it. */
void fl_html_tag(fl_page *page, fl_str tag);
/* What amounts are counted in, where a head says it: "CNY", in Chinese "元". */
const char *fl_html_unit_of_money(const fl_page *page);
/* What a file was read for. */
void fl_html_role(fl_page *page, fl_str role);
/* A word with {0}, {1}: numbers and already safe markup. */
void fl_html_fill(fl_page *page, fl_word_id id, const char *arg0, const char *arg1, const char *arg2);
void fl_html_count(fl_page *page, int64_t n);
void fl_html_money(fl_page *page, fl_money amount);  /* in a table whose head names the currency */
void fl_html_amount(fl_page *page, fl_money amount); /* with the currency */
/* <a href="#dream-ID">ID</a> of the index-th dream, and its title (else the begin of its body) in <bdi>. */
void fl_html_dream_link(fl_page *page, size_t dream);
void fl_html_dream_title(fl_page *page, size_t dream);
/* "dream-ID" for an id attribute or after '#' (percent-encoded when 'link'). */
void fl_html_dream_anchor(fl_page *page, size_t dream, bool link);
void fl_html_limit_title(fl_page *page, size_t line);
/* <table class> with a caption for screen readers, and its head; 'numeric' columns are right-aligned. */
typedef struct fl_html_column {
	fl_word_id head;
	bool numeric;
} fl_html_column;
void fl_html_table_begin(fl_page *page, fl_word_id caption, const fl_html_column *columns, size_t num_columns);
void fl_html_table_end(fl_page *page);
void fl_html_th(fl_page *page); /* <tr><th scope=row> … */
void fl_html_td(fl_page *page, bool numeric);
void fl_html_no_number(fl_page *page); /* a dash where there is no answer that could have one */
/* <details> with "Table" as its summary; the caller closes it. */
void fl_html_details_begin(fl_page *page);
/* <a href="#dreams?KEY=VALUE"> shows the dreams with this value; the caller closes it. */
void fl_html_filter_begin(fl_page *page, const char *key, fl_str value);
/* A soft line with three numbers: how many bars, how many rows, of how many. */
void fl_html_shown(fl_page *page, fl_word_id id, size_t bars, size_t rows, size_t count);
/* A bar: filled part, pale track to 'limit' (0: none), a line at 'min' (0: none), all of 'scale'. */
void fl_html_bar(fl_page *page, fl_money filled, fl_money limit, fl_money min, fl_money scale);

/* ---- report.html. html_outcome.c: the first screen --------------------------------------------------------- */

void fl_html_meta(fl_page *page);    /* round, policy, time, currency */
void fl_html_outcome(fl_page *page); /* money, dreams, flowers */
void fl_html_verdict(fl_page *page); /* the proof in one line, and a conflict where there is one */
/* What objective, optimum and bound are counted in, put into one of two words: of a sum, of a share. */
void fl_html_unit(fl_page *page, fl_word_id of_sums, fl_word_id of_shares);
fl_word_id fl_html_unit_word(const fl_page *page, bool one);
void fl_html_bound(fl_page *page);   /* what bound */
void fl_html_funnel(fl_page *page);

/* ---- html_why.c ------------------------------------------------------------------------------- */

void fl_html_why(fl_page *page);
void fl_html_reasons(fl_page *page, fl_json_writer *w); /* "reasons": [[code, title], ...] by fl_reason */

/* ---- html_shares.c, html_pictures.c ----------------------------------------------------------- */

void fl_html_shares(fl_page *page);   /* money by category, region, organisation */
void fl_html_pictures(fl_page *page); /* coverage, awards, threshold, evenness */

/* ---- html_laid_down.c ------------------------------------------------------------------------- */

void fl_html_laid_down(fl_page *page); /* official? sealed? */

/* ---- html_money.c ----------------------------------------------------------------------------- */

void fl_html_pools(fl_page *page);
void fl_html_groups(fl_page *page);

/* ---- html_lists.c ----------------------------------------------------------------------------- */

void fl_html_funded(fl_page *page); /* the funded dreams, for readers without JavaScript */
void fl_html_open(fl_page *page);   /* pairs under review, unclear categories */
void fl_html_findings(fl_page *page);

/* ---- html_open.c ------------------------------------------------------------------------------ */

void fl_html_open_moves(fl_page *page); /* the awards that each open item would move */

/* ---- html_decisions.c ------------------------------------------------------------------------- */

void fl_html_decisions(fl_page *page); /* exceptions to the method, rejections */

/* ---- html_rulings.c --------------------------------------------------------------------------- */

/* "rejected 'd-18' (commercial)", in the language of the page; not escaped. */
void fl_html_ruling_say(const fl_page *page, const fl_decision *decision, fl_buf *out);
void fl_html_rulings(fl_page *page); /* every decision, in a sentence */
void fl_html_rulings_data(fl_page *page, fl_json_writer *w); /* "decisions": those about listed dreams */

/* ---- html_partners.c -------------------------------------------------------------------------- */

void fl_html_partners(fl_page *page); /* who carries out which dream, where that was asked */

/* ---- html_audit.c ----------------------------------------------------------------------------- */

void fl_html_proof(fl_page *page);
void fl_html_files(fl_page *page);
void fl_html_audit(fl_page *page);

/* ---- html_data.c: the dreams for the script ---------------------------------------------------- */

void fl_html_data(fl_page *page);

#endif
