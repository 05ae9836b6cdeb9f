package import Gateways

extension WhatsAppLine: LineLook {}
