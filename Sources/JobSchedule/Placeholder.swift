enum JobSchedulePlaceholder {}
