import { canonicalJson } from '../hash.js'
import type { BundleManifest, ManifestAsset, ManifestFrame } from './bundle-manifest.schema.js'
import type { BundleTarget, NativeAtlas, NativeFrame } from './bundle-target.js'
import { bundleTargets } from './find-bundle-target.js'
import type { BundleProblem } from './bundle-problem.js'
import { isSound } from '../spec/spec-frames.js'

/** Checks where every frame lies, and that the target's own atlas files say the same as the manifest. */
export function verifyFrames(manifest: BundleManifest, readText: (path: string) => string): BundleProblem[] {
  const problems: BundleProblem[] = []
  const byPage = new Map<string, ManifestFrame[]>()
  for (const asset of manifest.assets) {
    const objection = assetObjection(asset)
    if (objection !== null) problems.push({ path: 'manifest.json', message: `"${asset.key}": ${objection}` })
    for (const frame of asset.frames) {
      const page = manifest.atlases.find((atlas) => atlas.name === frame.atlas)?.pages[frame.page]
      const path = page?.path ?? 'manifest.json'
      const outside = page === undefined ? 'lies on no page' : frameObjection(frame, page)
      if (outside !== null) problems.push({ path, message: `the frame "${frame.name}" ${outside}` })
      const neighbours = byPage.get(path)
      if (neighbours === undefined) byPage.set(path, [frame])
      else neighbours.push(frame)
    }
  }
  for (const [path, frames] of byPage)
    for (const message of overlaps(frames)) problems.push({ path, message })
  return [...problems, ...compareNative(manifest, readText)]
}

function assetObjection(asset: ManifestAsset): string | null {
  if (isSound({ assetType: asset.type })) return soundObjection(asset)
  const image = asset.files.find((file) => file.role === 'image' || file.role === 'strip')
  if (image === undefined) return 'has no picture'
  if (asset.frames.length === 0) return 'has no frame in an atlas'
  if (image.role === 'image' && asset.frames.length > 1)
    return 'has several frames, but its picture is a still'
  const names = new Set(asset.frames.map((frame) => frame.name))
  if (names.size < asset.frames.length) return 'has two frames of one name'
  for (const { sourceSize } of asset.frames)
    if (sourceSize.width * asset.frames.length !== image.width || sourceSize.height !== image.height)
      return asset.frames.length === 1
        ? `its frame says ${sourceSize.width}x${sourceSize.height}, its picture is ${image.width}x${image.height}`
        : `${asset.frames.length} frames of ${sourceSize.width}x${sourceSize.height} do not make up its picture of ${image.width}x${image.height}`
  const named = [
    ...asset.animations.flatMap((animation) => animation.frames),
    ...(asset.states ?? []).map(({ frame }) => frame),
  ]
  const unknown = named.find((name) => !names.has(name))
  if (unknown !== undefined) return `an animation or a state names the unknown frame "${unknown}"`
  return animationObjection(asset) ?? borderObjection(asset)
}

function soundObjection(asset: ManifestAsset): string | null {
  if (!asset.files.some(({ role }) => role === 'sound')) return 'has no sound'
  return asset.frames.length === 0 ? null : 'is a sound and has frames in an atlas'
}

function animationObjection({ animations }: ManifestAsset): string | null {
  const names = new Set(animations.map(({ name }) => name))
  if (names.size < animations.length) return 'has two animations of one name'
  const empty = animations.find(({ frames }) => frames.length === 0)
  return empty === undefined ? null : `the animation "${empty.name}" has no frames`
}

function borderObjection({ nineSlice, frames }: ManifestAsset): string | null {
  if (nineSlice === undefined) return null
  const { left, top, right, bottom } = nineSlice
  for (const { trim, sourceSize } of frames) {
    if (left + right > sourceSize.width || top + bottom > sourceSize.height)
      return 'has borders that are wider than its frame'
    if (trim.width !== sourceSize.width || trim.height !== sourceSize.height)
      return 'has borders, but its frame is trimmed'
  }
  return null
}

function frameObjection(frame: ManifestFrame, page: { width: number; height: number }): string | null {
  const { trim, sourceSize } = frame
  if (frame.x + frame.width > page.width || frame.y + frame.height > page.height)
    return 'lies outside its page'
  if (trim.width !== frame.width || trim.height !== frame.height) return 'is not the size of its trimmed box'
  if (trim.x + trim.width > sourceSize.width || trim.y + trim.height > sourceSize.height)
    return 'has a trimmed box that lies outside the untrimmed frame'
  return null
}

/** Pairs that share a pixel, found by a sweep from left to right; the first hundred of a page. */
function overlaps(frames: readonly ManifestFrame[]): string[] {
  const found: string[] = []
  const sorted = [...frames].sort((a, b) => a.x - b.x)
  for (const [index, frame] of sorted.entries()) {
    if (found.length >= 100) break
    for (let other = index + 1; other < sorted.length; other++) {
      const next = sorted[other]
      if (next === undefined || next.x >= frame.x + frame.width) break
      if (next.y < frame.y + frame.height && frame.y < next.y + next.height)
        found.push(`the frames "${frame.name}" and "${next.name}" overlap`)
    }
  }
  return found
}

function compareNative(manifest: BundleManifest, readText: (path: string) => string): BundleProblem[] {
  const target = bundleTargets.get(manifest.target)
  if (target === undefined) return [{ path: 'manifest.json', message: `unknown target "${manifest.target}"` }]
  const problems: BundleProblem[] = []
  for (const atlas of manifest.atlases) {
    const [first] = atlas.files
    const path = first?.path ?? 'manifest.json'
    let native: NativeAtlas
    try {
      native = target.readAtlas(
        readText,
        atlas.files.map((file) => file.path),
      )
    } catch (error) {
      problems.push({ path, message: error instanceof Error ? error.message : String(error) })
      continue
    }
    const seen = new Map(native.frames.map((frame) => [frame.key, frame]))
    const told = manifest.assets.flatMap((asset) => nativeFramesOf(asset, atlas))
    if (native.frames.length !== told.length)
      problems.push({ path, message: `has ${native.frames.length} frames, the manifest ${told.length}` })
    for (const frame of told)
      if (canonicalJson(seen.get(frame.key) ?? null) !== canonicalJson(frame))
        problems.push({ path, message: `tells another place for "${frame.key}" than the manifest` })
    for (const message of otherMotion(native, manifest)) problems.push({ path, message })
  }
  problems.push(...verifyOwnFiles(target, manifest, readText))
  return problems
}

/** Animations and borders that the target's files tell otherwise than the manifest. */
function otherMotion(native: NativeAtlas, manifest: BundleManifest): string[] {
  const messages: string[] = []
  const assets = new Map(manifest.assets.map((asset) => [asset.key, asset]))
  for (const { key, name, frames, fps, loop } of native.animations) {
    const told = assets.get(key)?.animations.find((animation) => animation.name === name)
    const same =
      told !== undefined &&
      canonicalJson([...frames]) === canonicalJson(told.frames) &&
      (fps ?? told.fps) === told.fps &&
      (loop ?? told.loop) === told.loop
    if (!same) messages.push(`tells the animation "${name}" of "${key}" otherwise than the manifest`)
  }
  for (const asset of manifest.assets)
    for (const { name } of asset.frames)
      if (canonicalJson(native.borders.get(name) ?? null) !== canonicalJson(asset.nineSlice ?? null))
        messages.push(`tells other borders of "${name}" than the manifest`)
  return messages
}

function verifyOwnFiles(
  target: BundleTarget,
  manifest: BundleManifest,
  readText: (path: string) => string,
): BundleProblem[] {
  if (target.verifyFiles === undefined) return []
  const paths = [
    ...manifest.assets.flatMap((asset) => asset.files),
    ...manifest.atlases.flatMap((atlas) => [...atlas.pages, ...atlas.files]),
    ...manifest.files,
  ].map(({ path }) => path)
  try {
    return target.verifyFiles(paths, readText)
  } catch (error) {
    return [{ path: 'manifest.json', message: error instanceof Error ? error.message : String(error) }]
  }
}

/** The frames as the target's reader should see them. */
function nativeFramesOf(asset: ManifestAsset, atlas: BundleManifest['atlases'][number]): NativeFrame[] {
  return asset.frames
    .filter((frame) => frame.atlas === atlas.name)
    .map((frame) => ({
      key: frame.name,
      pagePath: atlas.pages[frame.page]?.path ?? '',
      x: frame.x,
      y: frame.y,
      width: frame.width,
      height: frame.height,
      trimX: frame.trim.x,
      trimY: frame.trim.y,
      sourceWidth: frame.sourceSize.width,
      sourceHeight: frame.sourceSize.height,
      pivot: asset.pivot,
    }))
}
