-- People who asked not to be processed any more (restricted), or to be forgotten (erased), each with the receipt they were given.
CREATE TABLE person_right (
    receipt TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    member  TEXT COLLATE "C" NOT NULL,
    claimed TEXT COLLATE "C" NOT NULL CHECK (claimed IN ('restricted', 'erased')),
    given_by TEXT COLLATE "C" NOT NULL,
    noted_at TEXT COLLATE "C" NOT NULL,
    UNIQUE (member, claimed)
);
