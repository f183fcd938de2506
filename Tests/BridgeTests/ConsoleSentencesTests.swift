import Admin
import Bridge
import Mail
import SMSText
import Testing

@Suite struct ConsoleSentencesTests {
  @Test func `the remarks about mails and encodings have their Russian in the console`() throws {
    let script = try #require(ConsoleAsset.all.first { $0.name == "sentences.js" })
    let known = String(decoding: script.bytes, as: UTF8.self)
    let reasons = TextCut.Reason.allCases.map(\.words) + SMSText.TextRepair.allCases.map(\.words)
    for form in EncodingReason.forms + MailNote.forms + [MailText.leftOut] + reasons {
      #expect(known.contains("'\(form)':"), "\(form)")
    }
  }
}
