/// One thing that is wrong, or worth a warning, in a configuration: `FILE:LINE: KEY: REASON`.
package struct Fault: Sendable, Equatable, CustomStringConvertible {
  package let file: String
  /// From 1; 0 when the file itself could not be read. A missing key carries the line of its table.
  package let line: Int
  /// With its path: `smtp.domains`, `account[0].max_binds`; empty when the fault concerns the whole file.
  package let key: String
  package let reason: String

  package init(file: String, line: Int, key: String, reason: String) {
    self.file = file
    self.line = line
    self.key = key
    self.reason = reason
  }

  package var description: String {
    let place = line > 0 ? "\(file):\(line): " : "\(file): "
    return place + (key.isEmpty ? "" : "\(key): ") + reason
  }
}
