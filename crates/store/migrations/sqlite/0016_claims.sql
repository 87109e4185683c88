-- A claim holds touches of one campaign for one worker until its lease ends. A touch says by its fence which claim is its latest; whose
-- lease is over is found by claim, so that a touch is written once when it is claimed and once when it is recorded.
CREATE TABLE claim (
    -- One of its touches, which has this fence only once.
    first_key   BIGINT NOT NULL,
    fence       BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    worker      TEXT NOT NULL,
    -- All of its touches, with commas between.
    send_keys   TEXT NOT NULL,
    PRIMARY KEY (first_key, fence)
);
CREATE INDEX claim_over ON claim (lease_until);
INSERT INTO claim
    SELECT MIN(send_key), fence, lease_until, COALESCE(worker, ''), GROUP_CONCAT(send_key, ',')
    FROM touch WHERE status = 1 AND lease_until IS NOT NULL GROUP BY send_key >> 40, fence, lease_until, worker;

DROP INDEX touch_leased;
ALTER TABLE touch DROP COLUMN lease_until;
ALTER TABLE touch DROP COLUMN worker;
