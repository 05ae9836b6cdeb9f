import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Watches over one connection: hangs up on a client that takes too long to send a request, that does not read its answers,
/// that has too many connections, or that rests while others need its place; says "go on" to one that asks before it sends a body.
///
/// An idle timer alone never fires for a client that sends a byte now and then, nor while an answer waits to be taken: without
/// this a thousand sockets that never read would hold all descriptors for as long as they like.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What a client may take.
    struct Limits: Sendable {
        /// For a whole request to arrive.
        var request: TimeAmount
        /// For the next piece of an answer to be taken.
        var piece: TimeAmount = .seconds(15)
        /// For its next request, while most places are taken.
        var rest: TimeAmount = .seconds(5)
    }

    /// An answer is handed on in pieces of that many bytes, so that it can be seen whether any of it is taken.
    private static let pieceSize = 32 << 10
    /// No address of ours takes more: who announces more is told so without having sent it.
    private static let largestBody = 1 << 20

    private let limits: Limits
    private let counter: ConnectionCounter
    private let trust: ProxyTrust
    private var requestTimer: Scheduled<Void>?
    private var answerTimer: Scheduled<Void>?
    private var restTimer: Scheduled<Void>?
    /// Pieces that have been handed on and not been taken.
    private var pending = 0
    /// Requests that have begun to arrive and are not answered.
    private var open = 0
    private var counted: (isCounted: Bool, asker: String?) = (false, nil)

    init(limits: Limits, counter: ConnectionCounter, trust: ProxyTrust) {
        self.limits = limits
        self.counter = counter
        self.trust = trust
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        if let codec = try? operations.handler(type: HTTP1ToHTTPServerCodec.self) {
            try? operations.addHandler(HostHeaderCheck(), position: .before(codec))
        }
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !counted.isCounted else { return }
        let peer = context.channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
        let asker = peer.flatMap { trust.isProxy($0) ? nil : $0.asker }
        guard counter.open(asker) else { return context.close(promise: nil) }
        counted = (true, asker)
        expectRequest(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        requestTimer?.cancel()
        answerTimer?.cancel()
        restTimer?.cancel()
        if counted.isCounted { counter.close(counted.asker) }
        counted.isCounted = false
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            expectRequest(context)
            restTimer?.cancel()
            open += 1
            tellToGoOn(context, head)
        case .body: break
        // An event stream stays open for hours; the state handler of the server watches connections that rest.
        case .end: requestTimer?.cancel()
        }
        context.fireChannelRead(data)
    }

    private func expectRequest(_ context: ChannelHandlerContext) {
        requestTimer?.cancel()
        requestTimer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.request) {
            context.close(promise: nil)
        }
    }

    /// A connection that is kept for a next request may rest (the server ends it after a minute and more), unless it is crowded.
    private func expectEndOfRest(_ context: ChannelHandlerContext) {
        restTimer?.cancel()
        restTimer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.rest) {
            if self.counter.isCrowded { context.close(promise: nil) } else { self.expectEndOfRest(context) }
        }
    }

    /// `Expect: 100-continue` (RFC 9110, 10.1.1). Not while the answer to an earlier request is under way: it would stand in it.
    private func tellToGoOn(_ context: ChannelHandlerContext, _ head: HTTPRequest) {
        guard let expect = HTTPField.Name("Expect"), head.headerFields[expect]?.lowercased() == "100-continue",
            open == 1,
            head.headerFields[.contentLength].flatMap({ Int($0) }) ?? 0 <= Self.largestBody
        else { return }
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .body(var buffer) where buffer.readableBytes > Self.pieceSize:
            while buffer.readableBytes > Self.pieceSize, let piece = buffer.readSlice(length: Self.pieceSize) {
                hand(context, .body(piece), nil)
            }
            hand(context, .body(buffer), promise)
        case .end(let fields):
            open = max(0, open - 1)
            if open == 0 { expectEndOfRest(context) }
            hand(context, .end(fields), promise)
        case let part: hand(context, part, promise)
        }
    }

    private func hand(_ context: ChannelHandlerContext, _ part: HTTPResponsePart, _ promise: EventLoopPromise<Void>?) {
        let taken = promise ?? context.eventLoop.makePromise()
        pending += 1
        if pending == 1 { expectTaking(context) }
        taken.futureResult.assumeIsolated().whenComplete { result in
            self.pending -= 1
            self.answerTimer?.cancel()
            guard case .success = result, self.pending > 0 else { return }
            self.expectTaking(context)
        }
        context.write(wrapOutboundOut(part), promise: taken)
    }

    private func expectTaking(_ context: ChannelHandlerContext) {
        answerTimer?.cancel()
        answerTimer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.piece) {
            // With a reset: else the system would keep what is not taken, and the connection, for as long as the client likes.
            if let options = context.channel as? any SocketOptionProvider {
                _ = options.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            }
            context.close(promise: nil)
        }
    }
}

/// Refuses a request with two `Host` headers, or with none that HTTP/1.1 asks for (RFC 9112, 3.2): which of two counts would be a
/// matter of taste, and a proxy's may differ from ours.
private final class HostHeaderCheck: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOver { return }
        if case .head(let head) = unwrapInboundIn(data), head.headers["host"].count != 1, head.version.minor > 0 {
            isOver = true
            let headers: HTTPHeaders = ["Connection": "close", "Content-Length": "0"]
            let answer = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
            context.write(wrapOutboundOut(.head(answer)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }
}
