-- The bundle (一件事) that a case belongs to: the number of its lead, of the lead its
-- own. '' for a case by itself.
ALTER TABLE cases ADD COLUMN bundle TEXT NOT NULL DEFAULT '';

CREATE INDEX cases_bundle ON cases (bundle) WHERE bundle <> '';
