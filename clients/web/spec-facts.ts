import type { AssetSpec, SoundSpec } from '../../core/spec/asset-spec.schema.js'
import { isSound, keepsBackground } from '../../core/spec/spec-frames.js'
import { el, type Child } from './build-element.js'

/** Swatches that are shown; a palette of 256 colours would fill the panel. */
const swatchesMax = 64

/** Every field that the kind of a spec has, as terms and values of a `dl`. */
export function specFacts(spec: AssetSpec): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    ...fact('key', el('code', {}, spec.key)),
    ...fact(
      'type',
      spec.category === spec.assetType ? spec.assetType : `${spec.assetType} (${spec.category})`,
    ),
    ...fact('prompt', spec.prompt.positive),
    ...fact('avoid', spec.prompt.negative),
    ...(isSound(spec) ? [] : pictureFacts(spec)),
    ...(spec.sound ? soundFacts(spec.sound) : []),
    ...fact('variants', `${spec.variants} to choose from`),
    ...fact('tags', spec.tags.join(', ')),
    ...fact('provider', spec.provider),
    ...makingFacts(spec),
    ...integrationFacts(spec),
  )
}

function pictureFacts(spec: AssetSpec): Child[] {
  const { size, pivot, nineSlice } = spec
  const borders =
    nineSlice &&
    `left ${nineSlice.left}, top ${nineSlice.top}, right ${nineSlice.right}, bottom ${nineSlice.bottom} px`
  return [
    ...fact('size', `${size.width} x ${size.height} px${framesWord(spec)}`),
    ...fact('moves', spec.animations ? lines(spec.animations.map(describeAnimation)) : ''),
    ...fact(spec.assetType === 'backdrop' ? 'layers' : 'states', (spec.states ?? []).join(', ')),
    ...fact('pivot', `${pivot.x}, ${pivot.y}`),
    ...fact('nine-slice', borders ?? ''),
    ...fact('palette', spec.palette.length === 0 ? 'any colour' : paletteSwatches(spec.palette)),
    ...fact('outline', spec.outlinePx === 0 ? 'none' : `${spec.outlinePx} px`),
    ...fact('light', spec.light),
    ...fact('background', backgroundWords(spec)),
    ...fact('alpha', spec.alpha ?? ''),
    ...fact('cutout', spec.cutout === undefined ? '' : 'by a model, where its maker has one'),
    ...fact('scaling', spec.kernel ?? ''),
    ...fact('files', (spec.formats ?? []).join(', ')),
  ]
}

const framesWord = ({ animations, states }: AssetSpec) => (animations || states ? ' a frame' : '')

function backgroundWords(spec: AssetSpec): string {
  if (spec.seamless) return 'opaque, repeats without a seam'
  return keepsBackground(spec) ? 'opaque' : 'transparent'
}

function soundFacts({
  durationMs,
  loop,
  loopMs,
  formats,
  peakDb,
  loudnessLufs,
  bitrateKbps,
}: SoundSpec): Child[] {
  const loudness = loudnessLufs === undefined ? '' : `, ${loudnessLufs} LUFS`
  return [
    ...fact(
      'length',
      `${durationMs.min / 1000} to ${durationMs.max / 1000} s, ${loop ? loopWords(loopMs) : 'once'}`,
    ),
    ...fact('level', `peak ${peakDb} dB${loudness}`),
    ...fact('files', `${formats.join(', ')}${bitrateKbps === undefined ? '' : `, ${bitrateKbps} kbit/s`}`),
  ]
}

function loopWords(loopMs: SoundSpec['loopMs']): string {
  if (loopMs === undefined) return 'loops'
  const { start, end } = loopMs
  return `loops from ${start / 1000} s to ${end === undefined ? 'its end' : `${end / 1000} s`}`
}

/** How it is made, where the list or the project says so. */
function makingFacts({
  style,
  loras,
  generation,
  postChain,
  reference,
  origin,
  qualityContract,
}: AssetSpec): Child[] {
  const told = (parts: object) =>
    Object.entries(parts)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
      .join(', ')
  return [
    ...fact('style', style ?? ''),
    ...fact('LoRAs', (loras ?? []).map(({ name, weight }) => `${name} ${weight}`).join(', ')),
    ...fact('model', told(generation ?? {})),
    ...fact(
      'begins from',
      reference === undefined ? '' : `${reference.sha256.slice(0, 12)}, ${reference.use}`,
    ),
    ...fact('finishing', postChain === undefined ? '' : postChain.join(', ') || 'nothing'),
    ...fact('made by', origin === undefined ? '' : `${origin.author}, ${origin.licence}`),
    ...fact('quality', told(qualityContract ?? {})),
  ]
}

function integrationFacts({ integration }: AssetSpec): Child[] {
  if (integration === undefined) return []
  const { manifestKey, manifestSection, manifestType, manifestPath, description } = integration
  return [
    ...fact('in the game', [manifestSection, manifestKey].filter(Boolean).join('.')),
    ...fact('as', manifestType ?? ''),
    ...fact('path', manifestPath ?? ''),
    ...fact('says', description ?? ''),
  ]
}

/** `idle: 4 frames, 6 fps, loops`. */
export function describeAnimation({
  name,
  frames,
  fps,
  loop,
}: NonNullable<AssetSpec['animations']>[number]): string {
  return `${name}: ${frames} ${frames === 1 ? 'frame' : 'frames'}, ${fps} fps, ${loop ? 'loops' : 'once'}`
}

/** The colours themselves, each with its name on hover. */
export function paletteSwatches(palette: readonly string[]): HTMLElement {
  const rest = palette.length - swatchesMax
  return el(
    'span',
    { class: 'swatches', role: 'img', 'aria-label': `${palette.length} colours` },
    ...palette.slice(0, swatchesMax).map((colour) => {
      const swatch = el('span', { class: 'swatch', title: colour })
      // By the object model: the page's policy allows no style attributes.
      swatch.style.backgroundColor = colour
      return swatch
    }),
    rest > 0 ? `+${rest}` : null,
  )
}

function lines(texts: readonly string[]): HTMLElement {
  return el('span', { class: 'stacked' }, ...texts.map((text) => el('span', {}, text)))
}

/** Nothing for an empty value: a spec has only the fields of its kind. */
function fact(name: string, value: Child): Child[] {
  return value === '' ? [] : [el('dt', {}, name), el('dd', {}, value)]
}
