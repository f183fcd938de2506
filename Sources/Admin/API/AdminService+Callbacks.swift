import HTTP
import Telemetry
import Transport

extension AdminService {
  /// Hands a provider's post on when the unguessable part of its path is right; whoever guesses learns nothing, not even
  /// whether there is such a provider.
  func takeCallback(_ call: AdminCall, _ done: @escaping AdminCall.Respond) throws(AdminRefusal) {
    let provider = call.values["provider"] ?? ""
    let known = sources.callbackSecrets()[provider] ?? ""
    let given = Digest.sha256.hash((call.values["secret"] ?? "").utf8)
    let isRight = constantTimeEqual(Digest.sha256.hash(known.utf8), given)
    guard isRight, !known.isEmpty else { throw .notFound }
    own.callbacks.add()
    sources.callback(provider, call.request, done)
  }
}
