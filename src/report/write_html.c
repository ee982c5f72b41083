/* SPDX-License-Identifier: Apache-2.0
 *
 * write_html.c - report.html: one file that a board can read, from page/page.html and the parts in html_*.c.
 *
 * The template is plain HTML with {{name}}: a part of the table below, or a word of words.h. Everything the page
 * needs is in the file; it loads nothing. A content security policy (CSP level 3) allows exactly the one script and
 * the one style of this file, by their SHA-256, so that no text that slipped through could ever run.
 */
#include "report/report.h"

#include "base/embed.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "report/html.h"

static fl_str embedded(const char *name)
{
	for (const fl_embedded *file = fl_embedded_page; file->name != NULL; file++)
		if (strcmp(file->name, name) == 0)
			return (fl_str){ file->bytes, file->len };
	return FL_STR("");
}

static void put_title(fl_page *page)
{
	const fl_round_spec *spec = page->result->spec;
	fl_html_text(page, spec->title.len > 0 ? spec->title : spec->id);
}

static void put_css(fl_page *page)
{
	fl_buf_str(page->out, embedded("page.css"));
}

static void put_js(fl_page *page)
{
	fl_buf_str(page->out, embedded("page.js"));
}

static void put_hash(fl_page *page, const char *name)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	fl_digest digest = fl_sha256(embedded(name));
	fl_buf_puts(page->out, "'sha256-");
	for (int i = 0; i < 32; i += 3) { /* base64 of 32 bytes: ten groups of three, then two bytes and "=" */
		uint32_t second = digest.bytes[i + 1], third = i + 2 < 32 ? digest.bytes[i + 2] : 0;
		uint32_t bits = (uint32_t)digest.bytes[i] << 16 | second << 8 | third;
		fl_buf_putc(page->out, digits[bits >> 18]);
		fl_buf_putc(page->out, digits[bits >> 12 & 63]);
		fl_buf_putc(page->out, digits[bits >> 6 & 63]);
		fl_buf_putc(page->out, i + 2 < 32 ? digits[bits & 63] : '=');
	}
	fl_buf_putc(page->out, '\'');
}

static void put_csp(fl_page *page)
{
	fl_buf_puts(page->out, "default-src 'none'; base-uri 'none'; form-action 'none'; style-src ");
	put_hash(page, "page.css");
	fl_buf_puts(page->out, "; script-src ");
	put_hash(page, "page.js");
}

typedef struct part {
	const char *name;
	void (*put)(fl_page *page);
} part;

static const part parts[] = {
	{ "title", put_title },
	{ "css", put_css },
	{ "js", put_js },
	{ "csp", put_csp },
	{ "meta", fl_html_meta },
	{ "outcome", fl_html_outcome },
	{ "verdict", fl_html_verdict },
	{ "bound", fl_html_bound },
	{ "funnel", fl_html_funnel },
	{ "pools", fl_html_pools },
	{ "groups", fl_html_groups },
	{ "funded", fl_html_funded },
	{ "open", fl_html_open },
	{ "findings", fl_html_findings },
	{ "proof", fl_html_proof },
	{ "files", fl_html_files },
	{ "audit", fl_html_audit },
	{ "data", fl_html_data },
};

static fl_status put_named(fl_page *page, fl_str name, fl_error *err)
{
	const char *word = fl_word_find(page->lang, name);
	if (word != NULL) {
		fl_html_text(page, fl_str_of(word));
		return FL_OK;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (fl_str_eqz(name, parts[i].name)) {
			parts[i].put(page);
			return FL_OK;
		}
	}
	return fl_error_set(err, FL_EINTERNAL, "the page template names an unknown part '%.*s'", FL_STR_ARG(name));
}

/* Copy the template and put every {{name}}. */
static fl_status put_template(fl_page *page, const char *text, fl_error *err)
{
	for (;;) {
		const char *open = strstr(text, "{{");
		const char *close = open ? strstr(open, "}}") : NULL;
		if (close == NULL)
			break;
		fl_buf_add(page->out, text, (size_t)(open - text));
		FL_TRY(put_named(page, (fl_str){ open + 2, (size_t)(close - open - 2) }, err));
		text = close + 2;
	}
	fl_buf_puts(page->out, text);
	return FL_OK;
}

fl_status fl_report_html(const fl_result *result, const char *lang, fl_buf *out, fl_error *err)
{
	fl_page page = { .result = result, .out = out };
	fl_str template = embedded("page.html");
	FL_TRY(fl_lang_parse(lang, &page.lang, err));
	FL_TRY(fl_totals_count(result, &page.totals, err));
	if (template.len == 0)
		return fl_error_set(err, FL_EINTERNAL, "the page template is not in the program");
	FL_TRY(put_template(&page, template.data, err));
	return fl_buf_status(out, err);
}
