import Messages
import Providers

/// What the admin listener shows and takes, as plain values.
package enum AdminViews {
  /// A client that is bound or logged in.
  package struct Session: Sendable, Equatable {
    package var id: UInt64
    package var account: String
    package var systemID: String
    /// `transceiver`, `transmitter`, `receiver`, `mail`.
    package var kind: String
    package var peer: String
    /// `interface_version`; 0 for none.
    package var version: UInt8
    package var isTLS: Bool
    package var since: Timestamp
    /// What the client does differently from the specification, in words.
    package var quirks: [String] = []

    package init(
      id: UInt64, account: String, systemID: String, kind: String, peer: String, version: UInt8, isTLS: Bool,
      since: Timestamp
    ) {
      self.id = id
      self.account = account
      self.systemID = systemID
      self.kind = kind
      self.peer = peer
      self.version = version
      self.isTLS = isTLS
      self.since = since
    }
  }

  /// Something that a client sent and that was refused.
  package struct Rejected: Sendable, Equatable {
    package var at: Timestamp
    /// `smpp` or `smtp`.
    package var protocolName: String
    package var peer: String
    package var account: String?
    package var answer: String
    package var field: String
    package var offset: Int
    package var reason: String
    package var bytes: [UInt8]

    package init(
      at: Timestamp, protocolName: String, peer: String, account: String?, answer: String, field: String = "",
      offset: Int = 0, reason: String, bytes: [UInt8] = []
    ) {
      self.at = at
      self.protocolName = protocolName
      self.peer = peer
      self.account = account
      self.answer = answer
      self.field = field
      self.offset = offset
      self.reason = reason
      self.bytes = bytes
    }
  }

  /// One queue of a provider.
  package struct Lane: Sendable, Equatable {
    package var channel: Channel
    /// Messages in memory.
    package var waiting: Int
    /// Calls under way.
    package var calls: Int
    /// Why nothing goes out; nil when it does.
    package var hold: String?
    /// Whether it stays so until somebody resumes it.
    package var isStopped: Bool

    package init(channel: Channel, waiting: Int, calls: Int, hold: String? = nil, isStopped: Bool = false) {
      self.channel = channel
      self.waiting = waiting
      self.calls = calls
      self.hold = hold
      self.isStopped = isStopped
    }
  }

  /// A provider of the configuration.
  package struct Provider: Sendable, Equatable {
    package var name: String
    /// `sms.by`, `smsc`, `bsg`, `simulator`.
    package var kind: String
    package var lanes: [Lane]
    /// Calls whose answer was lost and of which it is not known yet whether they were taken.
    package var undecidedCalls: Int
    package var inquiries: [Inquiry]
    /// What is left of the money, where it has been asked.
    package var balance: Double?
    /// Under which balance there is an alarm.
    package var balanceAlarm: Double?
    /// Why an operator holds everything that is for it; nil when nobody does. See ``Hold``.
    package var operatorHold: String?
    /// What kept messages from being taken, and since when that is counted.
    package var errors: [ErrorClass] = []
    package var errorsSince = Timestamp(milliseconds: 0)

    /// The words of ``operatorHold``.
    package enum Hold: String, Sendable, CaseIterable {
      case byHand = "an operator has stopped it"
      case bySetting = "maintenance is set in its configuration"
    }

    package init(name: String, kind: String, lanes: [Lane] = [], undecidedCalls: Int = 0, inquiries: [Inquiry] = []) {
      self.name = name
      self.kind = kind
      self.lanes = lanes
      self.undecidedCalls = undecidedCalls
      self.inquiries = inquiries
    }
  }

  /// Messages that a provider did not take for reasons of one class.
  package struct ErrorClass: Sendable, Equatable {
    /// `refused`, `login`, `no-money`, `held`, `too-fast`, `not-taken`, `no-answer`.
    package var name: String
    package var messages: Int
    /// The last reason.
    package var words: String
    package var at: Timestamp

    package init(name: String, messages: Int, words: String, at: Timestamp) {
      self.name = name
      self.messages = messages
      self.words = words
      self.at = at
    }
  }

  /// A distribution list of the configuration.
  package struct DistributionList: Sendable, Equatable {
    package var name: String
    /// The numbers on it; none where a provider keeps it.
    package var members: [String]
    package var provider: String?
    /// Its number there.
    package var listID: Int?
    /// Who may use it; none: everybody.
    package var accounts: [String]

    package init(name: String, members: [String], provider: String?, listID: Int?, accounts: [String]) {
      self.name = name
      self.members = members
      self.provider = provider
      self.listID = listID
      self.accounts = accounts
    }
  }

  /// A text that clients send by its number.
  package struct CannedText: Sendable, Equatable {
    package var id: Int
    package var text: String
    /// Who may use it; none: everybody.
    package var accounts: [String]

    package init(id: Int, text: String, accounts: [String]) {
      self.id = id
      self.text = text
      self.accounts = accounts
    }
  }

  /// Something to ask a provider.
  package struct Question: Sendable, Equatable {
    package var provider: String
    package var inquiry: String
    package var arguments: [String: String]

    package init(provider: String, inquiry: String, arguments: [String: String]) {
      self.provider = provider
      self.inquiry = inquiry
      self.arguments = arguments
    }
  }

  /// A message that an operator sends.
  package struct Draft: Sendable, Equatable {
    package var account: String
    package var recipient: PhoneNumber
    /// Empty for the account's own.
    package var sender: String
    package var text: String
    package var channel: Channel
  }

  package enum Sent: Sendable, Equatable {
    /// On disk under this id.
    case accepted(MessageID)
    case refused(String)
  }

  package enum MessageDeed: String, Sendable, CaseIterable { case cancel, replay, hold, release }

  /// What came of something an operator had done.
  package enum Deed: Sendable, Equatable {
    /// With what was brought about, in words, and the message that was made where one was.
    case done(String, made: MessageID? = nil)
    /// As things stand it cannot be done, and why.
    case refused(String)
    case notFound
  }

  /// What came of reading the configuration again.
  package enum Reload: Sendable, Equatable {
    /// The changes that are in force, and those that wait for a restart; secrets masked.
    case done(live: [String], restart: [String])
    /// Everything that is wrong with it; nothing has changed.
    case refused([String])
  }

  /// How a text would travel.
  package struct Preview: Sendable, Equatable {
    /// `gsm` or `ucs2`.
    package var encoding: String
    package var segments: Int
    /// Units used and left in the last part: septets or UTF-16 code units.
    package var used: Int
    package var left: Int

    package init(encoding: String, segments: Int, used: Int, left: Int) {
      self.encoding = encoding
      self.segments = segments
      self.used = used
      self.left = left
    }
  }

  /// Why a message would not be accepted, in words.
  package struct NoQuote: Error, Equatable, Sendable {
    package var reason: String
    package init(reason: String) { self.reason = reason }
  }

  /// What a message would take.
  package struct Quote: Sendable, Equatable {
    package var size: Preview
    /// Who would get it first, over which channel, and why.
    package var provider: String
    package var channel: Channel
    package var route: String
    package var cost: Cost

    package enum Cost: Sendable, Equatable {
      /// The provider's own sum for all parts, with the currency where it names one.
      case told(String, currency: String?)
      /// By `price` of the configuration.
      case reckoned(Double)
      /// Nobody can say it, and why.
      case unknown(String)
    }

    package init(size: Preview, provider: String, channel: Channel, route: String, cost: Cost) {
      self.size = size
      self.provider = provider
      self.channel = channel
      self.route = route
      self.cost = cost
    }
  }
}
