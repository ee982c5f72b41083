/* SPDX-License-Identifier: Apache-2.0
 *
 * html_frame.c - one page as one file: its template filled, its styles and scripts inside, its security policy.
 */
#include "report/html_frame.h"

#include "base/embed.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"

static fl_str embedded(const char *name)
{
	for (const fl_embedded *file = fl_embedded_page; file->name != NULL; file++)
		if (strcmp(file->name, name) == 0)
			return (fl_str){ file->bytes, file->len };
	return FL_STR("");
}

static void put_styles(fl_buf *out, const fl_html_frame *frame)
{
	for (const char *const *name = frame->styles; *name != NULL; name++)
		fl_buf_str(out, embedded(*name));
}

static void put_scripts(fl_buf *out, const fl_html_frame *frame)
{
	fl_buf_puts(out, "(() => {\n'use strict';\n");
	for (const char *const *name = frame->scripts; *name != NULL; name++)
		fl_buf_str(out, embedded(*name));
	fl_buf_puts(out, "})();\n");
}

/* ---- the policy ------------------------------------------------------------------------------- */

static void put_hash(fl_buf *out, fl_str bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	fl_digest digest = fl_sha256(bytes);
	fl_buf_puts(out, "'sha256-");
	for (int i = 0; i < 32; i += 3) { /* base64 of 32 bytes: ten groups of three, then two bytes and "=" */
		uint32_t second = digest.bytes[i + 1], third = i + 2 < 32 ? digest.bytes[i + 2] : 0;
		uint32_t bits = (uint32_t)digest.bytes[i] << 16 | second << 8 | third;
		fl_buf_putc(out, digits[bits >> 18]);
		fl_buf_putc(out, digits[bits >> 12 & 63]);
		fl_buf_putc(out, digits[bits >> 6 & 63]);
		fl_buf_putc(out, i + 2 < 32 ? digits[bits & 63] : '=');
	}
	fl_buf_putc(out, '\'');
}

static void put_policy(fl_buf *out, const fl_html_frame *frame)
{
	fl_buf bytes;
	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	put_styles(&bytes, frame);
	fl_buf_puts(out, "default-src 'none'; base-uri 'none'; form-action 'none'; style-src ");
	put_hash(out, fl_buf_view(&bytes));
	if (frame->scripts[0] != NULL) {
		fl_buf_clear(&bytes);
		put_scripts(&bytes, frame);
		fl_buf_puts(out, "; script-src ");
		put_hash(out, fl_buf_view(&bytes));
	}
	if (out->status == FL_OK)
		out->status = bytes.status;
	fl_buf_release(&bytes);
}

/* ---- the template ----------------------------------------------------------------------------- */

static const char *own_word(const fl_page *page, const fl_html_frame *frame, fl_str name)
{
	for (const fl_frame_word *word = frame->words; word && word->key; word++)
		if (fl_str_eqz(name, word->key))
			return word->text[page->lang];
	return NULL;
}

static const char *find_word(const fl_page *page, const fl_html_frame *frame, fl_str name)
{
	const char *own = own_word(page, frame, name);
	return own ? own : fl_word_find(page->lang, name);
}

static void put_name(fl_page *page, const fl_html_frame *frame)
{
	if (!frame->name)
		return;
	fl_html_text(page, fl_str_of(find_word(page, frame, fl_str_of(frame->name))));
	fl_buf_puts(page->out, " · ");
}

static fl_status put_template(fl_page *page, const fl_html_frame *frame, const char *file, fl_error *err);

static fl_status put_named(fl_page *page, const fl_html_frame *frame, fl_str name, fl_error *err)
{
	const char *word = find_word(page, frame, name);
	if (word != NULL) {
		fl_html_text(page, fl_str_of(word));
	} else if (fl_str_eqz(name, "css")) {
		put_styles(page->out, frame);
	} else if (fl_str_eqz(name, "js")) {
		put_scripts(page->out, frame);
	} else if (fl_str_eqz(name, "csp")) {
		put_policy(page->out, frame);
	} else if (fl_str_eqz(name, "head")) {
		return put_template(page, frame, "head.html", err);
	} else if (fl_str_eqz(name, "name")) {
		put_name(page, frame);
	} else {
		for (size_t i = 0; i < frame->num_parts; i++)
			if (fl_str_eqz(name, frame->parts[i].name)) {
				frame->parts[i].put(page);
				return FL_OK;
			}
		return fl_error_set(err, FL_EINTERNAL, "the page template names an unknown part '%.*s'",
				    FL_STR_ARG(name));
	}
	return FL_OK;
}

static fl_status put_template(fl_page *page, const fl_html_frame *frame, const char *file, fl_error *err)
{
	fl_str template = embedded(file);
	const char *text = template.data;
	if (template.len == 0)
		return fl_error_set(err, FL_EINTERNAL, "the page template '%s' is not in the program", file);
	for (;;) {
		const char *open = strstr(text, "{{");
		const char *close = open ? strstr(open, "}}") : NULL;
		if (close == NULL)
			break;
		fl_buf_add(page->out, text, (size_t)(open - text));
		FL_TRY(put_named(page, frame, (fl_str){ open + 2, (size_t)(close - open - 2) }, err));
		text = close + 2;
	}
	fl_buf_puts(page->out, text);
	return FL_OK;
}

fl_status fl_html_frame_put(fl_page *page, const fl_html_frame *frame, fl_error *err)
{
	FL_TRY(put_template(page, frame, frame->template, err));
	return fl_buf_status(page->out, err);
}

/* ---- what the scripts ask for ----------------------------------------------------------------- */

static bool is_key(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Does a script of the page say W.KEY? */
static bool is_named(const fl_html_frame *frame, const char *key)
{
	size_t len = strlen(key);
	for (const char *const *name = frame->scripts; *name != NULL; name++)
		for (const char *at = embedded(*name).data; (at = strstr(at, "W.")) != NULL; at += 2)
			if (strncmp(at + 2, key, len) == 0 && !is_key(at[2 + len]))
				return true;
	return false;
}

void fl_html_frame_settings(fl_page *page, const fl_html_frame *frame, fl_json_writer *w)
{
	const fl_currency *currency = &page->spec->currency;
	fl_json_kv_z(w, "lang", fl_word(page->lang, FL_W_LANG));
	fl_json_kv_z(w, "currency", currency->code);
	fl_json_kv_i64(w, "digits", currency->minor_digits);
	fl_json_kv_bool(w, "fractions", page->fractions);
	fl_json_put_key(w, "words");
	fl_json_begin_object(w);
	for (const fl_frame_word *word = frame->words; word && word->key; word++)
		if (is_named(frame, word->key))
			fl_json_kv_z(w, word->key, word->text[page->lang]);
	for (int i = 0; i < FL_WORD_COUNT; i++) {
		const char *key = fl_word_key((fl_word_id)i);
		if (is_named(frame, key) && !own_word(page, frame, fl_str_of(key)))
			fl_json_kv_z(w, key, fl_word(page->lang, (fl_word_id)i));
	}
	fl_json_end_object(w);
}
