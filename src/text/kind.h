/* SPDX-License-Identifier: Apache-2.0
 *
 * kind.h - what normalise.c may do with a character without looking at its neighbours. The table is made at build time
 * (gen/make_kind_table.c).
 */
#ifndef FL_TEXT_KIND_H
#define FL_TEXT_KIND_H

#include <stddef.h>
#include <stdint.h>

typedef enum fl_kind {
	FL_KIND_HARD,        /* anything else: text/stretch.c */
	FL_KIND_DIGIT,       /* 0 to 9 */
	FL_KIND_NUMERAL,     /* a simplified Chinese digit or unit */
	FL_KIND_BLANK,       /* becomes a blank */
	/* From here on a character is quiet: it stays one character, is no part of a number, joins none before it. */
	FL_KIND_WIDE_POINT,  /* full-width '.' ',': quiet beside quiet ones, but numbers may contain them */
	FL_KIND_POINT,       /* '.' ',': likewise */
	FL_KIND_SAME,        /* stays */
	FL_KIND_CAPITAL,     /* A to Z */
	FL_KIND_TRADITIONAL, /* becomes another of as many bytes */
	FL_KIND_WIDE,        /* full-width ASCII, but for letters, digits and points */
} fl_kind;

/* 零〇一壹二两贰三叁四肆五伍六陆七柒八捌九玖, 十拾百佰千仟万亿; a test compares them with numeral.c */
#define FL_KIND_NUMERALS                                                                                             \
	0x96F6, 0x3007, 0x4E00, 0x58F9, 0x4E8C, 0x4E24, 0x8D30, 0x4E09, 0x53C1, 0x56DB, 0x8086, 0x4E94, 0x4F0D,      \
	    0x516D, 0x9646, 0x4E03, 0x67D2, 0x516B, 0x634C, 0x4E5D, 0x7396, 0x5341, 0x62FE, 0x767E, 0x4F70, 0x5343,  \
	    0x4EDF, 0x4E07, 0x4EBF

#endif
