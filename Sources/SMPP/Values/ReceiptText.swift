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
    let fields = [date.year % 100, date.month, date.day, date.hour, date.minute] + (seconds ? [date.second] : [])
    return fields.map { padded($0, 2) }.joined()
  }

  /// The octets of `short_message`: ASCII and whatever `text` holds, in UTF-8. At most 20 characters of text.
  package var bytes: [UInt8] {
    let head =
      "id:\(id) sub:\(Self.padded(submitted, 3)) dlvrd:\(Self.padded(delivered, 3)) submit date:\(submitDate)"
      + " done date:\(doneDate) stat:\(state.receiptWord) err:\(Self.errorCode(error)) text:"
    return Array(head.utf8) + Array(String.UnicodeScalarView(text.unicodeScalars.prefix(20)).description.utf8)
  }

  /// Exactly three word characters, as strict parsers want; the last three of a longer code.
  private static func errorCode(_ error: String) -> String {
    let kept = error.utf8.filter { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
    let padded = [UInt8](repeating: 48, count: max(0, 3 - kept.count)) + kept.suffix(3)
    return String(decoding: padded, as: UTF8.self)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(max(0, number))
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
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
