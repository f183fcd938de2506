import Mail
import Messages
import SMTP
import Translation

extension Reply {
  /// What the one table of refusals says.
  package init(_ refusal: Refusal) {
    let row = RefusalTable.row(refusal)
    let numbers = row.enhanced.utf8.split(separator: 0x2E).compactMap { Int(Substring($0)) }
    self.init(row.code, numbers.count == 3 ? numbers[1] : 0, numbers.count == 3 ? numbers[2] : 0, row.words)
  }

  package init(_ refusal: SMSAddressRefusal) {
    switch refusal {
    case .notOurDomain, .relayAttempt: self = .relayingDenied
    case .unknownLabel(let label): self.init(550, 1, 2, "No channel is called \(label)")
    case .badLength: self.init(501, 1, 3, "Bad recipient address length")
    case .badCharacters: self.init(553, 1, 3, "Characters that no number and no name has")
    case .badNumber: self.init(550, 1, 1, "Not a phone number")
    case .unknownOption(let name): self.init(550, 1, 3, "Unknown option \(name)")
    case .badOption(let name): self.init(550, 1, 3, "Bad value of option \(name)")
    }
  }

  package static let senderNotAllowed = Reply(550, 7, 1, "This sender may not use the gateway from here")
  package static let nullSenderRefused = Reply(550, 7, 1, "Notices are not sent to phones")
  package static let replyAddressForged = Reply(550, 1, 1, "No such reply address")
  package static let replyAddressExpired = Reply(550, 1, 6, "This reply address is over")
  package static let noSuchList = Reply(550, 1, 1, "No such list")
  package static let nobodyHere = Reply(550, 1, 1, "Nobody reads this mailbox")
  package static let oneOrderOnly = Reply(452, 5, 3, "One recipient only: the numbers stand in the body")
  package static let mailLoop = Reply(554, 4, 6, "The mail is in a loop")
  package static let answerDropped = Reply(250, 0, 0, "Ok, an automatic answer, not sent to the phone")
  package static let beingStored = Reply(451, 3, 0, "The same mail is being stored just now")
  package static let tooManyMails = Reply(450, 7, 1, "Too many such mails in an hour")
  package static let cannotForward = Reply(451, 4, 1, "The mail cannot be passed on now")

  /// What a mail is answered whose sender the server in front of us did not find authentic (RFC 7372 §3): which check it was,
  /// or that there were several, or that the mail may come again since one could not be made.
  package static func notAuthentic(_ fields: [AuthenticationResults]) -> Reply {
    let results = fields.flatMap(\.results)
    let methods = Set(results.map(\.method)).intersection(["spf", "dkim", "dmarc"])
    if results.contains(where: { methods.contains($0.method) && $0.result == "temperror" }) {
      return Reply(451, 7, 24, "The sender cannot be checked now")
    }
    switch methods {
    case ["spf"]: return Reply(550, 7, 23, "SPF does not show the sender to be authentic")
    case ["dkim"]: return Reply(550, 7, 20, "No passing DKIM signature of the sender's domain")
    default: return Reply(550, 7, 26, "The sender was not found authentic")
    }
  }

  /// What a mail that cannot be read is answered.
  package init(_ fault: MailFault) {
    let words =
      switch fault {
      case .nestedTooDeep(let limit): "parts are nested deeper than \(limit)"
      case .tooManyParts(let limit): "more than \(limit) parts"
      case .headerTooLarge(let limit): "a header of more than \(limit) octets"
      case .tooManyHeaderLines(let limit): "a header of more than \(limit) lines"
      case .boundaryTooLong(let limit): "a boundary of more than \(limit) octets"
      case .tooManyEncodedWords(let limit): "more than \(limit) encoded words"
      }
    self.init(554, 6, 0, "The mail cannot be read: " + words)
  }

  /// What an order that cannot be read is answered.
  package init(_ fault: DialectFault) {
    let words =
      switch fault {
      case .missing(let name): "\(name) is missing"
      case .bad(let name, let value): "\(name) cannot be \(value)"
      case .noRecipient: "no recipient"
      case .tooManyRecipients(let limit): "more than \(limit) recipients"
      case .noText: "no text"
      }
    self.init(554, 6, 0, words)
  }
}
