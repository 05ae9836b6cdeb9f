enum GatewaysPlaceholder {}
