/* SPDX-License-Identifier: Apache-2.0
 *
 * suggest_pack.c - a suggestion as a rule pack: one rule for all words of one weight for, or against, one tag.
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "classify/spots.h"
#include "classify/suggest.h"

#include <stdio.h>
#include <string.h>

/* A word of a script with blanks is whole where no letter or digit touches it; Han characters may. */
#define LETTER "(?!\\p{Han})[\\p{L}\\p{Nd}]"
#define LEFT   "(?<!" LETTER ")"
#define RIGHT  "(?!" LETTER ")"

typedef enum kind { CHARACTERS, WORDS, PAIRS, KINDS } kind;

typedef struct writer {
	const fl_suggestion *s;
	const fl_suggest_names *names;
	fl_json_writer j;
	const fl_suggest_rule *rule; /* at hand */
	fl_buf text;
} writer;

static kind kind_of(const fl_suggest_word *word)
{
	return word->then.len ? PAIRS : word->spaced ? WORDS : CHARACTERS;
}

static const char *name_of(kind k)
{
	static const char *const names[] = { [CHARACTERS] = "characters", [WORDS] = "words", [PAIRS] = "pairs" };

	return names[k];
}

static bool is_of(const fl_suggest_word *word, const fl_suggest_rule *rule, kind k)
{
	return word->weights[rule->label] == rule->weight && kind_of(word) == k;
}

static size_t count_words(const fl_suggestion *s, const fl_suggest_rule *rule, kind k)
{
	size_t n = 0;

	for (size_t i = 0; i < s->num_words; i++)
		n += is_of(&s->words[i], rule, k);
	return n;
}

static size_t count_all(const fl_suggestion *s, const fl_suggest_rule *rule)
{
	size_t n = 0;

	for (kind k = 0; k < KINDS; k++)
		n += count_words(s, rule, k);
	return n;
}

/* By label; what speaks for it, the most telling first, then what speaks against it. */
fl_status fl_suggest_rules(const fl_suggestion *s, fl_arena *arena, fl_suggest_rule **ret, size_t *ret_count,
			   fl_error *err)
{
	fl_suggest_rule *rules = fl_arena_array(arena, s->num_labels * 2 * FL_SUGGEST_STEPS + 1, sizeof *rules);
	size_t n = 0;

	if (!rules)
		return fl_enomem(err);
	for (size_t l = 0; l < s->num_labels; l++)
		for (size_t k = 0; k < 2 * FL_SUGGEST_STEPS; k++) {
			int size = fl_suggest_steps[FL_SUGGEST_STEPS - 1 - k % FL_SUGGEST_STEPS];
			rules[n] = (fl_suggest_rule){ l, k < FL_SUGGEST_STEPS ? size : -size };
			n += count_all(s, &rules[n]) > 0;
		}
	*ret = rules;
	*ret_count = n;
	return FL_OK;
}

void fl_suggest_rule_name(const fl_suggest_names *names, const fl_suggest_rule *rule, fl_buf *out)
{
	fl_buf_printf(out, "%.*s-%s-%d", FL_STR_ARG(names->tags[rule->label]), rule->weight < 0 ? "against" : "for",
		      rule->weight < 0 ? -rule->weight : rule->weight);
}

/* ---- lists and patterns ------------------------------------------------------------------------------------ */

/* The list of a rule's words: "education-for-7-words" */
static void name_list(writer *w, kind k)
{
	fl_suggest_rule_name(w->names, w->rule, &w->text);
	fl_buf_printf(&w->text, "-%s", name_of(k));
}

static void write_list(writer *w, kind k)
{
	if (count_words(w->s, w->rule, k) == 0)
		return;
	fl_buf_clear(&w->text);
	name_list(w, k);
	fl_json_put_key_str(&w->j, fl_buf_view(&w->text));
	w->j.pretty = false; /* on one line, for people */
	fl_json_begin_array(&w->j);
	for (size_t i = 0; i < w->s->num_words; i++)
		if (is_of(&w->s->words[i], w->rule, k))
			fl_json_put_str(&w->j, w->s->words[i].text);
	fl_json_end_array(&w->j);
	w->j.pretty = true;
}

static void write_pair(writer *w, const fl_suggest_word *word)
{
	fl_buf_clear(&w->text);
	if (word->spaced)
		fl_buf_printf(&w->text, LEFT "%.*s" RIGHT ".{0,%d}" LEFT "%.*s" RIGHT, FL_STR_ARG(word->text),
			      FL_PAIR_GAP_SPACED, FL_STR_ARG(word->then));
	else
		fl_buf_printf(&w->text, "%.*s.{0,%d}%.*s", FL_STR_ARG(word->text), FL_PAIR_GAP,
			      FL_STR_ARG(word->then));
	fl_json_put_str(&w->j, fl_buf_view(&w->text));
}

static void write_pairs(writer *w)
{
	fl_json_begin_array(&w->j);
	for (size_t i = 0; i < w->s->num_words; i++)
		if (is_of(&w->s->words[i], w->rule, PAIRS))
			write_pair(w, &w->s->words[i]);
	fl_json_end_array(&w->j);
}

static void write_pattern(writer *w, kind k)
{
	if (count_words(w->s, w->rule, k) == 0)
		return;
	fl_json_put_key(&w->j, name_of(k));
	if (k == PAIRS) {
		write_pairs(w);
		return;
	}
	fl_buf_clear(&w->text);
	fl_buf_puts(&w->text, k == WORDS ? LEFT "{{" : "{{");
	name_list(w, k);
	fl_buf_puts(&w->text, k == WORDS ? "}}" RIGHT : "}}");
	fl_json_put_str(&w->j, fl_buf_view(&w->text));
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

static void write_text(writer *w, const char *key)
{
	fl_json_kv_str(&w->j, key, fl_buf_view(&w->text));
	fl_buf_clear(&w->text);
}

static void write_about(writer *w, const fl_suggest_evidence *evidence)
{
	fl_str tag = w->names->tags[w->rule->label];
	size_t words = count_all(w->s, w->rule);
	bool against = w->rule->weight < 0;

	fl_buf_clear(&w->text);
	fl_suggest_rule_name(w->names, w->rule, &w->text);
	write_text(w, "id");
	fl_buf_printf(&w->text, "%.*s %+d", FL_STR_ARG(tag), w->rule->weight);
	write_text(w, "title");
	fl_buf_printf(&w->text, "Mined: %s %zu %s %s with this label than with others.", words == 1 ? "this" : "each of",
		      words, words == 1 ? "word is" : "words is", against ? "rarer" : "more frequent");
	write_text(w, "reason");
	fl_json_kv_z(&w->j, "status", evidence ? "draft" : "active");
	if (!evidence)
		return;
	fl_buf_printf(&w->text, "Of %lld %s held back in which it holds, %lld %s%s the label.", FL_MANY(evidence->held, "text", "texts"),
		      FL_MANY(evidence->right, "has", "have"), against ? " not" : "");
	write_text(w, "note");
}

static void write_tag(writer *w)
{
	fl_json_put_key(&w->j, w->rule->weight < 0 ? "against" : "tags");
	fl_json_begin_array(&w->j);
	fl_buf_clear(&w->text);
	fl_buf_printf(&w->text, "%.*s:%.*s", FL_STR_ARG(w->names->space), FL_STR_ARG(w->names->tags[w->rule->label]));
	fl_json_put_str(&w->j, fl_buf_view(&w->text));
	fl_json_end_array(&w->j);
}

static void write_rule(writer *w, const fl_suggest_evidence *evidence)
{
	fl_json_begin_object(&w->j);
	write_about(w, evidence);
	write_tag(w);
	fl_json_kv_i64(&w->j, "weight", w->rule->weight < 0 ? -w->rule->weight : w->rule->weight);
	fl_json_put_key(&w->j, "patterns");
	fl_json_begin_object(&w->j);
	for (kind k = 0; k < KINDS; k++)
		write_pattern(w, k);
	fl_json_end_object(&w->j);
	fl_json_end_object(&w->j);
}

static void write_head(writer *w)
{
	char note[200];

	fl_json_kv_z(&w->j, "format", "florin-pack/1");
	fl_json_kv_str(&w->j, "pack", w->names->pack);
	fl_json_kv_z(&w->j, "version", "0.1.0");
	fl_json_kv_str(&w->j, "title", w->names->pack);
	snprintf(note, sizeof note, "%lld %s mined from %lld labelled %s by florin rules suggest",
		 FL_MANY(w->s->num_words, "word or pair", "words and pairs"), FL_MANY(w->s->num_texts, "text", "texts"));
	fl_json_kv_z(&w->j, "note", note);
	fl_json_put_key(&w->j, "namespaces");
	fl_json_begin_object(&w->j);
	fl_json_put_key_str(&w->j, w->names->space);
	fl_json_begin_object(&w->j);
	fl_json_kv_str(&w->j, "title", w->names->space);
	fl_json_kv_bool(&w->j, "category", true);
	fl_json_end_object(&w->j);
	fl_json_end_object(&w->j);
	fl_json_kv_i64(&w->j, "title_factor", w->s->title_factor);
}

static void write_all(writer *w, const fl_suggest_rule *rules, size_t count, const fl_suggest_evidence *evidence)
{
	fl_json_begin_object(&w->j);
	write_head(w);
	fl_json_put_key(&w->j, "lists");
	fl_json_begin_object(&w->j);
	for (size_t i = 0; i < count; i++) {
		w->rule = &rules[i];
		write_list(w, CHARACTERS);
		write_list(w, WORDS);
	}
	fl_json_end_object(&w->j);
	fl_json_put_key(&w->j, "rules");
	fl_json_begin_array(&w->j);
	for (size_t i = 0; i < count; i++) {
		w->rule = &rules[i];
		write_rule(w, evidence ? &evidence[i] : NULL);
	}
	fl_json_end_array(&w->j);
	fl_json_end_object(&w->j);
}

/* JSON is written so that it may stand inside HTML; people who edit a draft want to see '<' itself. */
static void show_angles(fl_buf *json)
{
	static const char escaped[] = "\\u003c";
	size_t len = sizeof escaped - 1, to = 0;

	for (size_t i = 0; i < json->len; to++) {
		bool is = json->len - i >= len && memcmp(json->data + i, escaped, len) == 0;
		json->data[to] = is ? '<' : json->data[i];
		i += is ? len : 1;
	}
	fl_buf_shorten(json, json->len - to);
}

fl_status fl_suggest_write(const fl_suggestion *s, const fl_suggest_names *names, const fl_suggest_evidence *evidence,
			   fl_buf *out, fl_error *err)
{
	writer w = { .s = s, .names = names };
	fl_arena arena = FL_ARENA_INIT;
	fl_suggest_rule *rules = NULL;
	size_t count = 0;
	fl_status status = fl_suggest_rules(s, &arena, &rules, &count, err);

	fl_buf_init(&w.text, FL_SUGGEST_NAME_MAX);
	if (status == FL_OK) {
		fl_json_start(&w.j, out, true);
		write_all(&w, rules, count, evidence);
		fl_buf_putc(out, '\n');
		show_angles(out);
		status = fl_buf_status(&w.text, err);
	}
	fl_buf_release(&w.text);
	fl_arena_release(&arena);
	return status == FL_OK ? fl_buf_status(out, err) : status;
}
