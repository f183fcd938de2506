import SMPP

/// What the options of `send` ask for.
struct SendCall {
  private enum Source {
    case one(SendRequest)
    case file(String, from: String?)
  }

  private let source: Source
  var options = SendOptions()
  var form = SendReport.Form.text

  private init(_ source: Source) { self.source = source }

  var isCSV: Bool {
    if case .file = source { true } else { false }
  }

  /// Files larger than this are refused (bytes).
  static let fileLimit = 256 << 20

  static func read(_ arguments: Arguments) -> Result<SendCall, Arguments.Fault> {
    do throws(Arguments.Fault) {
      var call = SendCall(try source(arguments))
      call.form = arguments.has("json") ? .json : .text
      call.options.serviceType = arguments["service-type"] ?? ""
      guard call.options.serviceType.utf8.count <= 5 else {
        throw .init(reason: "--service-type has at most 5 letters")
      }
      call.options.schedule = try time(arguments, "schedule")
      call.options.validity = try time(arguments, "validity")
      guard let priority = arguments.number("priority", default: 0, minimum: 0).flatMap({ UInt8(exactly: $0) }) else {
        throw .init(reason: "--priority wants a number")
      }
      call.options.priority = priority
      try call.readPatience(arguments)
      return .success(call)
    } catch {
      return .failure(error)
    }
  }

  private static func source(_ arguments: Arguments) throws(Arguments.Fault) -> Source {
    if let file = arguments["csv"] {
      guard arguments["to"] == nil, arguments["text"] == nil else {
        throw .init(reason: "--csv stands instead of --to and --text")
      }
      return .file(file, from: arguments["from"])
    }
    guard let to = arguments["to"] else { throw .init(reason: "--to or --csv is missing") }
    guard let text = arguments["text"] else { throw .init(reason: "--text is missing") }
    guard let number = SendRequest.number(to) else { throw .init(reason: "\(to) is no number") }
    return .one(SendRequest(to: number, from: arguments["from"], text: text))
  }

  private static func time(_ arguments: Arguments, _ name: String) throws(Arguments.Fault) -> String {
    guard let text = arguments[name] else { return "" }
    guard let field = SendTime.field(text) else { throw .init(reason: "--\(name) wants \(SendTime.forms)") }
    return field
  }

  /// One message that leaves at once is waited for, others only on request.
  private mutating func readPatience(_ arguments: Arguments) throws(Arguments.Fault) {
    let preset = isCSV ? 60 : 15
    guard let seconds = arguments.number("wait", default: preset, minimum: 0) else {
      throw .init(reason: "--wait wants a number of seconds")
    }
    let isAsked = arguments["wait"] != nil || arguments.has("wait")
    guard seconds > 0, isAsked || (!isCSV && options.schedule.isEmpty) else { return }
    options.patience = .seconds(min(seconds, 1_000_000))
    options.demandsReceipts = isAsked
  }

  /// The messages; nil when the file cannot be used, which has been said.
  func requests() -> [SendRequest]? {
    switch source {
    case .one(let request): return [request]
    case .file(let path, let from): return Self.requests(path, from: from)
    }
  }

  private static func requests(_ path: String, from: String?) -> [SendRequest]? {
    do throws(File.Failure) {
      let read = CSVRequests.read(try File.contents(of: path, limit: fileLimit))
      for fault in read.faults { Terminal.error("\(path):\(fault.line): \(fault.reason)") }
      guard read.faults.isEmpty else {
        Terminal.error("passerelle send: nothing was sent")
        return nil
      }
      return read.requests.map { SendRequest(to: $0.to, from: $0.from ?? from, text: $0.text) }
    } catch {
      Terminal.error("passerelle send: \(error.reason)")
      return nil
    }
  }
}
