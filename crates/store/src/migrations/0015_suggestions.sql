-- Who is suggested to whom over the whole hall: runs that match all needs with all offers, and what they found.
CREATE TABLE suggestion_runs (
    id TEXT PRIMARY KEY,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    open_key TEXT UNIQUE,
    attempts BIGINT NOT NULL,
    claimed_until BIGINT,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL
);
CREATE INDEX suggestion_runs_state ON suggestion_runs (state, id);

CREATE TABLE suggestion_records (
    run TEXT NOT NULL REFERENCES suggestion_runs (id),
    record TEXT NOT NULL REFERENCES records (id),
    side TEXT NOT NULL,
    most BIGINT NOT NULL,
    given BIGINT NOT NULL,
    PRIMARY KEY (run, record)
);
CREATE INDEX suggestion_records_side ON suggestion_records (run, side, given);

CREATE TABLE suggestions (
    run TEXT NOT NULL REFERENCES suggestion_runs (id),
    need TEXT NOT NULL REFERENCES records (id),
    offer TEXT NOT NULL REFERENCES records (id),
    place BIGINT NOT NULL,
    standing DOUBLE PRECISION NOT NULL,
    certainty DOUBLE PRECISION NOT NULL,
    is_new BOOLEAN NOT NULL,
    PRIMARY KEY (run, need, offer)
);
CREATE INDEX suggestions_offer ON suggestions (run, offer);
