/// A form with a file in it (`multipart/form-data`, RFC 7578).
package struct MultipartForm: Sendable {
  package struct File: Sendable {
    /// Name of the field.
    package var field: String
    package var name: String
    package var type: String
    package var bytes: [UInt8]

    package init(field: String, name: String, type: String, bytes: [UInt8]) {
      self.field = field
      self.name = name
      self.type = type
      self.bytes = bytes
    }
  }

  package let contentType: String
  package let body: [UInt8]

  package init(fields: QueryFields, file: File) {
    let boundary = Self.boundary(for: fields, file)
    var body: [UInt8] = []
    body.reserveCapacity(file.bytes.count + 1_024)
    for field in fields.fields {
      Self.head(boundary, "form-data; name=\"\(Self.quoted(field.name))\"", type: nil, to: &body)
      body += field.value.utf8
      body += "\r\n".utf8
    }
    let disposition = "form-data; name=\"\(Self.quoted(file.field))\"; filename=\"\(Self.quoted(file.name))\""
    Self.head(boundary, disposition, type: Self.quoted(file.type), to: &body)
    body += file.bytes
    body += "\r\n--\(boundary)--\r\n".utf8
    self.body = body
    contentType = "multipart/form-data; boundary=" + boundary
  }

  private static func head(_ boundary: String, _ disposition: String, type: String?, to body: inout [UInt8]) {
    body += "--\(boundary)\r\nContent-Disposition: \(disposition)\r\n".utf8
    if let type { body += "Content-Type: \(type)\r\n".utf8 }
    body += "\r\n".utf8
  }

  /// A value in quotes must hold no quote and no line break (RFC 7578 §4.2).
  private static func quoted(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar != "\"" && scalar.value != 0x7F {
      clean.append(scalar)
    }
    return String(clean)
  }

  /// A line that stands nowhere in the content: made of a hash of it, so that the same form is the same bytes.
  private static func boundary(for fields: QueryFields, _ file: File) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
    for field in fields.fields {
      mix(field.name.utf8)
      mix(field.value.utf8)
    }
    mix(file.bytes)
    return "passerelle-" + String(hash, radix: 16) + "-" + String(hash &* 0x9E37_79B9_7F4A_7C15, radix: 16)
  }
}
