-- Printings on their way to printers: what is to be done, and no projection. What a
-- paper says follows from its case; only one that belongs to no case lies here itself,
-- as long as it is not through.
CREATE TABLE jobs (
	id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice
	number   TEXT NOT NULL,    -- of the case, '' for none
	kind     TEXT NOT NULL,
	paper    TEXT NOT NULL,
	count    INTEGER NOT NULL,
	printer  TEXT NOT NULL,
	by       TEXT NOT NULL,
	state    TEXT NOT NULL,    -- see yichuang.JobState
	begun    INTEGER NOT NULL, -- 1: something may be on paper
	trouble  TEXT NOT NULL,
	problem  TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	queued   INTEGER NOT NULL, -- nanoseconds since 1970, as all that follow
	expires  INTEGER NOT NULL, -- from then on it asks before it prints
	changed  INTEGER NOT NULL,
	held     INTEGER NOT NULL, -- until then whoever hands it over is known to be at it
	document BLOB              -- sealed; NULL for a paper of a case
) STRICT;

CREATE INDEX jobs_state ON jobs (state, printer, id);
CREATE INDEX jobs_number ON jobs (number) WHERE number <> '';
