extension ConsoleAsset {
  /// A form to send a test, with the parts counted as the text is typed.
  static let sendScript = #"""
    import { get, post, segment } from './api.js';
    import { act, el, field, heading } from './page.js';
    import { t } from './words.js';

    // A text travels to the preview inside of an address, which has its limit.
    const PREVIEW = 1200;

    export async function show() {
      const preview = el('p', { class: 'soft', 'aria-live': 'polite' });
      const result = el('p', { 'aria-live': 'polite' });
      let asked = 0;
      const count = async ({ target }) => {
        asked += 1;
        const turn = asked;
        await new Promise((resolve) => { setTimeout(resolve, 250); });
        if (turn !== asked) return;
        const text = target.value;
        if (!text || text.length > PREVIEW) {
          preview.textContent = '';
          return;
        }
        try {
          const shown = await get('/preview', { text });
          if (turn !== asked) return;
          preview.textContent = `${t('Parts')}: ${shown.segments}, ${shown.encoding}, ${t('left in the last part')}: ${shown.left}`;
        } catch (error) {
          preview.textContent = error.message;
        }
      };
      const submit = (event) => {
        event.preventDefault();
        const draft = Object.fromEntries(new FormData(event.target));
        act(event.target.querySelector('button'), async () => {
          const { id } = await post('/messages', draft);
          result.replaceChildren(el('a', { href: `#/messages/${segment(id)}` }, `${t('Message')} ${id}`));
        });
      };
      const channels = ['sms', 'viber', 'viber-sms', 'sms-viber', 'telegram', 'whatsapp', 'flash'];
      return [
        heading(t('Send a test')),
        el('form', { class: 'card', submit },
          field(t('Account'), el('input', { name: 'account', required: true, autocomplete: 'off' })),
          field(t('To'), el('input', { name: 'to', type: 'tel', required: true, autocomplete: 'off' })),
          field(t('From, empty for the default'), el('input', { name: 'from', autocomplete: 'off' })),
          field(t('Channel'), el('select', { name: 'channel' }, channels.map((name) => el('option', { value: name }, name)))),
          field(t('Text'), el('textarea', { name: 'text', required: true, maxlength: '10000', input: count })),
          preview, el('button', { class: 'primary' }, t('Send')), result),
      ];
    }

    """#
}
