enum SessionMonitorPlaceholder {}
