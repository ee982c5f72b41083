/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "text/person_name.h"

static void test_person_name__takes_names_of_people(void **state)
{
	static const char *const good[] = { "Li Wei", "李伟", "李　伟", "Ｌｉ Ｗｅｉ", "José Müller-Ødegård", "Nguyễn Thị Ánh", "Сара Иванова", "Αγγελική",
					    "O’Neill", "佐藤 さくら", "김민준", "محمد", "Li (审计) 2", "买买提·艾力", "𠮷田", "理事长丙, Wang & Li" };
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		fl_error err = FL_ERROR_INIT;
		if (fl_person_name_check("by", fl_str_of(good[i]), &err) != FL_OK)
			fail_msg("'%s': %s", good[i], err.message);
	}
}

static void test_person_name__refuses_what_looks_like_another(void **state)
{
	static const char *const bad[][2] = {
		{ "Li\xE2\x80\x8BWei", "U+200B" },	   /* zero-width space */
		{ "Li Wei\xE2\x80\x8D", "U+200D" },	   /* joiner */
		{ "\xE2\x80\xAELi", "U+202E" },		   /* right to left from here */
		{ "Li\xC2\xADWei", "U+00AD" },		   /* soft hyphen */
		{ "\xEF\xBB\xBFLi", "U+FEFF" },		   /* byte order mark */
		{ "Li\xE3\x85\xA4", "U+3164" },		   /* Hangul filler */
		{ "Li\xE2\xA0\x80Wei", "U+2800" },	   /* empty Braille */
		{ "Li\xE2\x80\x83Wei", "U+2003" },	   /* em space */
		{ "李\xF3\xA0\x84\x80伟", "U+E0100" },	   /* variation selector */
		{ "\xEE\x80\x80", "U+E000" },		   /* of nobody's alphabet */
		{ "L\xD1\x96 Wei", "Latin and Cyrillic" }, /* і */
		{ "\xCE\x9B" "dam", "Greek and Latin" },
		{ "\xF0\x9D\x90\x8Bi", "U+1D40B" },	   /* mathematical bold L */
		{ "Wol\xEF\xAC\x81", "U+FB01" },	   /* ligature fi */
		{ "Jose\xCC\x81", "NFC" },		   /* accent apart */
		{ "\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7", "NFC" }, /* 김 letter by letter */
		{ "\xEF\xA4\x80", "NFC" },		   /* a compatibility form of 豈 */
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		fl_error err = FL_ERROR_INIT;
		assert_int_equal(fl_person_name_check("by", fl_str_of(bad[i][0]), &err), FL_EINVAL);
		if (!strstr(err.message, bad[i][1]))
			fail_msg("case %zu: %s", i, err.message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_person_name__takes_names_of_people),
		cmocka_unit_test(test_person_name__refuses_what_looks_like_another),
	};
	return cmocka_run_group_tests_name("person name", tests, NULL, NULL);
}
