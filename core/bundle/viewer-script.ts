/**
 * What a bundle's page does. Plain browser script without a build; it reads the JSON of the page and sets text, never
 * markup. Storage and clipboard are tried, since browsers refuse either to pages that were opened from disk.
 */
export const viewerScript = String.raw`'use strict'
const byId = (id) => document.getElementById(id)
const root = document.documentElement
const assets = JSON.parse(byId('assets').textContent)
const list = byId('list')
const search = byId('search')
const zooms = [1, 2, 4, 8]
const grounds = ['checker', 'black', 'white']
let zoom = 1
let current = null
let saidTimer = 0

function make(tag, className, text) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  if (tag === 'button') element.type = 'button'
  return element
}

function url(path) {
  return path.split('/').map(encodeURIComponent).join('/')
}

function picture(asset) {
  const image = make('img')
  image.loading = 'lazy'
  image.decoding = 'async'
  image.alt = ''
  image.addEventListener('error', () => image.replaceWith(make('p', '', 'missing: ' + asset.image)))
  image.src = url(asset.image)
  return image
}

function entry(asset) {
  const item = make('li')
  item.style.setProperty('--w', asset.width)
  item.style.setProperty('--h', asset.height)
  const art = make('div', 'art')
  art.append(...shownArt(asset))
  const copy = make('button', 'copy')
  copy.title = 'Copy this key'
  copy.tabIndex = -1
  const about = make('span', 'about', asset.sound ? aboutSound(asset) : asset.width + '×' + asset.height + ' ' + asset.type + ' · ')
  if (!asset.sound) about.append(make('i', '', 'pivot ' + asset.pivot.x + ', ' + asset.pivot.y))
  copy.append(make('span', 'key', asset.key), about)
  if (asset.tags.length > 0) copy.append(make('span', 'tags', asset.tags.join(', ')))
  item.append(art, copy)
  const one = { asset, item, art, copy, toggle: null, stretch: null, choices: [], shown: 0, startedAt: 0, playing: false, inView: false, text: [asset.key, asset.type, ...asset.tags].join('\n').toLowerCase() }
  if (asset.type === 'tile') {
    one.toggle = make('button', 'repeat', 'repeat 3×3')
    one.toggle.tabIndex = -1
    one.toggle.setAttribute('aria-pressed', 'false')
    one.toggle.addEventListener('click', () => repeatTile(one, one.toggle.getAttribute('aria-pressed') === 'false'))
    item.append(one.toggle)
  }
  addMotion(one)
  item.addEventListener('click', (event) => {
    if (event.target.closest('button') === copy || !event.target.closest('button, audio')) {
      choose(one)
      copyKey(asset.key)
    }
  })
  copy.addEventListener('focus', () => mark(one))
  return one
}

function repeatTile(one, on) {
  one.toggle.setAttribute('aria-pressed', String(on))
  one.item.style.setProperty('--times', on ? 3 : 1)
  if (on && one.asset.frames) {
    one.art.replaceChildren(make('div', 'nine'))
    for (let times = 0; times < 9; times++) one.art.firstChild.append(film(one.asset))
  } else if (on) {
    const ground = make('div', 'ground')
    ground.style.backgroundImage = 'url("' + url(one.asset.image) + '")'
    one.art.replaceChildren(ground)
  } else one.art.replaceChildren(...shownArt(one.asset))
  const tiles = entries.filter((other) => other.toggle)
  const all = tiles.every((other) => other.toggle.getAttribute('aria-pressed') === 'true')
  byId('repeat').setAttribute('aria-pressed', String(all))
}

function repeatAll() {
  const on = byId('repeat').getAttribute('aria-pressed') === 'false'
  for (const one of entries) if (one.toggle) repeatTile(one, on)
}

/** One stop for Tab in the whole list; arrows go on from there. */
function mark(one) {
  if (current) for (const button of stops(current)) button.tabIndex = -1
  current = one
  if (one) for (const button of stops(one)) button.tabIndex = 0
}

function stops(one) {
  return [one.copy, one.toggle, one.stretch, ...one.choices].filter((button) => button)
}

function choose(one) {
  if (!one) return
  one.copy.focus({ preventScroll: true })
  one.item.scrollIntoView({ block: 'nearest' })
}

const shown = () => entries.filter((one) => !one.item.hidden)

/** The nearest one of the next row up or down, by the middle of the entry. */
function across(one, direction) {
  const middle = (other) => other.item.offsetLeft + other.item.offsetWidth / 2
  const rows = shown().filter((other) => (other.item.offsetTop - one.item.offsetTop) * direction > 0)
  const edge = rows.length > 0 ? rows[direction > 0 ? 0 : rows.length - 1].item.offsetTop : 0
  const row = rows.filter((other) => other.item.offsetTop === edge)
  return row.sort((a, b) => Math.abs(middle(a) - middle(one)) - Math.abs(middle(b) - middle(one)))[0]
}

function step(key) {
  const visible = shown()
  const at = visible.indexOf(current)
  if (key === 'Home' || at < 0) return visible[0]
  if (key === 'End') return visible[visible.length - 1]
  if (key === 'ArrowLeft') return visible[at - 1]
  if (key === 'ArrowRight') return visible[at + 1]
  return across(current, key === 'ArrowDown' ? 1 : -1)
}

function say(text) {
  clearTimeout(saidTimer)
  byId('said').textContent = text
  saidTimer = setTimeout(() => (byId('said').textContent = ''), 2500)
}

async function copyKey(key) {
  let done = false
  try {
    await navigator.clipboard.writeText(key)
    done = true
  } catch {
    done = copyBySelection(key)
  }
  say(done ? 'copied ' + key : 'The browser refused to copy. The key is ' + key)
}

function copyBySelection(key) {
  const before = document.activeElement
  const area = make('textarea')
  area.value = key
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  let done = false
  try {
    done = document.execCommand('copy')
  } catch {
    done = false
  }
  area.remove()
  if (before) before.focus({ preventScroll: true })
  return done
}

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '')
  for (const one of entries) one.item.hidden = !words.every((word) => one.text.includes(word))
  const visible = shown()
  const all = entries.length === 1 ? '1 asset' : entries.length + ' assets'
  byId('count').textContent = words.length > 0 ? visible.length + ' of ' + all : all
  const empty = byId('empty')
  empty.hidden = visible.length > 0
  empty.querySelector('button').hidden = entries.length === 0
  empty.querySelector('p').textContent =
    entries.length === 0
      ? 'No assets in this bundle yet. Approve a variant and export again.'
      : 'No key, type or tag has "' + search.value.trim() + '".'
  if (!current || current.item.hidden) mark(visible[0] || null)
}

function clearSearch() {
  search.value = ''
  filter()
  search.focus()
}

function setZoom(next) {
  zoom = next
  root.style.setProperty('--zoom', zoom)
  for (const button of byId('zoom').children) button.setAttribute('aria-pressed', String(button.textContent === zoom + 'x'))
  if (current && current.item.contains(document.activeElement)) current.item.scrollIntoView({ block: 'nearest' })
}

/** The largest zoom that keeps the middle one of all pictures within 160 pixels. */
function fittingZoom() {
  const sides = assets.filter((asset) => !asset.sound).map((asset) => Math.max(asset.width, asset.height)).sort((a, b) => a - b)
  const middle = sides[Math.floor(sides.length / 2)] || 32
  return zooms.filter((times) => middle * times <= 160).pop() || 1
}

function keep(name, value) {
  root.dataset[name] = value
  try {
    localStorage.setItem('assetloom-viewer-' + name, value)
  } catch {}
  label()
}

function kept(name, allowed) {
  try {
    const value = localStorage.getItem('assetloom-viewer-' + name)
    if (allowed.includes(value)) root.dataset[name] = value
  } catch {}
}

function label() {
  byId('ground').firstChild.data = root.dataset.ground + ' '
  byId('theme').firstChild.data = (root.dataset.theme === 'dark' ? 'light' : 'dark') + ' '
}

const actions = {
  '/': () => {
    search.focus()
    search.select()
  },
  '+': () => setZoom(zooms[Math.min(zooms.indexOf(zoom) + 1, zooms.length - 1)]),
  '-': () => setZoom(zooms[Math.max(zooms.indexOf(zoom) - 1, 0)]),
  b: () => keep('ground', grounds[(grounds.indexOf(root.dataset.ground) + 1) % grounds.length]),
  l: () => keep('theme', root.dataset.theme === 'dark' ? 'light' : 'dark'),
  r: () => {
    const chosen = chosenEntry()
    if (chosen && chosen.toggle) repeatTile(chosen, chosen.toggle.getAttribute('aria-pressed') === 'false')
    else repeatAll()
  },
  p: () => playAll(!anyPlaying()),
  n: () => nextChoice(chosenEntry()),
  s: () => stretchChosen(chosenEntry()),
  '?': () => byId('map').showModal(),
}
actions['='] = actions['+']

const chosenEntry = () => (current && current.item.contains(document.activeElement) ? current : null)

function onSearchKey(event) {
  const [first] = shown()
  if (event.key === 'Escape') clearSearch()
  else if (event.key === 'ArrowDown') choose(first)
  else if (event.key === 'Enter') {
    if (first) copyKey(first.asset.key)
  } else return
  event.preventDefault()
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId('map').open) return
  if (event.target === search) return onSearchKey(event)
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(key)) choose(list.contains(document.activeElement) ? step(key) : current)
  else if (key === 'Escape') {
    if (search.value !== '') clearSearch()
  } else if (actions[key]) actions[key]()
  else return
  event.preventDefault()
}

let entries = []

function start() {
  entries = assets.map(entry)
  list.append(...entries.map((one) => one.item))
  for (const times of zooms) {
    const button = make('button', '', times + 'x')
    button.title = 'Zoom ' + times + 'x, + and - change it'
    button.addEventListener('click', () => setZoom(times))
    byId('zoom').append(button)
  }
  byId('repeat').hidden = !entries.some((one) => one.toggle)
  byId('repeat').addEventListener('click', repeatAll)
  filter()
  setZoom(fittingZoom())
  startMotion()
}

byId('ground').addEventListener('click', actions.b)
byId('theme').addEventListener('click', actions.l)
byId('keys').addEventListener('click', actions['?'])
byId('empty').querySelector('button').addEventListener('click', clearSearch)
search.addEventListener('input', filter)
document.addEventListener('keydown', onKey)
kept('ground', grounds)
kept('theme', ['dark', 'light'])
label()
`
