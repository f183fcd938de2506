import Delivery
import Listeners
import Mail
import Messages
import SMPP
import Store
import Translation
import Transport

/// SMPP clients and mail servers around the gateway, and what they see.
extension World {
  static let postmaster = MailAddress("postmaster@sms.example.test").unsafelyUnwrapped
  static var mailProfile: MailProfile {
    var profile = MailProfile()
    profile.incoming = [MailAddress("ann@post.example.test")].compactMap(\.self)
    return profile
  }

  /// Accounts that log in, as opposed to those that are bound to the engine directly.
  var clientAccounts: [Account] {
    let password = PasswordCheck(accepts: { $0.elementsEqual("secret".utf8) }, isSlow: false)
    let accounts = ["bank", "shop"].map { name in
      var account = Account(
        terms: AccountTerms(name: name, defaultValidity: validity), systemID: name, password: password)
      account.window = windows[name] ?? 10
      account.receiptWindow = 1 + (windows[name] ?? 10) / 4
      account.incomplete = name == "bank" ? .fail : .send
      account.reassemblyTimeout = .seconds(40)
      return account
    }
    var post = Account(
      terms: AccountTerms(name: "post", defaultSender: "POST", defaultValidity: validity), systemID: "post",
      password: password, networks: [])
    post.mailAddresses = ["*@post.example.test"]
    post.networks = [IPNetwork("127.0.0.0/8")].compactMap(\.self)
    return accounts + [post]
  }

  /// Whose incoming messages are whose.
  static func owner(_ number: String) -> String? {
    ["1": "bank", "2": "shop", "3": MailSink.incomingQueue("post"), "4": "red"][number]
  }

  // MARK: What clients see

  func newSerial() -> Int {
    serial += 1
    return serial
  }

  func acknowledged(_ id: String, of account: String, _ one: SMPPPeer.Submitted) {
    // A part that comes again is the same part.
    if let earlier = witness.promises[account]?[id], earlier.text != one.text || one.parts == 1 {
      violated("the id \(id) was given twice")
    }
    witness.promises[account, default: [:]][id] = Witness.Promise(
      text: one.text, parts: one.parts, wantsReceipt: one.wantsReceipt)
  }

  func acknowledged(_ mail: MailPeer.Mail) { witness.mails.append(mail) }

  /// A client has received a delivery, whether or not it will take it.
  func saw(_ deliver: DeliverSM, by peer: SMPPPeer) {
    guard let receipt = ReceiptText(parsing: deliver.shortMessage) else { return }
    let serial = receipt.text.dropFirst().prefix { $0.isWholeNumber }
    if witness.promises[peer.account]?[receipt.id] == nil, let serial = Int(serial),
      peers.contains(where: { $0.account == peer.account && $0.awaitsOnly(serial) })
    {
      violated("a receipt of \(receipt.id) before its acknowledgement")
    }
    witness.told[peer.account, default: [:]][receipt.id, default: []].insert(receipt.state.rawValue)
  }

  /// A client is about to acknowledge a delivery.
  func took(_ deliver: DeliverSM) {
    guard ReceiptText(parsing: deliver.shortMessage) == nil else { return }
    witness.incomingTaken.insert(String(decoding: deliver.shortMessage, as: UTF8.self))
  }

  /// The relay took a mail of ours.
  ///
  /// A report counts from its first moment on, even when the mail's writer has yet to hear of the `250`: where that answer
  /// was lost on its way the mail comes again, is known again, and gets no second report (promises 2 and 3).
  func carried(_ text: String) {
    for number in witness.written where text.contains(number) {
      if mailPeer.awaitsAnswer(about: number) { violated("a report about \(number) before the mail was acknowledged") }
      witness.reported.insert(number)
    }
    for name in witness.incoming.keys where text.contains(name) { witness.incomingTaken.insert(name) }
  }

  /// A handset writes.
  func handsetWrites() {
    let provider = providers[random.below(providers.count)].name
    let name = "mo\(newSerial())x"
    let wall = executor.wallClock
    witness.incoming[name] = wall
    exchange.withFarSide { farSide in
      farSide.inbox[provider, default: []].append(
        FarSide.Written(id: name, to: "\(1 + self.random.below(5))", isMarked: false))
    }
  }

  // MARK: What must be so in the end

  /// Whether every client has what it was promised.
  var clientsAreSettled: Bool {
    !peers.contains(where: \.waits) && !mailPeer.waits && missing().isEmpty
  }

  func checkClients() {
    for what in missing() { violated(what) }
    let records = allRecords()
    let refused = witness.refusedWholly
    var mailed: [String: Int] = [:]
    for record in records {
      if case .mail = record.message.origin { mailed[record.message.recipient.digits, default: 0] += 1 }
      let serial = record.message.text.dropFirst().prefix { $0.isWholeNumber }
      if record.message.text.first == "m", let serial = Int(serial), refused.contains(serial) {
        violated(
          "message \(record.message.id) is stored though \(serial) was refused with \(witness.refusals[serial] ?? "")")
      }
    }
    for mail in witness.mails {
      for number in mail.recipients where mailed[number] != 1 {
        violated("mail \(mail.serial) to \(number) is there \(mailed[number] ?? 0) times")
      }
    }
    checkPromises(records)
  }

  private func checkPromises(_ records: [MessageRecord]) {
    for (account, promises) in witness.promises {
      for (id, promise) in promises {
        guard let record = try? store.record(account: account, clientID: id) else { continue }
        let states = witness.told[account]?[id] ?? []
        if states.count > 1 { violated("\(id) has \(states.count) ends: \(states)") }
        if let state = states.first, state != record.state.rawValue {
          violated("\(id) ended as \(record.state), told was \(state)")
        }
        let all = record.message.parts.allSatisfy { promises[$0.clientID] != nil }
        if all, record.message.parts.count == promise.parts, record.message.text != promise.text {
          violated("\(id): the text is \(record.message.text), not \(promise.text)")
        }
      }
    }
  }

  /// Promises that are not kept yet.
  private func missing() -> [String] {
    var found: [String] = []
    for (account, promises) in witness.promises {
      for (id, promise) in promises {
        guard let record = try? store.record(account: account, clientID: id) else {
          found.append("\(id) of \(account) is lost: \(promise.text)")
          continue
        }
        guard let part = record.message.parts.first(where: { $0.clientID == id }) else { continue }
        if promise.wantsReceipt, part.receipt.wants(record.state), witness.told[account]?[id] == nil {
          found.append("\(id) of \(account): \(record.state) was not told")
        }
      }
    }
    let byNumber = Dictionary(
      allRecords().map { ($0.message.recipient.digits, $0) }, uniquingKeysWith: { first, _ in first })
    for mail in witness.mails {
      for number in mail.recipients {
        guard let record = byNumber[number] else {
          found.append("mail \(mail.serial) to \(number) is lost")
          continue
        }
        if record.message.parts.contains(where: { $0.receipt.wants(record.state) }), !witness.reported.contains(number)
        {
          found.append("mail \(mail.serial) to \(number): \(record.state) was not reported")
        }
      }
    }
    for (provider, messages) in exchange.withFarSide({ $0.inbox }) {
      for message in messages where Self.owner(message.to) != nil {
        if !witness.incomingTaken.contains(message.id) { found.append("\(message.id) for \(message.to) was not given") }
        if !message.isMarked, !witness.incomingRefused.contains(message.id) {
          found.append("\(message.id) at \(provider) is not marked as read")
        }
      }
    }
    return found
  }

  private func allRecords() -> [MessageRecord] {
    var records: [MessageRecord] = []
    var query = MessageQuery(limit: 1_000)
    while let page = try? store.search(query), !page.isEmpty {
      records += page
      query.before = page.last?.message.id
    }
    return records
  }

  /// After each step: nothing is marked as read that no client has taken.
  func checkMarked() {
    let marked = exchange.withFarSide { farSide in
      defer { farSide.justMarked = [] }
      return farSide.justMarked
    }
    for id in marked where !witness.incomingTaken.contains(id) { violated("\(id) was marked and no client has it") }
  }
}
