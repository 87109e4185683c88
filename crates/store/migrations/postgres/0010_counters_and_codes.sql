-- Where a code printed on paper leads: one for each campaign, channel and village, made from a key of the home. Scans are counted by
-- day; who scanned is not known and not asked.
CREATE TABLE short_code (
    code     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    campaign TEXT COLLATE "C" NOT NULL REFERENCES campaign (name),
    channel  TEXT COLLATE "C" NOT NULL,
    area     TEXT COLLATE "C" NOT NULL,
    UNIQUE (campaign, channel, area)
);
CREATE TABLE scan (
    code   TEXT COLLATE "C"   NOT NULL REFERENCES short_code (code),
    on_day TEXT COLLATE "C"   NOT NULL,
    scans  BIGINT NOT NULL,
    PRIMARY KEY (code, on_day)
);

-- What a counter did with a touch on its list: reserved for a while by one clerk, or served with an outcome.
CREATE TABLE counter_visit (
    touch          TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES touch (id),
    member         TEXT COLLATE "C" NOT NULL,
    clerk          TEXT COLLATE "C" NOT NULL,
    reserved_until TEXT COLLATE "C",
    outcome        TEXT COLLATE "C",
    on_day         TEXT COLLATE "C",
    noted_at       TEXT COLLATE "C" NOT NULL,
    CHECK ((outcome IS NULL) = (on_day IS NULL))
);
CREATE INDEX counter_visit_of ON counter_visit (member);
