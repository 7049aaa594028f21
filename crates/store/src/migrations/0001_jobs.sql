CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload {json} NOT NULL,
    once_key TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    claimed_until BIGINT,
    finished_at BIGINT,
    failed_at BIGINT,
    error TEXT
);
CREATE INDEX jobs_due ON jobs (finished_at, failed_at, run_at);
