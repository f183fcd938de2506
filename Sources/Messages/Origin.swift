/// How a message came in, and so how its receipts go out. Kept apart from the message (`indirect`), which is copied
/// often while this is read seldom.
package indirect enum Origin: Hashable, Sendable {
  case smpp(SMPPOrigin)
  case mail(MailOrigin)
  /// From the console or the command line on this machine; nobody to send a receipt to.
  case operatorConsole
}

/// What a receipt to an ESME repeats of the submit (SMPP 3.4 §2.11, Appendix B).
package struct SMPPOrigin: Hashable, Sendable {
  package var serviceType: String
  package var source: Address
  package var destination: Address
  /// The `interface_version` of the bind: 0x33, 0x34 or 0x50.
  package var interfaceVersion: UInt8
  /// The `data_coding` of the submit: `replace_sm` has none of its own and means this one (SMPP 3.4 §4.10.1).
  package var dataCoding: UInt8
  /// Other TLVs to give back as they came (ports, `sar_*`), tag and value.
  package var echoedTLVs: [EchoedTLV]

  package struct EchoedTLV: Hashable, Sendable {
    package var tag: UInt16
    package var value: [UInt8]
    package init(tag: UInt16, value: [UInt8]) {
      self.tag = tag
      self.value = value
    }
  }

  package init(
    serviceType: String, source: Address, destination: Address, interfaceVersion: UInt8, dataCoding: UInt8 = 0,
    echoedTLVs: [EchoedTLV] = []
  ) {
    self.serviceType = serviceType
    self.source = source
    self.destination = destination
    self.interfaceVersion = interfaceVersion
    self.dataCoding = dataCoding
    self.echoedTLVs = echoedTLVs
  }
}

/// What a DSN repeats of the mail (RFC 3461 §4, RFC 3464 §2).
package struct MailOrigin: Hashable, Sendable {
  /// The reverse-path; empty for none, and then no DSN is sent (RFC 5321 §4.5.5).
  package var envelopeSender: String
  /// The recipient as written in RCPT.
  package var recipient: String
  /// ORCPT as given, without the xtext coding: `rfc822;…`.
  package var originalRecipient: String?
  package var envelopeID: String?
  /// RET=FULL rather than HDRS.
  package var returnsFull: Bool
  /// Whether the client said NOTIFY itself; otherwise only failures are told.
  package var askedForDSN: Bool
  package var messageID: String?
  package var subject: String?
  /// The header block of the mail, cut at 50 KB, or the whole mail when `returnsFull`.
  package var original: [UInt8]

  package init(
    envelopeSender: String, recipient: String, originalRecipient: String? = nil, envelopeID: String? = nil,
    returnsFull: Bool = false, askedForDSN: Bool = false, messageID: String? = nil, subject: String? = nil,
    original: [UInt8] = []
  ) {
    self.envelopeSender = envelopeSender
    self.recipient = recipient
    self.originalRecipient = originalRecipient
    self.envelopeID = envelopeID
    self.returnsFull = returnsFull
    self.askedForDSN = askedForDSN
    self.messageID = messageID
    self.subject = subject
    self.original = original
  }
}
