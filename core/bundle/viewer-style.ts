/** The look of a bundle's page: neutral greys so that colours are judged rightly, every pixel a whole square. */
export const viewerStyle = `:root { color-scheme: dark; --page: #171717; --bar: #1e1e1e; --raised: #292929; --line: #3a3a3a;
  --text: #e0e0e0; --dim: #a0a0a0; --accent: #79b0dc; --on-accent: #10171d; --check-a: #4a4a4a; --check-b: #565656; }
:root[data-theme='light'] { color-scheme: light; --page: #e6e6e6; --bar: #f1f1f1; --raised: #fbfbfb; --line: #c6c6c6;
  --text: #1b1b1b; --dim: #575757; --accent: #1d64a0; --on-accent: #ffffff; --check-a: #b9b9b9; --check-b: #c6c6c6; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--text); font: 13.5px/1.4 system-ui, sans-serif;
  font-variant-numeric: tabular-nums; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px;
  padding: 8px 12px; background: var(--bar); border-bottom: 1px solid var(--line); }
h1 { margin: 0; min-width: 92px; font-size: 13.5px; font-weight: 600; }
h2 { margin: 0 0 8px; font-size: 16px; }
input, button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 3px; }
input { flex: 1 1 200px; max-width: 420px; min-width: 0; padding: 4px 8px; }
input::placeholder { color: var(--dim); opacity: 1; }
button { padding: 4px 8px; cursor: pointer; }
button[aria-pressed='true'] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
kbd { font: 12px ui-monospace, monospace; opacity: .75; }
.group { display: flex; flex-wrap: wrap; gap: 4px; }
#zoom button { min-width: 36px; }
main { padding: 12px; }
ul { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; list-style: none; }
li { display: flex; flex-direction: column; width: max(184px, calc(var(--w) * var(--times, 1) * var(--zoom) * 1px + 18px));
  max-width: 100%; background: var(--bar); border: 1px solid var(--line); cursor: copy; scroll-margin: 72px 0 48px; }
li:focus-within { outline: 2px solid var(--accent); outline-offset: 0; }
.art { flex: 1; display: grid; place-content: safe center; min-height: 64px; max-height: 80vh; padding: 8px; overflow: auto; }
[data-ground='checker'] .art { background: repeating-conic-gradient(var(--check-a) 0 25%, var(--check-b) 0 50%) 0 0/16px 16px; }
[data-ground='black'] .art { background: #000; color: #ddd; }
[data-ground='white'] .art { background: #fff; color: #222; }
.art > * { display: block; width: calc(var(--w) * var(--times, 1) * var(--zoom) * 1px);
  height: calc(var(--h) * var(--times, 1) * var(--zoom) * 1px); image-rendering: pixelated; }
.art > .stretched { height: calc(var(--h) * 2 * var(--zoom) * 1px); }
.art > audio { width: 160px; height: 40px; image-rendering: auto; }
.film { overflow: hidden; width: calc(var(--w) * var(--zoom) * 1px); height: calc(var(--h) * var(--zoom) * 1px); }
.film > img { display: block; width: calc(var(--frames) * var(--w) * var(--zoom) * 1px); height: 100%; max-width: none;
  image-rendering: pixelated; transform: translateX(calc(var(--frame, 0) * var(--w) * var(--zoom) * -1px)); }
.nine { grid-template-columns: repeat(3, auto); }
.art > .nine { display: grid; }
.art > .ground { background-size: calc(var(--w) * var(--zoom) * 1px) calc(var(--h) * var(--zoom) * 1px); }
.art > p { margin: 0; width: auto; height: auto; font-size: 12px; overflow-wrap: anywhere; }
.copy { display: block; width: 100%; padding: 6px 8px; text-align: left; background: none; border: 0;
  border-top: 1px solid var(--line); border-radius: 0; cursor: copy; }
.copy:focus-visible { outline: none; }
.copy span { display: block; overflow-wrap: anywhere; }
.about, .tags { font-size: 12px; color: var(--dim); }
.about i { font-style: normal; white-space: nowrap; }
.choices { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 8px 8px; }
.choices button { padding: 2px 8px; font-size: 12px; }
.repeat { margin: 0 8px 8px; padding: 2px 8px; font-size: 12px; align-self: flex-start; }
#empty { padding: 48px 12px; text-align: center; }
#empty p { overflow-wrap: anywhere; }
#said { position: fixed; left: 50%; bottom: 16px; z-index: 2; transform: translateX(-50%); max-width: 90vw; padding: 6px 12px;
  background: var(--text); color: var(--page); border-radius: 3px; overflow-wrap: anywhere; }
#said:empty { display: none; }
dialog { max-width: min(440px, 92vw); padding: 16px; color: var(--text); background: var(--raised); border: 1px solid var(--line); }
dialog::backdrop { background: rgb(0 0 0 / .5); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 0 0 12px; }
dt { white-space: nowrap; }
dd { margin: 0; }
@media (max-width: 600px) {
  /* The row of switches scrolls away; count, zoom and search stay. */
  header { top: -45px; gap: 6px; padding: 8px; }
  header .group { order: -1; flex-basis: 100%; }
  header #zoom { order: 0; flex-basis: auto; margin-left: auto; }
  input { order: 1; flex-basis: 100%; max-width: none; padding: 8px; font-size: 16px; }
  header button { min-height: 36px; }
  header kbd { display: none; }
  .repeat { min-height: 36px; }
  main { padding: 8px; }
  li { width: max(calc(50% - 4px), calc(var(--w) * var(--times, 1) * var(--zoom) * 1px + 18px)); scroll-margin-top: 108px; }
}
`
