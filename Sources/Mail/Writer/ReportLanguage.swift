/// The languages in which reports speak to people.
package enum ReportLanguage: String, Equatable, Sendable, CaseIterable {
  case english = "en"
  case russian = "ru"
  case belarusian = "be"

  /// `Undelivered: SMS to +375291234567`.
  func subject(_ action: DeliveryReport.Action, number: String, others: Int) -> String {
    let words: (String, String, String)
    switch self {
    case .english: words = (heading(action), "SMS to", others > 0 ? " and \(others) more" : "")
    case .russian: words = (heading(action), "SMS на", others > 0 ? " и ещё \(others)" : "")
    case .belarusian: words = (heading(action), "SMS на", others > 0 ? " і яшчэ \(others)" : "")
    }
    return words.0 + ": " + words.1 + " " + number + words.2
  }

  /// The first sentence of the text.
  func opening(_ action: DeliveryReport.Action) -> String {
    switch (self, action) {
    case (.english, .failed): "Your message was not delivered. It will not be tried again."
    case (.english, .delayed): "Your message is not delivered yet. It is still being tried; you need not do anything."
    case (.english, .delivered): "Your message was delivered."
    case (.english, .relayed): "Your message was passed on. The network does not report its delivery."
    case (.russian, .failed): "Сообщение не доставлено. Повторных попыток не будет."
    case (.russian, .delayed): "Сообщение пока не доставлено. Попытки продолжаются, делать ничего не нужно."
    case (.russian, .delivered): "Сообщение доставлено."
    case (.russian, .relayed): "Сообщение передано дальше. Сеть не сообщает о доставке."
    case (.belarusian, .failed): "Паведамленне не дастаўлена. Паўторных спроб не будзе."
    case (.belarusian, .delayed): "Паведамленне пакуль не дастаўлена. Спробы працягваюцца, рабіць нічога не трэба."
    case (.belarusian, .delivered): "Паведамленне дастаўлена."
    case (.belarusian, .relayed): "Паведамленне перададзена далей. Сетка не паведамляе пра дастаўку."
    }
  }

  private func heading(_ action: DeliveryReport.Action) -> String {
    switch (self, action) {
    case (.english, .failed): "Undelivered"
    case (.english, .delayed): "Delayed"
    case (.english, .delivered): "Delivered"
    case (.english, .relayed): "Passed on"
    case (.russian, .failed): "Не доставлено"
    case (.russian, .delayed): "Задерживается"
    case (.russian, .delivered): "Доставлено"
    case (.russian, .relayed): "Передано"
    case (.belarusian, .failed): "Не дастаўлена"
    case (.belarusian, .delayed): "Затрымліваецца"
    case (.belarusian, .delivered): "Дастаўлена"
    case (.belarusian, .relayed): "Перададзена"
    }
  }
}
