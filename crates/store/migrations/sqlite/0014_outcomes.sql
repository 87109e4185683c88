-- What senders report of members as it happens. Source and report number are the sender's own; the same again changes nothing. A month
-- covered, the day it happened and the day it was known are three things; known_given is 1 where the sender named the last.
CREATE TABLE outcome_report (
    source         TEXT   NOT NULL,
    report         TEXT   NOT NULL,
    member         TEXT   NOT NULL,
    what           TEXT   NOT NULL CHECK (what IN ('paid', 'reversed', 'registered')),
    coverage_month TEXT,
    happened_on    TEXT   NOT NULL,
    known_on       TEXT   NOT NULL,
    known_given    BIGINT NOT NULL,
    taken_at       TEXT   NOT NULL,
    PRIMARY KEY (source, report),
    CHECK ((coverage_month IS NULL) = (what = 'registered'))
);
CREATE INDEX outcome_report_of ON outcome_report (member);

-- What a campaign counts as its outcome, and how much of it has come in.
CREATE TABLE outcome_terms (
    campaign         TEXT   NOT NULL PRIMARY KEY,
    first_day        TEXT   NOT NULL,
    covered_month    TEXT   NOT NULL,
    known_by         TEXT   NOT NULL,
    -- The day up to which contributions were known when counting began.
    contributions_on TEXT   NOT NULL,
    -- Reports that count, and the day of the newest.
    reports          BIGINT NOT NULL,
    newest_known_on  TEXT
);

-- Months of planned members that contributions covered when counting began.
CREATE TABLE outcome_covered (
    campaign       TEXT NOT NULL,
    member         TEXT NOT NULL,
    coverage_month TEXT NOT NULL,
    PRIMARY KEY (campaign, member, coverage_month)
);

-- Sums over planned members as assigned: arm_of is a channel (treated), a unit (held out), or without_ and a channel
-- (held out of the one that was decided for them); area is empty where persons were drawn.
-- They change with the reports, in the same transaction.
CREATE TABLE outcome_sum (
    campaign       TEXT   NOT NULL,
    segment        TEXT   NOT NULL,
    area           TEXT   NOT NULL,
    arm_of         TEXT   NOT NULL,
    people         BIGINT NOT NULL,
    kept           BIGINT NOT NULL,
    months         BIGINT NOT NULL,
    months_squared BIGINT NOT NULL,
    registered     BIGINT NOT NULL,
    PRIMARY KEY (campaign, segment, area, arm_of)
);
