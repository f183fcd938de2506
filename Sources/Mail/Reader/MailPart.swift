/// One part of a mail: its headers, and where its body lies in the octets.
package struct MailPart: Sendable {
  /// Header fields of the part.
  package let headers: MailHeaders
  /// Place of the body, without the line end before the next boundary.
  package let body: Range<Int>
  /// 1 for the outer message.
  package let depth: Int
  /// Its type; text/plain where nothing usable is said (RFC 2045 §5.2).
  package let contentType: ContentType
  /// Its disposition, when one is given.
  package let disposition: ContentDisposition?
  /// How the body is encoded.
  package let encoding: TransferEncoding
  /// Places of the parts inside, in ``MailMessage/parts``.
  package internal(set) var children: [Int] = []

  init(headers: MailHeaders, body: Range<Int>, depth: Int, defaultType: ContentType) {
    self.headers = headers
    self.body = body
    self.depth = depth
    self.contentType = headers["content-type"].map { ContentType($0) ?? .plainText } ?? defaultType
    self.disposition = headers["content-disposition"].flatMap { ContentDisposition($0) }
    self.encoding = TransferEncoding(headers["content-transfer-encoding"])
  }

  /// The file name that the sender gave, from the disposition or from the type.
  package var fileName: String? { disposition?.parameters.text("filename") ?? contentType.parameters.text("name") }

  /// Whether it is meant to be kept as a file rather than read.
  package var isAttachment: Bool {
    disposition?.kind == "attachment" || (disposition != nil && disposition?.parameters["filename"] != nil)
  }
}
