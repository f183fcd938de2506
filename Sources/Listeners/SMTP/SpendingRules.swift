import Delivery
import Mail
import Messages
import SMTP
import Translation
import Transport

/// Who may spend an account's money by mail without AUTH: envelope senders together with something that is harder to
/// write than an address.
struct SpendingRules: Sendable {
  enum Standing: Equatable, Sendable {
    case account(String)
    /// The mail itself decides: a token in its Subject, or what a trusted server found.
    case perhaps([String])
    case nobody
  }

  private struct Row: Sendable {
    var account: String
    var local: [UInt8]
    var domain: [UInt8]
    var networks: [IPNetwork]
    var token: [UInt8]?
    var trustsResults: Bool
  }

  private var byDomain: [[UInt8]: [Row]] = [:]
  private var wild: [Row] = []
  private var networks: Set<IPNetwork> = []

  init(_ accounts: [Account], profiles: [String: MailProfile]) {
    for account in accounts {
      let profile = profiles[account.terms.name] ?? MailProfile()
      for pattern in account.mailAddresses {
        let parts = Self.lowercased(pattern.utf8).split(
          separator: 0x40, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { continue }
        add(
          Row(
            account: account.terms.name, local: Array(parts[0]), domain: Array(parts[1]), networks: account.networks,
            token: profile.token.map { Array($0.utf8) }, trustsResults: profile.trustsAuthenticationResults))
      }
      if !account.mailAddresses.isEmpty { networks.formUnion(account.networks) }
    }
  }

  private mutating func add(_ row: Row) {
    if row.domain.contains(0x2A) { wild.append(row) } else { byDomain[row.domain, default: []].append(row) }
  }

  /// Whether some account takes mail from there without AUTH.
  func knows(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

  /// - Parameter trustsResults: whether the peer is a server whose `Authentication-Results` count.
  func standing(of sender: MailPath, _ client: MailClient, trustsResults: Bool) -> Standing {
    guard !sender.isNull else { return .nobody }
    let rows = rows(for: sender)
    let sure = rows.first { row in
      client.listener == .lmtp || row.networks.contains { $0.contains(client.address) }
    }
    if let sure { return .account(sure.account) }
    let perhaps = rows.filter { $0.token != nil || ($0.trustsResults && trustsResults) }.map(\.account)
    return perhaps.isEmpty ? .nobody : .perhaps(perhaps)
  }

  /// The account that the mail proves: the first whose token it holds, or whose sender was found authentic.
  func proven(_ mail: MailMessage, sender: MailPath, trustedServer: String?) -> String? {
    let words = (mail.headers.text("subject") ?? "").utf8.split(separator: 0x20)
    let tokens = words.filter { $0.starts(with: "token:".utf8) }.map { Array($0.dropFirst(6)) }
    let rows = rows(for: sender)
    if let row = rows.first(where: { row in
      row.token.map { token in tokens.contains { constantTimeEqual($0, token) } } ?? false
    }) {
      return row.account
    }
    guard let trustedServer, rows.contains(where: \.trustsResults) else { return nil }
    let domain = String(decoding: Self.lowercased(sender.domain.utf8), as: UTF8.self)
    let passes = mail.authenticationResults(from: trustedServer).contains { field in
      field.results.contains { Self.passes($0, domain) }
    }
    return passes ? rows.first(where: \.trustsResults)?.account : nil
  }

  /// A pass that is about the sender's own domain (RFC 7489 §3.1, relaxed).
  private static func passes(_ result: AuthenticationResults.Result, _ domain: String) -> Bool {
    guard result.result == "pass" else { return false }
    let property: String
    switch result.method {
    case "spf": property = "smtp.mailfrom"
    case "dkim": property = result.properties["header.d"] == nil ? "header.i" : "header.d"
    case "dmarc": property = "header.from"
    default: return false
    }
    guard let value = result.properties[property] else { return false }
    let found = lowercased(value.utf8.split(separator: 0x40, omittingEmptySubsequences: false).last ?? value.utf8[...])
    let wanted = Array(domain.utf8)
    return found == wanted
      || found.count > wanted.count && found.suffix(wanted.count + 1).elementsEqual([0x2E] + wanted)
  }

  private func rows(for sender: MailPath) -> [Row] {
    let local = Self.lowercased(sender.localPart.utf8)
    let domain = Self.lowercased(sender.domain.utf8)
    return (byDomain[domain] ?? []).filter { Self.matches(local[...], $0.local[...]) }
      + wild.filter { Self.matches(local[...], $0.local[...]) && Self.matches(domain[...], $0.domain[...]) }
  }

  /// `*` stands for any text. Goes back to the last `*` only, so its time is bounded by the product of the lengths.
  static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (place, wanted) = (text.startIndex, pattern.startIndex)
    var retry: (text: Int, pattern: Int)?
    while place < text.endIndex {
      if wanted < pattern.endIndex, pattern[wanted] == 0x2A {
        retry = (place, wanted)
        wanted += 1
      } else if wanted < pattern.endIndex, pattern[wanted] == text[place] {
        place += 1
        wanted += 1
      } else if let last = retry {
        retry = (last.text + 1, last.pattern)
        (place, wanted) = (last.text + 1, last.pattern + 1)
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == 0x2A }
  }

  static func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }
}
