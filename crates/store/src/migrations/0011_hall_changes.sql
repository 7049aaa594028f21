-- The count of the hall's changes at which what is public of a record last changed: who keeps a copy of the hall asks for what came after.
ALTER TABLE records ADD COLUMN hall_change BIGINT NOT NULL DEFAULT 0;
CREATE INDEX records_hall_change ON records (hall_change);
