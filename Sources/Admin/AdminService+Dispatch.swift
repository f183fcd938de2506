import HTTP
import Telemetry

extension AdminService {
  /// Carries a request out. What reads the ledger does so on its queue; the rest is in memory and answered at once.
  func dispatch(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    switch call.route.operation {
    case .metrics:
      done(AdminAnswer.plain(200, metrics.exposition(), type: "text/plain; version=0.0.4; charset=utf-8"))
    case .health: answerHealth(done)
    case .readiness: done(readiness())
    case .console: done(try ConsoleAsset.response(to: call.request, named: "index.html"))
    case .asset: done(try ConsoleAsset.response(to: call.request, named: call.values["file"] ?? ""))
    case .callback, .callbackPost: try takeCallback(call, done)
    case .listMessages: try listMessages(call, done)
    case .showMessage: try showMessage(call, done)
    case .sendMessage: try sendMessage(call, done)
    case .cancelMessage: try perform(.cancel, call, done)
    case .replayMessage: try perform(.replay, call, done)
    case .holdMessage: try perform(.hold, call, done)
    case .releaseMessage: try perform(.release, call, done)
    case .listSessions: done(AdminAnswer.list("sessions", sources.sessions().map(\.json)))
    case .listProviders: sources.providers { done(AdminAnswer.list("providers", $0.map(\.json))) }
    case .listInquiries: listInquiries(call, done)
    case .askProvider: try askProvider(call, done)
    case .resumeProvider: try change(call, sources.resume, done)
    case .stopProvider: try change(call, sources.stop, done)
    case .tally: try tally(done)
    case .incoming: try listIncoming(call, done)
    case .rejected: done(AdminAnswer.list("rejected", sources.rejected().map(\.json)))
    case .settings:
      done(AdminAnswer.json(.members(["version": .text(sources.version), "toml": .text(sources.settings())])))
    case .preview: done(try preview(call))
    case .quote: try quote(call, done)
    case .lists:
      done(
        AdminAnswer.json(
          .members(["lists": .list(sources.lists().map(\.json)), "texts": .list(sources.texts().map(\.json))])))
    case .alarms: done(AdminAnswer.list("alarms", sources.alarms().map { $0.json() }))
    case .audit: done(AdminAnswer.list("audit", sources.trail.all.map(\.json)))
    case .reload: try reload(done)
    case .flow: done(AdminAnswer.json(flow.json(now: FlowTotals(ExpositionReader(metrics.exposition())))))
    }
  }
}
