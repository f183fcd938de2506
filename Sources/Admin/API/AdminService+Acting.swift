import HTTP
import Messages
import Providers
import Store

/// What an operator has done.
extension AdminService {
  func sendMessage(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    guard let send = sources.send else { throw .notOffered }
    send(try DraftBody.draft(call)) { sent in
      switch sent {
      case .accepted(let id): done(AdminAnswer.json(.members(["id": .text(id.description)]), status: 202))
      case .refused(let reason): done(AdminAnswer.problem(AdminRefusal(422, reason)))
      }
    }
  }

  func perform(
    _ deed: AdminViews.MessageDeed, _ call: AdminCall, _ done: @escaping AdminCall.Respond
  ) throws(AdminRefusal) {
    let id = try call.messageID()
    guard let act = sources.deeds[deed] else { throw .notOffered }
    let taken = reads.run { ledger in
      do throws(StoreError) {
        guard try ledger.record(of: id) != nil else { return done(AdminAnswer.problem(.noMessage(id.description))) }
        act(id) { done(Self.response(to: $0)) }
      } catch {
        done(AdminAnswer.problem(AdminRefusal(503, "the store does not answer: \(error)")))
      }
    }
    if !taken { throw .unavailable }
  }

  func listInquiries(_ call: AdminCall, _ done: @escaping AdminCall.Respond) {
    sources.providers { providers in
      guard let provider = providers.first(where: { $0.name == call.values["name"] }) else {
        return done(AdminAnswer.problem(.noProvider(call.values["name"])))
      }
      done(AdminAnswer.list("inquiries", provider.inquiries.map(\.json)))
    }
  }

  func askProvider(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    let body = try call.body(QuestionBody.self)
    let question = AdminViews.Question(
      provider: call.values["name"] ?? "", inquiry: body.inquiry, arguments: body.arguments ?? [:])
    sources.providers { [sources] providers in
      guard let provider = providers.first(where: { $0.name == question.provider }) else {
        return done(AdminAnswer.problem(.noProvider(question.provider)))
      }
      guard let inquiry = provider.inquiries.first(where: { $0.name == question.inquiry }) else {
        let names = provider.inquiries.map(\.name).joined(separator: ", ")
        return done(
          AdminAnswer.problem(
            AdminRefusal(422, "\(provider.name) cannot be asked \(question.inquiry.cut(to: 40)), but: \(names)")))
      }
      let missing = inquiry.arguments.filter { !$0.hasSuffix("?") && (question.arguments[$0] ?? "").isEmpty }
      guard missing.isEmpty else {
        return done(AdminAnswer.problem(AdminRefusal(422, "missing: " + missing.joined(separator: ", "))))
      }
      sources.ask(question) { done(Self.response(to: $0)) }
    }
  }

  func change(
    _ call: AdminCall, _ act: (@Sendable (String, @escaping @Sendable (AdminViews.Deed) -> Void) -> Void)?,
    _ done: @escaping AdminCall.Respond
  ) throws(AdminRefusal) {
    guard let act else { throw .notOffered }
    let name = call.values["name"] ?? ""
    sources.providers { providers in
      guard providers.contains(where: { $0.name == name }) else { return done(AdminAnswer.problem(.noProvider(name))) }
      act(name) { done(Self.response(to: $0)) }
    }
  }

  func reload(_ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    guard let reload = sources.reload else { throw .notOffered }
    reload { result in
      switch result {
      case .done(let live, let restart):
        done(
          AdminAnswer.json(
            .members([
              "live": .list(live.map { .text($0) }), "restart": .list(restart.map { .text($0) }),
            ])))
      case .refused(let faults): done(AdminAnswer.problem(AdminRefusal(409, faults.joined(separator: "\n"))))
      }
    }
  }

  func preview(_ call: AdminCall) throws(AdminRefusal) -> HTTPResponse {
    guard let preview = sources.preview else { throw .notOffered }
    guard let shown = preview(call.query["text"] ?? "") else { throw AdminRefusal(422, "no SMS carries this text") }
    return AdminAnswer.json(shown.json)
  }

  /// Says what a message would take, and sends nothing.
  func quote(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    guard let quote = sources.quote else { throw .notOffered }
    quote(try DraftBody.draft(call)) { result in
      switch result {
      case .success(let quote): done(AdminAnswer.json(quote.json))
      case .failure(let no): done(AdminAnswer.problem(AdminRefusal(422, no.reason)))
      }
    }
  }

  private static func response(to deed: AdminViews.Deed) -> HTTPResponse {
    switch deed {
    case .done(let words, let made):
      AdminAnswer.json(.members(["done": .text(words), "id": .optional(made?.description)]))
    case .refused(let reason): AdminAnswer.problem(AdminRefusal(409, reason))
    case .notFound: AdminAnswer.problem(.notFound)
    }
  }

  private static func response(to answer: InquiryAnswer) -> HTTPResponse {
    switch answer {
    case .failed(let reason): AdminAnswer.problem(AdminRefusal(502, reason))
    case .rows(let rows):
      AdminAnswer.list(
        "rows",
        rows.map { row in
          .object(row.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: .text($0.value)) })
        })
    }
  }
}

extension AdminRefusal {
  static let notOffered = AdminRefusal(501, "this cannot be done here")
}
