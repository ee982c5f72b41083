/* SPDX-License-Identifier: Apache-2.0
 *
 * words_unit.h - the part of words.h about the value of an allocation: one or many of its unit, in the order of fl_unit (domain/objective.h).
 */
#ifndef FL_REPORT_WORDS_UNIT_H
#define FL_REPORT_WORDS_UNIT_H

/* clang-format off */
#define FL_WORDS_UNIT(X) \
	X(UNIT_1,           "flower", "朵小红花") \
	X(UNIT_N,           "flowers", "朵小红花") \
	X(UNIT_ROOT_1,      "root of givers", "个送花人平方根") \
	X(UNIT_ROOT_N,      "roots of givers", "个送花人平方根") \
	X(UNIT_GIVER_1,     "giver", "位送花人") \
	X(UNIT_GIVER_N,     "givers", "位送花人") \
	X(UNIT_W_1,         "weighted flower", "朵加权小红花") \
	X(UNIT_W_N,         "weighted flowers", "朵加权小红花") \
	X(UNIT_W_ROOT_1,    "weighted root of givers", "个加权送花人平方根") \
	X(UNIT_W_ROOT_N,    "weighted roots of givers", "个加权送花人平方根") \
	X(UNIT_W_GIVER_1,   "weighted giver", "位加权送花人") \
	X(UNIT_W_GIVER_N,   "weighted givers", "位加权送花人") \
	X(UNIT_A_DREAM_1,   "dream admitted", "个入选梦想") \
	X(UNIT_A_DREAM_N,   "dreams admitted", "个入选梦想") \
	X(UNIT_A_1,         "flower of the dreams admitted", "朵入选梦想的小红花") \
	X(UNIT_A_N,         "flowers of the dreams admitted", "朵入选梦想的小红花") \
	X(UNIT_A_ROOT_1,    "root of givers of the dreams admitted", "个入选梦想的送花人平方根") \
	X(UNIT_A_ROOT_N,    "roots of givers of the dreams admitted", "个入选梦想的送花人平方根") \
	X(UNIT_A_GIVER_1,   "giver of the dreams admitted", "位入选梦想的送花人") \
	X(UNIT_A_GIVER_N,   "givers of the dreams admitted", "位入选梦想的送花人") \
	X(UNIT_REQUEST_1,   "smallest share of a request", "各梦想所获占申请金额比例的最小值") \
	X(UNIT_REQUEST_N,   "smallest share of a request", "各梦想所获占申请金额比例的最小值") \
	X(UNIT_TARGET_1,    "smallest share of a target", "各梦想所获占目标金额比例的最小值") \
	X(UNIT_TARGET_N,    "smallest share of a target", "各梦想所获占目标金额比例的最小值") \
	X(V_UNIT,           "in {0}", "单位：{0}") \
	X(V_SHARE,          "{0}", "{0}") \
	X(PROOF_UNIT,       "In {0}. The decimal is rounded down; the fraction is the exact value where it is short enough to print.", "单位：{0}。小数向下取整；分数为精确值（较短时列出）。") \
	X(PROOF_SHARE,      "The {0}; 1 is all of it. The decimal is rounded down; the fraction is the exact value where it is short enough to print.", "{0}，1 为全部。小数向下取整；分数为精确值（较短时列出）。") \
	X(PRICE_UP,         "the next {0} would bring about {1} {2}", "再增加 {0}，约可多实现 {1} {2}") \
	X(PRICE_DOWN,       "the last {0} of it cost about {1} {2}", "其中最后 {0} 约减少 {1} {2}") \
	X(PRICE_COLUMN,     "Per {0}, in {1}", "每 {0}（{1}）")
/* clang-format on */

#endif
