/// Reads the local part of a recipient: number, name, group, role, reply token or `/ID=…/` attributes.
struct SMSAddressParser {
  let localPart: String
  let domain: String
  let ownDomains: [String]

  /// Labels that may also be the first label of a configured domain and still mean the channel. `mail.`, `voice.` and `mms.` are
  /// names that hosts have anyway.
  private static let unmistakable: Set<String> = [
    "viber", "viber-sms", "sms-viber", "telegram", "whatsapp", "flash", "hlr", "ping", "preview",
  ]

  func parse() throws(SMSAddressRefusal) -> SMSAddress {
    let options = try domainOptions()
    var bytes = Array(localPart.utf8)
    guard !bytes.isEmpty, bytes.count <= 64 else { throw .badLength }
    bytes = try unquoted(bytes)
    guard !bytes.isEmpty else { throw .badLength }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw .badCharacters }
    if bytes[0] == ASCII.slash || isAttribute(bytes) { return try attributes(bytes, options) }
    if let role = SMSAddress.Role(rawValue: ASCII.lowercased(bytes)) { return .role(role) }
    if ASCII.starts(bytes, "r-") { return try reply(bytes.dropFirst(2)) }
    if ASCII.starts(bytes, "g."), bytes.count > 2 {
      let (name, options) = try named(bytes.dropFirst(2), options)
      return .group(name, options)
    }
    if startsNumber(bytes) { return try number(bytes, options) }
    let (name, all) = try named(bytes[...], options)
    return .name(name, all)
  }

  // MARK: Domain

  private func domainOptions() throws(SMSAddressRefusal) -> SMSOptions {
    var name = ASCII.lowercased(domain.utf8)
    if name.utf8.last == ASCII.dot { name.removeLast() }
    let label = String(decoding: name.utf8.prefix { $0 != ASCII.dot }, as: UTF8.self)
    if ownDomains.contains(where: { ASCII.equal(Array(name.utf8), $0) }) {
      return Self.unmistakable.contains(label) ? try options(ofLabel: label) : SMSOptions()
    }
    let parent = String(decoding: name.utf8.dropFirst(label.utf8.count + 1), as: UTF8.self)
    guard ownDomains.contains(where: { ASCII.equal(Array(parent.utf8), $0) }) else { throw .notOurDomain }
    return try options(ofLabel: label)
  }

  private func options(ofLabel label: String) throws(SMSAddressRefusal) -> SMSOptions {
    var options = SMSOptions()
    if label == "preview" {
      options.isPreview = true
    } else if let channel = MailChannel(rawValue: label) {
      options.channel = channel == .sms ? nil : channel
    } else {
      throw .unknownLabel(label)
    }
    return options
  }

  // MARK: Quoting

  /// Takes quotes off (RFC 5321 §4.1.2), reads `%2B`, and refuses what smells of relaying.
  private func unquoted(_ bytes: [UInt8]) throws(SMSAddressRefusal) -> [UInt8] {
    var result = bytes
    if bytes.count >= 2, bytes.first == ASCII.quote, bytes.last == ASCII.quote {
      result = bytes.dropFirst().dropLast().filter { $0 != ASCII.backslash }
    }
    if result.contains(0x25) {
      result = MIMEParameters.percentDecoded(result)
      guard result.contains(0x25) == false, result.first == 0x2B else { throw .relayAttempt }
    }
    if result.contains(ASCII.at) || result.contains(0x21) { throw .relayAttempt }
    return result
  }

  // MARK: Numbers

  /// Digits, `+`, `(` or `p` with a digit behind it.
  private func startsNumber(_ bytes: [UInt8]) -> Bool {
    switch bytes[0] {
    case 0x30...0x39, 0x2B, 0x28: true
    case 0x70, 0x50: bytes.count > 1 && ASCII.isDigit(bytes[1])
    default: false
    }
  }

  private func number(_ bytes: [UInt8], _ options: SMSOptions) throws(SMSAddressRefusal) -> SMSAddress {
    var rest = bytes[...]
    let isMarked = bytes[0] == 0x2B || bytes[0] | 0x20 == 0x70
    if isMarked { rest = rest.dropFirst() }
    var digits: [UInt8] = []
    while let byte = rest.first {
      if ASCII.isDigit(byte) {
        digits.append(byte)
      } else if byte == ASCII.dot, rest.dropFirst().first.map(ASCII.isLetter) ?? false {
        break
      } else if ![ASCII.hyphen, ASCII.dot, ASCII.space, 0x28, 0x29].contains(byte) {
        break
      }
      rest = rest.dropFirst()
    }
    var all = options
    try apply(rest, to: &all)
    return .number(try recipient(digits, isMarked: isMarked, all))
  }

  private func recipient(
    _ digits: [UInt8], isMarked: Bool, _ options: SMSOptions
  ) throws(SMSAddressRefusal) -> SMSRecipient {
    let isZeroZero = !isMarked && digits.starts(with: [0x30, 0x30])
    let number = isZeroZero ? digits.dropFirst(2) : digits[...]
    let isInternational = isMarked || isZeroZero
    // E.164 §6.2.1: 15 digits at most. Short numbers are never written with a country code.
    guard number.count <= 15, number.count >= (isInternational ? 7 : 3) else { throw .badNumber }
    if isInternational, number.first == 0x30 { throw .badNumber }
    return SMSRecipient(
      digits: String(decoding: number, as: UTF8.self), isInternational: isInternational, options: options)
  }

  // MARK: Options

  /// `+key=value`, `+word`, `.word` and `.SENDER`, in any order.
  private func apply(_ text: ArraySlice<UInt8>, to options: inout SMSOptions) throws(SMSAddressRefusal) {
    var rest = text
    while let mark = rest.first {
      guard mark == 0x2B || mark == ASCII.dot else { throw .badCharacters }
      rest = rest.dropFirst()
      let item = rest.prefix { $0 != 0x2B && $0 != ASCII.dot }
      rest = rest.dropFirst(item.count)
      guard !item.isEmpty else { throw .unknownOption("") }
      if let equals = item.firstIndex(of: ASCII.equals) {
        try set(ASCII.lowercased(item[..<equals]), item[(equals + 1)...], &options)
      } else {
        try word(item, isDotted: mark == ASCII.dot, &options)
      }
    }
  }

  private func word(
    _ item: ArraySlice<UInt8>, isDotted: Bool, _ options: inout SMSOptions
  ) throws(SMSAddressRefusal) {
    let name = ASCII.lowercased(item)
    if let channel = MailChannel(rawValue: name) {
      options.channel = channel
      return
    }
    switch name {
    case "test": options.isTest = true
    case "preview": options.isPreview = true
    case "now": options.isUrgent = true
    // The type word of other gateways (`+44….sms.text@`).
    case "text" where isDotted: break
    default:
      guard isDotted else { throw .unknownOption(name) }
      try set("s", item, &options)
    }
  }

  private func set(
    _ key: String, _ value: ArraySlice<UInt8>, _ options: inout SMSOptions
  ) throws(SMSAddressRefusal) {
    switch key {
    case "s", "from", "sender":
      guard let sender = Self.sender(value) else { throw .badOption(key) }
      options.sender = sender
    case "at":
      guard let time = Self.time(value) else { throw .badOption(key) }
      options.time = time
    case "max":
      guard let parts = ASCII.number(value), (1...255).contains(parts) else { throw .badOption(key) }
      options.maxParts = parts
    default: throw .unknownOption(key)
    }
  }

  /// 1 to 11 letters, digits, `-`, `_` or space; or 3 to 15 digits (3GPP TS 23.040 §9.1.2.5).
  private static func sender(_ value: ArraySlice<UInt8>) -> String? {
    guard !value.isEmpty, value.count <= (value.allSatisfy(ASCII.isDigit) ? 15 : 11) else { return nil }
    let isFine = value.allSatisfy {
      ASCII.isAlphanumeric($0) || $0 == ASCII.hyphen || $0 == ASCII.underscore || $0 == ASCII.space
    }
    return isFine ? String(decoding: value, as: UTF8.self) : nil
  }

  private static func time(_ value: ArraySlice<UInt8>) -> SMSOptions.Time? {
    guard value.allSatisfy(ASCII.isDigit), value.count == 4 || value.count == 12 else { return nil }
    let clock = value.suffix(4)
    guard let hour = ASCII.number(clock.prefix(2)), let minute = ASCII.number(clock.suffix(2)), hour < 24, minute < 60
    else { return nil }
    if value.count == 4 { return .clock(hour: hour, minute: minute) }
    guard let year = ASCII.number(value.prefix(4)), let month = ASCII.number(value.dropFirst(4).prefix(2)),
      let day = ASCII.number(value.dropFirst(6).prefix(2)), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    return .date(year: year, month: month, day: day, hour: hour, minute: minute)
  }

  // MARK: Names, groups and reply tokens

  private func named(
    _ bytes: ArraySlice<UInt8>, _ options: SMSOptions
  ) throws(SMSAddressRefusal) -> (String, SMSOptions) {
    let name = bytes.prefix { $0 != 0x2B }
    let isFine = name.allSatisfy {
      ASCII.isAlphanumeric($0) || $0 == ASCII.hyphen || $0 == ASCII.underscore || $0 == ASCII.dot
    }
    guard isFine, !name.isEmpty else { throw .badCharacters }
    var all = options
    try apply(bytes.dropFirst(name.count), to: &all)
    return (ASCII.lowercased(name), all)
  }

  private func reply(_ token: ArraySlice<UInt8>) throws(SMSAddressRefusal) -> SMSAddress {
    guard !token.isEmpty, token.allSatisfy({ Base32.value(of: $0) != nil }) else { throw .badCharacters }
    return .reply(token: ASCII.lowercased(token))
  }

  // MARK: Attributes

  /// `sms=+375…` (RFC 3191 §2) and the like.
  private func isAttribute(_ bytes: [UInt8]) -> Bool {
    ASCII.starts(bytes, "sms=") || ASCII.starts(bytes, "id=")
  }

  /// `/ID=…/FROM=…/MAXPAGES=…/`, and `SMS=+…/service-selector=…`. Attributes that we do not know are passed over.
  private func attributes(_ bytes: [UInt8], _ options: SMSOptions) throws(SMSAddressRefusal) -> SMSAddress {
    var options = options
    var number: ArraySlice<UInt8>?
    for item in bytes.split(separator: ASCII.slash) {
      guard let equals = item.firstIndex(of: ASCII.equals) else { continue }
      let value = item[(equals + 1)...]
      switch ASCII.lowercased(item[..<equals]) {
      case "id", "sms": number = value
      case "from": try set("from", value, &options)
      case "maxpages": try set("max", value, &options)
      default: break
      }
    }
    guard let number, !number.isEmpty, startsNumber(Array(number)) else { throw .badNumber }
    return try self.number(Array(number), options)
  }
}
