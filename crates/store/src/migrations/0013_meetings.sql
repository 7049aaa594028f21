-- Meetings at events: when they are held, who takes part, who would like to meet whom, and what was arranged.
CREATE TABLE meeting_rounds (
    record TEXT PRIMARY KEY REFERENCES records (id),
    settings {json} NOT NULL,
    changes BIGINT NOT NULL,
    plan {json},
    published {json},
    published_at BIGINT,
    opened_by TEXT NOT NULL,
    opened_at BIGINT NOT NULL
);

CREATE TABLE meeting_participants (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES meeting_rounds (record),
    party TEXT NOT NULL,
    contact TEXT NOT NULL,
    records {json} NOT NULL,
    looks_for TEXT NOT NULL,
    absent {json} NOT NULL,
    most_meetings BIGINT,
    calendar_hash TEXT UNIQUE,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    UNIQUE (record, party)
);
CREATE INDEX meeting_participants_party ON meeting_participants (party);

CREATE TABLE meeting_wishes (
    participant TEXT NOT NULL REFERENCES meeting_participants (id),
    other TEXT NOT NULL REFERENCES meeting_participants (id),
    strength BIGINT NOT NULL,
    fit DOUBLE PRECISION,
    PRIMARY KEY (participant, other)
);
CREATE INDEX meeting_wishes_other ON meeting_wishes (other);

CREATE TABLE meeting_pins (
    one TEXT NOT NULL REFERENCES meeting_participants (id),
    other TEXT NOT NULL REFERENCES meeting_participants (id),
    record TEXT NOT NULL REFERENCES meeting_rounds (record),
    PRIMARY KEY (one, other)
);
CREATE INDEX meeting_pins_record ON meeting_pins (record);

CREATE TABLE meetings (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL REFERENCES meeting_rounds (record),
    one TEXT NOT NULL REFERENCES meeting_participants (id),
    other TEXT NOT NULL REFERENCES meeting_participants (id),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    place BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    cancelled_at BIGINT,
    UNIQUE (one, other)
);
CREATE INDEX meetings_record ON meetings (record, starts_at);
CREATE INDEX meetings_other ON meetings (other);
