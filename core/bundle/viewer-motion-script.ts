/**
 * What of a bundle's page moves: animations at their own rates, states, stretched nine-slice pictures, sounds. Goes
 * after `viewerScript`, whose names it uses. Nothing moves by itself where a reader asked for less motion.
 */
export const viewerMotionScript = String.raw`
const calm = matchMedia('(prefers-reduced-motion: reduce)')
let loopRuns = false

function aboutSound({ type, sound }) {
  const loops = sound.loop ? ', loops' + (sound.loopStartMs ? ' from ' + (sound.loopStartMs / 1000).toFixed(2) + ' s' : '') : ''
  return type + ' · ' + (sound.durationMs / 1000).toFixed(2) + ' s' + loops
}

/** What stands in the frame of an entry: a still, one frame of a strip, or a player. */
function shownArt(asset) {
  if (!asset.sound) return [asset.frames ? film(asset) : picture(asset)]
  const player = make('audio')
  player.controls = true
  player.preload = 'none'
  player.loop = asset.sound.loop
  player.setAttribute('aria-label', asset.key)
  for (const path of asset.sound.files) {
    const source = make('source')
    source.src = url(path)
    player.append(source)
  }
  return [player]
}

/** One frame of a strip: the whole strip behind a window, moved by --frame. */
function film(asset) {
  const element = make('div', 'film')
  element.style.setProperty('--frames', asset.frames)
  element.append(picture(asset))
  return element
}

function addMotion(one) {
  const { animations = [], states = [], nineSlice } = one.asset
  const names = [
    ...animations.map(({ name, count, fps, loop }) => [name, name + ' ' + count + 'f ' + fps + ' fps' + (loop ? '' : ' once')]),
    ...states.map((name) => [name, name]),
  ]
  if (names.length > 0) {
    const row = make('div', 'choices')
    row.setAttribute('role', 'group')
    row.setAttribute('aria-label', (animations.length > 0 ? 'Animations of ' : 'States of ') + one.asset.key)
    names.forEach(([, text], index) => {
      const button = make('button', '', text)
      button.tabIndex = -1
      button.setAttribute('aria-pressed', String(index === 0))
      button.addEventListener('click', () => chooseMotion(one, index))
      one.choices.push(button)
    })
    row.append(...one.choices)
    one.item.append(row)
  }
  if (nineSlice) {
    one.stretch = make('button', 'repeat', 'stretch')
    one.stretch.tabIndex = -1
    one.stretch.setAttribute('aria-pressed', 'false')
    one.stretch.addEventListener('click', () => stretch(one, one.stretch.getAttribute('aria-pressed') === 'false'))
    one.item.append(one.stretch)
  }
}

/** Shows a state, or plays an animation from its first frame; the one that plays already is paused. */
function chooseMotion(one, index) {
  const moving = one.asset.animations && one.shown === index && one.playing
  one.choices.forEach((button, at) => button.setAttribute('aria-pressed', String(at === index)))
  one.shown = index
  play(one, Boolean(one.asset.animations) && !moving)
  if (!one.asset.animations) setFrame(one, index)
  else if (!moving) setFrame(one, one.asset.animations[index].from)
}

function play(one, on) {
  one.playing = on
  one.startedAt = performance.now()
  one.item.dataset.playing = String(on)
  byId('play').firstChild.data = anyPlaying() ? 'pause ' : 'play '
  if (on) runLoop()
}

function setFrame(one, frame) {
  if (one.item.dataset.frame === String(frame)) return
  one.item.dataset.frame = frame
  one.item.style.setProperty('--frame', frame)
  if (one.stretch && one.stretch.getAttribute('aria-pressed') === 'true') drawStretched(one)
}

const anyPlaying = () => entries.some((one) => one.playing)

function playAll(on) {
  for (const one of entries) if (one.asset.animations) play(one, on)
  say(on ? 'playing' : 'paused')
}

function nextChoice(one) {
  if (!one || one.choices.length === 0) return
  chooseMotion(one, one.choices.length === 1 ? 0 : (one.shown + 1) % one.choices.length)
  say(one.choices[one.shown].textContent)
}

function runLoop() {
  if (loopRuns) return
  loopRuns = true
  requestAnimationFrame(tick)
}

function tick(now) {
  for (const one of entries) {
    if (!one.playing || !one.inView) continue
    const { from, count, fps, loop } = one.asset.animations[one.shown]
    const step = Math.max(0, Math.floor(((now - one.startedAt) * fps) / 1000))
    setFrame(one, from + (loop ? step % count : Math.min(step, count - 1)))
    if (!loop && step >= count) play(one, false)
  }
  loopRuns = anyPlaying()
  if (loopRuns) requestAnimationFrame(tick)
}

function stretch(one, on) {
  one.stretch.setAttribute('aria-pressed', String(on))
  one.item.style.setProperty('--times', on ? 3 : 1)
  if (!on) return one.art.replaceChildren(...shownArt(one.asset))
  const canvas = make('canvas', 'stretched')
  canvas.width = one.asset.width * 3
  canvas.height = one.asset.height * 2
  const image = picture(one.asset)
  image.loading = 'eager'
  image.addEventListener('load', () => drawStretched(one))
  one.art.replaceChildren(canvas)
  one.stretched = { canvas, image }
  if (image.complete) drawStretched(one)
}

function stretchChosen(chosen) {
  const all = entries.filter((one) => one.stretch)
  const some = chosen && chosen.stretch ? [chosen] : all
  const on = some.some((one) => one.stretch.getAttribute('aria-pressed') === 'false')
  for (const one of some) stretch(one, on)
}

/** Nine parts: corners as they are, edges stretched along themselves, the middle both ways. */
function drawStretched(one) {
  const { canvas, image } = one.stretched
  const { width, height, nineSlice } = one.asset
  const context = canvas.getContext('2d')
  context.imageSmoothingEnabled = false
  context.clearRect(0, 0, canvas.width, canvas.height)
  const left = width * Number(one.item.dataset.frame || 0)
  const cuts = (size, before, after, stretched) => [
    [0, before, 0, before],
    [before, size - before - after, before, stretched - before - after],
    [size - after, after, stretched - after, after],
  ]
  for (const [x, w, toX, toW] of cuts(width, nineSlice.left, nineSlice.right, canvas.width))
    for (const [y, h, toY, toH] of cuts(height, nineSlice.top, nineSlice.bottom, canvas.height))
      if (w > 0 && h > 0 && toW > 0 && toH > 0) context.drawImage(image, left + x, y, w, h, toX, toY, toW, toH)
}

function startMotion() {
  const moving = entries.filter((one) => one.asset.animations)
  byId('play').hidden = moving.length === 0
  byId('play').addEventListener('click', actions.p)
  const byItem = new Map(moving.map((one) => [one.item, one]))
  const watcher = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) byItem.get(target).inView = isIntersecting
  })
  for (const one of moving) watcher.observe(one.item)
  if (!calm.matches) for (const one of moving) play(one, true)
}
`
