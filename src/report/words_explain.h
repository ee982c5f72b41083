/* SPDX-License-Identifier: Apache-2.0
 *
 * words_explain.h - the part of words.h about one dream in words: what 'florin explain' says on a terminal.
 */
#ifndef FL_REPORT_WORDS_EXPLAIN_H
#define FL_REPORT_WORDS_EXPLAIN_H

/* clang-format off */
#define FL_WORDS_EXPLAIN(X) \
	FL_WORDS_EXPLAIN_RULES(X) \
	FL_WORDS_EXPLAIN_CHANGE(X) \
	X(E_DREAM,          "dream {0}\n  {1}\n", "梦想 {0}\n  {1}\n") \
	X(E_ORGANISATION,   "organisation", "机构") \
	X(E_SUBMITTED_AS,   ", submitted as {0}", "，提交时名称为 {0}") \
	X(E_REGION,         "region", "地区") \
	X(E_SUBMITTED,      "submitted", "提交时间") \
	X(E_TAGS,           "tags", "标签") \
	X(E_NO_TAG,         "(no tag)", "（无标签）") \
	X(E_MATCH,          "{0}: '{1}' in the {2}, rule '{3}' of pack '{4}'", "{0}：{2}中的“{1}”，规则包“{4}”的规则“{3}”") \
	X(E_PATTERN,        ", pattern '{0}'", "，模式“{0}”") \
	X(E_FACT,           "; {0} = ", "；{0} = ") \
	X(E_F_TITLE,        "title", "标题") \
	X(E_F_BODY,         "body", "正文") \
	X(E_ADDED,          "{0}: given by a reviewer", "{0}：由评审人添加") \
	X(E_STATED,         "{0}: stated by the submitter", "{0}：由提交者注明") \
	X(E_REMOVED,        "{0}: taken away by a reviewer", "{0}：由评审人去除") \
	X(E_NO_TAGS,        "no rule gave a tag", "没有规则给出标签") \
	X(E_CATEGORY,       "category", "类别") \
	X(E_UNCLEAR,        "unclear: it belongs to no category group", "不明确：不属于任何类别分组") \
	X(E_NONE,           "none", "无") \
	X(E_BY_REVIEWER,    ", by a reviewer", "，由评审人决定") \
	X(E_CLUSTER,        "cluster", "相同或相似的梦想") \
	X(E_NAMED,          "'{0}' {1}", "“{0}” {1}") \
	X(E_ALIKE,          "{0} % alike (title {1} %, body {2} %)", "相似 {0}%（标题 {1}%，正文 {2}%）") \
	X(E_SAME_WORDS,     "; the same words", "；文字相同") \
	X(E_DIFFERS,        "; differs in ", "；不同之处：") \
	X(E_DECIDED,        "; decided by a reviewer", "；由评审人决定") \
	X(E_BRIDGE,         "; a bridge: other members of their clusters are not the same", "；桥接：两组的其他成员并不相同") \
	X(E_ONLY,           "only here '{0}', only there '{1}'", "仅此处有“{0}”，仅对方有“{1}”") \
	X(E_FLOWERS,        "flowers", "小红花") \
	X(E_COUNTED,        "{0} counted of {1}: {2}", "{1} 朵中计入 {0} 朵：{2}") \
	X(E_W_GIVERS,       "each giver once", "每位送花人计一次") \
	X(E_W_SUM,          "added up", "相加") \
	X(E_W_MAX,          "those of the dream with most", "取最多的一个梦想") \
	X(E_W_REPRESENTATIVE, "those of the representative alone", "仅计代表的梦想") \
	X(E_REPEAT,         "giver '{0}' gave to {1} of them: {2} given, {3} counted", "送花人“{0}”送给其中 {1} 个：送出 {2}，计入 {3}") \
	X(E_MORE_GIVERS,    "and {0} more {0:giver|givers}", "另有 {0} 位送花人") \
	X(E_REPRESENTED,    "represented by '{0}' {1}", "由“{0}”代表：{1}") \
	X(E_STANDS_FOR,     "stands for '{0}' {1}", "代表“{0}”：{1}") \
	X(E_WITH,           ", with ", "，") \
	X(E_ALONE,          "alone: no other dream is like it", "单独：没有与之相似的梦想") \
	X(E_LATER,          " [made since; this result is without it]", "［此后作出，尚未计入本结果］") \
	X(E_DECISIONS,      "decisions", "评审决定") \
	X(E_TALLY,          "tally", "小红花的计算") \
	X(E_GIVEN,          "given", "获赠") \
	X(E_WINDOW,         "in the round's time", "在规定时间内") \
	X(E_EARNED,         "no more than earned", "不超过所得") \
	X(E_WEIGHTED,       "sources and weights", "按来源与权重计") \
	X(E_PER_DAY,        "cap per giver and day", "每人每日上限") \
	X(E_CAPPED,         "cap per giver", "每人上限") \
	X(E_PER_GIVER,      "cap per giver in all", "每人总上限") \
	X(E_MERGED,         "with merged dreams", "并入重复梦想后") \
	X(E_TALLIED,        "tally", "计得") \
	X(E_GIVERS,         "givers", "送花人数") \
	X(E_THRESHOLD,      "threshold", "门槛") \
	X(E_THRESHOLD_GIVERS, "threshold of givers", "送花人数门槛") \
	X(E_REACHED,        "{0}: reached", "{0}：已达到") \
	X(E_SHORT,          "{0}: short by {1}", "{0}：还差 {1}") \
	X(E_BREADTH,        "breadth", "支持广度") \
	X(E_TIERS,          "light {0} with {1} %, regular {2} with {3} %, heavy {4} with {5} %; effective givers {6}", \
	                    "少量 {0} 人，占 {1}%；一般 {2} 人，占 {3}%；大量 {4} 人，占 {5}%；等效送花人数 {6}") \
	X(E_LOST,           "not counted", "未计入") \
	X(E_LOSS,           "{0} of {1}, rule {2}", "{1} 的 {0} 朵，规则：{2}") \
	X(E_MORE,           "and {0} more", "另有 {0} 项") \
	X(E_L_WINDOW,       "window", "时间窗口") \
	X(E_L_EARNED,       "earned", "不超过所得") \
	X(E_L_SOURCES,      "sources", "来源与权重") \
	X(E_L_PER_DAY,      "per-day", "每人每日上限") \
	X(E_L_PER_DREAM,    "per-dream", "每人对每个梦想的上限") \
	X(E_L_PER_GIVER,    "per-giver", "每人总上限") \
	X(E_VOICE,          "counts in the policy", "在分配政策中计为") \
	X(E_BY_ROOTS,       "{0}: the roots of what each giver gave, added up", "{0}：各送花人所送数量的平方根之和") \
	X(E_BY_GIVERS,      "{0}: its different givers", "{0}：不同送花人的人数") \
	X(E_AWARD,          "award", "资助") \
	X(E_REQUEST,        "request", "申请金额") \
	X(E_RAISED,         "raised elsewhere", "他处已筹") \
	X(E_MOST,           "most it may get", "最多可得") \
	X(E_BEFORE,         "awarded before", "此前已获资助") \
	X(E_ENDED,          "paid, stopped", "已支付，已终止") \
	X(E_AWARDED,        "award", "资助金额") \
	X(E_SHARE_AGAIN,    "{0} (with what it had {1} %), {2}", "{0}（连同此前共 {1}%），{2}") \
	X(E_SHARE,          "{0} ({1} %), {2}", "{0}（{1}%），{2}") \
	X(E_FROM,           "from", "来自") \
	X(E_POOL,           "{0} pool '{1}'", "{0}，资金池“{1}”") \
	X(E_REASON,         "reason", "理由") \
	X(E_CHANGE,         "what would have changed it", "怎样会不同") \
	X(E_PARTNER,        "partner: ", "合作方：") \
	X(E_JOURNAL,        "journal", "日志") \
	X(E_ENTRY,          "{0} from entry {1}", "{0}来自第 {1} 条")

#define FL_WORDS_EXPLAIN_RULES(X) \
	X(R_YES,            "yes", "成立") \
	X(R_NO,             "no", "不成立") \
	X(R_UNKNOWN,        "unknown", "未知") \
	X(R_HIT,            " '{0}' in the {1}", "{1}中的“{0}”") \
	X(R_STRUCK,         " (undone by an exception)", "（被例外抵消）") \
	X(R_HITS,           ":", "：") \
	X(R_AND,            ",", "，") \
	X(R_NO_HIT,         ": no hit", "：未命中") \
	X(R_LIMIT,          " (a match limit was reached)", "（达到匹配上限）") \
	X(R_NEAR,           "near: ", "邻近：") \
	X(R_NEVER,          ": never in one field", "：从未在同一字段出现") \
	X(R_SENTENCES,      ": {0} {0:end of a sentence|ends of sentences} between, none allowed", "：相隔 {0} 个句末，不得相隔") \
	X(R_CHARACTERS,     ": {0} {0:character|characters} between, at most {1} allowed", "：相隔 {0} 字，至多 {1} 字") \
	X(R_THIS,           "this", "此项") \
	X(R_ALL,            "all of these", "全部满足") \
	X(R_ANY,            "any of these", "任一满足") \
	X(R_AT_LEAST,       "at least {0} of these {1}", "{1} 项中至少 {0} 项") \
	X(R_HOLD,           ": {0} of {1}", "：已满足 {0} 项，需 {1} 项") \
	X(R_NOT,            "not", "非") \
	X(R_RULE,           "{0} ({1}), pack {2}", "{0}（{1}），规则包 {2}") \
	X(R_SCORE,          ": score {0}", "：得分 {0}") \
	X(R_MENTIONS,       ", mentions {0} of {1}", "，提及 {0} 次，需 {1} 次") \
	X(R_EXCEPTION,      "exception:", "例外：") \
	X(R_THAT_HOLD,      "rules that hold", "成立的规则") \
	X(R_THAT_ARE_UNKNOWN, "rules of which nothing is known, for a match limit was reached", "因达到匹配上限而无从判断的规则") \
	X(R_THAT_FAIL,      "rules that had a hit and do not hold", "有命中但不成立的规则") \
	X(R_SILENT,         "{0} {0:rule|rules} had no hit", "{0} 条规则没有命中")

#define FL_WORDS_EXPLAIN_CHANGE(X) \
	X(C_HEAD,           "found by dividing the money again", "重新分配资金得出") \
	X(C_POOL,           "pool '{0}'", "资金池“{0}”") \
	X(C_GROUP,          "group '{0}'", "分组“{0}”") \
	X(C_DREAMS,         "{0} funded {0:dream|dreams}", "{0} 个获资助的梦想") \
	X(C_SHARE,          "{0} % of what is awarded", "资助总额的 {0}%") \
	X(C_WEIGHT,         "a quadratic weight of {0}", "平方权重 {0}") \
	X(C_WHO_GIVES,      "Where breadth counts it matters who gives, so no number of flowers is named.", "按支持广度计算时，谁送花也有影响，因此不给出小红花数量。") \
	X(C_SHARES,         "Under equal shares it matters who gives, so no number of flowers is named.", "按等额份额法计算时，谁送花也有影响，因此不给出小红花数量。") \
	X(C_LACKS_MORE,     "It lacks more than flowers, so no number of them is named.", "它缺少的不只是小红花，因此不给出数量。") \
	X(C_NO_NUMBER,      "No number of flowers would bring it money: not even {0} would.", "再多小红花也无法使它获得资金：达到 {0}也不行。") \
	X(C_NO_NUMBER_FOR,  "No number of flowers would bring it money: not even {0} would; {1} stands in the way.", "再多小红花也无法使它获得资金：达到 {0}也不行；受{1}阻碍。") \
	X(C_FIRST,          "With {0} in all it would get its first money, with one less it would not.", "合计达到 {0}即可获得第一笔资金，少一朵则不能。") \
	X(C_NOT_WHOLE,      "No number of flowers would bring it all that it may get: not even {0} would.", "再多小红花也无法使它获得可得的全部资金：达到 {0}也不行。") \
	X(C_WHOLE,          "With {0} in all it would get all that it may.", "合计达到 {0}即可获得可得的全部资金。") \
	X(C_POOL_NOT,       "Not even {0} in {1}, all else as it is, would bring it money.", "其他不变，{1}即使有 {0}也无法使它获得资金。") \
	X(C_GROUP_NOT,      "Not even {0} allowed by {1}, all else as it is, would bring it money.", "其他不变，{1}即使允许 {0}也无法使它获得资金。") \
	X(C_POOL_NEEDS,     "With its flowers as they are, {0} would need {1}, it has {2}.", "小红花数量不变，{0}需要 {1}，现有 {2}。") \
	X(C_GROUP_NEEDS,    "With its flowers as they are, {0} would have to allow {1}, it allows {2}.", "小红花数量不变，{0}须允许 {1}，现允许 {2}。") \
	X(C_NO_PRICE,       "Where dreams are funded whole or not at all money has no price: one more minor unit changes nothing, or all.", \
	                    "整体资助或不资助时，资金没有边际价格：多一个最小货币单位，或毫无变化，或全盘改变。") \
	X(C_NODE_LIMIT,     "Some of the divisions ended at the node limit: smaller numbers may do.", "部分计算在节点上限处停止：更小的数量或许也可以。")
/* clang-format on */

#endif
