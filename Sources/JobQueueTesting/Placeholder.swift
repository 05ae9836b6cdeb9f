enum JobQueueTestingPlaceholder {}
