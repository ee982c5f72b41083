META
key;value
description;Three projects
country;Nowhere
unit;Smalltown
instance;2026
num_projects;3
num_votes;4
budget;1000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name;selected
1;600;3;A playground;1
2;500;2;A path;0
3;400;1;A bench;1
VOTES
voter_id;vote
1;1,2
2;1
3;1,2
4;3
