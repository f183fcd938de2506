import Delivery
import Messages
import SMPP
import Store
import Translation

/// The end of concatenated parts that were acknowledged and become no message that can be sent: a failed message is
/// written down for them, with the receipts that they asked for, so that it can be explained.
struct PartsEnd {
  let message: Message
  let report: StatusReport
  private let now: Timestamp

  /// Why a joined message ends, and how.
  struct Cause {
    var state: Messages.MessageState
    var words: String
    /// In the place of the provider's word.
    var raw: String

    static let incomplete = Cause(
      state: .expired, words: "parts of the message are missing", raw: "incomplete")
    static let displaced = Cause(
      state: .rejected, words: "another part took the place of this one before all were there", raw: "displaced")
    static let orphaned = Cause(state: .rejected, words: "the account is no longer there", raw: "refused")

    static func refused(_ refusal: Refusal) -> Cause {
      Cause(
        state: refusal == .validityInvalid ? .expired : .rejected, words: RefusalTable.row(refusal).words,
        raw: "refused")
    }
  }

  init(_ message: Message, _ cause: Cause, now: Timestamp) {
    self.message = message
    self.now = now
    report = StatusReport(
      id: message.id, state: cause.state, at: now, error: ProviderError(words: cause.words), raw: cause.raw)
  }

  /// Of a part that lost its place to another.
  init?(displaced part: HeldPart, now: Timestamp) {
    let cause = Cause.displaced
    guard let message = Message(unjoined: [part], receipts: [part.part], reason: cause.words, now: now) else {
      return nil
    }
    self.init(message, cause, now: now)
  }

  /// Writes the message in, ends it and forgets the parts of the reference, in one commit. `done` gets whether the store
  /// could; parts that another node has are forgotten before.
  ///
  /// - Parameter parts: those that the message stands for.
  func write(to engine: Engine, of parts: [HeldPart], done: @escaping @Sendable (_ isStored: Bool) -> Void) {
    guard let key = parts.first?.key else { return done(false) }
    engine.gate.submit([
      .ownParts(parts), .accept(message, claimed: true), .dropParts(key),
      .settle([report], at: now, lease: nil),
    ]) { answers in
      switch answers {
      case .success(let answers):
        done(true)
        guard let answer = answers.last else { return }
        engine.executor.post { engine.outbox.assumeIsolated { $0.take(answer) } }
      case .failure(let error):
        engine.assembler.forget(parts, after: error)
        done(false)
      }
    }
  }
}

extension Message {
  /// Stands for parts that could not be joined: it has no text, and no route was asked for it. Its id is the first one's.
  ///
  /// - Parameter receipts: the ids of the parts with the receipts that they get.
  init?(unjoined parts: [HeldPart], receipts: [Part], reason: String, now: Timestamp) {
    guard let first = parts.first else { return nil }
    let version = InterfaceVersion(rawValue: first.interfaceVersion)
    var origin = SMPPOrigin(
      serviceType: "", source: Address(first.key.source), destination: Address(first.key.destination),
      interfaceVersion: first.interfaceVersion)
    if case .submitSM(let submit)? = try? PDU.decode(first.pdu).pdu {
      origin = SubmitTranslation(profile: SMPPProfile(), version: version).origin(submit)
    }
    self.init(
      id: first.id, account: first.key.account, origin: .smpp(origin),
      recipient: PhoneNumber(trusted: first.key.destination), sender: first.key.source,
      text: "", channel: ServiceType.channel(of: origin.serviceType) ?? .sms, segments: parts.count,
      acceptedAt: first.receivedAt, validUntil: now, parts: receipts, lanes: [], routeReason: "not sent: " + reason)
    lanes = [LaneName(provider: "", channel: channel)]
  }
}
