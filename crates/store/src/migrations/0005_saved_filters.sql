CREATE TABLE saved_filters (
    id TEXT PRIMARY KEY,
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX saved_filters_party ON saved_filters (party, name);

CREATE TABLE kept_forms (
    party TEXT NOT NULL,
    record TEXT NOT NULL REFERENCES records (id),
    seen BIGINT NOT NULL,
    pairs {json} NOT NULL,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (party, record)
);
