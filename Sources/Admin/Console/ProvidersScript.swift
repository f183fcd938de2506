extension ConsoleAsset {
  /// Providers: how they do, what they can be asked, stop and resume.
  static let providersScript = #"""
    import { get, post, segment } from './api.js';
    import { act, confirmed, el, field, heading, number, table, time } from './page.js';
    import { t } from './words.js';

    export const every = 10000;

    const lanes = (provider) => table(`${provider.name}: ${t('Queues')}`, [
      [t('Channel'), (lane) => lane.channel], [t('Waiting'), (lane) => number(lane.waiting)],
      [t('In a call'), (lane) => number(lane.calls)],
      [t('Held because'), (lane) => (lane.hold ? el('span', { class: 'bad' }, lane.hold) : t('not held')), 'text'],
    ], provider.lanes);

    const classes = () => ({
      refused: t('refused by the provider'), login: t('our access data refused'), 'no-money': t('no money left'),
      held: t('takes nothing for now'), 'too-fast': t('too many calls, or busy'), 'not-taken': t('not reached, or put off'), 'no-answer': t('answer lost'),
    });

    const errors = (provider) => provider.errors.length > 0 && [
      el('h3', {}, t('Errors since'), ' ', time(provider.errors_since)),
      table(`${provider.name}: ${t('Errors since')} ${provider.errors_since}`, [
        [t('Kind'), (line) => classes()[line.class] ?? line.class], [t('Messages'), (line) => number(line.messages)],
        [t('The last one'), (line) => line.words, 'text'], [t('Time'), (line) => time(line.at)],
      ], provider.errors),
    ];

    function balance(provider) {
      const place = el('div', { 'aria-live': 'polite' });
      const click = ({ currentTarget: button }) => act(button, async () => {
        const { rows } = await post(`/providers/${segment(provider.name)}/ask`, { inquiry: 'balance', arguments: {} });
        place.replaceChildren(answer(rows));
      });
      const known = Number.isFinite(provider.balance);
      const low = known && provider.balance < provider.balance_alarm;
      return [
        el('div', { class: 'row' },
          el('p', { class: low ? 'bad' : known ? '' : 'soft' },
            known ? `${t('Balance')}: ${number(provider.balance, 2)}` : t('The balance has not been asked for.'),
            low && ` (${t('less than')} ${number(provider.balance_alarm, 2)})`),
          el('button', { type: 'button', click, 'aria-label': `${provider.name}: ${t('Ask for the balance')}` }, t('Ask for the balance'))),
        place,
      ];
    }

    /** The answer of a provider as a table. */
    export function answer(rows) {
      const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 12);
      return table(t('Answer'), names.map((name) => [name, (row) => row[name] ?? '', names.length < 4 && 'text']), rows.slice(0, 200));
    }

    function question(provider, inquiry, place) {
      const inputs = inquiry.arguments.map((name) => {
        const bare = name.replace(/\?$/, '');
        return field(bare, el('input', { name: bare, required: bare === name, autocomplete: 'off' }));
      });
      const submit = async (event) => {
        event.preventDefault();
        const form = event.target;
        if (inquiry.acts && !await confirmed(`${provider.name}: ${inquiry.summary}?`, inquiry.name)) return;
        await act(form.querySelector('button'), async () => {
          const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
          const { rows } = await post(`/providers/${segment(provider.name)}/ask`, { inquiry: inquiry.name, arguments: given });
          place.replaceChildren(el('h3', {}, inquiry.name), answer(rows));
        });
      };
      return el('form', { submit }, el('div', { class: 'row' }, inputs, el('button', { title: inquiry.summary }, inquiry.name)),
        el('p', { class: 'soft' }, inquiry.summary));
    }

    function questions(provider) {
      const place = el('div', { 'aria-live': 'polite' });
      const list = el('div', {});
      const details = el('details', {
        toggle: async () => {
          if (!details.open || list.childNodes.length) return;
          try {
            const { inquiries } = await get(`/providers/${segment(provider.name)}/inquiries`);
            list.append(...inquiries.map((inquiry) => question(provider, inquiry, place)));
          } catch (error) {
            place.textContent = error.message;
          }
        },
      }, el('summary', {}, t('Ask the provider')), list, place);
      return details;
    }

    function change(provider, name, title, again) {
      return el('button', {
        type: 'button',
        click: async ({ currentTarget: button }) => {
          if (!await confirmed(`${title}: ${provider.name}?`, title)) return;
          await act(button, async () => (await post(`/providers/${segment(provider.name)}/${name}`)).done);
          again();
        },
      }, title);
    }

    export async function show(query, again) {
      const { providers } = await get('/providers');
      return [
        heading(t('Providers')),
        providers.map((provider) => el('section', { class: 'card' },
          el('h2', {}, provider.name, ' ', el('small', { class: 'soft' }, provider.kind), ' ',
            el('span', { class: provider.stopped || provider.held ? 'bad' : 'good' },
              provider.stopped ? t('stopped') : provider.held ? t('held') : t('works'))),
          provider.operator_hold && el('p', { class: 'bad' }, `${t('Held because')}: ${t(provider.operator_hold)}`),
          provider.undecided_calls > 0 && el('p', { class: 'warn' }, `${t('Calls without an answer')}: ${provider.undecided_calls}`),
          balance(provider), lanes(provider), errors(provider), questions(provider),
          el('div', { class: 'row' }, change(provider, 'resume', t('Resume'), again), change(provider, 'stop', t('Stop'), again)))),
      ];
    }

    """#
}
