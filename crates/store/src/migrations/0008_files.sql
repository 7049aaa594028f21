CREATE TABLE files (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES records (id),
    field TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    uploaded_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_record ON files (record);
CREATE INDEX files_created ON files (created_at);
