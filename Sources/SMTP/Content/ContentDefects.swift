/// What was met in message data that RFC 5321 §2.3.8 and §4.5.3.1.6 do not allow.
package struct ContentDefects: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A CR without LF behind it.
  package static let bareCR = ContentDefects(rawValue: 1)
  /// An LF without CR before it.
  package static let bareLF = ContentDefects(rawValue: 2)
  package static let nul = ContentDefects(rawValue: 4)
  /// A line over the limit.
  package static let longLine = ContentDefects(rawValue: 8)

  /// The defects that message smuggling is made of.
  package static let smuggling: ContentDefects = [.bareCR, .bareLF, .nul]
}
