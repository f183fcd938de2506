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
    guard account.partReceipts == .last else { return parts.map(\.part) }
    return parts.enumerated().map { index, held in
      var part = held.part
      if index + 1 < parts.count { part.receipt = [] }
      return part
    }
  }
}
