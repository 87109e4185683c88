-- Whom a portfolio of sender numbers has written to, and when, over all campaigns. A provider allows so many different people in any
-- 24 hours. A place is taken before the call; older rows are removed.
CREATE TABLE portfolio_person (
    portfolio TEXT NOT NULL,
    member    TEXT NOT NULL,
    taken_at  TEXT NOT NULL,
    PRIMARY KEY (portfolio, member, taken_at)
);
CREATE INDEX portfolio_person_time ON portfolio_person (portfolio, taken_at);
