import Messages

/// Under which of its names sms.by knows a message, and so which endpoint tells its state.
enum SMSByReference: Hashable, Sendable {
  /// `sms_id` of a lone message: `checkSMS`.
  case lone(String)
  /// `message_id` of a lone Viber message: `getViberDeliveryData`.
  case loneViber(String)
  /// The mailing of a bulk call and the call's `uuid`: `statusBulkSms`, `statusBulkViber`.
  case bulk(mailing: String, uuid: String)
  /// `message_id` of a prepared text or a mailing that holds the phone: `getSmsDeliveryList`.
  case listed(String)
  /// A mailing to a list that sms.by keeps: `getSmsDeliveryList` as a whole.
  case list(String)
  /// A Viber mailing to such a list: `getViberDeliveryList` as a whole.
  case viberList(String)

  /// As it is kept with the message.
  var stored: ProviderReference {
    switch self {
    case .lone(let id): ProviderReference(message: id)
    case .loneViber(let id): ProviderReference(message: id, batch: "viber")
    case .bulk(let mailing, let uuid): ProviderReference(message: mailing, batch: uuid)
    case .listed(let id): ProviderReference(batch: "mailing/" + id)
    case .list(let id): ProviderReference(batch: "list/" + id)
    case .viberList(let id): ProviderReference(batch: "viber-list/" + id)
    }
  }

  init?(_ stored: ProviderReference) {
    guard let batch = stored.batch else {
      guard let message = stored.message else { return nil }
      self = .lone(message)
      return
    }
    if batch == "viber" {
      guard let message = stored.message else { return nil }
      self = .loneViber(message)
    } else if batch.hasPrefix("mailing/") {
      self = .listed(String(batch.dropFirst(8)))
    } else if batch.hasPrefix("list/") {
      self = .list(String(batch.dropFirst(5)))
    } else if batch.hasPrefix("viber-list/") {
      self = .viberList(String(batch.dropFirst(11)))
    } else {
      self = .bulk(mailing: stored.message ?? "", uuid: batch)
    }
  }
}
