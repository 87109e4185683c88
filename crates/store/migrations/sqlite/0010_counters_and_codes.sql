-- Where a code printed on paper leads: one for each campaign, channel and village, made from a key of the home. Scans are counted by
-- day; who scanned is not known and not asked.
CREATE TABLE short_code (
    code     TEXT NOT NULL PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaign (name),
    channel  TEXT NOT NULL,
    area     TEXT NOT NULL,
    UNIQUE (campaign, channel, area)
);
CREATE TABLE scan (
    code   TEXT   NOT NULL REFERENCES short_code (code),
    on_day TEXT   NOT NULL,
    scans  BIGINT NOT NULL,
    PRIMARY KEY (code, on_day)
);

-- What a counter did with a touch on its list: reserved for a while by one clerk, or served with an outcome.
CREATE TABLE counter_visit (
    touch          TEXT NOT NULL PRIMARY KEY REFERENCES touch (id),
    member         TEXT NOT NULL,
    clerk          TEXT NOT NULL,
    reserved_until TEXT,
    outcome        TEXT,
    on_day         TEXT,
    noted_at       TEXT NOT NULL,
    CHECK ((outcome IS NULL) = (on_day IS NULL))
);
CREATE INDEX counter_visit_of ON counter_visit (member);
