/// Tells the owner of an account what the gateway does to it by itself, and until when.
package struct AccountNotice: Equatable, Sendable {
  package enum Kind: Equatable, Hashable, Sendable {
    /// As many parts as it may send in a day have been sent, and more were refused.
    case quotaUsedUp(parts: Int)
    /// Its name is shut out from that address after failed logins.
    case lockedOut(name: String, address: String)

    /// For metrics and limits.
    package var word: String {
      switch self {
      case .quotaUsedUp: "quota"
      case .lockedOut: "lock-out"
      }
    }
  }

  /// The account, by its name in the configuration.
  package var account: String
  package var kind: Kind

  package init(account: String, kind: Kind) {
    self.account = account
    self.kind = kind
  }

  /// The mail. It counts as automatic answer (RFC 3834 §5): a gateway that gets it by mistake makes no message of it.
  package func draft(
    from: MailAddress, to: [MailAddress], language: ReportLanguage, gateway: String, date: MailDate, messageID: String
  ) -> MailDraft {
    var draft = MailDraft(
      from: from, to: to, subject: subject(language) + " (\(gateway))", date: date, messageID: messageID,
      text: text(language))
    draft.autoSubmitted = .replied
    return draft
  }

  private func subject(_ language: ReportLanguage) -> String {
    switch (language, kind) {
    case (.english, .quotaUsedUp): "\(account): the quota of the day is used up"
    case (.english, .lockedOut): "\(account): locked out after failed logins"
    case (.russian, .quotaUsedUp): "\(account): дневной лимит исчерпан"
    case (.russian, .lockedOut): "\(account): вход закрыт после неудачных попыток"
    case (.belarusian, .quotaUsedUp): "\(account): дзённы ліміт вычарпаны"
    case (.belarusian, .lockedOut): "\(account): уваход зачынены пасля няўдалых спроб"
    }
  }

  private func text(_ language: ReportLanguage) -> String {
    switch (language, kind) {
    case (.english, .quotaUsedUp(let parts)):
      """
      Account \(account) has sent the \(parts) SMS parts that it may send in a day.
      Further messages are refused until midnight in its time zone. Mail servers try such mails again until then.

      If you did not send so many, change the password and look who did. If you need more, ask for a higher daily_quota.
      """
    case (.english, .lockedOut(let name, let address)):
      """
      There were too many failed logins under the name \(name) from \(address).
      For a while nobody can log in under this name from there. Other addresses are not affected.

      If that is a device of yours, mend its password. If it is not, nothing has happened: the password was not guessed.
      """
    case (.russian, .quotaUsedUp(let parts)):
      """
      Учётная запись \(account) отправила \(parts) частей SMS, разрешённых на день.
      До полуночи по её часовому поясу новые сообщения не принимаются. Почтовые серверы повторяют такие письма.

      Если столько отправляли не вы, смените пароль и выясните, кто это делал. Если нужно больше, попросите увеличить daily_quota.
      """
    case (.russian, .lockedOut(let name, let address)):
      """
      Слишком много неудачных попыток входа под именем \(name) с адреса \(address).
      Некоторое время оттуда под этим именем войти нельзя. Других адресов это не касается.

      Если это ваше устройство, исправьте в нём пароль. Если нет, ничего не произошло: пароль не подобран.
      """
    case (.belarusian, .quotaUsedUp(let parts)):
      """
      Уліковы запіс \(account) адправіў \(parts) частак SMS, дазволеных на дзень.
      Да паўночы паводле яго гадзіннага пояса новыя паведамленні не прымаюцца. Паштовыя серверы паўтараюць такія лісты.

      Калі столькі адпраўлялі не вы, змяніце пароль і высветліце, хто гэта рабіў. Калі трэба больш, папрасіце павялічыць daily_quota.
      """
    case (.belarusian, .lockedOut(let name, let address)):
      """
      Занадта шмат няўдалых спроб уваходу пад імем \(name) з адраса \(address).
      Некаторы час адтуль пад гэтым імем увайсці нельга. Іншых адрасоў гэта не датычыць.

      Калі гэта ваша прылада, выпраўце ў ёй пароль. Калі не, нічога не здарылася: пароль не падабраны.
      """
    }
  }
}
