/* SPDX-License-Identifier: Apache-2.0
 *
 * model_text.h - what the written forms of a program (mathprog.c, mps.c) have in common: numbers, names, labels.
 */
#ifndef FL_ALLOCATE_MODEL_TEXT_H
#define FL_ALLOCATE_MODEL_TEXT_H

#include "allocate/mathprog.h"

/* Sums of money are divided by this many minor units in the model: the power of ten next below the mean of what a
 * class can get, so that its numbers are near 1. At least 1. */
int64_t fl_model_unit(const fl_program *program);

/* The number as a decimal: exact where 17 significant digits or whole digits suffice, else rounded to 17, which is
 * more than a double holds. */
void fl_model_number(fl_buf *out, const mpq_t value);

/* Text of people inside a comment: as it is where it is one plain word, else in quotes, with everything escaped that
 * could end the line, act on a terminal or turn the direction of writing. */
void fl_model_label(fl_buf *out, fl_str text);

/* The number that a limit line has as a group of the model, from 1; lines of pools stand before those of groups. */
uint32_t fl_model_group(const fl_model *model, uint32_t line);

/* Can the class get anything? Not where no pool may pay it, where its box is 0, or where the least award of one dream
 * is more than its pools have: those are no part of the model. (A base grant that pools cannot pay stays: nothing is
 * feasible then.) */
bool fl_model_has(const fl_program *program, size_t class);

/* Where tranche k ends for a dream of the class: no further than the most it may get. */
fl_money fl_model_tranche_end(const fl_policy *policy, const fl_column *class, fl_money request, size_t k);

/* What the pools that may pay the class have in all. */
fl_money fl_model_pools_have(const fl_program *program, size_t class);

#endif
