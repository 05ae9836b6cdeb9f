enum GatewaySimulatorPlaceholder {}
