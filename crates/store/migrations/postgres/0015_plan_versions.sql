-- Every version of a campaign's plan: its texts and figures as JSON, who planned and who approved it. A version stays when the next
-- one takes its place, and after the campaign's rows are gone; it holds nothing of single members.
CREATE TABLE plan_version (
    campaign    TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    plan_hash   TEXT   NOT NULL,
    planned_by  TEXT   NOT NULL,
    planned_at  TEXT   NOT NULL,
    approved_by TEXT,
    approved_at TEXT,
    body        TEXT   NOT NULL,
    PRIMARY KEY (campaign, version)
);
