-- What becomes of a case behind the counter. All of it is projections but for the
-- further roles of a person.

ALTER TABLE users ADD COLUMN also TEXT NOT NULL DEFAULT ''; -- further roles, with blanks between

-- What departments make of a case, a row for each. Days are written out and ''
-- where there is none, moments in nanoseconds since 1970 and 0 where there is none.
CREATE TABLE approvals (
	case_id    INTEGER NOT NULL,
	rank       INTEGER NOT NULL, -- the lead first
	department TEXT NOT NULL,
	state      TEXT NOT NULL, -- see yichuang.ApprovalState; '' when the case ended without a ruling
	officer    TEXT NOT NULL,
	result     TEXT NOT NULL, -- see yichuang.ResultState, '' before there is one
	promised   TEXT NOT NULL, -- last days
	statutory  TEXT NOT NULL,
	accepted   TEXT NOT NULL, -- the day of acceptance
	taken      INTEGER NOT NULL,
	ruled      INTEGER NOT NULL,
	ruling     TEXT NOT NULL, -- see yichuang.RulingKind, '' before there is one
	papers     INTEGER NOT NULL, -- of the department, not yet in the applicant's hands
	PRIMARY KEY (case_id, rank)
) STRICT, WITHOUT ROWID;

CREATE INDEX approvals_state ON approvals (department, state, promised);

-- Urges that nobody has answered.
CREATE TABLE urges (
	case_id    INTEGER NOT NULL,
	rank       INTEGER NOT NULL,
	terminal   TEXT NOT NULL,
	seq        INTEGER NOT NULL,
	department TEXT NOT NULL, -- '' for the window
	due        TEXT NOT NULL,
	PRIMARY KEY (case_id, rank)
) STRICT, WITHOUT ROWID;

CREATE INDEX urges_department ON urges (department);

-- What statistics count, a row for each case.
CREATE TABLE figures (
	case_id   INTEGER PRIMARY KEY,
	received  INTEGER NOT NULL,
	decided   INTEGER NOT NULL,
	decision  TEXT NOT NULL,
	accepted  TEXT NOT NULL,
	ruled     INTEGER NOT NULL,
	ready     INTEGER NOT NULL,
	closed    INTEGER NOT NULL,
	refused   INTEGER NOT NULL,
	late      INTEGER NOT NULL,
	illegal   INTEGER NOT NULL,
	notices   INTEGER NOT NULL,
	second    INTEGER NOT NULL,
	deviated  INTEGER NOT NULL,
	prolonged INTEGER NOT NULL,
	urges     INTEGER NOT NULL
) STRICT;

CREATE INDEX figures_received ON figures (received);

-- Cases of before have no rows yet: they are made from the events when the store is
-- opened.
ALTER TABLE cases ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;  -- departments that wait for the window's answer
ALTER TABLE cases ADD COLUMN online INTEGER NOT NULL DEFAULT 0; -- 1: came in online

-- Which projections the file has: older ones are made anew when it is opened.
ALTER TABLE link ADD COLUMN projected INTEGER NOT NULL DEFAULT 0;
