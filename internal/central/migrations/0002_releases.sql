-- +goose Up
-- What was published of the catalogue, and when.
CREATE TABLE releases (
	number    BIGINT PRIMARY KEY, -- from 1
	at        BIGINT NOT NULL,
	note      TEXT NOT NULL,
	changed   BIGINT NOT NULL,    -- items with a new edition, new items among them
	withdrawn BIGINT NOT NULL,    -- items that are not taken in any more
	items     BIGINT NOT NULL,    -- how many there are with it
	revision  BIGINT NOT NULL     -- of the last of its entries
);

-- +goose Down
DROP TABLE releases;
