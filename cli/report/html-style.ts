/** The style of every page: system fonts, two colour schemes, one column that fits a phone. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f5f6f8; --line: #d9dde3; --text: #1b1f24; --quiet: #57606b;
  --good: #17702f; --bad: #b91c28; --warn: #855300; --link: #0b57b3; --fill: #3a6ea5; --track: #dfe4ea;
  --good-back: #e3f5e7; --bad-back: #fdeaea; --warn-back: #fdf2d8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101418; --panel: #181d23; --line: #303842; --text: #e4e8ed; --quiet: #9ba6b2;
    --good: #5cc97a; --bad: #ff8a84; --warn: #e3b04b; --link: #82b9f5; --fill: #6fa3dc; --track: #2a323b;
    --good-back: #14291b; --bad-back: #331a1c; --warn-back: #2f2612;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
body > * { max-width: 60rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
h1, h2, h3, p, ul, ol, dl, pre { margin: 0; }
h1 { font-size: clamp(1.6rem, 5vw, 2.25rem); line-height: 1.2; letter-spacing: -.02em; font-weight: 650; }
h1 .to { color: var(--quiet); font-weight: 400; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; margin-bottom: 1rem; }
h3 { font-size: 1rem; font-weight: 600; display: flex; flex-wrap: wrap; gap: .35rem .6rem; align-items: center; }
ul, ol { list-style: none; padding: 0; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.quiet, .note, .seconds, dt, footer { color: var(--quiet); }
.note { font-weight: 400; font-size: .875rem; }
.small { font-size: .875rem; }
.seconds, .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.top { padding-block: 3rem 1.75rem; }
.eyebrow { color: var(--quiet); font-size: .875rem; margin-bottom: .35rem; }
.outcome { display: flex; align-items: center; gap: .6rem; margin-top: 1rem; font-size: 1.125rem; font-weight: 600; }
.outcome.good { color: var(--good); } .outcome.bad { color: var(--bad); }
section { padding-block: 1.75rem; border-top: 1px solid var(--line); }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin-top: 1.25rem; }
.facts dt { font-size: .8125rem; } .facts dd { margin: 0; }
.sign { flex: none; display: inline-grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: 50%; font-size: .875rem; font-weight: 700; line-height: 1; }
.badge { display: inline-block; padding: .05rem .5rem; border-radius: .35rem; font-size: .8125rem; font-weight: 600; }
.good.sign, .good.badge { color: var(--good); background: var(--good-back); }
.bad.sign, .bad.badge { color: var(--bad); background: var(--bad-back); }
.warn.sign, .warn.badge { color: var(--warn); background: var(--warn-back); }
.quiet.sign, .quiet.badge { background: var(--panel); }
.failure { border: 1px solid var(--bad); border-left-width: .3rem; border-radius: .5rem; background: var(--bad-back); padding: 1rem 1.25rem; margin-bottom: 1.75rem; }
.failure h2 { margin-bottom: .35rem; }
.advice { margin-top: .5rem; } .advice::before { content: "Try: "; font-weight: 600; }
.steps li { display: flex; gap: .9rem; position: relative; padding-bottom: 1.1rem; }
.steps li:not(:last-child)::before { content: ""; position: absolute; left: calc(.75rem - .5px); top: 1.75rem; bottom: .25rem; width: 1px; background: var(--line); }
.steps li:last-child { padding-bottom: 0; }
.step { flex: 1; min-width: 0; }
.step-head { display: flex; justify-content: space-between; gap: 1rem; }
.bar { display: block; width: 100%; height: 4px; margin-top: .45rem; border-radius: 2px; }
.track { fill: var(--track); } .fill { fill: var(--fill); }
.failed .fill { fill: var(--bad); }
.cards > li { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; }
p + .cards { margin-top: .75rem; }
.cards > li + li { margin-top: .75rem; }
.cards pre, .cards p + p, .cards h3 + p { margin-top: .6rem; }
.resources { margin-top: .75rem; }
.resources li { border-left: 3px solid var(--bad); padding-left: .75rem; }
.resources li + li { margin-top: .6rem; }
pre { background: var(--panel); border-radius: .4rem; padding: .6rem .8rem; overflow-x: auto; line-height: 1.5; overflow-wrap: normal; tab-size: 2; }
summary { cursor: pointer; }
.layer { margin-top: .75rem; }
.layer > summary { font-weight: 600; padding-block: .25rem; }
.layer + .layer { margin-top: 1.25rem; }
.layer > summary ~ * { margin-top: .6rem; }
.token { white-space: nowrap; }
.groups > li + li { margin-top: .9rem; }
.path { margin-bottom: .3rem; }
.diff { background: var(--panel); border-radius: .4rem; padding: .4rem 0; font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.diff > p { padding: 0 .8rem 0 calc(.8rem + 2ch); }
.mark { float: left; width: 2ch; margin-left: -2ch; }
.diff > .below { padding-left: calc(.8rem + 4ch); }
.diff > summary { padding-inline: .8rem; }
.diff > pre { padding-block: .3rem; font-size: 1em; white-space: pre-wrap; overflow-wrap: anywhere; }
.add { color: var(--good); } .remove { color: var(--bad); } .replace { color: var(--warn); }
.checks { margin-top: .5rem; }
.checks > li { padding-block: .6rem; border-bottom: 1px solid var(--line); }
.checks > li:last-child { border-bottom: 0; }
.row { display: flex; align-items: flex-start; gap: .9rem; }
.row::-webkit-details-marker { display: none; }
.check { flex: 1; min-width: 0; }
.check strong { margin-right: .35rem; }
.row-note, .details { margin-left: 2.4rem; }
.details { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: .5rem 1rem; margin-top: .75rem; }
.details dt { padding-top: .55rem; font-size: .875rem; } .details dd { margin: 0; min-width: 0; }
.details dd:not(.bytes) pre { white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; font-weight: 400; vertical-align: middle; white-space: nowrap; }
thead th { color: var(--quiet); font-size: .8125rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 600; white-space: nowrap; }
.number { text-align: right; padding-left: .5rem; }
.wide { width: 35%; min-width: 4rem; } .wide .bar { margin: 0; height: 8px; }
footer { padding-bottom: 3rem; font-size: .875rem; }
footer p { border-top: 1px solid var(--line); padding-top: 1.5rem; }
@media (max-width: 36rem) {
  .top { padding-top: 2rem; }
  .details { grid-template-columns: minmax(0, 1fr); gap: .25rem; margin-left: 0; }
  .details dd + dt { margin-top: .35rem; }
  .facts { gap: .6rem 1.5rem; }
}
@media screen and (max-width: 46rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; }
  tr { display: grid; grid-template-columns: 1.5fr repeat(4, 3fr); gap: .1rem .5rem; padding-block: .5rem; }
  tbody tr + tr { border-top: 1px solid var(--line); }
  tbody th, td, td.number { padding: 0; text-align: left; white-space: normal; }
  tbody th { grid-column: 1 / 4; }
  td.wide { width: auto; min-width: 0; align-self: center; }
  td.number::before { content: attr(data-name); display: block; color: var(--quiet); font-size: .8125rem; }
}
@media print {
  :root { --page: #fff; --panel: #f5f6f8; --text: #000; --quiet: #444; }
  body { font-size: 10.5pt; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  li, tr, pre { break-inside: avoid; } h2, h3, summary { break-after: avoid; }
  ::details-content { content-visibility: visible; display: block; }
}
`;
