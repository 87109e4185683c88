-- The ledger in whole numbers. The send key of a touch (domain::SendKey) is 23 bits of the campaign's number, 32 of the member's row,
-- 4 of the channel and 4 of the step, whose highest bit is set for one more try; the member's key is its first 55. Instants of the ledger are microseconds since 1970.

ALTER TABLE campaign ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE campaign SET number = (SELECT COUNT(*) FROM campaign AS c WHERE c.name <= campaign.name);
CREATE UNIQUE INDEX campaign_number ON campaign (number);

-- What is about to be made anew is put aside first.
CREATE TABLE touch_before AS
    SELECT ((((c.number << 32) | m.member_row) << 8) | (
               CASE t.channel WHEN 'whatsapp' THEN 0 WHEN 'email' THEN 1 WHEN 'social_media' THEN 2 WHEN 'print' THEN 3
                   WHEN 'outdoor' THEN 4 WHEN 'partner_counter' THEN 5 WHEN 'community_meeting' THEN 6 END << 4) | (CASE WHEN t.step >= 100 THEN t.step - 100 + 8 ELSE t.step END)) AS send_key,
           c.number AS campaign_number, m.area AS member_area, t.*
    FROM touch AS t JOIN campaign AS c ON c.name = t.campaign
    JOIN plan_member AS m ON m.campaign = t.campaign AND m.member = t.member;
CREATE UNIQUE INDEX touch_before_id ON touch_before (id);
CREATE TABLE visit_before AS
    SELECT t.send_key, v.member, v.clerk, v.reserved_until, v.outcome, v.on_day, v.noted_at
    FROM counter_visit AS v JOIN touch_before AS t ON t.id = v.touch;
DROP TABLE counter_visit;
CREATE TABLE event_before AS
    SELECT t.send_key, e.status, e.happened_at, e.error_code, e.detail
    FROM delivery_event AS e JOIN touch_before AS t ON t.id = e.touch;
CREATE TABLE member_before AS
    SELECT (c.number << 32) | m.member_row AS member_key, m.* FROM plan_member AS m JOIN campaign AS c ON c.name = m.campaign;
CREATE TABLE outcome_before AS SELECT * FROM member_outcome;
CREATE TABLE follow_up_before AS
    SELECT f.id, f.campaign, f.member, f.channel, CASE WHEN f.step >= 100 THEN f.step - 100 + 8 ELSE f.step END, f.area, f.language,
        f.body, f.due_at, f.cost, t.send_key, f.only_where, f.decided
    FROM follow_up AS f LEFT JOIN touch_before AS t ON t.id = f.after_touch;

DROP TABLE delivery_event;
DROP TABLE touch;
DROP TABLE follow_up;
DROP TABLE member_outcome;
DROP TABLE plan_member;

-- Everyone in a plan, with the arm the lot gave them. arm is 'treated' (arm_of: channel) or 'held_out' (arm_of: unit).
CREATE TABLE plan_member (
    -- The campaign's number and the row.
    member_key       INTEGER NOT NULL PRIMARY KEY,
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
    UNIQUE (campaign, member)
);
INSERT INTO plan_member SELECT * FROM member_before ORDER BY member_key;
DROP TABLE member_before;

CREATE TABLE member_outcome (
    campaign    TEXT   NOT NULL,
    member      TEXT   NOT NULL,
    kept        BIGINT NOT NULL,
    months_paid BIGINT NOT NULL,
    PRIMARY KEY (campaign, member),
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);
INSERT INTO member_outcome SELECT * FROM outcome_before;
DROP TABLE outcome_before;

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
    -- The send key of the first touch (empty where there is none), and what must not have happened since.
    after_key   BIGINT,
    only_where  TEXT   NOT NULL,
    -- Empty, 'sent' (in the outbox) or why it was dropped.
    decided     TEXT,
    FOREIGN KEY (campaign, member) REFERENCES plan_member (campaign, member)
);
INSERT INTO follow_up SELECT * FROM follow_up_before;
DROP TABLE follow_up_before;
CREATE INDEX follow_up_due ON follow_up (campaign, due_at, id) WHERE decided IS NULL;
CREATE INDEX follow_up_after ON follow_up (after_key);

-- What touches say, once for all that say the same. The number is the campaign's and a count.
CREATE TABLE message (
    number   INTEGER NOT NULL PRIMARY KEY,
    language TEXT    NOT NULL,
    body     TEXT    NOT NULL
);
INSERT INTO message
    SELECT (campaign_number << 32) | (ROW_NUMBER() OVER (PARTITION BY campaign_number ORDER BY language, body)), language, body
    FROM (SELECT DISTINCT campaign_number, language, body FROM touch_before);
CREATE TABLE message_before AS SELECT * FROM message;
CREATE UNIQUE INDEX message_before_words ON message_before (number >> 32, language, body);

-- The ledger. The send key is the primary key, so planning twice cannot make two touches of one. status: 0 planned, 1 claimed,
-- 2 unknown, 3 handed over, 4 delivered, 5 read, 6 failed, 7 cancelled.
CREATE TABLE touch (
    send_key    INTEGER NOT NULL PRIMARY KEY,
    message     BIGINT  NOT NULL,
    due_at      BIGINT  NOT NULL,
    cost        BIGINT  NOT NULL,
    status      BIGINT  NOT NULL,
    -- Counts claims. A result that carries another number comes from a worker that no longer holds the touch.
    fence       BIGINT  NOT NULL,
    lease_until BIGINT,
    -- When the call was about to be made. A claim without one has surely sent nothing.
    called_at   BIGINT,
    handed_at   BIGINT,
    error_code  BIGINT,
    worker      TEXT,
    provider_id TEXT,
    detail      TEXT,
    -- Where it is not that of the member.
    area        TEXT
);
INSERT INTO touch
    SELECT t.send_key, w.number,
        CAST(strftime('%s', SUBSTR(due_at, 1, 19)) AS INTEGER) * 1000000 + CAST(SUBSTR(due_at, 21, 6) AS INTEGER), t.cost,
        CASE t.status WHEN 'planned' THEN 0 WHEN 'claimed' THEN 1 WHEN 'unknown' THEN 2 WHEN 'handed_over' THEN 3
            WHEN 'delivered' THEN 4 WHEN 'read' THEN 5 WHEN 'failed' THEN 6 WHEN 'cancelled' THEN 7 END,
        t.fence,
        CAST(strftime('%s', SUBSTR(lease_until, 1, 19)) AS INTEGER) * 1000000 + CAST(SUBSTR(lease_until, 21, 6) AS INTEGER),
        CAST(strftime('%s', SUBSTR(called_at, 1, 19)) AS INTEGER) * 1000000 + CAST(SUBSTR(called_at, 21, 6) AS INTEGER),
        CAST(strftime('%s', SUBSTR(handed_at, 1, 19)) AS INTEGER) * 1000000 + CAST(SUBSTR(handed_at, 21, 6) AS INTEGER),
        t.error_code, t.worker, t.provider_id, t.detail, NULLIF(t.area, t.member_area)
    FROM touch_before AS t JOIN message_before AS w
        ON w.number >> 32 = t.campaign_number AND w.language = t.language AND w.body = t.body
    ORDER BY t.send_key;
DROP TABLE message_before;

-- The claim reads this index in its own order: campaign and channel, then when it is due. The words must equal those of the claim, or
-- the index is not used.
CREATE INDEX touch_due ON touch (((send_key >> 40) << 4) | ((send_key >> 4) & 15), due_at) WHERE status = 0;
CREATE INDEX touch_leased ON touch ((send_key >> 40), lease_until) WHERE status = 1;
CREATE INDEX touch_provider ON touch (provider_id) WHERE provider_id IS NOT NULL;
-- What failed, by campaign and the provider's code: looked at by every worker at each look, and never many.
CREATE INDEX touch_failed ON touch ((send_key >> 40), error_code) WHERE status = 6;

-- Ids of touches that were not made of their send keys: those of before.
CREATE TABLE touch_name (
    send_key INTEGER NOT NULL PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE
);
INSERT INTO touch_name SELECT send_key, id FROM touch_before ORDER BY send_key;
DROP TABLE touch_before;

-- What providers and partners reported. They report late, twice and out of order.
CREATE TABLE delivery_event (
    send_key    BIGINT NOT NULL REFERENCES touch (send_key),
    status      BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    error_code  BIGINT,
    detail      TEXT,
    PRIMARY KEY (send_key, status)
) WITHOUT ROWID;
INSERT INTO delivery_event
    SELECT send_key,
        CASE status WHEN 'planned' THEN 0 WHEN 'claimed' THEN 1 WHEN 'unknown' THEN 2 WHEN 'handed_over' THEN 3
            WHEN 'delivered' THEN 4 WHEN 'read' THEN 5 WHEN 'failed' THEN 6 WHEN 'cancelled' THEN 7 END,
        CAST(strftime('%s', SUBSTR(happened_at, 1, 19)) AS INTEGER) * 1000000 + CAST(SUBSTR(happened_at, 21, 6) AS INTEGER),
        error_code, detail
    FROM event_before ORDER BY send_key;
DROP TABLE event_before;

-- What a counter did with a touch on its list: reserved for a while by one clerk, or served with an outcome.
CREATE TABLE counter_visit (
    send_key       INTEGER NOT NULL PRIMARY KEY REFERENCES touch (send_key),
    member         TEXT NOT NULL,
    clerk          TEXT NOT NULL,
    reserved_until TEXT,
    outcome        TEXT,
    on_day         TEXT,
    noted_at       TEXT NOT NULL,
    CHECK ((outcome IS NULL) = (on_day IS NULL))
);
INSERT INTO counter_visit SELECT * FROM visit_before ORDER BY send_key;
DROP TABLE visit_before;
CREATE INDEX counter_visit_of ON counter_visit (member);

-- The ledger in words, for reading.
CREATE VIEW touch_in_words AS
    SELECT t.send_key, n.id AS own_id, m.campaign, m.member,
        CASE (t.send_key >> 4) & 15 WHEN 0 THEN 'whatsapp' WHEN 1 THEN 'email' WHEN 2 THEN 'social_media' WHEN 3 THEN 'print'
            WHEN 4 THEN 'outdoor' WHEN 5 THEN 'partner_counter' WHEN 6 THEN 'community_meeting' END AS channel,
        t.send_key & 15 AS step, COALESCE(t.area, m.area) AS area, w.language, w.body, t.due_at, t.cost, t.error_code, t.handed_at, t.provider_id,
        CASE t.status WHEN 0 THEN 'planned' WHEN 1 THEN 'claimed' WHEN 2 THEN 'unknown' WHEN 3 THEN 'handed_over'
            WHEN 4 THEN 'delivered' WHEN 5 THEN 'read' WHEN 6 THEN 'failed' WHEN 7 THEN 'cancelled' END AS status
    FROM touch AS t
    JOIN plan_member AS m ON m.member_key = t.send_key >> 8
    JOIN message AS w ON w.number = t.message
    LEFT JOIN touch_name AS n ON n.send_key = t.send_key;
