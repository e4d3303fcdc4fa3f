-- +goose Up
-- Every post that a person has held, so that what was done in one is taken later
-- too: a terminal may have been without a network when the post changed.
CREATE TABLE posts (
	hall       TEXT NOT NULL,
	person     TEXT NOT NULL,
	role       TEXT NOT NULL,
	also       TEXT NOT NULL,   -- further roles
	department TEXT NOT NULL,
	since      BIGINT NOT NULL, -- the revision that published it
	PRIMARY KEY (hall, person, role, also, department)
) /*sqlite WITHOUT ROWID*/;

-- The departments that share in a case beside the one of its item.
CREATE TABLE shares (
	hall       TEXT NOT NULL,
	number     TEXT NOT NULL,
	department TEXT NOT NULL,
	PRIMARY KEY (hall, number, department)
) /*sqlite WITHOUT ROWID*/;

-- +goose Down
DROP TABLE shares;
DROP TABLE posts;
