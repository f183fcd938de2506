extension ConsoleAsset {
  /// Builds pages out of elements and text. Nothing from outside is ever read as markup.
  static let pageScript = #"""
    import { language, t, tellClauses } from './words.js';

    function fill(node, attributes, children) {
      for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (typeof value === 'function') node.addEventListener(name, value);
        else node.setAttribute(name, value === true ? '' : value);
      }
      for (const child of children.flat()) {
        if (child === undefined || child === null || child === false) continue;
        node.append(child instanceof Node ? child : document.createTextNode(String(child)));
      }
      return node;
    }

    /** An element; a function as attribute listens to the event of that name. */
    export const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
    export const svg = (name, attributes = {}, ...children) =>
      fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

    export const heading = (text) => el('h1', {}, text);

    /** A table of rows; each column is [title, row => child, class]: text of others, which may have no blanks, is of class "text".
        On a phone each row is a card. */
    export function table(caption, columns, rows) {
      if (!rows.length) return el('p', { class: 'soft' }, t('Nothing here.'));
      const head = el('tr', {}, columns.map(([title]) => el('th', { scope: 'col' }, title)));
      const body = rows.map((row) => el('tr', {}, columns.map(([title, cell, kind]) => el('td', { 'data-label': title, class: kind }, cell(row)))));
      return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
        el('table', {}, el('thead', {}, head), el('tbody', {}, body)));
    }

    export const facts = (pairs) => el('dl', { class: 'facts' },
      pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
        .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));

    export function time(text) {
      if (!text) return null;
      const shown = new Date(text).toLocaleString(language(), { dateStyle: 'short', timeStyle: 'medium' });
      return el('time', { datetime: text, title: text }, shown);
    }

    const told = {
      word: t, clauses: tellClauses,
      time: (value) => (Number.isNaN(Date.parse(value)) ? value : time(value)),
    };

    /** A sentence of the server with its values, in the chosen language. */
    export const tell = ({ form, values }) => (!values.length ? [t(form)] :
      t(form).split(/(\{\d+(?::\w+)?\})/).map((piece) => {
        const [, place, kind] = /^\{(\d+)(?::(\w+))?\}$/.exec(piece) ?? [];
        if (place === undefined) return piece;
        return (told[kind] ?? String)(values[place] ?? '');
      }));

    export const number = (value, digits = 0) =>
      new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value);

    const tones = { delivered: 'good', undeliverable: 'bad', rejected: 'bad', expired: 'bad', deleted: 'warn', unknown: 'warn' };
    export const stateWord = (state) => el('span', { class: tones[state] ?? '' }, t(state));

    export const field = (title, input) => el('label', {}, title, input);

    export function notice(text, tone = '') {
      const place = document.getElementById('notice');
      place.hidden = !text;
      place.className = tone;
      place.textContent = text ?? '';
    }

    /** Runs something that acts, and says how it went. */
    export async function act(button, work) {
      button.disabled = true;
      try {
        notice(await work() ?? t('Done.'), 'good');
      } catch (error) {
        notice(error.message, 'bad');
      } finally {
        button.disabled = false;
      }
    }

    /** Asks before something happens; true when it shall. */
    export function confirmed(question, verb) {
      return new Promise((resolve) => {
        const dialog = el('dialog', { 'aria-label': question, close: () => { resolve(dialog.returnValue === 'yes'); dialog.remove(); } },
          el('form', { method: 'dialog' }, el('p', {}, question), el('div', { class: 'row' },
            el('button', { value: 'yes', class: 'primary' }, verb), el('button', { value: 'no', autofocus: true }, t('Back')))));
        document.getElementById('dialogs').append(dialog);
        dialog.showModal();
      });
    }

    """#
}
