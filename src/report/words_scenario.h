/* SPDX-License-Identifier: Apache-2.0
 *
 * words_scenario.h - the part of words.h about the pages of what-if: two results side by side, and a setting that is moved.
 */
#ifndef FL_REPORT_WORDS_SCENARIO_H
#define FL_REPORT_WORDS_SCENARIO_H

/* clang-format off */
#define FL_WORDS_SCENARIO(X) \
	X(CMP_KICKER,       "What if: two results of one round", "假设分析：同一轮的两个结果") \
	X(CMP_AGAINST,      "{0} against {1}", "{0} 与 {1} 对比") \
	X(CMP_OFFICIAL,     "the official result", "正式结果") \
	X(CMP_AS_IT_IS,     "the round as it is", "本轮当前结果") \
	X(CMP_GAIN,         "Dreams that gain", "资助增加的梦想") \
	X(CMP_LOSE,         "Dreams that lose", "资助减少的梦想") \
	X(CMP_NET,          "Money awarded", "资助总额变化") \
	X(CMP_IN_ALL,       "{0} in all", "共 {0}") \
	X(CMP_FROM_TO,      "from {0} to {1}", "由 {0} 变为 {1}") \
	X(CMP_SIDE,         "Side by side", "并列对比") \
	X(CMP_POINTS,       " points", " 个百分点") \
	X(CMP_CHANGE,       "Change", "变化") \
	X(CMP_STATUS,       "What became of the dreams", "梦想状态的变化") \
	X(CMP_STATUS_TEXT,  "Rows: {0}. Columns: {1}. Each dream is counted once; off the diagonal something changed for it.", "行为 {0}，列为 {1}。每个梦想计一次；不在对角线上的表示状态有变化。") \
	X(CMP_STATUS_IN,    "Status in {0}", "在 {0} 中的状态") \
	X(CMP_CATEGORIES,   "Who gains and who loses, by category", "按类别的增减") \
	X(CMP_REGIONS,      "Who gains and who loses, by region", "按地区的增减") \
	X(CMP_LIMITS,       "Pools and groups whose money changes", "资金有变化的资金池和分组") \
	X(CMP_DREAMS,       "Dream by dream", "逐个梦想") \
	X(CMP_DREAMS_TEXT,  "The largest gain first, the largest loss last. Under each title the reason in the one and in the other result.", "增加最多的在前，减少最多的在后；标题下为两个结果中各自的原因。") \
	X(CMP_DREAMS_CUT,   "{0} of {1} {1:dream|dreams} for which something changed: the {2} largest gains, and as many of the largest losses; ‘florin scenario compare --json’ has all.", "共 {1} 个梦想有变化，此处列出 {0} 个：增加和减少最多的各 {2} 个，全部见 florin scenario compare --json。") \
	X(CMP_SAME,         "Nothing changes for any dream.", "没有梦想发生变化。") \
	X(CMP_GAINED,       "Gained", "增加") \
	X(CMP_LOST,         "Lost", "减少") \
	X(CMP_ANSWER,       "Answer", "答案") \
	X(CMP_FULL,         "Funded in full", "全额资助") \
	X(CMP_BUDGET,       "Budget", "预算") \
	X(OUTCOME_OPTIMAL,  "optimal", "最优") \
	X(OUTCOME_FEASIBLE, "feasible", "可行") \
	X(OUTCOME_INFEASIBLE, "infeasible", "无可行解") \
	X(SWEEP_KICKER,     "What if: a setting moved in steps", "假设分析：逐步改变设置") \
	X(SWEEP_TWO,        "{0} and {1}", "{0} 与 {1}") \
	X(SWEEP_TEXT,       "Every point is the optimum of the round at these settings, before amounts are rounded.", "每个点都是该设置下本轮的最优结果（取整之前）。") \
	X(SWEEP_SHARES,     "What each setting reaches", "各设置的效果") \
	X(SWEEP_SHARES_TEXT, "Per cent: flowers of all that count, whether or not their dream qualified; coverage over the qualified dreams.", "百分比：小红花以全部计入的小红花计，无论其梦想是否符合条件；满足率以符合条件的梦想计。") \
	X(SWEEP_DREAMS,     "How many dreams", "梦想数量") \
	X(SWEEP_DREAMS_TEXT, "Dreams that qualify, that get something, and that get all they ask for.", "符合条件、获得资助和获得全额资助的梦想数。") \
	X(SWEEP_MONEY,      "What the money buys", "资金的效果") \
	X(SWEEP_NOW,        "The upright line is the round as it is: {0}.", "竖线为当前设置：{0}。") \
	X(SWEEP_NO_ANSWER,  "Points without a mark have no division of the money that meets every limit.", "没有标记的点无可行解。") \
	X(SWEEP_AT,         "At {0}", "{0}") \
	X(SWEEP_MORE,       " and {0} more", " 等，另有 {0} 个点") \
	X(SWEEP_AMOUNTS,    "The amounts are those at {0}.", "金额为 {0} 处的金额。") \
	X(SWEEP_UNKNOWN,    "Nothing meets every limit at {0} {0:point|points} for which the limits that conflict were not looked into.", "另有 {0} 个点无可行解，未查明哪些限制冲突。") \
	X(SWEEP_POINTS,     "All points", "全部数据点") \
	X(SWEEP_GRID_TEXT,  "Down: {0}. Across: {1}. Stronger colours are more.", "纵向为 {0}，横向为 {1}，颜色越浓数值越大。") \
	X(SWEEP_BUDGET,     "the budget, all pools together", "预算（全部资金池合计）") \
	X(SCENARIO_FOOT,    "This page is one file and loads nothing. A what-if changes nothing in the round.", "本页为单一文件，不加载任何内容。假设分析不会改变本轮结果。")
/* clang-format on */

#endif
