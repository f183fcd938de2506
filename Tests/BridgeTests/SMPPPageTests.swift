import Configuration
import Delivery
import FoundationEssentials
import Messages
import SMPP
import SMSText
import Testing
import Translation

/// docs/smpp.md against the tables that the code goes by.
@Suite("The page about SMPP") struct SMPPPageTests {
  private let page: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    page = try String(contentsOf: root.appending(path: "docs/smpp.md"), encoding: .utf8)
  }

  /// The rows of the first table behind a heading or a mark, without its head; cells are trimmed.
  private func table(behind mark: String) throws -> [[String]] {
    let start = try #require(page.firstRange(of: "\n\(mark)\n"))
    let lines = page[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    let rows = lines.drop { !$0.hasPrefix("| ---") }.dropFirst().prefix { $0.hasPrefix("|") }
    return rows.map { row in
      row.split(separator: "|").map { $0.trimmingPrefix(" ") }.map { cell in
        String(cell.reversed().drop { $0 == " " }.reversed())
      }
    }
  }

  /// What stands in backquotes.
  private func words(_ cell: String) -> [String] {
    let pieces = cell.split(separator: "`", omittingEmptySubsequences: false)
    return pieces.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  private func words(_ rows: [[String]], column: Int = 0) -> Set<String> {
    Set(rows.flatMap { words($0[column]) })
  }

  private func numbers(_ cell: String) -> [UInt32] {
    cell.split { $0 == " " || $0 == "," }.filter { $0.hasPrefix("0x") }.compactMap {
      UInt32($0.dropFirst(2), radix: 16)
    }
  }

  // MARK: Operations

  @Test("every operation of the rules stands there, and no other")
  func operations() throws {
    let documented = words(try table(behind: "## Operations"))
    #expect(documented == Set(OperationRule.table.map(\.id.name)).union(["generic_nack"]))
  }

  @Test("operations that are not carried out are said to be refused")
  func refusedOperations() throws {
    for row in try table(behind: "## Operations") {
      for name in words(row[0]) {
        guard let rule = OperationRule.table.first(where: { $0.id.name == name }) else { continue }
        #expect((rule.support != .supported) == row[1].contains("ESME_RPROHIBITED"), "\(name)")
      }
    }
  }

  // MARK: Statuses

  /// What a session, translation and the listener answer, apart from what only 5.0 knows.
  private var answered: Set<String> {
    let refusals: [Refusal] = [
      .sourceInvalid, .sourceNotAllowed, .destinationInvalid, .noRoute, .channelNotServed, .messageEmpty,
      .messageTooLong(limit: 1), .textAndPayload, .esmClassInvalid, .priorityInvalid, .scheduleInvalid,
      .validityInvalid, .dataCodingNotSupported, .binaryNotCarried, .replaceFlagInvalid, .preparedMessageUnknown,
      .tlvMissing, .tlvInvalid, .contentRefused(""), .rateExceeded, .quotaExceeded, .queueFull, .storeUnavailable,
      .shuttingDown,
    ]
    return Set(refusals.map { RefusalTable.status($0, version: .v34).name })
  }

  @Test("every status that a refusal is told by stands there, and none that does not exist")
  func statuses() throws {
    let documented = words(try table(behind: "## Statuses")).filter { $0.hasPrefix("ESME_") }
    #expect(answered.subtracting(documented).isEmpty)
    #expect(documented.allSatisfy { CommandStatus(named: $0)?.name == $0 })
    #expect(page.contains("| 0x400 |") && CommandStatus.insufficientCredit.rawValue == 0x400)
  }

  // MARK: Parameters

  @Test("every parameter that is used stands there under its number")
  func parameters() throws {
    var documented: [UInt16: String] = [:]
    for row in try table(behind: "<!-- parameters -->") {
      let names = words(row[1])
      for (index, number) in numbers(row[0]).enumerated() {
        documented[UInt16(number)] = names.indices.contains(index) ? names[index] : row[1]
      }
    }
    for definition in TLVDefinition.table where definition.isUsed {
      #expect(documented[definition.tag.rawValue] == definition.name)
    }
    let vendor: [TLVTag] = [.pictureURL, .buttonCaption, .buttonLink, .mailAddress]
    #expect(Set(documented.keys.filter { $0 >= 0x1400 }) == Set(vendor.map(\.rawValue)))
    for (number, name) in documented where number < 0x1400 {
      #expect(TLVTag(rawValue: number).name == name)
    }
  }

  @Test("the parameters of receipts stand there under their numbers")
  func receiptParameters() throws {
    let rows = try table(behind: "### Parameters of receipts")
    for row in rows {
      for (number, name) in zip(numbers(row[0]), words(row[1])) where number < 0x1400 {
        #expect(TLVTag(rawValue: UInt16(number)).name == name)
      }
    }
    let own = Set(rows.flatMap { numbers($0[0]) }.filter { $0 >= 0x1400 })
    #expect(
      own
        == Set(
          [TLVTag.providerStatus, .messageParts, .messageChannel, .providerState, .messageCost].map {
            UInt32($0.rawValue)
          }))
  }

  // MARK: Codings

  private static let alphabets: [(words: String, alphabet: Alphabet)] = [
    ("coding_0", .standard), ("coding_1", .ia5), ("octets", .octets), ("Latin-1", .latin1), ("JIS X 0208", .jis),
    ("Cyrillic", .cyrillic), ("Hebrew", .hebrew), ("UCS2, read", .ucs2), ("pictograms", .pictogram),
    ("ISO-2022-JP", .musicCodes), ("JIS X 0212", .extendedKanji), ("KS C 5601", .ksc5601), ("text as 0x00", .standard),
    ("text as 0x08", .ucs2), ("reserved", .standard),
  ]

  @Test("every data_coding stands there once, with the alphabet that it is read in")
  func codings() throws {
    var seen: Set<UInt32> = []
    for row in try table(behind: "<!-- codings -->") {
      for octets in row[0].split(separator: ",").map({ numbers(String($0)) }) {
        let range = (octets.first ?? 0)...(octets.last ?? 0)
        for octet in range { #expect(seen.insert(octet).inserted, "\(octet) stands there twice") }
        let coding = DataCoding(UInt8(range.lowerBound))
        if let named = Self.alphabets.first(where: { row[1].contains($0.words) && !row[1].hasPrefix("class") }) {
          #expect(coding.alphabet == named.alphabet, "\(row[0])")
        }
        if row[1].hasPrefix("reserved") { #expect(range.allSatisfy { DataCoding(UInt8($0)).isReserved }) }
        #expect(row[1].hasPrefix("class") == (coding.messageClass != nil))
        #expect(row[1].hasPrefix("message waiting") == (coding.messageWaiting != nil))
      }
    }
    #expect(seen == Set(0...0xFF))
    let meanings = words(try table(behind: "<!-- codings -->").first?[1] ?? "").filter { $0 != "coding_0" }
    #expect(meanings == CodingProfile.Meaning.allCases.map(\.rawValue))
  }

  // MARK: Ids, timers

  @Test("every style of ids stands there with what it looks like")
  func ids() throws {
    let id = MessageID(rawValue: 170_000_006_055_040_123)
    let rows = try table(behind: "<!-- ids -->")
    #expect(rows.map { words($0[0]).first ?? "" } == EngineIDStyle.allCases.map(\.rawValue))
    for row in rows {
      let style = try #require(EngineIDStyle(rawValue: words(row[0])[0]))
      if style != .pad10 { #expect(style.text(of: id) == row[2]) }
    }
  }

  @Test("every timer stands there with its default")
  func timers() throws {
    let settings = SMPPSettings()
    let defaults: [String: Duration] = [
      "smpp.session_init": settings.sessionInit, "smpp.tls_handshake": settings.tlsHandshake,
      "smpp.enquire_link": settings.enquireLink, "smpp.response_timeout": settings.responseTimeout,
      "smpp.inactivity": settings.inactivity, "smpp.unbind_timeout": settings.unbindTimeout,
      "smpp.tcp_user_timeout": settings.tcpUserTimeout, "smpp.transaction_timeout": settings.transactionTimeout,
      "smpp.receipt_grace": settings.receiptGrace,
    ]
    var documented: [String: Duration] = [:]
    for row in try table(behind: "<!-- timers -->") {
      let isMilliseconds = row[1].hasSuffix("ms")
      let number = try #require(Int(row[1].dropLast(isMilliseconds ? 2 : 1)))
      documented[words(row[0])[0]] = isMilliseconds ? .milliseconds(number) : .seconds(number)
    }
    #expect(documented == defaults)
  }

  // MARK: Features

  @Test(
    "what is said to be offered is, and all of the protocol is answered",
    arguments: [
      "### Operations offered", "### Sessions and transport", "### Message content", "### Receipts sent",
    ])
  func features(_ heading: String) throws {
    let rows = try table(behind: heading)
    #expect(rows.count > 10)
    for row in rows {
      #expect(row.count == 7 && row[6].hasPrefix("yes"), "\(row[0])")
      for name in words(row[0]) {
        guard let rule = OperationRule.table.first(where: { $0.id.name == name }) else { continue }
        #expect((rule.support == .supported) == (row[6] == "yes"), "\(name)")
      }
    }
  }

  @Test("every operation has its place among the features")
  func featuresAreWhole() throws {
    let named = words(try table(behind: "### Operations offered"))
    let exempt: Set<String> = ["deliver_sm"]
    #expect(Set(OperationRule.table.map(\.id.name)).subtracting(named) == exempt)
  }
}
