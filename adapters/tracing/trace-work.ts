import { SpanStatusCode, trace } from '@opentelemetry/api'

/**
 * Runs `work` as one span below the present one. Where tracing is off this is OpenTelemetry's API alone, which does
 * nothing.
 */
export async function traceWork<Result>(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  work: () => Promise<Result>,
): Promise<Result> {
  return await trace.getTracer('assetloom').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Error) span.recordException(error)
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
