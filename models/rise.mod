# SPDX-License-Identifier: Apache-2.0
#
# rise.mod - one stage of a policy that divides by ratios: the shares rise together until a limit stops them
#
# Language: GNU MathProg. A text after '#' is explanation; the solver skips it. The numbers of an actual round stand
# in two data files, one for the round and one for the stage. To check a stage:
#
#     glpsol -m rise.mod -d round.dat -d stage-1.dat
#
#
# WHAT THIS DECIDES
#
# A foundation has pools of money. People submitted dreams, each with a request: the money it asks for. The policies 'coverage',
# 'proportional' and 'quadratic' do not add up flowers. They compare shares: what a dream gets, divided by its weight.
#
#     coverage       the weight is the request: everyone gets the same part of what they ask for, as far as limits let them
#     proportional   the weight is the dream's target: the money divided in proportion to flowers
#     quadratic      the same with targets by quadratic weights
#
# The smallest share is made as large as possible, then the next smallest, and so on. Picture a level that rises from zero, and every
# dream's share with it. It stops where a limit or a pool can give no more: the dreams that this limit holds stay where they are. The
# others rise on. Each stop is a stage, and this model finds the level of one stop, given those before. Targets are found in the
# same way, with the pools as the only limits and flowers as weights (stages 'target', whose round is target.dat).
#
#
# THE MATHEMATICS
#
# Dream i has the weight w(i) and gets the award x(i). Dreams that were stopped before have the award they had then.
#
#     maximise   the level z
#
#     rising     x(i) >= z * w(i) for every dream that still rises and would not reach its most below the level of this stage
#     full       x(i) is the most it may get, for those that reached it
#     dreams     lower(i) <= x(i) <= upper(i)
#     pools      sum over i of x(i,p) is at most the amount of p; all of it where p must be spent;
#                p pays only the dreams that its selector names
#     groups     L(g) <= sum over i in g of x(i) <= U(g), as money, share of the budget, or share of what is awarded
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

# budget: the money of all pools.
param budget := sum{p in POOLS} amount[p];

# CLASSES: the qualified dreams, equal ones together, by number. Dreams that can get nothing are left out: those that
# no pool may pay, and those whose least award is more than their pools have.
set CLASSES;

# count: how many equal dreams the class has. All that follows is said of each one of them.
param count{c in CLASSES}, integer, >= 1;

# tally: flowers of the dream. This is f.
param tally{c in CLASSES}, integer, >= 0;

# request: the money it asks for. This is r.
param request{c in CLASSES}, integer, > 0;

# most: the most it may get: its request, or less where the foundation set a cap. This is u.
param most{c in CLASSES}, integer, > 0, <= request[c];

# least, sure: stand in the data of the round for other models; here 'lower' says what is sure.
param least{c in CLASSES}, integer, default 0, >= 0, <= most[c];
param sure, binary, default 0;

# weight: what the award of a dream is compared with. This is w.
param weight{c in CLASSES}, >= 0, default 0;

# lower, upper: what it gets at least and at most, as far as this stage is concerned. Equal: it stands there already.
param lower{c in CLASSES}, >= 0;
param upper{c in CLASSES}, >= 0;

# MOVING: the dreams that rise with the level.
set MOVING, within CLASSES;

# step: the level is sought in steps of this size, so that numbers are near 1.
param step, > 0, default 1;

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


# ---- 2. What is sought ---------------------------------------------------------------------------------------------

# met: the share of 'full' that the class gets. 0 is nothing, 1 is all. The award of the class is full * met.
var met{c in CLASSES}, >= lower[c] / most[c], <= upper[c] / most[c];

# height: the level, in steps.
var height, >= 0;

# pays: what pool p pays to all dreams of signature s, in units. (Where a signature has one pool only, that pool pays
# all of it and there is nothing to seek.)
var pays{s in TOGETHER, p in PAYERS[s]}, >= 0;

# total: what is awarded in all, in units. Only used where a group's limit is a share of what is awarded.
var total, >= 0;


# ---- 3. What is best -----------------------------------------------------------------------------------------------

# level: as high as possible.
maximize level: step * height;


# ---- 4. What must hold ---------------------------------------------------------------------------------------------

# moves: a dream that rises gets at least its weight times the level. Both sides are divided by 'most'.
s.t. moves{c in MOVING}: met[c] >= weight[c] * step / most[c] * height;

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
	>= max(group_min[g], group_min_share[g] * budget) / unit;

# group_maximum: the group gets at most its maximum; where money and a share of the budget are given, the smaller.
s.t. group_maximum{g in GROUPS: group_max[g] >= 0 or group_max_share[g] >= 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c]
	<= (if group_max_share[g] < 0 then group_max[g]
	    else if group_max[g] < 0 then group_max_share[g] * budget
	    else min(group_max[g], group_max_share[g] * budget)) / unit;

# awarded_minimum, awarded_maximum: the group gets at least, at most, a share of what is awarded in all.
s.t. awarded_minimum{g in GROUPS: awarded_min[g] > 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c] >= awarded_min[g] * total;
s.t. awarded_maximum{g in GROUPS: awarded_max[g] >= 0}:
	sum{c in MEMBERS[g]} full[c] / unit * met[c] <= awarded_max[g] * total;

# all_awards: the total is the sum of all awards. Only there when a limit uses it.
s.t. all_awards{t in {"total"}: exists{g in GROUPS} (awarded_min[g] > 0 or awarded_max[g] >= 0)}:
	sum{c in CLASSES} full[c] / unit * met[c] = total;


# ---- 5. Find it, and print it --------------------------------------------------------------------------------------

solve;

printf "level: %.12g\n", level;
printf{p in POOLS}: "pool %s: %.12g of %.12g\n", p, unit * (
	sum{s in ALONE: p in PAYERS[s]} sum{c in PAID[s]} full[c] / unit * met[c]
	+ sum{s in TOGETHER: p in PAYERS[s]} pays[s,p]), amount[p];
printf{g in GROUPS}: "group %s: %.12g\n", g, sum{c in MEMBERS[g]} full[c] * met[c];

end;
