/// One AUTH command from its first response to its end (RFC 4954 §4), as a value: text of the client in, a step out.
struct AuthenticationExchange: Sendable {
  /// What is to be done next.
  enum Step: Equatable, Sendable {
    /// Send `334` with these octets in base64 and wait for a line.
    case challenge([UInt8])
    /// Have the password checked.
    case check(Credentials)
    /// Look up the verifier of this user.
    case lookUp(user: String)
    /// The client has proved itself.
    case accepted(user: String)
    /// The proof is wrong. The name is known when the client got that far.
    case refused(user: String?)
    /// The exchange is over with this reply.
    case failed(Reply)
  }

  private enum State: Sendable {
    /// Waits for the first response.
    case start
    /// LOGIN: waits for the password.
    case password(user: String)
    /// SCRAM: waits for the verifier.
    case verifier(SCRAMServer)
    /// SCRAM: waits for the client's final message.
    case proof(SCRAMServer)
    /// SCRAM: the proof was right; waits for the empty response to our final message (RFC 4954 §4).
    case acknowledgement(user: String)
    case over
  }

  let mechanism: Mechanism
  let binding: ChannelBinding?
  /// A mechanism with channel binding was on our AUTH line.
  let offersPlus: Bool
  let cryptography: AuthCryptography?
  private var state = State.start

  init(_ mechanism: Mechanism, binding: ChannelBinding?, offersPlus: Bool, cryptography: AuthCryptography?) {
    self.mechanism = mechanism
    self.binding = binding
    self.offersPlus = offersPlus
    self.cryptography = cryptography
  }

  /// A user name of 1 to 255 octets of UTF-8 without control characters.
  static func userName(_ octets: some Collection<UInt8>) -> String? {
    guard !octets.isEmpty, octets.count <= 255, !octets.contains(where: ASCII.isControl) else { return nil }
    return String(validating: octets, as: UTF8.self)
  }

  /// Begins with the initial response that stood behind the mechanism; `=` stands for an empty one.
  mutating func begin(initialResponse: ArraySlice<UInt8>?) -> Step {
    guard let initialResponse else {
      return .challenge(mechanism == .login ? Array("Username:".utf8) : [])
    }
    return receive(initialResponse.elementsEqual([ASCII.equals]) ? [] : initialResponse)
  }

  /// Goes on with a line of the client, still in base64.
  mutating func receive(_ line: ArraySlice<UInt8>) -> Step {
    if line.elementsEqual([UInt8(ascii: "*")]) { return finish(.failed(.authenticationCancelled)) }
    guard let response = Base64.decode(line, limit: CommandLine.maximumResponse) else {
      return finish(.failed(.badBase64))
    }
    switch state {
    case .start: return first(response)
    case .password(let user): return finish(.check(Credentials(user: user, password: response)))
    case .proof(let server): return proof(response, server)
    case .acknowledgement(let user): return finish(response.isEmpty ? .accepted(user: user) : .failed(.badBase64))
    case .verifier, .over: return finish(.failed(.badBase64))
    }
  }

  /// Goes on with the verifier that was looked up; nil when there is none.
  mutating func verifierFound(_ verifier: SCRAMVerifier?) -> Step {
    guard case .verifier(var server) = state else { return finish(.failed(.authenticationUnavailable)) }
    let challenge = server.challenge(verifier)
    state = .proof(server)
    return .challenge(challenge)
  }

  private mutating func first(_ response: [UInt8]) -> Step {
    switch mechanism {
    case .plain: finish(Self.plain(response))
    case .login: login(response)
    case .scramSHA256, .scramSHA256Plus: scram(response)
    }
  }

  private mutating func login(_ response: [UInt8]) -> Step {
    guard let user = Self.userName(response) else { return finish(.refused(user: nil)) }
    state = .password(user: user)
    return .challenge(Array("Password:".utf8))
  }

  /// `authzid NUL authcid NUL passwd` (RFC 4616 §2). Nobody may act for somebody else.
  private static func plain(_ response: [UInt8]) -> Step {
    let parts = response.split(separator: ASCII.nul, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].contains(ASCII.nul) else { return .failed(.badBase64) }
    guard let user = userName(parts[1]) else { return .refused(user: nil) }
    guard parts[0].isEmpty || parts[0] == parts[1] else { return .refused(user: user) }
    return .check(Credentials(user: user, password: Array(parts[2])))
  }

  private mutating func scram(_ response: [UInt8]) -> Step {
    guard let cryptography else { return finish(.failed(.authenticationUnavailable)) }
    let isPlus = mechanism == .scramSHA256Plus
    let server = SCRAMServer(
      response, binding: binding, isPlus: isPlus, offersPlus: offersPlus, cryptography: cryptography)
    guard let server else { return finish(.refused(user: nil)) }
    state = .verifier(server)
    return .lookUp(user: server.first.user)
  }

  private mutating func proof(_ response: [UInt8], _ server: SCRAMServer) -> Step {
    guard let final = server.conclude(response) else { return finish(.refused(user: server.first.user)) }
    state = .acknowledgement(user: server.first.user)
    return .challenge(final)
  }

  private mutating func finish(_ step: Step) -> Step {
    state = .over
    return step
  }
}
