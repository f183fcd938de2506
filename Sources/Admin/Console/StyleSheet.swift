extension ConsoleAsset {
  /// Light and dark by the system's wish unless the operator chose; one column on a phone.
  static let styleSheet = #"""
    :root {
      color-scheme: light dark;
      --page: #f5f7f9; --card: #ffffff; --ink: #16212b; --soft: #51606e; --line: #d3dae1;
      --accent: #1f5f8b; --on-accent: #ffffff; --good: #1b6e3c; --bad: #a92323; --warn: #8a5600;
    }
    @media (prefers-color-scheme: dark) {
      :root:not([data-theme="light"]) {
        --page: #11171c; --card: #1a232b; --ink: #e6ecf1; --soft: #a3b1bd; --line: #35424d;
        --accent: #7cbdea; --on-accent: #0d1a24; --good: #7ad49b; --bad: #ff9a92; --warn: #f0bd6a;
      }
    }
    :root[data-theme="dark"] {
      color-scheme: dark;
      --page: #11171c; --card: #1a232b; --ink: #e6ecf1; --soft: #a3b1bd; --line: #35424d;
      --accent: #7cbdea; --on-accent: #0d1a24; --good: #7ad49b; --bad: #ff9a92; --warn: #f0bd6a;
    }
    :root[data-theme="light"] { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
    a { color: var(--accent); }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .skip { position: absolute; left: -999px; top: 0; padding: .5rem 1rem; background: var(--card); }
    .skip:focus { left: 0; z-index: 2; }
    header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .5rem 1rem;
      background: var(--card); border-bottom: 1px solid var(--line); }
    .brand { margin: 0; font-weight: 700; }
    nav { display: flex; flex-wrap: wrap; gap: .25rem; flex: 1; }
    nav a { padding: .4rem .6rem; border-radius: .4rem; white-space: nowrap; text-decoration: none; color: var(--ink); }
    nav a[aria-current] { background: var(--accent); color: var(--on-accent); }
    .tools { display: flex; gap: .4rem; }
    .tools button { padding: .3rem .6rem; min-height: 2.2rem; }
    main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
    main:focus { outline: none; }
    h1 { font-size: 1.4rem; margin: .2rem 0 1rem; }
    h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
    button, input, select, textarea { font: inherit; color: inherit; background: var(--card);
      border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .7rem; min-height: 2.6rem; max-width: 100%; }
    button { cursor: pointer; }
    button.primary { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
    button:disabled { opacity: .55; cursor: default; }
    label { display: block; font-weight: 600; margin-top: .6rem; }
    label input, label select, label textarea { display: block; width: 100%; font-weight: 400; margin-top: .2rem; }
    textarea { min-height: 6rem; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
    .row label { flex: 1 1 10rem; margin: 0; }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 0 0 1rem; }
    .card > :first-child { margin-top: 0; }
    .card > :last-child { margin-bottom: 0; }
    .card p { margin: .5rem 0; }
    .card > .row, .card > .scroll, .card > details { margin-top: .75rem; }
    .tiles { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 45%), 1fr)); margin: 0; padding: 0; }
    .tiles > div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
    .tiles dt { color: var(--soft); font-size: .9rem; }
    .tiles dd { margin: 0; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
    .charts { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); }
    figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; }
    figcaption { display: flex; justify-content: space-between; gap: .5rem; color: var(--soft); font-size: .9rem; }
    figcaption strong { color: var(--ink); font-variant-numeric: tabular-nums; }
    svg.spark { display: block; width: 100%; height: 4rem; margin-top: .4rem; }
    svg.spark polyline { fill: none; stroke: var(--accent); stroke-width: 2; vector-effect: non-scaling-stroke; }
    svg.spark polygon { fill: var(--accent); opacity: .15; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; background: var(--card); }
    th, td { text-align: start; padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { color: var(--soft); font-weight: 600; font-size: .9rem; }
    td { overflow-wrap: break-word; }
    td.text { overflow-wrap: anywhere; min-width: 12rem; }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line);
      border-radius: .6rem; padding: .8rem; }
    code, pre, .mono { font-family: ui-monospace, monospace; font-size: .92em; }
    dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
    dl.facts dt { color: var(--soft); }
    dl.facts dd { margin: 0; overflow-wrap: anywhere; }
    ol.life { list-style: none; margin: 0; padding: 0 0 0 1rem; border-left: 3px solid var(--line); }
    ol.life li { margin: 0 0 .8rem; }
    ol.life time { color: var(--soft); font-size: .9rem; display: block; }
    .alarms { border-color: var(--bad); }
    .alarms h2 { margin-top: 0; }
    .alarms ul { margin: 0; padding-left: 1.2rem; }
    .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
    .soft { color: var(--soft); }
    #notice { margin: 0; padding: .6rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); }
    dialog { background: var(--card); color: var(--ink); border: 1px solid var(--line); border-radius: .6rem; max-width: 26rem; width: 90%; }
    dialog::backdrop { background: rgb(0 0 0 / .5); }
    @media (max-width: 42rem) {
      main { padding: .75rem; }
      header { padding: .4rem .75rem; gap: .25rem; }
      .tools { margin-left: auto; gap: .25rem; }
      nav { order: 1; flex: 1 0 100%; flex-wrap: nowrap; overflow-x: auto; scrollbar-width: thin; }
      td { overflow-wrap: anywhere; }
      table, tbody, tr, td { display: block; }
      thead { position: absolute; left: -999px; }
      tr { border-bottom: 2px solid var(--line); padding: .4rem 0; }
      td { border: 0; padding: .15rem .6rem; }
      td::before { content: attr(data-label); color: var(--soft); font-size: .85rem; display: block; }
      dl.facts { grid-template-columns: 1fr; }
      dl.facts dd { margin-bottom: .4rem; }
    }
    @media (prefers-reduced-motion: no-preference) { nav a, button { transition: background .15s; } }

    """#
}
