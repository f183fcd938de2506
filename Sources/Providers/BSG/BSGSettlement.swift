import Messages

/// Finds out what became of a campaign whose answer was lost: a reference leads to the campaign, the campaign to the
/// rest. A campaign is taken whole, so three references that are not there speak for all.
struct BSGSettlement: Sendable {
  let messages: BSGMessages

  func settle(_ batch: [Message], _ context: ProviderContext) -> ProviderStep<SettleReport> {
    guard let first = batch.first, let last = batch.last else { return .done(SettleReport()) }
    var probes = [first.id]
    for id in [last.id, batch[batch.count / 2].id] where !probes.contains(id) { probes.append(id) }
    return probe(probes[...], batch, context)
  }

  private func probe(
    _ probes: ArraySlice<MessageID>, _ batch: [Message], _ context: ProviderContext
  ) -> ProviderStep<SettleReport> {
    guard let id = probes.first else { return .done(SettleReport(notSent: Set(batch.map(\.id)))) }
    return messages.rows(ofReference: id.description, context).then { rows in
      guard rows.isComplete else { return .done(SettleReport()) }
      guard let row = rows.byReference[id.description] else { return probe(probes.dropFirst(), batch, context) }
      guard let campaign = row["campaign_id"]?.text else {
        // The message is there, of the others nothing is known.
        return .done(SettleReport(sent: [id: ProviderReference(message: id.description)]))
      }
      return whole(campaign, batch, context)
    }
  }

  private func whole(
    _ campaign: String, _ batch: [Message], _ context: ProviderContext
  ) -> ProviderStep<SettleReport> {
    messages.rows(ofCampaign: campaign, context).then { rows in
      let reference = BSGReference(campaign: campaign, size: .messages(batch.count))
      var report = SettleReport()
      for message in batch {
        if rows.byReference[message.id.description] != nil {
          report.sent[message.id] = reference.stored(message.id)
        } else if rows.isComplete {
          report.notSent.insert(message.id)
        }
      }
      return .done(report)
    }
  }
}
