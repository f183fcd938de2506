/// `0x` and the number in upper-case hexadecimal, filled with zeros up to `digits`.
package func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

/// Octets as upper-case hexadecimal without separators.
package func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  let digits: [UInt8] = Array("0123456789ABCDEF".utf8)
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count * 2)
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
