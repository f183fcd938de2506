import Messages
import Store

/// The channels of `NOTIFY` on which nodes tell each other, one for each purpose. A payload begins with the number of
/// the node that sent it.
enum NoticeChannel: String, CaseIterable {
  case receipts = "passerelle_receipts"
  case queue = "passerelle_queue"
  /// A node has come or gone.
  case nodes = "passerelle_nodes"

  /// The server takes payloads below 8,000 octets.
  private static let limit = 7_900

  static func payload(_ account: String, from node: Int) -> String { bounded("\(node)\t\(account)") }

  static func payload(_ queue: LaneQueue, from node: Int) -> String {
    bounded("\(node)\t\(queue.lane.channel.rawValue)\t\(queue.lane.provider)\t\(queue.account)")
  }

  private static func bounded(_ text: String) -> String { text.utf8.count > limit ? "" : text }

  /// What a payload says; nil for our own and for what does not read.
  func notice(_ payload: String, to node: Int) -> StoreNotice? {
    let fields = payload.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard let sender = fields.first.flatMap({ Int($0) }), sender != node else { return nil }
    switch self {
    case .nodes: return nil
    case .receipts:
      guard fields.count >= 2 else { return nil }
      return .receiptsOwed(account: fields[1...].joined(separator: "\t"))
    case .queue:
      guard fields.count == 4, let channel = UInt8(fields[1]).flatMap(Channel.init(rawValue:)) else { return nil }
      return .queueGrew(LaneQueue(lane: LaneName(provider: fields[2], channel: channel), account: fields[3]))
    }
  }
}
