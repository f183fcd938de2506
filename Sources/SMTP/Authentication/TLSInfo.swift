/// What binds an authentication to the TLS connection it runs over (RFC 5056).
package struct ChannelBinding: Equatable, Sendable {
  /// `tls-exporter` (RFC 9266) or `tls-server-end-point` (RFC 5929).
  package let name: String
  package let data: [UInt8]

  package init(name: String, data: [UInt8]) {
    self.name = name
    self.data = data
  }
}

/// What the session and the envelope need to know of a TLS connection.
package struct TLSInfo: Equatable, Sendable {
  /// Such as `TLSv1.3`.
  package let version: String
  package let cipher: String
  /// Nil when the connection has none to offer; then no mechanism with channel binding is named.
  package let channelBinding: ChannelBinding?

  package init(version: String, cipher: String, channelBinding: ChannelBinding? = nil) {
    self.version = version
    self.cipher = cipher
    self.channelBinding = channelBinding
  }
}
