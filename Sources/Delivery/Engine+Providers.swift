import Dispatch
import HTTP
import Messages
import Providers
import Store

/// What providers tell us by themselves, and what is had of them for people.
extension Engine {
  /// Puts other adapters in force. What kept the lanes of the `changed` ones, credentials too, is forgotten: an operator
  /// has mended it. Calls under way end with the adapters that they began with.
  package func replace(
    providers: [any Provider], terms: [String: ProviderTerms] = [:], callbackURLs: [String: String] = [:],
    changed: Set<String>
  ) {
    self.providers.replace(providers, terms: terms)
    executor.post { [self] in
      desk.assumeIsolated { $0.callbackURLs = callbackURLs }
      for name in changed {
        desk.assumeIsolated { $0.forgetCredential(of: name) }
        dispatcher.assumeIsolated { $0.renewed(provider: name) }
        tracker.assumeIsolated { $0.renewed(name) }
      }
      incoming.assumeIsolated { $0.start() }
    }
  }

  // MARK: Callbacks

  /// Takes what a provider posted to its callback address. `done` gets our answer, on any thread; what must not be lost
  /// is on disk by then.
  package func callback(
    _ provider: String, _ request: HTTPRequest, done: @escaping @Sendable (HTTPResponse) -> Void
  ) {
    guard let adapter = providers[provider] else { return done(HTTPResponse(status: 404)) }
    let answer = adapter.callback(request, now: executor.wallClock)
    lookups.async { [self] in
      let (reports, asked) = found(answer, provider)
      executor.post { [self] in
        tracker.assumeIsolated { tracker in
          tracker.reported(reports)
          tracker.look(asked, provider: provider)
        }
        guard !answer.incoming.isEmpty else { return done(answer.response) }
        incoming.assumeIsolated {
          $0.take(answer.incoming, from: provider) { isKept in
            done(isKept ? answer.response : HTTPResponse(status: 503))
          }
        }
      }
    }
  }

  /// What a callback says about messages that we hold, and those that it hints at. A store that cannot be read loses
  /// nothing: the provider is asked in its time.
  private func found(_ answer: CallbackAnswer, _ provider: String) -> ([StatusReport], [TrackedMessage]) {
    var reports: [StatusReport] = []
    for report in answer.reports {
      let messages = try? ledger.tracked(
        provider: provider, reference: report.reference, recipient: report.recipient)
      for message in messages ?? [] {
        reports.append(
          StatusReport(
            id: message.id, state: report.state, at: report.at, error: report.error, raw: report.raw,
            lane: message.lane))
      }
    }
    var asked: [TrackedMessage] = []
    for reference in answer.look {
      asked += (try? ledger.tracked(provider: provider, reference: reference, recipient: nil)) ?? []
    }
    return (reports, asked)
  }

  // MARK: Cancelling

  /// Has a provider stop a message that it has, where it can. Called and answered on the engine's executor.
  func cancelAtProvider(_ id: MessageID, done: @escaping @Sendable (Bool) -> Void) {
    executor.aside { [self] in
      // A store that cannot be read tells of nothing that a provider might stop.
      let record = (try? ledger.record(of: id)) ?? nil
      executor.post { self.cancelAtProvider(record, done: done) }
    }
  }

  private func cancelAtProvider(_ record: MessageRecord?, done: @escaping @Sendable (Bool) -> Void) {
    guard let record, record.stage == .sent, !record.state.isFinal,
      providers[record.lane.provider]?.offer(for: record.lane.channel)?.canCancel ?? false
    else { return done(false) }
    let id = record.message.id
    let tracked = TrackedReference(
      id: id, channel: record.lane.channel, reference: record.reference, recipient: record.message.recipient)
    desk.assumeIsolated { desk in
      desk.run(record.lane.provider, make: { $0.cancel(tracked, context: $1) }) { answer in
        guard case .answered(true) = answer else { return done(false) }
        let report = StatusReport(
          id: id, state: .deleted, at: self.executor.wallClock, raw: "cancelled", lane: record.lane)
        self.tracker.assumeIsolated { $0.reported([report]) }
        done(true)
      }
    }
  }
}
