import SMPP
import SMSText
import Transport

/// One call of `send`: binds, submits within the window, follows each message to its end, unbinds. Confined to its loop.
final class SendRun: ClientOwner {
  private let options: SendOptions
  private let finished: (ExitCode) -> Void
  private var queue: SendQueue
  private var report: SendReport
  private let summarises: Bool
  private var client: ClientConnection?
  private var isBound = false
  private var isEnding = false
  /// By number of the message; those that came to their end are gone.
  private var open: [UInt64: MessageProgress] = [:]
  /// Which message and part a receipt is for.
  private var byID: [String: UInt64] = [:]
  private var answeredAt = Duration.zero
  private var trouble: String?
  private var timer: LoopTimer?

  init(
    _ requests: [SendRequest], _ options: SendOptions, form: SendReport.Form, summarises: Bool, at now: Duration,
    finished: @escaping (ExitCode) -> Void
  ) {
    self.options = options
    self.finished = finished
    self.summarises = summarises
    queue = SendQueue(requests)
    report = SendReport(form, showsProgressOf: summarises ? requests.count : nil, at: now)
  }

  /// Takes the connection over.
  func attach(_ connection: Connection, _ settings: ClientSettings) -> ClientConnection {
    let client = ClientConnection(connection, settings: settings, owner: self)
    self.client = client
    timer = LoopTimer(on: connection.loop) { [weak self] in self.map { $0.clientSettled(client) } }
    return client
  }

  // MARK: What the client does

  func client(_ client: ClientConnection, did action: ClientAction) {
    let now = client.loop.now
    switch action {
    case .bound: isBound = true
    case .bindRefused(let status): trouble = "the bridge refused the bind: \(status.name)"
    case .responded(let token, let status, let pdu): responded(token, status, pdu, now)
    case .failed(let token, let failure): failed(token, failure, now)
    case .incoming(let pdu, let sequence): incoming(client, pdu, sequence, now)
    case .close(let reason): if trouble == nil, !isEnding { trouble = "the session ended: \(reason)" }
    case .send: break
    }
  }

  func clientSettled(_ client: ClientConnection) {
    let now = client.loop.now
    if isBound, !isEnding { submit(client, now) }
    report.flush(at: now)
    guard isBound, !isEnding, queue.isEmpty, client.inFlight == 0 else { return }
    if let patience = options.patience, !open.isEmpty, answeredAt + patience > now {
      timer?.deadline = answeredAt + patience
    } else {
      isEnding = true
      client.unbind()
    }
  }

  func clientGone(_ client: ClientConnection) {
    let now = client.loop.now
    for (_, progress) in open.sorted(by: { $0.key < $1.key }) { end(progress, now) }
    open = [:]
    let unsent = queue.remaining
    report.flush(at: now)
    if summarises {
      Terminal.progress("")
      Terminal.error(report.summary(at: now, waited: options.patience != nil))
    }
    if let trouble { Terminal.error("passerelle send: " + trouble + (unsent > 0 ? "; \(unsent) not sent" : "")) }
    timer?.cancel()
    self.client = nil
    let isFine =
      trouble == nil && report.refused == 0 && report.undelivered == 0 && unsent == 0
      && !(options.demandsReceipts && report.unknown > 0)
    finished(isFine ? .done : .failed)
  }

  // MARK: Submitting

  private func submit(_ client: ClientConnection, _ now: Duration) {
    var batch: [(SubmissionToken, PDU)] = []
    while batch.count < client.capacity, let token = next(now) {
      guard let progress = open[token.message], progress.problem == nil else {
        skip(token, now)
        continue
      }
      batch.append((token.submission, .submitSM(progress.message.parts[token.part])))
    }
    if !batch.isEmpty { client.submit(batch) }
    if let due = queue.retryDue { timer?.deadline = due }
  }

  /// The next part to submit; messages are prepared when their turn comes.
  private func next(_ now: Duration) -> PartToken? {
    while true {
      if let token = queue.next(at: now) { return token }
      guard let (number, request) = queue.take() else { return nil }
      do throws(SegmentationError) {
        let message = try PreparedMessage(request, options, reference: UInt8(truncatingIfNeeded: number))
        open[number] = MessageProgress(message, at: now)
        queue.add(number, parts: message.parts.count)
      } catch {
        trouble = "the text to \(request.to) is too long for one message: 255 parts at most"
      }
    }
  }

  /// A part that need not go any more, since another of its message was refused.
  private func skip(_ token: PartToken, _ now: Duration) {
    guard open[token.message] != nil else { return }
    answered(token, now)
  }

  // MARK: Answers

  private func responded(_ submission: SubmissionToken, _ status: CommandStatus, _ pdu: PDU, _ now: Duration) {
    let token = PartToken(submission)
    switch status {
    case .ok:
      if case .submitSMResp(let resp) = pdu {
        open[token.message]?.ids[token.part] = resp.messageID
        if options.patience != nil { byID[resp.messageID] = token.message }
      }
    case .throttled, .messageQueueFull:
      if queue.retry(token, at: now + .seconds(1)) { return }
      open[token.message]?.problem = .refused(status)
    default: open[token.message]?.problem = .refused(status)
    }
    answered(token, now)
  }

  private func failed(_ submission: SubmissionToken, _ failure: SubmissionFailure, _ now: Duration) {
    let token = PartToken(submission)
    let problem: MessageProgress.Outcome =
      switch failure {
      case .timedOut: .failed("no answer in time", wasSent: true)
      case .disconnected: .failed("the connection ended", wasSent: true)
      case .notBound, .windowFull: .failed("the session ended", wasSent: false)
      }
    open[token.message]?.problem = problem
    answered(token, now)
  }

  private func answered(_ token: PartToken, _ now: Duration) {
    answeredAt = now
    open[token.message]?.unanswered -= 1
    guard let progress = open[token.message], progress.unanswered == 0 else { return }
    if progress.problem == nil { report.took(progress) }
    guard progress.problem != nil || options.patience == nil else { return }
    end(progress, now)
    open[token.message] = nil
  }

  private func end(_ progress: MessageProgress, _ now: Duration) {
    if progress.unanswered > 0, progress.problem == nil {
      return report.ended(progress, .failed("the session ended", wasSent: progress.ids.contains { $0 != nil }), at: now)
    }
    report.ended(progress, progress.outcome(waiting: options.patience != nil), at: now)
  }

  // MARK: Receipts

  private func incoming(_ client: ClientConnection, _ pdu: PDU, _ sequence: UInt32, _ now: Duration) {
    guard case .deliverSM(let delivery) = pdu else { return }
    guard let receipt = ReceivedReceipt(delivery), let number = receipt.names.lazy.compactMap({ self.byID[$0] }).first
    else {
      // Somebody else's: it must stay where it is until they bind.
      return client.acknowledge(.deliverSM, sequence: sequence, .receiverTemporaryError)
    }
    client.acknowledge(.deliverSM, sequence: sequence, .ok)
    guard receipt.state.isFinal, open[number] != nil else { return }
    for name in receipt.names { byID[name] = nil }
    open[number]?.receipted(receipt.state, error: receipt.error)
    guard let progress = open[number], progress.unreceipted == 0, progress.unanswered == 0 else { return }
    end(progress, now)
    open[number] = nil
  }
}
