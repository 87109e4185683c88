-- Second touches as they were planned and approved. Each is asked when it is due: it goes into the outbox, or is dropped.
CREATE TABLE follow_up (
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
    -- The first touch, and what must not have happened since.
    after_touch TEXT COLLATE "C"   NOT NULL,
    only_where  TEXT COLLATE "C"   NOT NULL,
    -- Empty, 'sent' (in the outbox) or why it was dropped.
    decided     TEXT COLLATE "C",
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);
CREATE INDEX follow_up_due ON follow_up (campaign, due_at, id) WHERE decided IS NULL;
