extension ConsoleAsset {
  /// Clients that are bound or logged in.
  static let sessionsScript = #"""
    import { get } from './api.js';
    import { el, heading, table, time } from './page.js';
    import { t } from './words.js';

    export const every = 5000;

    export async function show() {
      const { sessions } = await get('/sessions');
      return [
        heading(`${t('Sessions')} (${sessions.length})`),
        table(t('Sessions'), [
          [t('Account'), (row) => row.account], [t('Name'), (row) => row.system_id], [t('Kind'), (row) => t(row.kind)],
          [t('Peer'), (row) => el('span', { class: 'mono' }, row.peer)],
          [t('Version'), (row) => row.version ?? ''], ['TLS', (row) => (row.tls ? t('yes') : t('no'))],
          [t('Since'), (row) => time(row.since)], [t('Peculiar'), (row) => row.quirks.join('; '), 'text'],
        ], sessions),
      ];
    }

    """#
}
