-- SPDX-License-Identifier: Apache-2.0
--
-- schema.sql - the tables of a round file (*.florin), version 3 (PRAGMA user_version).
--
-- Facts are only ever appended: a changed round is a new revision, files read again are a new import. What a step
-- computes stands in the tables of results; they can be dropped and rebuilt from the facts. Texts that repeat (givers,
-- kinds, tags) stand once, everything else names them by number.

-- ---- the journal: what was done, in order ---------------------------------------------------------------------------

-- Entries are canonical JSON; leaf = SHA-256(0x00 || entry). See journal.h.
CREATE TABLE journal (
	seq   INTEGER PRIMARY KEY, -- 0, 1, 2 ...
	entry TEXT NOT NULL,
	leaf  BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT;

-- The last time each step did its work: the digest of its inputs, its entry in the journal, its counts.
CREATE TABLE steps (
	step    TEXT PRIMARY KEY,
	inputs  BLOB NOT NULL CHECK (length(inputs) = 32),
	seq     INTEGER NOT NULL REFERENCES journal (seq),
	at      INTEGER NOT NULL,  -- Unix seconds
	version TEXT NOT NULL,     -- of the Florin that did it
	counts  TEXT NOT NULL      -- JSON
) STRICT, WITHOUT ROWID;

-- What hides the awards in the receipts of others, and names in a bundle that is given away: 32 bytes, made with the file. It
-- stays here.
CREATE TABLE secrets (
	id    INTEGER PRIMARY KEY CHECK (id = 1),
	bytes BLOB NOT NULL CHECK (length(bytes) = 32)
) STRICT;

-- ---- facts ----------------------------------------------------------------------------------------------------------

-- round.json as given ('source') and as it governs after --policy and --set ('round'); the rule packs ('pack') and the
-- packs they extend ('pack-base'). A round that is a .pb file has that file instead of a source ('pabulib'): its digest
-- and no bytes, they are among the facts. A table of names of
-- organisations ('aliases') is laid into the round that governs; here it stands as it was read.
CREATE TABLE documents (
	id       INTEGER PRIMARY KEY,
	revision INTEGER NOT NULL, -- 1, 2 ...; the highest governs
	role     TEXT NOT NULL CHECK (role IN ('source', 'round', 'pack', 'pack-base', 'pabulib', 'model', 'aliases')),
	name     TEXT NOT NULL,    -- as the round names it
	path     TEXT NOT NULL,    -- where it was found, '' for a shipped pack
	digest   BLOB NOT NULL CHECK (length(digest) = 32),
	bytes    BLOB NOT NULL
) STRICT;

-- An import. The highest closed one governs; one that was interrupted is open, and the next import goes on with it where the
-- plan is the same.
CREATE TABLE imports (
	id     INTEGER PRIMARY KEY, -- 1, 2 ...
	plan   BLOB NOT NULL CHECK (length(plan) = 32), -- digest over what it reads, and how
	closed INTEGER NOT NULL CHECK (closed IN (0, 1))
) STRICT;

-- The files of an import, in the order of the ledger. What a file has said stands under its origin: itself, or the same file of
-- an earlier import that need not be read again.
CREATE TABLE files (
	id       INTEGER PRIMARY KEY,
	import   INTEGER NOT NULL REFERENCES imports (id),
	origin   INTEGER NOT NULL REFERENCES files (id),
	role     TEXT NOT NULL CHECK (role IN ('dreams', 'flowers', 'earned', 'partners')),
	path     TEXT NOT NULL,    -- as the round names it
	added    INTEGER NOT NULL, -- 1: named on the command line, not by the round
	settings BLOB NOT NULL CHECK (length(settings) = 32), -- digest over how it is read
	digest   BLOB NOT NULL CHECK (length(digest) = 32), -- of the bytes read, so far
	size     INTEGER NOT NULL, -- how many these are
	done     INTEGER NOT NULL, -- 1: it was read to its end
	encoding TEXT NOT NULL,
	assumed  INTEGER NOT NULL, -- 1: the encoding was guessed from the bytes
	read     INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	left_out INTEGER NOT NULL, -- by 'only' of the file
	rule     TEXT,             -- the published rule of a .pb file
	CHECK (read = accepted + rejected + left_out)
) STRICT;

CREATE TABLE dreams (
	id           INTEGER PRIMARY KEY, -- the dreams of one import are consecutive, in the order of the files
	file         INTEGER NOT NULL REFERENCES files (id),
	line         INTEGER NOT NULL,
	name         TEXT NOT NULL,       -- the dream's id in the round
	title        TEXT NOT NULL,
	body         TEXT NOT NULL,
	organisation TEXT NOT NULL,
	region       TEXT NOT NULL,
	category     TEXT NOT NULL,       -- as stated
	request      INTEGER NOT NULL CHECK (request > 0),
	raised       INTEGER NOT NULL CHECK (raised >= 0),
	submitted    INTEGER,             -- Unix seconds
	stated       INTEGER,             -- flowers as a ready total
	stated_givers INTEGER,            -- from how many different givers these are
	threshold    INTEGER,             -- its own
	published    INTEGER,             -- 'selected' of a .pb file
	author       TEXT NOT NULL        -- the person who wrote it
) STRICT;

-- Who could carry out dreams. Lists have a line for each term.
CREATE TABLE partners (
	id         INTEGER PRIMARY KEY,
	file       INTEGER NOT NULL REFERENCES files (id),
	line       INTEGER NOT NULL,
	name       TEXT NOT NULL,       -- the partner's id in the round
	title      TEXT NOT NULL,       -- what it is called
	words      TEXT NOT NULL,       -- what it can do
	fields     TEXT NOT NULL,
	regions    TEXT NOT NULL,
	wishes     TEXT NOT NULL,
	exclusions TEXT NOT NULL,
	least      INTEGER NOT NULL CHECK (least >= 0), -- dreams
	most       INTEGER CHECK (most >= least),
	money      INTEGER CHECK (money >= 0)           -- what its dreams may come to
) STRICT;

CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE dream_names (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT; -- ids of dreams in the ledger

-- Givers by number, in pages: of millions of names a row each would cost more than the names. See givers.c.
CREATE TABLE givers (
	first INTEGER PRIMARY KEY, -- the number of its first name; pages follow one another without a gap
	count INTEGER NOT NULL CHECK (count > 0),
	names BLOB NOT NULL
) STRICT;

CREATE TABLE stated_tags (
	dream INTEGER NOT NULL REFERENCES dreams (id),
	tag   INTEGER NOT NULL REFERENCES tags (id),
	PRIMARY KEY (dream, tag)
) STRICT, WITHOUT ROWID;

-- The ledger of flowers: what one transaction of an import read of a file. See ledger_pack.c.
CREATE TABLE chunks (
	id       INTEGER PRIMARY KEY,
	file     INTEGER NOT NULL REFERENCES files (id),
	seq      INTEGER NOT NULL,  -- 0, 1 ... of its file
	rows     INTEGER NOT NULL CHECK (rows > 0),
	named    INTEGER NOT NULL,  -- rows that name an event
	columns  BLOB NOT NULL,
	events   BLOB NOT NULL,     -- their names, sorted
	UNIQUE (file, seq)
) STRICT;

-- Rows that do not count, because their event stands in the ledger before them. Found anew when the ledger changes.
CREATE TABLE repeats (
	chunk INTEGER PRIMARY KEY REFERENCES chunks (id),
	count INTEGER NOT NULL CHECK (count > 0),
	marks BLOB NOT NULL -- a bit for each row of the chunk, the lowest first
) STRICT;

CREATE TABLE rejected (
	id     INTEGER PRIMARY KEY,
	file   INTEGER NOT NULL REFERENCES files (id),
	line   INTEGER NOT NULL,
	col    INTEGER NOT NULL,
	code   TEXT NOT NULL,
	reason TEXT NOT NULL,
	raw    TEXT NOT NULL
) STRICT;

-- What people laid down, in order. Nothing is changed or erased: rows with one kind, subject and other are about one question, and an
-- empty value takes back what stood before. What each kind may say, and what is in force: domain/decision.h.
CREATE TABLE decisions (
	id      INTEGER PRIMARY KEY, -- 1, 2 ...
	seq     INTEGER NOT NULL REFERENCES journal (seq),
	kind    TEXT NOT NULL,    -- 'pair', 'representative', 'tag', 'category', 'admission', 'exception', ...
	subject TEXT NOT NULL,    -- a dream's id in the round; 'conflict', 'organisation': a name
	other   TEXT NOT NULL,    -- 'pair': the other dream, subject < other; 'tag': the tag; '' none
	value   TEXT NOT NULL,    -- 'pair': same, different; 'representative': yes; ...; '' taken back
	code    TEXT NOT NULL,    -- the reason of a rejection, '' else
	person  TEXT NOT NULL,
	why     TEXT NOT NULL,
	at      INTEGER NOT NULL, -- Unix seconds
	seen    BLOB NOT NULL CHECK (length(seen) = 32) -- digest of the texts it was made on; zeros: it is about no dream
) STRICT;

-- How many dreams have each gram, counted when duplicates were first looked for and again at each 'dedup --reweigh': what weights are
-- made from (dedup/idf.h). The highest version governs; the entry of every dedup in the journal names version and digest.
CREATE TABLE weights (
	version INTEGER PRIMARY KEY, -- 1, 2 ...
	digest  BLOB NOT NULL CHECK (length(digest) = 32),
	counts  BLOB NOT NULL
) STRICT;

-- The report of a result that was approved, file by file: what was official stays at hand, whatever is computed later. Its entry names
-- the digest of each file.
CREATE TABLE official_files (
	id     INTEGER PRIMARY KEY,
	seq    INTEGER NOT NULL REFERENCES journal (seq), -- the entry that made it official
	name   TEXT NOT NULL,                             -- "result.json", "bundle/proof.json"
	digest BLOB NOT NULL CHECK (length(digest) = 32),
	bytes  BLOB NOT NULL,
	UNIQUE (seq, name)
) STRICT;

-- What was recorded after the award. Its entry in the journal has the digest of what one call recorded.
CREATE TABLE follow (
	id       INTEGER PRIMARY KEY,
	seq      INTEGER NOT NULL REFERENCES journal (seq),
	kind     TEXT NOT NULL CHECK (kind IN ('pay', 'feedback', 'result', 'accept', 'stop', 'undo')),
	dream    TEXT NOT NULL,    -- its id
	item     TEXT NOT NULL,    -- a tranche, a milestone; '' of a stop; of an undo the fact that it takes back, '9.3': the third of entry 9
	amount   INTEGER NOT NULL, -- paid, or spent by the dream; -1 not said
	people   INTEGER NOT NULL, -- reached; -1 not said
	day      INTEGER NOT NULL, -- since 1970-01-01, in the round's zone
	evidence TEXT NOT NULL,
	person   TEXT NOT NULL,
	why      TEXT NOT NULL,
	story    TEXT NOT NULL     -- of a report, for everybody to read; '' none
) STRICT;

CREATE UNIQUE INDEX follow_undone ON follow (item) WHERE kind = 'undo'; -- a fact is taken back once

-- What the last look for duplicates found, so that the next one need only look at what is new (steps/dedup_known.h). No result
-- depends on it: without it all is looked at anew.
CREATE TABLE known_pairs (
	id    INTEGER PRIMARY KEY CHECK (id = 1),
	key   BLOB NOT NULL CHECK (length(key) = 32), -- digest over what it was found with
	bytes BLOB NOT NULL
) STRICT;

-- ---- results --------------------------------------------------------------------------------------------------------

CREATE TABLE findings (
	id       INTEGER PRIMARY KEY,
	step     TEXT NOT NULL,
	severity INTEGER NOT NULL,
	code     TEXT NOT NULL,
	source   TEXT NOT NULL,
	line     INTEGER NOT NULL,
	col      INTEGER NOT NULL,
	subject  TEXT NOT NULL,
	message  TEXT NOT NULL
) STRICT;

CREATE TABLE taggings (
	dream    INTEGER PRIMARY KEY REFERENCES dreams (id),
	category TEXT NOT NULL,           -- '' none
	unclear  INTEGER NOT NULL,
	limits   INTEGER NOT NULL,        -- patterns that reached their match limit
	decided  INTEGER NOT NULL         -- 1: the category is that of a person
) STRICT;

-- How a dream came to a tag: 0 by a pack, 1 by a person; 2: a person has taken it away, be it of a pack or stated.
CREATE TABLE given_tags (
	dream INTEGER NOT NULL REFERENCES dreams (id),
	tag   INTEGER NOT NULL REFERENCES tags (id),
	how   INTEGER NOT NULL CHECK (how BETWEEN 0 AND 2),
	PRIMARY KEY (dream, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE matches (
	id      INTEGER PRIMARY KEY,
	dream   INTEGER NOT NULL REFERENCES dreams (id),
	pack    TEXT NOT NULL,
	rule    TEXT NOT NULL,
	tag     TEXT NOT NULL,
	pattern TEXT NOT NULL,
	field   TEXT NOT NULL,
	start   INTEGER NOT NULL,         -- bytes in the original text
	"end"   INTEGER NOT NULL,
	capture TEXT NOT NULL,            -- the name of a fact, '' none
	value   TEXT NOT NULL,
	type    TEXT NOT NULL CHECK (type IN ('text', 'number', 'amount', 'place')) -- of the fact
) STRICT;

-- What the dreams say of themselves, each once. Amounts are in minor units of the round's currency.
CREATE VIEW facts AS
	SELECT DISTINCT dream, capture AS name, type, value FROM matches WHERE capture <> '';

CREATE TABLE pairs (
	a           INTEGER NOT NULL REFERENCES dreams (id),
	b           INTEGER NOT NULL REFERENCES dreams (id),
	score       INTEGER NOT NULL,     -- similarities in millionths
	title       INTEGER NOT NULL,
	body        INTEGER NOT NULL,
	containment INTEGER NOT NULL,
	exact       INTEGER NOT NULL,
	differs     INTEGER NOT NULL,
	only_a      TEXT NOT NULL,
	only_b      TEXT NOT NULL,
	shared      TEXT NOT NULL,        -- the rarest words both have, a line each
	verdict     INTEGER NOT NULL,     -- 0 same, 1 review, 2 different
	decided     INTEGER NOT NULL,     -- 1: by a person
	PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

CREATE TABLE clusters (
	dream          INTEGER PRIMARY KEY REFERENCES dreams (id),
	representative INTEGER NOT NULL REFERENCES dreams (id)
) STRICT;

-- Flowers of each dream after each rule, in the order of the rules (domain/tally_rules.h), and how broad its support is.
CREATE TABLE tallies (
	dream     INTEGER PRIMARY KEY REFERENCES dreams (id),
	raw       INTEGER NOT NULL,
	in_window INTEGER NOT NULL,
	earned    INTEGER NOT NULL,
	weighted  INTEGER NOT NULL,
	per_day   INTEGER NOT NULL,
	capped    INTEGER NOT NULL,       -- after the cap per giver and dream
	per_giver INTEGER NOT NULL,
	merged    INTEGER NOT NULL,
	givers    INTEGER NOT NULL,
	known     INTEGER NOT NULL,       -- flowers of known givers; what follows is of these
	roots     INTEGER NOT NULL,       -- sum of s = floor(sqrt(flowers of one giver))
	squares   INTEGER NOT NULL,       -- sum of s * s
	light     INTEGER NOT NULL,       -- flowers by tier of givers, then givers by tier
	regular   INTEGER NOT NULL,
	heavy     INTEGER NOT NULL,
	light_givers   INTEGER NOT NULL,
	regular_givers INTEGER NOT NULL,
	heavy_givers   INTEGER NOT NULL,
	top       INTEGER NOT NULL,       -- flowers of the giver with most, of the ten with most
	top_ten   INTEGER NOT NULL,
	effective INTEGER NOT NULL,       -- effective number of givers, in hundredths
	threshold INTEGER NOT NULL,
	threshold_givers INTEGER NOT NULL,
	standing  INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 3),
	ruling    INTEGER NOT NULL CHECK (ruling BETWEEN 0 AND 2), -- of a person: 1 rejected, 2 an exception
	organisation TEXT NOT NULL        -- under whatever name it submitted the dream
) STRICT;

-- How the tallies grew: flowers counted for a representative on each day (days since 1970-01-01 in the round's zone; NULL: the day is
-- not known).
CREATE TABLE tally_days (
	dream   INTEGER NOT NULL REFERENCES dreams (id),
	day     INTEGER,
	flowers INTEGER NOT NULL
) STRICT;

CREATE TABLE allocations (
	id        INTEGER PRIMARY KEY CHECK (id = 1),
	outcome   INTEGER NOT NULL,
	objective TEXT NOT NULL,          -- exact, "p/q"
	nodes     INTEGER NOT NULL,
	pivots    INTEGER NOT NULL,
	note      TEXT NOT NULL,
	granularity INTEGER NOT NULL,     -- of the awards, 0: the policy's
	published INTEGER NOT NULL,       -- fl_published
	proof     BLOB NOT NULL           -- JSON, see domain/proof_json.h
) STRICT;

CREATE TABLE awards (
	dream  INTEGER PRIMARY KEY REFERENCES dreams (id),
	amount INTEGER NOT NULL CHECK (amount >= 0),
	reason INTEGER NOT NULL,
	needs  INTEGER NOT NULL,
	"limit" INTEGER REFERENCES limits (id)
) STRICT;

CREATE TABLE payments (
	dream  INTEGER NOT NULL REFERENCES dreams (id),
	pool   INTEGER NOT NULL REFERENCES limits (id),
	amount INTEGER NOT NULL CHECK (amount > 0),
	PRIMARY KEY (dream, pool)
) STRICT, WITHOUT ROWID;

CREATE TABLE limits (
	id       INTEGER PRIMARY KEY,     -- 0, 1 ...: pools in the order of the round, then groups
	name     TEXT NOT NULL,
	pool     INTEGER NOT NULL,
	min      INTEGER,
	max      INTEGER,
	awarded  INTEGER NOT NULL,
	price    TEXT,                    -- exact, "p/q" flowers per minor unit
	conflict TEXT NOT NULL,
	mend     TEXT NOT NULL
) STRICT;

CREATE TABLE verdicts (
	id        INTEGER PRIMARY KEY CHECK (id = 1),
	verified  INTEGER NOT NULL,
	why       TEXT NOT NULL,
	objective TEXT NOT NULL,
	optimum   TEXT NOT NULL,
	bound     TEXT
) STRICT;

-- Which partner carries out which dream. The document is what florin-check reads (docs/reference/partners.md): partners, fits, the
-- assignment and the prices that prove it.
CREATE TABLE matchings (
	id       INTEGER PRIMARY KEY CHECK (id = 1),
	outcome  INTEGER NOT NULL,        -- fl_assign_outcome
	total    INTEGER NOT NULL,
	bound    INTEGER NOT NULL,
	single   INTEGER NOT NULL,        -- no other is worth as much: 1, 0, -1 nobody looked
	settled  INTEGER NOT NULL,        -- the first of them in tie order
	document BLOB NOT NULL            -- JSON
) STRICT;

-- The evidence: of each dream the partner it has, those it would rather have, and its best.
CREATE TABLE pairings (
	dream    INTEGER NOT NULL REFERENCES dreams (id),
	partner  INTEGER NOT NULL REFERENCES partners (id),
	place    INTEGER NOT NULL,        -- 1: its best fit; 0: ruled out by a decision
	fit      INTEGER NOT NULL,
	chosen   INTEGER NOT NULL,
	decided  INTEGER NOT NULL,        -- 1: by a person
	price    INTEGER,                 -- of a place at the partner, where one price says it all
	shared   INTEGER NOT NULL,        -- tags
	region   INTEGER NOT NULL,        -- 2: the dream's or above it, 1: near, 0
	likeness INTEGER NOT NULL,        -- millionths
	tags     TEXT NOT NULL,           -- a line each
	wishes   TEXT NOT NULL,           -- a line each
	words    TEXT NOT NULL,           -- the rarest words both have, a line each
	PRIMARY KEY (dream, partner)
) STRICT, WITHOUT ROWID;

CREATE TABLE outputs (
	name   TEXT PRIMARY KEY,
	digest BLOB NOT NULL CHECK (length(digest) = 32),
	size   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
