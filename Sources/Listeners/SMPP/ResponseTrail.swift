import Messages
import SMPP

/// Where in a connection's output the responses to accepted submits end: tells which of them have left for the client,
/// and which the client certainly has.
struct ResponseTrail {
  /// What one response told.
  struct Told: Sendable {
    var clientID: String
    var message: MessageID?
    var fingerprint: Fingerprint?
    /// When the submit came.
    var since: Timestamp
    /// Of a `submit_multi`: what could not be served, and the messages beside the first that want receipts.
    var unsuccessful: [UnsuccessSME] = []
    var others: [MessageID] = []
  }

  private struct Mark {
    var end: Int
    var told: Told
  }

  private var marks: [Mark] = []
  /// Marks before this one have left.
  private var left = 0
  private static let capacity = 2_000

  /// Octets written in all.
  private(set) var written = 0

  var isEmpty: Bool { marks.isEmpty }
  /// When the first submit came whose response is not certainly with the client.
  var oldest: Timestamp? { marks.first?.told.since }

  /// Octets without a response that matters.
  mutating func wrote(_ count: Int) { written += count }

  /// The octets of responses, one PDU for each of `told` in this order. When the counts differ nothing is known of them,
  /// and they count as gone: those are handed back.
  mutating func wrote(_ bytes: [UInt8], _ told: [Told?]) -> [MessageID] {
    var ends: [Int] = []
    ends.reserveCapacity(told.count)
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 4 <= bytes.count {
        let length = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        guard length >= 16 else { break }
        offset += length
        ends.append(written + offset)
      }
    }
    written += bytes.count
    guard ends.count == told.count else { return told.compactMap(\.self).messages }
    for (end, told) in zip(ends, told) {
      if let told { marks.append(Mark(end: end, told: told)) }
    }
    guard marks.count > Self.capacity else { return [] }
    let dropped = marks.count - Self.capacity
    let gone = marks[min(left, dropped)..<dropped].lazy.map(\.told).messages
    marks.removeFirst(dropped)
    left = max(0, left - dropped)
    return gone
  }

  /// So many of the octets written are still here; the messages whose responses have left since the last time.
  mutating func leftBut(_ pending: Int) -> [MessageID] {
    let start = left
    while left < marks.count, marks[left].end <= written - pending { left += 1 }
    return marks[start..<left].lazy.map(\.told).messages
  }

  /// So many of the octets written are not acknowledged by the client's TCP; what came before is certainly there.
  mutating func arrivedBut(_ unacknowledged: Int) {
    let arrived = marks.firstIndex { $0.end > written - unacknowledged } ?? marks.count
    marks.removeFirst(arrived)
    left = max(0, left - arrived)
  }

  /// The connection is gone: the responses that perhaps did not arrive, oldest first.
  mutating func end() -> [Told] {
    defer {
      marks = []
      left = 0
    }
    return marks.map(\.told)
  }
}

extension Sequence<ResponseTrail.Told> {
  /// The messages whose receipts must not overtake these responses.
  var messages: [MessageID] {
    var messages: [MessageID] = []
    for told in self {
      if let message = told.message { messages.append(message) }
      if !told.others.isEmpty { messages += told.others }
    }
    return messages
  }
}
