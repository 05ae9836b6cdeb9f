//  DenyutCommands: the commands of the program `denyut`, one file each, by folder.
//
//  Imports everything below it and ArgumentParser. It reads options and settings, calls what does the work, prints what
//  came of it and chooses the exit code. It holds no rules of the queue or of session health, and no SQL.

package import ArgumentParser
import Foundation
import Programs

/// The program `denyut`: one executable for all commands, so that there is one file to deploy.
///
/// Called by the name of a command (a link `queue-work` to it) it is that command.
package struct Denyut: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "denyut",
        abstract: "Keeps WhatsApp sessions alive, on a job queue of its own.",
        discussion: """
            START HERE:
              denyut gateway-add NAME --url URL   connect a gateway (--kind waha, …)
              denyut gateway-import NAME          add an account for each of its sessions
              denyut up                           check and reconnect; a page on port 8080
              denyut health-summary               see how they are

            On a server, run the parts of `up` apart: schedule-run from cron, queue-work, serve. \
            Laravel's names work too, such as queue:work and schedule:run. \
            `denyut COMMAND --help` explains each command.
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Queue",
                subcommands: [
                    QueueWork.self, QueueMonitor.self, QueuePush.self, QueueFailed.self, QueueRetry.self,
                    QueueForget.self, QueueFlush.self, QueueClear.self, QueuePause.self, QueueResume.self,
                    QueueRestart.self, QueuePruneFailed.self, QueueShow.self, QueueCancel.self, QueueStats.self,
                    QueueBatches.self,
                ]),
            CommandGroup(
                name: "Sessions",
                subcommands: [
                    MonitorSessions.self, HealthSummaryCommand.self, HealthTrend.self, KPICommand.self, Incidents.self,
                    IncidentShow.self, IncidentAcknowledge.self, NotificationsCommand.self, NotifyTest.self,
                    AccountAdd.self, AccountImport.self, AccountList.self, AccountMove.self, AccountRemove.self,
                    AccountHold.self,
                    AccountRelease.self, AccountStop.self, AccountDisable.self, AccountEnable.self,
                    AccountMaintenance.self, GatewayAdd.self, GatewayTest.self, GatewayList.self,
                    GatewayRemove.self, GatewayImport.self, MessageRecordCommand.self,
                ]),
            CommandGroup(
                name: "Schedule",
                subcommands: [
                    ScheduleRun.self, ScheduleWork.self, ScheduleList.self, ScheduleNext.self, ScheduleTest.self,
                    SchedulePause.self, ScheduleResume.self, ScheduleAdd.self, ScheduleEdit.self, ScheduleRemove.self,
                    ScheduleInstall.self,
                ]),
            CommandGroup(
                name: "Web", subcommands: [Up.self, Serve.self, PasswordHashCommand.self, APITokenCommand.self]),
            CommandGroup(
                name: "Database and settings",
                subcommands: [Doctor.self, Backup.self, Restore.self, Migrate.self, ConfigCheck.self]),
            CommandGroup(name: "Shell", subcommands: [CompletionCommand.self, ManPagesCommand.self]),
        ])

    package init() {}

    /// Runs the program: by the name it was called by, else by its first argument.
    package static func run() async {
        if ProgramGuard.isWanted { ProgramGuard.run() }
        OpenFiles.fillStandardDescriptors()
        OpenFiles.raiseLimit()
        ProgramGuard.enable()
        HangUp.begin()
        // Whoever does not read what is written ends nobody: neither one with jobs in hand nor one in the midst of a write.
        signal(SIGPIPE, SIG_IGN)
        // A file that may not grow any more is an error like a full disk, and no reason to die.
        signal(SIGXFSZ, SIG_IGN)
        refuseUnreadableArguments()
        let name = (CommandLine.arguments.first ?? "denyut").split(separator: "/").last.map(String.init) ?? "denyut"
        var arguments = Array(CommandLine.arguments.dropFirst())
        if name != "denyut", allNames.contains(name) { arguments.insert(name, at: 0) }
        // As ArgumentParser's own `main`, but what is open is closed before the process ends, however it ends.
        var running: String?
        do {
            let typed = try TypedCommand(arguments, names: allNames)
            for (name, value) in typed.variables { setenv(name, value, 1) }
            var command = try await asyncParseAsRoot(typed.arguments)
            running = typed.arguments.first
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            OpenDatabases.close()
        } catch {
            OpenDatabases.close()
            end(Ending(error, in: running))
        }
    }

    private static func end(_ ending: Ending) -> Never {
        if !ending.text.isEmpty {
            if ending.isAnswer {
                Terminal.print(ending.text)
            } else {
                FileHandle.standardError.write(Data("\(ending.text)\n".utf8))
            }
        }
        leave(ending.code)
    }

    /// Swift puts U+FFFD in the place of bytes that are no UTF-8: a payload would be enqueued, or a file written, that nobody named.
    private static func refuseUnreadableArguments() {
        for index in 1..<max(Int(CommandLine.argc), 1) {
            guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else {
                continue
            }
            let text = LogOutput.escaped(String(String(cString: argument).prefix(100)))
            exit(withError: ValidationError("Argument \(index) is not valid UTF-8: \(text)"))
        }
    }

    /// The names of all commands.
    package static var allNames: [String] {
        // A closure, because key paths to members of existential metatypes crash the compiler (6.3.1).
        configuration.groupedSubcommands.flatMap(\.subcommands).map { $0._commandName }
    }
}

/// C's `exit`, which has another meaning inside of a command.
private func leave(_ code: Int32) -> Never {
    exit(code)
}
