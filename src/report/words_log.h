/* SPDX-License-Identifier: Apache-2.0
 *
 * words_log.h - the part of words.h that tells the story of a round: a sentence for each kind of entry of the journal.
 */
#ifndef FL_REPORT_WORDS_LOG_H
#define FL_REPORT_WORDS_LOG_H

/* clang-format off */
#define FL_WORDS_LOG(X) \
	X(L_INIT,           "The round was laid down: {0} {0:rule pack|rule packs}, {1} {1:pool|pools} of money, {2} {2:group|groups} with limits.", "轮次已设立：规则包 {0} 个，资金池 {1} 个，有限制的分组 {2} 个。") \
	X(L_SAME,           "The round was changed: {0} {0:rule pack|rule packs}, {1} {1:pool|pools} of money, {2} {2:group|groups} with limits.", "轮次已更改：规则包 {0} 个，资金池 {1} 个，有限制的分组 {2} 个。") \
	X(L_CHANGED,        "The round was changed: {3}; it has {0} {0:rule pack|rule packs}, {1} {1:pool|pools} of money, {2} {2:group|groups} with limits.", "轮次已更改：{3}；现有规则包 {0} 个，资金池 {1} 个，有限制的分组 {2} 个。") \
	X(L_OTHER,          "'{0}' has other content", "“{0}”的内容有变") \
	X(L_NOTHING,        "nothing", "无") \
	X(L_COMMA,          ", ", "，") \
	X(L_LIST,           ", ", "、") \
	X(L_MORE,           " and {0} more", "等，另有 {0} 项") \
	X(L_OTHERS,         " and others", "等") \
	X(L_IMPORT,         "{0} {0:dream|dreams} and {1} {1:row|rows} of flowers were read from {2} {2:file|files} ({3}); {4} {4:row was|rows were} rejected.", "从 {2} 个文件（{3}）读入梦想 {0} 个、小红花 {1} 行；拒绝 {4} 行。") \
	X(L_TAG,            "{0} {0:rule|rules} of {1} {1:pack|packs} gave tags to {2} of {3} {3:dream|dreams}; the category of {4} is unclear.", "{1} 个规则包的 {0} 条规则为 {3} 个梦想中的 {2} 个加了标签；{4} 个类别不明。") \
	X(L_DEDUP,          "Of {0} {0:dream|dreams} {1} {1:is a duplicate of another|are duplicates of others}; {2} {2:pair is|pairs are} left to a person.", "{0} 个梦想中有 {1} 个与其他梦想重复；{2} 对待人工判断。") \
	X(L_TALLY,          "{0} {0:flower was|flowers were} counted: {1} {1:dream qualifies|dreams qualify}, {2} {2:stays|stay} below the threshold, {3} {3:is|are} not eligible.", "计入小红花 {0} 朵：{1} 个梦想符合条件，{2} 个未达门槛，{3} 个不符合资格。") \
	X(L_AWARDED,        "{0} of {1} were awarded to {2} of {3} {3:qualified dream|qualified dreams} ({4}).", "{1}中的 {0}分给了 {3} 个符合条件的梦想中的 {2} 个（{4}）。") \
	X(L_NOT_AWARDED,    "The limits of the round cannot hold together: nothing was awarded.", "本轮的限制无法同时满足：未分配任何资金。") \
	X(L_OPTIMAL,        "optimal", "最优") \
	X(L_FEASIBLE,       "feasible", "可行") \
	X(L_HOLDS,          "The awards and their proof were checked, and hold.", "资助及其证明已核验，成立。") \
	X(L_HOLDS_NOT,      "The awards were checked, and do not hold.", "资助已核验，不成立。") \
	X(L_MATCHED,        "{0} {0:dream|dreams} of {1} {0:was|were} matched with {2} {2:partner|partners} ({3}).", "{1} 个梦想中的 {0} 个与 {2} 个合作方配对（{3}）。") \
	X(L_NOT_MATCHED,    "What the partners need at least, or what was fixed, cannot be met: nothing was matched.", "合作方的最低需要或指定的配对无法满足：未作任何配对。") \
	X(L_REPORT,         "A report of {0} {0:file|files} was written.", "已写出报告，共 {0} 个文件。") \
	X(L_DECISIONS,      "{0} {0:decision|decisions} of {1} {0:was|were} read from {2}.", "从 {2} 读入{1}的 {0} 项决定。") \
	X(L_HELD,           "'{0}'", "“{0}”") \
	X(L_HOW,            "'{0}' (how it is read)", "“{0}”（读法）") \
	X(L_LEFT_OUT,       "'{0}' (left out)", "“{0}”（不再读入）") \
	X(L_SEAL,           "{0} sealed the round before any flower was read: {1}.", "{0}在读入任何小红花之前封存了本轮：{1}。") \
	X(L_SEAL_LATE,      "{0} sealed the round, LATE: flowers had been read. Sealed are {1}.", "{0}迟封本轮：此前已读入小红花。封存内容：{1}。") \
	X(L_UNSEAL,         "{0} BROKE THE SEAL to change {1}, because: {2}", "{0}打破封存以更改{1}，理由：{2}") \
	X(L_REVEAL,         "{0} revealed the seed of the lottery: '{1}'.", "{0}公开了抽签的种子：“{1}”。") \
	X(L_APPROVED,       "{0} approved the awards of entry {1}: they are official.", "{0}批准了第 {1} 条的资助：成为正式结果。") \
	X(L_APPROVED_SOME,  "{0} approved the awards of entry {1}: {2} of {3} people have.", "{0}批准了第 {1} 条的资助：需 {3} 人，已有 {2} 人。") \
	X(L_WITHDREW,       "{0} withdrew the approval of the awards of entry {1}, because: {2}", "{0}撤回了对第 {1} 条资助的批准，理由：{2}") \
	X(L_CONTINUE,       "{0} began to divide again what had returned of the awards of entry {1} by {3}: {2}.", "{0}着手再次分配第 {1} 条的资助截至 {3} 退回的资金：{2}。") \
	X(L_PASS_ON,        "{0} passed on what had returned of the awards of entry {1} by {3}, {2}: it is divided again in '{4}'.", "{0}移交了第 {1} 条的资助截至 {3} 退回的资金 {2}：在“{4}”中再次分配。") \
	X(L_NEWER,          "A newer Florin did '{0}'.", "较新版本的 Florin 做了“{0}”。") \
	X(L_FOLLOWED,       "After the award: {0}.", "资助之后：{0}。") \
	X(L_PAY,            "payment of {0} to {1}{2} on {3}", "{3} 向 {1}{2}付款 {0}") \
	X(L_FEEDBACK,       "feedback of {1}{2} on {3}", "{3} {1}{2}反馈") \
	X(L_RESULT,         "result of {1}{2} on {3}", "{3} {1}{2}报告成果") \
	X(L_ACCEPT,         "acceptance of {2} of {1} on {3}", "{3} 认可 {1} 的{2}") \
	X(L_STOP,           "stop of {1}{2} on {3}", "{3} 终止 {1}{2}") \
	X(L_ITEM,           " ('{0}')", "（“{0}”）") \
	X(L_SPENT,          ", {0} spent", "，支出 {0}") \
	X(L_REACHED,        ", {0} {0:person|people} reached", "，惠及 {0} 人") \
	X(L_UNDONE,         "what entry {0} recorded ({1}) is taken back", "撤销第 {0} 条的记录（{1}）") \
	X(L_BY,             ", by {0}", "，记录人 {0}") \
	X(L_BECAUSE,        ", because: {0}", "，理由：{0}") \
	X(L_AND_MORE,       "; and {0} more", "；另有 {0} 项") \
	X(L_OF_RULES,       "rules", "规则") \
	X(L_OF_FACTS,       "facts", "原始数据") \
	X(L_OF_TAGS,        "tags", "标签") \
	X(L_OF_DUPLICATES,  "duplicates", "重复") \
	X(L_OF_TALLIES,     "tallies", "计数") \
	X(L_OF_AWARDS,      "awards", "资助") \
	X(L_OF_VERDICT,     "verdict", "核验") \
	X(L_OF_MATCHING,    "matching", "配对") \
	X(L_OF_REPORT,      "report", "报告") \
	X(L_FROM,           " from entry {0}", " 来自第 {0} 条") \
	X(L_OFFICIAL,       "official", "正式结果") \
	X(L_OFFICIAL_SOME,  "not yet", "尚未批准完毕") \
	X(L_OFFICIAL_YES,   "yes, these awards", "是，即这些资助") \
	X(L_OFFICIAL_NO,    "no: others are", "否：另有正式结果") \
	X(L_ROOT,           "root over {0} {0:entry|entries}  {1}", "{0} 条日志的根  {1}")

#endif
