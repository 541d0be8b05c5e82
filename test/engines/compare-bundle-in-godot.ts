import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  bundleManifestSchema,
  type BundleManifest,
  type ManifestAsset,
} from '../../core/bundle/bundle-manifest.schema.js'
import { filePathOf } from '../../core/bundle/image-path.js'
import { tileSourceIds } from '../../core/bundle/targets/godot-tiles.js'
import { resPath } from '../../core/bundle/targets/godot-uid.js'
import { twinOfResource, twinOfScene, twinOfScript } from './godot-twin.js'

export interface GodotComparison {
  readonly version: string
  readonly frames: number
  /** Frames that the engine's regions and margins give back exactly as their picture in images/ is. */
  readonly exact: number
  /** A sentence for everything that is not as it should be; empty = the bundle is right. */
  readonly problems: readonly string[]
}

// What the engine says of a machine without a locale or a user folder, before any resource is loaded.
const startNoise = /make_dir_recursive|get_language_code|set_locale/

/** Scenes of a game: the text of Godot 4, and which resource each node by name has to show. */
export type Scenes = Readonly<Record<string, { text: string; nodes: Readonly<Record<string, string>> }>>

/**
 * Writes the twin of a Godot bundle for Godot 3 into a project, lets the headless engine load every resource, and
 * compares frames with the pictures in images/, animations, borders, tiles and constants with the manifest. Throws when
 * the folder holds no manifest or the engine does not answer within a minute.
 */
export async function compareBundleInGodot(
  bundleDir: string,
  enginePath: string,
  scenes: Scenes = {},
): Promise<GodotComparison> {
  const manifest = bundleManifestSchema.parse(
    JSON.parse(await readFile(join(bundleDir, 'manifest.json'), 'utf8')),
  )
  const projectDir = await mkdtemp(join(tmpdir(), 'assetloom-godot-'))
  try {
    await writeProject(projectDir, bundleDir, manifest, scenes)
    const wanted = wantedOf(manifest, scenes)
    await writeFile(join(projectDir, 'wanted.json'), JSON.stringify(wanted))
    const { stdout, stderr } = await promisify(execFile)(
      enginePath,
      ['--path', projectDir, '-s', 'load-godot-bundle.gd'],
      { timeout: 60_000, env: { ...process.env, HOME: projectDir, XDG_DATA_HOME: projectDir } },
    )
    const found = await readFile(join(projectDir, 'found.json'), 'utf8').catch(() => {
      throw new Error(`the engine wrote no answer:\n${stdout}\n${stderr}`)
    })
    const { exact, problems, version } = JSON.parse(found) as GodotComparison
    const frames = manifest.assets.reduce((sum, asset) => sum + asset.frames.length, 0)
    const errors = `${stdout}\n${stderr}`
      .split('\n')
      .filter((line) => /ERROR/.test(line) && !startNoise.test(line))
    return { version, frames, exact, problems: [...problems, ...errors] }
  } finally {
    await rm(projectDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function writeProject(projectDir: string, bundleDir: string, manifest: BundleManifest, scenes: Scenes) {
  await writeFile(
    join(projectDir, 'project.godot'),
    'config_version=4\n\n[application]\n\nconfig/name="check"\n',
  )
  await cp(new URL('./load-godot-bundle.gd', import.meta.url), join(projectDir, 'load-godot-bundle.gd'))
  const pictures = [
    ...manifest.assets.flatMap(({ files }) => files),
    ...manifest.atlases.flatMap(({ pages }) => pages),
  ].filter(({ path }) => path.endsWith('.png'))
  for (const { path } of pictures)
    await install(projectDir, manifest, path, await readFile(join(bundleDir, path)))
  const own = [...manifest.atlases.flatMap(({ files }) => files), ...manifest.files]
  for (const { path } of own) {
    const twin = path.endsWith('.tres') ? twinOfResource : path.endsWith('.gd') ? twinOfScript : null
    if (twin !== null)
      await install(projectDir, manifest, path, twin(await readFile(join(bundleDir, path), 'utf8')))
  }
  for (const [name, { text }] of Object.entries(scenes))
    await writeFile(join(projectDir, name), twinOfScene(text))
}

async function install(
  projectDir: string,
  { project }: BundleManifest,
  path: string,
  bytes: string | Uint8Array,
) {
  const file = join(projectDir, resPath(project.key, path).replace('res://', ''))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, bytes)
}

/** What the engine has to find, from the manifest alone. */
function wantedOf(manifest: BundleManifest, scenes: Scenes) {
  const { key } = manifest.project
  const address = (path: string) => resPath(key, path)
  const pictured = manifest.assets.filter(({ frames }) => frames.length > 0)
  const stem = (asset: ManifestAsset) => filePathOf(asset.type, asset.key)
  const frameRow = (asset: ManifestAsset, name: string, path: string) => {
    const index = asset.frames.findIndex((frame) => frame.name === name)
    const { width, height } = asset.frames[index]!.sourceSize
    const image = address(asset.files[0]!.path)
    return { path, frame: name, width, height, image, at: index * width, pivot: asset.pivot }
  }
  const spriteOf = (asset: ManifestAsset, name: string) =>
    address(`sprites/${stem(asset)}${asset.animations.length > 0 ? '' : name.slice(asset.key.length)}.tres`)
  const still = pictured.filter(({ animations }) => animations.length === 0)
  const tiles = pictured.filter(({ type }) => type === 'tile')
  return {
    sprites: still.flatMap((asset) =>
      asset.frames.map(({ name }) => frameRow(asset, name, spriteOf(asset, name))),
    ),
    animated: pictured
      .filter(({ animations }) => animations.length > 0)
      .map((asset) => ({
        path: spriteOf(asset, asset.key),
        animations: asset.animations.map((animation) => ({
          ...animation,
          frames: animation.frames.map((name) => frameRow(asset, name, spriteOf(asset, asset.key))),
        })),
      })),
    styles: still.flatMap((asset) => {
      const borders = asset.nineSlice
      if (borders === undefined) return []
      return asset.frames.map(({ name }) => ({
        path: spriteOf(asset, name).replace('/sprites/', '/styles/'),
        margins: [borders.left, borders.top, borders.right, borders.bottom],
        texture: spriteOf(asset, name),
      }))
    }),
    tiles: tiles.map((asset) => {
      const { width, height } = asset.frames[0]!.sourceSize
      const same = tiles.filter((other) => {
        const size = other.frames[0]!.sourceSize
        return size.width === width && size.height === height
      })
      const source = tileSourceIds(same.map((other) => other.key)).get(asset.key)
      return {
        path: address(`tilesets/tiles-${width}x${height}.tres`),
        source,
        texture: address(asset.files[0]!.path),
        width,
        height,
      }
    }),
    scenes: Object.fromEntries(Object.entries(scenes).map(([name, { nodes }]) => [`res://${name}`, nodes])),
    script: {
      path: address('assets.gd'),
      tables: {
        SPRITES: Object.fromEntries(
          pictured
            .filter(({ states }) => states === undefined)
            .map((asset) => [asset.key, spriteOf(asset, asset.key)]),
        ),
        PIVOTS: Object.fromEntries(
          pictured.map(({ key: name, pivot }) => [name, `(${pivot.x}, ${pivot.y})`]),
        ),
      },
      offsets: Object.fromEntries(
        pictured.map(({ key: name, pivot, frames }) => {
          const { width, height } = frames[0]!.sourceSize
          return [name, { x: -pivot.x * width, y: -pivot.y * height }]
        }),
      ),
    },
  }
}
