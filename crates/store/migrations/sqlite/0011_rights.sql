-- People who asked not to be processed any more (restricted), or to be forgotten (erased), each with the receipt they were given.
CREATE TABLE person_right (
    receipt TEXT NOT NULL PRIMARY KEY,
    member  TEXT NOT NULL,
    claimed TEXT NOT NULL CHECK (claimed IN ('restricted', 'erased')),
    given_by TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    UNIQUE (member, claimed)
);
