import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Labels and value of one sample. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What is read when Prometheus asks, rather than counted as it happens. */
export interface ScrapedFigure {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
}

export interface PrometheusOptions {
  readonly version: string
  /** Reads the figures now; rejects when they cannot be had in time. */
  readonly readFigures: () => Promise<ReadonlyMap<ScrapedFigure, readonly Sample[]>>
  /** Every figure that `readFigures` may give: all are declared from the start. */
  readonly figures: readonly ScrapedFigure[]
  /** Two scrapes within this time read once. */
  readonly figuresCacheMs: number
}

const httpBucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const decisionBucketsSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The metrics of the API process: its own, Node's, and the catalogue's figures at each scrape. */
export function createPrometheusMetrics(options: PrometheusOptions) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const build = new Gauge({
    name: 'assetloom_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version', 'node'],
    registers,
  })
  build.set({ version: options.version, node: process.version }, 1)
  const start = new Gauge({
    name: 'assetloom_process_start_seconds',
    help: 'When this process began.',
    registers,
  })
  start.set(Date.now() / 1000 - process.uptime())
  const requests = new Histogram({
    name: 'assetloom_http_request_seconds',
    help: 'Time to answer a request, by method, pattern of the path, and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: httpBucketsSeconds,
    registers,
  })
  const streams = new Gauge({ name: 'assetloom_event_streams', help: 'Open event streams.', registers })
  const decisions = new Histogram({
    name: 'assetloom_decision_seconds',
    help: 'From the request of a decision to its answer.',
    labelNames: ['outcome'],
    buckets: decisionBucketsSeconds,
    registers,
  })
  const readCached = addFigures(registry, options)
  return {
    observeRequest: (seen: { method: string; route: string; status: number; durationMs: number }) =>
      requests.observe(
        { method: plainMethod(seen.method), route: seen.route, status: String(seen.status) },
        seen.durationMs / 1000,
      ),
    changeStreams: (by: 1 | -1) => streams.inc(by),
    observeDecision: (outcome: string, durationMs: number) =>
      decisions.observe({ outcome }, durationMs / 1000),
    render: async () => {
      await readCached()
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** Anybody may send any word as a method, and each would be a series of its own. */
function plainMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other'
}

function addFigures(registry: Registry, options: PrometheusOptions): () => Promise<void> {
  const registers = [registry]
  const gauges = new Map(
    options.figures.map(({ name, help, labelNames }) => [
      name,
      new Gauge({ name, help, labelNames: [...labelNames], registers }),
    ]),
  )
  const failures = new Counter({
    name: 'assetloom_figures_failures_total',
    help: 'Scrapes for which the figures of the catalogue could not be read.',
    registers,
  })
  const up = new Gauge({
    name: 'assetloom_catalogue_up',
    help: 'Whether the figures of the catalogue were read for this scrape.',
    registers,
  })
  let readAtMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null
  const read = async () => {
    try {
      const found = await options.readFigures()
      for (const [{ name, labelNames }, samples] of found) {
        const gauge = gauges.get(name)
        if (!gauge) continue
        // A stage that nothing is in any more is gone rather than left at its last number.
        gauge.reset()
        if (labelNames.length === 0) gauge.set(0)
        for (const { labels, value } of samples) gauge.set({ ...labels }, value)
      }
      readAtMs = performance.now()
      up.set(1)
    } catch {
      // Old numbers would look like standing work: none are shown, and the gauge says why.
      for (const { name, labelNames } of options.figures)
        if (labelNames.length === 0) gauges.get(name)?.remove()
        else gauges.get(name)?.reset()
      failures.inc()
      up.set(0)
    }
  }
  return async () => {
    if (performance.now() - readAtMs < options.figuresCacheMs) return
    reading ??= read().finally(() => (reading = null))
    await reading
  }
}
