import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { comfyuiUrls } from '../../adapters/config/comfyui-config.schema.js'
import { findPackageRoot } from './package-root.js'

/** A Node process of the stack: sends `{type: 'ready'}` over IPC and ends when IPC is cut. */
export interface NodeChildPlan {
  readonly name: string
  /** Absolute path of a .js, .mjs or .ts file. */
  readonly entry: string
  /** What it is told beside what all children are. */
  readonly env?: Readonly<Record<string, string>>
  /** Arguments of the program. */
  readonly args?: readonly string[]
  /** False: it serves no metrics. */
  readonly measured?: boolean
}

/** dist: the built files; source: TypeScript through tsx, for development. */
export type StackMode = 'dist' | 'source'

const entries: readonly { name: string; entry: string }[] = [
  { name: 'orchestrator', entry: 'workers/orchestrator' },
  { name: 'image', entry: 'workers/image' },
  { name: 'api', entry: 'api/server' },
]

/** The mode that this very code runs in. */
export function presentStackMode(): StackMode {
  return import.meta.url.endsWith('.ts') ? 'source' : 'dist'
}

/**
 * The workers and the API of this clone, with one GPU host agent (`gpu-1`, `gpu-2` ...) for each ComfyUI that `env` names.
 * Throws when dist/ lacks one.
 */
export function stackChildren(mode: StackMode, env: NodeJS.ProcessEnv): NodeChildPlan[] {
  const root = findPackageRoot()
  const locate = (entry: string) => locateEntry(root, mode, entry)
  return [
    ...entries.map(({ name, entry }) => ({ name, entry: locate(entry) })),
    ...comfyuiUrlsOf(env).map((url, at) => ({
      name: `gpu-${at + 1}`,
      entry: locate('workers/gpu'),
      env: { COMFYUI_URLS: url },
    })),
  ]
}

/** The program of the stand-in for a ComfyUI. Throws when dist/ lacks it. */
export function standInEntry(mode: StackMode): string {
  return locateEntry(findPackageRoot(), mode, 'workers/fake-comfyui')
}

function locateEntry(root: string, mode: StackMode, entry: string): string {
  const path = mode === 'dist' ? join(root, 'dist', `${entry}.js`) : join(root, `${entry}.ts`)
  if (!existsSync(path)) throw new Error(`${path} is missing. Run: npm run build`)
  return path
}

/** What is wrong with them is said by whoever reads the configuration. */
function comfyuiUrlsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const given = env['COMFYUI_URLS']
  if (!given) return []
  const parsed = comfyuiUrls.safeParse(given)
  return parsed.success ? parsed.data : []
}

/** Arguments of `node` that run `entry`, TypeScript included. */
export function nodeArgsFor(entry: string): string[] {
  // By address, because Node looks for a bare name from the working folder.
  const loader = entry.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : []
  return ['--enable-source-maps', ...loader, entry]
}
