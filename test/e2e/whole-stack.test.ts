import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { verifyBundle } from '../../core/bundle/verify-bundle.js'
import { sha256Hex } from '../../core/hash.js'

// A real stack is started and stopped in each: on a busy machine that takes a multiple of its usual time.
vi.setConfig({ testTimeout: 180_000 })
const folder = mkdtempSync(join(tmpdir(), 'assetloom-e2e-'))
const list = join(folder, 'camp.txt')
writeFileSync(
  list,
  '# camp (pixel art, 32x32 unless said otherwise)\nprop: water barrel\nprop: canvas tent, open, 64x48\nthis line has no category\ntile: cracked dry mud\n',
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface DemoDocument {
  readonly runId: string
  readonly specs: number
  readonly variants: number
  readonly assets: number
  readonly problems: {
    readonly file: string
    readonly line: number
    readonly message: string
    readonly hint: string
  }[]
  readonly bundles: { readonly target: string; readonly dir: string; readonly manifest: string }[]
  readonly contactSheet: string
  readonly executions: number
  readonly faultsInjected?: number
}

/** Runs the built demo in a home of its own; its document is all that stdout holds. */
function runDemo(
  home: string,
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const demo = ['dist/clients/cli/demo.js', '--wishlist', list, '--json', '--out', join(home, 'out'), ...args]
  return new Promise((resolve) => {
    const child = spawn(process.execPath, demo, {
      env: { ...process.env, ASSETLOOM_HOME: home, ASSETLOOM_PORT: '0' },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
    child.on('exit', (code) => resolve({ code, stdout, stderr }))
  })
}

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .toSorted()
}

const hashes = (dir: string) =>
  listFiles(dir).map((path) => `${path} ${sha256Hex(readFileSync(join(dir, path)))}`)

describe('the demo on the built product', () => {
  it('takes a list to verified bundles, exports again without a new run, and makes the same bytes in another home', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    const first = await runDemo(one, '--target', 'generic,pixi', '--seed', '5')
    expect(first.code, first.stderr).toBe(0)
    const document = JSON.parse(first.stdout) as DemoDocument
    expect(document).toMatchObject({ specs: 3, variants: 12, assets: 3 })
    expect(document.problems).toMatchObject([{ line: 4 }])
    expect(document.bundles.map((bundle) => bundle.target)).toEqual(['generic', 'pixi'])
    expect(existsSync(document.contactSheet)).toBe(true)
    for (const { dir } of document.bundles) {
      const files = listFiles(dir).map((path) => ({
        path,
        bytes: new Uint8Array(readFileSync(join(dir, path))),
      }))
      expect(verifyBundle(files)).toEqual([])
    }
    const before = hashes(join(one, 'out'))
    const again = await runDemo(one, '--target', 'generic,pixi', '--seed', '5')
    expect((JSON.parse(again.stdout) as DemoDocument).runId).toBe(document.runId)
    expect(hashes(join(one, 'out'))).toEqual(before)

    const elsewhere = await runDemo(two, '--target', 'generic,pixi', '--seed', '5')
    expect(elsewhere.code, elsewhere.stderr).toBe(0)
    const content = (home: string) =>
      hashes(join(home, 'out')).filter((line) => !line.includes('manifest.json'))
    expect(content(two)).toEqual(content(one))
    expect(content(two).length).toBeGreaterThan(15)
  })

  it('makes the same through a stand-in for a ComfyUI whatever goes wrong, and leaves no process behind', async () => {
    writeFileSync(
      join(folder, 'mine.txt'),
      '# mine (pixel art, 32x32, 2 variants each)\nprop: barrel\ncharacter: slime (idle 4 frames)\ntile: grass\nsfx: door creak\n',
    )
    const comfy = ['--wishlist', join(folder, 'mine.txt'), '--provider', 'comfyui', '--comfyui', 'fake']
    const [quiet, stormy] = [join(folder, 'quiet'), join(folder, 'stormy')]
    const calm = await runDemo(quiet, ...comfy)
    expect(calm.code, calm.stderr).toBe(0)
    const first = JSON.parse(calm.stdout) as DemoDocument
    expect(first).toMatchObject({ specs: 4, assets: 4, faultsInjected: 0, executions: first.variants })
    const shaken = await runDemo(stormy, ...comfy, '--chaos', '7')
    expect(shaken.code, shaken.stderr).toBe(0)
    const second = JSON.parse(shaken.stdout) as DemoDocument
    expect(second).toMatchObject({ specs: 4, variants: first.variants, assets: 4 })
    expect(second.faultsInjected).toBeGreaterThan(0)
    const content = (home: string) =>
      hashes(join(home, 'out')).filter((line) => !line.includes('manifest.json'))
    expect(content(stormy)).toEqual(content(quiet))
    expect(content(quiet).length).toBeGreaterThan(10)
    const { port } = JSON.parse(readFileSync(join(stormy, 'fake-comfyui', 'port.json'), 'utf8')) as {
      port: number
    }
    await expect(fetch(`http://127.0.0.1:${port}/queue`)).rejects.toThrow()
  }, 300_000)

  it('says what is wrong with a list it cannot use, on stderr, with exit code 1 or 2', async () => {
    const home = join(folder, 'three')
    const missing = await runDemo(home, '--wishlist', join(folder, 'nowhere.txt'))
    expect([1, 2, 3]).toContain(missing.code)
    expect(missing.stdout).toBe('')
    expect(missing.stderr).toContain('nowhere.txt')
  })
})
