/* SPDX-License-Identifier: Apache-2.0
 *
 * florin.h - the public interface of libflorin, in the order in which one uses it.
 *
 * Florin decides how a foundation's money reaches the dreams that the public supports: it tags them by rules, finds
 * duplicates, counts their flowers, allocates the money by an exact linear program and proves the answer.
 *
 *     #include <florin.h>
 *     #include <stdio.h>
 *     #include <time.h>
 *
 *     int main(int argc, char **argv) // ROUND.json FOLDER
 *     {
 *             fl_options options = { .now = time(NULL) };
 *             fl_run_summary run;
 *             fl_error err = FL_ERROR_INIT;
 *             if (argc != 3 || fl_run(argv[1], argv[2], NULL, NULL, &options, &run, &err) != FL_OK) {
 *                     fprintf(stderr, "%s: %s\n", err.source, err.message);
 *                     return 3;
 *             }
 *             printf("%s: %s, %lld funded\n", run.init.round, run.allocate.status, (long long)run.allocate.funded);
 *             fl_run_summary_release(&run);
 *             return run.answer ? 0 : 1;
 *     }
 *
 * (tests/api/check_install builds and runs it; the programs in examples/ go on from there.)
 *
 *      1  Words                   status, error, finding, money, text
 *      2  A round in one call     fl_run
 *      3  The steps               fl_round_init, _import, _tag, _dedup, _tally, _allocate, _verify, _match, _report
 *      4  Asking why              fl_round_explain, _flowers, _publish
 *      5  Reviewing               fl_round_decide, _queue, _moves, _review_page, and decisions as files
 *      6  What if                 fl_scenario_run, _compare, _sweep
 *      7  Auditing                fl_audit_log, _consistency, _replay, _prove, _bundle
 *      8  Without a round         fl_rules_lint, _test, _stats, _suggest; fl_table_tag, fl_table_dedup
 *      9  Sealing and approving   fl_round_seal, _reveal, _approve, _official
 *     10  After the award         fl_round_follow, _follow_show, _follow_due, _follow_plan, _public, _reallocate
 *
 * Three channels, never mixed:
 *   the call failed          an fl_status is returned and the caller's fl_error is filled;
 *   the data has problems    an fl_finding callback, any number per call;
 *   the answer is no         a field of the result (infeasible, not verified, duplicate).
 *
 * What holds for every function, and is not said again:
 *   errors      besides the statuses named at a call: FL_ENOMEM, FL_EIO, FL_EVERSION, FL_EBUSY, FL_EPARSE of a file that
 *               is not what it should be, FL_ESTATE of a step whose inputs are missing or out of date, FL_EARGUMENT of
 *               what the caller said
 *   ownership   what is passed in stays yours and is not kept; what comes through 'ret_...' is yours, an fl_text until
 *               fl_text_release, and nothing of it wants a release after a failure; other strings that are returned are static
 *   units       money in minor units (fen), text in UTF-8, time in Unix seconds, days as "2026-10-01", counts of rows
 *               and dreams as int64_t
 *   language    "en" or "zh-CN", NULL is "en"; JSON is the same in every language
 *   threads     no global state, nothing printed, no environment read, no exit: every function may be called from any
 *               thread, but one fl_round from one thread at a time
 */
#ifndef FLORIN_H
#define FLORIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define FL_API                __attribute__((visibility("default")))
#define FL_MUST_CHECK         __attribute__((warn_unused_result))
#define FL_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define FL_API
#define FL_MUST_CHECK
#define FL_PRINTF(fmt, first)
#endif

/* ---- 1. Words -------------------------------------------------------------------------------- */

/* What a call can come back with. Everything but FL_OK leaves the round file as it was. */
typedef enum fl_status {
	FL_OK = 0,
	FL_ENOMEM,    /* memory ran out */
	FL_EIO,       /* reading or writing failed: missing file, full disk, permission */
	FL_EPARSE,    /* bytes that are not what the format says: JSON, CSV, .pb, UTF-8 */
	FL_EINVAL,    /* well-formed, but unusable: unknown setting, contradictory limits */
	FL_ERANGE,    /* a number too large: a sum above 2^63-1 minor units, a file above its limit */
	FL_ENOTFOUND, /* no such dream, pack, pool, step result */
	FL_ESTATE,    /* the steps before this one have not been run */
	FL_EVERSION,  /* a file of a newer version of Florin */
	FL_EBUSY,     /* another process holds the round file */
	FL_EINTERNAL, /* a defect in Florin or a library below it; please report it */
	/* what the caller said is wrong by itself, or as a change of the round: a setting, a range, a name, a day */
	FL_EARGUMENT,
} fl_status;

/* Where and why a call failed. Caller-owned, no pointers inside, nothing to free. Untouched on
 * success; the first (innermost) error wins. Initialise with FL_ERROR_INIT. */
typedef struct fl_error {
	fl_status status;
	char source[256];  /* file or object, "" when none; control characters are escaped */
	int64_t line;      /* 1-based, 0 when unknown */
	int64_t column;    /* 1-based in characters, 0 when unknown */
	char message[512]; /* one line, lower case, no full stop, UTF-8, control characters escaped */
} fl_error;

#define FL_ERROR_INIT ((fl_error){ FL_OK, "", 0, 0, "" })

typedef enum fl_severity { FL_NOTE, FL_WARNING, FL_ERROR } fl_severity;

/* One problem in the data. The strings live until the callback returns. */
typedef struct fl_finding {
	fl_severity severity;
	const char *code;    /* stable, documented in docs/reference/findings.md, e.g. "amount-fraction" */
	const char *source;  /* file or object, "" when none */
	int64_t line;        /* 1-based, 0 when unknown */
	int64_t column;      /* 1-based, 0 when unknown */
	const char *subject; /* the dream, rule, pool ... it is about, "" when none */
	const char *message; /* one line */
} fl_finding;

/* Receives findings. 'report' may be NULL: findings are then counted by the call and dropped. */
typedef struct fl_listener {
	void (*report)(void *user, const fl_finding *finding);
	void *user;
} fl_listener;

/* Money in minor units (fen, cents) of the round's one currency. Never a double. */
typedef int64_t fl_money;

/* The one currency of a round. */
typedef struct fl_currency {
	char code[8];     /* ISO 4217, "CNY" */
	int minor_digits; /* 0..6; CNY 2 */
} fl_currency;

/* Text as pointer and length; UTF-8, not necessarily NUL-terminated. */
typedef struct fl_str {
	const char *data;
	size_t len;
} fl_str;

/* Library version "major.minor.patch", and the name of a status ("parse error"). Static. */
FL_API const char *fl_version(void);
FL_API const char *fl_status_name(fl_status status);

/* Text that a call hands over: UTF-8 with a NUL behind it, yours until fl_text_release (NULL data is fine). */
typedef struct fl_text {
	char *data;
	size_t len;
} fl_text;

FL_API void fl_text_release(fl_text *text);

/* An amount as people write it, "CNY 4,300,000.00", cut to what 'text' holds; returns 'text'. */
FL_API const char *fl_money_words(fl_money amount, const fl_currency *currency, char text[48]);

/* Columns that a text takes on a terminal: 2 for a Han character, 0 for a combining one. */
FL_API size_t fl_text_columns(const char *data, size_t len);

/* A page for people, fitted to a terminal of so many columns (0: as it is): tables that are too wide move together, wrap their
 * names or become lines; prose is wrapped. 'colour': heads are bold, what stands between « and » is yellow (ECMA-48). */
FL_API FL_MUST_CHECK fl_status fl_text_fit(const char *page, size_t len, size_t columns, bool colour, fl_text *ret_text,
					   fl_error *err);

/* ", did you mean 'tag'?" for a word that is none of the list, which NULL ends, or ""; returns 'hint'. */
FL_API const char *fl_text_near(const char *word, const char *const *among, char hint[256]);

/* How far a long call is; may be called several times a second, from the calling thread. */
typedef struct fl_progress {
	const char *what;    /* the file that is being read, or the step that is at work */
	int64_t rows;        /* rows of the file so far; 0 for a step */
	int64_t done, total; /* bytes of the file, points of a sweep; total is -1 where nobody knows it (a pipe, a step) */
} fl_progress;

typedef struct fl_watcher {
	void (*report)(void *user, const fl_progress *progress); /* NULL: nobody watches */
	void *user;
} fl_watcher;

/* ---- 2. A round in one call ------------------------------------------------------------------ */

/* What every step takes. Zero-initialise, then set 'now'. */
typedef struct fl_options {
	int64_t now;          /* Unix seconds: what the journal will say; the library reads no clock */
	int threads;          /* 0 and 1: one. No result depends on it */
	bool force;           /* redo a step although its inputs are unchanged */
	bool reweigh;         /* of dedup: count anew what words weigh, do not go by the counts of the round's first dedup */
	fl_listener findings; /* problems in the data, as they are met */
	fl_watcher progress;
	/* The program florin-translate, where a model of the foundation's own (policy "model:FILE") is trusted: such a model is a
	 * program. NULL: it is not, and allocate refuses it. */
	const char *translator;
	/* 32 bytes that nobody can guess: a new round file keeps them, and makes of them what hides an award from those who hold the
	 * receipt of another. NULL: they are made of the bytes of the round, which whoever has these can do, too. */
	const unsigned char *secret;
	/* Of init and run: lay a changed round over one that is sealed all the same. NULL: it is refused. */
	const struct fl_unsealing *unseal;
} fl_options;

/* Who breaks a seal, and why; both stand in the journal and on every report from then on. */
typedef struct fl_unsealing {
	const char *by, *why;
} fl_unsealing;

/* Changes to round.json that are laid over it before anything is checked. */
typedef struct fl_settings {
	const char *policy;     /* name of a policy, NULL: the round's own */
	const char *const *set; /* "PATH=VALUE", e.g. "policy.indivisible=false", "pools[0].amount=5000" */
	size_t num_set;
} fl_settings;

/* What the steps say about themselves. 'unchanged': inputs as at the last time, nothing was done; the counts
 * are then those of the last time. */
typedef struct fl_init_summary {
	bool unchanged;
	bool unsealed; /* something that was sealed was changed */
	char round[256]; /* id of the round */
	char path[1024]; /* the round file */
	int64_t packs, pools, groups;
} fl_init_summary;

typedef struct fl_import_summary {
	bool unchanged;
	int64_t files;
	/* read = accepted + rejected + left out (by 'only' of a file) */
	int64_t dreams_read, dreams, dreams_rejected, dreams_left_out;
	int64_t flowers_read, flowers, flowers_rejected, flowers_left_out; /* rows of flowers given, not what they are worth */
	int64_t earned_read, earned, earned_rejected, earned_left_out;     /* rows of flowers earned */
	int64_t partners_read, partners, partners_rejected, partners_left_out;
} fl_import_summary;

typedef struct fl_tag_summary {
	bool unchanged;
	int64_t packs, rules, dreams, tagged, unclear, matches;
	int64_t limits_hit; /* patterns that reached their match limit */
} fl_tag_summary;

typedef struct fl_dedup_summary {
	bool unchanged;
	int64_t dreams, pairs, same, review; /* pairs looked at, judged the same, left to a person */
	int64_t clusters, duplicates;        /* clusters of two and more; dreams that another represents */
} fl_dedup_summary;

typedef struct fl_tally_summary {
	bool unchanged;
	int64_t dreams, flowers, qualified, below_threshold, duplicates, ineligible;
} fl_tally_summary;

typedef enum fl_published {
	FL_PUBLISHED_NONE,         /* no published result, or a policy that does not claim to repeat it */
	FL_PUBLISHED_SAME,         /* the same dreams are funded */
	FL_PUBLISHED_DIFFERS,      /* findings "published-differs" name them */
	FL_PUBLISHED_NOT_REPLAYED, /* a finding "published-not-replayed" says why */
} fl_published;

typedef struct fl_allocate_summary {
	bool unchanged;
	bool answer;        /* false: infeasible; findings "limits-conflict" name the limits that conflict */
	const char *status; /* "optimal", "feasible", "infeasible"; static */
	int64_t qualified, funded;
	fl_money budget, awarded;
	fl_currency currency;
	fl_published published;
} fl_allocate_summary;

typedef struct fl_verify_summary {
	bool unchanged;
	bool answer;   /* verified */
	char why[512]; /* the first fact that fails, "" when verified */
} fl_verify_summary;

typedef struct fl_match_summary {
	bool unchanged;
	/* false: minimum loads, or what is fixed, cannot be met; a finding "match-conflict" says what would mend it */
	bool answer;
	const char *status; /* "optimal", "feasible", "infeasible"; static */
	int64_t dreams, matched, partners;
	int64_t pairings;   /* of a dream and a partner that fit */
	int64_t total;      /* the fits of those that were made (docs/reference/partners.md) */
} fl_match_summary;

typedef struct fl_report_summary {
	bool unchanged;
	bool answer; /* what the files tell of is verified and stands */
	int64_t files;
	bool workbook; /* awards.xlsx is one of them */
	fl_text json;  /* result.json */
	fl_text words; /* a page for a terminal */
} fl_report_summary;

typedef struct fl_run_summary {
	bool answer; /* a verified result stands */
	char out[1000];
	fl_init_summary init;
	fl_import_summary import;
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	fl_verify_summary verify;
	fl_match_summary match; /* of a round that names partners */
	fl_report_summary report;
} fl_run_summary;

/* From files to awards: all steps in order. 'input' is a round.json or a Pabulib .pb. 'out' (NULL: "out-<round>")
 * receives round.florin and the files of fl_round_report. 'lang' is the language of
 * report.html, "en" or "zh-CN" (NULL: "en"). A round.florin that is already there is continued: its facts, journal
 * and decisions stay, and steps with unchanged inputs are not redone. When the call fails, 'out' is as it was. */
FL_API FL_MUST_CHECK fl_status fl_run(const char *input, const char *out, const char *lang,
				      const fl_settings *settings, const fl_options *options,
				      fl_run_summary *ret_summary, fl_error *err);
FL_API void fl_run_summary_release(fl_run_summary *summary);

/* The policies by name, ended by NULL. */
FL_API const char *const *fl_policy_names(void);

/* ---- 3. The steps, on a round file ----------------------------------------------------------- */

/* An open round file (SQLite). One step is one transaction and one entry of the journal. */
typedef struct fl_round fl_round;

/* Create the round file 'path' (NULL: "<round>.florin") from a round.json or .pb, or lay a changed round over an
 * existing one. The bytes of the round and of its packs are stored. */
FL_API FL_MUST_CHECK fl_status fl_round_init(const char *input, const char *path, const fl_settings *settings,
					     const fl_options *options, fl_init_summary *ret_summary, fl_error *err);

/* Open for reading, or for steps ('write'). FL_EVERSION: made by a newer Florin; FL_EPARSE: not a round file. */
FL_API FL_MUST_CHECK fl_status fl_round_open(const char *path, bool write, fl_round **ret_round, fl_error *err);
FL_API void fl_round_close(fl_round *round); /* NULL is fine */

/* Each step reads what the steps before it stored; FL_ESTATE when they have not been run or are out of date.
 * 'base' names the folder in which import finds the files of the round; NULL: the folder of the round.json given to
 * fl_round_init. */
FL_API FL_MUST_CHECK fl_status fl_round_import(fl_round *round, const char *base, const fl_options *options,
					       fl_import_summary *ret_summary, fl_error *err);
/* Add files with flowers to the ledger of a round; what the round names is not read again. A ledger is read in pieces, each a
 * transaction of its own: a call that was interrupted is gone on with by the same call. Rows whose event is counted already,
 * and a file with the bytes of one that is there, add nothing. */
typedef struct fl_ledger_input {
	const char *path;   /* "-": standard input */
	const char *format; /* "csv", "tsv", "jsonl", "xlsx"; NULL: by the name, of standard input "csv" */
	bool earned;        /* flowers earned; else flowers given */
} fl_ledger_input;
FL_API FL_MUST_CHECK fl_status fl_round_add_flowers(fl_round *round, const fl_ledger_input *files, size_t num_files,
						    const fl_options *options, fl_import_summary *ret_summary,
						    fl_error *err);
FL_API FL_MUST_CHECK fl_status fl_round_tag(fl_round *round, const fl_options *options, fl_tag_summary *ret_summary,
					    fl_error *err);
FL_API FL_MUST_CHECK fl_status fl_round_dedup(fl_round *round, const fl_options *options,
					      fl_dedup_summary *ret_summary, fl_error *err);
FL_API FL_MUST_CHECK fl_status fl_round_tally(fl_round *round, const fl_options *options,
					      fl_tally_summary *ret_summary, fl_error *err);
FL_API FL_MUST_CHECK fl_status fl_round_allocate(fl_round *round, const fl_options *options,
						 fl_allocate_summary *ret_summary, fl_error *err);
/* The program that allocate solves, for other solvers, into a folder: the models of the policy (GNU MathProg) with their names
 * ("support.mod"), the data of this round (round.dat), and both as one (round.mps); for a policy of ratios the stages with
 * their levels (stages.tsv). docs/design/models.md tells all names. All files appear or none. FL_EINVAL for a policy without
 * a model; FL_ERANGE for more stages than files make sense; FL_ESTATE before the flowers are tallied. */
FL_API FL_MUST_CHECK fl_status fl_round_export(fl_round *round, const char *folder, fl_error *err);
FL_API FL_MUST_CHECK fl_status fl_round_verify(fl_round *round, const fl_options *options,
					       fl_verify_summary *ret_summary, fl_error *err);
/* Which partner carries out which dream (docs/reference/partners.md): fits by a published formula, the assignment
 * that is worth most under the partners' limits, with its proof. FL_EINVAL: the round names no partners. */
FL_API FL_MUST_CHECK fl_status fl_round_match(fl_round *round, const fl_options *options, fl_match_summary *ret_summary,
					      fl_error *err);
/* The matching as it stands, dream by dream with its reasons; as text in the language 'lang' ("en", "zh-CN"; NULL:
 * "en") or as JSON (florin-matching/1), which is the same in every language. FL_ESTATE before fl_round_match. */
FL_API FL_MUST_CHECK fl_status fl_round_matching(fl_round *round, const char *lang, bool json, fl_text *ret_text,
						 fl_error *err);
/* The same with a table of proposals, projects that look for support, instead of the round's partners; nothing is
 * kept. *ret_answer as in the summary above. */
FL_API FL_MUST_CHECK fl_status fl_round_match_proposals(fl_round *round, const char *path, const char *lang,
							const fl_options *options, bool json, bool *ret_answer,
							fl_text *ret_text, fl_error *err);
/* The program of the matching for other solvers, into a folder: assignment.mod (GNU MathProg) and assignment.dat. */
FL_API FL_MUST_CHECK fl_status fl_round_match_export(fl_round *round, const char *folder, fl_error *err);
/* Write result.json, awards.csv, awards.xlsx (of up to 100,000 dreams), rejected.csv, report.html and bundle/ into
 * the folder 'out', made when absent. Release the two texts of the summary with fl_text_release. */
FL_API FL_MUST_CHECK fl_status fl_round_report(fl_round *round, const char *out, const char *lang,
					       const fl_options *options, fl_report_summary *ret_summary,
					       fl_error *err);

/* ---- 4. Asking why --------------------------------------------------------------------------- */

/* One dream in words ('lang' as above) or as JSON: tags with the very text hit, cluster, tally, award, reason.
 * 'resolve': also from how many flowers on, or from how much money of a limit on, it would get its first money and
 * all it may get, found by dividing the money again some dozens of times. FL_ENOTFOUND: no such dream. FL_EINVAL:
 * that of a round with a model of its own. */
FL_API FL_MUST_CHECK fl_status fl_round_explain(fl_round *round, const char *dream, const char *lang, bool resolve, bool json,
						fl_text *ret_text, fl_error *err);

/* Dreams beside their thresholds: what is missing, how fast they grow, when they reached it. */
typedef struct fl_flowers_query {
	/* these; none: those below their threshold with the least missing, and those that reached it last */
	const char *const *dreams;
	size_t num_dreams;
	size_t near;      /* how many, 0: twenty */
	const char *plot; /* also write a picture (SVG) into this file; NULL: no */
} fl_flowers_query;
/* As text or as JSON (florin-flowers/1). FL_ESTATE before the flowers are tallied; FL_ENOTFOUND: no such dream, or nothing to
 * plot. */
FL_API FL_MUST_CHECK fl_status fl_round_flowers(fl_round *round, const fl_flowers_query *query, bool json, fl_text *ret_text,
						fl_error *err);

/* What a person may type about the round, a line each: "dreams" (ids), "scenarios", "tranches", "milestones",
 * "settings" (paths for 'set', such as "pools[general].amount="), "reasons" (codes of a rejection). Whatever is out
 * of date; for completion. */
FL_API FL_MUST_CHECK fl_status fl_round_names(fl_round *round, const char *what, fl_text *ret_text, fl_error *err);

/* The forms of fl_round_publish, ended by NULL. */
FL_API const char *const *fl_publish_forms(void);
/* The result in a form that others read: "xlsx" (a workbook), "360giving" and "360giving-csv" (grants of the
 * 360Giving standard), "pabulib" (an election), "jsonl" (a line of JSON for each thing). 'lang' is that of the
 * workbook; 'path' NULL: the bytes are given in *ret_text. What an election cannot say of the round's limits are
 * findings. FL_EINVAL: no such form, or the round cannot be put into it; FL_ENOTFOUND: grants of nobody; FL_ESTATE
 * before the awards are verified. */
FL_API FL_MUST_CHECK fl_status fl_round_publish(fl_round *round, const char *form, const char *lang, const char *path,
						const fl_options *options, fl_text *ret_text, fl_error *err);

/* ---- 5. Reviewing ----------------------------------------------------------------------------- */

/* What a person lays down. It is kept for ever, outlives every new import and every re-run, and changes a result when the steps it
 * bears on are run again: fl_round_tag and those after it, or fl_round_dedup.
 *
 *   kind            dream          other    value
 *   NULL            dream          dream    "same", "different"                  the two are one wish, or are not
 *   NULL            dream                   "represents"                         its cluster
 *   "tag"           dream          tag      "add", "remove"
 *   "category"      dream                   a category, or "none"
 *   "admission"     dream                   "accept", "reject" (with a code)
 *   "exception"     dream                   "qualify"                            although the rules leave it out
 *   "flag"          dream                   "yes"                                a question to colleagues
 *   "conflict"      organisation   person   "yes"                                what the person says on its dreams does not count
 *   "organisation"  name           name     "same", "different"
 *   "mark"          dream          rule     "right", "wrong"                     PACK/RULE; changes no result
 *
 * 'value' NULL takes back what was decided, whoever did. */
typedef struct fl_ruling {
	const char *dream;
	const char *other; /* NULL: on one thing */
	const char *value;
	const char *by, *why;
	const char *kind;
	const char *code; /* of a rejection: one of the reasons of the round */
} fl_ruling;

/* *ret_changed is false when this person decided so already. FL_ENOTFOUND: no such dream or tag, or nothing to take
 * back; FL_EARGUMENT: no decision by itself; FL_EINVAL: it cannot be said, or the person has a conflict of interest.
 * A finding says what it waits for where it has no effect yet. */
FL_API FL_MUST_CHECK fl_status fl_round_decide(fl_round *round, const fl_ruling *ruling, const fl_options *options,
					       bool *ret_changed, fl_error *err);
/* What every award would be if a person decided so on a pair ('value': "same" or "different"; who and why are not
 * asked): in a copy of the round file beside it, which is removed, duplicates are found, flowers tallied and the
 * money divided again. Result by result as fl_scenario_compare tells it. */
FL_API FL_MUST_CHECK fl_status fl_round_ruled(const char *path, const fl_ruling *ruling, const fl_options *options, bool json,
					      fl_text *ret_text, fl_error *err);
/* All decisions that were ever laid down, with how they stand, as text or as JSON Lines. */
FL_API FL_MUST_CHECK fl_status fl_round_decisions(fl_round *round, bool json, fl_text *ret_text, fl_error *err);
/* What a person should look at, as text or as JSON Lines: pairs of dreams, the most uncertain first; dreams whose
 * rules reached a match limit, whose category is unclear, or that a rule flagged; decisions that wait for another
 * person, or whose text has changed; then signs of how the flowers of a dream came about, where they are tallied.
 * */
FL_API FL_MUST_CHECK fl_status fl_round_queue(fl_round *round, bool json, fl_text *ret_text, fl_error *err);
/* What is open (pairs under review, unclear categories, flags, what waits for another person), each with the awards
 * that it would move if it was decided the other way: of the first 'most' items the money is divided again, the
 * others are only listed. As text or as JSON Lines. FL_ESTATE before the awards are verified. */
FL_API FL_MUST_CHECK fl_status fl_round_moves(fl_round *round, const fl_options *options, int64_t most, bool json,
					      fl_text *ret_text, fl_error *err);
/* One dream: what it says, what it was taken for, whether a person should look at it, and all decisions about it. */
FL_API FL_MUST_CHECK fl_status fl_round_show_dream(fl_round *round, const char *dream, bool json, fl_text *ret_text,
						   fl_error *err);
/* Two dreams with what differs marked, the evidence, and what was decided; as text or as JSON. */
FL_API FL_MUST_CHECK fl_status fl_round_show_pair(fl_round *round, const char *a, const char *b, bool json,
						  fl_text *ret_text, fl_error *err);

/* Decisions as a plain file (docs/reference/decisions.md), and such files into a round: one entry of the journal. A line that
 * cannot be laid down is a finding with its place; FL_EPARSE: not a file of decisions, and nothing was written. */
typedef struct fl_decisions_summary {
	bool unchanged; /* there was nothing new */
	int64_t files, lines, decisions, known, refused; /* lines = decisions + known + refused */
	int64_t pending, disagreements; /* questions of the round that wait for a second, for a third person */
} fl_decisions_summary;

FL_API FL_MUST_CHECK fl_status fl_round_export_decisions(fl_round *round, fl_text *ret_text, fl_error *err);
FL_API FL_MUST_CHECK fl_status fl_round_import_decisions(fl_round *round, const char *const *paths, size_t count,
							 const fl_options *options, fl_decisions_summary *ret_summary,
							 fl_error *err);

/* What a review page asks. */
typedef struct fl_review_page_summary {
	int64_t items;    /* questions: groups and dreams */
	int64_t groups;   /* about one cluster or two */
	int64_t withheld; /* dreams that the reviewer must not judge, and does not see */
	int64_t bytes;
} fl_review_page_summary;

/* One HTML file with the queue of 'reviewer', for a browser without a server: what is in doubt, with all that is
 * needed to decide, but for organisations with which the reviewer has declared a conflict of interest. What the
 * reviewer decides comes out of it as a file of decisions. 'lang' is "en" or "zh-CN". FL_ESTATE before duplicates
 * were looked for. */
FL_API FL_MUST_CHECK fl_status fl_round_review_page(fl_round *round, const char *reviewer, const char *lang, const char *path,
						    const fl_options *options, fl_review_page_summary *ret_summary,
						    fl_error *err);

/* ---- 6. What if -------------------------------------------------------------------------------- */

/* A scenario is the round with named changes: a JSON merge patch under "scenarios" of round.json, and 'settings' on top. It is
 * computed in a round file of its own, "x.scenarios/NAME.florin" beside "x.florin", where only the steps that the
 * changes affect are run again; the round file is read and never written. */
typedef struct fl_scenario_summary {
	bool answer; /* a verified result stands */
	char path[1024];
	fl_tag_summary tag;
	fl_dedup_summary dedup;
	fl_tally_summary tally;
	fl_allocate_summary allocate;
	fl_verify_summary verify;
} fl_scenario_summary;

/* FL_ENOTFOUND: the round names no such scenario, and 'settings' say nothing either. */
FL_API FL_MUST_CHECK fl_status fl_scenario_run(const char *path, const char *name, const fl_settings *settings,
					       const fl_options *options, fl_scenario_summary *ret_summary,
					       fl_error *err);
/* A page for people, written beside what a call returns: one self-contained HTML file. */
typedef struct fl_html_file {
	const char *path;
	const char *lang; /* "en" or "zh-CN"; NULL: "en" */
} fl_html_file;

/* Two results side by side, as a page for a terminal or as JSON (florin-compare/1): totals, measures of fairness,
 * pools, groups, who gains and who loses; 'html' may be NULL. A and B are names of scenarios, or "official" for the
 * round's own result. FL_ENOTFOUND: not run yet; FL_ESTATE: the round has changed since. */
FL_API FL_MUST_CHECK fl_status fl_scenario_compare(const char *path, const char *a, const char *b, const fl_html_file *html,
						   bool json, fl_text *ret_text, fl_error *err);
/* One setting, or a grid of two, moved in steps: "budget=1e6..5e6:50", "threshold=10..100:10",
 * "groups[rural].max_share=20%..60%:9". "budget" is the sum of the pools, whose parts stay. Answers are optima
 * before rounding. As a table or as JSON (florin-sweep/1); 'html' may be NULL. */
FL_API FL_MUST_CHECK fl_status fl_scenario_sweep(const char *path, const char *const *axes, size_t num_axes,
						 const fl_settings *settings, const fl_options *options,
						 const fl_html_file *html, bool json, fl_text *ret_text, fl_error *err);

/* ---- 7. Auditing -------------------------------------------------------------------------------- */

/* The story of a round, a sentence for each entry of its journal, and from which entry each result has come; as text or as JSON
 * (florin-log/1). 'lang': of the sentences, as in fl_round_explain. */
FL_API FL_MUST_CHECK fl_status fl_audit_log(fl_round *round, const char *lang, bool json, fl_text *ret_text, fl_error *err);
/* Was the journal only added to since it had the root 'old_root' (64 hexadecimal digits), when it had 'size' entries (0: look for
 * the size), and does the file hold what its journal says? As text or as JSON (florin-consistency/1) with the proof of RFC
 * 6962, 2.1.2; *ret_answer is false where one of the two is not so, and the text says what. */
FL_API FL_MUST_CHECK fl_status fl_audit_consistency(fl_round *round, const char *old_root, int64_t size, bool json,
						    bool *ret_answer, fl_text *ret_text, fl_error *err);
/* Make every result anew from the facts, in memory, and compare it with what stands in the file and with what the
 * journal says, byte for byte. 'root' (NULL: none): a root that is known from elsewhere and that the journal must
 * have had. As text or as JSON (florin-replay/1); *ret_answer is false where anything differs, and the text says
 * what: causes first, then their consequences. */
FL_API FL_MUST_CHECK fl_status fl_audit_replay(fl_round *round, const char *root, const fl_options *options, bool json,
					       bool *ret_answer, fl_text *ret_text, fl_error *err);
/* A receipt for one dream (JSON, florin-receipt/1): its award, and what leads from it to the root of the journal
 * that stands on the report. florin-check --receipt confirms it. 'official': of the official result, although
 * another one may stand now. FL_ENOTFOUND: no such dream, no official result; FL_ESTATE: nothing is allocated;
 * FL_EPARSE: the awards are not those that the journal knows. */
FL_API FL_MUST_CHECK fl_status fl_audit_prove(fl_round *round, const char *dream, bool official, fl_text *ret_text,
					      fl_error *err);

/* The audit bundle: a folder from which anyone can check the allocation without this program
 * (docs/reference/bundle.md). 'out' must not exist, or be empty. FL_ESTATE when nothing is verified. */
typedef struct fl_bundle_settings {
	bool redact;      /* personal data left out, names replaced by pseudonyms that only the round file can resolve */
	const char *sign; /* sign the manifest with this key file; NULL: do not */
} fl_bundle_settings;

typedef struct fl_bundle_summary {
	bool answer; /* the awards in it are verified and stand */
	int64_t files;
	char root[65];   /* of the journal, as on the report */
	char digest[65]; /* SHA-256 of the manifest */
	char signer[65]; /* public key, "" not signed */
} fl_bundle_summary;

FL_API FL_MUST_CHECK fl_status fl_audit_bundle(fl_round *round, const char *out, const fl_bundle_settings *settings,
					       fl_bundle_summary *ret_summary, fl_error *err);
/* A pair of keys for signing bundles (Ed25519): 'path' receives the secret one, readable by its owner only, "path.pub" the public
 * one. Neither may exist. 'secret' are 32 bytes that nobody can guess. */
FL_API FL_MUST_CHECK fl_status fl_audit_keygen(const char *path, const unsigned char *secret, char ret_public[65],
					       fl_error *err);

/* ---- 8. Rules and duplicates without a round ------------------------------------------------- */

/* A rule pack is named by a shipped pack ("public-interest") or by the path of a file. */
typedef struct fl_rules_summary {
	int64_t packs, rules, examples;
	int64_t findings; /* warnings and errors; the answer is yes when there is none */
} fl_rules_summary;

/* The name of the i-th shipped pack, written to 'name'; NULL behind the last. */
FL_API const char *fl_rules_shipped(size_t i, char name[64]);

/* Does it parse and compile, and does it avoid what never matches? Syntax errors are findings, too. */
FL_API FL_MUST_CHECK fl_status fl_rules_lint(const char *const *packs, size_t num_packs, const fl_options *options,
					     fl_rules_summary *ret_summary, fl_error *err);
/* Run the examples of every rule. */
FL_API FL_MUST_CHECK fl_status fl_rules_test(const char *const *packs, size_t num_packs, const fl_options *options,
					     fl_rules_summary *ret_summary, fl_error *err);

/* Any table: CSV, TSV, JSON Lines or a spreadsheet (.xlsx, its first visible sheet). */
typedef struct fl_table {
	const char *path;
	const char *text; /* columns with text, separated by commas; the first is the title */
	const char *id;   /* column with ids, NULL: "id" where there is one, else the number of the row */
	const char *label; /* column with what each row should get, NULL: none; only where a call says so */
	const char *holds; /* column that says whether the label is true of the row, NULL: it is */
	const char *author, *organisation; /* columns of fl_table_dedup: who wrote and who submitted the dream, NULL: none */
	/* of fl_rules_stats and fl_rules_suggest: a file of decisions, of which those of kind "mark" are counted; NULL: none */
	const char *marks;
} fl_table;

/* Receives output piece by piece; a false return stops the call with FL_EIO. */
typedef struct fl_sink {
	bool (*write)(void *user, const char *data, size_t len);
	void *user;
} fl_sink;

/* One line of JSON for each row: {"id", "category", "tags", "evidence": [{"rule", "tag", "field", "start", "end",
 * "text"}]}, and, where there are any, "facts": [{"name", "type", "value"}], and "limits": [{"pack", "rule",
 * "pattern", "field"}] of patterns that reached their match limit, each also a finding; start and end count
 * characters (code points) of the field as it stands in the table. */
FL_API FL_MUST_CHECK fl_status fl_table_tag(const fl_table *table, const char *const *packs, size_t num_packs,
					    const fl_options *options, const fl_sink *out, fl_error *err);
/* How the packs do on a table: what each rule covers, shares with others and has alone, where rules conflict; with
 * a label column also precision, recall, F1, accuracy, confusion, and, of each rule, 'show' rows in which it is
 * wrong. A label is a tag, or its name without namespace. With marks of reviewers, what the rules do now with what
 * was marked. A table for people, or JSON. Release it with fl_text_release. */
FL_API FL_MUST_CHECK fl_status fl_rules_stats(const char *const *packs, size_t num_packs, const fl_table *table,
					      size_t show, bool json, const fl_options *options, fl_text *ret_text,
					      fl_error *err);

typedef struct fl_diff_summary {
	int64_t rows, changed;     /* rows with another category or other tags */
	int64_t category_changed;
} fl_diff_summary;

/* What the pack 'after' says of a table that the pack 'before' does not, and the other way round: with 'json' one line for
 * each changed row and one for the sum, else words. */
FL_API FL_MUST_CHECK fl_status fl_rules_diff(const char *before, const char *after, const fl_table *table, bool json,
					     const fl_options *options, const fl_sink *out,
					     fl_diff_summary *ret_summary, fl_error *err);

typedef struct fl_suggest_request {
	uint32_t words;  /* at most so many words and pairs of words; 0: 300 */
	size_t show;     /* wrong rows shown of each rule */
	const char *out; /* where the draft pack is written, NULL: nowhere */
	const char *held_back; /* a file with an id a line: these rows are held back, NULL: a fifth */
	const char *const *packs; /* with marks: the packs whose rules are marked */
	size_t num_packs;
} fl_suggest_request;

/* Mine rules from a table with labels: words, characters on end and pairs of them that tell its labels apart,
 * weighed against each other, as a draft pack that a person can read, change and accept. A fifth of the rows (by
 * the hash of their text), or the rows that the request names, are held back; the text, or JSON with the pack
 * inside, says how the draft does there. Rows with the text of a row so named are left out. With marks of
 * reviewers, what was marked right has the tags of the rule, which then are its label in place of that of the
 * column, and what was marked wrong has them not; without a label column the marks alone are learned from.
 * FL_EINVAL: fewer than two labels have ten rows each, or no words tell them apart, or no row is held back. Release
 * it with fl_text_release. */
FL_API FL_MUST_CHECK fl_status fl_rules_suggest(const fl_table *table, const fl_suggest_request *request, bool json,
						const fl_options *options, fl_text *ret_text, fl_error *err);

/* Nanoseconds that only grow; the library has no clock of its own. */
typedef int64_t (*fl_clock)(void);

/* Where the time goes: of each pattern how often it is run, hits and does not, and how long both take. */
FL_API FL_MUST_CHECK fl_status fl_rules_profile(const char *const *packs, size_t num_packs, const fl_table *table,
						fl_clock clock, bool json, const fl_options *options,
						fl_text *ret_text, fl_error *err);

/* Why one row of a table gets its tags and category, and how near the other rules came: of each rule that had a hit its
 * condition, clause by clause. FL_ENOTFOUND: no row has that id. */
FL_API FL_MUST_CHECK fl_status fl_rules_explain(const char *const *packs, size_t num_packs, const fl_table *table,
						const char *id, bool json, const fl_options *options,
						fl_text *ret_text, fl_error *err);

/* One line of JSON for each pair {"type": "pair", "a", "b", "score", "verdict"}, with "same_author" where both rows
 * have one, then for each cluster of two and more {"type": "cluster", "representative", "members"}.
 * With another table 'against' (NULL: none), which has the same columns: only pairs of a row of the table (a) with one of
 * 'against' (b), row by row, the most alike first. Of rows of 'against' with equal words the first is named. */
FL_API FL_MUST_CHECK fl_status fl_table_dedup(const fl_table *table, const char *against, const fl_options *options,
					      const fl_sink *out, fl_error *err);

/* ---- 9. Sealing and approving ------------------------------------------------------------------ */

/* Before flowers are read: the rules, the policy, the order of ties, the hash of a lottery's seed, which files are
 * read and how are laid down with a name. From then on fl_round_init refuses to change them without
 * fl_options.unseal. */
typedef struct fl_seal_summary {
	bool unchanged;          /* it was sealed already, to the same */
	bool late;               /* flowers had been read, and every report says so */
	int64_t settings, files; /* members of round.json; packs, models, files of dreams, flowers and earnings */
} fl_seal_summary;

/* FL_ESTATE where flowers have been read, unless 'late'. */
FL_API FL_MUST_CHECK fl_status fl_round_seal(fl_round *round, const char *by, bool late, const fl_options *options,
					     fl_seal_summary *ret_summary, fl_error *err);
/* The seed of a lottery whose SHA-256 stands in the round ("lottery-sha256:HEX"): the round becomes "lottery:SEED",
 * with no other change. FL_EINVAL: it is not that seed; *ret_changed is false when it was revealed already. */
FL_API FL_MUST_CHECK fl_status fl_round_reveal(fl_round *round, const char *by, const char *seed, const fl_options *options,
					       bool *ret_changed, fl_error *err);

typedef struct fl_approve_summary {
	bool unchanged;       /* this person had approved it */
	bool official;        /* enough people have: it is the official result */
	int64_t entry;        /* of the awards */
	int64_t people, of;   /* how many have, how many it takes */
} fl_approve_summary;

/* The result that stands becomes the official one: its report, in the language 'lang' (NULL: "en"), is kept in the
 * round file. FL_ESTATE: it is not verified, infeasible, out of date or not what the journal says, or another
 * result is official. */
FL_API FL_MUST_CHECK fl_status fl_round_approve(fl_round *round, const char *by, const char *lang, const fl_options *options,
						fl_approve_summary *ret_summary, fl_error *err);
/* Take back what was approved, with a reason. FL_ENOTFOUND: nothing is. */
FL_API FL_MUST_CHECK fl_status fl_round_withdraw(fl_round *round, const char *by, const char *why, const fl_options *options,
						 fl_error *err);
/* The report of the official result as it was approved, byte for byte, into the folder 'out'; its bundle/ with the
 * journal up to that entry. FL_ENOTFOUND: no result is official. */
FL_API FL_MUST_CHECK fl_status fl_round_official(fl_round *round, const char *out, int64_t *ret_files, fl_error *err);

/* ---- 10. After the award ----------------------------------------------------------------------- */

/* A payment, a report, its acceptance, the end of a dream, or that one of these is taken back: recorded for ever,
 * with its entry in the journal. Awards are those of the official result, the plan is "follow" of the round
 * (docs/reference/follow.md). Texts that are not said are NULL. */
typedef struct fl_follow_fact {
	const char *kind;     /* "pay", "feedback", "result", "accept", "stop", "undo" */
	const char *dream;    /* an undo: NULL, or of which dream that is taken back must be */
	const char *item;     /* the tranche that is paid, the milestone that is reported or accepted; NULL of a stop */
	const char *amount;   /* of a payment, in major units: "5,000" or "CNY 5000" */
	const char *spent;    /* a result: of the money */
	int64_t people;       /* a result: reached; -1 not said */
	const char *on;       /* the day, "2026-10-01", or "today"; not of an undo */
	const char *by;       /* who records it */
	const char *why;      /* a stop, an undo */
	const char *evidence; /* where it can be seen: a file, an address, a number */
	const char *story;    /* of feedback and results: for everybody to read, on the public page once it is accepted */
	/* an undo: what is taken back: "9" what entry 9 recorded, if it is one fact, "9.3" the third of it, "9.all" */
	const char *entry;
} fl_follow_fact;

typedef struct fl_follow_summary {
	int64_t recorded; /* facts, each that is taken back is one */
	int64_t known;    /* recorded before, word for word: not again */
	int64_t entry;    /* of the journal, -1: none was needed */
} fl_follow_summary;

/* FL_EARGUMENT: a day, an amount or another text that is none. FL_EINVAL with the reason, and nothing is recorded:
 * more than is left of a tranche, another currency, a day before the award or after the one of options->now, a dream without an award, a tranche that waits, a milestone of
 * another kind, ...; or what was recorded of later days would no longer fit. FL_ENOTFOUND: no such dream, no such
 * entry. FL_ESTATE: no result is official. A fact that was recorded before in the same words is known, with a
 * finding "follow-known"; another evidence makes another fact of it. */
FL_API FL_MUST_CHECK fl_status fl_round_follow(fl_round *round, const fl_follow_fact *fact, const fl_options *options,
					       fl_follow_summary *ret_summary, fl_error *err);
/* The same of a file, a line of JSON each with these members. Each line that is refused is a finding
 * "follow-refused"; then nothing of the file is recorded. */
FL_API FL_MUST_CHECK fl_status fl_round_follow_import(fl_round *round, const char *path, const fl_options *options,
						      fl_follow_summary *ret_summary, fl_error *err);
/* Awarded = paid + planned + returned, of the round, its pools and its dreams, or of one dream with all that was
 * recorded; as of the day 'on' (NULL: all that was recorded, and what is due as of the day of 'now', Unix seconds).
 * What was taken back counts on no day. In words or as JSON (florin-follow/1). FL_ENOTFOUND: the dream has no
 * award. */
FL_API FL_MUST_CHECK fl_status fl_round_follow_show(fl_round *round, const char *dream, const char *on, bool json, int64_t now,
						    fl_text *ret_text, fl_error *err);
/* What is overdue on that day (NULL: that of 'now'), waits to be accepted, or is due soon; in words or as JSON Lines. */
FL_API FL_MUST_CHECK fl_status fl_round_follow_due(fl_round *round, const char *on, bool json, int64_t now, bool *ret_overdue,
						   fl_text *ret_text, fl_error *err);
/* Write public.html, one page for everybody, into the folder 'out' (made when absent): dreams, flowers, awards and
 * what became of them as of the day 'on' (NULL, "today": that of 'now', Unix seconds), in the language 'lang'
 * ("en", "zh-CN"; NULL: "en"), without personal data (docs/reference/public.md). Nothing changes in the round file.
 * FL_ESTATE: the result is not up to date; FL_EARGUMENT: no day; FL_EINVAL: an id of a dream looks like personal
 * data. */
FL_API FL_MUST_CHECK fl_status fl_round_public(fl_round *round, const char *out, const char *on, const char *lang, int64_t now,
					       int64_t *ret_bytes, fl_error *err);
/* What follows from the award, of every dream or of one: its tranches with shares, days and what they wait for, its
 * milestones, and what is to be paid in which month; in words in the language 'lang' ("en", "zh-CN"; NULL: "en") or
 * as JSON (florin-plan/1). Before a result is official, of the one that stands, as if it were approved on the day
 * of 'now', Unix seconds, and it says so. FL_ENOTFOUND: the dream has no award. */
FL_API FL_MUST_CHECK fl_status fl_round_follow_plan(fl_round *round, const char *dream, bool json, const char *lang, int64_t now,
						    fl_text *ret_text, fl_error *err);
/* What is to be paid and reported, for which dream of which organisation, as an iCalendar (RFC 5545) in the
 * language 'lang' (NULL: "en"). */
FL_API FL_MUST_CHECK fl_status fl_round_follow_calendar(fl_round *round, const char *lang, fl_text *ret_text, fl_error *err);

typedef struct fl_reallocate_summary {
	fl_money money;      /* that is divided again */
	int64_t pools;       /* to which some of it returned */
	fl_money kept;       /* what dreams were paid and is still planned, and no division moves */
	fl_currency currency;
	int64_t stopped;     /* dreams */
	int64_t size;        /* entries of the journal that the new file continues, and the root over them */
	char root[65];
	char path[4096];     /* the new round file */
} fl_reallocate_summary;

/* Divide again what returned of stopped dreams: a new round file 'out', a copy that goes on
 * (docs/reference/follow.md). Its division is then made as any other, by fl_round_allocate and what follows it;
 * what was paid and is still planned counts in every limit and stays. Here it is recorded that the money was passed
 * on. Counted as of the day 'on' (NULL, "today": that of options->now), which may not be before the last that was
 * recorded. FL_ESTATE: nothing has returned, nothing is official, it was passed on before, or the file is not what
 * its journal says. FL_EIO: 'out' exists. */
FL_API FL_MUST_CHECK fl_status fl_round_reallocate(fl_round *round, const char *on, const char *by, const char *out,
						   const fl_options *options, fl_reallocate_summary *ret_summary, fl_error *err);

#ifdef __cplusplus
}
#endif
#endif
