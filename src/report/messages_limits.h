/* SPDX-License-Identifier: Apache-2.0
 *
 * messages_limits.h - limits that cannot hold together and what would mend them, in Chinese. How a line is written: message.h.
 */
#ifndef FL_REPORT_MESSAGES_LIMITS_H
#define FL_REPORT_MESSAGES_LIMITS_H

/* clang-format off */
#define FL_MESSAGES_LIMITS(X) \
	X("pool '%.*s'", "资金池“{0:limit}”") \
	X("group '%.*s'", "分组“{0:limit}”") \
	X("pool '%.*s' with those that pay the same dreams", "资金池“{0:limit}”及支付相同梦想的资金池") \
	X("%s must have at most %s of what is awarded", "{0:m}最多可占已分配资金的 {1:value}") \
	X("%s must have at least %s of what is awarded", "{0:m}至少须占已分配资金的 {1:value}") \
	X("%s allows at most %lld funded %s", "{0:m}最多允许 {1} 个梦想获资助") \
	X("%s has only %s", "{0:m}只有 {1:value}") \
	X("%s allows at most %s", "{0:m}最多允许 {1:value}") \
	X("%s must spend %s", "{0:m}须用完 {1:value}") \
	X("%s needs at least %s", "{0:m}至少需要 {1:value}") \
	X("%s must spend %s but the %lld qualified %s it may pay can take %s in all", "{0:m}须用完 {1:value}，而它可支付的 {2} 个符合条件的梦想合计最多可得 {4:value}") \
	X("%s needs at least %s but the %lld qualified %s in it can take %s in all", "{0:m}至少需要 {1:value}，而其中 {2} 个符合条件的梦想合计最多可得 {4:value}") \
	X("%s needs at least %s but allows at most %s", "{0:m}至少需要 {1:value}，却最多只允许 {2:value}") \
	X("no whole minor units were found with which %s and the other limits hold", "未找到能同时满足{0:m}与其他限制的整数最小货币单位金额") \
	X("%lld funded %s", "{0} 个获资助的梦想") \
	X("a maximum of at least %s", "上限改为至少 {0:value}") \
	X("a minimum of at most %s", "下限改为至多 {0:value}") \
	X("an amount of at least %s", "金额改为至少 {0:value}") \
	X("an amount of at most %s", "金额改为至多 {0:value}") \
	X("%s for all of them", "{0:m}（对其中每一项）") \
	X("%s would do", "{0:m}即可") \
	X("%s or %s would do", "{0:m}，或{1:m}即可") \
	X("%s would do, perhaps a smaller change, too", "{0:m}即可，或许更小的改动也可") \
	X("changing this limit alone is not enough", "只改动这一项限制并不够") \
	X("whether changing this limit alone is enough was not found out", "只改动这一项限制是否足够，未能查明") \
	X("the baseline '%s' does not pursue the %s and missed it", "基准方法“{0:policy}”不追求{1:m}，未能满足") \
	X("no awards in multiples of the granularity keep every limit; they are in minor units instead", "按资助单位的整数倍无法满足全部限制，因此改以最小货币单位分配") \
	X("the limits leave no room for amounts in whole minor units", "各项限制之下没有可行的整数最小货币单位金额") \
	X("less than its base grant", "少于其基础资助") \
	X("neither nothing nor all it may get", "既非零也非其可得的全部") \
	X("less than the least award", "少于最低资助额") \
	X("more than it may get", "多于其可得的金额") \
	X("the model gives '%.*s' %s: %s", "模型分给“{0}”的金额{1:m}：{2:value}") \
	X("the model gives '%.*s' and those like it %s: %s", "模型分给“{0}”及同类梦想的金额{1:m}：{2:value}") \
	X("the model gives %s more funded dreams than the %lld it allows", "模型使{0:m}获资助的梦想多于其允许的 {1} 个") \
	X("the model gives %s %s, but at most %s is allowed", "模型分给{0:m} {1:value}，但最多允许 {2:value}") \
	X("the model gives %s %s, but at least %s is needed", "模型分给{0:m} {1:value}，但至少需要 {2:value}") \
	X("the model gives %s a larger share of what is awarded than it allows", "模型分给{0:m}的份额高于其允许的比例") \
	X("the model gives %s a smaller share of what is awarded than it needs", "模型分给{0:m}的份额低于其所需的比例") \
	X("the model gives the dreams of %s more than it has", "模型分给{0:m}所支付梦想的金额多于其资金") \
	X("the model gives the dreams of %s less than it must spend", "模型分给{0:m}所支付梦想的金额少于其须用完的金额") \
	X("'%.*s' of the model comes to %s, which is proven to be the best there is within the model", "模型的目标“{0}”为 {1}，已证明为模型内的最优值") \
	X("'%.*s' of the model comes to %s, the best found within the node limit, not proven to be best", "模型的目标“{0}”为 {1}，为节点限额内找到的最好值，未证明最优") \
	X("no awards satisfy the model", "没有满足该模型的分配")

#endif
