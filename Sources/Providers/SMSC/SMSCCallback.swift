import HTTP
import Messages

/// What SMSC pushes to the handler: states of messages, and messages from handsets, as a form or as JSON.
struct SMSCCallback: Sendable {
  let settings: SMSCSettings

  func answer(_ request: HTTPRequest) -> CallbackAnswer {
    var answer = CallbackAnswer()
    var isForged = false
    for item in Self.items(of: request).prefix(Self.itemLimit) {
      switch read(item) {
      case .state(let report): answer.reports.append(report)
      case .look(let reference): answer.look.append(reference)
      case .incoming(let item): answer.incoming.append(item)
      case .forged: isForged = true
      case .nothing: break
      }
    }
    if isForged { answer.response = HTTPResponse(status: 403) }
    return answer
  }

  /// Items of one push at most.
  private static let itemLimit = 1_000

  private enum Item {
    case state(CallbackAnswer.Report)
    case look(ProviderReference)
    case incoming(IncomingAnswer.Item)
    case forged
    case nothing
  }

  private static func items(of request: HTTPRequest) -> [JSON] {
    if let json = JSON(request.body) {
      if case .array(let elements) = json { return elements }
      return [json]
    }
    var fields = QueryFields(parsing: request.body).fields
    if request.body.isEmpty, let query = request.target.utf8.split(separator: 0x3F, maxSplits: 1).dropFirst().first {
      fields = QueryFields(parsing: Array(query)).fields
    }
    return [.object(fields.map { JSON.Member($0.name, .string($0.value)) })]
  }

  private func read(_ item: JSON) -> Item {
    guard let phone = item["phone"]?.text else { return .nothing }
    if let text = item["mes"]?.text { return incoming(item, phone, text) }
    guard let id = item["id"]?.text, let number = item["status"]?.integer else { return .nothing }
    let reference = ProviderReference(message: id)
    switch trust(item, [id, phone, String(number)]) {
    case .untold: return .look(reference)
    case .forged: return .forged
    case .signed: break
    }
    guard number != SMSCStates.notFound else { return .look(reference) }
    let state = SMSCStates.state(of: number)
    return .state(
      CallbackAnswer.Report(
        reference: reference, recipient: PhoneNumber(phone), state: state, at: Self.time(of: item),
        error: state == .delivered ? nil : SMSCStates.error(item["err"]?.integer), raw: String(number)))
  }

  private func incoming(_ item: JSON, _ phone: String, _ text: String) -> Item {
    let to = item["to"]?.text ?? ""
    guard let id = item["id"]?.text else { return .nothing }
    // Unsigned it could be anybody's: the message is fetched in its time.
    guard trust(item, [phone, text, to]) == .signed else { return settings.callbackSecret == nil ? .nothing : .forged }
    return .incoming(
      IncomingAnswer.Item(
        providerID: id, from: PhoneNumber(phone)?.digits ?? phone, to: to, text: text, at: Self.time(of: item)))
  }

  private enum Trust {
    case signed
    case forged
    /// No secret is set, so nothing can be told.
    case untold
  }

  private func trust(_ item: JSON, _ values: [String]) -> Trust {
    guard let secret = settings.callbackSecret else { return .untold }
    let signature = SMSCSignature(
      secret: secret, algorithm: settings.callbackAlgorithm, digest: settings.digest ?? { _, _ in nil })
    return signature.fits(values) { item[$0]?.text } ? .signed : .forged
  }

  private static func time(of item: JSON) -> Timestamp? {
    item["ts"]?.integer.flatMap { $0 > 0 ? Timestamp(seconds: $0) : nil }
  }
}
