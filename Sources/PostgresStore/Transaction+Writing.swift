import Messages
import Store

/// Writes what the changes came to, a statement for each kind of thing.
extension Transaction {
  func flush() throws(Fault) {
    try writeAccepted()
    try writeTouched()
    try writeReplaced()
    try writeCalls()
    try writeResults()
    try writeTold()
    try writeHandsets()
    try writeParts()
    try writeRemembered()
    try writeLines()
  }

  private func run(_ query: Query, _ columns: Column...) throws(Fault) {
    guard let first = columns.first, first.count > 0 else { return }
    var parameters = Parameters()
    for column in columns { parameters.add(column) }
    try connection.later(query, parameters)
    wrote = true
  }

  private func writeAccepted() throws(Fault) {
    guard !accepted.isEmpty else { return }
    var (id, stage, state) = (Column(.number), Column(.number), Column(.number))
    var (provider, channel, due, valid) = (Column(.text), Column(.number), Column(.number), Column(.number))
    var (owner, wants, account, priority) = (Column(.number), Column(.number), Column(.text), Column(.number))
    for held in accepted {
      let progress = held.progress
      id.append(held.id.column)
      stage.append(Int64(progress.stage.rawValue))
      state.append(Int64(progress.state.rawValue))
      provider.append(progress.lane.provider)
      channel.append(Int64(progress.lane.channel.rawValue))
      due.append(progress.due.column)
      valid.append(held.validUntil.column)
      owner.append(progress.stage == .claimed ? Int64(node) : nil)
      wants.append(Int64(held.wants.rawValue))
      account.append(held.account)
      priority.append(Int64(held.priority))
      held.stored = progress.stage
      deltas.move(from: nil, to: progress.stage)
      if progress.stage == .queued { grown.insert(held.queue) }
    }
    try run(
      .insertMessages, id, stage, state, provider, channel, due, valid, owner, wants, account, priority)
    try writeBodies()
    accepted.removeAll()
  }

  private func writeBodies() throws(Fault) {
    var (id, recipient, mail, body) = (Column(.number), Column(.text), Column(.text), Column(.octets))
    var (account, client, aliased) = (Column(.text), Column(.text), Column(.number))
    for held in accepted {
      let message = try whole(held)
      id.append(held.id.column)
      recipient.append(message.recipient.digits.indexable)
      mail.append(message.mailID?.indexable)
      body.append(octets: { MessageCodec.encode(message, into: &$0) })
      for alias in message.aliases {
        account.append(message.account)
        client.append(alias.indexable)
        aliased.append(held.id.column)
      }
    }
    try run(.insertBodies, id, recipient, mail, body)
    try run(.insertAliases, account, client, aliased)
  }

  /// One that came in this transaction and has not moved since stands as it is already.
  private func writeTouched() throws(Fault) {
    guard !touched.isEmpty else { return }
    var columns = ProgressColumns()
    for held in touched {
      held.isTouched = false
      // Gone again: purged.
      guard self.held[held.id] === held else { continue }
      columns.append(held)
      let stage = held.progress.stage
      guard held.stored != stage else { continue }
      deltas.move(from: held.stored, to: stage)
      held.stored = stage
      if stage == .queued { grown.insert(held.queue) }
    }
    touched.removeAll()
    guard !columns.isEmpty else { return }
    try connection.later(.updateMessages, columns.parameters)
    wrote = true
  }

  private func writeReplaced() throws(Fault) {
    var (id, body) = (Column(.number), Column(.octets))
    for (key, held) in Dictionary(replaced.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last }) {
      let message = try whole(held)
      id.append(key.column)
      body.append(octets: { MessageCodec.encode(message, into: &$0) })
    }
    replaced.removeAll()
    try run(.updateBodies, id, body)
  }

  private func writeCalls() throws(Fault) {
    var (id, owner, provider, channel) = (Column(.number), Column(.number), Column(.text), Column(.number))
    var (started, note, tied, messages) = (Column(.number), Column(.text), Column(.number), Column(.octets))
    for (key, opened) in calls.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      id.append(key.column)
      owner.append(Int64(node))
      provider.append(opened.call.lane.provider)
      channel.append(Int64(opened.call.lane.channel.rawValue))
      started.append(opened.call.startedAt.column)
      note.append(opened.call.note)
      tied.append(opened.tied)
      messages.append(octets: { form in
        for id in opened.call.messages { form.append(number: id.rawValue) }
      })
    }
    calls.removeAll()
    try run(.insertCalls, id, owner, provider, channel, started, note, tied, messages)
    var (noted, notes) = (Column(.number), Column(.text))
    for (id, note) in callNotes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      noted.append(id.column)
      notes.append(note)
    }
    callNotes.removeAll()
    try run(.noteCalls, noted, notes)
    let loose = untied.sorted { $0.key.rawValue < $1.key.rawValue }
    untied.removeAll()
    try write(.untieCalls, loose.map(\.key.column), loose.map(\.value))
    try write(.closeCalls, loose.map(\.key.column))
  }

  private func writeResults() throws(Fault) {
    guard !results.isEmpty else { return }
    var (message, number) = (Column(.number), Column(.number))
    var (againMessage, againNumber, due, attempts) = (
      Column(.number), Column(.number), Column(.number), Column(.number)
    )
    for key in Set(results).sorted(by: { ($0.message, $0.number) < ($1.message, $1.number) }) {
      switch owed[key] {
      case .again(let made, let next):
        againMessage.append(key.message.column)
        againNumber.append(key.number)
        due.append(next.column)
        attempts.append(made)
      case .gone:
        message.append(key.message.column)
        number.append(key.number)
      case .waits, .absent, nil: break
      }
    }
    results.removeAll()
    try run(.againReceipts, againMessage, againNumber, due, attempts)
    try run(.dropReceipts, message, number)
  }

  private func writeTold() throws(Fault) {
    guard !told.isEmpty else { return }
    var count = Parameters()
    count.add(Int64(told.count))
    let given = try connection.run(.receiptNumbers, count).map { $0.number(0) }.sorted()
    var columns = ReceiptColumns(node: node)
    for (receipt, number) in zip(told, given) {
      columns.append(receipt, number: number)
      owed[ReceiptKey(message: receipt.receipt.message, number: number)] = .waits(attempts: 0)
    }
    numbers += given
    deltas.receipts += Int64(told.count)
    told.removeAll()
    try connection.later(.insertReceipts, columns.parameters)
    wrote = true
  }

  private func writeHandsets() throws(Fault) {
    var (id, provider, own, account) = (Column(.number), Column(.text), Column(.text), Column(.text))
    var (received, source, destination, text) = (Column(.number), Column(.text), Column(.text), Column(.text))
    var attempts = Column(.number)
    for message in handsets {
      id.append(message.id.column)
      provider.append(message.provider.indexable)
      own.append(message.providerID.indexable)
      account.append(message.account)
      received.append(message.receivedAt.column)
      source.append(message.from)
      destination.append(message.to)
      text.append(message.text)
      attempts.append(Int64(message.attempts))
    }
    handsets.removeAll()
    try run(
      .insertIncoming, id, provider, own, account, received, source, destination, text, received, attempts)
  }

  private func writeParts() throws(Fault) {
    try writeDroppedParts()
    var kept = KeyColumns()
    var (number, owner, id, received) = (Column(.number), Column(.number), Column(.number), Column(.number))
    var (version, client, receipt) = (Column(.number), Column(.text), Column(.number))
    var (reference, pdu) = (Column(.number), Column(.octets))
    for part in parts.values.sorted(by: { $0.id < $1.id }) {
      kept.append(part.key)
      number.append(Int64(part.number))
      owner.append(Int64(node))
      id.append(part.id.column)
      received.append(part.receivedAt.column)
      version.append(Int64(part.interfaceVersion))
      client.append(part.part.clientID)
      receipt.append(Int64(part.part.receipt.rawValue))
      reference.append(part.part.userMessageReference.map { Int64($0) })
      pdu.append(octets: part.pdu)
    }
    parts.removeAll()
    try run(
      .keepParts, kept.account, kept.source, kept.destination, kept.width, kept.reference, kept.total, number, owner,
      id, received, version, client, receipt, reference, pdu)
  }

  private func writeDroppedParts() throws(Fault) {
    guard !droppedParts.isEmpty else { return }
    var dropped = KeyColumns()
    for key in Set(droppedParts) { dropped.append(key) }
    droppedParts.removeAll()
    var parameters = Parameters()
    for column in dropped.all { parameters.add(column) }
    parameters.add(Int64(node))
    try connection.later(.dropParts, parameters)
    wrote = true
  }

  private func writeRemembered() throws(Fault) {
    var (keys, values, until) = (Column(.text), Column(.text), Column(.number))
    for (key, kept) in remembered.sorted(by: { $0.key < $1.key }) {
      keys.append(key)
      values.append(kept.value)
      until.append(kept.until?.column)
    }
    remembered.removeAll()
    try run(.remember, keys, values, until)
  }

  private func writeLines() throws(Fault) {
    var (message, at, kind) = (Column(.number), Column(.number), Column(.text))
    var (text, known) = (Column(.text), Column(.number))
    for (event, isKnown) in lines {
      message.append(event.message.column)
      at.append(event.at.column)
      kind.append(event.kind)
      text.append(event.told.stored)
      known.append(isKnown ? 1 : 0)
    }
    lines.removeAll()
    try run(.lines, message, at, kind, text, known)
  }

  /// Tells the other nodes, when this transaction is committed. Only news: a thousand queues at most.
  func notify() throws(Fault) {
    guard tells, wrote else { return }
    var (channels, payloads) = (Column(.text), Column(.text))
    for queue in grown.sorted().prefix(1_000) {
      channels.append(NoticeChannel.queue.rawValue)
      payloads.append(NoticeChannel.payload(queue, from: node))
    }
    for account in owing.sorted().prefix(1_000) {
      channels.append(NoticeChannel.receipts.rawValue)
      payloads.append(NoticeChannel.payload(account, from: node))
    }
    try run(.notify, channels, payloads)
  }
}
