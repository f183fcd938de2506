/// The text of a delivery receipt (SMPP 3.4 appendix B).
///
///     id:1234 sub:001 dlvrd:001 submit date:2601021504 done date:2601021505 stat:DELIVRD err:000 text:Hello
///
/// Parsers of the field expect all eight fields in this order; that is what `bytes` writes. Reading takes any order.
package struct ReceiptText: Hashable, Sendable {
  /// The message id as the response gave it.
  package var id: String
  /// Messages submitted, 0-999.
  package var submitted: Int
  /// Messages delivered, 0-999.
  package var delivered: Int
  /// `YYMMDDhhmm`, or with seconds; digits only.
  package var submitDate: String
  /// `YYMMDDhhmm`, or with seconds; digits only.
  package var doneDate: String
  /// The state.
  package var state: MessageState
  /// Three characters of network or provider error.
  package var error: String
  /// Up to 20 characters of the message.
  package var text: String

  package init(
    id: String, submitted: Int = 1, delivered: Int, submitDate: String, doneDate: String, state: MessageState,
    error: String = "000", text: String = ""
  ) {
    self.id = id
    self.submitted = submitted
    self.delivered = delivered
    self.submitDate = submitDate
    self.doneDate = doneDate
    self.state = state
    self.error = error
    self.text = text
  }

  /// A date of the receipt: 10 digits, or 12 with seconds.
  ///
  /// - Parameters:
  ///   - unixMilliseconds: the moment.
  ///   - offsetMinutes: what the account's zone adds to UTC.
  package static func date(unixMilliseconds: Int64, offsetMinutes: Int = 0, seconds: Bool = false) -> String {
    let moment =
      min(max(unixMilliseconds / 1000, 0), 253_402_300_799) + Int64(min(max(offsetMinutes, -1440), 1440)) * 60
    let date = CivilDate(unixSeconds: moment)
    return String(unsafeUninitializedCapacity: 12) { digits in
      var count = 0
      func two(_ number: Int) {
        digits[count] = 48 + UInt8(truncatingIfNeeded: number.magnitude / 10 % 10)
        digits[count + 1] = 48 + UInt8(truncatingIfNeeded: number.magnitude % 10)
        count += 2
      }
      two(date.year % 100)
      two(date.month)
      two(date.day)
      two(date.hour)
      two(date.minute)
      if seconds { two(date.second) }
      return count
    }
  }

  /// The octets of `short_message`: ASCII and whatever `text` holds, in UTF-8. At most 20 characters of text.
  package var bytes: [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(140)
    octets.append(contentsOf: "id:".utf8)
    octets.append(contentsOf: id.utf8)
    octets.append(contentsOf: " sub:".utf8)
    Self.append(submitted, to: &octets)
    octets.append(contentsOf: " dlvrd:".utf8)
    Self.append(delivered, to: &octets)
    octets.append(contentsOf: " submit date:".utf8)
    octets.append(contentsOf: submitDate.utf8)
    octets.append(contentsOf: " done date:".utf8)
    octets.append(contentsOf: doneDate.utf8)
    octets.append(contentsOf: " stat:".utf8)
    octets.append(contentsOf: state.receiptWord.utf8)
    octets.append(contentsOf: " err:".utf8)
    Self.append(error: error, to: &octets)
    octets.append(contentsOf: " text:".utf8)
    Self.append(text: text, to: &octets)
    return octets
  }

  /// Exactly three word characters, as strict parsers want; the last three of a longer code.
  private static func append(error: String, to octets: inout [UInt8]) {
    let kept = error.utf8.filter { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
    for _ in 0..<max(0, 3 - kept.count) { octets.append(48) }
    octets.append(contentsOf: kept.suffix(3))
  }

  /// At least three digits.
  private static func append(_ number: Int, to octets: inout [UInt8]) {
    guard (0...999).contains(number) else {
      return octets.append(contentsOf: (number < 0 ? "000" : String(number)).utf8)
    }
    for place in [100, 10, 1] { octets.append(48 + UInt8(truncatingIfNeeded: number / place % 10)) }
  }

  /// The first 20 characters.
  private static func append(text: String, to octets: inout [UInt8]) {
    var count = 0
    for byte in text.utf8 {
      // Anything but a continuation octet begins a character.
      if byte & 0xC0 != 0x80 { count += 1 }
      if count > 20 { return }
      octets.append(byte)
    }
  }

  /// Reads a receipt: fields in any order and any letter case, unknown ones skipped, missing ones empty.
  ///
  /// Returns `nil` when there is no `id:` or no known `stat:`.
  package init?(parsing bytes: [UInt8]) {
    let fields = Self.fields(of: bytes.prefix(2048))
    guard let id = fields["id"], !id.isEmpty, let word = fields["stat"], let state = MessageState(receiptWord: word)
    else { return nil }
    self.init(
      id: id, submitted: Int(fields["sub"] ?? "") ?? 0, delivered: Int(fields["dlvrd"] ?? "") ?? 0,
      submitDate: fields["submit date"] ?? "", doneDate: fields["done date"] ?? "", state: state,
      error: fields["err"] ?? "", text: fields["text"] ?? "")
  }

  private static let keys = ["id", "sub", "dlvrd", "submit date", "done date", "stat", "err", "text"]

  /// The known fields by their lower-case names; the first of each name counts, `text` runs to the end.
  private static func fields(of bytes: ArraySlice<UInt8>) -> [String: String] {
    let text = Array(bytes)
    var result: [String: String] = [:]
    var offset = 0
    while offset < text.count {
      guard offset == 0 || text[offset - 1] == 32, let key = keys.first(where: { matches($0, text, at: offset) })
      else {
        offset += 1
        continue
      }
      let start = offset + key.utf8.count + 1
      let end = key == "text" ? text.count : text[start...].firstIndex(of: 32) ?? text.count
      if result[key] == nil { result[key] = String(decoding: text[start..<end], as: UTF8.self) }
      offset = end
    }
    return result
  }

  /// Whether `key` and a colon stand at `offset`, in any letter case.
  private static func matches(_ key: String, _ text: [UInt8], at offset: Int) -> Bool {
    let count = key.utf8.count
    guard offset + count < text.count, text[offset + count] == UInt8(ascii: ":") else { return false }
    return zip(key.utf8, text[offset...]).allSatisfy { wanted, found in
      wanted == ((65...90).contains(found) ? found | 0x20 : found)
    }
  }
}
