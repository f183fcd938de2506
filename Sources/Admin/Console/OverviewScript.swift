extension ConsoleAsset {
  /// The picture of the flow.
  static let overviewScript = #"""
    import { get } from './api.js';
    import { chart, meanMilliseconds, perMinute } from './chart.js';
    import { el, heading, number, tell, time } from './page.js';
    import { t } from './words.js';

    export const every = 5000;

    const rise = (totals) => {
      let sum = 0;
      for (let i = 1; i < totals.length; i += 1) sum += totals[i] >= totals[i - 1] ? totals[i] - totals[i - 1] : totals[i];
      return sum;
    };

    async function probe(path) {
      try {
        const response = await fetch(path, { cache: 'no-store', credentials: 'omit' });
        if (response.status === 401) return null;
        return { ok: response.ok, words: (await response.text()).trim() };
      } catch {
        return { ok: false, words: t('no answer') };
      }
    }

    const tile = (name, value, tone) => el('div', {}, el('dt', {}, name), el('dd', { class: tone ?? '' }, number(value)));

    const board = (alarms) => alarms.length > 0 && el('section', { class: 'card alarms', 'aria-labelledby': 'alarms' },
      el('h2', { id: 'alarms', class: 'bad' }, t('Alarms')),
      el('ul', {}, alarms.map((alarm) => el('li', {}, tell(alarm.told), ' ', el('span', { class: 'soft' }, `${t('Since')} `, time(alarm.since))))));

    export async function show() {
      const [tally, flow, { alarms }, health, ready] =
        await Promise.all([get('/tally'), get('/flow'), get('/alarms'), probe('/healthz'), probe('/readyz')]);
      const { stages } = tally;
      const overTheHour = (name) => rise([...flow[name], flow.now[name]]);
      const failed = overTheHour('failed_total');
      const trouble = [health, ready].filter((state) => state && !state.ok).map((state) => el('p', { class: 'bad', role: 'alert' }, state.words));
      const seconds = flow.interval_seconds;
      return [
        heading(t('Overview')), trouble, board(alarms),
        el('dl', { class: 'tiles' },
          tile(t('Taken in, last hour'), overTheHour('accepted_total')),
          tile(t('Waiting'), stages.scheduled + stages.queued + stages.claimed),
          tile(t('In a call'), stages.calling),
          tile(t('At the provider'), stages.sent),
          tile(t('Delivered, last hour'), overTheHour('delivered_total'), 'good'),
          tile(t('Failed, last hour'), failed, failed ? 'bad' : ''),
          tile(t('Receipts owed'), tally.receipts_owed),
          tile(t('Open calls'), tally.open_calls)),
        el('h2', {}, t('The last hour')),
        flow.at.length < 2 ? el('p', { class: 'soft' }, t('The charts begin with the second sample, half a minute after the start.')) :
          el('div', { class: 'charts' },
            chart(t('Taken in a minute'), perMinute(flow.accepted_total, seconds)),
            chart(t('Handed over a minute'), perMinute(flow.handed_over_total, seconds)),
            chart(t('Receipts a minute'), perMinute(flow.receipts_total, seconds)),
            chart(t('Waiting'), flow.waiting),
            chart(t('At the provider'), flow.at_provider),
            chart(t('Receipts owed'), flow.receipts_owed),
            chart(t('Time of a call'), meanMilliseconds(flow.call_seconds_sum, flow.call_count), ' ms'),
            chart(t('Time of a commit'), meanMilliseconds(flow.commit_seconds_sum, flow.commit_count), ' ms', 1)),
      ];
    }

    """#
}
