extension ConsoleAsset {
  /// Search, and the life of one message.
  static let messagesScript = #"""
    import { get, post, segment } from './api.js';
    import { act, confirmed, el, facts, field, heading, stateWord, table, tell, time } from './page.js';
    import { t, tellClauses } from './words.js';

    const STATES = ['scheduled', 'enroute', 'delivered', 'expired', 'deleted', 'undeliverable', 'unknown', 'rejected'];
    const STAGES = ['scheduled', 'queued', 'claimed', 'calling', 'sent', 'ended'];
    const NAMES = ['find', 'account', 'to', 'state', 'stage', 'provider', 'provider_id', 'mail_id', 'before'];

    const choice = (name, words, given) => el('select', { name },
      el('option', { value: '' }, t('any')), words.map((word) => el('option', { value: word, selected: word === given }, t(word))));

    function search(query) {
      const input = (name, more = {}) => el('input', { name, value: query[name] ?? '', autocomplete: 'off', ...more });
      const submit = (event) => {
        event.preventDefault();
        const given = [...new FormData(event.target)].filter(([, value]) => value);
        const hash = `#/messages?${new URLSearchParams(given)}`;
        // The same search again is no change of the address.
        if (location.hash === hash) dispatchEvent(new HashChangeEvent('hashchange')); else location.hash = hash;
      };
      return el('form', { class: 'card', role: 'search', submit },
        el('div', { class: 'row' },
          field(t('Any id or number'), input('find', { type: 'search' })), field(t('Account'), input('account')),
          field(t('State'), choice('state', STATES, query.state)), field(t('Stage'), choice('stage', STAGES, query.stage)),
          field(t('Provider'), input('provider')), el('button', { class: 'primary' }, t('Search'))));
    }

    export async function show(query) {
      const known = Object.fromEntries(NAMES.map((name) => [name, query[name]]));
      const { messages, next } = await get('/messages', { ...known, limit: '50' });
      const older = next && `#/messages?${new URLSearchParams(Object.entries({ ...known, before: next }).filter(([, value]) => value))}`;
      return [
        heading(t('Messages')), search(query),
        table(t('Messages'), [
          [t('Id'), (row) => el('a', { href: `#/messages/${segment(row.id)}`, class: 'mono' }, row.id)],
          [t('Time'), (row) => time(row.accepted_at)], [t('Account'), (row) => row.account], [t('To'), (row) => row.to],
          [t('State'), (row) => stateWord(row.state)], [t('Stage'), (row) => [t(row.stage), row.held && el('span', { class: 'warn' }, `, ${t('held')}`)]],
          [t('Provider'), (row) => `${row.provider}/${row.channel}`], [t('Text'), (row) => row.text, 'text'],
        ], messages),
        older && el('p', {}, el('a', { href: older }, t('Older'))),
      ];
    }

    function deeds(id, message, again) {
      const deed = (name, title, question) => el('button', {
        type: 'button',
        click: async ({ currentTarget: button }) => {
          if (!await confirmed(question, title)) return;
          await act(button, async () => (await post(`/messages/${segment(id)}/${name}`)).done);
          again();
        },
      }, title);
      const waits = ['scheduled', 'queued', 'claimed'].includes(message.stage);
      return el('div', { class: 'row' },
        waits && deed('cancel', t('Cancel'), t('End this message? It will not be sent.')),
        waits && !message.held && deed('hold', t('Hold'), t('Keep this message back until it is released?')),
        message.held && deed('release', t('Release'), t('Let this message go?')),
        message.stage === 'ended' && message.state !== 'delivered' && deed('replay', t('Send again'), t('Send this message again as a new one?')));
    }

    export async function one(id, query, again) {
      const { message, sentences, life } = await get(`/messages/${segment(id)}`, { account: query.account });
      const origin = message.origin;
      const from = origin.kind === 'smpp' ? `SMPP ${origin.service_type} ${origin.source.address}`
        : origin.kind === 'mail' ? `${origin.envelope_sender} ${origin.message_id ?? ''}` : t('operator');
      return [
        heading(`${t('Message')} ${message.id}`),
        el('section', { class: 'card' }, sentences.map((sentence) => el('p', {}, tell(sentence))), deeds(message.id, message, again)),
        el('h2', {}, t('Life')),
        el('ol', { class: 'life' }, life.map((event) =>
          el('li', {}, time(event.at), el('strong', {}, t(event.kind)), ' ', tell(event.told)))),
        el('h2', {}, t('Details')),
        el('div', { class: 'card' }, facts([
          [t('State'), stateWord(message.state)], [t('Stage'), [t(message.stage), message.held && `, ${t('held')}`].filter(Boolean)], [t('Account'), message.account],
          [t('To'), message.to], [t('From'), message.from], [t('Origin'), from], [t('Text'), message.text],
          [t('Encoding'), `${message.encoding}, ${message.segments}`], [t('Provider'), `${message.provider}/${message.channel}`],
          [t('Id at the provider'), message.provider_id], [t('Batch at the provider'), message.provider_batch],
          [t('Word of the provider'), message.raw], [t('Error'), message.error && `${message.error.code ?? ''} ${message.error.words}`],
          [t('Route'), tellClauses(message.route)], [t('Due'), time(message.due_at)], [t('Valid until'), time(message.valid_until)],
          [t('Ids of the client'), message.parts.join(', ')], [t('Receipts owed'), message.receipts_owed],
        ])),
      ];
    }

    """#
}
