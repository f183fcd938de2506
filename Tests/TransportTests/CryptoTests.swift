import Testing
import Transport

struct CryptoTests {
  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  @Test(arguments: [
    (Digest.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"), (.md5, "900150983cd24fb0d6963f7d28e17f72"),
  ])
  func `Digests agree with their specifications`(digest: Digest, expected: String) {
    #expect(hex(digest.hash(Array("abc".utf8))) == expected)
  }

  @Test func `Keyed hashes agree with RFC 4231 and RFC 2195`() {
    #expect(
      hex(Digest.sha256.authenticationCode(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      hex(
        Digest.md5.authenticationCode(
          Array("<1896.697170952@postoffice.reston.mci.net>".utf8), key: Array("tanstaaftanstaaf".utf8)))
        == "b913a602c7eda7a495b4e6e7334d3890")
    #expect(
      hex(Digest.sha256.authenticationCode([], key: []))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test func `Stretching agrees with the SCRAM vector of RFC 7677`() {
    // The salt of that exchange is W22ZaJ0SNY7soEsUEjb6gQ== in base64.
    let salt: [UInt8] = [
      0x5B, 0x6D, 0x99, 0x68, 0x9D, 0x12, 0x35, 0x8E, 0xEC, 0xA0, 0x4B, 0x14, 0x12, 0x36, 0xFA, 0x81,
    ]
    let salted = Digest.sha256.stretched(Array("pencil".utf8), salt: salt, iterations: 4096, count: 32)
    let clientKey = Digest.sha256.authenticationCode(Array("Client Key".utf8), key: salted)
    #expect(hex(salted) == "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d")
    #expect(clientKey.count == 32)
  }

  @Test func `A hashed password is known again and no other`() throws {
    let password = Array("pässword $x$".utf8)
    let hash = try #require(PasswordHash(password: password, logCost: 10))
    let read = try #require(PasswordHash(hash.description))
    #expect(read == hash)
    #expect(read.matches(password))
    #expect(!read.matches(password + [0x31]))
    #expect(!read.matches([]))
    #expect(PasswordHash(password: password, logCost: 10) != hash)
  }

  @Test func `The cost that is used by default works`() throws {
    let hash = try #require(PasswordHash(password: []))
    #expect(hash.description.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    #expect(hash.matches([]))
  }

  @Test func `A hash made elsewhere is understood`() throws {
    // RFC 7914 §12, second vector: "password", "NaCl", N=1024, r=8, p=16, 64 octets.
    let text =
      "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA"
    // Its salt is shorter than is accepted here.
    #expect(PasswordHash(text) == nil)
  }

  @Test(arguments: [
    "", "secret", "$scrypt$", "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHQ$",
    "$scrypt$ln=21,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "$scrypt$ln=9,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "$scrypt$ln=20,r=32,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "$scrypt$r=8,ln=15,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA",
    "$bcrypt$ln=15,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA$",
  ])
  func `Other texts and costs out of range are no hash`(text: String) {
    #expect(PasswordHash(text) == nil)
  }

  @Test func `Random octets differ and secrets compare by content`() {
    #expect(SecureRandom.bytes(32).count == 32)
    #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    #expect(constantTimeEqual([1, 2], [1, 2]))
    #expect(!constantTimeEqual([1, 2], [1, 3]))
    #expect(!constantTimeEqual([1, 2], [1, 2, 3]))
    #expect(constantTimeEqual([], []))
  }
}
