-- What keeps messages from leaving until a person has seen to it or a moment has come: everything, a campaign's channel, a sender
-- number, a template. A hold that was lifted stays as a record of who lifted it.
CREATE TABLE sending_hold (
    channel   TEXT   NOT NULL,
    scope     TEXT   NOT NULL CHECK (scope IN ('everything', 'campaign', 'number', 'template')),
    name      TEXT   NOT NULL,
    code      BIGINT,
    detail    TEXT   NOT NULL,
    since     TEXT   NOT NULL,
    ends_at   TEXT,
    lifted_at TEXT,
    lifted_by TEXT,
    PRIMARY KEY (channel, scope, name, since)
);
CREATE INDEX sending_hold_open ON sending_hold (channel) WHERE lifted_at IS NULL;
