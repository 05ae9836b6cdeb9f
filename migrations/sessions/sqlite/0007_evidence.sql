-- What the judgement remembers of reasons and of acknowledgements.

ALTER TABLE incidents ADD COLUMN first_cause TEXT;              -- what it was opened with; NULL in older rows: as `cause`

ALTER TABLE gateways ADD COLUMN acknowledgement_delays TEXT;    -- JSON array: how late the newest acknowledgements came, milliseconds
