/* SPDX-License-Identifier: Apache-2.0
 *
 * words_plan.h - the part of words.h about what follows from an award.
 */
#ifndef FL_REPORT_WORDS_PLAN_H
#define FL_REPORT_WORDS_PLAN_H

/* clang-format off */
#define FL_WORDS_PLAN(X) \
	X(PLAN_AWARDED,   "What follows from the award of {0}\n", "自 {0} 资助决定起的安排\n") \
	X(PLAN_PREVIEW,   "No result is official yet: this is a preview of what an approval on {0} would fix\n", "尚无正式结果：以下为预览，即若于 {0} 批准将确定的安排\n") \
	X(PLAN_TRANCHE,   "tranche", "拨付批次") \
	X(PLAN_SHARE,     "share", "比例") \
	X(PLAN_DAY,       "day", "日期") \
	X(PLAN_AMOUNT,    "amount", "金额") \
	X(PLAN_LEFT,      "still to pay", "待付") \
	X(PLAN_WAITS,     "waits for", "前提") \
	X(PLAN_NOTHING,   "nothing", "无") \
	X(PLAN_MILESTONE, "milestone", "节点") \
	X(PLAN_KIND,      "kind", "类型") \
	X(PLAN_FEEDBACK,  "feedback", "反馈") \
	X(PLAN_RESULT,    "result", "成果") \
	X(PLAN_MONTH,     "month", "月份") \
	X(PLAN_IN_ALL,    "in all", "合计") \
	X(PLAN_DREAM,     "dream", "梦想") \
	X(PLAN_AWARD,     "award", "资助额") \
	X(PLAN_STOPPED,   "stopped", "已终止") \
	X(PLAN_MONEY,     "\nAmounts in {0}\n", "\n金额单位：{0}\n")
/* clang-format on */

#endif
