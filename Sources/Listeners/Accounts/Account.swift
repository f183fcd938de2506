import Delivery
import Messages
import SMSText
import Store
import Translation
import Transport

/// One client of the bridge with everything that the listeners need to know of it, as plain values.
package struct Account: Sendable {
  package enum Incomplete: Sendable, Hashable {
    /// Parts of a message that never became whole end as EXPIRED.
    case fail
    /// What came is sent.
    case send
  }

  package enum PartReceipts: Sendable, Hashable { case all, last }

  package var terms: AccountTerms
  package var smpp: SMPPProfile
  /// SMPP: the `system_id`; mail: the user name. Nil for an account that cannot log in.
  package var systemID: String?
  package var password: PasswordCheck
  /// Compared only when set.
  package var systemType: String?
  /// Where it may come from; empty for anywhere.
  package var networks: [IPNetwork]
  package var requiresTLS = false
  /// Subject name that its certificate must have.
  package var clientCertificate: String?
  package var maxBinds = 4
  package var evictsStale = true
  package var window = 100
  package var receiptWindow = 10
  package var reassemblyTimeout = Duration.seconds(120)
  package var incomplete = Incomplete.fail
  package var partReceipts = PartReceipts.all
  /// How long a repeated submit after a lost response gets the old id; zero for never.
  package var resubmissionWindow = Duration.seconds(60)
  /// Submits are answered when the provider has answered, rather than once they are stored.
  package var answersAfterProvider = false
  /// Channels it may use; empty for all.
  package var channels: Set<Channel> = []
  /// Beginnings of the numbers that it may write to, empty for all, and of those that it may not.
  package var prefixes: [String] = []
  package var blockedPrefixes: [String] = []
  /// Where we dial to make it bind when receipts wait, and with which password (SMPP 3.4 §2.2.1).
  package var outbind: Outgoing?
  /// Envelope senders that may write mail, `*@shop.example.test`; `*` on either side stands for any text.
  package var mailAddresses: [String] = []

  package init(
    terms: AccountTerms, smpp: SMPPProfile = SMPPProfile(), systemID: String? = nil,
    password: PasswordCheck = PasswordCheck(accepts: { _ in false }, isSlow: false), networks: [IPNetwork] = []
  ) {
    self.terms = terms
    self.smpp = smpp
    self.systemID = systemID
    self.password = password
    self.networks = networks
  }

  /// A place to dial.
  package struct Outgoing: Sendable {
    package var endpoint: Endpoint
    package var password: String

    package init(endpoint: Endpoint, password: String) {
      self.endpoint = endpoint
      self.password = password
    }
  }

  package func allows(_ address: IPAddress) -> Bool {
    networks.isEmpty || networks.contains { $0.contains(address) }
  }

  /// A text of more parts than the account may send, cut to fit where it wants that.
  func fitted(_ new: NewMessage) -> NewMessage {
    guard smpp.truncates, new.segments > terms.maxParts, case .text = new.content else { return new }
    var fitted = new
    fitted.text = TextFitting.truncated(new.text, parts: terms.maxParts)
    let size = MessageSize(fitted.text)
    fitted.encoding = Encoding(size.encoding)
    fitted.segments = size.parts
    return fitted
  }

  /// What the connection lacks of the protection that the account wants: TLS, or a certificate of its own.
  ///
  /// - Parameter certificate: the subject name that the client's certificate was checked for; nil without one.
  package func lack(tls: Bool, certificate: String?) -> String? {
    guard tls || !requiresTLS else { return "TLS required" }
    guard let clientCertificate, certificate?.utf8.elementsEqual(clientCertificate.utf8) != true else { return nil }
    return "client certificate"
  }

  /// Why the account may not write to that number over that channel; nil when it may.
  ///
  /// - Parameter recipient: nil for a list that the provider keeps.
  package func refusal(of recipient: PhoneNumber?, over channel: Channel) -> Refusal? {
    guard channels.isEmpty || channels.contains(channel) else { return .channelNotServed }
    guard let digits = recipient?.digits.utf8 else { return nil }
    guard prefixes.isEmpty || prefixes.contains(where: { digits.starts(with: $0.utf8) }) else { return .noRoute }
    return blockedPrefixes.contains { digits.starts(with: $0.utf8) } ? .noRoute : nil
  }
}

/// Whether a password is the account's, in constant time.
package struct PasswordCheck: Sendable {
  package var accepts: @Sendable (_ password: [UInt8]) -> Bool
  /// A hash that takes long on purpose: not to be computed where connections are served.
  package var isSlow: Bool

  package init(accepts: @escaping @Sendable (_ password: [UInt8]) -> Bool, isSlow: Bool) {
    self.accepts = accepts
    self.isSlow = isSlow
  }
}
