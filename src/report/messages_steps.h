/* SPDX-License-Identifier: Apache-2.0
 *
 * messages_steps.h - what the steps find (decisions, ledgers, tallies, partners, limits), in Chinese. How a line is written: message.h.
 */
#ifndef FL_REPORT_MESSAGES_STEPS_H
#define FL_REPORT_MESSAGES_STEPS_H

/* clang-format off */
#define FL_MESSAGES_STEPS(X) \
	X("there is no dream '%.*s'", "没有梦想“{0}”") \
	X("its event stands with another %s in line %lld of '%.*s', which counts", "同一事件已在“{2}”第 {1} 行出现，而{0:m}不同；以该行为准") \
	X("dream", "梦想") \
	X("giver", "送花人") \
	X("count", "朵数") \
	X("time", "时间") \
	X("counted already: its event stands in line %lld of '%.*s'", "已计入：该事件已在“{1}”第 {0} 行出现") \
	X("these are decisions on the round '%.*s', not on '%.*s': none of them is taken", "这些是对轮次“{0}”的决定，不是对“{1}”的：一律未采用") \
	X("the file was not made from this round file, or the round file has been made anew since", "该文件不是由此轮次文件生成的，或轮次文件此后已重新生成") \
	X("what words weigh was counted in %u dreams, and there are %zu by now; 'dedup --reweigh' counts again", "词语权重按 {0} 个梦想统计，现已有 {1} 个；用“dedup --reweigh”可重新统计") \
	X("%lld dreams share a template, '%.*s' (%s): each is like at least %d others; of %llu pairs the %lld that matter most are kept", "{0} 个梦想出自同一模板“{1}”（{2}）：每个至少与另外 {3} 个相似；共 {4} 对相似梦想，保留其中最要紧的 {5} 对") \
	X("%lld dreams have one title, but for its numbers, and none stands for another: '%.*s' (%s)", "{0} 个互不代表的梦想标题相同（数字除外）：“{1}”（{2}）") \
	X("it begins with the bytes of '%.*s': its %lld %s in the ledger, only what is behind them is read", "该文件开头与“{0}”逐字节相同：其 {1} 行已在小红花流水中，只读取其后的内容") \
	X("it begins with the bytes of '%.*s': %lld %s twice", "该文件开头与“{0}”逐字节相同：{1} 行没有事件编号，被计入两次") \
	X("these bytes are in the ledger already: the file adds nothing", "这些字节已在小红花流水中：该文件没有新增内容") \
	X("these are the bytes of '%.*s': the file adds nothing", "与“{0}”逐字节相同：该文件没有新增内容") \
	X("the decision of %.*s on '%.*s' and partner '%.*s' %s", "{0} 关于“{1}”与合作方“{2}”的决定{3:m}") \
	X("is about a dream that is not to be matched", "所涉梦想不参加匹配") \
	X("is about a partner that is not there", "所涉合作方不存在") \
	X("does not hold: a later one fixes another partner", "不成立：之后的决定指定了另一合作方") \
	X("the matching is worth %lld, and none is worth more than %lld: the search was cut off by matching.node_limit", "该匹配的价值为 {0}，任何匹配都不超过 {1}：搜索因 matching.node_limit 中止") \
	X("of the matchings that are worth as much the first in tie order was not found within matching.node_limit", "在 matching.node_limit 之内，未找到同等价值的匹配中按并列次序最先的一个") \
	X("%lld %s fixed to %s, which can take %lld; release %lld of them, or raise its capacity to %lld", "{0} 个梦想指定给 {2:list}，而其只能承接 {3} 个；请放开其中 {4} 个，或把承接数提高到 {5}") \
	X("these limits cannot hold together: %s; any of these changes would end that: %s", "下列限制无法同时满足：{0:list}；以下任一改动可消除冲突：{1:list}") \
	X("%s: the minimum loads come to %lld %s, and %lld %s any of them; lower them by %lld together", "{0:list}：最低承接数合计 {1} 个梦想，而只有 {3} 个适合其中任一合作方；请将其合计降低 {5}") \
	X("%s: the minimum loads come to %lld %s, and %lld %s any of them; lower them by %lld together; decisions forbid them %lld more that would fit", "{0:list}：最低承接数合计 {1} 个梦想，而只有 {3} 个适合其中任一合作方；请将其合计降低 {5}；另有 {6} 个适合的梦想因决定而不可承接") \
	X("'%.*s' at least %lld", "“{0}”至少 {1}") \
	X("'%.*s' at most %lld", "“{0}”至多 {1}") \
	X("'%.*s' %lld of %lld fixed", "“{0}”指定 {2} 个中的 {1} 个") \
	X("'%.*s' money %s %s", "“{0}”资金 {1} {2}") \
	X("%s (less might do)", "{0:m}（更小的改动或许也可）") \
	X("%s '%.*s' names the %s '%.*s', which no dream has%s", "{0:m}“{1}”写有{2:m}“{3}”，而没有梦想属于它{4:hint}") \
	X("%s names the %s '%.*s', which no dream has%s", "{0:m}写有{1:m}“{2}”，而没有梦想属于它{3:hint}") \
	X("pool", "资金池") \
	X("group", "分组") \
	X("a threshold", "某项门槛") \
	X("what 'eligibility' requires", "“eligibility”的要求") \
	X("what 'eligibility' excludes", "“eligibility”的排除条件") \
	X("partner '%.*s' has the %s '%.*s', which no dream answers to and no rule gives%s", "合作方“{0}”写有{1:m}“{2}”，没有梦想与之对应，也没有规则给出{3:hint}") \
	X("only %s funds%s", "只有{0:m}资助：{1}") \
	X("Florin", "Florin ") \
	X("the city", "该市") \
	X("the city's rule '%.*s' is not one that Florin replays", "Florin 无法复算该市的规则“{0}”") \
	X("the city's rule '%.*s' is not one that Florin replays with policy '%s'", "在分配政策“{1:policy}”下，Florin 无法复算该市的规则“{0}”") \
	X("the file names no winners (rule '%.*s')", "文件未列出入选项目（规则“{0}”）") \
	X("the decision of %.*s on '%s' is about a dream that is not there", "{0} 关于“{1}”的决定，所涉梦想不存在") \
	X("the decision of %.*s on '%s' was made before the text changed; it holds until another is made", "{0} 关于“{1}”的决定作出之后文字有改动；在作出新的决定之前仍然有效") \
	X("the decision of %.*s on '%s' does not hold: other decisions contradict it", "{0} 关于“{1}”的决定不成立：与其他决定矛盾") \
	X("%lld of the answers that the solver gave in floating point did not stand in exact arithmetic; exact pivots put %s right", "求解器以浮点给出的解中有 {0} 个经精确运算不成立，已用精确主元运算改正{1:-}") \
	X("all the money of pool '%.*s' stays: of the dreams that it may pay (%zu) none can get any", "资金池“{0:limit}”的资金全部未动：它可支付的梦想（{1} 个）都不能获得资助") \
	X("'%.*s', which '%.*s' names, is no dream of the round%s", "“{1:limit}”写有“{0}”，而本轮没有这个梦想{2:hint}") \
	X("%s %s stay in the pools: %lld %s all that the support comes to; \"quadratic\": {\"saturate\": false} would divide the rest", "资金池剩余 {1:value}：{2} 个梦想已得到其支持所折合的全部金额；设 \"quadratic\": {\"saturate\": false} 则会分配余款{0:-}") \
	X("pool '%.*s' selects no dream of the round", "资金池“{0:limit}”未选中本轮任何梦想") \
	X("group '%.*s' selects no dream of the round", "分组“{0:limit}”未选中本轮任何梦想") \
	X("%lld qualified %s no value for group '%.*s' and %s not limited by it", "{0} 个符合条件的梦想没有分组“{2:limit}”所依的取值，不受其限制{3:-}") \
	X("%lld %s for nothing in a round of policy '%s'", "{0} 朵小红花不知送花人，在分配政策“{2:policy}”的轮次中不起作用") \
	X("%lld %s for nothing in a round of policy '%s' that weighs by breadth", "{0} 朵小红花不知送花人，在分配政策“{2:policy}”且按支持广度加权的轮次中不起作用") \
	X("it has no effect before a second person decides the same", "在第二人作出相同决定之前不生效") \
	X("people say different things: nothing is in force before a third person decides", "各人意见不一：在第三人作出决定之前均不生效") \
	X("%lld more %s rejected than are listed", "另有 {0} 行被拒，未列出") \
	X("rule '%.*s' of pack '%.*s': pattern '%.*s' reached its match limit in the %.*s of '%s', so its tags are not complete", "规则包“{1}”的规则“{0}”：模式“{2}”在“{4}”的{3:field}中达到匹配上限，因此其标签不完整") \
	X("rule '%.*s' of pack '%.*s': pattern '%.*s' reached its match limit in the %.*s of '%.*s', so its tags are not complete", "规则包“{1}”的规则“{0}”：模式“{2}”在“{4}”的{3:field}中达到匹配上限，因此其标签不完整") \
	X("'%.*s' that rule '%.*s' found in '%s' is no amount of the round's currency", "规则“{1}”在“{2}”中找到的“{0}”不是本轮币种的金额") \
	X("%lld %s; the first stands here", "{0} 行{1:m}；此处为第一行") \
	X("row was given out of the round's time, or at no known time, and does not count", "不在本轮的时间内或时间不明，不计入") \
	X("rows were given out of the round's time, or at no known time, and do not count", "不在本轮的时间内或时间不明，不计入") \
	X("row was given later than now", "的时间晚于现在") \
	X("rows were given later than now", "的时间晚于现在") \
	X("row is for a dream that the round has no more, and does not count", "所送梦想已不在本轮，不计入") \
	X("rows are for dreams that the round has no more, and do not count", "所送梦想已不在本轮，不计入") \
	X("%lld %s gave %lld %s more than earned: %s", "{0} 位送花人送出的小红花比获得的多 {2} 朵：{4:m}") \
	X("they count all the same", "仍全部计入") \
	X("what is beyond does not count", "超出部分不计入") \
	X("nothing that they gave counts", "其所送均不计入") \
	X("there are too many dreams and days to keep how tallies grew", "梦想与天数过多，未保存每日累计") \
	X("%lld%% of %lld flowers are from one giver, %lld%% from ten; %lld %s, as many as %lld.%02lld who give alike", "{1} 朵小红花中 {0}% 来自一人，{2}% 来自十人；共 {3} 位送花人，相当于 {5}.{6} 位均等送花的人") \
	X("%lld of %lld flowers came within %lld h from %s on (%lld%%; of the whole round %lld%%)", "{1} 朵小红花中有 {0} 朵在 {3} 起的 {2} 小时内送出（占 {4}%；全轮为 {5}%）") \
	X("%lld of %lld flowers are from %lld %s who gave to its organisation only (%lld%%; such givers in the whole round %lld%%)", "{1} 朵小红花中有 {0} 朵来自 {2} 位只送给该机构的人（占 {4}%；全轮此类送花人为 {5}%）") \
	X("%lld of %lld givers began with it on %.10s (%lld%%; of all givers of the round %lld%% began that day)", "{1} 位送花人中有 {0} 位于 {2} 首次送花即送给它（占 {3}%；全轮送花人有 {4}% 于该日首次送花）") \
	X("the election is without %s '%.*s', which its format cannot say: whoever reads it may award what the round does not permit", "选举文件中没有{0:m}“{1}”，其格式无法表达：读取者的分配可能违反本轮限制") \
	X("the round may award parts of a request; an election that is read again awards all of it or nothing", "本轮可部分资助；重新读取的选举文件只会全额资助或不资助") \
	X("'%.*s': entry %s recorded this, and %.*s took it back: it is not recorded again", "“{0}”：第 {1} 条已记录此事，后由 {2} 撤回：不再记录") \
	X("'%.*s': a line before says the same, word for word: it is recorded once; where a second one is meant, tell them apart by their evidence (the number at the bank)", "“{0}”：前面已有逐字相同的一行：只记录一次；若确有第二笔，请以凭证（银行流水号）区分") \
	X("'%.*s': entry %s recorded this before, word for word: it is not recorded twice; where a second one is meant, tell them apart by their evidence (the number at the bank)", "“{0}”：第 {1} 条已逐字记录此事：不重复记录；若确有第二笔，请以凭证（银行流水号）区分") \
	X("'%.*s': %s are said to be spent, and %s were paid", "“{0}”：称已支出 {1:value}，而已付款 {2:value}") \
	X("'%.*s' is neither true nor false: row '%.*s' is not judged", "“{0}”既非真也非假：第“{1}”行不作判断") \
	X("no rule gives the label '%.*s' of row '%.*s'", "没有规则给出第“{1}”行的标签“{0}”") \
	X("'%.*s' is left out: it has %lld %s, %d are needed", "略去“{0}”：只有 {1} 行，须有 {3} 行") \
	X("no row of '%s' has the id '%.*s'", "“{0}”中没有编号为“{1}”的行") \
	X("left out, with the text of a row that is held back: %zu", "因与留出行文字相同而略去：{0} 行") \
	X("row '%.*s': %s '%.*s'", "第“{0}”行：{1:m}“{2}”")

#endif
