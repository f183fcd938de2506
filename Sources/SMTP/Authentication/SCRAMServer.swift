/// The server's half of SCRAM-SHA-256 (RFC 5802 §5, RFC 7677). Every failure reads the same to the client.
struct SCRAMServer: Sendable {
  /// The client's first message.
  struct ClientFirst: Equatable, Sendable {
    let user: String
    /// `n,,`, `y,,` or `p=tls-exporter,,`, as sent.
    let header: [UInt8]
    let bare: [UInt8]
    let nonce: ArraySlice<UInt8>
  }

  let first: ClientFirst
  /// The octets the client must bind to; nil without channel binding.
  let bindingData: [UInt8]?
  let cryptography: AuthCryptography
  private var verifier: SCRAMVerifier?
  private var isDecoy = true
  private var serverFirst: [UInt8] = []
  private var nonce: [UInt8] = []

  /// Reads the client's first message; nil when it is malformed, or its channel binding does not fit the mechanism.
  ///
  /// `y` says "I could bind, you cannot": when we did offer a mechanism that binds, somebody in between took it away (RFC 5802 §6).
  init?(_ message: [UInt8], binding: ChannelBinding?, isPlus: Bool, offersPlus: Bool, cryptography: AuthCryptography) {
    let parts = message.split(separator: ASCII.comma, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let (flag, identity, bare) = (parts[0], parts[1], parts[2])
    if isPlus {
      guard let binding, flag.elementsEqual("p=\(binding.name)".utf8) else { return nil }
      bindingData = binding.data
    } else {
      guard flag.elementsEqual("n".utf8) || (flag.elementsEqual("y".utf8) && !offersPlus) else { return nil }
      bindingData = nil
    }
    guard let (user, nonce) = Self.bare(bare) else { return nil }
    if !identity.isEmpty {
      guard identity.starts(with: "a=".utf8), Self.name(identity.dropFirst(2)) == user else { return nil }
    }
    first = ClientFirst(user: user, header: Array(message[..<bare.startIndex]), bare: Array(bare), nonce: nonce)
    self.cryptography = cryptography
  }

  private static func bare(_ bare: ArraySlice<UInt8>) -> (user: String, nonce: ArraySlice<UInt8>)? {
    let fields = bare.split(separator: ASCII.comma, omittingEmptySubsequences: false)
    guard fields.count >= 2, fields[0].starts(with: "n=".utf8), fields[1].starts(with: "r=".utf8) else { return nil }
    let nonce = fields[1].dropFirst(2)
    guard !nonce.isEmpty, nonce.count <= 256, nonce.allSatisfy({ $0 > ASCII.space && $0 < ASCII.delete }) else {
      return nil
    }
    guard let user = name(fields[0].dropFirst(2)) else { return nil }
    return (user, nonce)
  }

  /// A `saslname`: `=2C` is a comma, `=3D` an equals sign.
  private static func name(_ encoded: ArraySlice<UInt8>) -> String? {
    var octets: [UInt8] = []
    var rest = encoded
    while let octet = rest.popFirst() {
      guard octet == ASCII.equals else {
        octets.append(octet)
        continue
      }
      switch (rest.popFirst(), rest.popFirst()) {
      case (0x32, 0x43): octets.append(ASCII.comma)
      case (0x33, 0x44): octets.append(ASCII.equals)
      default: return nil
      }
    }
    return AuthenticationExchange.userName(octets)
  }

  /// The server's first message. Without a verifier the exchange goes on with one that no password fits.
  mutating func challenge(_ found: SCRAMVerifier?) -> [UInt8] {
    let verifier = found ?? .decoy(user: first.user, cryptography: cryptography)
    self.verifier = verifier
    isDecoy = found == nil
    nonce = Array(first.nonce) + Base64.encode(cryptography.random(18))
    serverFirst = Array("r=".utf8) + nonce + Array(",s=".utf8) + Base64.encode(verifier.salt)
    serverFirst += Array(",i=\(verifier.iterations)".utf8)
    return serverFirst
  }

  /// The server's final message when the client's final one proves that it knows the password; nil otherwise.
  func conclude(_ message: [UInt8]) -> [UInt8]? {
    guard let verifier, let split = Self.proofStart(message) else { return nil }
    let withoutProof = message[..<split]
    let fields = withoutProof.split(separator: ASCII.comma, omittingEmptySubsequences: false)
    guard fields.count >= 2, fields[0].starts(with: "c=".utf8), fields[1].starts(with: "r=".utf8),
      let binding = Base64.decode(fields[0].dropFirst(2), limit: 4_096),
      cryptography.isEqual(binding, first.header + (bindingData ?? [])),
      cryptography.isEqual(Array(fields[1].dropFirst(2)), nonce),
      let proof = Base64.decode(message[(split + 3)...], limit: 64), proof.count == 32
    else { return nil }
    let comma = [ASCII.comma]
    let transcript = first.bare + comma + serverFirst + comma + Array(withoutProof)
    let signature = cryptography.hmac(verifier.storedKey, transcript)
    guard signature.count == proof.count else { return nil }
    let clientKey = zip(proof, signature).map { $0 ^ $1 }
    guard cryptography.isEqual(cryptography.hash(clientKey), verifier.storedKey), !isDecoy else { return nil }
    return Array("v=".utf8) + Base64.encode(cryptography.hmac(verifier.serverKey, transcript))
  }

  /// The position of the last `,p=`.
  private static func proofStart(_ message: [UInt8]) -> Int? {
    guard let comma = message.lastIndex(of: ASCII.comma), message[(comma + 1)...].starts(with: "p=".utf8) else {
      return nil
    }
    return comma
  }
}
