import Delivery
import Providers

extension AdminSources {
  /// Has the operator's questions asked through the engine's desk, with its credentials.
  package mutating func ask(through desk: ProviderDesk) {
    ask = { question, done in
      desk.executor.post {
        desk.assumeIsolated { desk in
          desk.run(
            question.provider,
            make: { $0.ask(question.inquiry, arguments: question.arguments, context: $1) },
            done: { done(Self.words($0)) })
        }
      }
    }
  }

  /// An answer in words, also where no call was made.
  package static func words(_ answer: ProviderDesk.Answer<InquiryAnswer>) -> InquiryAnswer {
    switch answer {
    case .answered(let answer): answer
    case .notCalled(.cannotAsk(let reason)): .failed(reason)
    case .notCalled(.denied(let reason)): .failed("the provider refused our login: " + reason)
    case .notCalled(.noCredential(let reason)): .failed("no login to the provider for now: " + reason)
    case .endless: .failed("the provider's answers made no sense")
    }
  }
}
