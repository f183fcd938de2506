/// DATA, BDAT and what comes of a message.
extension SMTPSession {
  /// DATA (RFC 5321 §4.1.1.4). The table of commands lets it through only with an accepted recipient.
  mutating func data(_ argument: ArraySlice<UInt8>) {
    guard argument.isEmpty else { return refuse(.noArguments) }
    transaction?.data = DataReader(
      maximumSize: settings.limits.message, maximumLine: settings.limits.textLine)
    send(.startData)
    phase = .data
    dataOctets = 0
    timers.start(settings.timeouts.data)
  }

  mutating func readData() -> Bool {
    guard !input.isEmpty else { return false }
    // The buffer is moved out, so that reading can write into the transaction without copying either.
    var source = input
    input = InputBuffer()
    let used = source.withUnread { transaction?.data?.read($0) ?? $0.count }
    source.drop(used)
    input = source
    guard spend(used) else { return false }
    guard let data = transaction?.data, data.isFinished else { return false }
    endOfData()
    return true
  }

  /// Counts message data against its limit and its rate; false when the session has ended over it.
  private mutating func spend(_ octets: Int) -> Bool {
    dataOctets += octets
    timers.earn(octets: octets)
    guard dataOctets > settings.limits.swallowed else { return true }
    end(.tooMuchData)
    return false
  }

  private mutating func endOfData() {
    guard let ended = transaction, let data = ended.data else { return }
    transaction = nil
    let envelope = envelope(ended, defects: data.defects)
    let isSmuggling = settings.rejectsBareNewlines && !data.defects.isDisjoint(with: .smuggling)
    if isSmuggling {
      conclude(envelope, .bareNewline)
      if user == nil, !isClosed { end(.closingAfterBareNewline) }
    } else if !isExtended, !input.isEmpty, !settings.tolerance.contains(.unsynchronized) {
      end(.synchronization)
    } else if data.isTooLarge {
      conclude(envelope, .messageTooLarge)
    } else if data.defects.contains(.longLine) {
      conclude(envelope, .textLineTooLong)
    } else {
      deliver(envelope, data.content)
    }
  }

  /// BDAT (RFC 3030 §2). A chunk follows the command whatever the answer will be, so a refused one is read over first.
  mutating func startChunk(_ argument: ArraySlice<UInt8>, refusal: Reply?) {
    guard let chunk = ChunkArgument(argument) else { return end(.malformedChunk) }
    if chunk.size > settings.limits.swallowed { return end(.tooMuchData) }
    var refusal = refusal
    if refusal == nil {
      if transaction?.chunks == nil { transaction?.chunks = ChunkedContent() }
      refusal = transaction?.chunks?.begin(chunk, limits: settings.limits)
    }
    phase = .chunk(ChunkReader(chunk, refusal: refusal))
    timers.start(settings.timeouts.data)
  }

  mutating func readChunk(_ current: ChunkReader) -> Bool {
    var reader = current
    let part = reader.take(from: &input)
    if reader.refusal == nil { transaction?.chunks?.append(part) }
    timers.earn(octets: part.count)
    phase = .chunk(reader)
    guard reader.isFinished else { return false }
    endOfChunk(reader)
    return true
  }

  private mutating func endOfChunk(_ reader: ChunkReader) {
    if reader.isLast, let ended = transaction, let chunks = ended.chunks {
      transaction = nil
      let envelope = envelope(ended)
      if let refusal = reader.refusal { return conclude(envelope, refusal) }
      return deliver(envelope, chunks.content)
    }
    if let refusal = reader.refusal { return refuse(refusal, stage: .message) }
    accept(Reply.ok.with(text: "\(reader.size) octets received"))
  }

  private mutating func deliver(_ envelope: Envelope, _ content: [UInt8]) {
    let token = ask(.message(envelope), timeout: settings.timeouts.delivery)
    outbox.add(.deliver(token, envelope, content: content))
  }

  mutating func decideMessage(_ token: Token, _ replies: [Reply]) {
    guard case .message(let envelope) = question(token) else { return }
    let wanted = settings.isLMTP ? envelope.recipients.count : 1
    let final = (0..<wanted).map { index in
      let reply = index < replies.count ? replies[index] : .localError
      // 3yz would leave the client waiting.
      return (300..<400).contains(reply.code) ? .localError : reply
    }
    expectCommand()
    for reply in final { outbox.send(reply, utf8: envelope.parameters.isUTF8) }
    if let refusal = final.first(where: { !$0.isPositive }) { notice(.message, refusal, sender: envelope.sender) }
    if final.contains(where: \.isPositive) {
      messages += 1
      budget.messageAccepted()
    }
  }

  /// Refuses a message after its end: one reply, with LMTP one for each recipient (RFC 2033 §4.2).
  mutating func conclude(_ envelope: Envelope, _ reply: Reply) {
    expectCommand()
    notice(.message, reply, sender: envelope.sender)
    let count = settings.isLMTP ? max(envelope.recipients.count, 1) : 1
    for _ in 1..<count { outbox.send(reply, utf8: envelope.parameters.isUTF8) }
    refuse(reply)
  }
}
