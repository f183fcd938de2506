/// Who may send an operation in which state: one row of the matrix of SMPP 3.4 §2.3 and 5.0 §2.4.
package struct OperationRule: Hashable, Sendable {
  /// The states of a connection in which an operation may be sent.
  package struct States: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let open = States(rawValue: 1)
    package static let transmitter = States(rawValue: 2)
    package static let receiver = States(rawValue: 4)
    package static let transceiver = States(rawValue: 8)
    package static let bound: States = [.transmitter, .receiver, .transceiver]
    package static let any: States = [.open, .transmitter, .receiver, .transceiver]
    package static let transmitting: States = [.transmitter, .transceiver]
    package static let receiving: States = [.receiver, .transceiver]

    /// The state that a bind leads to.
    package init(_ mode: BindMode) {
      switch mode {
      case .transmitter: self = .transmitter
      case .receiver: self = .receiver
      case .transceiver: self = .transceiver
      }
    }
  }

  /// Whether this server carries the operation out.
  package enum Support: Hashable, Sendable {
    case supported
    /// Of 5.0, and not offered: ESME_RPROHIBITED to 5.0, unknown to others.
    case prohibited
    /// Of 3.3 alone, and not offered.
    case superseded
  }

  /// The request.
  package let id: CommandID
  /// When the client (ESME) may send it.
  package let fromESME: States
  /// When the server (MC) may send it.
  package let fromMC: States
  package let hasResponse: Bool
  package let support: Support

  private init(
    _ id: CommandID, esme: States = [], mc: States = [], hasResponse: Bool = true, _ support: Support = .supported
  ) {
    self.id = id
    fromESME = esme
    fromMC = mc
    self.hasResponse = hasResponse
    self.support = support
  }

  /// The row of a request, or `nil` for a command of no version. The frequent ones stand first.
  package static func row(_ id: CommandID) -> OperationRule? {
    table.first { $0.id == id }
  }

  package static let table: [OperationRule] = [
    .init(.submitSM, esme: .transmitting),
    .init(.enquireLink, esme: .any, mc: .any),
    .init(.dataSM, esme: .transmitting, mc: .receiving),
    .init(.deliverSM, mc: .receiving),
    .init(.submitMulti, esme: .transmitting),
    .init(.querySM, esme: .transmitting),
    .init(.cancelSM, esme: .transmitting),
    .init(.replaceSM, esme: .transmitting),
    .init(.bindTransmitter, esme: .open),
    .init(.bindReceiver, esme: .open),
    .init(.bindTransceiver, esme: .open),
    .init(.unbind, esme: .any, mc: .bound),
    .init(.outbind, mc: .open, hasResponse: false),
    .init(.alertNotification, mc: .receiving, hasResponse: false),
    .init(.broadcastSM, esme: .transmitting, .prohibited),
    .init(.queryBroadcastSM, esme: .transmitting, .prohibited),
    .init(.cancelBroadcastSM, esme: .transmitting, .prohibited),
    .init(.paramRetrieve, esme: .bound, .superseded),
    .init(.queryLastMsgs, esme: .bound, .superseded),
    .init(.queryMsgDetails, esme: .bound, .superseded),
  ]
}
