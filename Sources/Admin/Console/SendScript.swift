extension ConsoleAsset {
  /// A form to send a test, with parts, route and cost shown as it is typed.
  static let sendScript = #"""
    import { get, post, segment } from './api.js';
    import { act, el, field, heading } from './page.js';
    import { t } from './words.js';

    // A text travels to the preview inside of an address, which has its limit.
    const PREVIEW = 1200;
    // A pause after the last key before anything is asked; providers answer few questions about prices in a minute.
    const TYPING = 250;
    const THINKING = 1500;
    const BETWEEN_QUOTES = 12000;
    const CHANNELS = ['sms', 'viber', 'viber-sms', 'sms-viber', 'telegram', 'whatsapp', 'flash'];

    const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, Math.max(0, milliseconds)); });

    /** Shows what comes of the newest question only; `words` answers text for a draft, empty for nothing to say. */
    function teller(words) {
      const place = el('p', { class: 'soft', 'aria-live': 'polite' });
      let turn = 0;
      const tell = async (draft) => {
        turn += 1;
        const mine = turn;
        const isNewest = () => mine === turn && place.isConnected;
        try {
          const text = await words(draft, isNewest);
          if (isNewest() && text !== undefined) place.textContent = text;
        } catch (error) {
          if (isNewest()) place.textContent = error.message;
        }
      };
      return [place, tell];
    }

    async function parts({ text }, isNewest) {
      await pause(TYPING);
      if (!isNewest()) return undefined;
      if (!text || text.length > PREVIEW) return '';
      const shown = await get('/preview', { text });
      return `${t('Parts')}: ${shown.segments}, ${shown.encoding}, ${t('left in the last part')}: ${shown.left}`;
    }

    const money = ({ sum, currency, by, reason }) => (sum === undefined ? `${t('not known')} (${reason})`
      : `${sum}${currency ? ` ${currency}` : ''}${by === 'settings' ? ` (${t('by the price of the settings')})` : ''}`);

    let quotedAt = -BETWEEN_QUOTES;

    async function quote(draft, isNewest) {
      if (!draft.account || !draft.to || !draft.text) return '';
      await pause(Math.max(THINKING, quotedAt + BETWEEN_QUOTES - performance.now()));
      if (!isNewest()) return undefined;
      quotedAt = performance.now();
      const shown = await post('/quote', draft);
      return `${t('Goes by')} ${shown.provider}/${shown.channel}. ${t('Cost')}: ${money(shown.cost)}`;
    }

    export async function show() {
      const { texts } = await get('/lists');
      const [size, count] = teller(parts);
      const [cost, reckon] = teller(quote);
      const result = el('p', { 'aria-live': 'polite' });
      const text = el('textarea', { name: 'text', required: true, maxlength: '10000' });
      const canned = texts.length > 0 && el('select', {
        change: ({ target }) => {
          if (!target.value) return;
          text.value = target.value;
          text.dispatchEvent(new Event('input', { bubbles: true }));
        },
      }, el('option', { value: '' }, t('none')), texts.map((each) => el('option', { value: each.text }, `${each.id}: ${each.text.slice(0, 60)}`)));
      const input = ({ currentTarget: form }) => {
        const draft = Object.fromEntries(new FormData(form));
        count(draft);
        reckon(draft);
      };
      const submit = (event) => {
        event.preventDefault();
        const draft = Object.fromEntries(new FormData(event.target));
        act(event.target.querySelector('button'), async () => {
          const { id } = await post('/messages', draft);
          result.replaceChildren(el('a', { href: `#/messages/${segment(id)}` }, `${t('Message')} ${id}`));
        });
      };
      return [
        heading(t('Send a test')),
        el('form', { class: 'card', submit, input },
          field(t('Account'), el('input', { name: 'account', required: true, autocomplete: 'off' })),
          field(t('To'), el('input', { name: 'to', type: 'tel', required: true, autocomplete: 'off' })),
          field(t('From, empty for the default'), el('input', { name: 'from', autocomplete: 'off' })),
          field(t('Channel'), el('select', { name: 'channel' }, CHANNELS.map((name) => el('option', { value: name }, name)))),
          canned && field(t('Canned text'), canned),
          field(t('Text'), text),
          size, cost, el('button', { class: 'primary' }, t('Send')), result),
      ];
    }

    """#
}
