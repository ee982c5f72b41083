/* SPDX-License-Identifier: Apache-2.0
 *
 * html_audit.c - what an auditor looks for at the end of the page: the numbers of the proof, the files with their
 * digests, the journal's root and the version.
 */
#include "report/html.h"

#include "base/rational.h"
#include "base/str.h"
#include "report/figure.h"
#include "report/lottery.h"
#include "report/say.h"

#include <stdio.h>

enum { FRACTION_SHOWN = 60 };

/* One row: name, decimal, fraction. 'direction' as in result.json. */
static void put_quantity(fl_page *page, fl_word_id name, const mpq_t q, int direction)
{
	bool exact = true;
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_mpq_print_short(&text, q, direction, &exact);
	fl_figure_failed(page->out, &text);
	fl_html_th(page);
	fl_html_word(page, name);
	fl_buf_puts(page->out, "</th>");
	fl_html_td(page, true);
	fl_figure_small(page->out, q, 6, true);
	fl_buf_puts(page->out, "</td>");
	fl_html_td(page, true);
	if (exact && text.len <= FRACTION_SHOWN) {
		fl_buf_puts(page->out, "<code>");
		fl_buf_str(page->out, fl_buf_view(&text));
		fl_buf_puts(page->out, "</code>");
	}
	fl_buf_puts(page->out, "</td></tr>");
	fl_buf_release(&text);
}

static void put_quantities(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_QUANTITY, false },
						  { FL_W_DECIMAL, true },
						  { FL_W_FRACTION, true } };
	const fl_allocation *allocation = page->result->allocation;
	const fl_proof *proof = allocation->proof;
	mpq_t difference;
	mpq_init(difference);
	fl_buf_puts(page->out, "<p class=\"soft\">");
	fl_html_unit(page, FL_W_PROOF_UNIT, FL_W_PROOF_SHARE);
	fl_buf_puts(page->out, "</p>\n");
	fl_html_table_begin(page, FL_W_PROOF_HEAD, columns, 3);
	put_quantity(page, FL_W_OBJECTIVE, allocation->objective, -1);
	put_quantity(page, FL_W_OPTIMUM, proof->optimum, -1);
	if (proof->has_bound) {
		put_quantity(page, FL_W_BOUND, proof->bound, 1);
		mpq_sub(difference, proof->bound, proof->optimum);
		put_quantity(page, FL_W_GAP, difference, 1);
	}
	mpq_sub(difference, proof->optimum, allocation->objective);
	put_quantity(page, FL_W_ROUNDING_LOSS, difference, 1);
	fl_html_table_end(page);
	mpq_clear(difference);
}

/* "Ties are decided by a lottery with the seed ... . Li revealed the seed (entry 9 of the journal)." */
static void put_ties(fl_page *page)
{
	fl_lottery lottery = fl_lottery_of(page->result);
	fl_buf *out = page->out, seed, by, order;
	char entry[24] = "";
	fl_buf_init(&seed, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&by, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&order, FL_BUF_MAX_DEFAULT);
	page->out = &seed;
	fl_html_text(page, lottery.seed);
	page->out = &by;
	if (lottery.revealed)
		fl_html_text(page, lottery.revealed->person);
	page->out = &order;
	fl_html_fill(page, !lottery.is ? FL_W_TIE_SUBMITTED : lottery.known ? FL_W_TIE_LOTTERY : FL_W_TIE_SEALED,
		     seed.data ? seed.data : "", lottery.sha256, NULL);
	page->out = out;
	fl_figure_failed(out, &seed);
	fl_figure_failed(out, &by);
	fl_figure_failed(out, &order);
	fl_html_fill(page, FL_W_TIES, order.data ? order.data : "", NULL, NULL);
	if (lottery.revealed) {
		snprintf(entry, sizeof entry, "%lld", (long long)lottery.revealed->seq);
		fl_buf_puts(out, page->lang == FL_LANG_ZH ? "" : " ");
		fl_html_fill(page, FL_W_TIE_REVEALED, by.data ? by.data : "", entry, NULL);
	}
	fl_buf_release(&seed);
	fl_buf_release(&by);
	fl_buf_release(&order);
}

void fl_html_proof(fl_page *page)
{
	const fl_allocation *allocation = page->result->allocation;
	int unique = allocation->proof->unique;
	if (allocation->outcome == FL_INFEASIBLE) {
		fl_buf_puts(page->out, "<p>");
		fl_html_word(page, FL_W_PROOF_INFEASIBLE);
		fl_buf_puts(page->out, "</p>\n");
	} else {
		put_quantities(page);
	}
	fl_buf_puts(page->out, "<p>");
	fl_html_word(page, FL_W_UNIQUE);
	fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "：" : ": ");
	fl_html_word(page, unique < 0 ? FL_W_NOT_PROVEN : unique ? FL_W_YES : FL_W_NO);
	fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "。" : ". ");
	put_ties(page);
	fl_buf_puts(page->out, "</p>\n");
	if (allocation->note.len > 0) {
		fl_buf_puts(page->out, "<p>");
		fl_html_word(page, FL_W_NOTE_ROUNDING);
		fl_buf_puts(page->out, page->lang == FL_LANG_ZH ? "：" : ": ");
		fl_html_text(page, allocation->note);
		fl_buf_puts(page->out, "</p>\n");
	}
}

/* Of a file with rows they are counted; of rules, packs and models there is nothing to count. */
static bool has_rows(const fl_result_file *file)
{
	static const char *const roles[] = { "dreams", "flowers", "earned", "partners", NULL };
	for (size_t i = 0; roles[i]; i++)
		if (fl_str_eqz(file->role, roles[i]))
			return true;
	return false;
}

/* The rules that governed are made of a file that was given and of what was set beside it; they stand in the bundle under the same name. */
static void put_path(fl_page *page, const fl_result_file *file)
{
	fl_buf_puts(page->out, "<bdi>");
	fl_buf_puts(page->out, fl_str_eqz(file->role, "round") ? "bundle/" : "");
	fl_html_text(page, file->path);
	fl_buf_puts(page->out, "</bdi></th>");
}

static void put_file_counts(fl_page *page, const fl_result_file *file)
{
	const int64_t counts[] = { file->read, file->accepted, file->rejected, file->left_out };
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
		if (!has_rows(file)) {
			fl_html_no_number(page);
			continue;
		}
		fl_html_td(page, true);
		fl_html_count(page, counts[c]);
		fl_buf_puts(page->out, "</td>");
	}
}

void fl_html_files(fl_page *page)
{
	static const fl_html_column columns[] = { { FL_W_FILE_NAME, false },     { FL_W_FILE_ROLE, false },
						  { FL_W_FILE_ENCODING, false }, { FL_W_FILE_READ, true },
						  { FL_W_FILE_ACCEPTED, true },  { FL_W_FILE_REJECTED, true },
						  { FL_W_FILE_LEFT_OUT, true },  { FL_W_DIGEST, false } };
	fl_html_table_begin(page, FL_W_FILES, columns, 8);
	for (size_t i = 0; i < page->result->num_files; i++) {
		const fl_result_file *file = &page->result->files[i];
		fl_html_th(page);
		put_path(page, file);
		fl_html_td(page, false);
		fl_html_role(page, file->role);
		fl_buf_puts(page->out, "</td>");
		fl_html_td(page, false);
		fl_html_text(page, file->encoding);
		fl_buf_puts(page->out, "</td>");
		put_file_counts(page, file);
		fl_buf_puts(page->out, "<td><code class=\"digest\">");
		fl_html_text(page, file->digest);
		fl_buf_puts(page->out, "</code></td></tr>");
	}
	fl_html_table_end(page);
}

/* "tags 2, duplicates 3" */
static void put_sources(fl_page *page)
{
	const fl_result *result = page->result;
	for (size_t i = 0; i < result->num_sources; i++) {
		fl_word_id word = fl_say_source(result->sources[i].what);
		fl_buf_puts(page->out, i == 0 ? "" : page->lang == FL_LANG_ZH ? "，" : ", ");
		if (word != FL_WORD_COUNT)
			fl_html_word(page, word);
		else
			fl_html_text(page, fl_str_of(result->sources[i].what));
		fl_buf_printf(page->out, " %lld", (long long)result->sources[i].entry);
	}
}

void fl_html_audit(fl_page *page)
{
	fl_buf_puts(page->out, "<dl class=\"meta\"><div><dt>");
	fl_html_word(page, FL_W_JOURNAL_ROOT);
	fl_buf_puts(page->out, "</dt><dd><code class=\"digest\">");
	fl_html_text(page, page->result->journal_root);
	fl_buf_puts(page->out, "</code></dd></div><div><dt>");
	fl_html_word(page, FL_W_JOURNAL_ENTRIES);
	fl_buf_puts(page->out, "</dt><dd>");
	put_sources(page);
	fl_buf_puts(page->out, "</dd></div><div><dt>");
	fl_html_word(page, FL_W_VERSION);
	fl_buf_puts(page->out, "</dt><dd>");
	fl_html_text(page, page->result->version);
	fl_buf_puts(page->out, "</dd></div></dl>\n");
}
