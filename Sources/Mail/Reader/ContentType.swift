/// A `Content-Type` (RFC 2045 §5.1): type and subtype in lower case, and its parameters.
package struct ContentType: Equatable, Sendable {
  /// `text`, `multipart`, …
  package let type: String
  /// `plain`, `alternative`, …
  package let subtype: String
  /// Parameters, RFC 2231 already resolved.
  package let parameters: MIMEParameters

  /// `type/subtype`.
  package var name: String { type + "/" + subtype }

  /// What a part without a usable field is (RFC 2045 §5.2).
  package static let plainText = ContentType(type: "text", subtype: "plain", parameters: MIMEParameters())

  /// A type with its parts given; both names in lower case.
  package init(type: String, subtype: String, parameters: MIMEParameters = MIMEParameters()) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// Reads an unfolded field value; `nil` where no `type/subtype` can be made out.
  package init?(_ value: [UInt8]) {
    var scanner = MIMEScanner(value[...])
    guard let type = scanner.token(), scanner.skip(ASCII.slash), let subtype = scanner.token() else { return nil }
    self.init(
      type: ASCII.lowercased(type), subtype: ASCII.lowercased(subtype), parameters: MIMEParameters(from: &scanner))
  }

  /// Whether the type is one of the containers that are walked.
  var isMultipart: Bool { type == "multipart" }
}

/// A `Content-Disposition` (RFC 2183).
package struct ContentDisposition: Equatable, Sendable {
  /// `inline`, `attachment`, … in lower case.
  package let kind: String
  /// Parameters, RFC 2231 already resolved.
  package let parameters: MIMEParameters

  /// Reads an unfolded field value; `nil` where it names nothing.
  package init?(_ value: [UInt8]) {
    var scanner = MIMEScanner(value[...])
    guard let kind = scanner.token() else { return nil }
    self.kind = ASCII.lowercased(kind)
    self.parameters = MIMEParameters(from: &scanner)
  }
}
