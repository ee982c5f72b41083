# SPDX-License-Identifier: Apache-2.0
#
# support.mod - how the money of a round is divided by the policy 'support'
#
# Language: GNU MathProg. A text after '#' is explanation; the solver skips it. The numbers of an actual round stand
# in a data file of their own. To check a round:
#
#     glpsol -m support.mod -d round.dat
#
#
# WHAT THIS DECIDES
#
# A foundation has pools of money. People submitted dreams, each with a request: the money it asks for. Other people
# gave flowers to the dreams they wish to see carried out; a dream's tally is the number of its flowers. This model is
# about the qualified dreams only: those that are eligible, represent their cluster, and reached their threshold of
# flowers.
#
# It looks for the awards (who gets how much) that honour the most flowers, where a flower is honoured by the share of
# its dream's request that is met: a dream with 60 flowers that gets half of its request honours 30. The awards must
# stay within every pool and every limit that the foundation laid down before.
#
#
# THE MATHEMATICS
#
# Dream i asks for r(i), has f(i) flowers, and gets the award x(i); x(i,p) is the part that pool p pays.
#
#     maximise   sum over i of  f(i) * x(i) / r(i)
#
#     pools      sum over i of x(i,p) is at most the amount of p; all of it where p must be spent;
#                p pays only the dreams that its selector names
#     groups     L(g) <= sum over i in g of x(i) <= U(g), as money, share of the budget, or share of what is awarded
#     dreams     0 <= x(i) <= u(i), where u(i) is the request or a lower cap
#     minimum    where there is a minimum award m(i):  x(i) = 0  or  x(i) >= m(i)
#     whole      where a dream is indivisible:         x(i) = 0  or  x(i) = u(i): the line above with m(i) = u(i)
#     base       where there is a base grant:          x(i) >= m(i) for every dream
#     number     where a group may fund K dreams:      at most K of its dreams have x(i) > 0
#
# Two things make the model smaller; neither changes what can be awarded, nor its value:
#
#   Equal dreams stand together. Dreams that nothing in the round tells apart (flowers, request, u, m, pools, groups)
#   are one CLASS. The model finds the sum of their awards; they share it evenly.
#
#   Pools are seen from the dreams. Dreams that the same pools may pay have the same SIGNATURE. How much a pool pays
#   to each of them does not matter, only how much it pays to all of them. Pools with equal selectors are one pool.
#
# Where several divisions honour the same number of flowers, a solver may print any of them; Florin takes the one that
# the round's published order of ties picks, and then rounds awards to whole units of money. So compare the flowers
# that are honoured: they are the same for everyone.
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


# ---- 2. What is sought ---------------------------------------------------------------------------------------------

# met: the share of 'full' that the class gets. 0 is nothing, 1 is all. The award of the class is full * met.
var met{c in CLASSES}, >= sure * least[c] / most[c], <= 1;

# pays: what pool p pays to all dreams of signature s, in units. (Where a signature has one pool only, that pool pays
# all of it and there is nothing to seek.)
var pays{s in TOGETHER, p in PAYERS[s]}, >= 0;

# total: what is awarded in all, in units. Only used where a group's limit is a share of what is awarded.
var total, >= 0;

# COUNTED: classes with a minimum award, or whose dreams are indivisible, or in a group that may fund so many dreams
# (funded is then at least the smallest unit of money).
set COUNTED := {c in CLASSES: least[c] > 0 and sure = 0};

# number: how many of the equal dreams of such a class get money. An integer.
var number{c in COUNTED}, integer, >= 0, <= count[c];


# ---- 3. What is best -----------------------------------------------------------------------------------------------

# support: the flowers that are honoured; as large as possible. count * tally flowers went to the class; most /
# request is the share of its requests that is met when it gets all it may, and it gets the share 'met' of that.
maximize support:
	sum{c in CLASSES} count[c] * tally[c] * most[c] / request[c] * met[c];


# ---- 4. What must hold ---------------------------------------------------------------------------------------------

# pool: what a pool pays lies between what it must and what it can. It pays alone the dreams that no other pool may
# pay, and its part of the dreams that it shares with other pools.
s.t. pool{p in POOLS}:
	must[p] / unit
	<= sum{s in ALONE: p in PAYERS[s]} sum{c in PAID[s]} full[c] / unit * met[c]
	   + sum{s in TOGETHER: p in PAYERS[s]} pays[s,p]
	<= amount[p] / unit;

# shared: several pools pay the same dreams: their parts add up to the awards of these dreams.
s.t. shared{s in TOGETHER}:
	sum{p in PAYERS[s]} pays[s,p] = sum{c in PAID[s]} full[c] / unit * met[c];

# group_minimum: the group gets at least its minimum; where money and a share of the budget are given, the larger.
s.t. group_minimum{g in GROUPS: group_min[g] > 0 or group_min_share[g] > 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c]
	>= (max(group_min[g], group_min_share[g] * budget) - group_before[g]) / unit;

# group_maximum: the group gets at most its maximum; where money and a share of the budget are given, the smaller.
s.t. group_maximum{g in GROUPS: group_max[g] >= 0 or group_max_share[g] >= 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c]
	<= max(0, (if group_max_share[g] < 0 then group_max[g]
	           else if group_max[g] < 0 then group_max_share[g] * budget
	           else min(group_max[g], group_max_share[g] * budget)) - group_before[g]) / unit;

# awarded_minimum, awarded_maximum: the group gets at least, at most, a share of what is awarded in all. What was awarded
# before counts on both sides; a group that had more than its share then may have its share of what is awarded now.
s.t. awarded_minimum{g in GROUPS: awarded_min[g] > 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c]
	>= awarded_min[g] * total + (awarded_min[g] * all_before - group_before[g]) / unit;
s.t. awarded_maximum{g in GROUPS: awarded_max[g] >= 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c]
	<= awarded_max[g] * total + max(0, awarded_max[g] * all_before - group_before[g]) / unit;

# funded_maximum: the group funds no more dreams than it may, those that were funded before counted. (With a base grant all
# are funded.)
s.t. funded_maximum{g in GROUPS: group_funded[g] >= 0}:
	sum{c in MEMBERS[g]: sure = 0 and before[c] = 0} number[c]
	<= max(0, group_funded[g] - funded_before[g]) - sure * sum{c in MEMBERS[g]: before[c] = 0} count[c];

# all_awards: the total is the sum of all awards. Only there when a limit uses it.
s.t. all_awards{t in {"total"}: exists{g in GROUPS} (awarded_min[g] > 0 or awarded_max[g] >= 0)}:
	sum{c in CLASSES} full[c] / unit * met[c] = total;

# at_least, at_most: of the equal dreams of a class, 'number' get money, and each of these at least 'least' and at
# most 'most'. Both sides are divided by 'most', so that the numbers are near 1.
s.t. at_least{c in COUNTED}: count[c] * met[c] >= least[c] / most[c] * number[c];
s.t. at_most{c in COUNTED}:  count[c] * met[c] <= number[c];


# ---- 5. Find it, and print it --------------------------------------------------------------------------------------

solve;

printf "flowers honoured: %.12g\n", support;
printf{p in POOLS}: "pool %s: %.12g of %.12g\n", p, unit * (
	sum{s in ALONE: p in PAYERS[s]} sum{c in PAID[s]} full[c] / unit * met[c]
	+ sum{s in TOGETHER: p in PAYERS[s]} pays[s,p]), amount[p];
printf{g in GROUPS}: "group %s: %.12g\n", g, sum{c in MEMBERS[g]} full[c] * met[c];

end;
