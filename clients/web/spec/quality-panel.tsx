import { qualityLines } from '../../../core/autopilot/describe-quality.js'
import type { QualityOutcome, QualityReport } from '../../../core/autopilot/quality-report.js'
import { handedOverShape } from '../review-model.js'

/** How an outcome looks: never colour alone. */
const outcomeLooks: Readonly<Record<QualityOutcome, { readonly shape: string; readonly tone: string }>> = {
  trying: { shape: '↻', tone: 'quiet' },
  met: { shape: '✓', tone: 'good' },
  handedOver: { shape: handedOverShape, tone: 'warn' },
  ended: { shape: '–', tone: 'quiet' },
}

/** What the autopilot tried for a spec: how it ended and why, then each round with its scores, then what did not help. */
export function QualityPanel({ report }: { readonly report: QualityReport }) {
  const [summary = '', ...tried] = qualityLines(report)
  const { shape, tone } = outcomeLooks[report.outcome]
  return (
    <section class="details quality" aria-label="What the autopilot tried">
      <h3>What the autopilot tried</h3>
      <p class={`tone-${tone}`}>
        {shape} {summary}
      </p>
      <ol class="decisions">
        {tried.map((line, at) => (
          <li key={`${at} ${line}`}>{line}</li>
        ))}
      </ol>
    </section>
  )
}
