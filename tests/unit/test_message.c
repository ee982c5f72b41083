/* SPDX-License-Identifier: Apache-2.0
 *
 * test_message.c - findings and limits in conflict in Chinese; what nobody knows stays as it is.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "report/message.h"

#include <string.h>
#include <time.h>

static fl_pool pools[] = { { .id = { "general", 7 }, .title = { "公开资金", 12 } }, { .id = { "plain", 5 } } };
static fl_group groups[] = { { .id = { "environment", 11 }, .title = { "生态环境", 12 } }, { .id = { "region", 6 }, .title = { "各地区", 9 } } };
static fl_round_spec spec = { .pools = pools, .num_pools = 2, .groups = groups, .num_groups = 2 };

static void says(const char *english, const char *chinese)
{
	fl_buf out;
	fl_buf_init(&out, 1 << 20);
	strcpy(spec.currency.code, "CNY");
	fl_message(&out, FL_LANG_ZH, &spec, fl_str_of(english));
	assert_int_equal(out.status, FL_OK);
	if (!fl_str_eqz(fl_buf_view(&out), chinese))
		fail_msg("'%s' is told as '%.*s', expected '%s'", english, FL_STR_ARG(fl_buf_view(&out)), chinese);
	fl_buf_clear(&out);
	fl_message(&out, FL_LANG_EN, &spec, fl_str_of(english));
	assert_true(fl_str_eqz(fl_buf_view(&out), english));
	fl_buf_release(&out);
}

static void test_message__fills_in_what_the_english_sentence_has(void **state)
{
	(void)state;
	says("the dream has no id", "该梦想没有编号");
	says("id 'D 1' stands in line 12 already", "编号“D 1”已在第 12 行出现");
	says("60% of 200 flowers are from one giver, 80% from ten; 41 givers, as many as 2.07 who give alike",
	     "200 朵小红花中 60% 来自一人，80% 来自十人；共 41 位送花人，相当于 2.07 位均等送花的人");
	says("1 row was given later than now; the first stands here", "1 行的时间晚于现在；此处为第一行");
	says("a misplaced thousands separator in amount '12,00...'", "金额“12,00...”：千位分隔符位置不对");
	says("4 flowers have no known giver and count for nothing in a round of policy 'quadratic'",
	     "4 朵小红花不知送花人，在分配政策“平方资助”的轮次中不起作用");
}

static void test_message__names_pools_and_groups_by_their_titles(void **state)
{
	(void)state;
	says("pool 'general' selects no dream of the round", "资金池“公开资金”未选中本轮任何梦想");
	says("pool 'plain' selects no dream of the round", "资金池“plain”未选中本轮任何梦想");
	says("group 'region=甘肃' allows at most 1 funded dream", "分组“各地区：甘肃”最多允许 1 个梦想获资助");
}

static void test_message__tells_a_conflict_and_what_would_mend_it(void **state)
{
	(void)state;
	says("group 'environment' needs at least 516,000.00 but the 3 qualified dreams in it can take 464,000.00 in all; a minimum of at most "
	     "464,000.00 would do",
	     "分组“生态环境”至少需要 516,000.00 元，而其中 3 个符合条件的梦想合计最多可得 464,000.00 元；下限改为至多 464,000.00 元即可");
	says("pool 'general' with those that pay the same dreams must spend 10.00", "资金池“公开资金”及支付相同梦想的资金池须用完 10.00 元");
	says("group 'environment' must have at least 12.5 % of what is awarded", "分组“生态环境”至少须占已分配资金的 12.5%");
	says("group 'environment' must have at least 1/3 of what is awarded", "分组“生态环境”至少须占已分配资金的 1/3");
	says("a maximum of at least 3 funded dreams for all of them would do, perhaps a smaller change, too",
	     "上限改为至少 3 个获资助的梦想（对其中每一项）即可，或许更小的改动也可");
	says("a minimum of at most 5.00 or a maximum of at least 7.00 would do", "下限改为至多 5.00 元，或上限改为至少 7.00 元即可");
	says("these limits cannot hold together: 'a' at least 4, 'b' money CNY 5.00; any of these changes would end that: 'a' at least 3; or 'b' money "
	     "CNY 9.00 (less might do)",
	     "下列限制无法同时满足：“a”至少 4、“b”资金 CNY 5.00；以下任一改动可消除冲突：“a”至少 3，或“b”资金 CNY 9.00（更小的改动或许也可）");
}

static void test_message__tells_lists_and_what_was_meant(void **state)
{
	(void)state;
	says("'a', 'b' and 3 more: the minimum loads come to 9 dreams, and 5 fit any of them; lower them by 4 together",
	     "“a”、“b”，另有 3 项：最低承接数合计 9 个梦想，而只有 5 个适合其中任一合作方；请将其合计降低 4");
	says("group 'environment' names the category 'envronment', which no dream has, did you mean 'environment' or 'field:environment'?",
	     "分组“environment”写有类别“envronment”，而没有梦想属于它，是否指“environment”或“field:environment”？");
}

/* No half of a sentence in another language: what is not known as a whole stays. */
static void test_message__leaves_what_it_does_not_know(void **state)
{
	(void)state;
	says("", "");
	says("something that only a newer Florin says", "something that only a newer Florin says");
	says("'2026-13-01' is no something else", "'2026-13-01' is no something else");
	says("the decision of Li on 'a' was made before the text changed; it holds until another is made, perhaps",
	     "the decision of Li on 'a' was made before the text changed; it holds until another is made, perhaps");
}

static void test_message__is_not_led_astray_by_names(void **state)
{
	(void)state;
	says("the decision of Li; on 'x' on 'it's {0} %s' is about a dream that is not there",
	     "Li; 关于“x' on 'it's {0} %s”的决定，所涉梦想不存在");
}

/* A stranger's text with very many places where a piece could end. */
static void test_message__takes_no_time_over_hostile_text(void **state)
{
	(void)state;
	char text[4096];
	clock_t begin = clock();
	for (size_t i = 0; i + 1 < sizeof text; i++)
		text[i] = "' on '; or "[i % 11];
	text[sizeof text - 1] = '\0';
	says(text, text);
	assert_true(clock() - begin < 5 * CLOCKS_PER_SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message__fills_in_what_the_english_sentence_has),
		cmocka_unit_test(test_message__names_pools_and_groups_by_their_titles),
		cmocka_unit_test(test_message__tells_a_conflict_and_what_would_mend_it),
		cmocka_unit_test(test_message__tells_lists_and_what_was_meant),
		cmocka_unit_test(test_message__leaves_what_it_does_not_know),
		cmocka_unit_test(test_message__is_not_led_astray_by_names),
		cmocka_unit_test(test_message__takes_no_time_over_hostile_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
