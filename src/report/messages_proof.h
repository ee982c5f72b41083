/* SPDX-License-Identifier: Apache-2.0
 *
 * messages_proof.h - why the checker does not confirm a result, in Chinese. How a line is written: message.h.
 */
#ifndef FL_REPORT_MESSAGES_PROOF_H
#define FL_REPORT_MESSAGES_PROOF_H

/* clang-format off */
#define FL_MESSAGES_PROOF(X) \
	X("not verified", "未通过核验") \
	X("dream '%.*s' does not get its base grant", "梦想“{0}”未得到其基础资助") \
	X("dream '%.*s' has a negative award", "梦想“{0}”的资助为负数") \
	X("dream '%.*s' has an award, but is not qualified", "梦想“{0}”不符合条件，却有资助") \
	X("dream '%.*s' has an award, but no pool may pay it", "梦想“{0}”有资助，但没有资金池可支付它") \
	X("the award of dream '%.*s' exceeds its request", "梦想“{0}”的资助超过其申请") \
	X("dream '%.*s' was stopped, but has an award", "梦想“{0}”已终止，却有资助") \
	X("the award of dream '%.*s' exceeds its cap", "梦想“{0}”的资助超过其上限") \
	X("the award of dream '%.*s' is below the least it may get", "梦想“{0}”的资助低于其最低额") \
	X("the award of dream '%.*s' is not a multiple of the granularity", "梦想“{0}”的资助不是资助单位的整数倍") \
	X("there are %zu awards for %zu dreams", "{1} 个梦想却有 {0} 项资助") \
	X("the awards are of another granularity than the policy's or one minor unit", "资助的单位既不是政策所定，也不是一个最小货币单位") \
	X("the round is called infeasible, but dream '%.*s' has an award", "本轮称为无可行解，但梦想“{0}”有资助") \
	X("the round is called infeasible, but there are payments", "本轮称为无可行解，但有支付") \
	X("infeasible: nothing is awarded", "无可行解：没有分配资金") \
	X("payment %zu names a dream or pool that does not exist", "第 {0} 项支付所指的梦想或资金池不存在") \
	X("a payment to dream '%.*s' is not above 0", "对梦想“{0}”的一项支付不大于零") \
	X("pool '%.*s' pays dream '%.*s', which it may not pay", "资金池“{0:limit}”支付了它不可支付的梦想“{1}”") \
	X("the payments to dream '%.*s' are out of order or given twice", "对梦想“{0}”的支付次序有误或重复") \
	X("pool '%.*s' pays more than is in it", "资金池“{0:limit}”的支付超过其资金") \
	X("pool '%.*s' must be spent, but is not", "资金池“{0:limit}”须用完，但未用完") \
	X("the payments to dream '%.*s' do not add up to its award", "对梦想“{0}”的各项支付之和不等于其资助") \
	X("the %s fund more dreams of %.*s than may be funded", "{0:m}资助的{1:m}中的梦想多于可资助的个数") \
	X("awards", "资助") \
	X("unrounded amounts", "取整前金额") \
	X("the award of dream '%.*s' is not its unrounded amount, rounded", "梦想“{0}”的资助不是其取整前金额的取整") \
	X("the awards have another value than stated", "资助的目标值与所述不同") \
	X("the awards have a higher value than the stated bound", "资助的目标值高于所述上界") \
	X("dream '%.*s' was rejected, but is not said to be ineligible", "梦想“{0}”已被否决，却未标为不符合资格") \
	X("dream '%.*s' is an exception, but is not said to be qualified", "梦想“{0}”是例外，却未标为符合条件") \
	X("dream '%.*s' is called qualified, but its %lld flowers do not reach its threshold of %lld", "梦想“{0}”标为符合条件，但其 {1} 朵小红花未达门槛 {2}") \
	X("dream '%.*s' is called qualified, but its %lld givers do not reach its threshold of %lld", "梦想“{0}”标为符合条件，但其 {1} 位送花人未达门槛 {2}") \
	X("dream '%.*s' is said to be below its threshold of %lld, but has %lld flowers", "梦想“{0}”标为未达门槛 {1}，但有 {2} 朵小红花") \
	X("dream '%.*s' is called qualified, but the round's rules make it ineligible", "梦想“{0}”标为符合条件，但按本轮规则不符合资格") \
	X("dream '%.*s' is said to need %lld givers, but the round asks for %lld", "梦想“{0}”标为须有 {1} 位送花人，但本轮要求 {2} 位") \
	X("dream '%.*s' requests no money", "梦想“{0}”没有申请资金") \
	X("dream '%.*s' has a negative tally", "梦想“{0}”的小红花数为负") \
	X("dream '%.*s' has a negative breadth of support", "梦想“{0}”的支持广度为负") \
	X("two dreams have the id '%.*s'", "有两个梦想的编号同为“{0}”") \
	X("the weight of dream '%.*s' is no whole number", "梦想“{0}”的权重不是整数") \
	X("stage %zu of the proof leans on a cut, which has no say there", "证明的第 {0} 阶段依据一个在此不适用的割平面") \
	X("stage %zu of the proof leans on %.*s, which has no say there", "证明的第 {0} 阶段依据在此不适用的{1:m}") \
	X("stage %zu of the proof does not show that its level is the last", "证明的第 {0} 阶段未能表明其水平为最后水平") \
	X("nothing moves on after stage %zu of the proof: it shows no limit", "证明的第 {0} 阶段之后没有进展：它未指出限制") \
	X("stage %zu of the proof pins %u dreams, not %u", "证明的第 {0} 阶段固定了 {1} 个梦想，而非 {2} 个") \
	X("stage %zu of the proof is out of order", "证明的第 {0} 阶段次序有误") \
	X("stage %zu of the proof goes beyond the end of its phase", "证明的第 {0} 阶段超出其所在步骤的末尾") \
	X("stage %zu of the proof has no place there", "证明的第 {0} 阶段不应在此") \
	X("the unrounded amount of dream '%.*s' is not what the stages leave it with", "梦想“{0}”的取整前金额与各阶段所余不符") \
	X("the smallest ratio is another than the stated optimum", "最小比率与所述最优值不同") \
	X("the smallest ratio of the awards is another than stated", "资助的最小比率与所述不同") \
	X("the stated bound is not the optimum, which the stages prove", "所述上界不是各阶段所证明的最优值") \
	X("the proof has a search tree, but there is nothing to choose", "证明带有搜索树，但没有可选择的内容") \
	X("cut %zu of the proof %s", "证明的第 {0} 个割平面{1:m}") \
	X("counts a dream from above that nothing may be paid to", "从上限计入了不可支付的梦想") \
	X("names a dream of its side twice", "两次指出同一侧的梦想") \
	X("counts some dreams of a column from above, and others not", "对同一列的梦想有的从上限计、有的不是") \
	X("is made from fractions of the limits", "由限制的非整数倍构成") \
	X("has numbers that are too large", "的数字过大") \
	X("is made from itself or a later one", "由其自身或之后的割平面构成") \
	X("names multipliers or a side that do not exist", "所指的乘数或一侧不存在") \
	X("has no divisor that could be used", "没有可用的除数") \
	X("dream '%.*s' states an organisation, but belongs to none", "梦想“{0}”写有机构，却不属于任何机构") \
	X("dreams '%.*s' and '%.*s' state the same organisation, but belong to two", "梦想“{0}”与“{1}”写有同一机构，却分属两家") \
	X("the round says that dreams '%.*s' and '%.*s' are of one organisation, but they belong to two", "本轮规定梦想“{0}”与“{1}”同属一家机构，却分属两家") \
	X("the %s give %.*s less than its minimum", "{0:m}使{1:m}低于其下限") \
	X("the %s give %.*s more than its maximum", "{0:m}使{1:m}高于其上限") \
	X("the %s give %.*s less than its minimum of what is awarded", "{0:m}使{1:m}占已分配资金的份额低于其下限") \
	X("the %s give %.*s more than its maximum of what is awarded", "{0:m}使{1:m}占已分配资金的份额高于其上限") \
	X("the unrounded amount of dream '%.*s' %s", "梦想“{0}”的取整前金额{1:m}") \
	X("is malformed", "格式有误") \
	X("is not 0, but nothing may be paid to it", "不为零，但不可向它支付") \
	X("exceeds the most it may get", "超过其最多可得") \
	X("is below the least it may get", "低于其最低额") \
	X("fraction %zu of the unrounded solution is not between 0 and 1", "取整前的解的第 {0} 个分数不在 0 与 1 之间") \
	X("the fractions of the unrounded solution have no denominator of reasonable size", "取整前的解的分数没有大小合理的公分母") \
	X("the unrounded solution has another value than the stated optimum", "取整前的解的目标值与所述最优值不同") \
	X("the unrounded solution has %zu amounts for %zu dreams", "取整前的解对 {1} 个梦想给出 {0} 个金额") \
	X("the unrounded solution does not spend pool '%.*s', which must be spent", "取整前的解未用完须用完的资金池“{0:limit}”") \
	X("the targets need more money than the pools have: pool '%.*s' is short", "目标金额所需超过资金池的资金：资金池“{0:limit}”不足") \
	X("the unrounded solution needs more money than the pools have: pool '%.*s' is short", "取整前的解所需超过资金池的资金：资金池“{0:limit}”不足") \
	X("column %zu of the proof is empty", "证明的第 {0} 列为空") \
	X("column %zu of the proof names a dream that does not exist", "证明的第 {0} 列所指的梦想不存在") \
	X("column %zu of the proof has dream '%.*s', which nothing may be paid to", "证明的第 {0} 列含有不可支付的梦想“{1}”") \
	X("dream '%.*s' stands twice in the columns of the proof", "梦想“{0}”在证明的列中出现两次") \
	X("column %zu of the proof takes dream '%.*s' for the equal of another, which it is not", "证明的第 {0} 列把梦想“{1}”当作与另一梦想等同，其实不然") \
	X("the proof uses the limit '%.*s', which the round does not have", "证明用到本轮没有的限制“{0}”") \
	X("multiplier set %zu names a limit that does not exist", "第 {0} 组乘数所指的限制不存在") \
	X("multiplier set %zu gives two multipliers to cut %zu", "第 {0} 组乘数给第 {1} 个割平面两个乘数") \
	X("multiplier set %zu has the wrong sign for cut %zu", "第 {0} 组乘数对第 {1} 个割平面的符号有误") \
	X("multiplier set %zu gives two multipliers to %.*s", "第 {0} 组乘数给{1:m}两个乘数") \
	X("multiplier set %zu has the wrong sign for %.*s, which has no such limit", "第 {0} 组乘数对{1:m}的符号有误，它没有这种限制") \
	X("leaf %u of the proof names no limit on the number of funded dreams", "证明的第 {0} 个叶节点未指出对获资助个数的限制") \
	X("leaf %u of the proof does not fund more dreams than %.*s allows", "证明的第 {0} 个叶节点资助的梦想并未多于{1:m}所允许的个数") \
	X("leaf %u of the proof names multipliers that do not exist", "证明的第 {0} 个叶节点所指的乘数不存在") \
	X("leaf %u of the proof is not shown to be empty", "证明的第 {0} 个叶节点未被表明为空") \
	X("leaf %u of the proof only shows a higher bound than stated", "证明的第 {0} 个叶节点只表明了高于所述的上界") \
	X("node %u of the proof has two parents", "证明的第 {0} 个节点有两个父节点") \
	X("branch %u of the proof is on a column that does not exist", "证明的第 {0} 个分支所在的列不存在") \
	X("branch %u of the proof leads nowhere, or back", "证明的第 {0} 个分支没有去向，或折回") \
	X("node %u of the proof is of no known kind", "证明的第 {0} 个节点类型未知") \
	X("node %zu of the proof is the child of no branch", "证明的第 {0} 个节点不属于任何分支") \
	X("no leaf of the proof gives a bound", "证明没有给出上界的叶节点") \
	X("the proof shows a bound below the value of its own solution", "证明给出的上界低于其自身解的目标值") \
	X("the allocation is called optimal, but the bound is above the optimum", "分配称为最优，但上界高于最优值") \
	X("a bound is claimed, but there is no proof of it", "声称有上界，却没有证明") \
	X("the turn of dream '%.*s' is before the money is gone, and it does not get all it may", "轮到梦想“{0}”时资金尚未用完，而它未得到可得的全部") \
	X("dream '%.*s' has an award, though it does not fit when its turn comes", "轮到梦想“{0}”时已放不下，它却有资助")

#endif
