-- How long the leases of a worker hold, in milliseconds: no lease of its ends later after now than that, whatever the clock was when
-- it was written, and a worker that was not seen for so long is lost. NULL: a program before 0.2.0 wrote the row.
ALTER TABLE workers ADD COLUMN lease INTEGER;
