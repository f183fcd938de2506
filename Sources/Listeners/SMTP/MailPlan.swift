import Delivery
import Mail
import Messages
import SMTP
import Store
import Translation

/// One mail on its way into the store: what each of its recipients comes to, and what is to be committed for all together.
struct MailPlan {
  /// What one recipient of the envelope comes to.
  struct Line {
    var refusal: Reply?
    var ids: [String] = []
    var phones = 0
    var parts = 0
    var encoding = Encoding.gsm
    var isTruncated = false
    /// Nothing is committed for it; it is answered so.
    var answer: Reply?
  }

  /// A message that is new, and what it will be known by.
  private struct Entry {
    var line: Int
    var message: NewMessage
    var account: AccountDirectory.Entry
    var print: SeenMails.Fingerprint?
    /// What a person should know about how the mail was read.
    var remarks: [Sentence]
    /// Its parts have been taken from the account.
    var isCharged = false
    var stored: Message?
  }

  /// Remarks about one mail that are kept with its messages.
  private static let shownRemarks = 10

  private(set) var lines: [Line]
  private var entries: [Entry] = []
  private var prints: Set<SeenMails.Fingerprint> = []
  /// Lines whose id is that of an entry, for a recipient that is named twice.
  private var twins: [(line: Int, print: SeenMails.Fingerprint)] = []
  private let seen: SeenMails
  private let window: Duration
  private let intake: Intake
  private let now: Duration
  private let wallClock: Timestamp

  init(recipients: Int, seen: SeenMails, window: Duration, intake: Intake, now: Duration, wallClock: Timestamp) {
    lines = Array(repeating: Line(), count: recipients)
    self.seen = seen
    self.window = window
    self.intake = intake
    self.now = now
    self.wallClock = wallClock
  }

  // MARK: Filling

  mutating func refuse(_ line: Int, _ reply: Reply) {
    if lines[line].refusal == nil { lines[line].refusal = reply }
  }

  mutating func answer(_ line: Int, _ reply: Reply) { lines[line].answer = reply }

  /// Adds the messages of one target.
  mutating func add(
    _ order: MailTranslation.Order, line: Int, account: AccountDirectory.Entry, content: MailTranslation.Content
  ) {
    let remarks = content.text.remarks.prefix(Self.shownRemarks).map { Sentence($0.form, $0.values) }
    for (index, message) in order.messages.enumerated() {
      lines[line].parts = max(lines[line].parts, message.segments)
      if message.encoding != .gsm { lines[line].encoding = message.encoding }
      let print = content.messageID.flatMap { fingerprint(message, $0, account, piece: index) }
      add(Entry(line: line, message: message, account: account, print: print, remarks: remarks))
    }
    lines[line].phones += 1
    if order.isTruncated { lines[line].isTruncated = true }
  }

  private mutating func add(_ entry: Entry) {
    guard let print = entry.print else { return entries.append(entry) }
    if prints.contains(print) { return twins.append((entry.line, print)) }
    switch seen.claim(print, window: window, now: now) {
    case .new:
      prints.insert(print)
      entries.append(entry)
    case .known(let id): lines[entry.line].ids.append(id)
    case .busy: refuse(entry.line, .beingStored)
    }
  }

  /// Nil without a window: then nothing is taken for a repetition.
  private func fingerprint(
    _ message: NewMessage, _ messageID: String, _ account: AccountDirectory.Entry, piece: Int
  ) -> SeenMails.Fingerprint? {
    guard window > .zero else { return nil }
    let list = message.providerList.map { $0.provider + "/" + $0.id } ?? ""
    return SeenMails.Fingerprint([
      account.account.terms.name, messageID, message.recipient.digits, list, message.channel.word, String(piece),
      message.text,
    ])
  }

  // MARK: Checking

  /// Takes the parts from the accounts and gives ids; what is refused is written into its line.
  mutating func prepare() {
    charge()
    for index in entries.indices where lines[entries[index].line].refusal == nil {
      let entry = entries[index]
      let result = intake.prepare(entry.message, for: entry.account, now: now, charged: true)
      switch result {
      case .success(let message): entries[index].stored = message
      case .failure(let refusal): refuse(entry.line, Reply(refusal))
      }
    }
  }

  /// The parts of an account are taken at once, so that a mail to many is not held up by its own rate for ever.
  private mutating func charge() {
    let accounts = Dictionary(grouping: entries.indices, by: { entries[$0].account.account.terms.name })
    for indices in accounts.values {
      let parts = indices.reduce(0) { $0 + entries[$1].message.segments }
      guard let first = indices.first else { continue }
      let refusal = entries[first].account.meter.take(parts, now: now, wallClock: wallClock)
      for index in indices {
        if let refusal { refuse(entries[index].line, Reply(refusal)) } else { entries[index].isCharged = true }
      }
    }
  }

  /// Whether anything was refused.
  var isRefused: Bool { lines.contains { $0.refusal != nil } }

  /// Of several refusals the temporary one counts: the mail may come again.
  var worst: Reply? {
    let refusals = lines.compactMap(\.refusal)
    return refusals.first(where: \.isTemporary) ?? refusals.first
  }

  // MARK: Committing

  /// Gives up what belongs to refused lines; with `all`, everything.
  mutating func giveUp(all: Bool) {
    let lost = entries.filter { all || lines[$0.line].refusal != nil }
    entries.removeAll { all || lines[$0.line].refusal != nil }
    for entry in lost where entry.isCharged { entry.account.meter.giveBack(entry.message.segments) }
    seen.release(lost.compactMap(\.print))
  }

  var batch: Intake.Batch {
    var batch = Intake.Batch()
    for entry in entries {
      guard let message = entry.stored else { continue }
      batch.messages.append(message)
      if entry.isCharged { batch.counted.append(entry.account.meter) }
      batch.notes += entry.remarks.map {
        LifeEvent(message: message.id, at: message.acceptedAt, kind: "read", told: $0)
      }
      if let print = entry.print {
        let row = SeenMails.row(print, message: message.id, id: message.parts.first?.clientID ?? "")
        batch.remembered.append((row.key, row.value, wallClock + window))
      }
    }
    return batch
  }

  /// All of it is on disk: the ids go to their lines.
  mutating func committed() {
    var settled: [SeenMails.Fingerprint: String] = [:]
    for entry in entries {
      guard let id = entry.stored?.parts.first?.clientID else { continue }
      lines[entry.line].ids.append(id)
      if let print = entry.print { settled[print] = id }
    }
    for twin in twins {
      if let id = settled[twin.print] { lines[twin.line].ids.append(id) }
    }
    seen.settle(settled)
  }

  mutating func failed(_ refusal: Refusal) {
    giveUp(all: true)
    for index in lines.indices where lines[index].answer == nil { refuse(index, Reply(refusal)) }
  }
}

extension MailPlan.Line {
  /// Ids that are named in one answer.
  private static let shownIDs = 10

  /// `250 2.0.0 id=… rcpts=… parts=… encoding=…` for these recipients together.
  static func accepted(_ lines: [MailPlan.Line]) -> Reply {
    let ids = lines.flatMap(\.ids)
    let phones = lines.reduce(0) { $0 + $1.phones }
    let encoding: Encoding = lines.map(\.encoding).first { $0 != .gsm } ?? .gsm
    var words = "id=" + ids.prefix(shownIDs).joined(separator: ",") + (ids.count > shownIDs ? ",..." : "")
    words += " rcpts=\(phones) parts=\(lines.map(\.parts).max() ?? 0) encoding=\(encoding)"
    if lines.contains(where: \.isTruncated) { words += " truncated" }
    return Reply(250, 0, 0, words)
  }
}
