-- What failed, by the provider's code: looked at by every worker at each look, and never many.
CREATE INDEX touch_failed ON touch (campaign, error_code) WHERE status = 'failed';
