/// A limit that the nodes keep together, as one of them tells what it has used of it.
package struct LimitUse: Sendable {
  package enum Kind: Sendable {
    /// So many a second, with half a second saved up at most. `used` is owed, and covered as far as there is something.
    case rate(Double)
    /// Counted from zero each day (days since 1970). `used` is added.
    case day(Int64)
  }

  package var name: String
  package var kind: Kind
  package var used: Double

  package init(name: String, kind: Kind, used: Double) {
    self.name = name
    self.kind = kind
    self.used = used
  }
}

/// What nodes hear from each other about limits.
package struct LimitNews: Sendable {
  /// By name: what was covered of a rate, or the total of a day.
  package var values: [String: Double] = [:]
  /// Binds of each account on other nodes.
  package var bindsElsewhere: [String: Int] = [:]
}
