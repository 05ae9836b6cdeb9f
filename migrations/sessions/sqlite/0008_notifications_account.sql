-- What was told about an account is looked up by its number: its session may be renamed meanwhile.
CREATE INDEX notifications_account ON notifications (account_id, kind, at) WHERE account_id IS NOT NULL;
