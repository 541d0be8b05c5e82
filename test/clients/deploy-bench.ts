import { cp, lstat, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { deployBundle, undoDeployment, type DeployPorts } from '../../clients/cli/deploy/deploy-bundle.js'
import { nodeDeployFs, type DeployFs } from '../../clients/cli/deploy/deploy-fs.js'
import type { DeployRequest } from '../../clients/cli/deploy/plan-bundle.js'
import { readBundleFolder } from '../../clients/cli/deploy/read-bundle-folder.js'
import { writeTestBundle, type TestAsset } from './write-test-bundle.js'

/** What a killed process throws at everything it still tries to do. */
export class KilledError extends Error {}

export interface DeployBench {
  readonly game: string
  /** The game's assets folder. */
  readonly root: string
  readonly bundleDir: string
  write(path: string, content: string | Uint8Array): Promise<void>
  read(path: string): Promise<string>
  /** Keeps the game as it is now, and gives that state back. */
  save(): Promise<void>
  restore(): Promise<void>
  /** Writes a bundle and deploys it. */
  deploy(assets: readonly TestAsset[], options?: BenchOptions): ReturnType<typeof deployBundle>
  undo(options?: { overwriteEdited?: boolean; fs?: DeployFs }): ReturnType<typeof undoDeployment>
  close(): Promise<void>
}

export interface BenchOptions extends Partial<DeployRequest['options']> {
  readonly fs?: DeployFs
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly into?: string
  readonly onlyAssets?: boolean
  readonly manifest?: string
  readonly target?: string
  readonly project?: string
  /** The bundle that lies in `bundleDir`, whatever the assets say. */
  readonly keepBundle?: boolean
}

/** A game in a folder of its own: `project.godot` beside `assets/`. */
export async function openDeployBench(): Promise<DeployBench> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'assetloom-deploy-test-')))
  const game = join(folder, 'game')
  const root = join(game, 'assets')
  const bundleDir = join(folder, 'bundle')
  const known = new Map<string, Promise<DeployRequest['bundle']>>()
  await mkdir(root, { recursive: true })
  await writeFile(join(game, 'project.godot'), 'config_version=5\n')
  return {
    ...{ game, root, bundleDir },
    write: async (path, content) => {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    },
    read: (path) => readFile(join(root, path), 'utf8'),
    save: async () => {
      await rm(`${game}-saved`, { recursive: true, force: true })
      await cp(game, `${game}-saved`, { recursive: true })
    },
    restore: async () => {
      await rm(game, { recursive: true, force: true })
      await cp(`${game}-saved`, game, { recursive: true })
    },
    deploy: async (assets, options = {}) => {
      const { target, project } = options
      const look = {
        ...(target === undefined ? {} : { target }),
        ...(project === undefined ? {} : { project }),
      }
      const name = JSON.stringify([assets, look])
      const make = async () => {
        const dir = join(folder, `bundle-${known.size}`)
        await writeTestBundle(dir, assets, look)
        return await openBundle(dir)
      }
      if (options.keepBundle !== true && !known.has(name)) known.set(name, make())
      const bundle = options.keepBundle === true ? await openBundle(bundleDir) : await known.get(name)!
      return await deployBundle(portsWith(options.fs), requestOf(game, root, bundle, options), {
        dryRun: options.dryRun === true,
        yes: options.yes ?? true,
      })
    },
    undo: (options = {}) =>
      undoDeployment(portsWith(options.fs), root, {
        dryRun: false,
        overwriteEdited: options.overwriteEdited === true,
      }),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

async function openBundle(dir: string): Promise<DeployRequest['bundle']> {
  const { bundle, problems } = await readBundleFolder(dir)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return bundle
}

function requestOf(
  game: string,
  root: string,
  bundle: DeployRequest['bundle'],
  options: BenchOptions,
): DeployRequest {
  return {
    ...{ root, gameDir: game, bundle, into: options.into ?? null, onlyAssets: options.onlyAssets === true },
    manifestPlace: options.manifest === undefined ? null : join(root, options.manifest),
    options: {
      prune: options.prune === true,
      forceRemove: options.forceRemove === true,
      overwriteEdited: options.overwriteEdited === true,
    },
  }
}

let nextPid = 1

/** Every deployment is a process of its own, and those before it are dead. */
function portsWith(fs: DeployFs = quickFs): DeployPorts {
  nextPid += 1
  const pid = nextPid
  return {
    fs,
    processes: { pid, isAlive: (other) => other === pid },
    now: () => new Date('2026-11-21T10:00:00.000Z'),
  }
}

/** Every file below a folder with its bytes in hex, by path; empty folders end with a slash. */
export async function readTree(root: string, skip: readonly string[] = []): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  const walk = async (folder: string) => {
    const names = (await readdir(join(root, folder))).sort()
    if (names.length === 0 && folder !== '') tree[`${folder}/`] = ''
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`
      if (skip.includes(path)) continue
      const found = await lstat(join(root, path))
      if (found.isDirectory()) await walk(path)
      else tree[path] = found.isFile() ? (await readFile(join(root, path))).toString('hex') : 'not a file'
    }
  }
  await walk('')
  return tree
}

/** Without waiting for the disk itself: a test reads what the system has, not what a power cut would leave. */
export const quickFs: DeployFs = {
  ...nodeDeployFs,
  write: (path, bytes) => writeFile(path, bytes),
  syncFolder: async () => undefined,
}

const changing = [
  'makeFolder',
  'write',
  'duplicate',
  'move',
  'remove',
  'removeEmptyFolder',
  'removeTree',
] as const

/**
 * A file system whose process dies at its `at`-th change: that change is done by half where it has halves, and nothing
 * after it is done at all. `isDead` says whether it came to that.
 */
export function dyingFs(at: number): { readonly fs: DeployFs; readonly isDead: () => boolean } {
  let calls = 0
  const isDead = () => calls >= at
  const fs = { ...quickFs }
  for (const name of changing)
    Object.assign(fs, {
      [name]: async (...args: [string, never]) => {
        if (isDead()) throw new KilledError()
        calls += 1
        if (calls < at) return await (quickFs[name] as (...all: unknown[]) => Promise<void>)(...args)
        if (name === 'write') await writeFile(args[0], (args[1] as Uint8Array).subarray(0, 3))
        throw new KilledError()
      },
    })
  return { fs, isDead }
}

/** A file system that fails once, at its `at`-th change, with this code. */
export function failingFs(
  at: number,
  code: string,
): { readonly fs: DeployFs; readonly hasFailed: () => boolean } {
  let calls = 0
  const fs = { ...quickFs }
  for (const name of changing)
    Object.assign(fs, {
      [name]: async (...args: [string, never]) => {
        calls += 1
        if (calls === at) throw Object.assign(new Error(`${code}: ${name}`), { code, path: args[0] })
        return await (quickFs[name] as (...all: unknown[]) => Promise<void>)(...args)
      },
    })
  return { fs, hasFailed: () => calls >= at }
}
