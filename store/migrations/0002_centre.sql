-- A terminal may belong to a centre: what the centre says of events, and what
-- travels with them.

-- An identity is an enrolment: "W07" in epoch 1 becomes "W07.1". All events so
-- far are this terminal's own.
UPDATE events SET terminal = (SELECT json_extract(CAST(value AS TEXT), '$.id') || '.' || char(json_extract(CAST(value AS TEXT), '$.epoch'))
	FROM meta WHERE key = 'terminal');

ALTER TABLE events ADD COLUMN pos INTEGER;  -- place among all events of the hall, NULL until the centre has it
ALTER TABLE events ADD COLUMN was INTEGER;  -- the place it had before the centre was restored to an older state
ALTER TABLE events ADD COLUMN refused TEXT; -- why the centre did not take it, JSON
ALTER TABLE events ADD COLUMN hash BLOB;    -- the chain of this terminal up to and including it; own events

-- The identities whose events begin here: today's, and those of before.
CREATE TABLE authors (
	terminal TEXT PRIMARY KEY,
	window   INTEGER NOT NULL,
	acked    INTEGER NOT NULL DEFAULT 0 -- the last seq that the centre has
) STRICT, WITHOUT ROWID;

INSERT INTO authors (terminal, window) SELECT json_extract(CAST(value AS TEXT), '$.id') || '.' || char(json_extract(CAST(value AS TEXT), '$.epoch')),
	json_extract(CAST(value AS TEXT), '$.window') FROM meta WHERE key = 'terminal';

UPDATE meta SET value = CAST(json_set(CAST(value AS TEXT), '$.id',
	json_extract(CAST(value AS TEXT), '$.id') || '.' || char(json_extract(CAST(value AS TEXT), '$.epoch'))) AS BLOB)
	WHERE key = 'terminal';

-- The words of authors for their chains, by which their events can be offered to
-- a centre that was restored.
CREATE TABLE vouchers (
	terminal  TEXT NOT NULL,
	seq       INTEGER NOT NULL,
	pos       INTEGER NOT NULL, -- of the event it stands behind
	signature BLOB NOT NULL,
	PRIMARY KEY (terminal, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX vouchers_pos ON vouchers (pos);

-- How far this terminal is with its centre; one row.
CREATE TABLE link (
	id          INTEGER PRIMARY KEY CHECK (id = 1),
	chained     INTEGER NOT NULL DEFAULT 0,  -- 1: own events have their hashes
	generation  INTEGER NOT NULL DEFAULT 0,  -- grows whenever events of others, or places, were taken in
	cursor      INTEGER NOT NULL DEFAULT 0,  -- everything up to this place is here
	incarnation TEXT NOT NULL DEFAULT '',    -- of the centre; another one after it was restored
	began       INTEGER NOT NULL DEFAULT 0,  -- the place at which that incarnation began
	scope       TEXT NOT NULL DEFAULT '',    -- what of the hall this terminal may see
	loading     INTEGER NOT NULL DEFAULT 1,  -- 1: the hall's open cases are still to be loaded
	loaded      TEXT NOT NULL DEFAULT '',    -- the case up to which that has come
	offering    INTEGER NOT NULL DEFAULT 0,  -- 1: the centre was restored and is offered what it lacks
	offered     INTEGER NOT NULL DEFAULT 0,  -- the old place up to which that has come
	reference   INTEGER NOT NULL DEFAULT 0,  -- everything published up to this revision is here
	skew        INTEGER NOT NULL DEFAULT 0,  -- nanoseconds that this machine's clock is ahead
	contact     INTEGER NOT NULL DEFAULT 0   -- last contact, nanoseconds since 1970
) STRICT;

INSERT INTO link (id) VALUES (1);

-- Cases of which events came whose beginning is not here.
CREATE TABLE wanted (
	number TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Editions that cases of other terminals are of and that are not here yet.
CREATE TABLE wanted_items (
	id      TEXT NOT NULL,
	edition TEXT NOT NULL,
	PRIMARY KEY (id, edition)
) STRICT, WITHOUT ROWID;

ALTER TABLE items ADD COLUMN current INTEGER NOT NULL DEFAULT 0; -- 1: the edition that the centre publishes
ALTER TABLE items ADD COLUMN centre INTEGER NOT NULL DEFAULT 0;  -- 1: the centre has it

ALTER TABLE users ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN centre INTEGER NOT NULL DEFAULT 0; -- 1: the centre looks after this person

-- The terminals of the hall, to know their papers by.
CREATE TABLE terminals (
	id      TEXT PRIMARY KEY,
	window  INTEGER NOT NULL,
	key     BLOB NOT NULL, -- Ed25519 public key
	revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which edition of an item a person has worked with last.
CREATE TABLE acquainted (
	person  TEXT NOT NULL,
	item    TEXT NOT NULL,
	edition TEXT NOT NULL,
	PRIMARY KEY (person, item)
) STRICT, WITHOUT ROWID;

-- The content of scans: where it is, and how far it has come.
CREATE TABLE scans (
	hash   TEXT PRIMARY KEY,
	size   INTEGER NOT NULL, -- bytes
	state  TEXT NOT NULL,    -- see yichuang.ScanState
	added  INTEGER NOT NULL  -- nanoseconds since 1970
) STRICT, WITHOUT ROWID;

CREATE INDEX scans_state ON scans (state, added);

-- Projections.

ALTER TABLE cases ADD COLUMN seat TEXT NOT NULL DEFAULT '';       -- where it was last reviewed
ALTER TABLE cases ADD COLUMN department TEXT NOT NULL DEFAULT '';

UPDATE cases SET seat = (SELECT substr(json_extract(CAST(value AS TEXT), '$.id'), 1, instr(json_extract(CAST(value AS TEXT), '$.id'), '.') - 1)
	FROM meta WHERE key = 'terminal');

CREATE INDEX cases_seat ON cases (seat, stage);

-- An item is listed by every name under which cases were taken in, for search;
-- count is how often this terminal did.
DROP TABLE usage;

CREATE TABLE usage (
	item  TEXT NOT NULL,
	name  TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (item, name)
) STRICT, WITHOUT ROWID;

INSERT INTO usage (item, name, count) SELECT item, item_name, count(*) FROM cases GROUP BY item, item_name;

CREATE TABLE refusals (
	case_id  INTEGER NOT NULL,
	terminal TEXT NOT NULL,
	seq      INTEGER NOT NULL,
	PRIMARY KEY (case_id, terminal, seq)
) STRICT, WITHOUT ROWID;
