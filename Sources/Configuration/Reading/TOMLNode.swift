/// A value of a TOML text with the place it stands at.
struct TOMLNode: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case table([TOMLNode])
    case array([TOMLNode])
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    case datetime
  }

  /// Empty for the elements of an array and the root.
  var key: String
  /// From 1.
  var line: Int
  var value: Value

  /// The word for its type in a fault, with its article.
  var kindName: String {
    switch value {
    case .table: "a table"
    case .array: "an array"
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a decimal number"
    case .boolean: "true or false"
    case .datetime: "a date"
    }
  }

  /// The members of a table, none for anything else.
  var members: [TOMLNode] {
    if case .table(let members) = value { members } else { [] }
  }

  func member(_ key: String) -> TOMLNode? {
    members.first { $0.key == key }
  }
}
