extension ConsoleAsset {
  /// Small line charts as SVG, with their numbers in words for whoever does not see them.
  static let chartScript = #"""
    import { el, number, svg } from './page.js';
    import { t } from './words.js';

    const WIDTH = 240;
    const HEIGHT = 60;

    /** One chart: a title, the values oldest first (null for none), and how a value is written. */
    export function chart(title, values, unit = '', digits = 0) {
      const known = values.filter((value) => value !== null);
      const last = known.at(-1) ?? 0;
      const top = Math.max(1e-9, ...known);
      const step = WIDTH / Math.max(1, values.length - 1);
      // One value alone is a line, too.
      const drawn = values.length === 1 ? [values[0], values[0]] : values;
      const points = drawn.map((value, index) => [index * step, HEIGHT - ((value ?? 0) / top) * (HEIGHT - 4)]);
      const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
      const write = (value) => `${number(value, digits)}${unit}`;
      const words = `${title}: ${t('now')} ${write(last)}, ${t('at most')} ${write(known.length ? top : 0)}`;
      return el('figure', {},
        el('figcaption', {}, el('span', {}, title), el('strong', {}, write(last))),
        svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': words },
          svg('polygon', { points: `0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}` }), svg('polyline', { points: line })));
    }

    /** What happened a minute between the samples of a count that only rises; a restart counts from zero again. */
    export const perMinute = (totals, seconds) => totals.slice(1).map((value, index) =>
      (value >= totals[index] ? value - totals[index] : value) * 60 / seconds);

    /** Milliseconds for each event between samples; null where there was none. */
    export const meanMilliseconds = (sums, counts) => sums.slice(1).map((sum, index) => {
      const events = counts[index + 1] - counts[index];
      return events > 0 ? Math.max(0, sum - sums[index]) * 1000 / events : null;
    });

    """#
}
