/* SPDX-License-Identifier: Apache-2.0
 *
 * words_view.h - the part of words.h about pictures, filters, keys and decisions on the page of a result.
 */
#ifndef FL_REPORT_WORDS_VIEW_H
#define FL_REPORT_WORDS_VIEW_H

/* clang-format off */
#define FL_WORDS_VIEW(X) \
	X(NAV_PICTURES,     "Pictures", "图表") \
	X(WHY_HEAD,         "Who is funded, and why", "谁获资助，为什么") \
	X(WHY_TEXT,         "Every dream has exactly one reason. Choose one to see its dreams.", "每个梦想恰有一个原因。点击可查看对应的梦想。") \
	X(NO_SUCH,          "There is no dream “{0}” on this page.", "本页没有编号为“{0}”的梦想。") \
	X(REQUESTED,        "Requested", "申请总额") \
	X(WHY_FULL,         "the whole request", "全额资助") \
	X(WHY_CAP,          "limited by the cap of one dream", "受单个梦想上限限制") \
	X(WHY_GROUP,        "limited by the maximum of a group", "受分组上限限制") \
	X(WHY_POOL,         "limited by the money of its pools", "受资金池金额限制") \
	X(WHY_OUTBID,       "others brought more flowers for the money", "其他梦想以同样资金实现更多小红花") \
	X(WHY_MARGIN,       "the last money went here", "最后一笔资金分配于此") \
	X(WHY_NO_POOL,      "no pool may pay it", "没有可支付的资金池") \
	X(WHY_INDIVISIBLE,  "does not fit whole", "无法整体资助") \
	X(WHY_FLOOR,        "the minimum of a group needs it", "为满足分组下限") \
	X(WHY_BELOW,        "below the threshold", "未达门槛") \
	X(WHY_DUPLICATE,    "another dream stands for it", "由其他梦想代表") \
	X(WHY_INELIGIBLE,   "not eligible", "不符合资格") \
	X(WHY_GREEDY_FIT,   "taken in its turn", "按顺序入选") \
	X(WHY_GREEDY_SKIP,  "the money left did not cover it", "轮到时剩余资金不足") \
	X(WHY_GREEDY_STOP,  "the rule had stopped before it", "轮到之前规则已停止") \
	X(WHY_BASE,         "the base grant", "基础资助") \
	X(WHY_SHARE,        "the share that everyone gets alike", "一视同仁的份额") \
	X(WHY_INFEASIBLE,   "the limits of the round cannot hold together", "本轮限制无法同时满足") \
	X(WHY_WEIGHT,       "all that their support comes to", "支持折算的全部金额") \
	X(WHY_SHARES_PAID,  "the shares of its supporters paid for it", "支持者份额足以支付") \
	X(WHY_SHARES_SHORT, "the shares of its supporters did not suffice", "支持者份额不足") \
	X(WHY_SHARES_REST,  "out of what shares left over", "以份额余款支付") \
	X(WHY_MODEL,        "as the foundation’s own model decides", "由基金会自有模型决定") \
	X(WHY_BEFORE,       "awarded all they may get before", "此前已获得全部可得资金") \
	X(WHY_ENDED,        "stopped: they get no more", "已终止：不再获得资金") \
	X(SHARES_TEXT,      "Filled: money awarded. Where the round limits exactly these dreams, pale goes up to the maximum, the line marks the minimum. Choose a name to see its dreams.", "填充部分为已分配资金；本轮恰对这些梦想设限时，浅色到上限为止，竖线为下限。点击名称可查看对应的梦想。") \
	X(BY_CATEGORY,      "Money by category", "按类别的资金") \
	X(BY_REGION,        "Money by region", "按地区的资金") \
	X(BY_ORGANISATION,  "Money by organisation", "按机构的资金") \
	X(SHARE_OF_MONEY,   "Share", "占比") \
	X(FUNDED_OF,        "{0} of {1} funded", "{1} 个中资助 {0} 个") \
	X(QUALIFIED,        "Qualified", "符合条件") \
	X(FUNDED,           "Funded", "获资助") \
	X(COVERAGE,         "Coverage", "满足率") \
	X(NOT_STATED,       "not stated", "未注明") \
	X(ROWS_SHOWN,       "The bars show the {0} with most money, the table {1}, the list of dreams and result.json all {2}.", "条形图列出资金最多的 {0} 项，数据表列出 {1} 项，全部 {2} 项见梦想列表和 result.json。") \
	X(COVERAGE_HEAD,    "How much of each request is met", "各申请的满足程度") \
	X(COVERAGE_TEXT,    "Qualified dreams by the share of their request that they get.", "符合条件的梦想，按获得申请金额的比例。") \
	X(COVERAGE_AXIS,    "share of the request, per cent", "占申请金额的百分比") \
	X(AWARDS_HEAD,      "How large the awards are", "资助金额的分布") \
	X(AWARDS_TEXT,      "Funded dreams by the size of their award.", "获资助的梦想，按资助金额。") \
	X(AWARDS_AXIS,      "award in {0}, up to", "资助金额（{0}），至多") \
	X(PART_FROM,        "From", "从") \
	X(PART_TO,          "To", "到") \
	X(THRESHOLD_HEAD,   "Flowers against the threshold", "小红花与门槛") \
	X(THRESHOLD_TEXT,   "Dreams that a threshold decided on, by their flowers as a share of it. Pale: below.", "受门槛决定的梦想，按其小红花与门槛之比。浅色为未达门槛。") \
	X(THRESHOLD_AXIS,   "flowers, per cent of the threshold", "小红花占门槛的百分比") \
	X(THRESHOLD_NONE,   "The round has no threshold.", "本轮没有门槛。") \
	X(NEAREST,          "Those below that came nearest", "最接近门槛的未达标梦想") \
	X(REACHED,          "Reached", "达到") \
	X(MISSING,          "Missing", "还差") \
	X(MISSING_GIVERS,   "{0} {0:giver|givers}", "{0} 位送花人") \
	X(EVEN_HEAD,        "How even it is", "分配的均衡程度") \
	X(EVEN_TEXT,        "Coverage is the share of a request that is met, over the qualified dreams. Flowers are shares of all that count, whether or not their dream qualified.", "满足率为申请金额获满足的比例，以符合条件的梦想计；小红花的比例以全部计入的小红花计，无论其梦想是否符合条件。") \
	X(EVEN_MEAN,        "Mean coverage", "平均满足率") \
	X(EVEN_LEAST,       "Smallest coverage", "最低满足率") \
	X(EVEN_GINI,        "Gini coefficient of coverage (0: all alike)", "满足率的基尼系数（0 为完全均等）") \
	X(EVEN_BACKED,      "Flowers whose dream gets something, of all", "所赠梦想获得资助的小红花（占全部）") \
	X(EVEN_MET,         "Flowers honoured, of all", "实现的小红花（占全部）") \
	X(MEASURE,          "Measure", "指标") \
	X(VALUE,            "Value", "数值") \
	X(MORE_FILTERS,     "More filters", "更多筛选") \
	X(ANY,              "any", "不限") \
	X(POOL_PAYS,        "Paid by pool", "支付的资金池") \
	X(SPECIAL,          "Only", "仅看") \
	X(SP_REVIEW,        "in a pair under review", "有待审的相似梦想") \
	X(SP_CLUSTER,       "standing for others", "代表其他梦想") \
	X(SP_DECIDED,       "with a decision", "有评审决定") \
	X(SP_NEAR,          "within 10 % of the threshold, below", "未达门槛但相差不到 10%") \
	X(FLOWERS_FROM,     "Flowers from", "小红花从") \
	X(FLOWERS_TO,       "to", "到") \
	X(AWARD_FROM,       "Award from", "资助从") \
	X(REMOVE_FILTER,    "Remove this filter: {0}", "取消此筛选：{0}") \
	X(SHARE_VIEW,       "The address of the page names this view; a copy of it opens the same.", "页面地址包含当前筛选，复制即可分享。") \
	X(KEYS,             "Keyboard", "键盘快捷键") \
	X(KEYS_ON,          "Single keys work on this page", "启用单键快捷键") \
	X(KEY_SEARCH,       "search", "搜索") \
	X(KEY_NEXT,         "next dream, dream before", "下一个、上一个梦想") \
	X(KEY_OPEN,         "open or close the dream", "展开或收起梦想") \
	X(KEY_PAGE,         "page before, next page", "上一页、下一页") \
	X(KEY_CLEAR,        "clear all filters", "清除全部筛选") \
	X(KEY_HELP,         "this help", "本帮助") \
	X(CLOSE,            "Close", "关闭") \
	X(EXTRACTED,        "read from the text", "从正文提取") \
	X(SIDE_BY_SIDE,     "Side by side, differences marked", "并排对照，标出不同之处") \
	X(THIS_DREAM,       "This dream", "此梦想") \
	X(COVERED,          "{0} % of the request", "申请金额的 {0}%") \
	X(T_WINDOW,         "given in time", "在规定时间内") \
	X(T_EARNED,         "no more than their givers earned", "不超过送花人所得") \
	X(T_PER_DAY,        "after the cap per giver and day", "按每人每日上限计") \
	X(T_PER_GIVER,      "after the cap per giver in all", "按每人总上限计") \
	X(T_NEED_GIVERS,    "Givers needed", "所需送花人数") \
	X(DECISIONS,        "Decisions", "评审决定") \
	X(DECISION,         "Decision", "决定") \
	X(DECIDED_AT,       "When", "时间") \
	X(DECISION_STATE,   "State", "状态") \
	X(DECISIONS_CUT,    "The last {0} of {1}; ‘florin review log’ and the workbook have all.", "最近 {0} 项（共 {1} 项），全部见 florin review log 和工作簿。") \
	X(PARTNERS,         "Partners", "合作方") \
	X(PARTNER,          "Carried out by", "承接方") \
	X(FIT,              "Fit", "契合度") \
	X(CHOICE,           "Choice", "第几选择") \
	X(PARTNERED,        "{0} of {1} {1:dream|dreams} {0:has|have} a partner that carries {0:it|them} out; matches.csv says what stood in the way of the others.", "{1} 个梦想中有 {0} 个有承接的合作方；其余为何没有，见 matches.csv。") \
	X(PARTNERS_CUT,     "The first {0} of {1}; matches.csv has all.", "前 {0} 个（共 {1} 个），全部见 matches.csv。") \
	X(TEXT_LEFT_OUT,    "Text and evidence of this dream are not in this page, because it would be too large; ‘florin explain’ and result.json have them.", "为控制页面大小，此梦想的正文与依据未收入本页，可用 florin explain 或 result.json 查看。") \
	X(LARGE_ROUND,      "This round is large. Everything above counts all {0} dreams; the list below holds {1} of them, {2} with text and evidence: those with most money and flowers. A dream that is not found here is among the others: it stands in awards.csv and result.json, and ‘florin explain’ tells all about it.", "本轮规模较大。以上各项统计包含全部 {0} 个梦想；下方列表收录资金和小红花最多的 {1} 个，其中 {2} 个附正文与依据。在此找不到的梦想属于其余部分，请查阅 awards.csv 和 result.json，或用 florin explain 查看。") \
	X(LIST_CUT,         "The {0} with the largest awards of {1}; awards.csv has all.", "资助金额最高的 {0} 个（共 {1} 个），全部见 awards.csv。")
/* clang-format on */

#endif
