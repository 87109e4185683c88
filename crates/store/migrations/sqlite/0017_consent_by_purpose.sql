-- Consent by purpose. Beside consent to everything a channel is used for (contact) stands what somebody agreed to, or took back, for one
-- purpose alone.
CREATE TABLE consent_purpose (
    member       TEXT NOT NULL,
    channel      TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    given_on     TEXT,
    withdrawn_on TEXT,
    PRIMARY KEY (member, channel, purpose)
);
CREATE INDEX consent_purpose_of ON consent_purpose (purpose);

-- What a campaign's messages are about.
ALTER TABLE campaign ADD COLUMN purpose TEXT NOT NULL DEFAULT 'contributions';

-- Each consent that was given or withdrawn, for which purpose (empty is all), in which version of the words, and what shows it.
CREATE TABLE consent_event_before AS SELECT * FROM consent_event;
DROP TABLE consent_event;
CREATE TABLE consent_event (
    member       TEXT NOT NULL,
    channel      TEXT NOT NULL,
    change       TEXT NOT NULL CHECK (change IN ('given', 'withdrawn')),
    on_day       TEXT NOT NULL,
    evidence     TEXT NOT NULL,
    purpose      TEXT NOT NULL DEFAULT '',
    text_version TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (member, channel, change, on_day, evidence, purpose, text_version)
);
INSERT INTO consent_event (member, channel, change, on_day, evidence)
    SELECT member, channel, change, on_day, evidence FROM consent_event_before;
DROP TABLE consent_event_before;
