META
key;value
description;Two budgets
instance;7
num_projects;5
num_votes;4
budget;1000
currency;EUR
vote_type;approval
rule;greedy
categories;Green,Sport, indoors
budget_per_category;300,250.50
neighborhoods;North
budget_per_neighborhood;400
PROJECTS
project_id;cost;votes;name;category;neighborhood
1;300;3;Trees;Green;North
2;250;3;Benches;Green;South
3;200;2;Ball;Sport, indoors;North
4;200;2;Table;Sport, indoors;South
5;150;1;Lamp;Light;North
VOTES
voter_id;vote
1;1,2,3
2;1,2,4
3;1,2,5
4;3,4
