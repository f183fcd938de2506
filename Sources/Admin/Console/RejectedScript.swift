extension ConsoleAsset {
  /// What clients sent and was refused, and messages from handsets that nobody took.
  static let rejectedScript = #"""
    import { get } from './api.js';
    import { el, heading, table, time } from './page.js';
    import { t } from './words.js';

    /** Octets sixteen a line, with their offset and what of them is ASCII. */
    function dump(hex) {
      const octets = hex.match(/../g) ?? [];
      const lines = [];
      for (let at = 0; at < octets.length; at += 16) {
        const row = octets.slice(at, at + 16);
        const text = row.map((octet) => parseInt(octet, 16)).map((code) => (code > 31 && code < 127 ? String.fromCharCode(code) : '.'));
        lines.push(`${at.toString(16).padStart(4, '0')}  ${row.join(' ').padEnd(47)}  ${text.join('')}`);
      }
      return lines.join('\n');
    }

    export async function show() {
      const [{ rejected }, { incoming }] = await Promise.all([get('/rejected'), get('/incoming')]);
      return [
        heading(t('Rejected')),
        table(t('Rejected'), [
          [t('Time'), (row) => time(row.at)], [t('Protocol'), (row) => row.protocol], [t('Peer'), (row) => row.peer],
          [t('Account'), (row) => row.account ?? ''], [t('Answer'), (row) => row.answer],
          [t('Reason'), (row) => [row.reason, row.field && ` (${row.field}, ${t('offset')} ${row.offset})`], 'text'],
          [t('Octets'), (row) => row.hex && el('details', {}, el('summary', {}, `${row.hex.length / 2}`), el('pre', {}, dump(row.hex)))],
        ], rejected),
        el('h2', {}, t('Incoming messages that nobody has taken')),
        table(t('Incoming'), [
          [t('Time'), (row) => time(row.received_at)], [t('Provider'), (row) => row.provider], [t('From'), (row) => row.from],
          [t('To'), (row) => row.to], [t('Account'), (row) => row.account ?? t('nobody')], [t('Text'), (row) => row.text, 'text'],
        ], incoming),
      ];
    }

    """#
}
