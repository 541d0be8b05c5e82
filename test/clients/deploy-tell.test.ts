import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../../clients/cli/program.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import { sha256Hex } from '../../core/hash.js'
import type { DeploymentPage } from '../../core/http/library-api.js'
import { finishAsset, stageReview, startApi, token, type TestApi } from '../api/api-fixture.js'
import { writeTestBundle } from './write-test-bundle.js'

/** A real API that made the bundle in `out/generic`, and a game beside it. */
async function open() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'assetloom-tell-')))
  await mkdir(join(folder, 'dusk/assets'), { recursive: true })
  await writeFile(join(folder, 'dusk/package.json'), '{}')
  await writeTestBundle(join(folder, 'out/generic'), [{ key: 'tent' }, { key: 'well' }])
  const api = await startApi()
  const stage = await stageReview(api, { specKeys: ['tent'], variantsPerSpec: 1, key: 'camp' })
  const { projectId } = stage.project
  const { runId, specId, specRevisionId, variantId } = stage.variants[0]!
  await finishAsset(api, stage.variants[0]!)
  await api.catalogue.review.recordDecisions({
    ...{ projectId, runId, specId, specRevisionId },
    decisions: [
      {
        ...{ decisionId: 'dec_1', variantId, version: 1, verb: 'approve', verdict: 'approved' },
        ...{ reason: null, note: null, reviewer: 'mara' },
      },
    ],
  })
  const [bundle] = await api.catalogue.bundles.freeze({
    ...{ projectId, runId, targets: ['generic'], start: false },
    contentIdOf: projectContentId(projectId),
  })
  const manifest = sha256Hex(await readFile(join(folder, 'out/generic/manifest.json')))
  await api.catalogue.bundles.saveFiles(bundle!.contentId, [
    { path: 'manifest.json', sha256: manifest, sizeBytes: 1 },
  ])
  return { folder, api, projectId, bundleId: bundle!.bundleId }
}

describe('assetloom deploy beside a service', () => {
  let bench: Awaited<ReturnType<typeof open>>
  beforeEach(async () => {
    bench = await open()
  })
  afterEach(() => rm(bench.folder, { recursive: true }))

  const call = async (...args: string[]) => {
    let [out, err] = ['', '']
    const code = await runCli(args, {
      terminal: {
        writeOut: (text) => void (out += text),
        writeErr: (text) => void (err += text),
        isInteractive: false,
        columns: () => 80,
      },
      env: { ASSETLOOM_TOKEN: token, ASSETLOOM_URL: bench.api.url },
      cwd: bench.folder,
      packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
      signal: new AbortController().signal,
      loadLocalStack: () => Promise.reject(new Error('no stack here')),
      loadLocalKeeping: () => Promise.reject(new Error('no home here')),
    })
    return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> }
  }
  const deploy = (...args: string[]) => call('deploy', 'dusk/assets', '--bundle', 'out', '--json', ...args)
  const known = async (api: TestApi) =>
    (await api.get<DeploymentPage>(`/api/v1/projects/${bench.projectId}/deployments`)).body.items

  it('tells what lies where, but no path, and trace and library show it until it is undone', async () => {
    const { api, bundleId, folder } = bench
    const done = await deploy()
    expect([done.code, done.json()['told']]).toEqual([
      0,
      { deploymentId: expect.stringMatching(/^dpl_/) as string, bundleId, game: 'dusk', folder: null },
    ])
    expect(await known(api)).toMatchObject([{ game: 'dusk', folder: null, files: 5, undoneAt: null }])
    expect(JSON.stringify(await known(api))).not.toContain(folder)
    // The same again finds nothing to do and tells the same deployment.
    expect((await deploy()).json()).toMatchObject({ state: 'nothing-to-do', told: done.json()['told'] })
    expect(await known(api)).toHaveLength(1)
    const traced = await call('trace', 'tent', '--project', 'camp')
    expect(traced.out).toMatch(
      new RegExp(`deployed +into dusk: camp/images/props/tent.png, generic of ${bundleId}`),
    )
    const shown = await call('library', 'show', 'tent', '--project', 'camp')
    expect(shown.out).toMatch(new RegExp(`deployed +dusk +generic +${bundleId}`))
    const undone = await call('deploy', 'dusk/assets', '--undo', '--json')
    expect(undone.json()).toMatchObject({ state: 'applied', told: true })
    expect((await call('trace', 'tent', '--project', 'camp')).out).toMatch(/taken back +from dusk/)
  })

  it('tells the path and another name only when asked, and nothing with --no-tell', async () => {
    const { api, folder } = bench
    expect((await deploy('--dry-run')).json()['told']).toBeNull()
    expect((await deploy('--no-tell')).json()).toMatchObject({ state: 'applied', told: null })
    expect(await known(api)).toEqual([])
    expect((await call('deploy', 'dusk/assets', '--undo', '--no-tell', '--json')).json()['told']).toBe(false)
    expect((await deploy('--game-name', 'Dusk 2', '--tell-path')).code).toBe(0)
    expect(await known(api)).toMatchObject([{ game: 'Dusk 2', folder: join(folder, 'dusk/assets') }])
  })

  it('works without a service, and with one that did not make the bundle', async () => {
    const nobody = ['--url', 'http://127.0.0.1:9']
    expect((await deploy(...nobody)).json()).toMatchObject({ state: 'applied', told: null })
    // As after a process that died between the files and the word.
    expect((await deploy()).json()).toMatchObject({ state: 'nothing-to-do', told: { game: 'dusk' } })
    const undone = await call('deploy', 'dusk/assets', '--undo', '--json', ...nobody)
    expect([undone.code, undone.json()['told']]).toEqual([0, false])
    await writeTestBundle(join(bench.folder, 'out/generic'), [{ key: 'tent', shade: 7 }])
    const other = await deploy()
    expect([other.code, other.json()['told'], other.err]).toEqual([
      0,
      null,
      expect.not.stringContaining('told'),
    ])
  })
})
