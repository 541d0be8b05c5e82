import type { GpuHostsView, GpuQueueView } from '../../../core/http/gpu-api.js'
import type { RemainingTime } from '../../../core/scheduling/remaining-time.js'
import { formatRange, formatSeconds } from '../../progress/format-figures.js'
import { modelsText } from './models-text.js'

const basisWords = { measured: '', steps: ', by the steps of the first', assumed: ', assumed' } as const

/** What waits for which models, the longest waiting first. */
export function GpuQueues({ view }: { readonly view: GpuHostsView }) {
  const { queues, remaining, hosts } = view
  // The first steps say all there is to say.
  if (queues.length === 0 && hosts.length === 0) return null
  const addressOf = new Map(hosts.map(({ host, address }) => [host, address]))
  return (
    <section aria-label="Waiting">
      <h2 class="group-title">
        {queues.length === 0 ? 'Waiting' : 'Waiting, by model set'}{' '}
        <span class="dim figures">{queues.length}</span>
      </h2>
      <p class="dim">
        {queues.length === 0
          ? 'No job waits for a GPU.'
          : `The longest waiting first.${remaining === null ? '' : ` All of it is done in ${rangeOf(remaining)}.`}`}
      </p>
      <ul class="gpu-queues">
        {queues.map((queue) => (
          <li key={queue.modelKey} class="gpu-queue">
            <QueueCells queue={queue} addressOf={addressOf} />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface QueueCellsProps {
  readonly queue: GpuQueueView
  readonly addressOf: ReadonlyMap<string, string>
}

function QueueCells({ queue, addressOf }: QueueCellsProps) {
  const { jobs, projects, oldestMs, jobMs, remaining } = queue
  const each =
    jobMs === null
      ? 'nobody knows yet how long each takes'
      : `${(jobMs.medianMs / 1_000).toFixed(1)} s each${basisWords[jobMs.basis]}`
  return (
    <>
      <strong>{modelsText(queue)}</strong>
      <span class="figures">
        {jobs} {jobs === 1 ? 'job' : 'jobs'}
      </span>
      <span class="dim">
        of {projects} {projects === 1 ? 'project' : 'projects'}
      </span>
      <span class="dim figures">
        for {formatSeconds(oldestMs / 1_000)}, {each}
      </span>
      <span class="figures">{remaining === null ? '' : rangeOf(remaining)}</span>
      <WhoServes queue={queue} addressOf={addressOf} />
    </>
  )
}

function WhoServes({ queue: { servedBy, canServe }, addressOf }: QueueCellsProps) {
  if (servedBy.length > 0)
    return <span>served by {servedBy.map((host) => addressOf.get(host) ?? host).join(', ')}</span>
  if (canServe.length > 0) return <span class="dim">its turn comes</span>
  return (
    <span class="tone-warn">
      ! no host has these files: <code>npx assetloom models check</code>
    </span>
  )
}

function rangeOf({ lowMs, highMs }: RemainingTime): string {
  return formatRange(lowMs / 1_000, highMs / 1_000)
}
