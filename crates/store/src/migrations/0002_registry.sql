CREATE TABLE records (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    anonymous BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    version BIGINT NOT NULL,
    published_version BIGINT,
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX records_owner ON records (owner, updated_at);
CREATE INDEX records_state ON records (state, updated_at);
CREATE INDEX records_published ON records (kind, published_at);
CREATE INDEX records_hall ON records (published_at);

CREATE TABLE versions (
    record TEXT NOT NULL REFERENCES records (id),
    number BIGINT NOT NULL,
    author TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    note TEXT NOT NULL,
    content {json} NOT NULL,
    salts {json} NOT NULL,
    commitments {json},
    PRIMARY KEY (record, number)
);

CREATE TABLE facets (
    record TEXT NOT NULL REFERENCES records (id),
    facet TEXT NOT NULL,
    term TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (record, facet, term)
);
CREATE INDEX facets_term ON facets (facet, term, published_at);

CREATE TABLE events (
    record TEXT NOT NULL REFERENCES records (id),
    revision BIGINT NOT NULL,
    command TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    actor TEXT NOT NULL,
    version BIGINT NOT NULL,
    comment TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (record, revision)
);

CREATE TABLE deadlines (
    record TEXT NOT NULL REFERENCES records (id),
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (record, revision, name)
);
CREATE INDEX deadlines_due ON deadlines (closed_at, due_at);

CREATE TABLE entries (
    number BIGINT PRIMARY KEY,
    record TEXT NOT NULL,
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (record, version, event)
);

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('entries', 0);

CREATE TABLE disclosures (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    version BIGINT NOT NULL,
    viewer TEXT NOT NULL,
    level TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX disclosures_record ON disclosures (record, created_at);

CREATE TABLE agreements (
    record TEXT NOT NULL REFERENCES records (id),
    party TEXT NOT NULL,
    level TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (record, party)
);

CREATE TABLE facts (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES records (id),
    name TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    period_from TEXT NOT NULL,
    period_to TEXT NOT NULL,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL,
    proof TEXT,
    observed_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX facts_record ON facts (record, name, period_from);
