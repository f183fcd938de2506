/// A message cut into the parts that carry it.
package struct Segmentation: Sendable, Equatable {
  /// One part: what goes into short_message, with the UDH indicator in esm_class when there is a header.
  package struct Part: Sendable, Hashable {
    package let header: UserDataHeader?
    /// The text or content of this part: septets stand one an octet.
    package let body: [UInt8]

    package init(header: UserDataHeader?, body: [UInt8]) {
      self.header = header
      self.body = body
    }

    /// The octets of short_message.
    package var octets: [UInt8] { (header?.encoded ?? []) + body }
  }

  package let size: MessageSize
  /// The data_coding of every part.
  package let dataCoding: DataCoding
  /// 1 to 255 parts, in order.
  package let parts: [Part]

  /// Cuts a text, in the encoding that ``MessageSize`` chooses or in the one that is demanded.
  ///
  /// - Parameters:
  ///   - reference: what the parts have in common; unused when one part is enough.
  ///   - encoding: the encoding to use; nil to choose one.
  ///   - messageClass: the class to ask for in the data_coding.
  package init(
    _ text: String, reference: Concatenation.Reference, languages: [NationalLanguage] = [],
    encoding: SegmentEncoding? = nil, messageClass: MessageClass? = nil
  ) throws(SegmentationError) {
    if let encoding {
      guard let size = MessageSize(text, in: encoding, reference: reference) else { throw .unencodable }
      try self.init(text, size, reference, messageClass)
    } else {
      try self.init(text, MessageSize(text, languages: languages, reference: reference), reference, messageClass)
    }
  }

  /// Cuts binary content.
  package init(
    octets: [UInt8], reference: Concatenation.Reference, messageClass: MessageClass? = nil
  ) throws(SegmentationError) {
    let size = MessageSize(octets: octets.count, reference: reference)
    try self.init(octets, size, reference, messageClass)
  }

  private init(
    _ text: String, _ size: MessageSize, _ reference: Concatenation.Reference, _ messageClass: MessageClass?
  ) throws(SegmentationError) {
    // Before the encoding, so that a huge text costs no memory.
    guard size.parts <= 255 else { throw .tooManyParts(size.parts) }
    switch size.encoding {
    case .gsm(let alphabet):
      guard let septets = alphabet.encode(text) else { throw .unencodable }
      try self.init(septets, size, reference, messageClass)
    case .ucs2, .octets:
      try self.init(UTF16Text.encode(text), size, reference, messageClass)
    }
  }

  private init(
    _ content: [UInt8], _ size: MessageSize, _ reference: Concatenation.Reference, _ messageClass: MessageClass?
  ) throws(SegmentationError) {
    guard let total = UInt8(exactly: size.parts) else { throw .tooManyParts(size.parts) }
    self.size = size
    dataCoding = size.encoding.dataCoding(messageClass: messageClass)
    var alphabet: GSMAlphabet?
    if case .gsm(let chosen) = size.encoding { alphabet = chosen }
    let header = UserDataHeader(alphabet: alphabet)
    guard total > 1 else {
      parts = [Part(header: header.elements.isEmpty ? nil : header, body: content)]
      return
    }
    var parts: [Part] = []
    var start = 0
    for number in 1...total {
      let end = Self.end(of: content, from: start, size)
      let place = Concatenation(reference: reference, total: total, number: number)
      let header = UserDataHeader(alphabet: alphabet, concatenation: place)
      parts.append(Part(header: header, body: Array(content[start..<end])))
      start = end
    }
    self.parts = parts
  }

  /// Where a part that begins at `start` ends: before an escape or a lead surrogate that would be cut from its partner.
  private static func end(of content: [UInt8], from start: Int, _ size: MessageSize) -> Int {
    let width = size.encoding == .ucs2 ? 2 : 1
    let end = min(start + size.unitsPerPart * width, content.count)
    guard end < content.count else { return end }
    switch size.encoding {
    case .gsm: return content[end - 1] == GSMAlphabet.escape ? end - 1 : end
    case .ucs2: return content[end - 2] & 0xFC == 0xD8 ? end - 2 : end
    case .octets: return end
    }
  }
}
