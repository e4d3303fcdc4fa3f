-- +goose Up
-- One text for SQLite and PostgreSQL. Times are nanoseconds since 1970, truth
-- values 0 and 1. SQLite takes what stands in comments that begin with its name.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value BYTEA NOT NULL
) /*sqlite WITHOUT ROWID*/;

-- Every state that this centre's data were restored to; n counts them. A hall that
-- has no row began with its first event.
CREATE TABLE incarnations (
	n     BIGINT NOT NULL,
	id    TEXT NOT NULL,
	hall  TEXT NOT NULL,   -- '' for the row that stands for the incarnation itself
	began BIGINT NOT NULL, -- the hall's last position at that time
	PRIMARY KEY (n, hall)
);

CREATE TABLE halls (
	id       TEXT PRIMARY KEY,
	about    TEXT NOT NULL,   -- yichuang.Hall, JSON
	position BIGINT NOT NULL, -- of the last event; whoever writes events locks this row
	cases    BIGINT NOT NULL, -- how many there are
	open     BIGINT NOT NULL  -- how many of them are open
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE terminals (
	hall     TEXT NOT NULL,
	id       TEXT NOT NULL,
	seat     TEXT NOT NULL,
	number   BIGINT NOT NULL,  -- of the window, 1 to 999
	epoch    TEXT NOT NULL,
	scope    TEXT NOT NULL,    -- departments whose cases it may see, JSON; '' for all
	key      BYTEA NOT NULL,   -- Ed25519 public key
	acked    BIGINT NOT NULL,  -- its last event here
	head     BYTEA NOT NULL,   -- its chain up to that
	enrolled BIGINT NOT NULL,  -- 0: known as an author only, without a certificate
	replaced BIGINT NOT NULL,  -- its seat was enrolled anew: its certificate ends, its events are taken; 0: not
	revoked  BIGINT NOT NULL,  -- neither certificate nor events are taken; 0: not
	PRIMARY KEY (hall, id)
) /*sqlite WITHOUT ROWID*/;

CREATE UNIQUE INDEX terminals_key ON terminals (key, id);

CREATE TABLE codes (
	secret  BYTEA PRIMARY KEY, -- sha-256 of it
	hall    TEXT NOT NULL,
	seat    TEXT NOT NULL,
	number  BIGINT NOT NULL,
	scope   TEXT NOT NULL,
	expires BIGINT NOT NULL,
	used    BIGINT NOT NULL -- 0: not yet
);

-- Events as they came, consecutive ones of one author on one case together.
CREATE TABLE runs (
	hall     TEXT NOT NULL,
	pos      BIGINT NOT NULL, -- of the first event
	n        BIGINT NOT NULL,
	number   TEXT NOT NULL,   -- of the case
	idx      BIGINT NOT NULL, -- events of the case that have a place before these
	terminal TEXT NOT NULL,
	seq      BIGINT NOT NULL, -- of the first event
	refused  TEXT,            -- why they were not taken, JSON
	body     BYTEA NOT NULL,  -- lines, packed
	voucher  BYTEA,           -- the author's signature behind the last of them, where a push ended
	PRIMARY KEY (hall, pos)
) /*sqlite WITHOUT ROWID*/;

CREATE INDEX runs_case ON runs (hall, number, pos);
CREATE INDEX runs_refused ON runs (hall, pos) WHERE refused IS NOT NULL;

-- What follows from the events.
CREATE TABLE cases (
	hall       TEXT NOT NULL,
	number     TEXT NOT NULL,
	events     BIGINT NOT NULL,
	stage      TEXT NOT NULL,
	open       BIGINT NOT NULL,
	department TEXT NOT NULL,
	PRIMARY KEY (hall, number)
) /*sqlite WITHOUT ROWID*/;

CREATE INDEX cases_open ON cases (hall, number) WHERE open = 1;

CREATE TABLE items (
	id      TEXT NOT NULL,
	edition TEXT NOT NULL,
	body    BYTEA NOT NULL, -- yichuang.Item, JSON, packed
	PRIMARY KEY (id, edition)
);

-- What is published, the latest of each thing; hall is '' for all halls.
CREATE TABLE reference (
	hall     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	id       TEXT NOT NULL,
	revision BIGINT NOT NULL,
	body     BYTEA NOT NULL, -- wire.Entry, JSON, packed
	PRIMARY KEY (hall, kind, id)
);

CREATE INDEX reference_revision ON reference (revision);

CREATE TABLE scans (
	hash     TEXT PRIMARY KEY,
	size     BIGINT NOT NULL,
	chunks   TEXT NOT NULL,   -- their hashes, JSON
	complete BIGINT NOT NULL, -- 1: all are here, and their content is what the hash says
	added    BIGINT NOT NULL
);

-- +goose Down
DROP TABLE scans;
DROP TABLE reference;
DROP TABLE items;
DROP TABLE cases;
DROP TABLE runs;
DROP TABLE codes;
DROP TABLE terminals;
DROP TABLE halls;
DROP TABLE incarnations;
DROP TABLE meta;
