import DenyutCommands

await Denyut.run()
