/// Writes a body of `multipart/form-data` (RFC 7578).
package struct MultipartBody: Equatable, Sendable {
  /// Stands between the parts; must occur in none of them, so take it at random.
  package let boundary: String
  private var bytes: [UInt8] = []

  /// - Parameter boundary: 1 to 70 characters of letters, digits and `-` (RFC 2046 §5.1.1).
  package init(boundary: String) { self.boundary = boundary }

  /// Adds a text field.
  package mutating func add(_ name: String, _ value: String) {
    open(name, more: "")
    bytes += value.utf8
    bytes += "\r\n".utf8
  }

  /// Adds a file.
  package mutating func add(_ name: String, fileName: String, contentType: String, _ content: [UInt8]) {
    open(name, more: "; filename=\"\(Self.quoted(fileName))\"\r\nContent-Type: \(Self.oneLine(contentType))")
    bytes += content
    bytes += "\r\n".utf8
  }

  /// The whole body with its end.
  package var body: [UInt8] { bytes + Array("--\(boundary)--\r\n".utf8) }

  /// The value for `Content-Type`.
  package var contentType: String { "multipart/form-data; boundary=\(boundary)" }

  private mutating func open(_ name: String, more: String) {
    bytes += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\"\(more)\r\n\r\n".utf8
  }

  /// What would end the quotes or the line is percent-coded (WHATWG HTML, multipart/form-data encoding).
  private static func quoted(_ text: String) -> String {
    var coded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x22: coded += "%22".utf8
      case 0x0D: coded += "%0D".utf8
      case 0x0A: coded += "%0A".utf8
      default: coded.append(byte)
      }
    }
    return String(decoding: coded, as: UTF8.self)
  }

  private static func oneLine(_ text: String) -> String {
    String(decoding: text.utf8.filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
  }
}
