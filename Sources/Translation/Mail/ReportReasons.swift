import Mail
import Messages

extension ReportLanguage {
  /// What a state means and what to do about it, in one or two sentences for people.
  func reason(_ state: MessageState) -> String {
    Self.reasons[state]?[self] ?? ""
  }

  private static let reasons: [MessageState: [ReportLanguage: String]] = [
    .delivered: [
      .english: "The phone has it.", .russian: "Сообщение на телефоне.", .belarusian: "Паведамленне на тэлефоне.",
    ],
    .expired: [
      .english: "The phone could not be reached in time. Send it again if it still matters.",
      .russian: "Телефон был недоступен до конца срока. Если сообщение ещё нужно, отправьте его снова.",
      .belarusian: "Тэлефон быў недаступны да канца тэрміну. Калі паведамленне яшчэ патрэбнае, адпраўце яго зноў.",
    ],
    .undeliverable: [
      .english: "The network could not deliver it. Check the number.",
      .russian: "Сеть не смогла доставить сообщение. Проверьте номер.",
      .belarusian: "Сетка не змагла даставіць паведамленне. Праверце нумар.",
    ],
    .rejected: [
      .english: "It was refused. Check the number, the sender and the text.",
      .russian: "Сообщение отклонено. Проверьте номер, отправителя и текст.",
      .belarusian: "Паведамленне адхілена. Праверце нумар, адпраўніка і тэкст.",
    ],
    .deleted: [
      .english: "It was cancelled before it was sent.", .russian: "Сообщение отменено до отправки.",
      .belarusian: "Паведамленне адменена да адпраўкі.",
    ],
    .unknown: [
      .english: "What became of it is not known. The phone may have it or not.",
      .russian: "Судьба сообщения неизвестна: оно могло дойти или не дойти.",
      .belarusian: "Лёс паведамлення невядомы: яно магло дайсці або не дайсці.",
    ],
    .enroute: onItsWay, .scheduled: onItsWay, .accepted: onItsWay,
  ]

  private static let onItsWay: [ReportLanguage: String] = [
    .english: "The phone is not reachable yet.", .russian: "Телефон пока недоступен.",
    .belarusian: "Тэлефон пакуль недаступны.",
  ]
}
