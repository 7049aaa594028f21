-- A version that was withdrawn may be published again as it is.
CREATE TABLE entries_next (
    number BIGINT PRIMARY KEY,
    record TEXT NOT NULL,
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO entries_next (number, record, version, event, content, created_at)
    SELECT number, record, version, event, content, created_at FROM entries;
DROP TABLE entries;
ALTER TABLE entries_next RENAME TO entries;
CREATE INDEX entries_record ON entries (record, version);
