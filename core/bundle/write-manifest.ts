import type { BundleKind, FrozenAsset, HandedOverSpec } from '../bundle-ports.js'
import {
  measureFile,
  type BundleFile,
  type StoredFile,
  type StoredSound,
  type WrittenFile,
} from './bundle-file.js'
import type { BundleManifest, ManifestAsset, ManifestSound } from './bundle-manifest.schema.js'
import type { BundleSound } from './bundle-sound.js'
import type { BundleSprite } from './bundle-sprite.js'
import { describeArt, licencesOf } from './describe-art.js'
import { assetContent } from './bundle-content-id.js'
import { orderProfile, type NamedProfile } from './export-profile.schema.js'
import type { BundleAtlas, BundleFrame } from './place-frames.js'

export interface ManifestInput {
  readonly target: string
  readonly kind?: BundleKind
  readonly profile?: NamedProfile
  readonly handedOver?: readonly HandedOverSpec[]
  readonly project: { readonly key: string; readonly name: string }
  /** Sorted by key. */
  readonly assets: readonly FrozenAsset[]
  /** The untrimmed pictures by key. */
  readonly images: ReadonlyMap<string, StoredFile>
  /** The same pictures as WebP by key, where there are such. */
  readonly webps: ReadonlyMap<string, StoredSound>
  /** By key. */
  readonly sounds: readonly BundleSound[]
  readonly atlas: BundleAtlas
  readonly atlasFiles: readonly WrittenFile[]
  readonly otherFiles: readonly { readonly role: string; readonly file: BundleFile }[]
}

/** The manifest, members in the order of its schema. The one file of a bundle that holds ids, reviewers and times. */
export function writeManifest(input: ManifestInput): BundleManifest {
  const { atlas } = input
  const frames = new Map(atlas.pages.flatMap((page) => page.frames.map((frame) => [frame.key, frame])))
  const sprites = new Map(atlas.sprites.map((sprite) => [sprite.key, sprite]))
  const sounds = new Map(input.sounds.map((sound) => [sound.key, sound]))
  return {
    format: 'assetloom-bundle/1',
    project: { key: input.project.key, name: input.project.name },
    target: input.target,
    ...(input.kind === undefined ? {} : { [input.kind]: true as const }),
    ...(input.profile === undefined ? {} : { profile: orderProfile(input.profile) }),
    ...(input.handedOver === undefined
      ? {}
      : { handedOver: input.handedOver.map(({ key, reason }) => ({ key, reason })) }),
    assets: input.assets.map((frozen) => {
      const key = frozen.asset.specKey
      const sprite = sprites.get(key)
      const placed = (sprite?.frames ?? []).flatMap((name) => frames.get(name) ?? [])
      return manifestAsset(
        frozen,
        [...filesOf(sprite, input.images.get(key), sounds.get(key)), ...webpOf(input.webps.get(key))],
        placed.map((frame) => manifestFrame(frame, atlas.name)),
        sprite,
      )
    }),
    atlases: atlas.pages.length === 0 ? [] : [manifestAtlas(atlas, input.atlasFiles)],
    audio: input.sounds.map(manifestSound),
    licences: licencesOf(input.assets),
    disclosure: describeArt(input.assets),
    files: input.otherFiles.map(({ role, file }) => manifestFile(role, file)),
  }
}

function manifestAsset(
  frozen: FrozenAsset,
  files: ManifestAsset['files'],
  frames: ManifestAsset['frames'],
  sprite: BundleSprite | undefined,
): ManifestAsset {
  const { asset, variant, decision } = frozen
  const content = assetContent(frozen)
  return {
    key: content.key,
    ...(frozen.provisional === true ? { provisional: true as const } : {}),
    assetId: asset.assetId,
    specId: asset.specId,
    specRevision: asset.specRevisionId,
    variantId: asset.variantId,
    type: content.type,
    tags: content.tags,
    pivot: content.pivot,
    files,
    frames,
    animations:
      sprite?.animations.map(({ name, fps, loop, frames }) => ({ name, fps, loop, frames: [...frames] })) ??
      [],
    ...(sprite === undefined || sprite.states.length === 0
      ? {}
      : { states: sprite.states.map(({ name, frame }) => ({ name, frame })) }),
    ...(sprite?.nineSlice ? { nineSlice: sprite.nineSlice } : {}),
    ...(frozen.spec.integration ? { integration: { ...frozen.spec.integration } } : {}),
    provenance: {
      provider: variant.provider,
      placeholder: variant.placeholder,
      // The procedural painter has neither models nor a graph, and paints on the CPU.
      modelHashes: (variant.provenance?.models ?? []).flatMap(({ sha256 }) => sha256 ?? []),
      graphHash: variant.provenance?.graph?.hash ?? null,
      seed: variant.seed,
      promptHash: variant.promptHash,
      reviewer: decision.reviewer,
      decidedAt: decision.decidedAt,
      costMicros: variant.costMicros + (variant.provenance?.cutout?.costMicros ?? 0),
      gpuSeconds: gpuSecondsOf(variant),
      ...originOf(frozen.spec),
      ...lookOf(frozen.spec),
      ...modelsOf(variant),
      ...draftOf(variant),
    },
  }
}

/** What is known of art that a person made outside. */
function originOf({
  origin,
}: FrozenAsset['spec']): Pick<ManifestAsset['provenance'], 'origin' | 'licence' | 'author'> {
  return origin === undefined ? {} : { origin: origin.kind, licence: origin.licence, author: origin.author }
}

/** Bytes that were taken from an earlier variant cost its run nothing. */
function gpuSecondsOf({ provenance }: FrozenAsset['variant']): number {
  if (provenance?.cachedFrom !== undefined) return 0
  return ((provenance?.executionMs ?? 0) + (provenance?.cutout?.executionMs ?? 0)) / 1000
}

/** Members in one order, so that equal provenance gives equal bytes. */
function modelsOf({ provenance }: FrozenAsset['variant']): Pick<ManifestAsset['provenance'], 'models'> {
  if (provenance?.models === undefined || provenance.models.length === 0) return {}
  return {
    models: provenance.models.map(({ kind, name, file, sha256, licence, commercial }) => ({
      ...{ kind, name, file, sha256, licence, commercial },
    })),
  }
}

function draftOf({ provenance }: FrozenAsset['variant']): Pick<ManifestAsset['provenance'], 'draft'> {
  if (provenance?.draft === undefined) return {}
  const { index, score, sha256 } = provenance.draft
  return { draft: { index, score, sha256 } }
}

/** The style preset and the LoRAs that its spec asks for. */
function lookOf({ style, loras }: FrozenAsset['spec']): Pick<ManifestAsset['provenance'], 'style' | 'loras'> {
  return {
    ...(style === undefined ? {} : { style }),
    ...(loras === undefined ? {} : { loras: loras.map(({ name }) => name) }),
  }
}

function filesOf(
  sprite: BundleSprite | undefined,
  image: StoredFile | undefined,
  sound: BundleSound | undefined,
): ManifestAsset['files'] {
  const files: ManifestAsset['files'] = []
  if (image !== undefined) files.push(manifestPicture(sprite?.isStrip === true ? 'strip' : 'image', image))
  if (sound !== undefined) files.push(...sound.files.map((file) => manifestFile('sound', file)))
  return files
}

/** Without its size, which is that of the picture beside it. */
function webpOf(webp: StoredSound | undefined): ManifestAsset['files'] {
  return webp === undefined ? [] : [manifestFile('webp', webp)]
}

function manifestSound(sound: BundleSound): ManifestSound {
  const { key, durationMs, loop, sampleRateHz, loopStartMs, loopEndMs } = sound
  return {
    key,
    durationMs,
    loop,
    ...(sampleRateHz === undefined ? {} : { sampleRateHz }),
    ...(loopStartMs === undefined ? {} : { loopStartMs }),
    ...(loopEndMs === undefined ? {} : { loopEndMs }),
    files: sound.files.map((file) => manifestFile('sound', file)),
  }
}

function manifestFrame(frame: BundleFrame, atlas: string): ManifestAsset['frames'][number] {
  const { key: name, page, x, y, width, height } = frame
  return {
    name,
    atlas,
    page,
    x,
    y,
    width,
    height,
    trim: { x: frame.trimX, y: frame.trimY, width, height },
    sourceSize: { width: frame.sourceWidth, height: frame.sourceHeight },
  }
}

function manifestAtlas(atlas: BundleAtlas, files: readonly WrittenFile[]): BundleManifest['atlases'][number] {
  return {
    name: atlas.name,
    pages: atlas.pages.map((page) => manifestPicture('page', page)),
    files: files.map((file) => manifestFile('atlas', file)),
  }
}

function manifestFile(role: string, file: BundleFile): BundleManifest['files'][number] {
  const { path, sha256, sizeBytes } = measureFile(file)
  return { path, role, sha256, bytes: sizeBytes }
}

function manifestPicture(role: string, file: StoredFile): BundleManifest['atlases'][number]['pages'][number] {
  return { ...manifestFile(role, file), width: file.width, height: file.height }
}
