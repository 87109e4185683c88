-- Money is BIGINT whole rupiah, instants are TEXT in UTC with six decimals (so that text order is time order), days are
-- TEXT YYYY-MM-DD, documents are JSON TEXT. Only words that SQLite and PostgreSQL share.

-- A file that was taken in. The same content is one row, however often it is offered.
CREATE TABLE import_batch (
    kind        TEXT   NOT NULL,
    sha256      TEXT   NOT NULL,
    file        TEXT   NOT NULL,
    taken_at    TEXT   NOT NULL,
    row_count   BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    PRIMARY KEY (kind, sha256)
);

-- How to reach people. Kept away from everything analysts read; only dispatch asks for it.
CREATE TABLE contact (
    member              TEXT NOT NULL PRIMARY KEY,
    name                TEXT NOT NULL,
    phone               TEXT,
    email               TEXT,
    whatsapp_consent_on TEXT,
    email_consent_on    TEXT
);

-- Read models as JSON: overview, segments, packages, partners; and, with a campaign as scope, its uplift rows.
CREATE TABLE document (
    scope TEXT NOT NULL,
    name  TEXT NOT NULL,
    body  TEXT NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE TABLE campaign (
    name          TEXT   NOT NULL PRIMARY KEY,
    title         TEXT   NOT NULL,
    status        TEXT   NOT NULL,
    plan_hash     TEXT   NOT NULL,
    as_of         TEXT   NOT NULL,
    planned_by    TEXT   NOT NULL,
    approved_by   TEXT,
    approved_at   TEXT,
    -- The hash that was approved. Touches are claimed only while it equals plan_hash.
    approved_hash TEXT,
    members       BIGINT NOT NULL,
    held_out      BIGINT NOT NULL,
    cost          BIGINT NOT NULL,
    budget        BIGINT NOT NULL,
    warnings      TEXT   NOT NULL
);

-- Everyone in a plan, with the arm the lot gave them. arm is 'treated' (arm_of: channel) or 'held_out' (arm_of: unit).
CREATE TABLE plan_member (
    campaign         TEXT   NOT NULL REFERENCES campaign (name),
    member_row       BIGINT NOT NULL,
    member           TEXT   NOT NULL,
    segment          TEXT   NOT NULL,
    occupation_group TEXT   NOT NULL,
    area             TEXT   NOT NULL,
    arm              TEXT   NOT NULL CHECK (arm IN ('treated', 'held_out')),
    arm_of           TEXT   NOT NULL,
    language         TEXT   NOT NULL,
    send_at          TEXT,
    cost             BIGINT NOT NULL,
    PRIMARY KEY (campaign, member_row),
    UNIQUE (campaign, member)
);

-- How many were left out, by the first reason met.
CREATE TABLE plan_exclusion (
    campaign TEXT   NOT NULL REFERENCES campaign (name),
    reason   TEXT   NOT NULL,
    members  BIGINT NOT NULL,
    PRIMARY KEY (campaign, reason)
);

-- The ledger. The send key is unique, so planning twice cannot make two touches of one.
CREATE TABLE touch (
    id          TEXT   NOT NULL PRIMARY KEY,
    campaign    TEXT   NOT NULL,
    member      TEXT   NOT NULL,
    channel     TEXT   NOT NULL,
    step        BIGINT NOT NULL,
    area        TEXT   NOT NULL,
    language    TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    due_at      TEXT   NOT NULL,
    cost        BIGINT NOT NULL,
    status      TEXT   NOT NULL,
    -- Counts claims. A result that carries another number comes from a worker that no longer holds the touch.
    fence       BIGINT NOT NULL,
    worker      TEXT,
    lease_until TEXT,
    provider_id TEXT,
    error_code  BIGINT,
    detail      TEXT,
    handed_at   TEXT,
    UNIQUE (campaign, member, channel, step),
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);

-- The claim reads this index in its own order. The words must equal those of the claim, or the index is not used.
CREATE INDEX touch_due ON touch (campaign, channel, due_at, id) WHERE status = 'planned';
CREATE INDEX touch_leased ON touch (campaign, lease_until) WHERE status = 'claimed';
CREATE INDEX touch_provider ON touch (provider_id) WHERE provider_id IS NOT NULL;

-- What providers and partners reported. They report late, twice and out of order.
CREATE TABLE delivery_event (
    touch       TEXT NOT NULL REFERENCES touch (id),
    status      TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    error_code  BIGINT,
    detail      TEXT,
    PRIMARY KEY (touch, status)
);

-- What became of planned members in the outcome month, treated and held out alike. kept is 0 or 1.
CREATE TABLE member_outcome (
    campaign    TEXT   NOT NULL,
    member      TEXT   NOT NULL,
    kept        BIGINT NOT NULL,
    months_paid BIGINT NOT NULL,
    PRIMARY KEY (campaign, member),
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);
