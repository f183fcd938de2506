import HTTP
import Messages

/// `getSmsDeliveryList` and its Viber sister: which phones a message or a mailing went to, and how far each is.
enum SMSByListing {
  static func request(_ calls: SMSByCalls, id: String) -> HTTPRequest {
    calls.get("v1/getSmsDeliveryList", ["message_id": id])
  }

  static func viberRequest(_ calls: SMSByCalls, id: String) -> HTTPRequest {
    calls.post("v2/getViberDeliveryList", form: ["message_id": id])
  }

  /// The rows of the answer, however it is wrapped.
  static func rows(of json: JSON) -> [JSON] { (json.first("result", "data") ?? json).elements }

  /// The digits of a row's phone, which is written as a number or as a string.
  static func phone(of row: JSON) -> String? { row["phone"]?.text.flatMap { PhoneNumber($0)?.digits } }

  static func count(of phone: PhoneNumber, in json: JSON) -> Int {
    rows(of: json).count { Self.phone(of: $0) == phone.digits }
  }
}
