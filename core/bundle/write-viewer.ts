import type { FrozenAsset } from '../bundle-ports.js'
import { assetContent } from './bundle-content-id.js'
import { compareText, textFile, type WrittenFile } from './bundle-file.js'
import type { BundleSound } from './bundle-sound.js'
import { spriteOf, type Borders } from './bundle-sprite.js'
import { placeAssets, type BundleLayout } from './place-assets.js'
import { viewerMarkup } from './viewer-markup.js'
import { viewerMotionScript } from './viewer-motion-script.js'
import { viewerScript } from './viewer-script.js'
import { viewerStyle } from './viewer-style.js'
import { isSound } from '../spec/spec-frames.js'

/** What the page knows of an asset: nothing that another run of the same pictures would tell differently. */
export interface ViewerAsset {
  readonly key: string
  readonly type: string
  readonly tags: readonly string[]
  /** Pixels of the untrimmed picture, of one frame where there are several. */
  readonly width: number
  /** Pixels of the untrimmed picture. */
  readonly height: number
  /** 0-1 of the untrimmed picture, y from the top. */
  readonly pivot: { readonly x: number; readonly y: number }
  /** Relative to the page; empty for a sound. */
  readonly image: string
  /** How many lie side by side in the picture; absent for a still. */
  readonly frames?: number
  /** `from` is the first frame, from 0. */
  readonly animations?: readonly ViewerAnimation[]
  /** Names of the frames that stand still, left to right. */
  readonly states?: readonly string[]
  readonly nineSlice?: Borders
  /** Present for a sound alone. Paths relative to the page. */
  readonly sound?: {
    readonly files: readonly string[]
    readonly durationMs: number
    readonly loop: boolean
    readonly loopStartMs?: number
  }
}

export interface ViewerAnimation {
  readonly name: string
  readonly fps: number
  readonly loop: boolean
  readonly from: number
  readonly count: number
}

/** index.html of a bundle: shows, plays, finds and copies keys from disk, without a network. Both lists sorted by key. */
export function writeViewer(
  assets: readonly FrozenAsset[],
  sounds: readonly BundleSound[] = [],
  layout?: BundleLayout,
): WrittenFile {
  const tagsOf = tellingTags(assets)
  const places = placeAssets(assets, layout)
  const rows = [
    ...assets
      .filter(({ spec }) => !isSound(spec))
      .map((frozen) => pictureRow(frozen, places, tagsOf.get(frozen.asset.specKey) ?? [])),
    ...sounds.map((sound) => soundRow(sound, tagsOf.get(sound.key) ?? [])),
  ]
  return textFile('index.html', viewerPage(rows.sort((a, b) => compareText(a.key, b.key))))
}

/** The tags by which assets can be told apart; what every one of several has says nothing about it. */
function tellingTags(assets: readonly FrozenAsset[]): ReadonlyMap<string, readonly string[]> {
  const tags = new Map(assets.map((frozen) => [frozen.asset.specKey, assetContent(frozen).tags]))
  const counts = new Map<string, number>()
  for (const tag of [...tags.values()].flat()) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const isTelling = (tag: string): boolean => assets.length < 2 || counts.get(tag) !== assets.length
  const waiting = new Set(assets.flatMap(({ asset, provisional }) => (provisional ? [asset.specKey] : [])))
  return new Map(
    [...tags].map(([key, own]) => [
      key,
      [...own.filter(isTelling), ...(waiting.has(key) ? ['placeholder'] : [])],
    ]),
  )
}

function pictureRow(
  frozen: FrozenAsset,
  places: ReadonlyMap<string, string>,
  tags: readonly string[],
): ViewerAsset {
  const { key, type, width, height, pivot, image, frames, animations, states, nineSlice, isStrip } = spriteOf(
    frozen,
    places,
  )
  let from = 0
  const played = animations.map(({ name, fps, loop, frames: { length: count } }) => {
    from += count
    return { name, fps, loop, from: from - count, count }
  })
  return {
    ...{ key, type, tags, width, height, pivot, image },
    ...(isStrip ? { frames: frames.length } : {}),
    ...(played.length > 0 ? { animations: played } : {}),
    ...(states.length > 0 ? { states: states.map(({ name }) => name) } : {}),
    ...(nineSlice === null ? {} : { nineSlice }),
  }
}

function soundRow(sound: BundleSound, tags: readonly string[]): ViewerAsset {
  const { key, type, durationMs, loop, loopStartMs, files } = sound
  return {
    ...{ key, type, tags, width: 0, height: 0, pivot: { x: 0, y: 0 }, image: '' },
    sound: {
      files: files.map(({ path }) => path),
      durationMs,
      loop,
      ...(loopStartMs === undefined ? {} : { loopStartMs }),
    },
  }
}

/**
 * The page of these assets, in the order given. They enter it as JSON alone, and the script shows them as text alone,
 * so that no key or tag becomes markup.
 */
export function viewerPage(assets: readonly ViewerAsset[]): string {
  const rows = assets.map((asset) => embedJson(asset)).join(',\n')
  return [
    '<!doctype html>',
    '<html lang="en" data-theme="dark" data-ground="checker">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // The page needs its own pictures and sounds and nothing else; `file:` because browsers differ in what 'self' is on disk.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<title>Assets of this bundle</title>',
    `<style>\n${viewerStyle}</style>`,
    '</head>',
    `<body>\n${viewerMarkup}`,
    `<script type="application/json" id="assets">[\n${rows}\n]</script>`,
    `<script>\n${viewerScript}${viewerMotionScript}start()\n</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** JSON that cannot end the script element it stands in, nor open a comment there. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
