/// How to see other queues on the same machine.
enum Peers {
    static let text = """

        Others, by hand, on the same machine and disk (nothing of this is installed for you):
          huey (Python, SQLite)     pip install huey; SqliteHuey(filename, fsync=True); enqueue N no-op tasks, then
                                    huey_consumer -w 1 -k process; time from its first task to the last.
          Laravel (PHP, SQLite)     queue driver "database" on SQLite with PRAGMA journal_mode = WAL; php artisan queue:work --max-jobs=N
          pgqueuer (PostgreSQL)     pip install pgqueuer; its own benchmark: python tools/benchmark.py
        Compare what is alike only: durable or not (fsync at each commit), one process or several, payload size, and jobs a second from the
        first to the last, not the start of the interpreter. The disk drifts: print its fsyncs a second beside each durable figure.
        """
}
