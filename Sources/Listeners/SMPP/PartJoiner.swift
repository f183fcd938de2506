import Messages
import SMPP
import Store
import Translation

/// Puts the parts of a concatenated message together again, from the submits as they were kept.
struct PartJoiner {
  let account: Account

  func join(_ parts: [HeldPart], now: Timestamp) -> Result<NewMessage, Refusal> {
    var submits: [SubmitSM] = []
    for part in parts {
      guard case .submitSM(let submit)? = try? PDU.decode(part.pdu).pdu else { return .failure(.storeUnavailable) }
      submits.append(submit)
    }
    let version = InterfaceVersion(rawValue: parts.first?.interfaceVersion ?? 0x34)
    return SubmitTranslation(profile: account.smpp, version: version).join(submits, now: now)
  }

  /// The ids of all parts with the receipts that they get: each its own, or the last one for all.
  func receipts(_ parts: [HeldPart]) -> [Part] {
    parts.enumerated().map { index, held in
      var part = held.part
      part.fingerprint = fingerprint(of: held)
      if account.partReceipts == .last, index + 1 < parts.count { part.receipt = [] }
      return part
    }
  }

  private func fingerprint(of held: HeldPart) -> UInt64? {
    guard account.resubmissionWindow > .zero, case .submitSM(let submit)? = try? PDU.decode(held.pdu).pdu else {
      return nil
    }
    return Fingerprint(submit).value
  }
}
