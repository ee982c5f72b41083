/* SPDX-License-Identifier: Apache-2.0
 *
 * fit_evidence.c - one pairing, told in full: which tags, which regions, which wishes, which words. Found term by term and set by set, not by
 * the indexes of fit.c, so that a test can hold the two against each other.
 */
#include "partner/fit.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "dedup/shared.h"
#include "text/normalise.h"

static void add_line(fl_buf *buf, fl_str text)
{
	if (buf->len > 0)
		fl_buf_putc(buf, '\n');
	fl_buf_str(buf, text);
}

static fl_status keep(fl_buf *buf, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_status status = fl_buf_status(buf, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(arena, buf->len > 0 ? fl_buf_view(buf) : FL_STR(""));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_clear(buf);
	return status;
}

/* Is the field a tag of the dream, its category, or the name of one? */
static bool has_field(const fl_candidate *dream, fl_str field)
{
	for (size_t i = 0; i <= dream->num_tags; i++) {
		fl_str tag = i < dream->num_tags ? dream->tags[i] : dream->category;
		if (tag.len > 0 && (fl_str_eq(tag, field) || fl_str_eq(fl_tag_name(tag), field)))
			return true;
	}
	return false;
}

/* Is 'region' 'above' or inside it? */
static bool is_in(fl_str region, fl_str above)
{
	return fl_str_eq(region, above) || (region.len > above.len && above.len > 0 && region.data[above.len] == '/' &&
					    fl_str_eq(fl_str_slice(region, 0, above.len), above));
}

/* Do both lie in one region? */
static bool is_near(fl_str a, fl_str b)
{
	for (size_t at = b.len; at-- > 1;)
		if (b.data[at] == '/' && is_in(a, fl_str_slice(b, 0, at)))
			return true;
	return false;
}

static fl_status tell_terms(const fl_partner *p, const fl_candidate *dream, fl_arena *arena, fl_fit_evidence *ret, fl_buf *buf,
			    fl_error *err)
{
	for (size_t i = 0; i < p->fields.len; i++)
		if (has_field(dream, p->fields.items[i])) {
			ret->shared++;
			add_line(buf, p->fields.items[i]);
		}
	FL_TRY(keep(buf, arena, &ret->tags, err));
	for (int level = 2; level > 0 && ret->region == 0; level--)
		for (size_t i = 0; i < p->regions.len && dream->region.len > 0; i++)
			if (level == 2 ? is_in(dream->region, p->regions.items[i]) : is_near(dream->region, p->regions.items[i])) {
				ret->region = level;
				add_line(buf, p->regions.items[i]);
			}
	FL_TRY(keep(buf, arena, &ret->regions, err));
	for (size_t i = 0; i < p->wishes.len; i++)
		if (fl_term_names(p->wishes.items[i], dream))
			add_line(buf, p->wishes.items[i]);
	FL_TRY(keep(buf, arena, &ret->wishes, err));
	for (size_t i = 0; i < p->exclusions.len; i++)
		ret->excluded = ret->excluded || fl_term_names(p->exclusions.items[i], dream);
	return FL_OK;
}

static fl_status tell_words(const fl_fits *fits, size_t dream, size_t partner, bool with_words, fl_arena *arena,
			    fl_fit_evidence *ret, fl_buf *buf, fl_error *err)
{
	const fl_corpus *corpus = &fits->corpus;
	size_t other = fits->request.num_dreams + partner;
	fl_normal title, body, words, none;
	ret->words = FL_STR("");
	if (!fits->words || corpus->first[dream] == FL_CORPUS_NONE || corpus->first[other] == FL_CORPUS_NONE)
		return FL_OK;
	size_t a = fl_corpus_set(corpus, corpus->first[dream]), b = fl_corpus_set(corpus, corpus->first[other]);
	fl_overlap overlap = fl_gram_overlap(&corpus->sets, a, b);
	ret->likeness = a == b ? FL_SIMILAR_ONE : fl_gram_containment(&corpus->sets, a, b, &overlap);
	if (!with_words || ret->likeness == 0)
		return FL_OK;
	FL_TRY(fl_normalise(fits->words[dream].title, FL_NORMAL_MATCH, arena, &title, err));
	FL_TRY(fl_normalise(fits->words[dream].body, FL_NORMAL_MATCH, arena, &body, err));
	FL_TRY(fl_normalise(fits->words[other].body, FL_NORMAL_MATCH, arena, &words, err));
	FL_TRY(fl_normalise(FL_STR(""), FL_NORMAL_MATCH, arena, &none, err));
	fl_shared_words(&corpus->sets, a, b, (fl_str[2]){ title.text, none.text }, (fl_str[2]){ body.text, words.text }, buf);
	return keep(buf, arena, &ret->words, err);
}

fl_status fl_fits_explain(const fl_fits *fits, size_t dream, size_t partner, bool with_words, fl_arena *arena,
			  fl_fit_evidence *ret, fl_error *err)
{
	const fl_matching_rules *rules = fits->request.rules;
	const fl_candidate *d = &fits->request.dreams[dream];
	const fl_partner *p = &fits->request.partners[partner];
	fl_buf buf;
	*ret = (fl_fit_evidence){ 0 };
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_status status = tell_terms(p, d, arena, ret, &buf, err);
	if (status == FL_OK)
		status = tell_words(fits, dream, partner, with_words, arena, ret, &buf, err);
	fl_buf_release(&buf);
	ret->own = d->organisation.len > 0 && (fl_str_eq(d->organisation, p->id) || fl_str_eq(d->organisation, p->name));
	ret->elsewhere = rules->region_required && p->regions.len > 0 && ret->region < 2;
	if (status == FL_OK)
		ret->fit = fl_fit_points(rules, ret->shared, ret->region, ret->likeness, ret->wishes.len > 0);
	return status;
}
