import Messages

/// What clients have seen and been told, to be held against the promises in the end.
struct Witness {
  /// A submit or a mail that was acknowledged.
  struct Promise {
    /// The text that the provider must get when all parts were acknowledged.
    var text: String
    var parts: Int
    var wantsReceipt: Bool
  }

  /// By account and id, what SMPP clients were promised.
  var promises: [String: [String: Promise]] = [:]
  /// Ids that each account was told an end for, with the ends.
  var told: [String: [String: Set<UInt8>]] = [:]
  /// Serial numbers of what was submitted, and those whose parts were all refused.
  var partsSubmitted: [Int: Int] = [:]
  var partsRefused: [Int: Int] = [:]
  var refusals: [Int: String] = [:]
  /// Mails that were answered with 250.
  var mails: [MailPeer.Mail] = []
  /// Numbers that mails were written to, whether or not any of them was answered.
  var written: Set<String> = []
  /// Those that a report told about.
  var reported: Set<String> = []
  /// Incoming messages: those that exist, and those that a client has taken.
  var incoming: [String: Timestamp] = [:]
  var incomingTaken: Set<String> = []
  /// Those that a client will never take: nobody is told that they were read.
  var incomingRefused: Set<String> = []

  mutating func submitted(_ serial: Int, parts: Int) { partsSubmitted[serial, default: 0] += 1 }
  mutating func refused(_ serial: Int, with status: String) {
    partsRefused[serial, default: 0] += 1
    refusals[serial] = status
  }

  /// What was refused as a whole must not be sent: the client has it and will come again.
  var refusedWholly: Set<Int> {
    Set(partsSubmitted.filter { partsRefused[$0.key] == $0.value }.keys)
  }
}
