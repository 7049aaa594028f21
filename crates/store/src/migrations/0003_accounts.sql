CREATE TABLE parties (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    merged_into TEXT REFERENCES parties (id) DEFERRABLE INITIALLY DEFERRED,
    erased_at BIGINT
);
CREATE INDEX parties_merged ON parties (merged_into);

CREATE TABLE accounts (
    party TEXT PRIMARY KEY REFERENCES parties (id),
    email TEXT NOT NULL UNIQUE,
    password TEXT,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

CREATE TABLE sign_ups (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    password TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX sign_ups_email ON sign_ups (email);
CREATE INDEX sign_ups_created ON sign_ups (created_at);

CREATE TABLE links (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    hash TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX links_subject ON links (subject);
CREATE INDEX links_expires ON links (expires_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES accounts (party),
    hash TEXT NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX sessions_party ON sessions (party);
CREATE INDEX sessions_used ON sessions (used_at);

CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES accounts (party),
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_party ON api_tokens (party);

CREATE TABLE roles (
    party TEXT NOT NULL REFERENCES accounts (party),
    role TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (party, role)
);

CREATE TABLE members (
    organisation TEXT NOT NULL REFERENCES parties (id),
    party TEXT NOT NULL REFERENCES accounts (party),
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (organisation, party)
);
CREATE INDEX members_party ON members (party);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES parties (id),
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation, email)
);
CREATE INDEX invitations_email ON invitations (email);

CREATE TABLE attempts (
    key TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, created_at);
CREATE INDEX audit_actor ON audit (actor, created_at);
CREATE INDEX audit_created ON audit (created_at);
