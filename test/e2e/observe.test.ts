import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { declaredNames, parsePromql, readQueries, sdkNames } from './observed-metrics.js'
import { type CollectedSpan, startCollector } from './otlp-collector.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 })

const folder = mkdtempSync(join(tmpdir(), 'assetloom-observe-'))
const home = join(folder, 'home')
const metrics = new Map<string, string>()
let collector: Awaited<ReturnType<typeof startCollector>>
let runId = ''
let logged: Record<string, unknown>[] = []

/** Runs the built CLI in the test's home. */
function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      env: {
        ...process.env,
        ASSETLOOM_HOME: home,
        ASSETLOOM_PORT: '0',
        ASSETLOOM_LOG_LEVEL: 'debug',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-team=header-that-is-secret',
      },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
    child.on('exit', (code) => resolve({ code, stdout, stderr }))
  })
}

const cli = 'dist/clients/cli/main.js'

// One run of the whole stack; every test looks at what it left.
beforeAll(async () => {
  collector = await startCollector()
  const list = join(folder, 'camp.txt')
  writeFileSync(list, 'prop: water barrel, 32x32\ntile: cracked dry mud, 32x32\n')
  const demo = ['--wishlist', list, '--json', '--keep', '--target', 'generic', '--out', join(folder, 'out')]
  const made = await run('dist/clients/cli/demo.js', ...demo)
  expect(made.code, made.stderr).toBe(0)
  runId = (JSON.parse(made.stdout) as { runId: string }).runId
  const status = JSON.parse((await run(cli, 'status', '--json')).stdout) as {
    metricsUrls: Record<string, string>
  }
  for (const [name, url] of Object.entries(status.metricsUrls))
    metrics.set(name, await (await fetch(url)).text())
  // Stopping sends the spans that are left.
  expect((await run(cli, 'down')).code).toBe(0)
  const lines = (await run(cli, 'logs', '--run', runId, '--level', 'debug', '--json')).stdout.trim()
  logged = lines.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
})

afterAll(async () => {
  await run(cli, 'down')
  collector.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the metrics of a running stack', () => {
  it('come from every process, where Prometheus is told to look', () => {
    expect([...metrics.keys()].toSorted()).toEqual(['api', 'image', 'orchestrator', 'temporal'])
    const targets = JSON.parse(readFileSync(join(home, 'run', 'prometheus-targets.json'), 'utf8')) as {
      labels: { process: string }
    }[]
    expect(targets.map(({ labels }) => labels.process).toSorted()).toEqual([...metrics.keys()].toSorted())
  })

  it('are all that the dashboards and alert rules ask for', () => {
    const known = new Set([
      // Prometheus' own, for every target.
      'up',
      ...[...metrics.values()].flatMap(declaredNames),
      ...sdkNames(),
    ])
    const missing = readQueries().flatMap(({ place, expr }) =>
      parsePromql(expr)
        .metrics.filter((name) => !known.has(name))
        .map((name) => `${place}: ${name}`),
    )
    // Appears with the first error of the server, under this name in its sources.
    expect(missing.filter((one) => !one.endsWith(': service_error_with_type'))).toEqual([])
  })

  it('tell what was done', () => {
    expect(metrics.get('api')).toMatch(/^assetloom_runs\{stage="done",paused="false"\} 1$/m)
    expect(metrics.get('api')).toMatch(/^assetloom_variants\{verdict="approved"\} 2$/m)
    expect(metrics.get('api')).toMatch(
      /^assetloom_http_request_seconds_count\{method="POST",route="\/api\/v1\/projects\/:projectId\/wishlists",status="202"\} 1$/m,
    )
    expect(metrics.get('image')).toMatch(/^assetloom_paint_seconds_count\{.*\} 8$/m)
    expect(metrics.get('orchestrator')).toMatch(/^temporal_workflow_completed\{.*"assetRun".*\} 2$/m)
  })
})

describe('the logs of one run', () => {
  it('lead through API, workflow, activities and every process, with the same run id', () => {
    const of = (process: string, message: string) =>
      logged.filter((line) => line['process'] === process && line['message'] === message)
    expect(of('api', 'request').some(({ route }) => route === '/api/v1/runs/:runId')).toBe(true)
    expect(of('orchestrator', 'run stage').map(({ stage }) => stage)).toContain('done')
    const stages = of('orchestrator', 'spec stage')
    expect(new Set(stages.map(({ specKey }) => specKey)).size).toBe(2)
    // Written within the workflow task: its line has the ids all the same.
    expect(
      of('orchestrator', 'activity ended').find((line) => line['activity'] === 'setSpecStage'),
    ).toMatchObject({
      runId,
      specKey: expect.any(String) as string,
    })
    const ended = of('image', 'activity ended')
    // The bundle's activities are asked by content id: their run comes with the workflow.
    for (const activity of ['generateVariant', 'scoreVariants', 'finishAsset', 'exportBundle'])
      expect(ended.find((line) => line['activity'] === activity)).toMatchObject({ runId, attempt: 1 })
    expect(ended.find((line) => line['activity'] === 'generateVariant')).toMatchObject({
      jobId: expect.any(String) as string,
      specKey: expect.any(String) as string,
      workflowId: expect.stringContaining(runId) as string,
    })
  })

  it('are in the order of time and hold no secret of the home', () => {
    const times = logged.map(({ at }) => String(at))
    expect(times).toEqual(times.toSorted())
    const secrets = ['api-token', 'postgres-password'].map((name) =>
      readFileSync(join(home, 'secrets', name), 'utf8').trim(),
    )
    const files = ['api', 'orchestrator', 'image', 'supervisor', 'temporal'].map((name) =>
      readFileSync(join(home, 'logs', `${name}.log`), 'utf8'),
    )
    for (const secret of [...secrets, 'header-that-is-secret'])
      expect(files.some((text) => text.includes(secret))).toBe(false)
  })
})

describe('the trace of one run', () => {
  it('is one tree from the request to the store', () => {
    const request = collector.spans.find(
      ({ name }) => name.startsWith('POST ') && name.endsWith('/wishlists'),
    )
    const trace = collector.spans.filter(({ traceId }) => traceId === request?.traceId)
    const ids = new Set(trace.map(({ spanId }) => spanId))
    const orphans = trace.filter(({ parentSpanId }) => parentSpanId && !ids.has(parentSpanId))
    expect(orphans.map(({ name }) => name)).toEqual([])
    expect(trace.filter(({ parentSpanId }) => !parentSpanId)).toEqual([request])
    const path = pathTo(trace, 'store put').map(({ name }) => name)
    expect(path.at(0)).toBe(request?.name)
    expect(path).toEqual(
      expect.arrayContaining([
        'RunWorkflow:wishlistRun',
        'RunWorkflow:productionRun',
        'RunWorkflow:assetRun',
        'RunActivity:generateVariant',
        'store put',
      ]),
    )
    const names = new Set(trace.map(({ name }) => name))
    expect(names).toContain('paint procedural')
    // Written within the workflow task.
    expect(names).toContain('RunActivity:setSpecStage')
    expect(new Set(trace.map(({ instance }) => instance))).toEqual(new Set(['api', 'orchestrator', 'image']))
  })
})

/** The spans from the root to the first one of a name whose parent is generateVariant. */
function pathTo(trace: readonly CollectedSpan[], name: string): CollectedSpan[] {
  const byId = new Map(trace.map((span) => [span.spanId, span]))
  const painted = trace.find((span) => span.name === 'RunActivity:generateVariant')
  const end = trace.find((span) => span.name === name && span.parentSpanId === painted?.spanId)
  const path: CollectedSpan[] = []
  for (let span = end; span; span = byId.get(span.parentSpanId ?? '')) path.unshift(span)
  return path
}
