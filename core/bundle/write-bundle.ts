import { AssetloomError } from '../errors.js'
import type { AtlasRow, BundleKind, FrozenAsset, HandedOverSpec } from '../bundle-ports.js'
import { bundleContentId } from './bundle-content-id.js'
import { compareText, jsonFile, textFile, type BundleFile, type StoredFile } from './bundle-file.js'
import { placeSounds, type BundleSound, type SoundInput } from './bundle-sound.js'
import type { NamedProfile } from './export-profile.schema.js'
import type { ReadmeExamples } from './bundle-target.js'
import { describeArt } from './describe-art.js'
import { findBundleTarget } from './find-bundle-target.js'
import { placeAssets } from './place-assets.js'
import { placeFrames, type BundleAtlas } from './place-frames.js'
import { writeChanges, type BundleList } from './write-changes.js'
import { writeConstants } from './write-constants.js'
import { writeManifest } from './write-manifest.js'
import { writeViewer } from './write-viewer.js'
import { isSound } from '../spec/spec-frames.js'

export interface BundleInput {
  readonly target: string
  /** Absent = the approved set as it is. */
  readonly kind?: BundleKind
  readonly profile?: NamedProfile
  /** By key; absent = none. */
  readonly handedOver?: readonly HandedOverSpec[]
  readonly project: { readonly key: string; readonly name: string }
  /** The frozen set, in any order. */
  readonly assets: readonly FrozenAsset[]
  /** The composed atlas of exactly these assets, without the sounds among them. */
  readonly atlas: AtlasRow
  /** The frozen set of the last bundle of another content id; null when there is none. */
  readonly previous: readonly FrozenAsset[] | null
  /** The lists of this bundle and of the one before it: CHANGES.md tells why a key came or went. */
  readonly lists?: { readonly now: BundleList; readonly before: BundleList } | null
  /** The files of every asset that is a sound, by key. */
  readonly sounds?: ReadonlyMap<string, SoundInput>
  /** Another picture of assets in the format WebP, in the store, by key. */
  readonly webps?: ReadonlyMap<string, { readonly sha256: string; readonly sizeBytes: number }>
  /** Files made elsewhere (a contact sheet); their roles are listed in the manifest. */
  readonly extraFiles?: readonly { readonly role: string; readonly file: BundleFile }[]
}

export interface BundleDraft {
  readonly contentId: string
  /** By path. */
  readonly files: readonly BundleFile[]
}

/** Pages are `atlases/sprites-0.png` and so on in every bundle, so that games need not change their load calls. */
const atlasName = 'sprites'

/**
 * Writes a bundle of a frozen set: what text files hold, and which stored pictures go where. The same set gives the
 * same bytes in any order of assets. Throws InvalidInput for an unknown target, Conflict for two assets of one key,
 * VerificationFailed when the atlas does not fit the set.
 */
export function writeBundle(input: BundleInput): BundleDraft {
  const target = findBundleTarget(input.target)
  const assets = [...input.assets].sort((a, b) => compareText(a.asset.specKey, b.asset.specKey))
  refuseDoubledKeys(assets)
  const { project, profile } = input
  const layout = profile?.layout
  const atlas = placeFrames(atlasName, input.atlas, assets, layout)
  const sounds = placeSounds(assets, input.sounds ?? new Map(), layout)
  const atlasFiles = target.writeAtlas(atlas, project)
  const entryPaths = target.entryPaths(atlas)
  const pictured = assets.filter(({ spec }) => !isSound(spec))
  const places = placeAssets(assets, layout)
  const images = new Map(pictured.map((frozen) => [frozen.asset.specKey, imageFile(frozen, places)]))
  const webps = new Map(
    [...(input.webps ?? [])].map(([key, stored]) => [key, { path: `${places.get(key)!}.webp`, ...stored }]),
  )
  const soundFiles = sounds.flatMap(({ files }) => files)
  const commonFiles = writeCommonFiles(input, assets, { atlas, sounds, entryPaths })
  const pages = atlas.pages.map(({ path, sha256, sizeBytes, width, height }) => ({
    path,
    sha256,
    sizeBytes,
    width,
    height,
  }))
  const shared = [
    ...images.values(),
    ...webps.values(),
    ...soundFiles,
    ...pages,
    ...commonFiles.map(({ file }) => file),
  ]
  // Engines' own files beside the WebP of a profile would change bundles that are out already.
  const told = new Map(profile?.formats ? [] : [...webps].map(([key, { path }]) => [key, path]))
  const ownFiles = target.writeFiles?.({ project, atlas, sounds, webps: told, files: shared }) ?? []
  const otherFiles = [...commonFiles, ...ownFiles].sort((a, b) => compareText(a.file.path, b.file.path))
  const manifest = writeManifest({
    target: target.name,
    ...(input.kind === undefined ? {} : { kind: input.kind }),
    ...(profile === undefined ? {} : { profile }),
    ...(input.handedOver === undefined ? {} : { handedOver: input.handedOver }),
    webps,
    project,
    assets,
    images,
    sounds,
    atlas,
    atlasFiles,
    otherFiles,
  })
  const files: BundleFile[] = [
    jsonFile('manifest.json', manifest),
    ...shared,
    ...atlasFiles,
    ...ownFiles.map(({ file }) => file),
  ]
  files.sort((a, b) => compareText(a.path, b.path))
  return { contentId: bundleContentId(target.name, assets, profile), files }
}

interface Placed {
  readonly atlas: ReturnType<typeof placeFrames>
  readonly sounds: ReturnType<typeof placeSounds>
  readonly entryPaths: readonly string[]
}

/** Text that every bundle has, whatever its target. */
function writeCommonFiles(
  input: BundleInput,
  assets: readonly FrozenAsset[],
  { atlas, sounds, entryPaths }: Placed,
) {
  const { target, project, profile, previous, lists, extraFiles = [] } = input
  const readme = [
    ...findBundleTarget(target).readme(entryPaths, examplesOf(atlas, sounds), project),
    ...placeholderLines(assets),
    ...handedOverLines(input),
  ]
  const constants = writeConstants(atlas.sprites, sounds, entryPaths, profile)
  return [
    { role: 'changes', file: textFile('CHANGES.md', writeChanges(assets, previous, lists ?? null)) },
    { role: 'readme', file: textFile('README.txt', `${readme.join('\n')}\n`) },
    { role: 'constants', file: textFile('assets.ts', constants) },
    { role: 'disclosure', file: textFile('disclosure.txt', `${describeArt(assets)}\n`) },
    { role: 'viewer', file: writeViewer(assets, sounds, profile?.layout) },
    ...extraFiles,
  ]
}

/** What README.txt says of placeholders; nothing where there are none. */
function placeholderLines(assets: readonly FrozenAsset[]): string[] {
  const count = assets.filter(({ provisional }) => provisional === true).length
  if (count === 0) return []
  return [
    '',
    `Provisional: ${count} of ${assets.length} assets are placeholders. Keys, paths, sizes, pivots and animations are final: a later`,
    'bundle replaces their bytes. manifest.json marks each with "provisional": true.',
  ]
}

/** What README.txt says of specs that wait for a person; nothing where there are none. */
function handedOverLines({ handedOver = [] }: BundleInput): string[] {
  if (handedOver.length === 0) return []
  return [
    '',
    `Handed over to a person, not in this bundle (${handedOver.length}): the quality contract did not hold.`,
    ...handedOver.map(({ key, reason }) => `- ${key}: ${reason}`),
  ]
}

/** What README.txt speaks of: the first of each kind by key. */
function examplesOf({ sprites }: BundleAtlas, sounds: readonly BundleSound[]): ReadmeExamples {
  const still = sprites.find(({ isStrip }) => !isStrip) ?? sprites[0]
  const animated = sprites.find(({ animations }) => animations.length > 0)
  const animation = animated?.animations[0]?.name
  return {
    key: still?.frames[0] ?? 'key',
    sprite: still ?? null,
    tile: sprites.find(({ type }) => type === 'tile') ?? null,
    animated: animated === undefined || animation === undefined ? null : { key: animated.key, animation },
    nineSlice: sprites.find(({ nineSlice }) => nineSlice !== null)?.frames[0] ?? null,
    sound: sounds[0] ?? null,
  }
}

function imageFile({ asset }: FrozenAsset, places: ReadonlyMap<string, string>): StoredFile {
  return {
    path: `${places.get(asset.specKey)!}.png`,
    sha256: asset.sha256,
    sizeBytes: asset.sizeBytes,
    width: asset.width,
    height: asset.height,
  }
}

function refuseDoubledKeys(sorted: readonly FrozenAsset[]): void {
  const doubled = sorted.find(({ asset }, index) => asset.specKey === sorted[index - 1]?.asset.specKey)
  if (doubled !== undefined)
    throw new AssetloomError(
      'Conflict',
      `two assets of the frozen set have the key "${doubled.asset.specKey}"`,
      'Approve one variant a spec, and give every spec of the project a key of its own.',
    )
}
