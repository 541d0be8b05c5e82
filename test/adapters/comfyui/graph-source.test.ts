import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keepGraph, readGraphs, type KnownGraphs } from '../../../adapters/comfyui/graph-files.js'
import { createGraphSource } from '../../../adapters/comfyui/graph-source.js'

it('reads a graph again when its files changed, and only then', async () => {
  const home = await mkdtemp(join(tmpdir(), 'assetloom-graphs-'))
  try {
    const [first] = (await readGraphs({ home })).graphs
    const kept = await keepGraph(home, { ...first!, bindings: { ...first!.bindings, name: 'mine' } })
    const known: KnownGraphs = new Map()
    const mine = async () =>
      (await readGraphs({ home, known })).graphs.find(({ bindings }) => bindings.name === 'mine')
    const before = await mine()
    expect((await mine())?.bindings).toBe(before?.bindings)
    let nowMs = 0
    const source = createGraphSource({ home, now: () => nowMs })
    expect((await source.list()).some(({ bindings }) => bindings.name === 'mine')).toBe(true)
    const file = join(home, 'graphs', `mine.v${kept.bindings.version}.bindings.json`)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(kept.bindings.title, `${kept.bindings.title}, mended`))
    expect((await mine())?.bindings.title).toBe(`${kept.bindings.title}, mended`)
    nowMs = 10_000
    const listed = (await source.list()).find(({ bindings }) => bindings.name === 'mine')
    expect(listed?.bindings.title).toContain('mended')
    await rm(file)
    expect(await mine()).toBeUndefined()
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
