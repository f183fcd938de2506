import Admin
import Configuration
import Delivery
import Listeners
import Messages
import Providers
import SMSText
import Translation

/// What a message would take: its parts and route, and its cost where the provider can be asked for a price or the
/// configuration names one. Nothing is sent.
struct QuoteDesk: Sendable {
  typealias Answer = Result<AdminViews.Quote, AdminViews.NoQuote>

  let engine: Engine
  let accounts: AccountDirectory
  let inForce: SettingsInForce

  /// The question that those providers answer that know a price beforehand.
  private static let inquiry = "price"
  /// Where their answers have the sum.
  private static let sums = ["cost", "price", "total_price", "total", "sum", "amount"]

  func quote(_ draft: AdminViews.Draft, _ done: @escaping AdminSources.Done<Answer>) {
    guard let entry = accounts.named(draft.account) else {
      return done(.failure(AdminViews.NoQuote(reason: "there is no such account")))
    }
    let new = Self.message(draft, at: engine.executor.wallClock)
    switch engine.intake.outline(new, account: entry.account.terms) {
    case .failure(let refusal): done(.failure(AdminViews.NoQuote(reason: RefusalTable.row(refusal).words)))
    case .success(let message):
      guard let lane = message.lanes.first else {
        return done(.failure(AdminViews.NoQuote(reason: "no provider takes it")))
      }
      cost(of: message, lane) { cost in
        done(
          .success(
            AdminViews.Quote(
              size: AdminViews.Preview(MessageSize(draft.text)), provider: lane.provider, channel: lane.channel,
              route: message.routeReason, cost: cost)))
      }
    }
  }

  /// A message that an operator writes.
  static func message(_ draft: AdminViews.Draft, at now: Timestamp) -> NewMessage {
    let size = MessageSize(draft.text)
    return NewMessage(
      origin: .operatorConsole, recipient: draft.recipient, sender: draft.sender, text: draft.text,
      channel: draft.channel, encoding: size.encoding == .ucs2 ? .ucs2 : .gsm, segments: size.parts, acceptedAt: now)
  }

  // MARK: Cost

  private func cost(
    of message: Message, _ lane: LaneName, _ done: @escaping AdminSources.Done<AdminViews.Quote.Cost>
  ) {
    let price = inForce.now.providers.first { $0.name == lane.provider }?.price
    let reckoned = price.map { AdminViews.Quote.Cost.reckoned($0 * Double(message.segments)) }
    // Their prices are those of an SMS.
    guard lane.channel == .sms, let provider = engine.desk.providers[lane.provider],
      provider.inquiries.contains(where: { $0.name == Self.inquiry })
    else { return done(reckoned ?? .unknown("\(lane.provider) tells no price beforehand")) }
    let arguments = ["phones": message.recipient.digits, "text": message.text, "sender": message.sender]
    engine.executor.post { [engine] in
      engine.desk.assumeIsolated { desk in
        desk.run(
          lane.provider, make: { $0.ask(Self.inquiry, arguments: arguments, context: $1) },
          done: { done(Self.cost(in: AdminSources.words($0), else: reckoned)) })
      }
    }
  }

  private static func cost(in answer: InquiryAnswer, else reckoned: AdminViews.Quote.Cost?) -> AdminViews.Quote.Cost {
    switch answer {
    case .failed(let reason): return reckoned ?? .unknown(reason)
    case .rows(let rows):
      for name in sums {
        for row in rows {
          if let sum = row[name], Double(sum) != nil { return .told(sum, currency: row["currency"]) }
        }
      }
      return reckoned ?? .unknown("its answer names no sum")
    }
  }
}

extension AdminViews.Preview {
  init(_ size: MessageSize) {
    self.init(
      encoding: size.encoding == .ucs2 ? "ucs2" : "gsm", segments: size.parts, used: size.units,
      left: max(0, size.unitsPerPart * size.parts - size.units))
  }
}
