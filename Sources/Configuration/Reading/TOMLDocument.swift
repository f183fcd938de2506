import CTOML

/// What toml++ makes of a text: the tree, or the one place where it stopped.
enum TOMLDocument: Sendable, Equatable {
  case tree(TOMLNode)
  /// Line from 1.
  case syntaxError(line: Int, reason: String)

  init(_ text: [UInt8]) {
    let document = text.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress, $0.count) }
    }
    guard let document else {
      self = .syntaxError(line: 1, reason: "out of memory")
      return
    }
    defer { ctoml_free(document) }
    if let error = ctoml_error(document) {
      self = .syntaxError(line: Int(ctoml_error_line(document)), reason: String(cString: error))
    } else {
      self = .tree(TOMLDocument.tree(of: document))
    }
  }

  /// Children stand behind their parents in the flat list, so a walk from its end finds each child complete.
  private static func tree(of document: OpaquePointer) -> TOMLNode {
    let count = ctoml_count(document)
    var children: [[TOMLNode]] = Array(repeating: [], count: count)
    for index in stride(from: count - 1, through: 0, by: -1) {
      let row = ctoml_at(document, index)
      let node = TOMLNode(
        key: string(row.key, row.key_length), line: Int(row.line),
        value: value(of: row, children: children[index].reversed()))
      children[index] = []
      guard row.parent >= 0, Int(row.parent) < index else { return node }
      children[Int(row.parent)].append(node)
    }
    return TOMLNode(key: "", line: 1, value: .table([]))
  }

  private static func value(of row: ctoml_node, children: [TOMLNode]) -> TOMLNode.Value {
    switch ctoml_kind(UInt32(truncatingIfNeeded: row.kind)) {
    case CTOML_TABLE: .table(children)
    case CTOML_ARRAY: .array(children)
    case CTOML_STRING: .string(string(row.text, row.text_length))
    case CTOML_INTEGER: .integer(row.integer)
    case CTOML_FLOAT: .float(row.number)
    case CTOML_BOOLEAN: .boolean(row.boolean)
    default: .datetime
    }
  }

  private static func string(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    let bytes = UnsafeBufferPointer(start: start, count: length)
    return bytes.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }
}
