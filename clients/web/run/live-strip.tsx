import type { GpuHostsView } from '../../../core/http/gpu-api.js'
import type { RunView } from '../../../core/http/http-api.js'
import { formatMoney } from '../../../core/spending/spending-limits.js'
import { describeJobPhase } from '../../progress/describe-job-progress.js'
import { describeMeasure, describeTimeLeft, isMaking } from '../../progress/describe-time-left.js'
import { isAtWork, type LiveJob } from '../../progress/live-jobs.js'
import { gpuHash } from '../read-route.js'

/** So many jobs are drawn; the rest is a number. */
const rowsMax = 5

export interface LiveStripProps {
  readonly run: RunView
  readonly jobs: readonly LiveJob[]
  /** null = nobody asked for them, or they cannot be had. */
  readonly hosts: GpuHostsView | null
  readonly onChoose: (specKey: string) => void
}

/** What is made right now: one line for the run, then a row for each job. */
export function LiveStrip({ run, jobs, hosts, onChoose }: LiveStripProps) {
  if (!isMaking(run) && jobs.length === 0) return null
  const gpus = gpuSentence(hosts)
  const rest = restSentence(jobs.slice(rowsMax))
  return (
    <section class="live" aria-label="At work">
      <p class="live-totals">
        {totalsOf(run, gpus).map((text) =>
          text === gpus ? (
            <a key="gpus" href={gpuHash}>
              {text}
            </a>
          ) : (
            <span key={text}>{text}</span>
          ),
        )}
      </p>
      <ul class="live-jobs">
        {jobs.slice(0, rowsMax).map((job) => (
          <LiveRow key={job.notice.jobId} job={job} onChoose={onChoose} />
        ))}
      </ul>
      {rest === '' ? null : <p class="dim live-more">{rest}</p>}
    </section>
  )
}

function LiveRow({ job, onChoose }: { readonly job: LiveJob } & Pick<LiveStripProps, 'onChoose'>) {
  const { specKey, variantIndex, stage, preview } = job.notice
  const says = `${describeJobPhase(job.notice)}${job.isAgain ? ' (begun again)' : ''}`
  return (
    <li>
      <button type="button" class="live-job" title="Show this spec" onClick={() => onChoose(specKey)}>
        {/* Without a picture on the way there is an empty place of its size. */}
        <span class="live-picture">
          {preview === undefined ? null : (
            <img
              src={preview}
              class="preview"
              alt={`${specKey}, ${stage ?? 'variant'} ${variantIndex + 1} on the way: ${says}`}
            />
          )}
        </span>
        <span class="live-text">
          <span class="live-name">
            {specKey}
            <span class="dim">
              {' '}
              {stage === undefined ? '' : `${stage} `}
              {variantIndex + 1}
            </span>
          </span>
          <span class="dim live-phase" title={says}>
            {says}
          </span>
        </span>
        <span class={`bar ${job.share === null ? 'is-unknown' : ''}`} aria-hidden="true">
          <span class="bar-full" style={{ width: `${Math.round((job.share ?? 0) * 100)}%` }} />
        </span>
      </button>
    </li>
  )
}

function totalsOf(run: RunView, gpus: string): string[] {
  const { counts, capMicros } = run
  const left = describeTimeLeft(run)
  const measure = describeMeasure(run)
  const spent = `${formatMoney(counts.costMicros)}${capMicros === undefined ? '' : ` of ${formatMoney(capMicros)}`} spent`
  return [
    `${counts.variants} of ${counts.variantsPlanned} pictures`,
    ...(gpus === '' ? [] : [gpus]),
    ...(counts.costMicros > 0 || gpus !== '' ? [spent] : []),
    ...(left === '' ? [] : [measure === '' ? left : `${left}: ${measure}`]),
  ]
}

function gpuSentence(hosts: GpuHostsView | null): string {
  if (hosts === null || hosts.hosts.length === 0) return ''
  const atWork = hosts.hosts.filter(({ state }) => state === 'working').length
  return `${atWork} of ${hosts.hosts.length} ${hosts.hosts.length === 1 ? 'GPU' : 'GPUs'} at work`
}

function restSentence(jobs: readonly LiveJob[]): string {
  const atWork = jobs.filter(isAtWork).length
  const waiting = jobs.length - atWork
  return [
    ...(atWork > 0 ? [`${atWork} more at work`] : []),
    ...(waiting > 0 ? [`${waiting} more in the queue of a server`] : []),
  ].join(', ')
}
