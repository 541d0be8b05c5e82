import type { ComponentChildren } from 'preact'
import type { AssetSpec, SoundSpec } from '../../../core/spec/asset-spec.schema.js'
import { isSound, keepsBackground } from '../../../core/spec/spec-frames.js'
import { PaletteSwatches } from './palette-swatches.js'

type Fact = readonly [name: string, value: ComponentChildren]

/** Every field that the kind of a spec has, as terms and values. */
export function SpecFacts({ spec }: { readonly spec: AssetSpec }) {
  // Nothing for an empty value: a spec has only the fields of its kind.
  const facts = factsOf(spec).filter(([, value]) => value !== '')
  return (
    <dl class="facts">
      {facts.flatMap(([name, value], at) => [
        <dt key={`${at} name`}>{name}</dt>,
        <dd key={`${at} value`}>{value}</dd>,
      ])}
    </dl>
  )
}

function factsOf(spec: AssetSpec): Fact[] {
  return [
    ['key', <code>{spec.key}</code>],
    ['type', spec.category === spec.assetType ? spec.assetType : `${spec.assetType} (${spec.category})`],
    ['prompt', spec.prompt.positive],
    ['avoid', spec.prompt.negative],
    ...(isSound(spec) ? [] : pictureFacts(spec)),
    ...(spec.sound ? soundFacts(spec.sound) : []),
    ['variants', `${spec.variants} to choose from`],
    ['tags', spec.tags.join(', ')],
    ['provider', spec.provider],
    ...makingFacts(spec),
    ...integrationFacts(spec),
  ]
}

function pictureFacts(spec: AssetSpec): Fact[] {
  const { size, pivot, nineSlice } = spec
  const borders =
    nineSlice &&
    `left ${nineSlice.left}, top ${nineSlice.top}, right ${nineSlice.right}, bottom ${nineSlice.bottom} px`
  return [
    ['size', `${size.width} x ${size.height} px${spec.animations || spec.states ? ' a frame' : ''}`],
    ['moves', spec.animations ? <Lines texts={spec.animations.map(describeAnimation)} /> : ''],
    [spec.assetType === 'backdrop' ? 'layers' : 'states', (spec.states ?? []).join(', ')],
    ['pivot', `${pivot.x}, ${pivot.y}`],
    ['nine-slice', borders ?? ''],
    ['palette', spec.palette.length === 0 ? 'any colour' : <PaletteSwatches palette={spec.palette} />],
    ['outline', spec.outlinePx === 0 ? 'none' : `${spec.outlinePx} px`],
    ['light', spec.light],
    ['background', backgroundWords(spec)],
    ['alpha', spec.alpha ?? ''],
    ['cutout', spec.cutout === undefined ? '' : 'by a model, where its maker has one'],
    ['scaling', spec.kernel ?? ''],
    ['files', (spec.formats ?? []).join(', ')],
  ]
}

function backgroundWords(spec: AssetSpec): string {
  if (spec.seamless) return 'opaque, repeats without a seam'
  return keepsBackground(spec) ? 'opaque' : 'transparent'
}

function soundFacts(sound: SoundSpec): Fact[] {
  const { durationMs, loop, loopMs, formats, peakDb, loudnessLufs, bitrateKbps } = sound
  const loudness = loudnessLufs === undefined ? '' : `, ${loudnessLufs} LUFS`
  return [
    [
      'length',
      `${durationMs.min / 1000} to ${durationMs.max / 1000} s, ${loop ? loopWords(loopMs) : 'once'}`,
    ],
    ['level', `peak ${peakDb} dB${loudness}`],
    ['files', `${formats.join(', ')}${bitrateKbps === undefined ? '' : `, ${bitrateKbps} kbit/s`}`],
  ]
}

function loopWords(loopMs: SoundSpec['loopMs']): string {
  if (loopMs === undefined) return 'loops'
  const { start, end } = loopMs
  return `loops from ${start / 1000} s to ${end === undefined ? 'its end' : `${end / 1000} s`}`
}

/** How it is made, where the list or the project says so. */
function makingFacts(spec: AssetSpec): Fact[] {
  const { style, loras, generation, postChain, reference, origin, qualityContract } = spec
  return [
    ['style', style ?? ''],
    ['LoRAs', (loras ?? []).map(({ name, weight }) => `${name} ${weight}`).join(', ')],
    ['model', membersOf(generation ?? {})],
    ['begins from', reference === undefined ? '' : `${reference.sha256.slice(0, 12)}, ${reference.use}`],
    ['finishing', postChain === undefined ? '' : postChain.join(', ') || 'nothing'],
    ['made by', origin === undefined ? '' : `${origin.author}, ${origin.licence}`],
    ['quality', membersOf(qualityContract ?? {})],
  ]
}

function membersOf(parts: object): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
}

function integrationFacts({ integration }: AssetSpec): Fact[] {
  if (integration === undefined) return []
  const { manifestKey, manifestSection, manifestType, manifestPath, description } = integration
  return [
    ['in the game', [manifestSection, manifestKey].filter(Boolean).join('.')],
    ['as', manifestType ?? ''],
    ['path', manifestPath ?? ''],
    ['says', description ?? ''],
  ]
}

/** `idle: 4 frames, 6 fps, loops`. */
function describeAnimation({
  name,
  frames,
  fps,
  loop,
}: NonNullable<AssetSpec['animations']>[number]): string {
  return `${name}: ${frames} ${frames === 1 ? 'frame' : 'frames'}, ${fps} fps, ${loop ? 'loops' : 'once'}`
}

function Lines({ texts }: { readonly texts: readonly string[] }) {
  return (
    <span class="stacked">
      {texts.map((text) => (
        <span key={text}>{text}</span>
      ))}
    </span>
  )
}
