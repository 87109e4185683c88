-- How each distinct body of a campaign is said with a provider's registered template: its name, its language code, and its parameters
-- as JSON, fixed when the plan was made. A body without a row is the one parameter of the campaign's own template.
CREATE TABLE template_filling (
    campaign      TEXT NOT NULL,
    body          TEXT NOT NULL,
    template      TEXT NOT NULL,
    language_code TEXT NOT NULL,
    parameters    TEXT NOT NULL,
    PRIMARY KEY (campaign, body)
);
