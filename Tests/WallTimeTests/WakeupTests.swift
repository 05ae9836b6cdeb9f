import Synchronization
import Testing

@testable import WallTime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite("A thread that waits", .timeLimit(.minutes(1)))
struct WakeupTests {
    @Test("ends its wait by a signal that came before, once")
    func before() {
        let wakeup = Wakeup()
        wakeup.signal()
        wakeup.signal()
        wakeup.wait()
        let isSignalled = wakeup.wait(atMost: .milliseconds(1))
        #expect(!isSignalled)
    }

    @Test("ends its wait when its time is over, and says that nobody signalled")
    func timeout() {
        let wakeup = Wakeup()
        let start = SystemClock.uptime()
        let answers = [
            wakeup.wait(atMost: .milliseconds(30)), wakeup.wait(atMost: .zero), wakeup.wait(atMost: .seconds(-5)),
        ]
        #expect(answers == [false, false, false])
        #expect(SystemClock.uptime() - start >= .milliseconds(30))
    }

    @Test("ends its wait by a signal of another thread, long before its time is over")
    func other() {
        let wakeup = Wakeup()
        var thread = pthread_t()
        let pointer = Unmanaged.passRetained(wakeup).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                usleep(20_000)
                if let argument { Unmanaged<Wakeup>.fromOpaque(argument).takeRetainedValue().signal() }
                return nil
            }, pointer)
        #expect(code == 0)
        let isSignalled = wakeup.wait(atMost: .seconds(86400 * 365))
        #expect(isSignalled)
        pthread_join(thread, nil)
    }
}
