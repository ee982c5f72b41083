/* SPDX-License-Identifier: Apache-2.0
 *
 * test_workbook.c - spreadsheets as rows. libxlsxwriter writes what is read here; what only other programs write is put together by hand
 * with minizip; and a file whose bytes were changed is read or refused, never believed beyond its end.
 */
#include "ingest/workbook.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

typedef struct kit {
	char rows[4000];  /* "line:cell|cell\n" */
	char codes[1000]; /* of findings, "code@line " */
	fl_error err;
} kit;

static char path[64];

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static fl_status on_row(void *user, const fl_row *row, fl_error *err)
{
	kit *k = user;
	size_t len = strlen(k->rows);
	(void)err;
	len += (size_t)snprintf(k->rows + len, sizeof k->rows - len, "%lld:", (long long)row->line);
	for (size_t i = 0; i < row->num_cells; i++)
		len += (size_t)snprintf(k->rows + len, sizeof k->rows - len, "%s%.*s", i ? "|" : "", FL_STR_ARG(row->cells[i]));
	for (size_t i = 0; i < row->num_faults; i++)
		len += (size_t)snprintf(k->rows + len, sizeof k->rows - len, " !%zu %s", row->faults[i].cell, row->faults[i].code);
	snprintf(k->rows + len, sizeof k->rows - len, "\n");
	return FL_OK;
}

static void on_finding(void *user, const fl_finding *finding)
{
	kit *k = user;
	size_t len = strlen(k->codes);
	snprintf(k->codes + len, sizeof k->codes - len, "%s@%lld ", finding->code, (long long)finding->line);
}

static fl_status read_bytes(kit *k, fl_str bytes, const char *sheet)
{
	const fl_rows_sink sink = { .row = on_row, .user = k };
	const fl_listener findings = { on_finding, k };
	memset(k, 0, sizeof *k);
	k->err = FL_ERROR_INIT;
	return fl_workbook_read(bytes, fl_str_of(sheet), "f.xlsx", &sink, &findings, &k->err);
}

static fl_status read_file(kit *k, const char *sheet)
{
	fl_buf bytes;
	fl_buf_init(&bytes, 1 << 24);
	assert_int_equal(fl_file_read(path, &bytes, NULL), FL_OK);
	fl_status status = read_bytes(k, fl_buf_view(&bytes), sheet);
	fl_buf_release(&bytes);
	return status;
}

/* ---- what libxlsxwriter writes --------------------------------------------------------------------------------------- */

static void write_sheet(void)
{
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *first = workbook_add_worksheet(book, "Read me"), *s = workbook_add_worksheet(book, "梦想");
	lxw_format *day = workbook_add_format(book), *bold = workbook_add_format(book);
	lxw_datetime when = { 2026, 9, 5, 8, 30, 0 };
	format_set_num_format(day, "yyyy-mm-dd hh:mm");
	format_set_bold(bold);
	worksheet_write_string(first, 0, 0, "look at the next sheet", NULL);
	worksheet_merge_range(s, 0, 0, 0, 3, "2026 年公益梦想征集表", bold);
	const char *const header[] = { "编号", "标题", "金额", "时间" };
	for (lxw_col_t c = 0; c < 4; c++)
		worksheet_write_string(s, 2, c, header[c], bold);
	worksheet_write_number(s, 3, 0, 1001, NULL);
	worksheet_write_string(s, 3, 1, "a,\"b\"\nc", NULL);
	worksheet_write_number(s, 3, 2, 0.1 + 0.2, NULL);
	worksheet_write_datetime(s, 3, 3, &when, day);
	worksheet_write_string(s, 5, 0, "1002", NULL);
	worksheet_write_formula_num(s, 5, 2, "=1+1", NULL, 2);
	worksheet_write_boolean(s, 5, 3, 1, NULL);
	lxw_row_col_options hidden = { .hidden = LXW_TRUE };
	worksheet_set_row_opt(s, 6, LXW_DEF_ROW_HEIGHT, NULL, &hidden);
	worksheet_write_number(s, 6, 0, 110105194912310021.0, NULL);
	worksheet_merge_range(s, 7, 1, 8, 1, "two", NULL);
	worksheet_write_string(s, 7, 0, "x", NULL);
	worksheet_write_string(s, 8, 0, "y", NULL);
	worksheet_write_string(s, 8, 5, "beyond", NULL);
	worksheet_write_blank(s, 30, 30, bold);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static void test_workbook__reads_what_a_program_wrote(void **state)
{
	(void)state;
	kit k;
	write_sheet();
	if (read_file(&k, "梦想") != FL_OK)
		fail_msg("%s", k.err.message);
	assert_string_equal(k.rows, "3:编号|标题|金额|时间\n"
				    "4:1001|a,\"b\"\nc|0.3|2026-09-05 08:30:00\n"
				    "6:1002||2|TRUE\n"
				    "7:110105194912310000||| !0 cell-digits-lost\n"
				    "8:x|two||\n"
				    "9:y|||||beyond\n");
	assert_string_equal(k.codes, "rows-above-header@1 rows-hidden@7 cells-merged@8 ");
}

static void test_workbook__reads_the_first_sheet_where_none_is_named(void **state)
{
	(void)state;
	kit k;
	write_sheet();
	assert_int_equal(read_file(&k, ""), FL_OK);
	assert_string_equal(k.rows, "1:look at the next sheet\n"); /* a list of one column is no title */
	assert_string_equal(k.codes, "sheet-chosen@0 ");
	assert_int_equal(read_file(&k, "Read mee"), FL_ENOTFOUND);
	assert_non_null(strstr(k.err.message, "did you mean 'Read me'?"));
}

static void test_workbook__takes_many_rows_of_one_column_for_a_list(void **state)
{
	(void)state;
	kit k;
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *s = workbook_add_worksheet(book, NULL);
	for (lxw_row_t i = 0; i < 130; i++)
		worksheet_write_string(s, i, 1, i == 129 ? "last" : "x", NULL);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	assert_int_equal(read_file(&k, ""), FL_OK);
	assert_true(strncmp(k.rows, "1:|x\n2:|x\n3:", 11) == 0);
	assert_non_null(strstr(k.rows, "100:|x\n101:|x\n102:|x\n"));
	assert_non_null(strstr(k.rows, "130:|last\n"));
	assert_string_equal(k.codes, "");
}

/* ---- put together by hand -------------------------------------------------------------------------------------------- */

static void add_part(zipFile zip, const char *name, const char *text)
{
	assert_int_equal(zipOpenNewFileInZip(zip, name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6), ZIP_OK);
	assert_int_equal(zipWriteInFileInZip(zip, text, (unsigned)strlen(text)), ZIP_OK);
	assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
}

/* A spreadsheet of one sheet under unusual names, as some programs make it. NULL: without that part. */
static void write_parts(const char *sheet, const char *texts, const char *book)
{
	unlink(path);
	zipFile zip = zipOpen(path, APPEND_STATUS_CREATE);
	assert_non_null(zip);
	add_part(zip, "_rels/.rels", "<Relationships><Relationship Id='a' Type='http://x/officeDocument' Target='/book/main.xml'/></Relationships>");
	add_part(zip, "book/_rels/main.xml.rels",
		 "<Relationships><Relationship Id='s1' Type='http://x/worksheet' Target='../sheets/one.xml'/>"
		 "<Relationship Id='t' Type='http://x/sharedStrings' Target='./texts.xml'/></Relationships>");
	add_part(zip, "book/main.xml", book ? book : "<x:workbook xmlns:x='u' xmlns:r='v'><x:sheets><x:sheet name='One' sheetId='1' r:id='s1'/></x:sheets></x:workbook>");
	if (sheet)
		add_part(zip, "sheets/one.xml", sheet);
	if (texts)
		add_part(zip, "book/texts.xml", texts);
	assert_int_equal(zipClose(zip, NULL), ZIP_OK);
}

static void test_workbook__reads_what_other_programs_write(void **state)
{
	(void)state;
	kit k;
	write_parts("<x:worksheet xmlns:x='u'><x:sheetData>"
		    "<x:row><x:c t='s'><x:v>0</x:v></x:c><x:c t='inlineStr'><x:is><x:r><x:t>ti</x:t></x:r><x:r><x:t>tle</x:t></x:r></x:is></x:c></x:row>"
		    "<x:row r='4'><x:c r='A4' t='s'><x:v>1</x:v></x:c><x:c r='C4' t='str'><x:f>B1</x:f><x:v></x:v></x:c></x:row>"
		    "<x:row r='5'><x:c r='A5'><x:f>1+1</x:f><x:v/></x:c><x:c r='B5' t='e'><x:v>#N/A</x:v></x:c></x:row>"
		    "<x:row><x:c t='d'><x:v>2026-09-05</x:v></x:c><x:c t='b'><x:v>0</x:v></x:c></x:row>"
		    "</x:sheetData></x:worksheet>",
		    "<sst><si><t>i</t><rPh sb='0' eb='1'><t>reading</t></rPh><phoneticPr fontId='1'/></si>"
		    "<si><r><t xml:space='preserve'>two </t></r><r><t>&lt;runs&gt;</t></r></si></sst>",
		    NULL);
	if (read_file(&k, "") != FL_OK)
		fail_msg("%s", k.err.message);
	assert_string_equal(k.rows, "1:i|title\n4:two <runs>|\n5:|#N/A !0 cell-uncalculated !1 cell-error\n6:2026-09-05|FALSE\n");
	assert_string_equal(k.codes, "");
}

static void expect_refused(const char *sheet, const char *texts, const char *book, const char *why)
{
	kit k;
	write_parts(sheet, texts, book);
	assert_int_equal(read_file(&k, ""), FL_EPARSE);
	if (!strstr(k.err.message, why))
		fail_msg("'%s' says not '%s'", k.err.message, why);
}

static void test_workbook__refuses_what_is_broken(void **state)
{
	(void)state;
	kit k;
	expect_refused(NULL, NULL, NULL, "it has no 'sheets/one.xml'");
	expect_refused("<worksheet><row><c t='s'><v>7</v></c></row></worksheet>", "<sst/>", NULL, "refers to a text that is not there");
	expect_refused("<worksheet><row><c t='s'><v>x</v></c></row></worksheet>", "<sst/>", NULL, "refers to a text that is not there");
	expect_refused("<worksheet><row r='2'/><row r='2'/></worksheet>", NULL, NULL, "are in no order");
	expect_refused("<worksheet><row r='2'><c r='A3'/></row></worksheet>", NULL, NULL, "is called 'A3'");
	expect_refused("<worksheet><row>", NULL, NULL, "'sheets/one.xml' in the spreadsheet is broken at line 1");
	expect_refused("<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><w>&b;</w>", NULL, NULL, "has a document type");
	expect_refused("<w/>", NULL, "<workbook/>", "no spreadsheet in the form of Office Open XML");
	expect_refused("<w/>", NULL, "<workbook><sheets><sheet name='a' state='hidden' id='s1'/></sheets></workbook>", "no sheet that is not hidden");
	assert_int_equal(read_bytes(&k, FL_STR("PK\3\4 and nothing else"), ""), FL_EPARSE);
	assert_int_equal(read_bytes(&k, FL_STR("\xD0\xCF\x11\xE0 old"), ""), FL_EPARSE);
	assert_non_null(strstr(k.err.message, "save it as .xlsx"));
	assert_int_equal(read_bytes(&k, FL_STR("id,title"), ""), FL_EPARSE);
	assert_int_equal(read_bytes(&k, FL_STR(""), ""), FL_EPARSE);
}

static void test_workbook__survives_changed_bytes(void **state)
{
	(void)state;
	kit k;
	fl_buf bytes;
	int read = 0;
	write_sheet();
	fl_buf_init(&bytes, 1 << 24);
	assert_int_equal(fl_file_read(path, &bytes, NULL), FL_OK);
	srand(11);
	for (int i = 0; i < 3000; i++) {
		size_t at = (size_t)rand() % bytes.len;
		char was = bytes.data[at];
		bytes.data[at] = (char)rand();
		fl_str part = { bytes.data, i % 10 == 0 ? (size_t)rand() % bytes.len : bytes.len };
		fl_status status = read_bytes(&k, part, "梦想");
		assert_true(status == FL_OK || status == FL_EPARSE || status == FL_ENOTFOUND);
		assert_true(status == FL_OK || k.err.message[0]);
		read += status == FL_OK;
		bytes.data[at] = was;
	}
	assert_in_range(read, 1, 2999);
	fl_buf_release(&bytes);
}

static void test_workbook__says_when_memory_is_short(void **state)
{
	(void)state;
	kit k;
	fl_buf bytes;
	int64_t n = 0;
	write_sheet();
	fl_buf_init(&bytes, 1 << 24);
	assert_int_equal(fl_file_read(path, &bytes, NULL), FL_OK);
	for (fl_status status = FL_ENOMEM; status != FL_OK; n++) {
		fl_alloc_fail_after(n);
		status = read_bytes(&k, fl_buf_view(&bytes), "梦想");
		fl_alloc_fail_after(-1);
		if (status != FL_OK && status != FL_ENOMEM)
			fail_msg("allocation %lld: %s", (long long)n, k.err.message);
	}
	assert_true(n > 20);
	fl_buf_release(&bytes);
}

static int make_path(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "/tmp/florin-workbook-%ld.xlsx", (long)getpid());
	return 0;
}

static int remove_path(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_workbook__reads_what_a_program_wrote),
		cmocka_unit_test(test_workbook__reads_the_first_sheet_where_none_is_named),
		cmocka_unit_test(test_workbook__takes_many_rows_of_one_column_for_a_list),
		cmocka_unit_test(test_workbook__reads_what_other_programs_write),
		cmocka_unit_test(test_workbook__refuses_what_is_broken),
		cmocka_unit_test(test_workbook__survives_changed_bytes),
		cmocka_unit_test(test_workbook__says_when_memory_is_short),
	};
	return cmocka_run_group_tests(tests, make_path, remove_path);
}
