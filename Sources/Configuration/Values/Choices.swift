// Words that a setting may have; the raw value is what stands in the file.

/// Which system a provider is.
package enum ProviderKind: String, Sendable, CaseIterable {
  case smsBy = "sms.by"
  case smsc
  case bsg
  case simulator
}

/// A way to the phone; the words are the labels of the mail domains.
package enum ChannelName: String, Sendable, CaseIterable {
  case sms
  case viber
  case viberThenSMS = "viber-sms"
  case smsThenViber = "sms-viber"
  case telegram
  case whatsapp
  case voice
  case mms
  case mail
  case hlr
  case ping
  case flash
}

/// How a route chooses among its providers.
package enum RouteStrategy: String, Sendable, CaseIterable {
  case ordered
  case weighted
  case cheapest
}

/// What happens to a message whose call lost its answer and whose provider cannot be asked.
package enum UnknownPolicy: String, Sendable, CaseIterable {
  /// Kept, never sent again, until its validity ends with the state UNKNOWN.
  case hold
  /// Ended at once as undeliverable; it may have been sent all the same.
  case fail
  /// Counted as sent; the status is asked for as usual.
  case sent
  /// Sent again; the phone may get it twice.
  case resend
}

/// What a failed bind is answered with (SMPP 3.4 §5.1.3, 5.0 §4.7.6).
package enum BindRefusal: String, Sendable, CaseIterable {
  /// ESME_RINVPASWD and ESME_RINVSYSID.
  case specific
  /// ESME_RBINDFAIL for both: hides which accounts exist and keeps Kannel trying.
  case bindFail = "bind_fail"
}

/// What `short_message` and `message_payload` together mean (SMPP 3.4 §5.3.2.32).
package enum TextAndPayload: String, Sendable, CaseIterable {
  case reject
  case payload
}

/// What is done with a value past its range.
package enum PriorityRule: String, Sendable, CaseIterable {
  case reject
  case clamp
}

/// What a reserved data_coding means (SMPP 3.4 §5.2.19).
package enum ReservedCoding: String, Sendable, CaseIterable {
  case asDefault = "default"
  case reject
}

/// What bytes an account means by data_coding 0 or 1.
package enum TextCoding: String, Sendable, CaseIterable {
  case gsm
  /// GSM 7-bit, eight characters in seven octets.
  case packed
  case ascii
  case latin1
  case utf8
}

/// How message ids are written for an account.
package enum IDStyle: String, Sendable, CaseIterable {
  case decimal
  case hex
  case uuid
  /// Hexadecimal in the response, decimal in the receipt.
  case vonage
  /// Decimal, filled up with zeros to ten digits.
  case pad10
}

/// Which parts of a long message get a receipt.
package enum PartReceipts: String, Sendable, CaseIterable {
  case all
  case last
}

/// What becomes of the parts of a message that never completed.
package enum IncompletePolicy: String, Sendable, CaseIterable {
  case fail
  case send
}

/// What becomes of a mail that needs more parts than allowed.
package enum TooLongPolicy: String, Sendable, CaseIterable {
  case reject
  case truncate
  case split
}

/// When the Subject of a mail becomes part of the text.
package enum SubjectUse: String, Sendable, CaseIterable {
  case whenEmpty = "when_empty"
  case prepend
  case only
  case never
}

/// Which TLVs a receipt carries.
package enum ReceiptTLVs: String, Sendable, CaseIterable {
  case none
  case standard
  case vendor
}

/// When a submit is answered.
package enum AnswerMoment: String, Sendable, CaseIterable {
  /// When it is on disk.
  case stored
  /// When the provider has answered, within the hard cap.
  case provider
}

/// What a line end that is not CR LF does to a mail (RFC 5321 §2.3.8).
package enum BareNewline: String, Sendable, CaseIterable {
  case reject
  case normalize
}

/// A grammar of mails from another service, for those who only move an MX record.
package enum MailDialect: String, Sendable, CaseIterable {
  case plain
  case smsc
  case clickatell
  case attributes
}

/// How strictly the relay must speak TLS.
package enum RelayTLS: String, Sendable, CaseIterable {
  case never
  case opportunistic
  case required
}

/// The tongue of generated mail.
package enum MailLanguage: String, Sendable, CaseIterable {
  case english = "en"
  case russian = "ru"
  case belarusian = "be"
}

/// Down to which weight lines are written.
package enum LogLevel: String, Sendable, CaseIterable {
  case error
  case warning
  case info
  case debug
}

/// The form of a log line.
package enum LogFormat: String, Sendable, CaseIterable {
  case logfmt
  case json
}

/// How a provider's push is signed.
package enum CallbackSignature: String, Sendable, CaseIterable {
  case none
  case md5
  case sha1
  case crc32
}
