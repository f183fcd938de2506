import Messages

/// A group of messages that goes as one mailing of a bulk call, under a name that is used once.
///
/// States come back by mailing and phone, so a phone stands in a mailing once.
struct SMSByMailing: Sendable {
  /// What the messages of a mailing share.
  struct Shape: Hashable, Sendable {
    var name: Int
    var viber: SMSByViberShape?
  }

  var name: String
  var shape: Shape
  var messages: [Message]

  /// Whether all say the same, so that one text stands for all.
  var isUniform: Bool {
    guard let first = messages.first, messages.count > 1 else { return false }
    return messages.allSatisfy { $0.text == first.text && $0.content == first.content }
  }

  /// How many messages from the front sort into no more than so many mailings.
  static func prefix(of batch: ArraySlice<Message>, mailings limit: Int, shape: (Message) -> Shape) -> Int {
    var repeats: [Shape: [String: Int]] = [:]
    var mailings: [Shape: Int] = [:]
    var total = 0
    for (index, message) in batch.enumerated() {
      let shape = shape(message)
      let times = (repeats[shape]?[message.recipient.digits] ?? 0) + 1
      if times > mailings[shape] ?? 0 {
        guard total < limit else { return index }
        total += 1
        mailings[shape] = times
      }
      repeats[shape, default: [:]][message.recipient.digits] = times
    }
    return batch.count
  }

  /// Sorts a batch into mailings named `base-1`, `base-2`, …
  static func mailings(of batch: [Message], base: String, shape: (Message) -> Shape) -> [SMSByMailing] {
    var mailings: [SMSByMailing] = []
    var phones: [Set<String>] = []
    var candidates: [Shape: [Int]] = [:]
    for message in batch {
      let shape = shape(message)
      let phone = message.recipient.digits
      if let index = candidates[shape]?.first(where: { !phones[$0].contains(phone) }) {
        mailings[index].messages.append(message)
        phones[index].insert(phone)
      } else {
        candidates[shape, default: []].append(mailings.count)
        mailings.append(
          SMSByMailing(name: base + "-" + String(mailings.count + 1), shape: shape, messages: [message]))
        phones.append([phone])
      }
    }
    return mailings
  }
}
