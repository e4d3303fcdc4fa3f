-- +goose Up
-- Portals that may send applications in, and read how they stand.
CREATE TABLE portals (
	id      TEXT PRIMARY KEY,
	hall    TEXT NOT NULL,
	name    TEXT NOT NULL,
	secret  BYTEA NOT NULL,  -- what requests are signed with
	added   BIGINT NOT NULL,
	revoked BIGINT NOT NULL  -- 0: not
) /*sqlite WITHOUT ROWID*/;

-- What portals have asked once and must not ask again.
CREATE TABLE nonces (
	portal TEXT NOT NULL,
	nonce  TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (portal, nonce)
) /*sqlite WITHOUT ROWID*/;

CREATE INDEX nonces_at ON nonces (at);

-- Answers to requests that changed something, to be given again.
CREATE TABLE repeats (
	portal TEXT NOT NULL,
	key    TEXT NOT NULL,
	digest BYTEA NOT NULL, -- sha-256 of what was asked
	answer BYTEA NOT NULL, -- JSON
	at     BIGINT NOT NULL,
	PRIMARY KEY (portal, key)
) /*sqlite WITHOUT ROWID*/;

CREATE INDEX repeats_at ON repeats (at);

-- What files of portals are, by their content.
CREATE TABLE files (
	hash  TEXT PRIMARY KEY,
	type  TEXT NOT NULL,  -- media type
	pages BIGINT NOT NULL -- of a PDF, 0 where that is not known
) /*sqlite WITHOUT ROWID*/;

-- The numbers of online applications, given once for each reference of a portal.
CREATE TABLE online (
	portal    TEXT NOT NULL,
	reference TEXT NOT NULL,
	hall      TEXT NOT NULL,
	number    TEXT NOT NULL,
	PRIMARY KEY (portal, reference)
) /*sqlite WITHOUT ROWID*/;

CREATE UNIQUE INDEX online_number ON online (hall, number);

-- The last serial of online case numbers of a day.
CREATE TABLE online_serials (
	hall TEXT NOT NULL,
	day  TEXT NOT NULL,
	last BIGINT NOT NULL,
	PRIMARY KEY (hall, day)
) /*sqlite WITHOUT ROWID*/;

-- The keys with which the centre states what portals send in, one author for a hall
-- and an incarnation.
CREATE TABLE online_authors (
	hall        TEXT PRIMARY KEY,
	incarnation TEXT NOT NULL,
	terminal    TEXT NOT NULL,
	key         BYTEA NOT NULL -- Ed25519, private
) /*sqlite WITHOUT ROWID*/;

-- +goose Down
DROP TABLE online_authors;
DROP TABLE online_serials;
DROP TABLE online;
DROP TABLE files;
DROP TABLE repeats;
DROP TABLE nonces;
DROP TABLE portals;
