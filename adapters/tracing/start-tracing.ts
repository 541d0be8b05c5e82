import type { OpenTelemetryWorkflowClientInterceptor as ClientInterceptor } from '@temporalio/interceptors-opentelemetry'
import type { EndedSpan } from '../../core/ended-span.js'

type Environment = Readonly<Record<string, string | undefined>>

/** What a process does while it traces. */
export interface Tracing {
  /** Adds a span that ended elsewhere: those of workflows come out of their sandbox as facts. */
  readonly addSpan: (span: EndedSpan) => void
  /** For the Temporal client: its calls are spans and carry the trace on. */
  readonly clientInterceptors: () => Promise<readonly ClientInterceptor[]>
  /** Sends what is left; gives up after some seconds. */
  readonly stop: () => Promise<void>
}

const stopLimitMs = 3_000

/** Whether the environment asks for traces, by OpenTelemetry's own variables. */
export function isTracingAsked(env: Environment): boolean {
  if (env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return false
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])
}

/**
 * Starts to send spans as OTLP over HTTP when the environment asks for it, else loads nothing and gives null. The
 * exporter and the sampler read their OTEL_ variables themselves. A collector that is away costs spans, never work.
 */
export async function startTracing(processName: string, env: Environment): Promise<Tracing | null> {
  if (!isTracingAsked(env)) return null
  const [{ BatchSpanProcessor, NodeTracerProvider, RandomIdGenerator }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const resource = new resources.Resource({
    'service.name': env['OTEL_SERVICE_NAME'] || 'assetloom',
    'service.instance.id': `${processName}-${process.pid}`,
    'assetloom.process': processName,
  })
  const processor = new BatchSpanProcessor(new OTLPTraceExporter())
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] })
  provider.register()
  const ids = new RandomIdGenerator()
  return {
    addSpan: (span) => {
      const [, traceId = '', parentSpanId = '', flags = '00'] = span.traceparent.split('-')
      const context = {
        traceId,
        spanId: span.spanId ?? ids.generateSpanId(),
        traceFlags: Number.parseInt(flags, 16),
      }
      processor.onEnd({
        name: span.name,
        kind: 0,
        spanContext: () => context,
        parentSpanId,
        startTime: toHrTime(span.startMs),
        endTime: toHrTime(span.endMs),
        duration: toHrTime(span.endMs - span.startMs),
        status: { code: span.isFailed ? 2 : 0 },
        attributes: { workflowId: span.workflowId },
        links: [],
        events: [],
        ended: true,
        resource,
        instrumentationLibrary: { name: 'assetloom-workflow' },
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      })
    },
    clientInterceptors: async () => {
      const { OpenTelemetryWorkflowClientInterceptor } =
        await import('@temporalio/interceptors-opentelemetry')
      return [new OpenTelemetryWorkflowClientInterceptor()]
    },
    stop: async () => {
      const stopped = provider.shutdown().catch(() => undefined)
      const limit = new Promise<void>((resolve) => setTimeout(resolve, stopLimitMs).unref())
      await Promise.race([stopped, limit])
    },
  }
}

function toHrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000)
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)]
}
