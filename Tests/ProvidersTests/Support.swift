import HTTP
import Messages
import Providers

/// Messages, answers and chains as the tests of this folder need them.
enum Sample {
  static let now = Timestamp(milliseconds: 1_700_000_000_000)

  static func message(
    _ id: UInt64, to phone: String = "375291234567", from sender: String = "SHOP",
    _ text: String = "Hello", content: Content = .text, channel: Channel = .sms, encoding: Encoding = .gsm,
    validFor: Duration = .seconds(72 * 3_600), providerList: String? = nil, preparedText: PreparedText? = nil,
    mailAddress: String? = nil
  ) -> Message {
    Message(
      id: MessageID(rawValue: id), account: "shop", origin: .operatorConsole, recipient: PhoneNumber(trusted: phone),
      sender: sender, text: text, content: content, channel: channel, encoding: encoding, acceptedAt: now,
      validUntil: now + validFor, parts: [Part(clientID: String(id), receipt: [])],
      lanes: [LaneName(provider: "p", channel: channel)], providerList: providerList, preparedText: preparedText,
      mailAddress: mailAddress)
  }

  /// The message of a test that needs only one.
  static func message(
    to phone: String = "375291234567", from sender: String = "SHOP", _ text: String = "Hello",
    content: Content = .text, channel: Channel = .sms, encoding: Encoding = .gsm,
    validFor: Duration = .seconds(72 * 3_600), providerList: String? = nil, preparedText: PreparedText? = nil,
    mailAddress: String? = nil
  ) -> Message {
    message(
      100_000_000_000_000_001, to: phone, from: sender, text, content: content, channel: channel, encoding: encoding,
      validFor: validFor, providerList: providerList, preparedText: preparedText,
      mailAddress: mailAddress)
  }

  /// So many messages with ids and phones counting up.
  static func messages(_ count: Int, text: (Int) -> String = { "text \($0)" }, channel: Channel = .sms) -> [Message] {
    (0..<count).map {
      message(
        100_000_000_000_000_000 + UInt64($0), to: String(375_290_000_000 + $0), text($0), channel: channel)
    }
  }

  static let context = ProviderContext(now: now)

  static func tracked(_ message: Message, _ reference: ProviderReference) -> TrackedReference {
    TrackedReference(id: message.id, channel: message.channel, reference: reference, recipient: message.recipient)
  }
}

typealias Exchanged = Result<HTTPResponse, HTTPFailure>

func ok(_ body: String, status: Int = 200, headers: HTTPHeaders = HTTPHeaders()) -> Exchanged {
  .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
}

let noAnswer = Exchanged.failure(HTTPFailure(.noAnswer, reason: "connection closed"))
let notSent = Exchanged.failure(HTTPFailure(.notSent, reason: "connection refused"))

/// What a chain asked for on its way, and where it ended.
struct Walk<Outcome: Sendable> {
  var requests: [HTTPRequest] = []
  var journals: [String?] = []
  /// Nil when the answers ran out before the chain did.
  var outcome: Outcome?

  /// Walks a chain with these answers, one a request.
  init(_ step: ProviderStep<Outcome>?, _ answers: [Exchanged]) {
    var rest = answers[...]
    self.init(step) { _ in rest.popFirst() }
  }

  init(_ step: ProviderStep<Outcome>?, answer: (HTTPRequest) -> Exchanged?) {
    var step = step
    while let current = step {
      switch current {
      case .done(let outcome):
        self.outcome = outcome
        return
      case .call(let request, let journal, let then):
        requests.append(request)
        journals.append(journal)
        guard requests.count < 1_000, let answer = answer(request) else { return }
        step = then(answer, Sample.now)
      }
    }
  }
}

extension HTTPRequest {
  /// `METHOD url` and the body as text, behind each other: what a golden pair is compared with.
  var golden: String {
    let body = String(decoding: body, as: UTF8.self)
    return method.rawValue + " " + target + (body.isEmpty ? "" : "\n" + body)
  }

  /// The fields of the query and of the form together.
  var fields: QueryFields {
    let query = target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1).dropFirst().first.map(Array.init) ?? []
    var all = QueryFields(parsing: query)
    if headers["Content-Type"] == "application/x-www-form-urlencoded" {
      all.add(contentsOf: QueryFields(parsing: body))
    }
    return all
  }
}

/// Whether there is no chain at all: the provider does not offer it.
func isNone<Outcome>(_ step: ProviderStep<Outcome>?) -> Bool {
  if case .none = step { true } else { false }
}
