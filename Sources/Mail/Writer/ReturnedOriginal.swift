/// The third part of a report: the original, or its headers (RFC 3461 §4.3, RFC 6522 §4).
struct ReturnedOriginal {
  /// The octets that go back, with clean line ends.
  let bytes: [UInt8]
  /// The part with its headers; empty where nothing was kept.
  let part: [UInt8]

  /// Octets of a line without its end (RFC 5322 §2.1.1).
  private static let lineLimit = 998

  init(_ report: DeliveryReport) {
    let isFull = report.returned == .full
    bytes = Self.cleaned(report.original, onlyHeaders: !isFull)
    guard !bytes.isEmpty else {
      part = []
      return
    }
    let type =
      switch (isFull, report.isGlobal) {
      case (true, false): "message/rfc822"
      case (true, true): "message/global"
      case (false, false): "text/rfc822-headers"
      case (false, true): "message/global-headers"
      }
    var block = HeaderBlock()
    block.structured("Content-Type", type)
    if bytes.contains(where: { $0 >= 0x80 }) { block.structured("Content-Transfer-Encoding", "8bit") }
    part = block.bytes + MailWriter.crlf + bytes
  }

  /// At most ``DeliveryReport/originalLimit`` octets of whole lines; NUL and lone CR are gone, over-long lines are broken.
  private static func cleaned(_ original: [UInt8], onlyHeaders: Bool) -> [UInt8] {
    guard !original.isEmpty else { return [] }
    var result: [UInt8] = []
    for line in original.prefix(DeliveryReport.originalLimit).split(
      separator: ASCII.lf, omittingEmptySubsequences: false)
    {
      let content = line.filter { $0 != ASCII.cr && $0 != 0 }
      if onlyHeaders && content.isEmpty { break }
      var start = 0
      repeat {
        let end = min(start + lineLimit, content.count)
        if result.count + (end - start) + 2 > DeliveryReport.originalLimit { return result }
        result += content[start..<end] + MailWriter.crlf
        start = end
      } while start < content.count
    }
    return result
  }
}
