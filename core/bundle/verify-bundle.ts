import { canonicalJson } from '../hash.js'
import { bundleManifestSchema, type BundleManifest, type ManifestSound } from './bundle-manifest.schema.js'
import type { BundleProblem } from './bundle-problem.js'
import { compareText, measureFile, type BundleFile } from './bundle-file.js'
import { pathObjection } from './image-path.js'
import { pngSize } from './png-size.js'
import { verifyFrames } from './verify-frames.js'
import { webpSize } from './webp-size.js'

/**
 * Checks a bundle against its own manifest: every file listed with its hash and length, nothing missing, nothing
 * over; paths that any system can unpack; every frame inside its page and over no other; the engine's own atlas files
 * telling the same as the manifest; and, when `keys` is given, exactly these assets. An empty result = sound.
 */
export function verifyBundle(
  files: readonly BundleFile[],
  expected: { readonly keys?: readonly string[] } = {},
): BundleProblem[] {
  const problems = verifyPaths(files)
  const byPath = new Map(files.map((file) => [file.path, file]))
  const manifest = readManifest(byPath)
  if ('message' in manifest) return [...problems, manifest]
  problems.push(...verifyListing(manifest, files, byPath))
  problems.push(...verifySounds(manifest))
  problems.push(...verifyWebps(manifest, byPath))
  problems.push(...verifyKeys(manifest, expected.keys))
  problems.push(...verifyFrames(manifest, (path) => readText(byPath, path)))
  return problems
}

function verifyPaths(files: readonly BundleFile[]): BundleProblem[] {
  const problems: BundleProblem[] = []
  const seen = new Map<string, string>()
  for (const { path } of files) {
    const objection = pathObjection(path)
    if (objection !== null) problems.push({ path, message: `the path ${objection}` })
    const other = seen.get(path.toLowerCase())
    if (other !== undefined) problems.push({ path, message: `the path collides with ${other}` })
    seen.set(path.toLowerCase(), path)
  }
  return problems
}

function readText(byPath: ReadonlyMap<string, BundleFile>, path: string): string {
  const file = byPath.get(path)
  if (file === undefined || !('bytes' in file)) throw new Error(`${path} is missing`)
  return new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)
}

function readManifest(byPath: ReadonlyMap<string, BundleFile>): BundleManifest | BundleProblem {
  try {
    const parsed = bundleManifestSchema.safeParse(JSON.parse(readText(byPath, 'manifest.json')))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return {
      path: 'manifest.json',
      message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`,
    }
  } catch (error) {
    return { path: 'manifest.json', message: error instanceof Error ? error.message : String(error) }
  }
}

interface Listed {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
}

function verifyListing(
  manifest: BundleManifest,
  files: readonly BundleFile[],
  byPath: ReadonlyMap<string, BundleFile>,
): BundleProblem[] {
  const listed: Listed[] = [
    ...manifest.assets.flatMap((asset) => asset.files),
    ...manifest.atlases.flatMap((atlas) => [...atlas.pages, ...atlas.files]),
    ...manifest.files,
  ]
  const problems: BundleProblem[] = []
  const paths = new Set<string>(['manifest.json'])
  for (const entry of listed) {
    if (paths.has(entry.path)) problems.push({ path: entry.path, message: 'the manifest lists it twice' })
    paths.add(entry.path)
    const file = byPath.get(entry.path)
    const objection = file === undefined ? 'is missing' : fileObjection(entry, file)
    if (objection !== null) problems.push({ path: entry.path, message: objection })
  }
  for (const { path } of files)
    if (!paths.has(path)) problems.push({ path, message: 'the manifest does not list it' })
  return problems
}

/** Each sound has an asset of its key with the same files, so that provenance is told for it too. */
function verifySounds(manifest: BundleManifest): BundleProblem[] {
  const soundsOf = (files: readonly { role: string }[]) => files.filter(({ role }) => role === 'sound')
  const told = new Map(manifest.audio.map((sound) => [sound.key, canonicalJson(soundsOf(sound.files))]))
  const problems = manifest.audio.flatMap(verifyLoop)
  for (const { key, files } of manifest.assets) {
    const sounds = soundsOf(files)
    if (sounds.length === 0) continue
    if (told.get(key) !== canonicalJson(sounds))
      problems.push({ path: 'manifest.json', message: `audio tells other files of "${key}" than its asset` })
    told.delete(key)
  }
  for (const key of told.keys())
    problems.push({ path: 'manifest.json', message: `audio has the key "${key}", no asset has that sound` })
  return problems
}

/** Loop points lie within their sound, whose duration is told in whole milliseconds. */
function verifyLoop({ key, durationMs, loopStartMs, loopEndMs }: ManifestSound): BundleProblem[] {
  if (durationMs === undefined || (loopStartMs === undefined && loopEndMs === undefined)) return []
  const [from, to] = [loopStartMs ?? 0, loopEndMs ?? durationMs]
  if (from < to && to <= durationMs + 1) return []
  return [
    { path: 'manifest.json', message: `the sound "${key}" loops from ${from} to ${to} ms of ${durationMs}` },
  ]
}

/** A WebP is one, and as large as the picture that it repeats. Those whose bytes are not at hand are only listed. */
function verifyWebps(manifest: BundleManifest, byPath: ReadonlyMap<string, BundleFile>): BundleProblem[] {
  return manifest.assets.flatMap(({ files }) => {
    const picture = files.find(({ role }) => role === 'image' || role === 'strip')
    return files.flatMap(({ role, path }) => {
      const file = byPath.get(path)
      if (role !== 'webp' || file === undefined || !('bytes' in file)) return []
      const size = webpSize(file.bytes)
      if (size === null) return [{ path, message: 'is not a WebP' }]
      if (size.width === picture?.width && size.height === picture.height) return []
      const told = `${picture?.width ?? 0}x${picture?.height ?? 0}`
      return [{ path, message: `is ${size.width}x${size.height}, its picture is ${told}` }]
    })
  })
}

function fileObjection(entry: Listed, file: BundleFile): string | null {
  const { sha256, sizeBytes } = measureFile(file)
  if (sizeBytes !== entry.bytes) return `has ${sizeBytes} bytes, the manifest says ${entry.bytes}`
  if (sha256 !== entry.sha256) return `has the hash ${sha256}, the manifest says ${entry.sha256}`
  if (entry.width === undefined || entry.height === undefined) return null
  const size = 'bytes' in file ? pngSize(file.bytes) : 'width' in file ? file : null
  if (size === null) return 'is not a PNG'
  if (size.width !== entry.width || size.height !== entry.height)
    return `is ${size.width}x${size.height}, the manifest says ${entry.width}x${entry.height}`
  return null
}

function verifyKeys(manifest: BundleManifest, expected: readonly string[] | undefined): BundleProblem[] {
  const path = 'manifest.json'
  const keys = manifest.assets.map((asset) => asset.key)
  const problems: BundleProblem[] = []
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1]
    if (before === undefined) continue
    if (before === key) problems.push({ path, message: `the key "${key}" is there twice` })
    else if (compareText(before, key) > 0)
      problems.push({ path, message: `the key "${key}" is out of order` })
  }
  if (expected === undefined) return problems
  const present = new Set(keys)
  const wanted = new Set(expected)
  for (const key of expected)
    if (!present.has(key)) problems.push({ path, message: `the asset "${key}" is missing` })
  for (const key of keys)
    if (!wanted.has(key)) problems.push({ path, message: `the asset "${key}" was not asked for` })
  return problems
}
