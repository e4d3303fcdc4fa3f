-- What is true.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Every case number there is, in the order in which it came to this terminal.
CREATE TABLE numbers (
	id     INTEGER PRIMARY KEY,
	number TEXT NOT NULL UNIQUE
) STRICT;

-- The last serial of each day (YYYY-MM-DD).
CREATE TABLE serials (
	day  TEXT PRIMARY KEY,
	last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The events of one case lie together, in order, so that folding it reads
-- neighbouring pages and one more event writes two: this table's and the index's.
CREATE TABLE events (
	case_id  INTEGER NOT NULL REFERENCES numbers (id),
	n        INTEGER NOT NULL, -- position in the case, from 1
	terminal TEXT NOT NULL,
	seq      INTEGER NOT NULL, -- from 1, without a gap
	base     INTEGER NOT NULL,
	at       INTEGER NOT NULL, -- nanoseconds since 1970, the author's clock
	skew     INTEGER NOT NULL, -- nanoseconds
	by       TEXT NOT NULL,
	kind     TEXT NOT NULL,
	body     BLOB NOT NULL,    -- sealed
	PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX events_seq ON events (terminal, seq);

CREATE TABLE items (
	id         TEXT NOT NULL,
	edition    TEXT NOT NULL,
	body       BLOB NOT NULL, -- JSON, gzip
	correction TEXT NOT NULL, -- the rule for correction notices out of it, JSON
	added      INTEGER NOT NULL, -- nanoseconds since 1970
	PRIMARY KEY (id, edition)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
	id           TEXT PRIMARY KEY,
	name         BLOB NOT NULL, -- sealed
	role         TEXT NOT NULL,
	pin          BLOB NOT NULL, -- sealed argon2id hash
	failed       INTEGER NOT NULL DEFAULT 0, -- wrong PINs in a row
	locked_until INTEGER NOT NULL DEFAULT 0  -- nanoseconds since 1970
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
	owner   TEXT NOT NULL,
	key     TEXT NOT NULL,
	value   BLOB NOT NULL, -- sealed
	updated INTEGER NOT NULL, -- nanoseconds since 1970
	PRIMARY KEY (owner, key)
) STRICT, WITHOUT ROWID;

-- What follows from the events. `yichuang rebuild` makes it again.

CREATE TABLE cases (
	id          INTEGER PRIMARY KEY REFERENCES numbers (id),
	number      TEXT NOT NULL,
	tail        TEXT NOT NULL, -- the number backwards, to find it by its end
	item        TEXT NOT NULL,
	edition     TEXT NOT NULL,
	item_name   TEXT NOT NULL,
	stage       TEXT NOT NULL,
	window      INTEGER NOT NULL,
	clerk       TEXT NOT NULL,
	received    INTEGER NOT NULL, -- nanoseconds since 1970
	visit       INTEGER NOT NULL,
	unconfirmed INTEGER NOT NULL, -- 1 while the initial review is to come
	papers      INTEGER NOT NULL, -- papers not in the applicant's hands
	promised    TEXT, -- days, YYYY-MM-DD
	statutory   TEXT,
	owed        TEXT,
	summary     BLOB NOT NULL -- sealed
) STRICT;

CREATE INDEX cases_received ON cases (received);
CREATE INDEX cases_stage ON cases (stage, received);
CREATE INDEX cases_item ON cases (item, received);
CREATE INDEX cases_clerk ON cases (clerk, received);
CREATE INDEX cases_tail ON cases (tail);
CREATE INDEX cases_unconfirmed ON cases (received) WHERE unconfirmed = 1;
CREATE INDEX cases_papers ON cases (received) WHERE papers > 0;
CREATE INDEX cases_owed ON cases (owed) WHERE owed IS NOT NULL;

-- term is a blind hash, see Store.blind.
CREATE TABLE case_terms (
	term    INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	PRIMARY KEY (term, case_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
	item  TEXT PRIMARY KEY,
	name  TEXT NOT NULL,
	count INTEGER NOT NULL,
	last  INTEGER NOT NULL -- nanoseconds since 1970
) STRICT, WITHOUT ROWID;
