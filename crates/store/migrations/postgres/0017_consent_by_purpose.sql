-- Consent by purpose. Beside consent to everything a channel is used for (contact) stands what somebody agreed to, or took back, for one
-- purpose alone.
CREATE TABLE consent_purpose (
    member       TEXT COLLATE "C" NOT NULL,
    channel      TEXT COLLATE "C" NOT NULL,
    purpose      TEXT COLLATE "C" NOT NULL,
    given_on     TEXT COLLATE "C",
    withdrawn_on TEXT COLLATE "C",
    PRIMARY KEY (member, channel, purpose)
);
CREATE INDEX consent_purpose_of ON consent_purpose (purpose);

-- What a campaign's messages are about.
ALTER TABLE campaign ADD COLUMN purpose TEXT COLLATE "C" NOT NULL DEFAULT 'contributions';

-- Each consent that was given or withdrawn, for which purpose (empty is all), in which version of the words, and what shows it.
ALTER TABLE consent_event ADD COLUMN purpose TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE consent_event ADD COLUMN text_version TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE consent_event DROP CONSTRAINT consent_event_pkey;
ALTER TABLE consent_event ADD PRIMARY KEY (member, channel, change, on_day, evidence, purpose, text_version);
