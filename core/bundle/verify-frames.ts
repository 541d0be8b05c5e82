import { canonicalJson } from '../hash.js'
import type { BundleManifest, ManifestAsset, ManifestFrame } from './bundle-manifest.schema.js'
import type { NativeFrame } from './bundle-target.js'
import { bundleTargets } from './find-bundle-target.js'
import type { BundleProblem } from './bundle-problem.js'

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
  const image = asset.files.find((file) => file.role === 'image')
  if (image === undefined) return 'has no picture'
  if (asset.frames.length === 0) return 'has no frame in an atlas'
  for (const { sourceSize } of asset.frames)
    if (sourceSize.width !== image.width || sourceSize.height !== image.height)
      return `its frame says ${sourceSize.width}x${sourceSize.height}, its picture is ${image.width}x${image.height}`
  const names = new Set(asset.frames.map((frame) => frame.name))
  const unknown = asset.animations.flatMap((animation) => animation.frames).find((name) => !names.has(name))
  return unknown === undefined ? null : `an animation names the unknown frame "${unknown}"`
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
    let native: NativeFrame[]
    try {
      native = target.readAtlas(
        readText,
        atlas.files.map((file) => file.path),
      )
    } catch (error) {
      problems.push({ path, message: error instanceof Error ? error.message : String(error) })
      continue
    }
    const seen = new Map(native.map((frame) => [frame.key, frame]))
    const told = manifest.assets.flatMap((asset) => nativeFramesOf(asset, atlas))
    if (native.length !== told.length)
      problems.push({ path, message: `has ${native.length} frames, the manifest ${told.length}` })
    for (const frame of told)
      if (canonicalJson(seen.get(frame.key) ?? null) !== canonicalJson(frame))
        problems.push({ path, message: `tells another place for "${frame.key}" than the manifest` })
  }
  return problems
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
