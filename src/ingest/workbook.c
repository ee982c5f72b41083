/* SPDX-License-Identifier: Apache-2.0
 *
 * workbook.c - what is in a spreadsheet: its sheets, the texts that cells share, and which number formats are days.
 *
 * Parts are found by the relations that the file states, not by their usual names.
 */
#include "ingest/workbook_parts.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

#include <stdlib.h>

#define SHEETS_MAX 10000
#define FORMS_MAX  65536 /* number formats of cells; Office has 65,490 */
#define NAME_SHOWN 100

/* ---- relations ----------------------------------------------------------------------------------------------------- */

typedef struct relation {
	fl_str id, type, target; /* type: the word behind its last '/' */
} relation;

typedef struct relations {
	fl_workbook *wb;
	fl_str folder; /* that targets are relative to, "" or with its '/' */
	FL_VEC(relation) all;
} relations;

static fl_str keep(fl_workbook *wb, const char *z)
{
	return fl_arena_str(&wb->arena, fl_str_of(z));
}

static fl_status resolve(relations *r, const char *target, fl_str *ret, fl_error *err)
{
	fl_buf path;
	fl_buf_init(&path, 1 << 16);
	while (strncmp(target, "./", 2) == 0)
		target += 2;
	if (target[0] == '/') {
		fl_buf_puts(&path, target + 1);
	} else {
		fl_str folder = r->folder;
		while (strncmp(target, "../", 3) == 0) {
			target += 3;
			folder.len -= folder.len > 0;
			while (folder.len > 0 && folder.data[folder.len - 1] != '/')
				folder.len--;
		}
		fl_buf_str(&path, folder);
		fl_buf_puts(&path, target);
	}
	fl_status status = fl_buf_status(&path, err);
	*ret = status == FL_OK ? fl_arena_str(&r->wb->arena, fl_buf_view(&path)) : FL_STR("");
	fl_buf_release(&path);
	return status == FL_OK && !ret->data ? fl_enomem(err) : status;
}

static fl_status on_relation(void *user, const char *name, const char *const *attributes, fl_error *err)
{
	relations *r = user;
	const char *id = fl_xml_attribute(attributes, "Id"), *type = fl_xml_attribute(attributes, "Type"),
		   *target = fl_xml_attribute(attributes, "Target"), *word = type ? strrchr(type, '/') : NULL;
	relation one;
	if (strcmp(name, "Relationship") != 0 || !id || !word || !target || r->all.len == SHEETS_MAX)
		return FL_OK;
	one.id = keep(r->wb, id);
	one.type = keep(r->wb, word + 1);
	FL_TRY(resolve(r, target, &one.target, err));
	return one.id.data && one.type.data && fl_vec_push(&r->all, one) ? FL_OK : fl_enomem(err);
}

static fl_status read_relations(relations *r, fl_str part, bool *ret_there, fl_error *err)
{
	const fl_xml_sink sink = { .begin = on_relation, .user = r };
	return fl_xml_read(r->wb->zip, part, r->wb->source, &sink, ret_there, err);
}

/* The target of the first relation of this type; "" none. */
static fl_str target_of(const relations *r, const char *type)
{
	for (size_t i = 0; i < r->all.len; i++)
		if (fl_str_eqz(r->all.items[i].type, type))
			return r->all.items[i].target;
	return FL_STR("");
}

/* ---- sheets -------------------------------------------------------------------------------------------------------- */

typedef struct sheet {
	fl_str name, relation;
	bool hidden;
} sheet;

typedef struct contents {
	fl_workbook *wb;
	FL_VEC(sheet) sheets;
} contents;

static bool is_true(const char *value)
{
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static fl_status on_contents(void *user, const char *name, const char *const *attributes, fl_error *err)
{
	contents *c = user;
	if (strcmp(name, "workbookPr") == 0)
		c->wb->from_1904 = is_true(fl_xml_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0 || c->sheets.len == SHEETS_MAX)
		return FL_OK;
	const char *title = fl_xml_attribute(attributes, "name"), *id = fl_xml_attribute(attributes, "id"),
		   *state = fl_xml_attribute(attributes, "state");
	if (!title || !id)
		return FL_OK;
	sheet one = { keep(c->wb, title), keep(c->wb, id), state && strcmp(state, "visible") != 0 };
	return one.name.data && one.relation.data && fl_vec_push(&c->sheets, one) ? FL_OK : fl_enomem(err);
}

static fl_status no_sheet(const contents *c, fl_str wanted, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	if (wanted.len == 0)
		return fl_error_at(err, FL_EPARSE, c->wb->source, 0, 0, "the spreadsheet has no sheet that is not hidden");
	fl_spelling_begin(&near, wanted);
	for (size_t i = 0; i < c->sheets.len; i++)
		fl_spelling_try(&near, c->sheets.items[i].name);
	fl_spelling_hint(&near, hint);
	fl_str first = c->sheets.len > 0 ? c->sheets.items[0].name : FL_STR("");
	return fl_error_at(err, FL_ENOTFOUND, c->wb->source, 0, 0, "there is no sheet '%.*s'%s%s%.*s%s", FL_STR_ARG(wanted), hint,
			   hint[0] || first.len == 0 ? "" : ", the first one is '", hint[0] ? 0 : (int)first.len, first.data,
			   hint[0] || first.len == 0 ? "" : "'");
}

/* The sheet that is wanted; a person who has several learns which one it is. */
static fl_status choose_sheet(const contents *c, fl_str wanted, const sheet **ret, fl_error *err)
{
	size_t visible = 0;
	*ret = NULL;
	for (size_t i = 0; i < c->sheets.len; i++) {
		const sheet *s = &c->sheets.items[i];
		visible += !s->hidden;
		if (!*ret && (wanted.len > 0 ? fl_str_eq(fl_str_trim(s->name), fl_str_trim(wanted)) : !s->hidden))
			*ret = s;
	}
	if (!*ret)
		return no_sheet(c, wanted, err);
	if (wanted.len == 0 && visible > 1)
		fl_report(c->wb->findings, FL_WARNING, "sheet-chosen", c->wb->source, 0, 0, "",
			  "of %zu sheets the first, '%.*s', is read: say 'sheet' for another one", visible,
			  (int)((*ret)->name.len < NAME_SHOWN ? (*ret)->name.len : NAME_SHOWN), (*ret)->name.data);
	return FL_OK;
}

/* ---- shared texts -------------------------------------------------------------------------------------------------- */

typedef struct texts {
	fl_workbook *wb;
	bool in_text;   /* of <t> */
	int in_reading; /* <rPh>: how characters are pronounced, no part of the text */
	fl_buf item;
} texts;

static fl_status begin_text(void *user, const char *name, const char *const *attributes, fl_error *err)
{
	texts *t = user;
	(void)attributes;
	(void)err;
	if (strcmp(name, "si") == 0)
		fl_buf_clear(&t->item);
	t->in_reading += strcmp(name, "rPh") == 0;
	t->in_text = strcmp(name, "t") == 0 && t->in_reading == 0;
	return FL_OK;
}

static fl_status add_text(void *user, fl_str text, fl_error *err)
{
	texts *t = user;
	(void)err;
	if (t->in_text)
		fl_buf_str(&t->item, text);
	return FL_OK;
}

static fl_status end_text(void *user, const char *name, fl_error *err)
{
	texts *t = user;
	t->in_reading -= strcmp(name, "rPh") == 0;
	t->in_text = false;
	if (strcmp(name, "si") != 0)
		return FL_OK;
	fl_cell_unescape(t->item.data ? fl_buf_view(&t->item) : FL_STR(""), &t->wb->texts);
	FL_TRY(fl_buf_status(&t->item, err));
	FL_TRY(fl_buf_status(&t->wb->texts, err));
	return fl_vec_push(&t->wb->text_ends, t->wb->texts.len) ? FL_OK : fl_enomem(err);
}

static fl_status read_texts(fl_workbook *wb, fl_str part, fl_error *err)
{
	bool there;
	texts t = { .wb = wb };
	const fl_xml_sink sink = { begin_text, add_text, end_text, &t };
	fl_buf_init(&t.item, FL_ROW_MAX);
	fl_status status = fl_xml_read(wb->zip, part, wb->source, &sink, &there, err);
	fl_buf_release(&t.item);
	return status;
}

/* ---- number formats ------------------------------------------------------------------------------------------------ */

typedef struct own_form { /* a format that the file defines */
	int id;
	fl_cell_form form;
} own_form;

typedef struct formats {
	fl_workbook *wb;
	FL_VEC(own_form) own;
	bool in_cells; /* <cellXfs>: the formats that cells name by their place */
} formats;

static fl_cell_form form_of(const formats *f, int id)
{
	for (size_t i = 0; i < f->own.len; i++)
		if (f->own.items[i].id == id)
			return f->own.items[i].form;
	return fl_cell_form_of(id, NULL);
}

/* A number that names a format; -1, which names none, where it is no such number. */
static int number_of(const char *text)
{
	char *end;
	long number = text ? strtol(text, &end, 10) : -1;
	return text && end > text && *end == '\0' && number >= 0 && number < INT32_MAX ? (int)number : -1;
}

static fl_status begin_format(void *user, const char *name, const char *const *attributes, fl_error *err)
{
	formats *f = user;
	const char *id = fl_xml_attribute(attributes, "numFmtId"), *code = fl_xml_attribute(attributes, "formatCode");
	bool pushed = true;
	if (strcmp(name, "cellXfs") == 0)
		f->in_cells = true;
	else if (strcmp(name, "numFmt") == 0 && id && code && f->own.len < FORMS_MAX)
		pushed = fl_vec_push(&f->own, ((own_form){ number_of(id), fl_cell_form_of(number_of(id), code) }));
	else if (strcmp(name, "xf") == 0 && f->in_cells && f->wb->forms.len < FORMS_MAX)
		pushed = fl_vec_push(&f->wb->forms, form_of(f, number_of(id)));
	return pushed ? FL_OK : fl_enomem(err);
}

static fl_status end_format(void *user, const char *name, fl_error *err)
{
	formats *f = user;
	(void)err;
	if (strcmp(name, "cellXfs") == 0)
		f->in_cells = false;
	return FL_OK;
}

static fl_status read_formats(fl_workbook *wb, fl_str part, fl_error *err)
{
	bool there;
	formats f = { .wb = wb };
	const fl_xml_sink sink = { .begin = begin_format, .end = end_format, .user = &f };
	fl_status status = fl_xml_read(wb->zip, part, wb->source, &sink, &there, err);
	fl_vec_release(&f.own);
	return status;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------- */

/* "xl/workbook.xml" → "xl/", and the name of its relations. */
static fl_status relations_of(fl_workbook *wb, fl_str part, fl_str *ret_folder, fl_str *ret_relations, fl_error *err)
{
	fl_buf path;
	size_t cut = part.len;
	while (cut > 0 && part.data[cut - 1] != '/')
		cut--;
	*ret_folder = fl_str_slice(part, 0, cut);
	fl_buf_init(&path, 1 << 16);
	fl_buf_printf(&path, "%.*s_rels/%.*s.rels", FL_STR_ARG(*ret_folder), (int)(part.len - cut), part.data + cut);
	fl_status status = fl_buf_status(&path, err);
	*ret_relations = status == FL_OK ? fl_arena_str(&wb->arena, fl_buf_view(&path)) : FL_STR("");
	fl_buf_release(&path);
	return status == FL_OK && !ret_relations->data ? fl_enomem(err) : status;
}

static fl_status no_spreadsheet(const fl_workbook *wb, fl_error *err)
{
	return fl_error_at(err, FL_EPARSE, wb->source, 0, 0, "this is an archive, but no spreadsheet in the form of Office Open XML (.xlsx)");
}

static fl_status read_sheet(fl_workbook *wb, const relations *parts, const sheet *s, const fl_rows_sink *sink, fl_error *err)
{
	for (size_t i = 0; i < parts->all.len; i++)
		if (fl_str_eq(parts->all.items[i].id, s->relation))
			return fl_sheet_read(wb, parts->all.items[i].target, sink, err);
	return fl_error_at(err, FL_EPARSE, wb->source, 0, 0, "the spreadsheet is broken: sheet '%.*s' is missing", FL_STR_ARG(s->name));
}

static fl_status read_workbook(fl_workbook *wb, fl_str wanted, relations *root, relations *parts, contents *c,
			       const fl_rows_sink *sink, fl_error *err)
{
	const fl_xml_sink on_part = { .begin = on_contents, .user = c };
	const sheet *s;
	bool there;
	fl_str rels;
	FL_TRY(read_relations(root, FL_STR("_rels/.rels"), &there, err));
	fl_str main_part = target_of(root, "officeDocument");
	if (!there || main_part.len == 0)
		return no_spreadsheet(wb, err);
	FL_TRY(fl_xml_read(wb->zip, main_part, wb->source, &on_part, &there, err));
	if (!there || c->sheets.len == 0)
		return no_spreadsheet(wb, err);
	FL_TRY(relations_of(wb, main_part, &parts->folder, &rels, err));
	FL_TRY(read_relations(parts, rels, &there, err));
	FL_TRY(choose_sheet(c, wanted, &s, err));
	FL_TRY(read_texts(wb, target_of(parts, "sharedStrings"), err));
	FL_TRY(read_formats(wb, target_of(parts, "styles"), err));
	return read_sheet(wb, parts, s, sink, err);
}

static fl_status refuse_other_files(fl_str bytes, const char *source, fl_error *err)
{
	if (fl_str_starts(bytes, FL_STR("\xD0\xCF\x11\xE0")))
		return fl_error_at(err, FL_EPARSE, source, 0, 0,
				   "this is an old spreadsheet (xls), or one with a password: save it as .xlsx without a password");
	if (!fl_str_starts(bytes, FL_STR("PK")))
		return fl_error_at(err, FL_EPARSE, source, 0, 0, "this is no spreadsheet (.xlsx)");
	return FL_OK;
}

fl_status fl_workbook_read(fl_str bytes, fl_str sheet_name, const char *source, const fl_rows_sink *sink, const fl_listener *findings,
			   fl_error *err)
{
	fl_workbook wb = { .source = source, .findings = findings };
	relations root = { .wb = &wb, .folder = FL_STR("") }, parts = { .wb = &wb };
	contents c = { .wb = &wb };
	FL_TRY(refuse_other_files(bytes, source, err));
	FL_TRY(fl_zip_open(bytes, source, &wb.zip, err));
	fl_buf_init(&wb.texts, FL_ZIP_PART_MAX);
	fl_status status = read_workbook(&wb, sheet_name, &root, &parts, &c, sink, err);
	fl_vec_release(&root.all);
	fl_vec_release(&parts.all);
	fl_vec_release(&c.sheets);
	fl_vec_release(&wb.text_ends);
	fl_vec_release(&wb.forms);
	fl_buf_release(&wb.texts);
	fl_arena_release(&wb.arena);
	fl_zip_close(wb.zip);
	return status;
}
