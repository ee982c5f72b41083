/* SPDX-License-Identifier: Apache-2.0
 *
 * reason.c - one fixed sentence for each reason, in English and Chinese, and what would have changed it.
 *
 * Decides nothing: which reason holds was found by allocate/ (fl_award.reason) or by the standing of the dream.
 * A sentence is a template; {needs} and the like are filled in from the award, the round and the limit. The part
 * "needs" is added where a dream without money is known to need more flowers. Messages have no full stop: pages and
 * terminals differ.
 */
#include "report/reason.h"

#include "base/error.h"
#include "base/str.h"
#include "report/figure.h"
#include "report/report.h"
#include "report/tag_words.h"

/* What a template may name: {0} to {9}. */
enum { ARG_NEEDS, ARG_TALLY, ARG_MORE, ARG_LIMIT, ARG_MAX, ARG_MIN, ARG_UPPER, ARG_LEAST, ARG_OTHER, ARG_GIVERS, NUM_ARGS };

typedef struct reason_text {
	const char *code;
	const char *say[2];    /* by fl_lang */
	const char *needs[2];  /* appended to say where the needed flowers are known; "" nothing */
	const char *change[2]; /* "" nothing would have */
	const char *change_needs[2];
} reason_text;

static const reason_text reasons[] = {
	[FL_WHY_FULL] = { "full",
			  { "fully funded: the award is the whole request", "全额资助：资助金额等于申请金额" },
			  { "", "" },
			  { "", "" },
			  { "", "" } },
	[FL_WHY_CAP] = { "cap",
			 { "limited by the cap of one dream: at most {6}", "受单个梦想上限限制：最多 {6}" },
			 { "", "" },
			 { "a higher cap for one dream", "提高单个梦想的上限" },
			 { "", "" } },
	[FL_WHY_GROUP] = { "group",
			   { "limited by {3}, whose dreams together receive at most {4}",
			     "受{3}限制：该组梦想合计最多获得 {4}" },
			   { "; {0} would have brought its first money", "；达到 {0}即可获得资金" },
			   { "a higher maximum of {3}", "提高{3}的上限" },
			   { ", or {0} instead of {1}", "，或小红花由 {1}增至 {0}" } },
	[FL_WHY_POOL] = { "pool",
			  { "limited by the money of the pools that may pay it", "受可支付它的资金池金额限制" },
			  { "; {0} would have brought its first money", "；达到 {0}即可获得资金" },
			  { "more money in the pools that may pay it", "增加可支付它的资金池的金额" },
			  { ", or {0} instead of {1}", "，或小红花由 {1}增至 {0}" } },
	[FL_WHY_OUTBID] = { "outbid",
			    { "not funded: other dreams brought more flowers for the same money",
			      "未获资助：同样的资金用于其他梦想可实现更多小红花" },
			    { "; {0} would have brought money", "；达到 {0}本可获得资金" },
			    { "a smaller request, perhaps more money in the pools that may pay it",
			      "降低申请金额，或许增加可支付它的资金池的金额" },
			    { ", or {0} instead of {1}", "，或小红花由 {1}增至 {0}" } },
	[FL_WHY_MARGIN] = { "margin",
			    { "partly funded: the last money went here", "部分资助：最后一笔资金分配于此" },
			    { "", "" },
			    { "more money in the pools that may pay it", "增加可支付它的资金池的金额" },
			    { "", "" } },
	[FL_WHY_NO_POOL] = { "no-pool",
			     { "not funded: no pool may pay this dream", "未获资助：没有资金池可以支付此梦想" },
			     { "", "" },
			     { "a pool whose selector includes it", "有资金池的选择条件包含它" },
			     { "", "" } },
	[FL_WHY_INDIVISIBLE] = { "indivisible",
				 { "not funded: it receives at least {7} or nothing, and the best selection has no "
				   "room for it",
				   "未获资助：要么至少获得 {7}，要么不资助，而最优选择中没有余地" },
				 { "; {0} would have made room", "；达到 {0}本可入选" },
				 { "more money, or a smaller smallest award", "增加资金，或降低最低资助额" },
				 { ", or {0} instead of {1}", "，或小红花由 {1}增至 {0}" } },
	[FL_WHY_FLOOR] = { "floor",
			   { "funded because {3} must receive at least {5}", "获资助，因为{3}至少须获得 {5}" },
			   { "", "" },
			   { "without that minimum the money would bring more flowers elsewhere",
			     "若无此下限，资金用于别处可实现更多小红花" },
			   { "", "" } },
	[FL_WHY_BELOW_THRESHOLD] = { "below-threshold",
				     { "below threshold by {2}", "未达门槛，还差 {2}" },
				     { "", "" },
				     { "{2} more, or a lower threshold, to take part; whether there is money for it then is not computed here",
				       "再获得 {2}，或降低门槛，即可参与分配；届时能否获得资金此处未计算" },
				     { "", "" } },
	[FL_WHY_DUPLICATE] = { "duplicate",
			       { "duplicate of '{8}'", "与“{8}”重复" },
			       { "", "" },
			       { "a reviewer's decision that the two are different dreams",
				 "评审人判定两者是不同的梦想" },
			       { "", "" } },
	[FL_WHY_INELIGIBLE] = { "ineligible",
				{ "not eligible: by the decision of a reviewer", "不符合资格：由评审人决定" },
				{ "", "" },
				{ "another decision of a reviewer", "评审人作出不同决定" },
				{ "", "" } },
	[FL_WHY_GREEDY_FIT] = { "greedy-fit",
				{ "taken in its turn: the money left covered it", "按顺序入选：剩余资金足够" },
				{ "", "" },
				{ "", "" },
				{ "", "" } },
	[FL_WHY_GREEDY_SKIP] = { "greedy-skip",
				 { "not funded: the money left did not cover it when its turn came",
				   "未获资助：轮到它时剩余资金不足" },
				 { "", "" },
				 { "more money, a smaller request or an earlier turn",
				   "增加资金、降低申请金额或顺序提前" },
				 { "", "" } },
	[FL_WHY_GREEDY_STOP] = { "greedy-stop",
				 { "not funded: the rule had stopped before its turn came",
				   "未获资助：轮到它之前规则已停止" },
				 { "", "" },
				 { "more money or an earlier turn", "增加资金或顺序提前" },
				 { "", "" } },
	[FL_WHY_SHARES_PAID] = { "shares-paid",
				 { "funded: the equal shares of its supporters paid for it", "获资助：支持者的均等份额足以支付" },
				 { "", "" },
				 { "", "" },
				 { "", "" } },
	[FL_WHY_SHARES_SHORT] = { "shares-short",
				  { "not funded: the equal shares of its supporters did not suffice",
				    "未获资助：支持者的均等份额不足以支付" },
				  { "", "" },
				  { "more supporters, more money or a smaller request",
				    "更多支持者、增加资金或降低申请金额" },
				  { "", "" } },
	[FL_WHY_SHARES_REST] = { "shares-rest",
				 { "funded out of what equal shares left over, by its flowers",
				   "获资助：以均等份额的余款按小红花顺序支付" },
				 { "", "" },
				 { "", "" },
				 { "", "" } },
	[FL_WHY_MODEL] = { "model",
			   { "as the foundation's own model decides", "由基金会自有模型决定" },
			   { "", "" },
			   { "", "" },
			   { "", "" } },
	[FL_WHY_BEFORE] = { "before",
			    { "awarded all that it may get before", "此前已获得全部可得资金" },
			    { "", "" },
			    { "", "" },
			    { "", "" } },
	[FL_WHY_ENDED] = { "ended",
			   { "stopped after its award: it gets no more", "获资助后已终止：不再获得资金" },
			   { "", "" },
			   { "", "" },
			   { "", "" } },
	[FL_WHY_BASE] = { "base-grant",
			  { "the base grant that every qualified dream gets", "每个合格梦想都获得的基础资助" },
			  { "", "" },
			  { "more flowers, or more money in the pools that may pay it",
			    "更多小红花，或增加可支付它的资金池的金额" },
			  { "", "" } },
	[FL_WHY_SHARE] = { "share",
			   { "the share that the money allows for everyone alike",
			     "资金对所有梦想一视同仁所允许的份额" },
			   { "", "" },
			   { "more money in the pools that may pay it", "增加可支付它的资金池的金额" },
			   { "", "" } },
	[FL_WHY_WEIGHT] = { "weight",
			    { "all that its support comes to: its quadratic weight, as money", "其支持按二次方规则折算的全部金额" },
			    { "", "" },
			    { "more different givers; more money in the pools would not, since this round pays no more than the weights",
			      "更多不同的送花人；本轮最多只付折算的金额，增加资金池的金额不起作用" },
			    { "", "" } },
	[FL_WHY_INFEASIBLE] = { "infeasible",
				{ "no award: no division of the money meets every limit of the round",
				  "没有资助：没有满足本轮全部限制的分配方案" },
				{ "", "" },
				{ "a change to one of the limits in the conflict", "改动冲突中的一项限制" },
				{ "", "" } },
};

/* Below the threshold for want of different givers, too, or of these alone. */
/* Its maximum is what earlier divisions left of it. */
static const reason_text group_again = {
	"group",
	{ "limited by {3}, whose dreams together receive at most {4} more", "受{3}限制：该组梦想合计最多再获得 {4}" },
	{ "; {0} would have brought its first money", "；达到 {0}即可获得资金" },
	{ "a higher maximum of {3}", "提高{3}的上限" },
	{ ", or {0} instead of {1}", "，或小红花由 {1}增至 {0}" }
};

static const reason_text outbid_in_breadth = { "outbid",
					       { "not funded: other dreams brought broader support for the same money",
						 "未获资助：同样的资金用于其他梦想可实现更广泛的支持" },
					       { "; {0} would have brought money", "；达到{0}本可获得资金" },
					       { "a smaller request, perhaps more money in the pools that may pay it",
						 "降低申请金额，或许增加可支付它的资金池的金额" },
					       { ", or {0} instead of {1}", "，或由{1}增至{0}" } };
static const reason_text few_givers = { "below-threshold",
					{ "below threshold: enough flowers, but too few different givers ({9} short)",
					  "未达门槛：小红花已够，但还需 {9} 位不同的送花人" },
					{ "", "" },
					{ "more different givers ({9}), or a lower threshold of givers, to take part; whether there is money for it then is not computed here",
					  "再有 {9} 位不同的送花人，或降低人数门槛，即可参与分配；届时能否获得资金此处未计算" },
					{ "", "" } };
static const reason_text few_of_both = { "below-threshold",
					 { "below threshold by {2}, and too few different givers ({9} short)", "未达门槛，还差 {2}和 {9} 位不同的送花人" },
					 { "", "" },
					 { "{2} more, and more different givers ({9}), or lower thresholds, to take part; whether there is money for it then is not computed here",
					   "再获得 {2}、再有 {9} 位送花人，或降低门槛，即可参与分配；届时能否获得资金此处未计算" },
					 { "", "" } };

/* Ineligible by the round's own selectors: said before "by decision". */
static const reason_text excluded = { "ineligible",
				      { "not eligible: the round excludes dreams like it",
					"不符合资格：本轮排除此类梦想" },
				      { "", "" },
				      { "tags that the round does not exclude", "不带有本轮排除的标签" },
				      { "", "" } };
static const reason_text not_required = { "ineligible",
					  { "not eligible: it does not have what the round requires",
					    "不符合资格：不满足本轮的要求" },
					  { "", "" },
					  { "tags that the round requires", "带有本轮要求的标签" },
					  { "", "" } };

typedef struct status_text {
	const char *code;
	fl_word_id word;
} status_text;

static const status_text statuses[FL_ST_COUNT] = {
	[FL_ST_FUNDED] = { "funded", FL_W_ST_FUNDED },
	[FL_ST_PARTLY] = { "partly", FL_W_ST_PARTLY },
	[FL_ST_UNFUNDED] = { "unfunded", FL_W_ST_UNFUNDED },
	[FL_ST_BELOW] = { "below-threshold", FL_W_ST_BELOW },
	[FL_ST_DUPLICATE] = { "duplicate", FL_W_ST_DUPLICATE },
	[FL_ST_INELIGIBLE] = { "ineligible", FL_W_ST_INELIGIBLE },
};

fl_dream_status fl_dream_status_of(const fl_result_dream *dream)
{
	switch (dream->candidate->standing) {
	case FL_BELOW_THRESHOLD:
		return FL_ST_BELOW;
	case FL_DUPLICATE:
		return FL_ST_DUPLICATE;
	case FL_INELIGIBLE:
		return FL_ST_INELIGIBLE;
	case FL_QUALIFIED:
		break;
	}
	fl_money whole = dream->candidate->before + dream->award->amount;
	if (whole == 0)
		return FL_ST_UNFUNDED;
	return whole < dream->candidate->request ? FL_ST_PARTLY : FL_ST_FUNDED;
}

const char *fl_dream_status_code(fl_dream_status status)
{
	return statuses[status].code;
}

const char *fl_dream_status_word(fl_dream_status status, fl_lang lang)
{
	return fl_word(lang, statuses[status].word);
}

const char *fl_reason_code(fl_reason reason)
{
	return (size_t)reason < sizeof reasons / sizeof *reasons ? reasons[reason].code : "unknown";
}

fl_reason fl_reason_of(const fl_result *result, size_t dream)
{
	switch (result->dreams[dream].candidate->standing) {
	case FL_BELOW_THRESHOLD:
		return FL_WHY_BELOW_THRESHOLD;
	case FL_DUPLICATE:
		return FL_WHY_DUPLICATE;
	case FL_INELIGIBLE:
		return FL_WHY_INELIGIBLE;
	case FL_QUALIFIED:
		break;
	}
	if (result->allocation->outcome == FL_INFEASIBLE)
		return FL_WHY_INFEASIBLE;
	return result->dreams[dream].award->reason;
}

const fl_group *fl_limit_group(const fl_result *result, size_t line)
{
	const fl_limit_line *limit = &result->allocation->limits[line];
	if (limit->is_pool)
		return NULL;
	for (size_t g = 0; g < result->spec->num_groups; g++) {
		const fl_group *group = &result->spec->groups[g];
		bool each = group->each != FL_EACH_NONE;
		if (fl_str_eq(limit->name, group->id) && !each)
			return group;
		if (each && fl_str_starts(limit->name, group->id) && limit->name.len > group->id.len &&
		    limit->name.data[group->id.len] == '=')
			return group;
	}
	return NULL;
}

static fl_str title_or_id(fl_str title, fl_str id)
{
	return title.len > 0 ? title : id;
}

void fl_limit_title(const fl_result *result, size_t line, fl_lang lang, fl_buf *out)
{
	const fl_limit_line *limit = &result->allocation->limits[line];
	const fl_group *group = fl_limit_group(result, line);
	if (group != NULL) {
		fl_buf_str(out, title_or_id(group->title, group->id));
		if (limit->name.len > group->id.len + 1) { /* the public page leaves the value out */
			fl_str value = fl_str_slice(limit->name, group->id.len + 1, limit->name.len);
			fl_buf_puts(out, lang == FL_LANG_ZH ? "：" : ": ");
			fl_buf_str(out, lang == FL_LANG_ZH ? fl_tag_word_or_tag(result->spec, lang, value) : value);
		}
		return;
	}
	for (size_t p = 0; p < result->spec->num_pools; p++) {
		if (limit->is_pool && fl_str_eq(result->spec->pools[p].id, limit->name)) {
			fl_buf_str(out, title_or_id(result->spec->pools[p].title, limit->name));
			return;
		}
	}
	fl_buf_str(out, limit->name);
}

/* "group 'Education'", "资金池“教育”" */
static void put_limit(const fl_result *result, size_t line, fl_lang lang, fl_buf *out)
{
	bool pool = result->allocation->limits[line].is_pool;
	if (lang == FL_LANG_ZH)
		fl_buf_puts(out, pool ? "资金池“" : "分组“");
	else
		fl_buf_puts(out, pool ? "pool '" : "group '");
	fl_limit_title(result, line, lang, out);
	fl_buf_puts(out, lang == FL_LANG_ZH ? "”" : "'");
}

/* What a dream counts for, in the words of the policy's breadth. */
static void put_voice(const fl_result *result, fl_lang lang, int64_t n, fl_buf *out)
{
	static const char *const around[][2][2] = { [FL_BREADTH_ROOTS] = { { "a breadth of ", "" }, { "广度 ", "" } },
						    [FL_BREADTH_GIVERS] = { { "", " givers" }, { "", " 位送花人" } } };
	fl_breadth breadth = result->spec->policy.breadth;
	if (breadth == FL_BREADTH_NONE) {
		fl_figure_flowers(out, lang, n);
		return;
	}
	fl_buf_puts(out, around[breadth][lang][0]);
	fl_figure_count(out, n);
	fl_buf_puts(out, n == 1 && lang == FL_LANG_EN && breadth == FL_BREADTH_GIVERS ? " giver" : around[breadth][lang][1]);
}

static const reason_text *text_of(const fl_result *result, size_t dream)
{
	const fl_candidate *candidate = result->dreams[dream].candidate;
	fl_reason reason = fl_reason_of(result, dream);
	if (candidate->ruling == FL_RULED_REJECTED)
		return &reasons[reason];
	if (reason == FL_WHY_INELIGIBLE && result->spec->exclude != NULL &&
	    fl_selector_matches(result->spec->exclude, candidate))
		return &excluded;
	if (reason == FL_WHY_INELIGIBLE && result->spec->require != NULL &&
	    !fl_selector_matches(result->spec->require, candidate))
		return &not_required;
	if (reason == FL_WHY_GROUP && result->earlier)
		return &group_again;
	if (reason == FL_WHY_OUTBID && result->spec->policy.breadth != FL_BREADTH_NONE)
		return &outbid_in_breadth;
	if (reason == FL_WHY_BELOW_THRESHOLD && candidate->givers < candidate->threshold_givers)
		return candidate->tally < candidate->threshold ? &few_of_both : &few_givers;
	return &reasons[reason];
}

/* Write every argument into 'store', and point args[] into it once it has stopped growing. */
static void make_args(const fl_result *result, size_t index, fl_lang lang, fl_buf *store, fl_str args[NUM_ARGS])
{
	const fl_result_dream *dream = &result->dreams[index];
	const fl_candidate *candidate = dream->candidate;
	const fl_currency *currency = &result->spec->currency;
	const fl_award *award = dream->award;
	bool has_limit = award->limit < result->allocation->num_limits;
	const fl_limit_line *limit = has_limit ? &result->allocation->limits[award->limit] : NULL;
	size_t ends[NUM_ARGS];
	for (int a = 0; a < NUM_ARGS; a++) {
		if (a == ARG_NEEDS)
			put_voice(result, lang, award->needs, store);
		else if (a == ARG_TALLY)
			put_voice(result, lang, fl_round_voice(result->spec, candidate), store);
		else if (a == ARG_MORE)
			fl_figure_flowers(store, lang, candidate->threshold - candidate->tally);
		else if (a == ARG_LIMIT && has_limit)
			put_limit(result, award->limit, lang, store);
		else if (a == ARG_MAX && has_limit)
			fl_figure_amount(store, currency, lang, limit->has_max ? limit->max : limit->awarded);
		else if (a == ARG_MIN && has_limit)
			fl_figure_amount(store, currency, lang, limit->has_min ? limit->min : limit->awarded);
		else if (a == ARG_UPPER)
			fl_figure_amount(store, currency, lang, dream->upper);
		else if (a == ARG_LEAST)
			fl_figure_amount(store, currency, lang, fl_round_least(result->spec, candidate));
		else if (a == ARG_GIVERS)
			fl_figure_count(store, candidate->threshold_givers - candidate->givers);
		else if (a == ARG_OTHER)
			fl_buf_str(store, result->dreams[dream->representative].dream->id);
		ends[a] = store->len;
	}
	for (int a = 0; a < NUM_ARGS && store->status == FL_OK; a++)
		args[a] = fl_str_slice(fl_buf_view(store), a == 0 ? 0 : ends[a - 1], ends[a]);
}

static void put_sentence(const fl_result *result, size_t dream, fl_lang lang, bool change, fl_buf *out)
{
	const reason_text *text = text_of(result, dream);
	const fl_award *award = result->dreams[dream].award;
	bool broad = result->spec->policy.breadth != FL_BREADTH_NONE && lang == FL_LANG_ZH && text->change_needs[lang][0];
	const char *change_needs = broad ? "，或由{1}增至{0}" : text->change_needs[lang];
	fl_buf store;
	fl_str args[NUM_ARGS];
	fl_buf_init(&store, FL_BUF_MAX_DEFAULT);
	make_args(result, dream, lang, &store, args);
	if (store.status != FL_OK) {
		fl_figure_failed(out, &store);
	} else {
		fl_word_fill(out, change ? text->change[lang] : text->say[lang], args, NUM_ARGS);
		if (award->amount == 0 && award->needs > fl_round_voice(result->spec, result->dreams[dream].candidate))
			fl_word_fill(out, change ? change_needs : text->needs[lang], args, NUM_ARGS);
	}
	fl_buf_release(&store);
}

void fl_reason_say(const fl_result *result, size_t dream, fl_lang lang, fl_buf *out)
{
	put_sentence(result, dream, lang, false, out);
}

void fl_reason_change(const fl_result *result, size_t dream, fl_lang lang, fl_buf *out)
{
	put_sentence(result, dream, lang, true, out);
}

fl_status fl_report_reason(const fl_result *result, size_t dream, const char *lang, fl_buf *out, fl_error *err)
{
	fl_lang language;
	FL_TRY(fl_lang_parse(lang, &language, err));
	if (dream >= result->num_dreams)
		return fl_error_set(err, FL_ENOTFOUND, "no dream with the index %zu", dream);
	fl_reason_say(result, dream, language, out);
	return fl_buf_status(out, err);
}
