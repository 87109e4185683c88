-- Who took a file in, read with which mapping, and how many rows stayed.
ALTER TABLE import_batch ADD COLUMN taken_by TEXT   NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN mapping  TEXT   NOT NULL DEFAULT '';
ALTER TABLE import_batch ADD COLUMN taken_in BIGINT NOT NULL DEFAULT 0;

-- Why rows were put aside, for pages: values are masked. The rows themselves are in a file of the home that only its owner
-- reads.
CREATE TABLE import_reason (
    kind        TEXT   NOT NULL,
    sha256      TEXT   NOT NULL,
    place       BIGINT NOT NULL,
    line        BIGINT NOT NULL,
    column_name TEXT   NOT NULL,
    value       TEXT   NOT NULL,
    expected    TEXT   NOT NULL,
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
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
