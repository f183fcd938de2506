/// An argument of an inquiry, under the name that the operator types and the one that the provider reads.
struct Argument: Sendable {
  var typed: String
  var sent: String
  var isNeeded: Bool

  static func needed(_ typed: String, _ sent: String) -> Argument { Argument(typed: typed, sent: sent, isNeeded: true) }

  static func optional(_ typed: String, _ sent: String) -> Argument {
    Argument(typed: typed, sent: sent, isNeeded: false)
  }

  /// As an ``Inquiry`` lists it.
  var shown: String { isNeeded ? typed : typed + "?" }

  /// The given ones as fields, in the order of the arguments.
  static func fields(_ arguments: [Argument], _ given: [String: String]) -> QueryFields {
    var fields = QueryFields()
    for argument in arguments { fields.add(argument.sent, given[argument.typed]) }
    return fields
  }
}
