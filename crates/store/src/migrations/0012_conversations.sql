-- What two parties say to each other about a record, and what they said of matches.
CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES records (id),
    own_record TEXT REFERENCES records (id),
    owner TEXT NOT NULL,
    asker TEXT NOT NULL,
    open_key TEXT UNIQUE,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    due_at BIGINT,
    due_name TEXT,
    wanted_of_owner TEXT,
    wanted_of_asker TEXT,
    owner_read BIGINT NOT NULL,
    asker_read BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX conversations_owner ON conversations (owner, updated_at);
CREATE INDEX conversations_asker ON conversations (asker, updated_at);
CREATE INDEX conversations_record ON conversations (record);
CREATE INDEX conversations_due ON conversations (due_at);

CREATE TABLE conversation_entries (
    conversation TEXT NOT NULL REFERENCES conversations (id),
    number BIGINT NOT NULL,
    command TEXT NOT NULL UNIQUE,
    author TEXT NOT NULL,
    side TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
);

CREATE TABLE match_answers (
    need TEXT NOT NULL REFERENCES records (id),
    offer TEXT NOT NULL REFERENCES records (id),
    party TEXT NOT NULL,
    response TEXT NOT NULL,
    reason TEXT NOT NULL,
    features {json} NOT NULL,
    standing DOUBLE PRECISION NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (need, offer, party)
);
