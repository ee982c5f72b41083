# SPDX-License-Identifier: Apache-2.0
#
# assignment.mod - which partner carries out which dream
#
# Language: GNU MathProg. A text after '#' is explanation; the solver skips it. The numbers of an actual round stand in a data file
# of their own, which 'florin match --export' writes. To check a matching:
#
#     glpsol -m assignment.mod -d assignment.dat
#
#
# WHAT THIS DECIDES
#
# Partners offered to carry out dreams. Each can take on so many, and perhaps wants some at least; the dreams it takes on may come to
# no more than a sum of money. For every pair of a dream and a partner that fit, a whole number says how well (docs/reference/partners.md).
# The model looks for the pairs that are made: the fits of all of them together are as large as possible.
#
#
# THE MATHEMATICS
#
#     maximise   sum over pairs of  fit(i,p) * made(i,p)
#
#     dreams     each goes to one partner at most; to exactly one where a decision fixed it
#     partners   least(p) <= the number of its dreams <= most(p)
#     money      what its dreams bring comes to no more than money(p), where there is such a limit
#     pairs      made or not: made(i,p) is 0 or 1
#
# Without limits in money the last line may be left out: whole numbers come by themselves, because every pair stands in one row of
# dreams and one of partners (a transportation problem).
#
# Where several matchings are worth as much, a solver may print any of them; Florin takes the first in tie order. So compare the
# sum: it is the same for everyone.

set MATCHED;                            # dreams, by number
set PARTNERS;                           # by number
set PAIRS, within {MATCHED, PARTNERS};  # that fit
set FIXED, within MATCHED, default {};  # by a decision: these have one pair

param fit{PAIRS}, integer, >= 0;
param brings{MATCHED}, integer, >= 0;   # in the unit of 'money'
param least{PARTNERS}, integer, >= 0;
param most{p in PARTNERS}, integer, >= least[p];
param money{PARTNERS}, integer, >= -1, default -1; # -1: no limit

var made{PAIRS}, binary;

maximize fits_together: sum{(i, p) in PAIRS} fit[i, p] * made[i, p];

s.t. one_partner{i in MATCHED}: sum{(i, p) in PAIRS} made[i, p] <= 1;

s.t. as_decided{i in FIXED}: sum{(i, p) in PAIRS} made[i, p] = 1;

s.t. at_least_so_many{p in PARTNERS: least[p] > 0}: sum{(i, p) in PAIRS} made[i, p] >= least[p];

s.t. at_most_so_many{p in PARTNERS}: sum{(i, p) in PAIRS} made[i, p] <= most[p];

s.t. within_the_money{p in PARTNERS: money[p] >= 0}: sum{(i, p) in PAIRS} brings[i] * made[i, p] <= money[p];

solve;

printf "the fits come to %d\n", sum{(i, p) in PAIRS} fit[i, p] * made[i, p];
printf{(i, p) in PAIRS: made[i, p] > 0.5} "dream %d: partner %d, fit %d\n", i, p, fit[i, p];

end;
