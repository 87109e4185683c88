-- Who may approve a campaign, one a line; empty is anybody but who planned it.
ALTER TABLE campaign ADD COLUMN approvers TEXT NOT NULL DEFAULT '';
