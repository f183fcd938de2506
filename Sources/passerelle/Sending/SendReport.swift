import SMPP
import Transport

/// Where results go: lines for people or objects for programs on standard output, progress on standard error.
struct SendReport {
  enum Form {
    case text
    case json
  }

  private(set) var accepted = 0
  private(set) var refused = 0
  private(set) var delivered = 0
  private(set) var undelivered = 0
  private(set) var unknown = 0

  private let form: Form
  private var bar: ProgressBar?
  private let startedAt: Duration
  private var lines = ""

  init(_ form: Form, showsProgressOf total: Int?, at now: Duration) {
    self.form = form
    bar = total.map { ProgressBar(total: $0) }
    startedAt = now
  }

  /// Every part of a message was accepted; the end of it may follow.
  mutating func took(_ message: MessageProgress) {
    accepted += 1
    guard form == .text else { return }
    let ids = message.ids.compactMap(\.self).joined(separator: " ")
    lines += "accepted     \(message.message.request.to)  id \(ids)  (\(message.message.sizeWords))\n"
  }

  mutating func ended(_ message: MessageProgress, _ outcome: MessageProgress.Outcome, at now: Duration) {
    count(outcome)
    switch form {
    case .json: lines += SendJSON.line(message, outcome, at: now) + "\n"
    case .text: lines += line(message, outcome, at: now)
    }
  }

  private mutating func count(_ outcome: MessageProgress.Outcome) {
    switch outcome {
    case .accepted: break
    case .final(.delivered, _): delivered += 1
    case .final: undelivered += 1
    case .unknown: unknown += 1
    case .refused, .failed: refused += 1
    }
  }

  private func line(_ message: MessageProgress, _ outcome: MessageProgress.Outcome, at now: Duration) -> String {
    let to = message.message.request.to
    switch outcome {
    case .accepted: return ""
    case .final(let state, let error):
      let word =
        state == .delivered
        ? Terminal.styled("delivered    ", .green) : Terminal.styled("undelivered  ", .red)
      return word + "\(to)  \(state.receiptWord) err:\(error) after \(Self.seconds(now - message.startedAt)) s\n"
    case .unknown: return "no receipt   \(to)  so far\n"
    case .refused(let status): return Terminal.styled("refused      ", .red) + "\(to)  \(status.name)\n"
    case .failed(let reason, let wasSent):
      return Terminal.styled("failed       ", .red) + "\(to)  \(reason)"
        + (wasSent ? "; whether it was accepted is not known\n" : "; not sent\n")
    }
  }

  /// Writes what gathered, and the bar when its time has come.
  mutating func flush(at now: Duration) {
    if !lines.isEmpty {
      bar?.clear()
      Terminal.print(String(lines.dropLast()))
      lines = ""
    }
    let done = accepted + refused
    let rate = Int(Double(done) / max(0.001, (now - startedAt) / .seconds(1)))
    bar?.show(done, at: now, "\(refused) refused, \(delivered) delivered, \(rate)/s")
  }

  /// What a CSV came to, for standard error.
  func summary(at now: Duration, waited: Bool) -> String {
    var text = "\(accepted) accepted, \(refused) refused or failed"
    if waited { text += ", \(delivered) delivered, \(undelivered) not delivered, \(unknown) without a receipt" }
    return text + " in \(Self.seconds(now - startedAt)) s"
  }

  /// With one decimal.
  static func seconds(_ duration: Duration) -> String {
    let tenths = Int(duration / .milliseconds(100))
    return "\(tenths / 10).\(tenths % 10)"
  }
}
