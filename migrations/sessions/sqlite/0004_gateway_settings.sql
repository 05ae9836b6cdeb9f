-- What can be set for a gateway that was added here, as for one that stands in denyut.json; and what following needs.

ALTER TABLE gateways ADD COLUMN proxy TEXT;                     -- http://host:port
ALTER TABLE gateways ADD COLUMN certificate_authority TEXT;     -- a PEM file, trusted beside the system's authorities
ALTER TABLE gateways ADD COLUMN authentication TEXT;            -- how the Node service takes its key: header or parameter
ALTER TABLE gateways ADD COLUMN follow INTEGER NOT NULL DEFAULT 0; -- 1: each session that it lists gets an account by itself
ALTER TABLE gateways ADD COLUMN webhook_refused_at INTEGER;     -- the newest webhook that was refused
ALTER TABLE gateways ADD COLUMN webhook_refusal TEXT;           -- and why

ALTER TABLE accounts ADD COLUMN gone_at INTEGER;                -- since when its gateway's whole list is without its session

-- What a person removed or moved away is not added again by following.
CREATE INDEX audit_taken_away ON audit (subject) WHERE action IN ('account-remove', 'account-move');
