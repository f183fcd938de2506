extension ConsoleAsset {
  /// The settings in force, reading them again, and what operators did.
  static let settingsScript = #"""
    import { get, post } from './api.js';
    import { act, el, heading, table, time } from './page.js';
    import { t } from './words.js';

    function reload() {
      const told = el('div', { 'aria-live': 'polite' });
      const changes = (title, list) => list.length > 0 && el('div', {}, el('h2', {}, title), el('ul', {}, list.map((line) => el('li', { class: 'mono' }, line))));
      const click = ({ currentTarget: button }) => act(button, async () => {
        const { live, restart } = await post('/reload');
        told.replaceChildren(changes(t('In force now'), live) || '', changes(t('After a restart'), restart) || '');
        if (!live.length && !restart.length) return t('Nothing has changed.');
      });
      return [el('p', {}, el('button', { type: 'button', click }, t('Read the file again'))), told];
    }

    const trail = (audit) => table(t('What operators did'), [
      [t('Time'), (row) => time(row.at)], [t('Who'), (row) => [row.who, row.agent && ` (${row.agent})`]], [t('Peer'), (row) => row.peer],
      [t('Deed'), (row) => row.what], [t('To what'), (row) => el('span', { class: 'mono' }, row.target)],
      [t('Answer'), (row) => [row.status ? `${row.status} ` : '', row.answer]],
    ], audit);

    export async function show() {
      const [{ version, toml }, { audit }] = await Promise.all([get('/settings'), get('/audit')]);
      return [
        heading(t('Settings')), el('p', { class: 'soft' }, `${t('Version')} ${version}. ${t('Secrets are masked.')}`),
        reload(),
        el('pre', { tabindex: '0', role: 'region', 'aria-label': t('Settings') }, toml),
        el('h2', {}, t('What operators did')), trail(audit),
      ];
    }

    """#
}
