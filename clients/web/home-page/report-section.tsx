import { useQuery } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { ReportView } from '../../../core/http/compose-report.js'
import { reportLines, type ReportLine } from '../../progress/report-lines.js'
import { useApp } from '../app/app-context.js'
import { ClockTime } from '../base/clock-time.js'
import { zoneAt } from '../base/page-times.js'
import { runHash } from '../read-route.js'
import { readSeen, reportSince, writeSeen } from './report-since.js'

const askEveryMs = 60_000

/** What happened since the last visit, or in the last 18 hours: on top of the home page, closed when all is quiet. */
export function ReportSection() {
  const { client } = useApp()
  const [sinceMs] = useState(() => reportSince(readSeen(), Date.now()))
  const { data } = useQuery({
    queryKey: ['report', sinceMs],
    queryFn: () => client.readReport(new Date(sinceMs).toISOString()),
    refetchInterval: askEveryMs,
  })
  useEffect(() => {
    const note = () => {
      if (document.visibilityState === 'visible') writeSeen(Date.now())
    }
    note()
    const noting = setInterval(note, askEveryMs)
    return () => clearInterval(noting)
  }, [])
  const nowMs = Date.now()
  return (
    <section class="report" aria-label="Since your last visit">
      {data === undefined || isQuiet(data) ? null : (
        <>
          <h2 class="group-title">
            Since <ClockTime at={data.since} />
          </h2>
          <dl class="report-lines" title={`Times are ${zoneAt(data.until)}.`}>
            {reportLines(data, nowMs).map((line) => (
              <Line key={`${line.label}${line.text}`} line={line} />
            ))}
          </dl>
        </>
      )}
    </section>
  )
}

function Line({ line }: { readonly line: ReportLine }) {
  return (
    <>
      <dt class="dim">{line.label}</dt>
      <dd class={line.tone === 'plain' ? '' : `tone-${line.tone}`}>
        {line.runId === undefined ? line.text : <a href={runHash(line.runId)}>{line.text}</a>}
        {line.more.map((one) => (
          <div key={one} class="dim">
            {one}
          </div>
        ))}
      </dd>
    </>
  )
}

function isQuiet(report: ReportView): boolean {
  const { made, failed, away, lost, doubled, runsEnded } = report
  const happened = made.variants + made.assets + made.bundles + failed.length + away.length + runsEnded.length
  return happened + lost.total + doubled.total === 0
}
