enum JobQueueSQLitePlaceholder {}
