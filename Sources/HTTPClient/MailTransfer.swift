import CCurl

/// One mail on its way to the relay.
final class MailTransfer: CurlTransfer, @unchecked Sendable {  // only the worker's thread touches it once it has it
  private static let replyLimit = 512

  private let envelope: CurlMailer.Envelope
  private let relay: CurlMailer.Relay
  private let settings: CurlSettings
  private let completion: @Sendable (CurlMailer.Outcome) -> Void
  private var sent = 0
  private var isContentAsked = false
  private var isContentEnded = false
  /// The last reply of 4yz or 5yz that nothing better followed; the answer to QUIT comes behind it.
  private var refusal: (code: Int, text: String)?
  private var recipientList: UnsafeMutablePointer<curl_slist>?

  init(
    _ envelope: CurlMailer.Envelope, _ relay: CurlMailer.Relay, _ settings: CurlSettings,
    _ completion: @escaping @Sendable (CurlMailer.Outcome) -> Void
  ) {
    self.envelope = envelope
    self.relay = relay
    self.settings = settings
    self.completion = completion
  }

  deinit { curl_slist_free_all(recipientList) }

  func prepare(_ easy: CurlEasy) -> Bool {
    guard easy.apply(settings), prepareRelay(easy), prepareEnvelope(easy) else { return false }
    return easy.set(CURLOPT_UPLOAD, 1)
      && passerelle_set_size(easy.handle, CURLOPT_INFILESIZE_LARGE, envelope.content.count) == CURLE_OK
      && easy.set(CURLOPT_READFUNCTION, giveContent, CURLOPT_READDATA, self)
      && easy.set(CURLOPT_HEADERFUNCTION, takeReply, CURLOPT_HEADERDATA, self)
  }

  private func prepareRelay(_ easy: CurlEasy) -> Bool {
    // libcurl takes the name for EHLO from the path of the URL.
    let url = relay.url.hasSuffix("/") ? relay.url + relay.helloName : relay.url + "/" + relay.helloName
    let security =
      switch relay.security {
      case .never: CURLUSESSL_NONE
      case .whenOffered: CURLUSESSL_TRY
      case .required: CURLUSESSL_ALL
      }
    return Self.isClean(url) && easy.set(CURLOPT_URL, url)
      && easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
      && easy.set(CURLOPT_USE_SSL, Int(security.rawValue))
      && (relay.user == nil || easy.set(CURLOPT_USERNAME, relay.user))
      && (relay.password == nil || easy.set(CURLOPT_PASSWORD, relay.password))
  }

  /// An address must not end its command: control characters and brackets never go out.
  private func prepareEnvelope(_ easy: CurlEasy) -> Bool {
    guard !envelope.recipients.isEmpty, ([envelope.sender] + envelope.recipients).allSatisfy(Self.isClean) else {
      return false
    }
    for recipient in envelope.recipients {
      guard let longer = curl_slist_append(recipientList, "<\(recipient)>") else { return false }
      recipientList = longer
    }
    return easy.set(CURLOPT_MAIL_FROM, "<\(envelope.sender)>") && easy.set(CURLOPT_MAIL_RCPT, recipientList)
  }

  private static func isClean(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x3C && $0 != 0x3E }
  }

  fileprivate func give(into room: UnsafeMutableRawBufferPointer) -> Int {
    isContentAsked = true
    let piece = envelope.content[sent...].prefix(room.count)
    room.copyBytes(from: piece)
    sent += piece.count
    if sent == envelope.content.count { isContentEnded = true }
    return piece.count
  }

  fileprivate func receive(reply line: UnsafeRawBufferPointer) -> Int {
    let text = String(decoding: line.prefix(Self.replyLimit).filter { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
    guard let code = Int(text.prefix(3)) else { return line.count }
    switch code {
    case 400...599: refusal = (code, String(text.dropFirst(4)))
    case 221: break
    default: refusal = nil
    }
    return line.count
  }

  func finish(_ result: CURLcode, _ easy: CurlEasy) {
    if result == CURLE_OK { return completion(.accepted) }
    guard let refusal else { return broken(easy.reason(result)) }
    // Before the envelope a 5yz says nothing about this mail: a wrong password, a relay that is not for us.
    let isAboutMail = result == CURLE_SEND_ERROR || isContentAsked
    completion(
      refusal.code >= 500 && isAboutMail
        ? .permanent(code: refusal.code, text: refusal.text) : .temporary(code: refusal.code, text: refusal.text))
  }

  func refuse(_ reason: String) { completion(.notSent(reason: reason)) }
  func cancel(_ reason: String, _ easy: CurlEasy) { broken(reason) }

  private func broken(_ reason: String) {
    completion(isContentEnded ? .noAnswer(reason: reason) : .notSent(reason: reason))
  }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> MailTransfer? {
  context.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func giveContent(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  transfer(context)?.give(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    ?? Int(CURL_READFUNC_ABORT)
}

private func takeReply(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  transfer(context)?.receive(reply: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}
