ALTER TABLE facts ADD COLUMN supersedes TEXT;
CREATE UNIQUE INDEX facts_supersedes ON facts (supersedes);

CREATE TABLE ties (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    from_party TEXT NOT NULL,
    to_party TEXT NOT NULL REFERENCES records (id),
    share DOUBLE PRECISION,
    period_from TEXT NOT NULL,
    period_to TEXT,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retracted_by TEXT,
    retracted_at BIGINT
);
CREATE INDEX ties_from ON ties (from_party);
CREATE INDEX ties_to ON ties (to_party);

CREATE TABLE merges (
    id TEXT PRIMARY KEY,
    kept TEXT NOT NULL REFERENCES records (id),
    other TEXT NOT NULL REFERENCES records (id),
    comment TEXT NOT NULL,
    merged_by TEXT NOT NULL,
    merged_at BIGINT NOT NULL,
    split_by TEXT,
    split_at BIGINT
);
CREATE UNIQUE INDEX merges_other ON merges (other) WHERE split_at IS NULL;
CREATE INDEX merges_kept ON merges (kept);

CREATE TABLE proposals (
    a TEXT NOT NULL REFERENCES records (id),
    b TEXT NOT NULL REFERENCES records (id),
    kind TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    reasons {json} NOT NULL,
    state TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    merge_id TEXT REFERENCES merges (id),
    PRIMARY KEY (a, b)
);
CREATE INDEX proposals_open ON proposals (state, score);
