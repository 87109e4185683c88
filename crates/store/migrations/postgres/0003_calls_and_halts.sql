-- When the call for a touch was about to be made. A claim without one has surely sent nothing and goes back to the outbox when
-- its lease ends; of one with it nobody knows.
ALTER TABLE touch ADD COLUMN called_at TEXT COLLATE "C";

-- Who stopped a campaign on its way: paused or cancelled. Nothing is claimed or called while it is not empty.
ALTER TABLE campaign ADD COLUMN halted    TEXT COLLATE "C";
ALTER TABLE campaign ADD COLUMN halted_by TEXT COLLATE "C";
ALTER TABLE campaign ADD COLUMN halted_at TEXT COLLATE "C";

-- A keyed mark of the phone number, by which somebody who writes to us is found without opening every contact.
ALTER TABLE contact ADD COLUMN phone_mark TEXT COLLATE "C";
CREATE INDEX contact_phone ON contact (phone_mark) WHERE phone_mark IS NOT NULL;
CREATE INDEX contact_unmarked ON contact (member) WHERE phone IS NOT NULL AND phone_mark IS NULL;

-- How consent came and went, with what shows it.
CREATE TABLE consent_event (
    member   TEXT COLLATE "C" NOT NULL,
    channel  TEXT COLLATE "C" NOT NULL,
    change   TEXT COLLATE "C" NOT NULL CHECK (change IN ('given', 'withdrawn')),
    on_day   TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (member, channel, change, on_day, evidence)
);
