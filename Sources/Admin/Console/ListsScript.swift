extension ConsoleAsset {
  /// Distribution lists and canned texts: ours, and those that providers keep.
  static let listsScript = #"""
    import { get, post, segment } from './api.js';
    import { act, el, heading, number, table } from './page.js';
    import { answer } from './providers.js';
    import { t } from './words.js';

    // What of a provider's questions is about lists, people and texts.
    const KEPT = ['lists', 'groups', 'contacts', 'templates', 'operator-templates', 'prepared'];

    const everybody = (accounts) => (accounts.length ? accounts.join(', ') : t('everybody'));

    const members = (list) => (list.provider ? `${list.provider}, ${list.list_id}` :
      el('details', {}, el('summary', {}, number(list.size)),
        el('p', { class: 'mono' }, list.members.join(', '), list.size > list.members.length && ' …')));

    function kept(provider, inquiries) {
      const place = el('div', { 'aria-live': 'polite' });
      const button = (inquiry) => el('button', {
        type: 'button', title: inquiry.summary, 'aria-label': `${provider.name}: ${inquiry.name}`,
        click: ({ currentTarget }) => act(currentTarget, async () => {
          const { rows } = await post(`/providers/${segment(provider.name)}/ask`, { inquiry: inquiry.name, arguments: {} });
          place.replaceChildren(el('h3', {}, inquiry.name), answer(rows));
        }),
      }, inquiry.name);
      return el('section', { class: 'card' }, el('h2', {}, `${t('Kept by')} ${provider.name}`),
        el('div', { class: 'row' }, inquiries.map(button)), place);
    }

    export async function show() {
      const [{ lists, texts }, { providers }] = await Promise.all([get('/lists'), get('/providers')]);
      const asked = await Promise.all(providers.map(async (provider) => {
        const { inquiries } = await get(`/providers/${segment(provider.name)}/inquiries`);
        return [provider, inquiries.filter(({ name, arguments: needed }) => KEPT.includes(name) && needed.every((each) => each.endsWith('?')))];
      }));
      return [
        heading(t('Lists and texts')),
        el('h2', {}, t('Distribution lists')),
        table(t('Distribution lists'), [
          [t('Name'), (list) => list.name], [t('Numbers'), members, 'text'], [t('Who may use it'), (list) => everybody(list.accounts)],
        ], lists),
        el('h2', {}, t('Canned texts')),
        table(t('Canned texts'), [
          ['sm_default_msg_id', (text) => text.id], [t('Text'), (text) => text.text, 'text'], [t('Who may use it'), (text) => everybody(text.accounts)],
        ], texts),
        asked.filter(([, inquiries]) => inquiries.length).map(([provider, inquiries]) => kept(provider, inquiries)),
      ];
    }

    """#
}
