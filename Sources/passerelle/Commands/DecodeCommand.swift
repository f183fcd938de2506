import SMPP
import SMSText

/// `decode`: a PDU in words.
enum DecodeCommand: Command {
  static let verb = "decode"
  static let summary = "Tells in words what a PDU in hexadecimal says."
  static let options = [Option(name: "json", value: nil, summary: "Prints one JSON object.")]
  static let operands: String? = "HEX…"
  static let examples = [
    "passerelle decode 00000010 00000015 00000000 00000001",
    "passerelle decode --json 00000010800000040000005800000001",
  ]

  static func run(_ arguments: Arguments) -> ExitCode {
    let words =
      arguments.operands.isEmpty && !Terminal.inputIsTerminal
      ? [String(decoding: Terminal.readAll(limit: 1 << 20), as: UTF8.self)] : arguments.operands
    guard !words.isEmpty else {
      Terminal.error("passerelle decode: no octets given. Try: passerelle decode --help")
      return .usage
    }
    guard let bytes = octets(words.joined()) else {
      Terminal.error("passerelle decode: not hexadecimal: pairs of 0-9 and a-f, with or without spaces")
      return .failed
    }
    let description = PDUDescription(bytes)
    guard let header = description.header, header.commandLength >= 16, description.surplus >= 0 else {
      Terminal.error("passerelle decode: no whole PDU: " + PDUDescription.describe(bytes))
      return .failed
    }
    if arguments.has("json") {
      Terminal.print(json(description, text: text(of: bytes)))
      return description.error == nil ? .done : .failed
    }
    Terminal.print(PDUDescription.describe(bytes))
    if let text = text(of: bytes) { Terminal.print("\ntext: " + text) }
    return description.error == nil ? .done : .failed
  }

  private static func json(_ description: PDUDescription, text: String?) -> String {
    let fields = description.rows.map { row in
      var field = JSONLine()
      field.member("offset", row.offset)
      field.member("name", row.name)
      field.member("value", row.value)
      return field.line
    }
    var object = JSONLine()
    object.raw("fields", "[" + fields.joined(separator: ",") + "]")
    if let text { object.member("text", text) }
    return object.line
  }

  /// The text that the PDU carries, by its data_coding; nil where there is none that can be read.
  private static func text(of bytes: [UInt8]) -> String? {
    guard let (_, pdu) = try? PDU.decode(bytes) else { return nil }
    let (octets, coding, esmClass): ([UInt8], UInt8, EsmClass)
    switch pdu {
    case .submitSM(let submit), .deliverSM(let submit):
      (octets, coding, esmClass) = (submit.text, submit.dataCoding, submit.esmClass)
    case .submitMulti(let submit): (octets, coding, esmClass) = (submit.text, submit.dataCoding, submit.esmClass)
    case .dataSM(let data): (octets, coding, esmClass) = (data.text, data.dataCoding, data.esmClass)
    default: return nil
    }
    let split = esmClass.hasUserDataHeader ? try? UserDataHeader.split(octets) : nil
    return DataCoding(coding).decode(split?.body ?? octets, header: split?.header)?.text
  }

  private static func octets(_ text: String) -> [UInt8]? {
    let digits = text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D, 0x3A].contains($0) }
    guard digits.count % 2 == 0, !digits.isEmpty else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
