extension ConsoleAsset {
  /// The settings in force.
  static let settingsScript = #"""
    import { get } from './api.js';
    import { el, heading } from './page.js';
    import { t } from './words.js';

    export async function show() {
      const { version, toml } = await get('/settings');
      return [
        heading(t('Settings')), el('p', { class: 'soft' }, `${t('Version')} ${version}. ${t('Secrets are masked.')}`),
        el('pre', { tabindex: '0' }, toml),
      ];
    }

    """#
}
