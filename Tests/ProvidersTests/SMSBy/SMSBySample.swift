import Messages
import Providers

extension Sample {
  static func smsby(_ change: (inout SMSBySettings) -> Void = { _ in }) -> SMSByProvider {
    var settings = SMSBySettings(
      url: "http://h", token: "t", senders: ["SHOP": 123, "*": 0], viberSenders: ["SHOP": 444])
    change(&settings)
    return SMSByProvider(name: "smsby", settings: settings)
  }
}
