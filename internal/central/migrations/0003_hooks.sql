-- +goose Up
-- Who is told what becomes of cases, and where.
CREATE TABLE hooks (
	id       TEXT PRIMARY KEY,
	hall     TEXT NOT NULL,
	about    TEXT NOT NULL,   -- where to, and what of: HookAbout, JSON
	secret   BYTEA NOT NULL,  -- what messages are signed with
	former   BYTEA NOT NULL,  -- the secret before; empty: none
	until    BIGINT NOT NULL, -- how long that holds, too
	position BIGINT NOT NULL, -- up to where the hall's events were looked through
	state    TEXT NOT NULL,
	why      TEXT NOT NULL,   -- it is not active
	added    BIGINT NOT NULL,
	holder   TEXT NOT NULL,   -- the centre that sends now; '' for none
	beat     BIGINT NOT NULL  -- the holder counts it up as long as it is there
) /*sqlite WITHOUT ROWID*/;

-- Messages that were not taken yet, in the order of events. What was taken is gone.
CREATE TABLE deliveries (
	hook   TEXT NOT NULL,
	pos    BIGINT NOT NULL, -- of the event
	part   BIGINT NOT NULL, -- which of its messages, from 1
	number TEXT NOT NULL,   -- of the case
	id     TEXT NOT NULL,   -- of the message
	type   TEXT NOT NULL,
	body   BYTEA NOT NULL,  -- as it is signed, packed
	added  BIGINT NOT NULL,
	tries  BIGINT NOT NULL, -- how often it was answered with a no
	due    BIGINT NOT NULL, -- not before then; never, while it is dead
	dead   BIGINT NOT NULL, -- since when it waits for a person; 0: not
	why    TEXT NOT NULL,   -- it was not taken
	PRIMARY KEY (hook, pos, part)
) /*sqlite WITHOUT ROWID*/;

-- Holds all that is asked for: what of its case is before a message, and when it is due.
CREATE INDEX deliveries_case ON deliveries (hook, number, pos, part, due);
CREATE INDEX deliveries_dead ON deliveries (hook, pos, part) WHERE dead <> 0;

-- +goose Down
DROP TABLE deliveries;
DROP TABLE hooks;
