extension ConsoleAsset {
  /// Chooses the view by the address, asks for the token, keeps views fresh.
  static let mainScript = #"""
    import { forgetToken, get, hasToken, keepToken } from './api.js';
    import * as lists from './lists.js';
    import * as messages from './messages.js';
    import * as overview from './overview.js';
    import { el, field, heading, notice } from './page.js';
    import * as providers from './providers.js';
    import * as rejected from './rejected.js';
    import * as send from './send.js';
    import * as sessions from './sessions.js';
    import * as settings from './settings.js';
    import { language, setLanguage, t } from './words.js';

    const views = [
      ['overview', () => t('Overview'), overview], ['messages', () => t('Messages'), messages],
      ['sessions', () => t('Sessions'), sessions], ['providers', () => t('Providers'), providers],
      ['send', () => t('Send a test'), send],
      ['lists', () => t('Lists and texts'), lists], ['rejected', () => t('Rejected'), rejected], ['settings', () => t('Settings'), settings],
    ];
    const main = document.getElementById('main');
    let turn = 0;
    let timer = 0;

    function place() {
      const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
      const [name, id] = path.split('/');
      const view = views.find((row) => row[0] === name) ?? views[0];
      let decoded = null;
      try { decoded = id ? decodeURIComponent(id) : null; } catch { /* no message has such an id */ }
      return { name: view[0], module: view[2], id: decoded, query: Object.fromEntries(new URLSearchParams(query ?? '')) };
    }

    function frame(current) {
      document.documentElement.lang = language();
      document.getElementById('skip').textContent = t('Skip to content');
      const nav = document.getElementById('nav');
      nav.setAttribute('aria-label', t('Views'));
      nav.replaceChildren(...views.map(([name, title]) =>
        el('a', { href: `#/${name}`, 'aria-current': name === current ? 'page' : null }, title())));
      const link = nav.querySelector('[aria-current]');
      if (link) nav.scrollLeft = link.offsetLeft - nav.offsetLeft - 24;
      const other = language() === 'ru' ? 'en' : 'ru';
      document.getElementById('tools').replaceChildren(
        el('button', { type: 'button', lang: other, click: () => { setLanguage(other); open(false); } }, other === 'ru' ? 'Русский' : 'English'),
        el('button', { type: 'button', click: turnTheme }, t('Theme')),
        hasToken() && el('button', { type: 'button', click: () => { forgetToken(); open(true); } }, t('Log out')) || '');
    }

    function turnTheme() {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      localStorage.setItem('passerelle.theme', root.dataset.theme);
    }

    function login(words) {
      const submit = async (event) => {
        event.preventDefault();
        keepToken(new FormData(event.target).get('token').trim());
        try {
          await get('/tally');
          notice(null);
          open(true);
        } catch (error) {
          if (error.status === 401) forgetToken();
          notice(error.status === 401 ? t('This token is not known.') : error.message, 'bad');
        }
      };
      const input = el('input', { name: 'token', type: 'password', required: true, autocomplete: 'off', spellcheck: 'false' });
      main.replaceChildren(heading(t('Token')), el('form', { class: 'card', submit },
        el('p', {}, words ?? t('The console needs the token of admin.token or admin.read_token. It is forgotten with this tab.')),
        field(t('Token'), input), el('p', {}, el('button', { class: 'primary' }, t('Open')))));
      input.focus();
    }

    /** Shows the view of the address; `moves` puts the keyboard there, as a new page would. */
    async function open(moves) {
      clearTimeout(timer);
      turn += 1;
      const mine = turn;
      const { name, module, id, query } = place();
      frame(name);
      if (!hasToken()) return login();
      const again = () => open(false);
      try {
        const nodes = await (name === 'messages' && id ? module.one(id, query, again) : module.show(query, again));
        if (mine !== turn) return;
        main.replaceChildren(...nodes.flat().filter((node) => node));
        document.title = `${main.querySelector('h1')?.textContent ?? ''} · Passerelle`;
      } catch (error) {
        if (mine !== turn) return;
        if (error.status === 401) {
          forgetToken();
          return login(t('This token is not known.'));
        }
        if (moves) main.replaceChildren(heading(t('That did not work')), el('p', { class: 'bad' }, error.message));
        else notice(error.message, 'bad');
      }
      if (moves) main.focus();
      if (module.every && !id) timer = setTimeout(refresh, module.every);
    }

    /** Never under the hands of somebody who types or reads an opened part. */
    function refresh() {
      const busy = document.hidden || (document.activeElement !== main && main.contains(document.activeElement)) || main.querySelector('details[open]');
      if (busy) timer = setTimeout(refresh, 2000);
      else open(false);
    }

    const theme = localStorage.getItem('passerelle.theme');
    if (theme) document.documentElement.dataset.theme = theme;
    document.getElementById('skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });
    addEventListener('hashchange', () => { notice(null); open(true); });
    open(true);

    """#
}
