/* SPDX-License-Identifier: Apache-2.0
 *
 * html_laid_down.c - under the verdict: is this the official result, was the round sealed, was the seal broken.
 */
#include "report/html.h"

#include "report/figure.h"
#include "report/laid_down.h"

void fl_html_laid_down(fl_page *page)
{
	for (size_t i = 0; i < fl_laid_down_count(page->result); i++) {
		fl_buf line;
		bool bad;
		fl_buf_init(&line, FL_BUF_MAX_DEFAULT);
		fl_laid_down_say(page->result, i, page->lang, &line, &bad);
		fl_figure_failed(page->out, &line);
		fl_buf_printf(page->out, "<p class=\"laid-down%s\">", bad ? " bad" : "");
		fl_html_text(page, fl_buf_view(&line));
		fl_buf_puts(page->out, "</p>\n");
		fl_buf_release(&line);
	}
}
