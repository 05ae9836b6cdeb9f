extension NewJob {
    /// The job as one of that batch, unless it belongs to another already.
    package func belonging(to batch: BatchID) -> NewJob {
        var job = self
        job.batch = job.batch ?? batch
        return job
    }
}
