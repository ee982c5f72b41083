/* SPDX-License-Identifier: Apache-2.0
 *
 * stats.c - count what packs do to dreams. See stats.h.
 *
 * The measures are the usual ones (C. J. van Rijsbergen, "Information Retrieval", 1979, chapter 7): precision
 * tp/(tp+fp), recall tp/(tp+fn), F1 2tp/(2tp+fp+fn); macro-F1 is the mean over labels, so that rare ones count as
 * much as frequent ones. A dream without a category misses its label, and is no false positive of another.
 */
#include "base/error.h"
#include "base/str.h"
#include "classify/stats_count.h"

#include <stdlib.h>

/* ---- one dream --------------------------------------------------------------------------------------------- */

typedef struct dream {
	fl_stats *s;
	fl_str id;
	const fl_tag_input *input;
	const fl_tagging *tagging;
	uint32_t label; /* FL_STATS_NONE: unlabelled */
	bool should;    /* get the label */
	fl_error *err;
} dream;

static size_t rule_index(const fl_stats *s, const fl_held *held)
{
	return s->first_rule[held->pack] + held->rule;
}

static const fl_rule *rule_of(const fl_stats *s, const fl_held *held)
{
	return &s->packs[held->pack]->rules[held->rule];
}

static bool gives(const fl_rule *rule, fl_str tag)
{
	for (size_t i = 0; i < rule->num_tags; i++)
		if (fl_str_eq(rule->tags[i], tag))
			return true;
	return false;
}

static bool has_tag(const fl_tagging *t, fl_str tag)
{
	for (size_t i = 0; i < t->num_tags; i++)
		if (fl_str_eq(t->tags[i], tag))
			return true;
	return false;
}

/* Does one of the tags of the rule, given to this dream, stand for something that no other rule gives it? */
static bool is_alone(const dream *d, size_t which)
{
	const fl_rule *rule = rule_of(d->s, &d->tagging->held[which]);

	for (size_t t = 0; t < rule->num_tags; t++) {
		bool shared = !has_tag(d->tagging, rule->tags[t]);
		for (size_t i = 0; i < d->tagging->num_held && !shared; i++)
			shared = i != which && gives(rule_of(d->s, &d->tagging->held[i]), rule->tags[t]);
		if (!shared)
			return true;
	}
	return false;
}

static bool is_category(const fl_stats *s, fl_str tag)
{
	return s->tags.items[fl_map_get(&s->tag_by_name, tag)].category;
}

static bool has_conflict(const dream *d, const fl_rule *rule)
{
	for (size_t t = 0; t < rule->num_tags; t++)
		for (size_t i = 0; is_category(d->s, rule->tags[t]) && i < d->tagging->num_tags; i++)
			if (is_category(d->s, d->tagging->tags[i]) && !gives(rule, d->tagging->tags[i]))
				return true;
	return false;
}

/* What is kept lives in the arena. The words are the first that the rule hit. */
static fl_status keep_instance(const dream *d, const fl_held *held, fl_instances *list)
{
	const fl_pack *pack = held ? d->s->packs[held->pack] : NULL;
	fl_instance one = { .id = fl_arena_str(&d->s->arena, d->id),
			    .label = d->s->tags.items[d->label].name,
			    .field = { "", 0 },
			    .words = { "", 0 } };

	if (list->len >= d->s->show)
		return FL_OK;
	for (size_t i = 0; held && i < d->tagging->num_matches && !one.words.len; i++) {
		const fl_match *m = &d->tagging->matches[i];
		if (!m->tag.len || m->capture.len || !fl_str_eq(m->pack, pack->id) ||
		    !fl_str_eq(m->rule, pack->rules[held->rule].id))
			continue;
		for (size_t f = 0; f < d->input->num_fields; f++)
			if (fl_str_eq(d->input->fields[f].name, m->field))
				one.words = fl_str_slice(d->input->fields[f].text, m->start, m->end);
		one.field = fl_arena_str(&d->s->arena, m->field);
		one.words = fl_arena_str(&d->s->arena, one.words);
	}
	if (!one.id.data || !one.field.data || !one.words.data || !fl_vec_push(list, one))
		return fl_enomem(d->err);
	return FL_OK;
}

/* A rule speaks on the label when it gives it, or, where every other tag is wrong, another of its namespace. */
static fl_status judge_rule(const dream *d, size_t which)
{
	const fl_held *held = &d->tagging->held[which];
	const fl_rule *rule = rule_of(d->s, held);
	const fl_tag_count *label = &d->s->tags.items[d->label];
	fl_rule_count *count = &d->s->rules[rule_index(d->s, held)];
	bool says = gives(rule, label->name), other = false;

	for (size_t t = 0; t < rule->num_tags && !d->s->judged; t++) {
		size_t tag = fl_map_get(&d->s->tag_by_name, rule->tags[t]);
		other = other || d->s->tags.items[tag].space == label->space || label->space == FL_STATS_SPACES_MAX;
	}
	if (says && d->should)
		count->right++;
	else if (says || other) {
		count->wrong++;
		return keep_instance(d, held, &count->wrongs);
	}
	return FL_OK;
}

static fl_status count_rules(const dream *d)
{
	const fl_tagging *t = d->tagging;

	for (size_t i = 0; i < t->num_held; i++) {
		fl_rule_count *count = &d->s->rules[rule_index(d->s, &t->held[i])];
		count->held++;
		count->alone += is_alone(d, i);
		count->conflicts += has_conflict(d, rule_of(d->s, &t->held[i]));
		for (size_t k = 0; k < t->num_held; k++)
			if (k != i && !fl_pair_counts_add(&d->s->overlaps, (uint32_t)rule_index(d->s, &t->held[i]),
						  (uint32_t)rule_index(d->s, &t->held[k])))
				return fl_enomem(d->err);
		if (d->label != FL_STATS_NONE)
			FL_TRY(judge_rule(d, i));
	}
	return FL_OK;
}

/* What the packs say of the label's namespace: of categories one, of other tags those that are given. */
static bool predicts(const dream *d, const fl_tag_count *label, uint32_t tag)
{
	const fl_tag_count *t = &d->s->tags.items[tag];

	if (d->s->judged || !label->category)
		return has_tag(d->tagging, t->name);
	return fl_str_eq(d->tagging->category, t->name);
}

static fl_status judge_tag(const dream *d, uint32_t tag, bool *right)
{
	fl_tag_count *label = &d->s->tags.items[d->label], *t = &d->s->tags.items[tag];
	bool given = predicts(d, label, tag), should = tag == d->label && d->should;

	t->true_positives += given && should;
	t->false_positives += given && !should;
	t->false_negatives += !given && should;
	*right = *right && given == should;
	return !given && should ? keep_instance(d, NULL, &t->missed) : FL_OK;
}

static fl_status count_confusion(const dream *d)
{
	uint32_t none = d->tagging->unclear ? FL_STATS_UNCLEAR : FL_STATS_NONE;
	const fl_tag_count *label = &d->s->tags.items[d->label];
	bool any = false, good = true;

	for (uint32_t i = 0; i < d->s->tags.len; i++) {
		if (d->s->tags.items[i].space != label->space || !predicts(d, label, i))
			continue;
		any = true;
		good = good && fl_pair_counts_add(&d->s->confusion, d->label, i);
	}
	if (!any)
		good = fl_pair_counts_add(&d->s->confusion, d->label, label->category ? none : FL_STATS_NONE);
	return good ? FL_OK : fl_enomem(d->err);
}

static fl_status judge(const dream *d)
{
	const uint32_t space = d->s->tags.items[d->label].space;
	bool right = true;

	d->s->scored++;
	d->s->tags.items[d->label].labelled += d->should;
	d->s->tags.items[d->label].judged++;
	for (uint32_t i = 0; i < d->s->tags.len; i++)
		if (i == d->label || (!d->s->judged && d->s->tags.items[i].space == space && space != FL_STATS_SPACES_MAX))
			FL_TRY(judge_tag(d, i, &right));
	d->s->right += right;
	return d->s->judged ? FL_OK : count_confusion(d);
}

fl_status fl_stats_add(fl_stats *stats, fl_str id, const fl_tag_input *input, const fl_tagging *tagging, fl_str label,
		       fl_verdict verdict, bool *ret_known, fl_error *err)
{
	dream d = { .s = stats,
		    .id = id,
		    .input = input,
		    .tagging = tagging,
		    .label = FL_STATS_NONE,
		    .should = verdict == FL_LABEL_TRUE,
		    .err = err };

	*ret_known = true;
	if (verdict != FL_UNLABELLED)
		FL_TRY(fl_stats_find_label(stats, label, &d.label, ret_known, err));
	stats->dreams++;
	stats->tagged += tagging->num_tags > 0;
	stats->categorised += tagging->category.len > 0;
	stats->unclear += tagging->unclear;
	stats->limits += tagging->limits_hit;
	for (size_t i = 0; i < tagging->num_tags; i++)
		stats->tags.items[fl_map_get(&stats->tag_by_name, tagging->tags[i])].given++;
	FL_TRY(count_rules(&d));
	return d.label == FL_STATS_NONE ? FL_OK : judge(&d);
}

/* ---- measures ---------------------------------------------------------------------------------------------- */

fl_share fl_tag_precision(const fl_tag_count *t)
{
	return (fl_share){ t->true_positives, t->true_positives + t->false_positives };
}

fl_share fl_tag_recall(const fl_tag_count *t)
{
	return (fl_share){ t->true_positives, t->true_positives + t->false_negatives };
}

fl_share fl_tag_f1(const fl_tag_count *t)
{
	return (fl_share){ 2 * t->true_positives, 2 * t->true_positives + t->false_positives + t->false_negatives };
}

fl_share fl_tag_accuracy(const fl_tag_count *t)
{
	return (fl_share){ t->judged - t->false_positives - t->false_negatives, t->judged };
}

/* Rounded half up to so many parts of one. */
static int64_t parts(int64_t n, int64_t d, int64_t of)
{
	return d > 0 ? (2 * n * of + d) / (2 * d) : 0;
}

int64_t fl_share_rounded(fl_share share)
{
	return parts(share.n, share.d, 10000);
}

int64_t fl_stats_mean(const fl_stats *stats, fl_share (*measure)(const fl_tag_count *t))
{
	const int64_t fine = 1000000000; /* so that the parts of the sum do not show when it is rounded */
	int64_t sum = 0, count = 0;

	for (size_t i = 0; i < stats->tags.len; i++) {
		fl_share share = measure(&stats->tags.items[i]);
		if (stats->tags.items[i].judged == 0)
			continue;
		sum += parts(share.n, share.d, fine);
		count++;
	}
	return count ? parts(sum / count, fine, 10000) : 0;
}
