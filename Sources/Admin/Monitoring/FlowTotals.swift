/// Counts of the flow since the process began.
struct FlowTotals: Sendable, Equatable {
  var accepted: Int
  var refused: Int
  var handedOver: Int
  var delivered: Int
  var failed: Int
  var receipts: Int

  init(_ numbers: ExpositionReader) {
    func count(_ name: String, _ label: String? = nil) -> Int { Int(exactly: numbers.sum(name, label)) ?? 0 }
    accepted = count("passerelle_messages_accepted_total")
    refused = count("passerelle_messages_refused_total")
    handedOver = count("passerelle_provider_outcomes_total", "outcome=\"accepted\"")
    delivered = count("passerelle_messages_ended_total", "state=\"delivered\"")
    failed = count("passerelle_messages_ended_total") - delivered
    receipts = count("passerelle_receipts_total", "end=\"delivered\"")
  }

  var json: JSONValue {
    .members([
      "accepted_total": .number(accepted), "refused_total": .number(refused), "handed_over_total": .number(handedOver),
      "delivered_total": .number(delivered), "failed_total": .number(failed), "receipts_total": .number(receipts),
    ])
  }
}
