extension ConsoleAsset {
  /// The words of the console; English is the key. A test holds that each has its Russian.
  static let wordsScript = #"""
    import { clauses, sentences } from './sentences.js';

    const KEY = 'passerelle.language';

    const russian = {
      'Account': 'Аккаунт', 'After a restart': 'После перезапуска', 'Alarms': 'Тревоги', 'Answer': 'Ответ', 'Any id or number': 'Любой номер или идентификатор',
      'Ask the provider': 'Спросить провайдера', 'At the provider': 'У провайдера', 'Back': 'Назад',
      'Batch at the provider': 'Рассылка у провайдера', 'Calls without an answer': 'Вызовы без ответа', 'Cancel': 'Отменить',
      'Channel': 'Канал', 'Deed': 'Действие', 'Delivered, last hour': 'Доставлено за час', 'Details': 'Подробности', 'Done.': 'Готово.', 'Due': 'Отправить в',
      'Encoding': 'Кодировка', 'End this message? It will not be sent.': 'Завершить это сообщение? Оно не будет отправлено.',
      'Error': 'Ошибка', 'Failed, last hour': 'Не доставлено за час', 'From': 'От',
      'From, empty for the default': 'От кого (пусто: по умолчанию)', 'Handed over a minute': 'Передано в минуту',
      'Held because': 'Задержано, потому что', 'Hold': 'Задержать', 'Id': 'Идентификатор', 'Id at the provider': 'Идентификатор у провайдера',
      'Ids of the client': 'Идентификаторы клиента', 'In a call': 'В вызове', 'In force now': 'Действует сейчас', 'Incoming': 'Входящие',
      'Incoming messages that nobody has taken': 'Входящие сообщения, которые никто не забрал',
      'Keep this message back until it is released?': 'Задержать это сообщение до разрешения?', 'Kind': 'Вид',
      'Let this message go?': 'Отпустить это сообщение?', 'Life': 'Жизнь сообщения', 'Log out': 'Выйти', 'Message': 'Сообщение',
      'Messages': 'Сообщения', 'Name': 'Имя', 'Nothing has changed.': 'Ничего не изменилось.', 'Nothing here.': 'Здесь ничего нет.', 'Octets': 'Байты', 'Older': 'Раньше', 'Open': 'Открыть',
      'Open calls': 'Открытые вызовы', 'Origin': 'Откуда', 'Overview': 'Обзор', 'Parts': 'Части', 'Peculiar': 'Особенности', 'Peer': 'Адрес клиента', 'Protocol': 'Протокол',
      'Provider': 'Провайдер', 'Providers': 'Провайдеры', 'Queues': 'Очереди', 'Read the file again': 'Перечитать файл', 'Reason': 'Причина', 'Receipts a minute': 'Отчётов в минуту',
      'Receipts owed': 'Неотданные отчёты', 'Rejected': 'Отказы', 'Release': 'Отпустить', 'Resume': 'Возобновить', 'Route': 'Маршрут',
      'Search': 'Найти', 'Secrets are masked.': 'Секреты скрыты.', 'Send': 'Отправить', 'Send a test': 'Проверка', 'Send again': 'Отправить снова',
      'Send this message again as a new one?': 'Отправить это сообщение ещё раз как новое?', 'Sessions': 'Сеансы', 'Settings': 'Настройки',
      'Since': 'С', 'Skip to content': 'К содержанию', 'Stage': 'Этап', 'State': 'Состояние', 'Stop': 'Остановить',
      'Taken in a minute': 'Принято в минуту', 'Taken in, last hour': 'Принято за час', 'Text': 'Текст', 'Theme': 'Тема', 'That did not work': 'Не получилось',
      'The charts begin with the second sample, half a minute after the start.': 'Графики появятся со вторым замером, через полминуты после запуска.',
      'The console needs the token of admin.token or admin.read_token. It is forgotten with this tab.':
        'Консоли нужен токен из admin.token или admin.read_token. Он забывается вместе с этой вкладкой.',
      'The last hour': 'Последний час', 'This token is not known.': 'Такой токен неизвестен.', 'Time': 'Время', 'Time of a call': 'Время вызова',
      'Time of a commit': 'Время записи', 'To': 'Кому', 'To what': 'С чем', 'Token': 'Токен', 'Valid until': 'Действует до', 'Version': 'Версия', 'Views': 'Разделы',
      'Waiting': 'Ожидают', 'What operators did': 'Что делали операторы', 'Who': 'Кто', 'Word of the provider': 'Слово провайдера', 'any': 'любое', 'at most': 'не больше', 'held': 'задержан',
      'left in the last part': 'осталось в последней части', 'no': 'нет', 'no answer': 'нет ответа', 'nobody': 'ничей', 'not held': 'не задержано',
      'now': 'сейчас', 'offset': 'смещение', 'operator': 'оператор', 'stopped': 'остановлен', 'works': 'работает', 'yes': 'да',
      'Ask for the balance': 'Узнать баланс', 'Balance': 'Баланс', 'Canned text': 'Готовый текст', 'Canned texts': 'Готовые тексты', 'Cost': 'Стоимость',
      'Distribution lists': 'Списки рассылки', 'Errors since': 'Ошибки с', 'Goes by': 'Пойдёт через', 'Kept by': 'Хранит',
      'Lists and texts': 'Списки и тексты', 'Numbers': 'Номера', 'The balance has not been asked for.': 'Баланс ещё не запрашивали.', 'The last one': 'Последняя',
      'Who may use it': 'Кому доступно', 'answer lost': 'ответ потерян', 'by the price of the settings': 'по цене из настроек', 'everybody': 'всем',
      'less than': 'меньше', 'none': 'нет', 'no money left': 'деньги кончились', 'not known': 'неизвестна', 'not reached, or put off': 'не дошло или отложено',
      'our access data refused': 'наши данные доступа отвергнуты', 'refused by the provider': 'отклонено провайдером',
      'takes nothing for now': 'пока ничего не принимает', 'too many calls, or busy': 'слишком много вызовов или занят',
      // States, stages, lines of a life and kinds of sessions come from the server in these words.
      'accepted': 'принято', 'called': 'вызов', 'calling': 'в вызове', 'claimed': 'взято в работу', 'deleted': 'отменено', 'delivered': 'доставлено',
      'ended': 'завершено', 'forwarded': 'передано дальше', 'enroute': 'в пути', 'expired': 'срок истёк', 'mail': 'почта', 'outcome': 'итог вызова', 'let go': 'отпущено', 'queued': 'в очереди',
      'read': 'прочитано', 'receipt': 'отчёт', 'receiver': 'приёмник', 'rejected': 'отклонено', 'released': 'возвращено', 'replayed': 'отправлено снова', 'replaced': 'заменено', 'scheduled': 'запланировано',
      'sent': 'отправлено', 'status': 'состояние', 'transceiver': 'приёмопередатчик', 'transmitter': 'передатчик',
      'undeliverable': 'не доставлено', 'unknown': 'неизвестно',
    };

    export function language() {
      const chosen = localStorage.getItem(KEY);
      if (chosen === 'ru' || chosen === 'en') return chosen;
      return navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
    }

    export const setLanguage = (name) => localStorage.setItem(KEY, name);

    /** The words in the chosen language; what has no translation stands as it is. */
    export const t = (words) => {
      if (language() !== 'ru') return words;
      return Object.hasOwn(russian, words) ? russian[words] : Object.hasOwn(sentences, words) ? sentences[words] : words;
    };

    /** The reasons for a route in the chosen language. */
    export const tellClauses = (text) => (language() !== 'ru' ? text : text.split(/(, |; |: )/).map((clause) => {
      const known = clauses.find(([form]) => form.test(clause));
      return known ? clause.replace(known[0], known[1]) : clause;
    }).join(''));

    """#
}
