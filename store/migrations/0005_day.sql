-- Where originals are, days that were closed, and slips by which originals move.

-- Originals that cases hold, a row for each place. It follows from the events, and
-- begins with the window's decision: before it the case itself says.
CREATE TABLE originals (
	case_id INTEGER NOT NULL,
	rank    INTEGER NOT NULL,
	kind    TEXT NOT NULL,    -- see yichuang.PlaceKind
	name    TEXT NOT NULL,
	pieces  INTEGER NOT NULL,
	slip    TEXT NOT NULL,    -- with which they came there, '' for none
	since   INTEGER NOT NULL, -- when the last of them came there, nanoseconds since 1970
	PRIMARY KEY (case_id, rank)
) STRICT, WITHOUT ROWID;

CREATE INDEX originals_place ON originals (kind, name, since);

-- Days that a clerk closed; the n-th closing of a day stands for those before it.
CREATE TABLE days (
	day     TEXT NOT NULL,
	n       INTEGER NOT NULL, -- from 1
	at      INTEGER NOT NULL, -- nanoseconds since 1970
	pending INTEGER NOT NULL, -- 1: the centre has not confirmed it yet
	body    BLOB NOT NULL,    -- yichuang.DayClosing, JSON, sealed
	PRIMARY KEY (day, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX days_pending ON days (day) WHERE pending = 1;

-- Slips that were made here, to be printed again.
CREATE TABLE slips (
	day   TEXT NOT NULL,
	n     INTEGER NOT NULL, -- from 1
	at    INTEGER NOT NULL, -- nanoseconds since 1970
	clerk TEXT NOT NULL,
	body  BLOB NOT NULL,    -- yichuang.Slip, JSON, sealed
	PRIMARY KEY (day, n)
) STRICT, WITHOUT ROWID;
