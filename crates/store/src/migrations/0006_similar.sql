CREATE TABLE shingles (
    record TEXT NOT NULL REFERENCES records (id),
    key BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (record, key)
);
CREATE INDEX shingles_key ON shingles (kind, key);
