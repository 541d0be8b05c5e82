import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BundleView } from '../../core/http/http-api.js'
import { framesOf } from '../../core/spec/spec-frames.js'
import { openCliBench, type CliBench } from './cli-bench.js'
import type { FakeRun, FakeWorld } from './fake-world.js'

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The fake's bundles with a real manifest: each approved spec has a file whose bytes name it. */
function bundleForReal(world: FakeWorld): void {
  world.bundle = (run: FakeRun, target: string): BundleView => {
    const bytes = new Map<string, Uint8Array>()
    const assets = run.specs
      .filter(({ finishedVariantId }) => finishedVariantId !== null)
      .map((spec) => {
        const path = `images/${spec.specKey}.png`
        bytes.set(path, Buffer.from(`picture of ${spec.specKey} with seed ${run.view.options.seed}`))
        const variant = world.variants.get(spec.finishedVariantId!)!
        const file = { path, role: 'image', sha256: sha256Of(bytes.get(path)!), bytes: 1 }
        const frames = spec.animations === undefined ? [] : framesOf(spec)
        return {
          ...{ key: spec.specKey, assetId: `ast_${spec.specKey}`, variantId: variant.variantId },
          ...{ type: spec.assetType, files: [file], pivot: { x: 0.5, y: 1 } },
          frames: frames.map(({ name }) => ({ name, sourceSize: { width: 32, height: 32 } })),
          animations: (spec.animations ?? []).map(({ name, fps, loop }) => ({ name, fps, loop, frames: [] })),
          provenance: { provider: 'procedural', placeholder: true, seed: variant.seed },
        }
      })
    bytes.set('manifest.json', Buffer.from(JSON.stringify({ format: 'assetloom-bundle/1', target, assets })))
    const bundleId = world.mint('bun')
    const { projectId, runId } = run.view
    const now = new Date().toISOString()
    const view: BundleView = {
      ...{ bundleId, projectId, runId, target, contentId: bundleId, state: 'published', failure: null },
      ...{ createdAt: now, publishedAt: now },
      files: [...bytes].map(([path, data]) => ({ path, sha256: sha256Of(data), sizeBytes: data.length })),
    }
    world.bundles.set(bundleId, { view, bytes })
    return view
  }
}

describe('assetloom', () => {
  let bench: CliBench
  const at = (path: string) => join(bench.folder, path)
  const read = async (path: string) => await readFile(at(path), 'utf8').catch(() => null)

  beforeEach(async () => {
    bench = await openCliBench()
    bundleForReal(bench.api.world)
  })
  afterEach(() => bench.close())

  describe('generate', () => {
    it('makes one asset on the stack of the home and writes its file by its words', async () => {
      bench.stackRuns = false
      const { code, out, err } = await bench.run(
        'generate',
        'item',
        'Health',
        'potion,',
        'red',
        '--output',
        'art',
      )
      expect([code, err]).toEqual([0, expect.stringContaining('stopping the stack')])
      expect(bench.stackCalls).toEqual(['start attached', 'stop handle'])
      expect(await read('art/item/health_potion_red.png')).toBe('picture of health-potion-red with seed 1')
      expect(out).toMatch(/^file +\/.*\/art\/item\/health_potion_red\.png$/m)
      expect(out).toMatch(/^score +0\.95$/m)
      expect(out).toMatch(/^seed +[0-9a-f]{16}$/m)
    })

    it('orders drafts first, of one asset and of a list', async () => {
      const wish = [...['--provider', 'comfyui', '--drafts', '4'], ...['--output', 'art']]
      await bench.run('generate', 'prop', 'barrel', ...wish)
      await bench.write('props.txt', 'prop: jar\n')
      await bench.run('batch', 'props.txt', ...wish)
      expect(bench.api.world.runs.map(({ view }) => view.options.drafts)).toEqual([4, 4])
    })

    it('costs nothing the second time, and another picture never replaces a file unasked', async () => {
      const potion = ['generate', 'item', 'potion', '--json']
      const first = await bench.run(...potion)
      const again = await bench.run(...potion)
      expect(again.err).toContain('This was made before: nothing is made again.')
      expect(again.json()['runId']).toBe(first.json()['runId'])
      expect(again.json()['files']).toMatchObject([{ outcome: 'same' }])
      const other = await bench.run(...potion, '--seed', '2')
      expect([other.code, other.json()['files']]).toEqual([5, [expect.objectContaining({ outcome: 'kept' })]])
      expect(other.err).toContain('is another file and was left as it is.')
      expect(await read('item/potion.png')).toContain('seed 1')
      expect((await bench.run(...potion, '--seed', '2', '--force')).code).toBe(0)
      expect(await read('item/potion.png')).toContain('seed 2')
    })

    it('writes where the frames of an animation are beside its strip', async () => {
      expect((await bench.run('generate', 'character', 'knight, animated')).code).toBe(0)
      const strip = JSON.parse((await read('character/knight_animated.json'))!) as Record<string, unknown>
      expect(strip).toMatchObject({ format: 'assetloom-strip/1', image: 'knight_animated.png' })
      expect(strip['frames']).toMatchObject([
        { name: 'idle.0', x: 0 },
        { name: 'idle.1', x: 32 },
        {},
        { x: 96 },
      ])
    })

    it('shows prompt, file, provider and cost without starting anything, and says what is wrong', async () => {
      bench.stackRuns = false
      const { code, out } = await bench.run('generate', 'prop', 'barrel', '--dry-run', '--json')
      expect([code, JSON.parse(out)]).toEqual([
        0,
        expect.objectContaining({
          ...{ prompt: expect.objectContaining({ positive: 'barrel' }) as object, file: 'prop/barrel.png' },
          ...{ modelPrompt: 'pixel art, barrel, game sprite, prop', provider: 'procedural', costMicros: 0 },
        }),
      ])
      const drafted = ['generate', 'prop', 'barrel', '--drafts', '4', '--dry-run', '--json', '--provider']
      expect((await bench.run(...drafted, 'comfyui')).json()).toMatchObject({ drafts: 4 })
      const none = await bench.run(...drafted, 'procedural')
      expect(none.json()['notes']).toContainEqual(
        expect.objectContaining({ message: 'barrel is made without drafts: procedural makes none' }),
      )
      expect(none.json()).not.toHaveProperty('drafts')
      expect((await bench.run('generate', 'prop')).code).toBe(2)
      const unknown = await bench.run('generate', 'charcter', 'barrel')
      expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('Did you mean "character"?')])
      expect((await bench.run('generate', 'prop', 'x', '--output-name', '../y', '--dry-run')).code).toBe(2)
      expect(bench.stackCalls).toEqual([])
    })
  })

  describe('batch', () => {
    it('makes a list in one run, tells each line, fails for a bad one, and goes on the second time', async () => {
      await bench.write(
        'prompts.txt',
        '# all\ncharacter: wizard, casting spell\nitem: sword\nno category here\n',
      )
      const first = await bench.run('batch', 'prompts.txt', '--output', 'art')
      expect(first.code).toBe(1)
      expect(first.err).toContain('prompts.txt:4:')
      expect(first.err).toContain('2 of 3 lines have their files.')
      expect(first.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
        ['2', 'wizard-casting-spell', '0.95', 'written', 'art/character/wizard_casting_spell.png'],
        ['3', 'sword', '0.95', 'written', 'art/item/sword.png'],
        [''],
      ])
      await writeFile(at('art/item/sword.png'), 'picture of sword with seed 1')
      const again = await bench.run('batch', 'prompts.txt', '--output', 'art')
      expect(bench.api.world.runs).toHaveLength(1)
      expect(again.out.match(/ same /g)).toHaveLength(2)
    })
  })

  describe('import', () => {
    it('asks for author and licence before anything is sent, and for files that are art', async () => {
      await bench.write('wagon.png', 'bytes')
      await bench.write('notes.txt', 'words')
      const author = await bench.run('import', 'wagon.png', '--licence', 'CC0')
      expect([author.code, author.err]).toEqual([2, expect.stringContaining('The author is missing.')])
      expect((await bench.run('import', 'wagon.png', '--author', 'Ada')).err).toContain('--licence unknown')
      expect((await bench.run('import', 'notes.txt', '--author', 'A', '--licence', 'x')).code).toBe(2)
      await mkdir(at('art/items'), { recursive: true })
      for (const name of ['art/a b.png', 'art/items/A_b.png']) await writeFile(at(name), 'x')
      expect(bench.api.requests).toEqual([])
      for (const args of [
        ['--frames', '4'],
        ['--key', 'a_b'],
        ['--fps', '8', '--as', 'draft'],
      ])
        expect([
          args,
          (await bench.run('import', 'art', '--author', 'A', '--licence', 'x', ...args)).code,
        ]).toEqual([args, 2])
      expect(bench.api.requests).toEqual([])
    })
  })
})
