/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts here are in the matching form already: simplified, lower case, numerals unified.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/str.h"
#include "dedup/differ.h"
#include "domain/pair.h"

static void expect(const char *a, const char *b, uint32_t kinds, const char *only_a, const char *only_b)
{
	fl_differ d;
	fl_error err = FL_ERROR_INIT;

	fl_differ_init(&d);
	assert_int_equal(fl_differ_compare(&d, fl_str_of(a), fl_str_of(b), &err), FL_OK);
	if (d.kinds != kinds || !fl_str_eqz(fl_buf_view(&d.only_a), only_a) ||
	    !fl_str_eqz(fl_buf_view(&d.only_b), only_b))
		fail_msg("'%s' against '%s': kinds %u, [%.*s] [%.*s]", a, b, d.kinds,
			 FL_STR_ARG(fl_buf_view(&d.only_a)), FL_STR_ARG(fl_buf_view(&d.only_b)));
	fl_differ_release(&d);
}

static void test_differ__numbers(void **state)
{
	(void)state;
	expect("为10000名乡村老人提供免费听力筛查", "为1000名乡村老人提供免费听力筛查", FL_DIFF_NUMBER, "10000",
	       "1000");
	expect("资助300位听障儿童", "资助听障儿童", FL_DIFF_NUMBER, "300位", "");
	expect("修3.5公里路", "修35公里路", FL_DIFF_NUMBER, "3.5", "35");
	expect("1-4栋", "14栋", FL_DIFF_NUMBER, "1-4", "14");
	expect("每人两本", "每人三本", FL_DIFF_NUMBER, "两", "三");
	expect("school for 20 girls", "school for 30 girls", FL_DIFF_NUMBER, "20", "30");
}

static void test_differ__places(void **state)
{
	(void)state;
	expect("为通渭县的孩子建图书室", "为会宁县的孩子建图书室", FL_DIFF_PLACE, "通渭", "会宁");
	expect("给甘肃的老人送棉衣", "给青海的老人送棉衣", FL_DIFF_PLACE, "甘肃", "青海");
	expect("a7县泉塘街道修路", "a3区泉塘街道修路", FL_DIFF_PLACE, "7县", "3区");
	expect("b市到a市什么时候通地铁", "c市到a市什么时候通地铁", FL_DIFF_PLACE, "b", "c");
	expect("龙泉村小学的操场", "青石村小学的操场", FL_DIFF_PLACE, "龙泉", "青石");
	expect("为孩子建图书室", "为通渭县孩子建图书室", FL_DIFF_PLACE, "", "通渭县");
	expect("向阳路装路灯", "和平路装路灯", FL_DIFF_PLACE, "向阳", "和平");
}

static void test_differ__words_that_end_like_places_are_none(void **state)
{
	(void)state;
	expect("支持乡村孩子", "支持孩子", FL_DIFF_OBJECT, "乡村", "");
	expect("社区老人食堂", "小区老人食堂", FL_DIFF_OBJECT, "社", "小");
	expect("公路边种树", "铁路边种树", FL_DIFF_OBJECT, "公", "铁");
}

static void test_differ__objects(void **state)
{
	(void)state;
	expect("在a市买公寓能享受补贴吗", "在a市购买二手房能享受补贴吗", FL_DIFF_OBJECT, "公寓", "购 二手房");
	expect("为孩子们培养1000个守护生命的急救员", "为乡村孩子培养1000名守护生命的急救员", FL_DIFF_OBJECT, "",
	       "乡村");
	expect("free glasses for girls", "free glasses for boys", FL_DIFF_OBJECT, "girls", "boys");
	expect("学校帮助医院", "医院帮助学校", FL_DIFF_OBJECT, "学校帮助", "帮助学校"); /* who helps whom */
}

static void test_differ__words_that_say_nothing(void **state)
{
	(void)state;
	expect("给100名孩子的书", "为100位孩子们书", 0, "", "");
	expect("a library for the village", "library, for village!", 0, "", "");
	expect("我们希望建一座桥", "建一座桥", 0, "", "");
	expect("恳请修路。谢谢", "请修路!", 0, "", "");
	expect("希望小学的操场", "小学的操场", FL_DIFF_OBJECT, "希望", ""); /* a kind of school */
	expect("邀请医生", "邀医生", FL_DIFF_OBJECT, "请", "");             /* not where a sentence begins */
	expect("", "", 0, "", "");
	expect("同样", "同样", 0, "", "");
}

static void test_differ__more_than_can_be_aligned_differs(void **state)
{
	static char a[9001], b[9001];
	fl_differ d;
	fl_error err = FL_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < 9000; i += 3) {
		a[i + fl_utf8_put(0x4e00 + (uint32_t)(i * 7 % 5000), a + i)] = '\0';
		b[i + fl_utf8_put(0x4e00 + (uint32_t)(i * 7 % 5000), b + i)] = '\0';
	}
	fl_differ_init(&d);
	assert_int_equal(fl_differ_compare(&d, fl_str_of(a), fl_str_of(b), &err), FL_OK);
	assert_int_equal(d.kinds, 0); /* equal texts need no table */
	fl_utf8_put(0x9000, b);
	fl_utf8_put(0x9001, b + 8997);
	assert_int_equal(fl_differ_compare(&d, fl_str_of(a), fl_str_of(b), &err), FL_OK);
	assert_true(d.kinds != 0);
	assert_true(fl_buf_view(&d.only_a).len > 200 && fl_buf_view(&d.only_a).len <= 364);
	assert_true(fl_utf8_valid(fl_buf_view(&d.only_a), NULL));
	fl_differ_release(&d);
}

static void test_differ__survives_a_failing_allocation(void **state)
{
	(void)state;
	for (int64_t n = 0; n < 20; n++) {
		fl_differ d;
		fl_error err = FL_ERROR_INIT;
		fl_differ_init(&d);
		fl_alloc_fail_after(n);
		fl_status status =
		    fl_differ_compare(&d, FL_STR("为通渭县建图书室"), FL_STR("为会宁县建图书室"), &err);
		fl_alloc_fail_after(-1);
		fl_differ_release(&d);
		if (status == FL_OK) {
			assert_true(n >= 4);
			return;
		}
		assert_int_equal(status, FL_ENOMEM);
	}
	fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_differ__numbers),
		cmocka_unit_test(test_differ__places),
		cmocka_unit_test(test_differ__words_that_end_like_places_are_none),
		cmocka_unit_test(test_differ__objects),
		cmocka_unit_test(test_differ__words_that_say_nothing),
		cmocka_unit_test(test_differ__more_than_can_be_aligned_differs),
		cmocka_unit_test(test_differ__survives_a_failing_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
