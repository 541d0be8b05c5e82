/** The fixed part of a bundle's page; the script fills the list. */
export const viewerMarkup = `<header>
  <h1><span id="count"></span></h1>
  <input id="search" type="search" placeholder="Find by key, type or tag  /" aria-label="Find by key, type or tag" autocomplete="off" spellcheck="false">
  <div class="group" id="zoom" role="group" aria-label="Zoom"></div>
  <div class="group">
    <button type="button" id="ground" title="Ground behind the art">checker <kbd>B</kbd></button>
    <button type="button" id="repeat" aria-pressed="false" title="Show every tile three by three" hidden>repeat tiles <kbd>R</kbd></button>
    <button type="button" id="play" title="Play or pause every animation" hidden>play <kbd>P</kbd></button>
    <button type="button" id="theme" title="Dark or light page">light <kbd>L</kbd></button>
    <button type="button" id="keys" title="All keys">keys <kbd>?</kbd></button>
  </div>
</header>
<main>
  <noscript>This page needs JavaScript. The pictures lie in images/, the keys in manifest.json.</noscript>
  <ul id="list" aria-label="Assets"></ul>
  <div id="empty" hidden><p></p><button type="button">Clear the search</button></div>
</main>
<div id="said" role="status" aria-live="polite"></div>
<dialog id="map" aria-label="Keys">
  <h2>Keys</h2>
  <dl>
    <dt><kbd>/</kbd></dt><dd>find by key, type or tag</dd>
    <dt><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>choose an asset</dd>
    <dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>first, last</dd>
    <dt><kbd>Enter</kbd></dt><dd>copy its key; in the search, of the first found</dd>
    <dt><kbd>+</kbd> <kbd>-</kbd></dt><dd>zoom</dd>
    <dt><kbd>B</kbd></dt><dd>ground: checker, black, white</dd>
    <dt><kbd>R</kbd></dt><dd>repeat the chosen tile, or all</dd>
    <dt><kbd>P</kbd></dt><dd>play or pause every animation</dd>
    <dt><kbd>N</kbd></dt><dd>next animation or state of the chosen asset</dd>
    <dt><kbd>S</kbd></dt><dd>stretch the chosen nine-slice picture, or all</dd>
    <dt><kbd>L</kbd></dt><dd>dark or light page</dd>
    <dt><kbd>Esc</kbd></dt><dd>clear the search, close this</dd>
  </dl>
  <form method="dialog"><button>Close <kbd>Esc</kbd></button></form>
</dialog>
`
