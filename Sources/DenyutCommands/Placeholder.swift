enum DenyutCommandsPlaceholder {}
