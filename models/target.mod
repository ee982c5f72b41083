# SPDX-License-Identifier: Apache-2.0
#
# target.mod - one stage of what is due to each dream: money in proportion to weights, filled up
#
# Language: GNU MathProg. A text after '#' is explanation; the solver skips it. The numbers of an actual round stand
# in data files of their own. To check a stage:
#
#     glpsol -m target.mod -d round.dat -d target-001.dat
#
#
# WHAT THIS DECIDES
#
# A foundation has pools of money. People submitted dreams, each with a request: the money it asks for. Other people
# gave flowers to the dreams they wish to see carried out. This model is about the qualified dreams only: those that
# are eligible, represent their cluster, and reached their threshold of flowers.
#
# The policies 'proportional' and 'quadratic' give each dream a target: what is due to it by its flowers. If there
# were no limits, that would be its share of the money, in proportion to its weight: its tally of flowers, or, for the
# policy quadratic, the weight that its givers make together. But no dream gets more than it may, and no pool pays
# dreams that its selector does not name. So the money is filled in like water: everybody rises alike, as so much
# money for each unit of weight; who has all they may, or whose pools are empty, stops there, and the others go on.
# Each stop of this kind ends a STAGE, and this model is one stage: how much money for each unit of weight can all
# have that are still open? What a dream has in the end is its target, and the weight by which rise.mod and fall.mod
# measure its award.
#
# Only pools count here; groups and minima come later. Where a quadratic round saturates, nobody's target exceeds the
# weight itself as money: there the level ends at 1 (1/2 where the weight is a median, which counts twice).
#
#
# THE MATHEMATICS
#
# Dream i has the weight w(i) and gets the target x(i); x(i,p) is the part that is drawn from pool p.
#
#     maximise   z, the level, up to its end
#
#     pools      sum over i of x(i,p) is at most the amount of p; p pays only the dreams that its selector names
#     dreams     l(i) <= x(i) <= h(i), where h(i) is the request or a lower cap, and l(i) = 0;
#                l(i) = h(i) for those that earlier stages settled
#     open       b(i) + x(i) >= z * w(i), where b(i) is what an earlier division awarded, 0 in a first one
#     done       x(i) = h(i): even with the most they may get they have no more than z * w(i)
#
# Who is done is given; section 5 checks that the level found makes it true. Then no other choice has a higher level:
# it would be open to the same dreams, and for them this model finds the highest.
#
#
# Two things make the model smaller; neither changes what can be awarded, nor its value:
#
#   Equal dreams stand together. Dreams that nothing in the round tells apart (flowers, request, u, m, pools, groups)
#   are one CLASS. The model finds the sum of their awards; they share it evenly.
#
#   Pools are seen from the dreams. Dreams that the same pools may pay have the same SIGNATURE. How much a pool pays
#   to each of them does not matter, only how much it pays to all of them. Pools with equal selectors are one pool.
#
#
# HOW TO READ THE LANGUAGE
#
#     set, param                   what is given: lists, and numbers. In 'amount{p in POOLS}' there is one for each p
#     >= 0, within, check          what must be true of the given, or the solver refuses to begin
#     var                          a number that is sought
#     maximize                     what shall be as large as possible
#     s.t. NAME{p in POOLS}: ...   "such that": what must hold, here once for each p
#     sum{c in CLASSES} ...        the sum over all of the list; {... : condition} takes only those that meet it
#     card(LIST)                   how many are in the list


# ---- 1. What is given ----------------------------------------------------------------------------------------------

# Money is given in the smallest unit of the round's currency (fen, cents). Solvers compute with numbers of limited
# precision, and do it best with numbers near 1; so sums of money are divided by 'unit'. This changes no award.
param unit, > 0;

# POOLS: the pots of money, by number.
set POOLS;

# amount: how much is in the pool.
param amount{p in POOLS}, >= 0;

# must: how much of it must be spent; 0 where nothing is said.
param must{p in POOLS}, >= 0, <= amount[p];

# budget: the money of all pools. Where money that returned is divided again, it is that of the first division: shares
# of the budget are shares of all that there was.
param budget, default sum{p in POOLS} amount[p];

# CLASSES: the qualified dreams, equal ones together, by number. Dreams that can get nothing are left out: those that
# no pool may pay, and those whose least award is more than their pools have.
set CLASSES;

# count: how many equal dreams the class has. All that follows is said of each one of them.
param count{c in CLASSES}, integer, >= 1;

# tally: flowers of the dream; in a round that weighs by breadth what its givers come to: their number, or the roots of
# what each gave, added up. This is f.
param tally{c in CLASSES}, integer, >= 0;

# request: the money it asks for. This is r.
param request{c in CLASSES}, integer, > 0;

# most: the most it may get: its request, or less where the foundation set a cap. This is u.
param most{c in CLASSES}, integer, > 0, <= request[c];

# least: it gets nothing or at least this. 0: any award will do. Equal to 'most': whole or nothing. This is m.
param least{c in CLASSES}, integer, default 0, >= 0, <= most[c];

# before: what the dream was awarded before, where money that returned is divided again. Nothing moves it; 'most' and
# 'least' come on top of it, and every limit counts it.
param before{c in CLASSES}, integer, default 0, >= 0;

# sure: 1 where 'least' is a base grant, which every dream gets; 0 where a dream may also get nothing.
param sure, binary, default 0;

# full: what all dreams of the class together get when each gets the most it may.
param full{c in CLASSES} := count[c] * most[c];

# SIGNATURES: the different answers to the question "which pools may pay this dream?", by number.
set SIGNATURES;

# PAYERS: the pools of that answer. PAID: the classes for which it is the answer.
set PAYERS{s in SIGNATURES}, within POOLS;
set PAID{s in SIGNATURES}, within CLASSES;

# Every class has exactly one signature.
check sum{s in SIGNATURES} card(PAID[s]) = card(CLASSES);
check card(setof{s in SIGNATURES, c in PAID[s]} c) = card(CLASSES);

# ALONE: signatures with a single pool.
# TOGETHER: signatures with several; here it is open which of them pays how much.
set ALONE := {s in SIGNATURES: card(PAYERS[s]) = 1};
set TOGETHER := {s in SIGNATURES: card(PAYERS[s]) > 1};

# GROUPS: sets of dreams with a limit, by number: a category, a region, an organisation. They may overlap. Groups
# whose limits hold whatever is awarded are left out.
set GROUPS;

# MEMBERS: the classes in the group.
set MEMBERS{g in GROUPS}, within CLASSES;

# The limits of a group. Each may be missing: then it has the number after 'default', which limits nothing.
#   group_min, group_max                money
#   group_min_share, group_max_share    share of the budget: 0.4 is 40 %
#   awarded_min, awarded_max            share of what is awarded in the end
param group_min{g in GROUPS}, default 0, >= 0;
param group_min_share{g in GROUPS}, default 0, >= 0, <= 1;
param group_max{g in GROUPS}, default -1;
param group_max_share{g in GROUPS}, default -1, <= 1;
param awarded_min{g in GROUPS}, default 0, >= 0, <= 1;
param awarded_max{g in GROUPS}, default -1, <= 1;

# group_funded: at most so many dreams of the group get money; -1: any number.
param group_funded{g in GROUPS}, integer, default -1;

# group_before: what all dreams of the group were awarded before, also those that get no more and are in no class; all_before:
# what all dreams were; funded_before: how many dreams of the group were funded.
param group_before{g in GROUPS}, integer, default 0, >= 0;
param all_before, integer, default 0, >= 0;
param funded_before{g in GROUPS}, integer, default 0, >= 0;


# What follows is the stage. It stands in a data file of its own.

# weight: what an award is measured by; the ratio of a dream is its award divided by its weight. This is w. low, high:
# an award is at least 'low' and at most 'high'; these are l and h.
param weight{c in CLASSES}, default 0, >= 0;
param low{c in CLASSES}, default 0, >= 0, <= most[c];
param high{c in CLASSES}, default 0, >= low[c], <= most[c];

# OPEN: the classes that the level is about. DONE: those that were at the end of what they may get before the level of
# this stage was reached. All others have what earlier stages left them.
set OPEN, within CLASSES, default {};
set DONE, within CLASSES diff OPEN, default {};

# end: the level goes no further than this.
param end, >= 0;

# step: a power of ten. The level is sought in steps, so that the solver computes with numbers near 1.
param step, > 0;


# ---- 2. What is sought ---------------------------------------------------------------------------------------------

# met: the share of 'full' that the class gets. 0 is nothing, 1 is all. Who is done has the most it may get. The award
# of the class is full * met.
var met{c in CLASSES}, >= (if c in DONE then high[c] else low[c]) / most[c], <= high[c] / most[c];

# pays: what pool p pays to all dreams of signature s, in units. (Where a signature has one pool only, that pool pays
# all of it and there is nothing to seek.)
var pays{s in TOGETHER, p in PAYERS[s]}, >= 0;

# reached: the level, in steps.
var reached, >= 0, <= end / step;


# ---- 3. What is best -----------------------------------------------------------------------------------------------

# goal: the ratio that nobody who is open falls short of, in steps; as large as possible.
maximize goal: reached;


# ---- 4. What must hold ---------------------------------------------------------------------------------------------

# ratio: nobody who is open falls short of the level. Both sides are divided by 'most', so that the numbers are near 1.
s.t. ratio{c in OPEN}: met[c] >= weight[c] * step / most[c] * reached - before[c] / most[c];

# drawn: what is drawn from a pool is at most what it has. (Here no pool has to be spent.) It pays alone the dreams
# that no other pool may pay, and its part of the dreams that it shares with other pools.
s.t. drawn{p in POOLS}:
	0
	<= sum{s in ALONE: p in PAYERS[s]} sum{c in PAID[s]} full[c] / unit * met[c]
	   + sum{s in TOGETHER: p in PAYERS[s]} pays[s,p]
	<= amount[p] / unit;

# shared: several pools pay the same dreams: their parts add up to the awards of these dreams.
s.t. shared{s in TOGETHER}:
	sum{p in PAYERS[s]} pays[s,p] = sum{c in PAID[s]} full[c] / unit * met[c];


# ---- 5. Find it, check it, and print it ----------------------------------------------------------------------------

solve;

# Were the right ones called done? They are, if the level is no smaller than their largest ratio, and no larger than
# that of those who are open. (Solvers compute with limited precision.)
check{c in DONE}: before[c] + high[c] <= step * reached * weight[c] * (1 + 1e-7) + 1e-7 * most[c];
check{c in OPEN}: before[c] + high[c] >= step * reached * weight[c] * (1 - 1e-7) - 1e-7 * most[c];

printf "level: %.12g\n", step * reached;
printf "classes: %d open, %d done, %d settled\n",
	card(OPEN), card(DONE), card(CLASSES) - card(OPEN) - card(DONE);

end;
