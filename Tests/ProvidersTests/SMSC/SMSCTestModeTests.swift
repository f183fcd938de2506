import HTTP
import Messages
import Providers
import Testing

/// Calls that only ask for the price.
struct SMSCTestModeTests {
  private var provider: SMSCProvider {
    var settings = SMSCSettings(url: "http://h/", login: "alex", password: "123")
    settings.isTest = true
    return SMSCProvider(name: "smsc", settings: settings)
  }

  private func send(_ batch: [Message], _ answer: Exchanged) -> Walk<SendReport> {
    Walk(provider.send(batch, note: "n", context: Sample.context), [answer])
  }

  @Test func onlyThePriceIsAskedForAndTheMessageCountsAsDelivered() throws {
    let message = Sample.message()
    let walk = send([message], ok(#"{"cost":"1.40","cnt":1}"#))
    #expect(walk.requests[0].fields["cost"] == "1")
    guard case .accepted(let reference)? = walk.outcome?.outcomes[message.id] else {
      Issue.record("not taken")
      return
    }
    #expect(reference.cost == "1.40")
    let status = Walk(provider.status(of: [Sample.tracked(message, reference)], context: Sample.context), [])
    #expect(status.requests.isEmpty)
    #expect(status.outcome?.reports.map(\.state) == [.delivered])
    #expect(isNone(provider.cancel(Sample.tracked(message, reference), context: Sample.context)))
  }

  @Test(arguments: [noAnswer, notSent, ok("", status: 500), ok("{}"), ok("<a>")])
  func withoutAPriceNothingWasSent(answer: Exchanged) {
    let batch = Sample.messages(3)
    for message in batch {
      guard case .retryLater = send(batch, answer).outcome?.outcomes[message.id] else {
        Issue.record("\(String(describing: send(batch, answer).outcome?.outcomes[message.id]))")
        return
      }
    }
    // Whatever the mode is when the answer is missed: what counts is that of the call.
    let note = provider.note(for: batch, call: "7")
    let settings = SMSCSettings(url: "http://h/", login: "alex", password: "123")
    for provider in [provider, SMSCProvider(name: "smsc", settings: settings)] {
      let settled = Walk(provider.settle(batch, note: note, context: Sample.context), [])
      #expect(settled.outcome == SettleReport(notSent: Set(batch.map(\.id))))
    }
  }

  @Test func aRealCallIsAskedAboutInTestMode() {
    let batch = Sample.messages(3)
    let real = SMSCProvider(name: "smsc", settings: SMSCSettings(url: "http://h/", login: "alex", password: "123"))
    let settled = Walk(
      provider.settle(batch, note: real.note(for: batch, call: "7"), context: Sample.context), [ok("{}")])
    #expect(settled.requests.count == 1)
  }

  @Test func whatSMSCRefusesIsRefusedAllTheSame() {
    let message = Sample.message()
    let walk = send([message], ok(#"{"error":"invalid number","error_code":7}"#))
    guard case .refused(.undeliverable, _)? = walk.outcome?.outcomes[message.id] else {
      Issue.record("not refused")
      return
    }
  }
}
