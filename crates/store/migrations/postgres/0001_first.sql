-- Money is BIGINT whole rupiah, instants are TEXT in UTC with six decimals (so that text order is time order), days are
-- TEXT YYYY-MM-DD, documents are JSON TEXT. Only words that SQLite and PostgreSQL share.

-- A file that was taken in. The same content is one row, however often it is offered.
CREATE TABLE import_batch (
    kind        TEXT COLLATE "C"   NOT NULL,
    sha256      TEXT COLLATE "C"   NOT NULL,
    file        TEXT COLLATE "C"   NOT NULL,
    taken_at    TEXT COLLATE "C"   NOT NULL,
    row_count   BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    PRIMARY KEY (kind, sha256)
);

-- How to reach people. Kept away from everything analysts read; only dispatch asks for it.
CREATE TABLE contact (
    member              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name                TEXT COLLATE "C" NOT NULL,
    phone               TEXT COLLATE "C",
    email               TEXT COLLATE "C",
    whatsapp_consent_on TEXT COLLATE "C",
    email_consent_on    TEXT COLLATE "C"
);

-- Read models as JSON: overview, segments, packages, partners; and, with a campaign as scope, its uplift rows.
CREATE TABLE document (
    scope TEXT COLLATE "C" NOT NULL,
    name  TEXT COLLATE "C" NOT NULL,
    body  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE TABLE campaign (
    name          TEXT COLLATE "C"   NOT NULL PRIMARY KEY,
    title         TEXT COLLATE "C"   NOT NULL,
    status        TEXT COLLATE "C"   NOT NULL,
    plan_hash     TEXT COLLATE "C"   NOT NULL,
    as_of         TEXT COLLATE "C"   NOT NULL,
    planned_by    TEXT COLLATE "C"   NOT NULL,
    approved_by   TEXT COLLATE "C",
    approved_at   TEXT COLLATE "C",
    -- The hash that was approved. Touches are claimed only while it equals plan_hash.
    approved_hash TEXT COLLATE "C",
    members       BIGINT NOT NULL,
    held_out      BIGINT NOT NULL,
    cost          BIGINT NOT NULL,
    budget        BIGINT NOT NULL,
    warnings      TEXT COLLATE "C"   NOT NULL
);

-- Everyone in a plan, with the arm the lot gave them. arm is 'treated' (arm_of: channel) or 'held_out' (arm_of: unit).
CREATE TABLE plan_member (
    campaign         TEXT COLLATE "C"   NOT NULL REFERENCES campaign (name),
    member_row       BIGINT NOT NULL,
    member           TEXT COLLATE "C"   NOT NULL,
    segment          TEXT COLLATE "C"   NOT NULL,
    occupation_group TEXT COLLATE "C"   NOT NULL,
    area             TEXT COLLATE "C"   NOT NULL,
    arm              TEXT COLLATE "C"   NOT NULL CHECK (arm IN ('treated', 'held_out')),
    arm_of           TEXT COLLATE "C"   NOT NULL,
    language         TEXT COLLATE "C"   NOT NULL,
    send_at          TEXT COLLATE "C",
    cost             BIGINT NOT NULL,
    PRIMARY KEY (campaign, member_row),
    UNIQUE (campaign, member)
);

-- How many were left out, by the first reason met.
CREATE TABLE plan_exclusion (
    campaign TEXT COLLATE "C"   NOT NULL REFERENCES campaign (name),
    reason   TEXT COLLATE "C"   NOT NULL,
    members  BIGINT NOT NULL,
    PRIMARY KEY (campaign, reason)
);

-- The ledger. The send key is unique, so planning twice cannot make two touches of one.
CREATE TABLE touch (
    id          TEXT COLLATE "C"   NOT NULL PRIMARY KEY,
    campaign    TEXT COLLATE "C"   NOT NULL,
    member      TEXT COLLATE "C"   NOT NULL,
    channel     TEXT COLLATE "C"   NOT NULL,
    step        BIGINT NOT NULL,
    area        TEXT COLLATE "C"   NOT NULL,
    language    TEXT COLLATE "C"   NOT NULL,
    body        TEXT COLLATE "C"   NOT NULL,
    due_at      TEXT COLLATE "C"   NOT NULL,
    cost        BIGINT NOT NULL,
    status      TEXT COLLATE "C"   NOT NULL,
    -- Counts claims. A result that carries another number comes from a worker that no longer holds the touch.
    fence       BIGINT NOT NULL,
    worker      TEXT COLLATE "C",
    lease_until TEXT COLLATE "C",
    provider_id TEXT COLLATE "C",
    error_code  BIGINT,
    detail      TEXT COLLATE "C",
    handed_at   TEXT COLLATE "C",
    UNIQUE (campaign, member, channel, step),
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);

-- The claim reads this index in its own order. The words must equal those of the claim, or the index is not used.
CREATE INDEX touch_due ON touch (campaign, channel, due_at, id) WHERE status = 'planned';
CREATE INDEX touch_leased ON touch (campaign, lease_until) WHERE status = 'claimed';
CREATE INDEX touch_provider ON touch (provider_id) WHERE provider_id IS NOT NULL;

-- What providers and partners reported. They report late, twice and out of order.
CREATE TABLE delivery_event (
    touch       TEXT COLLATE "C" NOT NULL REFERENCES touch (id),
    status      TEXT COLLATE "C" NOT NULL,
    happened_at TEXT COLLATE "C" NOT NULL,
    error_code  BIGINT,
    detail      TEXT COLLATE "C",
    PRIMARY KEY (touch, status)
);

-- What became of planned members in the outcome month, treated and held out alike. kept is 0 or 1.
CREATE TABLE member_outcome (
    campaign    TEXT COLLATE "C"   NOT NULL,
    member      TEXT COLLATE "C"   NOT NULL,
    kept        BIGINT NOT NULL,
    months_paid BIGINT NOT NULL,
    PRIMARY KEY (campaign, member),
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);

-- Who took a file in, read with which mapping, and how many rows stayed.
ALTER TABLE import_batch ADD COLUMN taken_by TEXT COLLATE "C"   NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN mapping  TEXT COLLATE "C"   NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN taken_in BIGINT NOT NULL DEFAULT 0;

-- Why rows were put aside, for pages: values are masked. The rows themselves are in a file of the home that only its owner
-- reads.
CREATE TABLE import_reason (
    kind        TEXT COLLATE "C"   NOT NULL,
    sha256      TEXT COLLATE "C"   NOT NULL,
    place       BIGINT NOT NULL,
    line        BIGINT NOT NULL,
    column_name TEXT COLLATE "C"   NOT NULL,
    value       TEXT COLLATE "C"   NOT NULL,
    expected    TEXT COLLATE "C"   NOT NULL,
    PRIMARY KEY (kind, sha256, place),
    FOREIGN KEY (kind, sha256) REFERENCES import_batch (kind, sha256)
);

-- Name, phone and e-mail are sealed (hexadecimal of nonce and XChaCha20-Poly1305 box) where sealed is 1. Rows of before are
-- sealed the first time somebody comes with the key. Days of consent stay readable.
ALTER TABLE contact ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;
-- A consent counts only when it was given after the last withdrawal, however often an old file is sent again.
ALTER TABLE contact ADD COLUMN whatsapp_withdrawn_on TEXT;
ALTER TABLE contact ADD COLUMN email_withdrawn_on    TEXT;
CREATE INDEX contact_clear ON contact (member) WHERE sealed = 0;

-- A word sealed with the key of the contacts, so that another key is noticed before it seals anything.
CREATE TABLE vault (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);
