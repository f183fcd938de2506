import HTTP

/// The operator's questions of one provider: what each asks for, and the request it becomes.
struct InquiryTable: Sendable {
  struct Row: Sendable {
    var inquiry: Inquiry
    /// Nil when an argument is not of its form.
    var request: @Sendable ([String: String], ProviderContext) -> HTTPRequest?

    init(
      _ name: String, _ summary: String, _ arguments: [String] = [], acts: Bool = false,
      request: @escaping @Sendable ([String: String], ProviderContext) -> HTTPRequest?
    ) {
      inquiry = Inquiry(name, summary, arguments: arguments, acts: acts)
      self.request = request
    }
  }

  var rows: [Row]

  var inquiries: [Inquiry] { rows.map(\.inquiry) }

  /// The question of that name as a step; nil for an unknown name or a missing argument.
  func ask(
    _ name: String, arguments: [String: String], context: ProviderContext,
    read: @escaping @Sendable (Reply) -> InquiryAnswer = InquiryTable.read
  ) -> ProviderStep<InquiryAnswer>? {
    guard let row = rows.first(where: { $0.inquiry.name == name }) else { return nil }
    let needed = row.inquiry.arguments.filter { !$0.hasSuffix("?") }
    guard needed.allSatisfy({ arguments[$0]?.isEmpty == false }) else { return nil }
    guard let request = row.request(arguments, context) else { return nil }
    return .ask(request) { reply, _ in read(reply) }
  }

  /// Any answer as rows; a failed call or an `error` member as words.
  static func read(_ reply: Reply) -> InquiryAnswer {
    guard reply.verdict == .success else { return .failed(reply.reason) }
    guard let json = reply.json else { return .rows([["answer": reply.text]]) }
    if let error = json["error"], error != .null { return .failed((error.text ?? reply.reason).cut(to: 200)) }
    return .rows(rows(of: json))
  }

  /// Rows shown of one answer at most.
  static let rowLimit = 5_000

  /// An array is a row an element; an object that wraps an array or object is what it wraps; an object of plain values
  /// under numbers is a list of ids and names; any other object is one row.
  static func rows(of json: JSON, depth: Int = 0) -> [[String: String]] {
    if depth < 3, let inner = json.first("result", "data") {
      switch inner {
      case .array, .object: return rows(of: inner, depth: depth + 1)
      default: break
      }
    }
    switch json {
    case .array(let elements): return elements.prefix(rowLimit).map(row)
    case .object(let members) where isDirectory(members):
      return members.prefix(rowLimit).map { ["id": $0.name, "name": $0.value.text ?? ""] }
    case .null: return []
    default: return [row(json)]
    }
  }

  private static func isDirectory(_ members: [JSON.Member]) -> Bool {
    !members.isEmpty && members.allSatisfy { Int64($0.name) != nil && $0.value.text != nil }
  }

  private static func row(_ json: JSON) -> [String: String] {
    guard case .object = json else { return ["value": json.text ?? "null"] }
    var row: [String: String] = [:]
    fill(&row, from: json, prefix: "", depth: 0)
    return row
  }

  /// Members within members get dotted names; `amount.value`, `phones.0.cost`.
  private static func fill(_ row: inout [String: String], from json: JSON, prefix: String, depth: Int) {
    guard depth < 4, row.count < 200 else { return }
    let named: [(String, JSON)] =
      switch json {
      case .object(let members): members.map { ($0.name, $0.value) }
      case .array(let elements): elements.prefix(50).enumerated().map { (String($0.offset), $0.element) }
      default: []
      }
    for (name, value) in named {
      if let text = value.text {
        row[prefix + name] = text
      } else {
        fill(&row, from: value, prefix: prefix + name + ".", depth: depth + 1)
      }
    }
  }
}
