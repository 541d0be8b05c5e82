/**
 * What words of a prompt or a state do to any picture whose noun does not draw them itself: damage, light, weather,
 * and the states of an interface.
 */
import type { Canvas } from './canvas.js'
import { firstTone, outlineCell, transparent } from './canvas.js'
import { shiftTones } from './cell-moves.js'
import type { Material } from './materials.js'
import { materialIndex } from './materials.js'
import type { PromptWords } from './noun.js'
import { placeNoise } from './random.js'

type Box = NonNullable<ReturnType<Canvas['bounds']>>
type Layer = (canvas: Canvas, box: Box, salt: number) => void

const wears: readonly (readonly [words: string, layer: Layer])[] = [
  ['golden gilded', (canvas) => recolour(canvas, 'gold', () => true)],
  ['petrified', (canvas) => recolour(canvas, 'stone', () => true)],
  ['burnt burned charred scorched', (canvas, box, salt) => patches(canvas, box, 'charcoal', 0.72, salt)],
  ['rusty rusted corroded', (canvas, box, salt) => patches(canvas, box, 'rust', 0.5, salt)],
  ['mossy overgrown moss', (canvas, box, salt) => drape(canvas, box, 'moss', 3, 0.55, salt)],
  ['snowy snow frosted snowed', (canvas, box, salt) => drape(canvas, box, 'white', 2, 0.92, salt)],
  ['frozen icy', (canvas, box, salt) => patches(canvas, box, 'glass', 0.7, salt)],
  ['dusty dirty muddy', (canvas, box, salt) => patches(canvas, box, 'mud', 0.4, salt)],
  ['broken cracked damaged shattered smashed ruined destroyed', crack],
  ['lit on glowing burning active activated powered charged alight enabled', glow],
  ['unlit off inactive dark extinguished empty used unpowered dead', dim],
  ['hover hovered highlighted highlight over', (canvas) => shiftTones(canvas, () => 1)],
  ['pressed down clicked', press],
  ['disabled unavailable greyed grayed', grey],
  ['locked', (canvas, box) => padlock(canvas, box, true)],
  ['unlocked', (canvas, box) => padlock(canvas, box, false)],
  ['half', (canvas, box) => shiftTones(canvas, (_x, y) => (y < box.y + box.height / 2 ? -2 : 0))],
  ['open opened', hollow],
  ['focused focus selected checked chosen equipped current', ring],
]

/** Words that say something else in a sentence ("on a cloth", "half-buried") count as names of states only. */
const onlyStates = new Set(
  'on off active activated powered charged enabled inactive dark empty used unpowered dead over highlight down open opened half focus current chosen checked equipped snow moss locked unlocked pressed hover selected'.split(
    ' ',
  ),
)

/** The words of a prompt that tell about its thing rather than about its style: short clauses at its start. */
export function tellingWords({ clauses }: PromptWords): ReadonlySet<string> {
  return new Set(clauses.slice(0, 3).flatMap((clause, at) => (at === 0 || clause.length <= 2 ? clause : [])))
}

/** The layers that a prompt and a state ask for, in the order in which they are laid. */
export function wearsOf(
  prompt: ReadonlySet<string>,
  state: ReadonlySet<string>,
): { readonly words: readonly string[]; readonly layer: Layer }[] {
  return wears
    .map(([known, layer]) => ({ words: known.split(' '), layer }))
    .filter(({ words }) =>
      words.some((word) => state.has(word) || (prompt.has(word) && !onlyStates.has(word))),
    )
}

/** Selection rings are drawn outside of the outline, all else before it. */
export const isOutside = (layer: Layer): boolean => layer === ring

export function addWear(canvas: Canvas, layer: Layer, salt: number): void {
  const box = canvas.bounds()
  if (box !== null) layer(canvas, box, salt)
}

const cellOf = (material: Material, tone: number): number =>
  firstTone + materialIndex.get(material)! * 5 + tone

function recolour(canvas: Canvas, material: Material, where: (x: number, y: number) => boolean): void {
  canvas.cells.forEach((cell, at) => {
    if (cell >= firstTone && where(at % canvas.width, Math.floor(at / canvas.width)))
      canvas.cells[at] = cellOf(material, (cell - firstTone) % 5)
  })
}

/** Patches of another material, about a fifth of the picture large each. */
function patches(canvas: Canvas, box: Box, material: Material, share: number, salt: number): void {
  const size = Math.max(2, Math.round(Math.max(box.width, box.height) / 6))
  recolour(canvas, material, (x, y) => {
    const coarse = placeNoise(Math.floor((x - box.x) / size), Math.floor((y - box.y) / size), salt)
    return coarse * 0.75 + placeNoise(x - box.x, y - box.y, salt + 1) * 0.25 < share * 0.85
  })
}

/** Something that lies on every upper edge, thicker in places. */
function drape(
  canvas: Canvas,
  box: Box,
  material: Material,
  deep: number,
  share: number,
  salt: number,
): void {
  const most = Math.max(1, Math.round((deep * box.height) / 24))
  for (let x = box.x; x < box.x + box.width; x++) {
    let [run, left] = [0, 0]
    for (let y = box.y; y < box.y + box.height; y++) {
      const at = y * canvas.width + x
      if (canvas.cells[at] === transparent) run = 0
      else if (run++ === 0)
        left =
          placeNoise((x - box.x) >> 1, y - box.y, salt) < share
            ? 1 + Math.floor(placeNoise(x, 3, salt) * most)
            : 0
      if (left > 0 && canvas.cells[at] !== transparent) {
        canvas.cells[at] = cellOf(material, left === 1 ? 2 : 4)
        left--
      }
    }
  }
}

/** A chunk is missing from an upper corner, and cracks run from there down to the other side. */
function crack(canvas: Canvas, box: Box, salt: number): void {
  const right = placeNoise(1, 2, salt) < 0.5
  const [cx, cy] = flankOf(canvas, box, right, 0.06 + 0.3 * placeNoise(2, 2, salt))
  const reach = Math.min(box.width, box.height) * 0.34
  for (let y = box.y; y < box.y + box.height; y++)
    for (let x = box.x; x < box.x + box.width; x++) {
      const ragged = (placeNoise((x - box.x) >> 1, (y - box.y) >> 1, salt) - 0.5) * reach * 0.7
      if (Math.hypot(x + 0.5 - cx, y + 0.5 - cy) + ragged < reach)
        canvas.cells[y * canvas.width + x] = transparent
    }
  for (const [run, seed] of [
    [1, 5],
    [0.55, 9],
  ] as const) {
    let [x, y] = [cx + (right ? -1 : 1) * reach * 0.7, cy + reach * (run === 1 ? 0.5 : 0.9)]
    const steps = Math.round(box.height * 0.75 * run)
    for (let i = 0; i < steps; i++) {
      ink(canvas, Math.round(x), Math.round(y))
      x += (right ? -1 : 1) * (placeNoise(i >> 1, seed, salt) < 0.6 ? 0.9 : -0.5)
      y += placeNoise(i >> 1, seed + 1, salt) < 0.8 ? 1 : 0
    }
  }
}

/** The outermost painted place of one side, near the height `share` (0 is the top of the box). */
function flankOf(canvas: Canvas, box: Box, right: boolean, share: number): readonly [x: number, y: number] {
  for (let step = 0; step < box.height; step++) {
    const y = box.y + ((Math.floor(box.height * share) + step) % box.height)
    for (let i = 0; i < box.width; i++) {
      const x = right ? box.x + box.width - 1 - i : box.x + i
      if (canvas.cells[y * canvas.width + x] !== transparent) return [x + (right ? 1 : 0), y]
    }
  }
  return [box.x, box.y]
}

function ink(canvas: Canvas, x: number, y: number): void {
  const at = y * canvas.width + x
  if (x >= 0 && x < canvas.width && canvas.cells[at] !== undefined && canvas.cells[at] !== transparent)
    canvas.cells[at] = outlineCell
}

/** Brighter towards the middle, with a warm heart. */
function glow(canvas: Canvas, box: Box): void {
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2]
  const away = (x: number, y: number): number => Math.hypot((x - cx) / box.width, (y - cy) / box.height)
  recolour(canvas, 'fire', (x, y) => away(x + 0.5, y + 0.5) < 0.17)
  shiftTones(canvas, (x, y) => (away(x, y) < 0.3 ? 2 : 1))
}

function dim(canvas: Canvas): void {
  shiftTones(canvas, (_x, _y, tone) => (tone > 1 ? -2 : -1))
}

/** Sunk by a pixel, with the light gone from its top. */
function press(canvas: Canvas, box: Box): void {
  const old = canvas.cells.slice()
  const top = box.y * canvas.width
  canvas.cells.fill(transparent, top, (box.y + 1) * canvas.width)
  for (let y = box.y + 1; y < box.y + box.height; y++)
    canvas.cells.set(old.subarray((y - 1) * canvas.width, y * canvas.width), y * canvas.width)
  shiftTones(canvas, () => -1)
}

function grey(canvas: Canvas): void {
  recolour(canvas, 'grey', () => true)
  shiftTones(canvas, (_x, _y, tone) => (tone > 2 ? -1 : tone < 2 ? 1 : 0))
}

/** A dark opening in the lower middle. */
function hollow(canvas: Canvas, box: Box): void {
  const [cx, cy] = [box.x + box.width / 2, box.y + box.height * 0.6]
  for (let y = box.y; y < box.y + box.height; y++)
    for (let x = box.x; x < box.x + box.width; x++)
      if (((x + 0.5 - cx) / (box.width * 0.22)) ** 2 + ((y + 0.5 - cy) / (box.height * 0.26)) ** 2 < 1)
        ink(canvas, x, y)
}

/** A small lock on the lower half; an unlocked one has its bow open. */
function padlock(canvas: Canvas, box: Box, closed: boolean): void {
  const unit = Math.max(1, Math.round(Math.min(box.width, box.height) / 14))
  const rows = closed
    ? ['.111.', '.1.1.', '33333', '32123', '33333']
    : ['111..', '1....', '33333', '32123', '33333']
  const [left, top] = [
    Math.round(box.x + box.width / 2 - 2.5 * unit),
    Math.round(box.y + box.height * 0.72 - 2.5 * unit),
  ]
  for (let y = -1; y <= 5 * unit; y++)
    for (let x = -1; x <= 5 * unit; x++) {
      const mark = rows[Math.floor(y / unit)]?.[Math.floor(x / unit)]
      if (mark === undefined || mark === '.') ink(canvas, left + x, top + y)
      else {
        const cell = mark === '2' ? outlineCell : cellOf(closed ? 'gold' : 'steel', mark === '1' ? 3 : 4)
        const at = (top + y) * canvas.width + left + x
        if (canvas.cells[at] !== undefined) canvas.cells[at] = cell
      }
    }
}

/** A bright ring around the outline. */
function ring(canvas: Canvas): void {
  const rim: number[] = []
  canvas.cells.forEach((cell, at) => {
    if (cell !== transparent) return
    const near = [at - 1, at + 1, at - canvas.width, at + canvas.width]
    if (near.some((other) => (canvas.cells[other] ?? 0) !== transparent)) rim.push(at)
  })
  for (const at of rim) canvas.cells[at] = cellOf('yellow', 4)
}
