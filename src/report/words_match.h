/* SPDX-License-Identifier: Apache-2.0
 *
 * words_match.h - the part of words.h about which partner carries out which dream.
 */
#ifndef FL_REPORT_WORDS_MATCH_H
#define FL_REPORT_WORDS_MATCH_H

/* clang-format off */
#define FL_WORDS_MATCH(X) \
	X(M_CHOICE,         "{0} choice", "第 {0} 选择") \
	X(M_NO_PARTNER,     "no partner fits", "没有契合的合作方") \
	X(M_NONE_OF,        "none of those that fit", "契合的合作方均未承接") \
	X(M_FIXED,          "fixed by a decision", "由评审决定指定") \
	X(M_COLON,          ": ", "：") \
	X(M_RULED_OUT,      "'{0}' ({1}) is ruled out by a decision", "“{0}”（{1}）由评审决定排除") \
	X(M_FULL,           "'{0}' ({1}) is full", "“{0}”（{1}）名额已满") \
	X(M_NO_MONEY,       "'{0}' ({1}) has no money for it: {2} of {3} are taken", "“{0}”（{1}）资金不足：{3} 中已占用 {2}") \
	X(M_NOT_BETTER,     "'{0}' ({1}) could take it, but no better matching was found with it", "“{0}”（{1}）可以承接，但未找到因此更优的配对") \
	X(M_FULL_LOSES,     "'{0}' ({1}) is full: an exchange for one of its dreams loses more than it gains, one more place there would add up to {2}", \
	                    "“{0}”（{1}）名额已满：与其任一梦想对换都得不偿失，多一个名额最多可增加 {2}") \
	X(M_FULL_EVEN,      "'{0}' ({1}) is full: an exchange for one of its dreams gains nothing, one more place there would add up to {2}", \
	                    "“{0}”（{1}）名额已满：与其任一梦想对换都无增益，多一个名额最多可增加 {2}") \
	X(M_NEEDED,         "'{0}' ({1}) could take it, but '{2}' needs it for its minimum load", "“{0}”（{1}）可以承接，但“{2}”需要它来达到最低承接数") \
	X(M_NO_GAIN,        "'{0}' ({1}) gains no more with it", "“{0}”（{1}）承接它并不增加总契合度") \
	X(M_NAMED,          "{0} ({1}), fit {2}", "{0}（{1}），契合度 {2}") \
	X(M_BY_ID,          "{0}, fit {1}", "{0}，契合度 {1}") \
	X(M_NOBODY,         "none", "无") \
	X(M_TAGS,           "; tags ", "；标签：") \
	X(M_INSIDE,         "; works there", "；在当地开展工作") \
	X(M_NEARBY,         "; works nearby", "；在邻近地区开展工作") \
	X(M_WISHES,         "; wished for: ", "；合作方期望：") \
	X(M_LIKENESS,       "; texts {0}% alike", "；文字相似 {0}%") \
	X(M_COMMA,          ", ", "、") \
	X(M_OUTCOME,        "{0} of {1} {1:dream|dreams} matched with {2} {2:partner|partners}: {3}", "{2} 个合作方承接 {1} 个梦想中的 {0} 个：{3}") \
	X(M_OUTCOME_PROPOSALS, "{0} of {1} {1:dream|dreams} matched with {2} {2:proposal|proposals}: {3}", "{2} 个项目承接 {1} 个梦想中的 {0} 个：{3}") \
	X(M_WHY_NOT,        ", the findings say why\n", "，原因见提示信息\n") \
	X(M_TOTAL,          ", the fits come to {0}", "，契合度合计 {0}") \
	X(M_ONLY_ONE,       "; no other matching is worth as much\n", "；没有其他配对能达到此值\n") \
	X(M_NONE_BETTER,    "; none is worth more\n", "；没有更优的配对\n") \
	X(M_BOUNDED,        "; none is worth more than {0}\n", "；任何配对都不超过 {0}\n") \
	X(M_DREAMS,         "dreams, in tie order", "梦想（按并列次序）") \
	X(M_PARTNERS,       "partners", "合作方") \
	X(M_PROPOSALS,      "proposals", "寻求支持的项目") \
	X(M_LOAD,           " {0} of {1} {1:dream|dreams}", " 承接 {0} 个梦想，名额 {1}") \
	X(M_LEAST,          ", at least {0}", "，至少 {0}") \
	X(M_MONEY,          ", {0} of {1}", "，金额 {0}，上限 {1}") \
	X(M_PLACE_ADDS,     "; one more place would add up to {0}", "；多一个名额最多可增加 {0}") \
	X(M_LEAST_COSTS,    "; its minimum load costs {0} a dream", "；其最低承接数使每个梦想减少 {0}")
/* clang-format on */

#endif
