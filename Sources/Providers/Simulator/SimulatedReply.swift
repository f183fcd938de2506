import Messages

/// An incoming message that a simulated handset sent.
struct SimulatedReply: Sendable {
  var id: Int
  var from: String
  var to: String
  var text: String
  var at: Timestamp

  func write(to writer: inout JSONWriter) {
    writer.member("id", id)
    writer.member("from", from)
    writer.member("to", to)
    writer.member("text", text)
    writer.member("at", at.milliseconds)
  }
}
