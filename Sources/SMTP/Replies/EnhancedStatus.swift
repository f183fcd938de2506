/// An enhanced status code (RFC 3463 §2) without its class, which always follows from the reply code (RFC 2034 §4).
package struct EnhancedStatus: Equatable, Hashable, Sendable {
  /// Subject, 0...999: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
  package let subject: Int
  /// Detail, 0...999.
  package let detail: Int

  /// Values outside 0...999 are clamped.
  package init(_ subject: Int, _ detail: Int) {
    self.subject = min(max(subject, 0), 999)
    self.detail = min(max(detail, 0), 999)
  }
}
