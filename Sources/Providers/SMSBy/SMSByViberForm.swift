import HTTP
import Messages

/// A Viber message as the fields of a form: `sendQuickViberMessage` and `sendViberMessageList`.
enum SMSByViberForm {
  static func add(_ message: Message, to form: inout QueryFields) {
    let shape = SMSByViberShape(message)
    form.add("type_message", shape.kind.rawValue.uppercased())
    if !message.text.isEmpty { form.add("message", message.text) }
    form.add("image_url", shape.imageURL)
    form.add("button", shape.caption)
    form.add("button_link", SMSByViberShape.link(of: message))
  }

  /// The form, with the picture as a file when it came with the message.
  static func request(_ calls: SMSByCalls, _ path: String, _ form: QueryFields, _ message: Message) -> HTTPRequest {
    guard case .attachedPicture(let name, let type, let bytes) = message.content else {
      return calls.post(path, form: form)
    }
    return calls.upload(
      path, form: form, file: MultipartForm.File(field: "image", name: name, type: type, bytes: bytes))
  }
}
