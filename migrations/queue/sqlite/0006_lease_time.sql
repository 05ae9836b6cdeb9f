-- Since when a job is held: a renewal moves the end of the lease, so that its beginning cannot be told from it.
ALTER TABLE jobs ADD COLUMN leased_at INTEGER;                  -- when it was claimed; NULL: nobody holds the job
