-- Second touches as they were planned and approved. Each is asked when it is due: it goes into the outbox, or is dropped.
CREATE TABLE follow_up (
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
    -- The first touch, and what must not have happened since.
    after_touch TEXT   NOT NULL,
    only_where  TEXT   NOT NULL,
    -- Empty, 'sent' (in the outbox) or why it was dropped.
    decided     TEXT,
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);
CREATE INDEX follow_up_due ON follow_up (campaign, due_at, id) WHERE decided IS NULL;
