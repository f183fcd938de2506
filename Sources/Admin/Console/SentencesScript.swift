extension ConsoleAsset {
  /// What the server tells of messages and alarms, in Russian; the English form is the key. A test holds that each has its Russian.
  static let sentencesScript = #"""
    export const sentences = {
      // The summary.
      'Taken in over SMPP for account {0} at {1:time}: {2:word} to {3}, parts: {4}, encoding {5}.':
        'Принято по SMPP для аккаунта {0} {1:time}: {2:word} на номер {3}, частей: {4}, кодировка {5}.',
      'Taken in by mail for account {0} at {1:time}: {2:word} to {3}, parts: {4}, encoding {5}.':
        'Принято почтой для аккаунта {0} {1:time}: {2:word} на номер {3}, частей: {4}, кодировка {5}.',
      'Taken in from the operator for account {0} at {1:time}: {2:word} to {3}, parts: {4}, encoding {5}.':
        'Принято от оператора для аккаунта {0} {1:time}: {2:word} на номер {3}, частей: {4}, кодировка {5}.',
      'Its text: “{0}”.': 'Текст: «{0}».',
      'Its text: “{0}…”, {1} characters in all.': 'Текст: «{0}…», всего знаков: {1}.',
      'It goes as UCS-2, as the client sent it.': 'Уходит в UCS-2, как прислал клиент.',
      'It goes as UCS-2, with 70 characters in one part or 67 in each of several: the GSM alphabet has no “{0}” ({1}).':
        'Уходит в UCS-2, по 70 знаков в одной части или по 67 в каждой из нескольких: в алфавите GSM нет «{0}» ({1}).',
      'It goes as UCS-2, with 70 characters in one part or 67 in each of several: the GSM alphabet has no {0}.':
        'Уходит в UCS-2, по 70 знаков в одной части или по 67 в каждой из нескольких: в алфавите GSM нет {0}.',
      'An operator keeps it back until it is released, at most until {0:time}.':
        'Оператор задержал его до разрешения, самое позднее до {0:time}.',
      'It is held until it is due, at {0:time} or after a pause between attempts.':
        'Ждёт своего времени: {0:time} или после паузы между попытками.',
      'It waits for a call to {0}.': 'Ждёт вызова провайдера {0}.',
      'It is in a call to {0} that is under way, or whose answer was lost: it is not sent again before that is settled.':
        'Оно в вызове провайдера {0}, который ещё идёт или ответ которого потерян: пока это не выяснено, снова оно не отправляется.',
      '{0} has it since {1:time}; its last state is {2:word}.': 'Оно у провайдера {0} с {1:time}; последнее состояние: {2:word}.',
      'It was delivered at {0:time}, {1} s after it was taken in.': 'Доставлено {0:time}, через {1} с после приёма.',
      'Its time ran out at {0:time}, before it was known to be delivered.': 'Срок истёк {0:time}, о доставке узнать не успели.',
      'It was cancelled at {0:time}.': 'Отменено {0:time}.',
      'It was refused at {0:time}.': 'Отклонено {0:time}.',
      'It could not be delivered; the attempt ended at {0:time}.': 'Доставить не удалось; попытка окончена {0:time}.',
      'It ended at {0:time}, and nobody can tell how.': 'Завершено {0:time}, чем именно, неизвестно.',
      'It was never handed to a provider.': 'Провайдеру оно не передавалось.',
      '{0} had it.': 'Оно было у провайдера {0}.',
      'Its id there: {0}.': 'Его идентификатор там: {0}.',
      'Its batch there: {0}.': 'Его рассылка там: {0}.',
      'Nothing goes to {0}: {1:word}. It is kept, and goes when somebody resumes the provider.':
        'Провайдеру {0} ничего не отправляется: {1:word}. Сообщение хранится и уйдёт, когда провайдера возобновят.',
      'Nothing goes to {0} over {1:word}: {2}. It is kept; when the cause is mended, reload the configuration or resume the provider.':
        'Провайдеру {0} через {1:word} ничего не отправляется: {2}. Сообщение хранится; устранив причину, перечитайте настройки или возобновите провайдера.',
      "Nothing goes to {0} over {1:word} for now: {2}. It is tried again without anybody's help.":
        'Провайдеру {0} через {1:word} пока ничего не отправляется: {2}. Попытка повторится сама.',
      "The provider's words: {0}.": 'Слова провайдера: {0}.',
      "The provider's words: {0} (number {1}).": 'Слова провайдера: {0} (номер {1}).',
      'Its own word for the state: {0}.': 'Его слово для состояния: {0}.',
      'Receipts still owed to the client: {0}.': 'Отчётов ещё не отдано клиенту: {0}.',
      'an operator has stopped it': 'оператор остановил отправку',
      'maintenance is set in its configuration': 'в его настройках стоит maintenance',
      // The life.
      'account {0}, {1:clauses}': 'аккаунт {0}, {1:clauses}',
      'the text was not in the coding that data_coding names, and was mended: {0:word}':
        'кодировка текста не та, что названа в data_coding; исправлено: {0:word}',
      'it was in UTF-8': 'он был в UTF-8', 'a byte order mark was taken off': 'снята метка порядка байтов',
      'its octets came low one first': 'байты шли младшим вперёд', 'it was in windows-1252': 'он был в windows-1252',
      'it was in the GSM alphabet': 'он был в алфавите GSM',
      '{0} accepted it, in a call of {1} s': '{0} принял, вызов длился {1} с',
      '{0} refused it, in a call of {1} s': '{0} отклонил, вызов длился {1} с',
      'by {0}': 'через {0}',
      'by {0} as {1}': 'через {0} как {1}',
      'by {0} in the batch {1}': 'через {0} в рассылке {1}',
      'by {0} as {1}, batch {2}': 'через {0} как {1}, рассылка {2}',
      'retry later: {0}': 'повторить позже: {0}',
      'retry later, after a call of {0} s: {1}': 'повторить позже, вызов длился {0} с: {1}',
      'unknown: {0}': 'неизвестно: {0}',
      'unknown, after a call of {0} s: {1}': 'неизвестно, вызов длился {0} с: {1}',
      'to {0}: {1}': 'в очередь {0}: {1}',
      'again later: {0}': 'ещё раз позже: {0}',
      'dropped: {0}': 'снят: {0}',
      'by its sender': 'отправителем',
      'by an operator': 'оператором',
      'by its route': 'маршрутом',
      'as {0}': 'как {0}',
      '{0:word}': '{0:word}',
      '{0:word} ({1})': '{0:word} ({1})',
      '{0:word}, for {1}': '{0:word}, за {1}',
      '{0:word} ({1}), for {2}': '{0:word} ({1}), за {2}',
      // Alarms.
      '{0} cannot be sent to: {1}': 'провайдеру {0} ничего не отправить: {1}',
      '{0} has {1} left, less than {2}': 'у провайдера {0} осталось {1}, меньше чем {2}',
      'the oldest message has been waiting for {0} s': 'самое старое сообщение ждёт уже {0} с',
      '{0} receipts wait for their clients': 'отчётов ждут своих клиентов: {0}',
      'of {0} messages it is not known whether the provider took them': 'сообщений, о которых неизвестно, принял ли их провайдер: {0}',
      '{0} MiB are free where the store is': 'на диске с базой свободно {0} МиБ',
      // How a mail was read.
      'the charset {0} does not fit; {1} was used': 'кодировка {0} не подходит; прочитано как {1}',
      'no charset is named; {0} was used': 'кодировка не указана; прочитано как {0}',
      'octets that could not be read: {0}': 'нечитаемых байтов: {0}',
      'the text ends at the limit of {0} octets': 'текст обрезан на пределе в {0} байт',
      'attachments left out: {0}': 'вложений опущено: {0}',
      'the body is empty, so the Subject was used': 'тело письма пустое, взята тема',
      'left out ({0:word}): {1}': 'опущено ({0:word}): {1}',
      'behind the end marker': 'после знака конца', 'outside [text] and [/text]': 'вне [text] и [/text]', 'signature': 'подпись',
      'quoted message': 'цитата', 'line of the mail program': 'строка почтовой программы',
      'line that the account cuts': 'строка, которую отрезает аккаунт',
    };

    /** Why a message goes by its route, clause by clause. */
    export const clauses = [
      [/^route (.+)$/, 'маршрут $1'], [/^any number$/, 'любой номер'], [/^prefix (\d+)$/, 'префикс $1'],
      [/^channel (\S+)$/, 'канал $1'], [/^its account$/, 'его аккаунт'], [/^its sender$/, 'его отправитель'],
      [/^its service type$/, 'его service_type'], [/^(\d+) to (\d+) parts$/, 'частей от $1 до $2'], [/^by weight$/, 'по весу'],
      [/^the cheapest$/, 'самый дешёвый'], [/^sent as (.+)$/, 'от имени $1'], [/^the route is held$/, 'маршрут задержан'],
      [/^then (\S+) after (\d+) min$/, 'затем $1 через $2 мин'], [/^then (\S+)$/, 'затем $1'],
      [/^(\S+) after (\d+) min$/, '$1, $2 мин'], [/^the list is kept by (.+)$/, 'список хранит $1'],
      [/^sent again for (\d+)$/, 'отправлено снова вместо $1'], [/^not sent$/, 'не отправлено'],
    ];

    """#
}
