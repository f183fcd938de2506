import Mail
import Testing

struct AccountNoticeTests {
  private func mail(_ notice: AccountNotice, _ language: ReportLanguage) throws -> (MailMessage, String) {
    let draft = notice.draft(
      from: try MailWriterTests.address("postmaster@sms.example.test"),
      to: [try MailWriterTests.address("owner@shop.example.test")], language: language, gateway: "gw.example.test",
      date: MailDate(seconds: 1_767_596_400), messageID: "<quota.1@sms.example.test>")
    let bytes = MailWriter.write(draft)
    MailWriterTests.expectClean(bytes)
    let mail = try MailReader.read(bytes)
    return (mail, mail.text(.untrimmed).text)
  }

  @Test(arguments: [
    (ReportLanguage.english, "shop: the quota of the day is used up (gw.example.test)"),
    (.russian, "shop: дневной лимит исчерпан (gw.example.test)"),
    (.belarusian, "shop: дзённы ліміт вычарпаны (gw.example.test)"),
  ])
  func theQuotaIsNamedInTheLanguageOfTheOwner(_ row: (language: ReportLanguage, subject: String)) throws {
    let (mail, text) = try mail(AccountNotice(account: "shop", kind: .quotaUsedUp(parts: 500)), row.language)
    #expect(mail.headers.text("subject") == row.subject)
    #expect(text.contains(" 500 "))
    #expect(text.contains("daily_quota"))
  }

  @Test(arguments: ReportLanguage.allCases)
  func aLockOutNamesTheUserAndTheAddress(language: ReportLanguage) throws {
    let (_, text) = try mail(
      AccountNotice(account: "shop", kind: .lockedOut(name: "shop\r\nBcc: x@y", address: "192.0.2.1")), language)
    #expect(text.contains(" 192.0.2.1"))
    #expect(text.contains(" shop\nBcc: x@y"))
  }

  @Test func aGatewayThatGetsOneMakesNoMessageOfIt() throws {
    let (mail, _) = try mail(AccountNotice(account: "shop", kind: .quotaUsedUp(parts: 1)), .english)
    #expect(mail.loopSignals() == [.autoReplied])
  }
}
