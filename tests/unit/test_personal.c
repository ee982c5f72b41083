/* SPDX-License-Identifier: Apache-2.0
 *
 * test_personal.c - personal data is hidden in every form in which people write it, and what only looks like it stays.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "report/personal.h"

#define M "[e-mail removed]"
#define P "[phone removed]"
#define I "[identity number removed]"
#define C "[chat account removed]"
#define A "[bank account removed]"

static void becomes(const char *text, const char *want)
{
	fl_personal personal = { .hidden = 0 };
	fl_buf out;
	fl_buf_init(&out, 1 << 20);
	fl_personal_hide(&personal, FL_LANG_EN, fl_str_of(text), &out);
	assert_int_equal(out.status, FL_OK);
	if (!fl_str_eqz(fl_buf_view(&out), want))
		fail_msg("'%s' became '%s', not '%s'", text, out.data, want);
	fl_buf_release(&out);
	fl_personal_release(&personal);
}

static void stays(const char *text)
{
	becomes(text, text);
}

static void test_personal__telephones_are_hidden(void **state)
{
	(void)state;
	becomes("请拨13812345678联系", "请拨" P "联系");
	becomes("电话：138-1234-5678。", "电话：" P "。");
	becomes("+86 138 1234 5678, 8613912345678, 0086-15012345678", "+" P ", " P ", " P);
	becomes("１３８１２３４５６７８", P);
	becomes("一三八一二三四五六七八", P);
	becomes("幺三八 一二三四 五六七八！", P "！");
	becomes("138\xe2\x80\x8b" "1234\xe2\x80\x8b" "5678", P); /* zero-width spaces */
	becomes("138 - 1234 - 5678", P);
	becomes("\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x91\xf0\x9d\x9f\x96" "12345678", P); /* bold digits */
	becomes("010-62345678", P);
	becomes("(0571) 8765 4321转803", "(" P);
	becomes("0931-8765432-12 and 02161234567", P " and " P);
	becomes("+86 21 6123 4567", "+" P);
	becomes("400-123-4567", P);
	becomes("手机号是 6543 2109", "手机号是 " P);
	becomes("Tel.: 6543210", "Tel.: " P);
}

static void test_personal__addresses_and_accounts_are_hidden(void **state)
{
	(void)state;
	becomes("邮箱li.fang+a@example.com.cn。", "邮箱" M "。");
	becomes("LiFang＠qq．com", M);
	becomes("name @ qq.com, name(at)163.com; a[AT]b.org", M ", " M "; " M);
	becomes("微信：lifang_88", "微信：" C);
	becomes("加我微信lifang88", "加我微信" C);
	becomes("加微信lifangfang详聊", "加微信" C "详聊");
	becomes("VX: LiFang", "VX: " C);
	becomes("WeChat ID: li-fang", "WeChat ID: " C);
	becomes("QQ12345678，QQ群：87654321", "QQ" C "，QQ群：" C);
	becomes("ｑｑ号是 10001", "ｑｑ号是 " C);
	becomes("卡号 6222 0210 0112 2334 455", "卡号 6222 0210 0112 2334 455"); /* its check digit is wrong */
	becomes("4111 1111 1111 1111", A);
	becomes("4111111111111111", A);
}

static void test_personal__identity_numbers_are_hidden(void **state)
{
	(void)state;
	becomes("身份证11010519491231002X", "身份证" I);
	becomes("110105194912310021", I);
	becomes("110105 19491231 002x", I);
	becomes("110105491231002", I);
	becomes("１１０１０５１９４９１２３１００２Ｘ", I);
}

static void test_personal__numbers_of_a_dream_stay(void **state)
{
	(void)state;
	stays("1,000 名学生，10,000 元，2026-11-20 到 2027年3月1日");
	stays("12345678901234567890");
	stays("110105199913310021 and 110105184912310021"); /* no month, no year */
	stays("91350100M000100Y43");
	stays("23812345678");
	stays("1381234567 and 138123456789");
	stays("4000000000 元");
	stays("热线12345");
	stays("微信 public, 微信群, QQ音乐, qqmail, wxpay");
	stays("a @ b, @home, x@y, 50%.");
	stays("ISBN 978-7-02-000220-7");
	stays("0.5 0.123 007 3.14159265");
	stays("");
	stays("\xf0\x9f\x8c\xb8\xf0\x9f\x8c\xb8");
}

static void test_personal__chinese_pages_say_it_in_chinese(void **state)
{
	fl_personal personal = { .hidden = 0 };
	fl_buf out;
	(void)state;
	fl_buf_init(&out, 1000);
	fl_personal_hide(&personal, FL_LANG_ZH, FL_STR("找我13812345678或a@b.cn"), &out);
	assert_string_equal(out.data, "找我［电话已隐去］或［邮箱已隐去］");
	assert_int_equal(personal.hidden, 2);
	fl_buf_release(&out);
	fl_personal_release(&personal);
}

static void test_personal__an_id_is_asked(void **state)
{
	fl_personal personal = { .hidden = 0 };
	fl_personal_kind kind;
	(void)state;
	assert_true(fl_personal_in(&personal, FL_STR("D-001"), &kind));
	assert_int_equal(kind, FL_PERSONAL_NONE);
	assert_true(fl_personal_in(&personal, FL_STR("D-13812345678"), &kind));
	assert_int_equal(kind, FL_PERSONAL_PHONE);
	assert_true(fl_personal_in(&personal, FL_STR("li@example.org"), &kind));
	assert_int_equal(kind, FL_PERSONAL_EMAIL);
	fl_personal_release(&personal);
}

/* Every number is found wherever it stands, and nothing else of the text is touched. */
static void test_personal__place_and_neighbours_change_nothing(void **state)
{
	static const char *const pieces[] = { "13812345678", "010-62345678", "11010519491231002X", "4111111111111111", "li@example.org" };
	static const char *const around[] = { "", "我", " ", "\n", "：", "a ", "😀", "（", "9 ", "\xe2\x80\xae" };
	enum { NUM_PIECES = sizeof pieces / sizeof *pieces, NUM_AROUND = sizeof around / sizeof *around };
	(void)state;
	for (size_t p = 0; p < NUM_PIECES; p++)
		for (size_t a = 0; a < NUM_AROUND; a++) {
			char text[200];
			fl_personal personal = { .hidden = 0 };
			fl_buf out;
			fl_buf_init(&out, 1000);
			snprintf(text, sizeof text, "%s%s%s", around[a], pieces[p], around[a][0] == '9' || around[a][0] == 'a' ? "" : around[a]);
			fl_personal_hide(&personal, FL_LANG_EN, fl_str_of(text), &out);
			if (strstr(out.data, pieces[p]) || personal.hidden != 1 || strncmp(out.data, around[a], strlen(around[a])) != 0)
				fail_msg("'%s' became '%s'", text, out.data);
			fl_buf_release(&out);
			fl_personal_release(&personal);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_personal__telephones_are_hidden),
		cmocka_unit_test(test_personal__addresses_and_accounts_are_hidden),
		cmocka_unit_test(test_personal__identity_numbers_are_hidden),
		cmocka_unit_test(test_personal__numbers_of_a_dream_stay),
		cmocka_unit_test(test_personal__chinese_pages_say_it_in_chinese),
		cmocka_unit_test(test_personal__an_id_is_asked),
		cmocka_unit_test(test_personal__place_and_neighbours_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
