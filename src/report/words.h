/* SPDX-License-Identifier: Apache-2.0
 *
 * words.h - the message table of the reports: every fixed text of the page, in English and Chinese.
 *
 * One list gives the names and the texts: FL_W_NAME in C, {{NAME}} in the templates of page/, W.NAME in its scripts. "{0}" ... "{9}"
 * stand for what is filled in, "{0:dream|dreams}" for a word that goes by it. The sentences about awards are in reason.c.
 */
#ifndef FL_REPORT_WORDS_H
#define FL_REPORT_WORDS_H

#include "base/buf.h"
#include "florin.h"
#include "report/words_explain.h"
#include "report/words_log.h"
#include "report/words_match.h"
#include "report/words_plan.h"
#include "report/words_scenario.h"
#include "report/words_unit.h"
#include "report/words_view.h"

typedef enum fl_lang { FL_LANG_EN, FL_LANG_ZH } fl_lang;

/* clang-format off */
#define FL_WORDS(X) \
	FL_WORDS_VIEW(X) \
	FL_WORDS_EXPLAIN(X) \
	FL_WORDS_MATCH(X) \
	FL_WORDS_PLAN(X) \
	FL_WORDS_LOG(X) \
	FL_WORDS_SCENARIO(X) \
	FL_WORDS_UNIT(X) \
	X(LANG,             "en", "zh-CN") \
	X(UNIT_FLOWER,      " flower", " 朵小红花") \
	X(UNIT_FLOWERS,     " flowers", " 朵小红花") \
	X(SEPARATOR,        "; ", "；") \
	X(SKIP,             "Skip to the outcome", "跳到结果") \
	X(KICKER,           "Result of the round", "本轮资助结果") \
	X(ROUND,            "Round", "轮次") \
	X(POLICY,           "Policy", "分配政策") \
	X(BY_ROOTS,         ", weighed by roots of givers", "，按送花人的平方根计") \
	X(BY_GIVERS,        ", weighed by givers", "，按送花人数计") \
	X(DECIDED,          "Calculated", "计算时间") \
	X(CURRENCY,         "Currency", "币种") \
	X(NAV_OUTCOME,      "Outcome", "结果") \
	X(NAV_MONEY,        "Money", "资金") \
	X(NAV_DREAMS,       "Dreams", "梦想") \
	X(NAV_OPEN,         "Open items", "待定事项") \
	X(NAV_DATA,         "Proof", "证明") \
	X(CONTENTS,         "Contents", "目录") \
	X(MONEY_AWARDED,    "Money awarded", "已分配资金") \
	X(OF_BUDGET,        "of {0} available, {1}\xc2\xa0%", "可用资金 {0}，占 {1}%") \
	X(OF_RETURNED,      "of {0} that returned, {1}\xc2\xa0%", "退回资金 {0}，占 {1}%") \
	X(AGAIN,            "What returned of stopped dreams is divided here again. {0} of earlier awards are paid and {1} planned: they stay, and every limit counts them. The figures below are of this division alone.", "此处再次分配已终止梦想退回的资金。先前资助中已支付 {0}，计划支付 {1}：这些不变，且计入每项限制。以下数字仅为本次分配。") \
	X(DREAMS_FUNDED,    "Dreams funded", "获资助的梦想") \
	X(OF_QUALIFIED,     "of {0} qualified, {1} submitted", "符合条件 {0} 个，提交 {1} 个") \
	X(FLOWERS_MET,      "Flowers honoured", "实现的小红花") \
	X(OF_FLOWERS,       "of {0} given to qualified dreams, {1}\xc2\xa0%", "符合条件的梦想共获 {0} 朵，实现 {1}%") \
	X(FLOWERS_HELP,     "Every flower counts by the share of its dream’s request that is met.", "每朵小红花按其梦想获得满足的比例计算。") \
	X(WHAT_BOUND,       "What bound", "起约束作用的限制") \
	X(BOUND_TEXT,       "What each would bring by itself, with all other limits where they stand.", "各项单独变动、其他限制不变时的效果。") \
	X(NOTHING_BOUND,    "No limit bound: every qualified dream got all that it may get.", "没有限制起作用：每个符合条件的梦想都获得了可得的全部资金。") \
	X(BOUND_CONFLICT,   "Nothing was divided: the limits above stand in each other’s way.", "资金未作分配：上列限制互相冲突。") \
	X(BOUND_UNKNOWN,    "No pool or group was used up.", "没有资金池或分组用尽。") \
	X(BOUND_LUMPS,      "The money itself: {0} are left, and awards come in lumps here. No dream that is left out, alone or in place of others, would fit within all limits and bring more.", "资金本身：剩余 {0}，本轮资助须成整份。未入选的梦想，无论新增还是替换，都无法在全部限制内带来更多。") \
	X(BOUND_MONEY,      "the money of {0}", "{0}的资金") \
	X(BOUND_MAX,        "the maximum of {0}", "{0}的上限") \
	X(BOUND_MIN,        "the minimum of {0}", "{0}的下限") \
	X(BOUND_MORE,       "and {0} more", "另有 {0} 项") \
	X(PROOF_OPTIMAL,    "Optimal, proven exactly", "最优，已精确证明") \
	X(PROOF_FEASIBLE,   "Feasible; the optimum is not proven", "可行，尚未证明最优") \
	X(PROOF_BASELINE,   "By the order of the rule; no optimum is claimed", "按规则顺序得出，不声称最优") \
	X(PROOF_INFEASIBLE, "Infeasible: not every limit of the round is met", "无可行解：本轮的限制未能全部满足") \
	X(PROOF_UNVERIFIED, "Not verified", "未通过核验") \
	X(PROOF_VERIFIED,   "confirmed by a separate checker that knows no solver", "由独立于求解器的核验程序确认") \
	X(V_OBJECTIVE,      "objective", "目标值") \
	X(V_OPTIMUM,        "optimum", "最优值") \
	X(V_BOUND,          "bound", "上界") \
	X(PROOF_HEAD,       "The numbers of the proof", "证明数据") \
	X(QUANTITY,         "Quantity", "指标") \
	X(DECIMAL,          "Decimal", "小数") \
	X(FRACTION,         "Fraction", "分数") \
	X(OBJECTIVE,        "Objective: of the awards as paid", "目标值：按实际分配金额") \
	X(OPTIMUM,          "Optimum: before rounding", "最优值：取整之前") \
	X(BOUND,            "Bound: no allocation can exceed it", "上界：任何分配都不能超过") \
	X(GAP,              "Gap: bound less optimum", "差距：上界减最优值") \
	X(ROUNDING_LOSS,    "Lost by rounding", "取整损失") \
	X(UNIQUE,           "Only one optimal allocation", "最优分配唯一") \
	X(YES,              "yes", "是") \
	X(NO,               "no", "否") \
	X(NOT_PROVEN,       "not proven", "未证明") \
	X(TIES,             "Ties are decided by {0}.", "并列情形按{0}决定。") \
	X(TIE_SUBMITTED,    "time of submission, then id", "提交时间及编号") \
	X(TIE_LOTTERY,      "a lottery with the seed “{0}” (SHA-256 {1})", "抽签（种子“{0}”，SHA-256 {1}）") \
	X(TIE_SEALED,       "a lottery whose seed is sealed (SHA-256 {1})", "抽签（种子已封存，SHA-256 {1}）") \
	X(TIE_REVEALED,     "{0} revealed the seed (entry {1} of the journal).", "种子由 {0} 公开（记录第 {1} 条）。") \
	X(CONFLICT_HEAD,    "Limits that stand in the way", "未能满足的限制") \
	X(CONFLICT_TEXT,    "None of these can be dropped from the conflict; the smallest change to each that would mend it stands beside it.", "下列限制缺一不构成冲突；每项旁列出可化解冲突的最小改动。") \
	X(LIMIT,            "Limit", "限制") \
	X(MEND,             "Smallest change", "最小改动") \
	X(POOLS,            "Pools", "资金池") \
	X(POOLS_TEXT,       "Each bar is the money of a pool; the filled part is what it pays.", "每条代表一个资金池，填充部分为已支付金额。") \
	X(AMOUNTS_IN,       " Amounts in {0}.", "金额单位：{0}。") \
	X(POOL,             "Pool", "资金池") \
	X(AMOUNT,           "Amount", "金额") \
	X(AWARDED,          "Awarded", "已分配") \
	X(LEFT,             "Left", "剩余") \
	X(USED,             "Used", "使用率") \
	X(GROUPS,           "Groups", "分组") \
	X(GROUPS_TEXT,      "Filled: money awarded to the dreams of the group. Pale: up to its maximum. Line: its minimum.", "填充部分为该组梦想获得的资金，浅色到上限为止，竖线为下限。") \
	X(GROUP,            "Group", "分组") \
	X(MINIMUM,          "Minimum", "下限") \
	X(MAXIMUM,          "Maximum", "上限") \
	X(NONE,             "none", "无") \
	X(TABLE_BEHIND,     "Table", "数据表") \
	X(EACH_FAMILY,      "{0}: one limit for each of {1} {1:value|values}; {2} at the limit", "{0}：共 {1} 个取值，各有一个限制；{2} 个已达限制") \
	X(EACH_SHOWN,       "The bars show the {0} that come nearest to their limit, the table {1}, result.json all {2}.", "条形图列出最接近限制的 {0} 个，数据表列出 {1} 个，全部 {2} 个见 result.json。") \
	X(FUNNEL,           "From submitted to funded", "从提交到获资助") \
	X(FUNNEL_TEXT,      "Every dream is counted once, at the first step that stops it.", "每个梦想只计一次，计入首个未通过的步骤。") \
	X(STEP,             "Step", "步骤") \
	X(DREAMS,           "Dreams", "梦想数") \
	X(REMAIN,           "Remain", "余下") \
	X(F_SUBMITTED,      "Submitted", "提交") \
	X(F_DUPLICATES,     "Duplicates", "重复") \
	X(F_BELOW,          "Below threshold", "未达门槛") \
	X(F_INELIGIBLE,     "Ineligible", "不符合资格") \
	X(F_QUALIFIED,      "Qualified", "符合条件") \
	X(F_UNFUNDED,       "No money", "未获资金") \
	X(F_FUNDED,         "Funded", "获资助") \
	X(ALL_DREAMS,       "All dreams", "全部梦想") \
	X(FUNDED_DREAMS,    "Funded dreams", "获资助的梦想") \
	X(NO_SCRIPT,        "Search, filters and details need JavaScript, which stays inside this file. The funded dreams stand here.", "搜索、筛选和详情需要 JavaScript（只在本文件内运行）。以下为获资助的梦想。") \
	X(NO_FUNDED,        "No dream was funded.", "没有梦想获得资助。") \
	X(ID,               "Id", "编号") \
	X(DREAM,            "Dream", "梦想") \
	X(CATEGORY,         "Category", "类别") \
	X(FLOWERS,          "Flowers", "小红花") \
	X(REQUEST,          "Request", "申请") \
	X(AWARD,            "Award", "资助") \
	X(STATUS,           "Status", "状态") \
	X(REASON,           "Reason", "原因") \
	X(SEARCH,           "Search", "搜索") \
	X(SEARCH_HINT,      "title, text, organisation, id or tag", "标题、正文、机构、编号或标签") \
	X(ALL,              "all", "全部") \
	X(SORT,             "Sort by", "排序") \
	X(SORT_AWARD,       "award", "资助金额") \
	X(SORT_FLOWERS,     "flowers", "小红花") \
	X(SORT_REQUEST,     "request", "申请金额") \
	X(SORT_VALUE,       "flowers per request", "小红花与申请金额之比") \
	X(SORT_TITLE,       "title", "标题") \
	X(SORT_ID,          "id", "编号") \
	X(SORT_ORDER,       "order of submission", "提交顺序") \
	X(DESCENDING,       "largest first", "从大到小") \
	X(ASCENDING,        "smallest first", "从小到大") \
	X(UNCLEAR,          "unclear", "不明确") \
	X(NO_CATEGORY,      "none", "无") \
	X(CLEAR,            "Clear filters", "清除筛选") \
	X(SHOWN,            "{0} dreams, {1} awarded", "{0} 个梦想，共资助 {1}") \
	X(SHOWN_ONE,        "1 dream, {1} awarded", "1 个梦想，共资助 {1}") \
	X(SHOWN_NONE,       "No dream matches.", "没有符合的梦想。") \
	X(PAGE_OF,          "Page {0} of {1}", "第 {0} 页，共 {1} 页") \
	X(ON_PAPER,         "On paper only dreams {0} to {1} of the {2} in this list; the spreadsheet has all of them to print.", "纸上仅列出本表 {2} 个梦想中的第 {0} 至 {1} 个；如需打印全部，请用电子表格。") \
	X(FIRST,            "First page", "首页") \
	X(PREVIOUS,         "Previous page", "上一页") \
	X(NEXT,             "Next page", "下一页") \
	X(LAST,             "Last page", "末页") \
	X(ST_FUNDED,        "funded", "全额资助") \
	X(ST_PARTLY,        "partly funded", "部分资助") \
	X(ST_UNFUNDED,      "not funded", "未获资助") \
	X(ST_BELOW,         "below threshold", "未达门槛") \
	X(ST_DUPLICATE,     "duplicate", "重复") \
	X(ST_INELIGIBLE,    "ineligible", "不符合资格") \
	X(CHANGE,           "What would have changed it", "怎样会不同") \
	X(TEXT,             "Text as submitted", "原文") \
	X(TEXT_CUT,         "The text goes on for {0} more {0:character|characters}; the round file has all of it.", "正文还有 {0} 个字符，全文见轮次文件。") \
	X(TEXT_NONE,        "No text beside the title.", "除标题外没有正文。") \
	X(ORGANISATION,     "Organisation", "机构") \
	X(REGION,           "Region", "地区") \
	X(SUBMITTED,        "Submitted", "提交时间") \
	X(SOURCE,           "Source", "来源") \
	X(TAGS,             "Tags", "标签") \
	X(TAG,              "Tag", "标签") \
	X(WORDS_HIT,        "Words hit", "命中文字") \
	X(RULE,             "Rule", "规则") \
	X(FIELD,            "Field", "字段") \
	X(FACT,             "Fact", "提取值") \
	X(F_TITLE,          "title", "标题") \
	X(F_BODY,           "text", "正文") \
	X(EXCEPTION,        "exception", "例外") \
	X(STATED,           "stated by the submitter", "由提交者注明") \
	X(NO_TAGS,          "No rule gave a tag.", "没有规则给出标签。") \
	X(CLUSTER,          "Same or similar dreams", "相同或相似的梦想") \
	X(STANDS_FOR,       "Stands for", "代表") \
	X(REPRESENTED_BY,   "Represented by", "由其代表") \
	X(OTHER,            "Other dream", "另一梦想") \
	X(ALIKE,            "Alike", "相似度") \
	X(IN_TITLE,         "title", "标题") \
	X(IN_TEXT,          "text", "正文") \
	X(ONLY_HERE,        "Only here", "仅此处有") \
	X(ONLY_THERE,       "Only there", "仅对方有") \
	X(VERDICT,          "Verdict", "判断") \
	X(V_SAME,           "same", "相同") \
	X(V_REVIEW,         "under review", "待审") \
	X(V_DIFFERENT,      "different", "不同") \
	X(EXACT,            "same words", "文字相同") \
	X(DIFFERS,          "differs in {0}", "{0}不同") \
	X(D_NUMBER,         "number", "数字") \
	X(D_PLACE,          "place", "地点") \
	X(D_OBJECT,         "object", "对象") \
	X(D_ORGANISATION,   "organisation", "机构") \
	X(TALLY,            "How the flowers were counted", "小红花的计算") \
	X(T_RAW,            "given", "获赠") \
	X(T_WEIGHTED,       "after sources and weights", "按来源与权重计") \
	X(T_CAPPED,         "after the cap per giver", "按每人上限计") \
	X(T_MERGED,         "with merged dreams", "并入重复梦想后") \
	X(T_TALLY,          "Tally", "计得") \
	X(T_THRESHOLD,      "Threshold", "门槛") \
	X(T_GIVERS,         "Givers", "赠花人数") \
	X(T_REACHED,        "reached", "已达到") \
	X(T_SHORT,          "short by {0}", "还差 {0}") \
	X(MONEY,            "Award by pool", "各资金池的资助") \
	X(RAISED,           "Raised elsewhere", "他处已筹") \
	X(MOST,             "Most it may get", "最多可得") \
	X(TOTAL,            "Total", "合计") \
	X(LINK,             "Link to this dream", "此梦想的链接") \
	X(EXCEPTIONS,       "Exceptions to the method", "规则之外的例外") \
	X(EXCEPTIONS_TEXT,  "Reviewers decided that these dreams take part although a threshold or a rule leaves them out.", "评审人决定：下列梦想虽未达门槛或不符合规则，仍参与资助。") \
	X(REJECTED,         "Rejected by reviewers", "评审人否决") \
	X(REJECTED_TEXT,    "Reviewers decided that these dreams do not take part.", "评审人决定：下列梦想不参与资助。") \
	X(DECIDED_WHY,      "Why", "原因") \
	X(DECIDED_BY,       "Decided by", "决定人") \
	X(OPEN_ITEMS,       "Open items", "待定事项") \
	X(OPEN_TEXT,        "The result does not wait for these: pairs under review stay apart, and an unclear dream belongs to no category group. The awards at stake stand beside them.", "结果不等待这些事项：待审的两个梦想暂不合并，类别不明确的梦想不属于任何类别分组。旁列所涉资助金额。") \
	X(OPEN_NONE,        "Nothing is open.", "没有待定事项。") \
	X(OPEN_PAIRS,       "Pairs under review", "待审的相似梦想") \
	X(OPEN_UNCLEAR,     "Category unclear", "类别不明确") \
	X(DIFFERENCE,       "Differing words", "不同的文字") \
	X(AT_STAKE,         "Awards at stake", "所涉资助") \
	X(FIRST_DREAM,      "First dream", "梦想一") \
	X(SECOND_DREAM,     "Second dream", "梦想二") \
	X(MORE_IN_JSON,     "{0} more {0:is|are} in result.json.", "另有 {0} 项见 result.json。") \
	X(OPEN_MOVES,       "What each would move", "各事项会变动的资助") \
	X(OPEN_MOVES_TEXT,  "For each item the money was divided again with the one decision taken that its default does not take.", "逐项假定作出与默认处理不同的决定，并重新分配资金。") \
	X(OPEN_STILL,       "{0} of {1} move awards; they stand first.", "{1} 项中有 {0} 项会变动资助，列于最前。") \
	X(OPEN_ITEM,        "Open item", "待定事项") \
	X(OPEN_IF,          "If somebody", "如果评审人") \
	X(OPEN_AWARDS,      "Awards that would move", "会变动的资助") \
	X(OPEN_NO_MOVE,     "no award moves", "资助不变") \
	X(OPEN_CANNOT,      "the limits of the round could not hold", "本轮的各项限额将无法同时满足") \
	X(OPEN_MORE,        "and {0} more", "另有 {0} 项") \
	X(OPEN_LEFT,        "{0} of {1} were computed: a report does so much and no more. All of them: florin review queue ROUND.florin --moves {2}", "已计算 {1} 项中的 {0} 项；报告的计算量有上限。计算全部：florin review queue ROUND.florin --moves {2}") \
	X(OPEN_LEFT_MODEL,  "What they would move is not computed: the policy is a model of the foundation's own.", "本轮采用自建模型，未计算这些事项会变动的资助。") \
	X(OPEN_SHOWN_CUT,   "{0} of {1} stand here; result.json has all.", "此处列出 {1} 项中的 {0} 项，全部见 result.json。") \
	X(OPEN_R_PENDING,   "waits for a second person", "等待第二人") \
	X(OPEN_R_DISAGREED, "people disagree", "意见不一") \
	X(OPEN_R_ASKED,     "a colleague asks", "同事征询") \
	X(OPEN_R_BRIDGE,    "joins two clusters", "连接两组") \
	X(OPEN_R_PAIR,      "pair under review", "待审的相似梦想") \
	X(OPEN_R_THIN,      "merged by little", "勉强合并") \
	X(OPEN_R_TEMPLATE,  "one template", "同一模板") \
	X(OPEN_TEMPLATE,    "looks at {0} dreams of one template ({1} pairs of them are kept):", "审阅同一模板的 {0} 个梦想（保留其中 {1} 对）：") \
	X(OPEN_TEMPLATE_MOVES, "not computed: they stay apart until somebody decides", "未计算：在有人决定之前，各自独立") \
	X(OPEN_R_UNCLEAR,   "category unclear", "类别不明确") \
	X(OPEN_R_FLAGGED,   "flagged", "已标记") \
	X(OPEN_R_NAMES,     "names alike", "机构名称相近") \
	X(FINDINGS,         "Findings and rejected rows", "数据问题与被拒行") \
	X(FINDINGS_NONE,    "Nothing was found wrong with the data.", "数据没有发现问题。") \
	X(SEVERITY,         "Severity", "级别") \
	X(CODE,             "Code", "代码") \
	X(PLACE,            "Place", "位置") \
	X(SUBJECT,          "About", "对象") \
	X(MESSAGE,          "Message", "说明") \
	X(S_NOTE,           "note", "提示") \
	X(S_WARNING,        "warning", "警告") \
	X(S_ERROR,          "error", "错误") \
	X(FILES,            "Files read", "读取的文件") \
	X(FILE_ROLE,        "Role", "用途") \
	X(ROLE_DREAMS,      "dreams", "梦想") \
	X(ROLE_FLOWERS,     "flowers", "小红花") \
	X(ROLE_EARNED,      "earned", "获得的小红花") \
	X(ROLE_PARTNERS,    "partners", "合作方") \
	X(ROLE_ROUND,       "round", "本轮规则") \
	X(ROLE_PACK,        "pack", "标签规则包") \
	X(ROLE_BASE,        "pack-base", "所扩展的规则包") \
	X(ROLE_MODEL,       "model", "分配模型") \
	X(ROLE_ALIASES,     "aliases", "机构名称") \
	X(ROLE_SOURCE,      "source", "来源") \
	X(FILE_NAME,        "File", "文件") \
	X(FILE_READ,        "Read", "读取") \
	X(FILE_ACCEPTED,    "Accepted", "接受") \
	X(FILE_REJECTED,    "Rejected", "拒绝") \
	X(FILE_LEFT_OUT,    "Left out", "不计入") \
	X(FILE_ENCODING,    "Encoding", "编码") \
	X(DIGEST,           "SHA-256", "SHA-256") \
	X(AUDIT,            "For the audit", "审计信息") \
	X(FROM_FACTS,       "facts", "原始数据") \
	X(FROM_TAGS,        "tags", "标签") \
	X(FROM_DUPLICATES,  "duplicates", "查重") \
	X(FROM_TALLIES,     "tallies", "计数") \
	X(FROM_AWARDS,      "awards", "资助") \
	X(FROM_VERDICT,     "verdict", "核验") \
	X(FROM_MATCHING,    "matching", "合作方配对") \
	X(JOURNAL_ENTRIES,  "Journal entries", "日志条目") \
	X(JOURNAL_ROOT,     "Journal root", "日志根") \
	X(VERSION,          "Florin version", "Florin 版本") \
	X(NOTE_ROUNDING,    "Note", "说明") \
	X(PAIRS_CUT,        "{0} further {0:pair is|pairs are} not listed; result.json has {0:it|them}.", "另有 {0} 对未列出，见 result.json。") \
	X(FOOT,             "This page is one file. It loads nothing from anywhere, and the same round gives the same page, byte for byte.", "本页为单一文件，不从任何地方加载内容；同一轮次生成的页面逐字节相同。")
/* clang-format on */

typedef enum fl_word_id {
#define FL_WORD_ENUM(name, en, zh) FL_W_##name,
	FL_WORDS(FL_WORD_ENUM)
#undef FL_WORD_ENUM
	    FL_WORD_COUNT
} fl_word_id;

/* NULL and "" are English. An unknown language is FL_EINVAL. */
fl_status fl_lang_parse(const char *text, fl_lang *ret_lang, fl_error *err);

const char *fl_word(fl_lang lang, fl_word_id id);
const char *fl_word_key(fl_word_id id);             /* "MONEY_AWARDED" */
const char *fl_word_find(fl_lang lang, fl_str key); /* by key; NULL when there is none */

/* Append 'text' with "{0}" ... "{9}" replaced by args, and "{0:dream|dreams}" by the one word where argument 0 is "1", else by the other; a
 * number without an argument stays as it is. */
void fl_word_fill(fl_buf *out, const char *text, const fl_str *args, size_t num_args);

#endif
