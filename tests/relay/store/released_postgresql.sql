CREATE TABLE batches (
    id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    state VARCHAR(12) NOT NULL,
    size INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    judged TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    next_attempt_at DOUBLE PRECISION NOT NULL,
    attempted_at DOUBLE PRECISION,
    dispatched_at DOUBLE PRECISION,
    run_id BIGINT,
    problem TEXT NOT NULL,
    remedy TEXT NOT NULL,
    problem_at DOUBLE PRECISION,
    done_at DOUBLE PRECISION,
    PRIMARY KEY (id)
);
CREATE INDEX batches_state ON batches (state, next_attempt_at);
CREATE TABLE people (
    digest VARCHAR(64) NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (digest, sequence)
);
CREATE INDEX people_sequence ON people (sequence);
CREATE TABLE orders (
    id VARCHAR(36) NOT NULL,
    token VARCHAR(100) NOT NULL,
    key_hash VARCHAR(64),
    body_hash VARCHAR(64) NOT NULL,
    status VARCHAR(12) NOT NULL,
    code INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    updated_at DOUBLE PRECISION NOT NULL,
    segments INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (token, key_hash)
);
CREATE INDEX orders_created ON orders (created_at);
CREATE TABLE arrivals (
    about VARCHAR(256) NOT NULL,
    part INTEGER NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (about, part)
);
CREATE TABLE anchors (
    contact VARCHAR(64) NOT NULL,
    place INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (contact, place, hash)
);
CREATE TABLE known (
    digest VARCHAR(64) NOT NULL,
    sequence BIGINT NOT NULL,
    until DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (digest)
);
CREATE TABLE wakes (
    workflow VARCHAR(40) NOT NULL,
    due_at DOUBLE PRECISION NOT NULL,
    attempts INTEGER NOT NULL,
    next_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (workflow, due_at)
);
CREATE TABLE leases (
    name VARCHAR(40) NOT NULL,
    owner VARCHAR(80) NOT NULL,
    until DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (name)
);
CREATE TABLE alerts (
    id SERIAL NOT NULL,
    kind VARCHAR(20) NOT NULL,
    owner VARCHAR(80) NOT NULL,
    claimed_at DOUBLE PRECISION NOT NULL,
    sent_at DOUBLE PRECISION,
    over_at DOUBLE PRECISION,
    PRIMARY KEY (id)
);
CREATE TABLE events (
    sequence BIGSERIAL NOT NULL,
    key VARCHAR(100) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    received_at DOUBLE PRECISION NOT NULL,
    due_at DOUBLE PRECISION DEFAULT 0 NOT NULL,
    content TEXT NOT NULL,
    batch VARCHAR(36),
    PRIMARY KEY (sequence),
    UNIQUE (key),
    FOREIGN KEY(batch) REFERENCES batches (id)
);
CREATE INDEX events_waiting ON events (kind, sequence) WHERE batch IS NULL;
CREATE INDEX events_batch ON events (batch) WHERE batch IS NOT NULL;
