/* SPDX-License-Identifier: Apache-2.0
 *
 * entry.h - an entry of the journal, read: what a step did, or what a person laid down.
 */
#ifndef FL_DOMAIN_ENTRY_H
#define FL_DOMAIN_ENTRY_H

#include "base/alloc.h"
#include "base/hash.h"
#include "domain/act.h"
#include "domain/decision.h"

#define FL_ENTRY_DECIDE "decide" /* the step of an entry that is a decision, or an import of decisions */

#define FL_ENTRY_FOLLOW "follow" /* the step of an entry that records payments, reports, stops */

typedef struct fl_entry_count {
	fl_str name;
	int64_t value;
} fl_entry_count;

typedef struct fl_entry_read {
	fl_str name;
	fl_digest digest;
} fl_entry_read;

typedef struct fl_entry {
	fl_str text; /* as it stands in the journal */
	int64_t seq, at;
	fl_str step;
	fl_str florin;    /* version */
	fl_str answer;    /* "optimal", "verified"; "" none */
	fl_str libraries; /* JSON, "" none */
	fl_str counts;    /* JSON */
	bool has_awards;
	fl_digest awards, inputs, output;
	fl_entry_count *count_list;
	size_t num_counts;
	fl_entry_read *reads;
	size_t num_reads;
	fl_decision *decisions; /* where step is FL_ENTRY_DECIDE: one, or those of the files that 'reads' names; 'id' is not known here */
	size_t num_decisions;
	fl_act act;           /* where step is one of fl_act_step; else its kind is FL_ACT_NONE */
} fl_entry;

/* Everything is copied into the arena. FL_EPARSE: no entry; members that are not known here are passed over. */
fl_status fl_entry_parse(fl_str text, fl_arena *arena, fl_entry *ret, fl_error *err);
/* 0 where there is none. */
int64_t fl_entry_counted(const fl_entry *entry, const char *name);
/* The one of this number, NULL: there is none. In the order of the journal, where some may be left out. */
const fl_entry *fl_entry_find(const fl_entry *entries, size_t count, int64_t seq);

#endif
