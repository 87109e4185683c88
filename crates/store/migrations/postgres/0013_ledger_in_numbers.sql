-- The ledger in whole numbers. The send key of a touch (domain::SendKey) is 23 bits of the campaign's number, 32 of the member's row,
-- 4 of the channel and 4 of the step, whose highest bit is set for one more try; the member's key is its first 55. Instants of the ledger are microseconds since 1970.

ALTER TABLE campaign ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE campaign SET number = (SELECT COUNT(*) FROM campaign AS c WHERE c.name <= campaign.name);
CREATE UNIQUE INDEX campaign_number ON campaign (number);

-- The campaign's number and the row.
ALTER TABLE plan_member ADD COLUMN member_key BIGINT;
UPDATE plan_member SET member_key = (c.number << 32) | member_row FROM campaign AS c WHERE c.name = plan_member.campaign;
ALTER TABLE plan_member DROP CONSTRAINT plan_member_pkey;
ALTER TABLE plan_member ADD PRIMARY KEY (member_key);

ALTER TABLE touch RENAME TO touch_of_words;
ALTER TABLE delivery_event RENAME TO event_of_words;
CREATE TABLE touch_before AS
    SELECT ((((c.number << 32) | m.member_row) << 8) | (
               CASE t.channel WHEN 'whatsapp' THEN 0 WHEN 'email' THEN 1 WHEN 'social_media' THEN 2 WHEN 'print' THEN 3
                   WHEN 'outdoor' THEN 4 WHEN 'partner_counter' THEN 5 WHEN 'community_meeting' THEN 6 END << 4) | (CASE WHEN t.step >= 100 THEN t.step - 100 + 8 ELSE t.step END)) AS send_key,
           c.number AS campaign_number, m.area AS member_area, t.*
    FROM touch_of_words AS t JOIN campaign AS c ON c.name = t.campaign
    JOIN plan_member AS m ON m.campaign = t.campaign AND m.member = t.member;
CREATE UNIQUE INDEX touch_before_id ON touch_before (id);
CREATE TABLE visit_before AS
    SELECT t.send_key, v.member, v.clerk, v.reserved_until, v.outcome, v.on_day, v.noted_at
    FROM counter_visit AS v JOIN touch_before AS t ON t.id = v.touch;
DROP TABLE counter_visit;
CREATE TABLE event_before AS
    SELECT t.send_key, e.status, e.happened_at, e.error_code, e.detail
    FROM event_of_words AS e JOIN touch_before AS t ON t.id = e.touch;
DROP TABLE event_of_words;
DROP TABLE touch_of_words;

-- The send key of the first touch; empty where there is none.
ALTER TABLE follow_up ADD COLUMN after_key BIGINT;
UPDATE follow_up SET after_key = t.send_key FROM touch_before AS t WHERE t.id = follow_up.after_touch;
ALTER TABLE follow_up DROP COLUMN after_touch;
UPDATE follow_up SET step = step - 100 + 8 WHERE step >= 100;
CREATE INDEX follow_up_after ON follow_up (after_key);

-- What touches say, once for all that say the same. The number is the campaign's and a count.
CREATE TABLE message (
    number   BIGINT NOT NULL PRIMARY KEY,
    language TEXT COLLATE "C" NOT NULL,
    body     TEXT COLLATE "C" NOT NULL
);
INSERT INTO message
    SELECT (campaign_number << 32) | (ROW_NUMBER() OVER (PARTITION BY campaign_number ORDER BY language, body)), language, body
    FROM (SELECT DISTINCT campaign_number, language, body FROM touch_before) AS words;

-- The ledger. The send key is the primary key, so planning twice cannot make two touches of one. status: 0 planned, 1 claimed,
-- 2 unknown, 3 handed over, 4 delivered, 5 read, 6 failed, 7 cancelled.
CREATE TABLE touch (
    send_key    BIGINT NOT NULL PRIMARY KEY,
    message     BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    cost        BIGINT NOT NULL,
    status      BIGINT NOT NULL,
    -- Counts claims. A result that carries another number comes from a worker that no longer holds the touch.
    fence       BIGINT NOT NULL,
    lease_until BIGINT,
    -- When the call was about to be made. A claim without one has surely sent nothing.
    called_at   BIGINT,
    handed_at   BIGINT,
    error_code  BIGINT,
    worker      TEXT COLLATE "C",
    provider_id TEXT COLLATE "C",
    detail      TEXT COLLATE "C",
    -- Where it is not that of the member.
    area        TEXT COLLATE "C"
);
INSERT INTO touch
    SELECT t.send_key, w.number, CAST(EXTRACT(EPOCH FROM CAST(due_at AS TIMESTAMPTZ)) * 1000000 AS BIGINT), t.cost,
        CASE t.status WHEN 'planned' THEN 0 WHEN 'claimed' THEN 1 WHEN 'unknown' THEN 2 WHEN 'handed_over' THEN 3
            WHEN 'delivered' THEN 4 WHEN 'read' THEN 5 WHEN 'failed' THEN 6 WHEN 'cancelled' THEN 7 END,
        t.fence, CAST(EXTRACT(EPOCH FROM CAST(lease_until AS TIMESTAMPTZ)) * 1000000 AS BIGINT),
        CAST(EXTRACT(EPOCH FROM CAST(called_at AS TIMESTAMPTZ)) * 1000000 AS BIGINT),
        CAST(EXTRACT(EPOCH FROM CAST(handed_at AS TIMESTAMPTZ)) * 1000000 AS BIGINT),
        t.error_code, t.worker, t.provider_id, t.detail, NULLIF(t.area, t.member_area)
    FROM touch_before AS t JOIN message AS w
        ON w.number >> 32 = t.campaign_number AND w.language = t.language AND w.body = t.body;

-- The claim reads this index in its own order: campaign and channel, then when it is due. The words must equal those of the claim, or
-- the index is not used.
CREATE INDEX touch_due ON touch ((((send_key >> 40) << 4) | ((send_key >> 4) & 15)), due_at, send_key) WHERE status = 0;
CREATE INDEX touch_leased ON touch ((send_key >> 40), lease_until) WHERE status = 1;
CREATE INDEX touch_provider ON touch (provider_id) WHERE provider_id IS NOT NULL;
-- What failed, by campaign and the provider's code: looked at by every worker at each look, and never many.
CREATE INDEX touch_failed ON touch ((send_key >> 40), error_code) WHERE status = 6;

-- Ids of touches that were not made of their send keys: those of before.
CREATE TABLE touch_name (
    send_key BIGINT NOT NULL PRIMARY KEY,
    id       TEXT COLLATE "C" NOT NULL UNIQUE
);
INSERT INTO touch_name SELECT send_key, id FROM touch_before;
DROP TABLE touch_before;

-- What providers and partners reported. They report late, twice and out of order.
CREATE TABLE delivery_event (
    send_key    BIGINT NOT NULL REFERENCES touch (send_key),
    status      BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    error_code  BIGINT,
    detail      TEXT COLLATE "C",
    PRIMARY KEY (send_key, status)
);
INSERT INTO delivery_event
    SELECT send_key,
        CASE status WHEN 'planned' THEN 0 WHEN 'claimed' THEN 1 WHEN 'unknown' THEN 2 WHEN 'handed_over' THEN 3
            WHEN 'delivered' THEN 4 WHEN 'read' THEN 5 WHEN 'failed' THEN 6 WHEN 'cancelled' THEN 7 END,
        CAST(EXTRACT(EPOCH FROM CAST(happened_at AS TIMESTAMPTZ)) * 1000000 AS BIGINT), error_code, detail
    FROM event_before;
DROP TABLE event_before;

-- What a counter did with a touch on its list: reserved for a while by one clerk, or served with an outcome.
CREATE TABLE counter_visit (
    send_key       BIGINT NOT NULL PRIMARY KEY REFERENCES touch (send_key),
    member         TEXT COLLATE "C" NOT NULL,
    clerk          TEXT COLLATE "C" NOT NULL,
    reserved_until TEXT COLLATE "C",
    outcome        TEXT COLLATE "C",
    on_day         TEXT COLLATE "C",
    noted_at       TEXT COLLATE "C" NOT NULL,
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
