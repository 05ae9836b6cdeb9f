import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Hangs up on a client that takes too long to send a request: an idle timer alone never fires for one that sends a byte
/// now and then.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let limit: TimeAmount
    private var timer: Scheduled<Void>?

    /// - Parameter limit: how long a whole request may take to arrive.
    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelActive(context: ChannelHandlerContext) {
        hangUp(context, after: limit)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { hangUp(context, after: limit) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: hangUp(context, after: limit)
        case .body: break
        // An event stream stays open for hours; the state handler of the server watches connections that rest.
        case .end: timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    private func hangUp(_ context: ChannelHandlerContext, after time: TimeAmount) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }
}
