CREATE TABLE alerts (
    id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    owner VARCHAR(80) NOT NULL,
    claimed_at DOUBLE NOT NULL,
    sent_at DOUBLE,
    over_at DOUBLE,
    PRIMARY KEY (id)
);
CREATE TABLE anchors (
    contact VARCHAR(64) NOT NULL,
    place INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    at DOUBLE NOT NULL,
    PRIMARY KEY (contact, place, hash)
);
CREATE TABLE arrivals (
    about VARCHAR(256) NOT NULL,
    part INTEGER NOT NULL,
    at DOUBLE NOT NULL,
    PRIMARY KEY (about, part)
);
CREATE TABLE batches (
    id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    state VARCHAR(12) NOT NULL,
    size INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    judged TEXT NOT NULL,
    created_at DOUBLE NOT NULL,
    next_attempt_at DOUBLE NOT NULL,
    attempted_at DOUBLE,
    dispatched_at DOUBLE,
    run_id BIGINT,
    problem TEXT NOT NULL,
    remedy TEXT NOT NULL,
    problem_at DOUBLE,
    done_at DOUBLE,
    PRIMARY KEY (id)
);
CREATE TABLE events (
    sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" VARCHAR(100) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    received_at DOUBLE NOT NULL,
    due_at DOUBLE DEFAULT 0 NOT NULL,
    content TEXT NOT NULL,
    batch VARCHAR(36),
    UNIQUE ("key"),
    FOREIGN KEY(batch) REFERENCES batches (id)
);
CREATE TABLE known (
    digest VARCHAR(64) NOT NULL,
    sequence BIGINT NOT NULL,
    until DOUBLE NOT NULL,
    PRIMARY KEY (digest)
);
CREATE TABLE leases (
    name VARCHAR(40) NOT NULL,
    owner VARCHAR(80) NOT NULL,
    until DOUBLE NOT NULL,
    PRIMARY KEY (name)
);
CREATE TABLE orders (
    id VARCHAR(36) NOT NULL,
    token VARCHAR(100) NOT NULL,
    key_hash VARCHAR(64),
    body_hash VARCHAR(64) NOT NULL,
    status VARCHAR(12) NOT NULL,
    code INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created_at DOUBLE NOT NULL,
    updated_at DOUBLE NOT NULL,
    segments INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (token, key_hash)
);
CREATE TABLE people (
    digest VARCHAR(64) NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (digest, sequence)
);
CREATE TABLE wakes (
    workflow VARCHAR(40) NOT NULL,
    due_at DOUBLE NOT NULL,
    attempts INTEGER NOT NULL,
    next_at DOUBLE NOT NULL,
    PRIMARY KEY (workflow, due_at)
);
CREATE INDEX batches_state ON batches (state, next_attempt_at);
CREATE INDEX people_sequence ON people (sequence);
CREATE INDEX orders_created ON orders (created_at);
CREATE INDEX events_waiting ON events (kind, sequence) WHERE batch IS NULL;
CREATE INDEX events_batch ON events (batch) WHERE batch IS NOT NULL;
