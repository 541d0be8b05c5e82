import { useQuery } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import type { GpuHostView } from '../../../core/http/gpu-api.js'
import { readGpuHosts } from '../../http/gpu-requests.js'
import { useApp } from '../app/app-context.js'
import { PageHead } from '../app/page-head.js'
import { FailureNotice } from '../base/failure-notice.js'
import { useTicks } from '../base/use-ticks.js'
import { GpuHost } from './gpu-host.js'
import { GpuQueues } from './gpu-queues.js'
import { GpuSteps } from './gpu-steps.js'

/** No event tells what a host does: it is asked. */
const pollMs = 2_000
/** What is told in minutes changes by itself. */
const tickMs = 10_000

/** The machines that make pictures: how each stands, what is in its memory, and what waits for which models. */
export function GpuPage() {
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['gpu-hosts'],
    queryFn: () => readGpuHosts(client),
    refetchInterval: pollMs,
  })
  useEffect(() => {
    document.title = 'GPUs - Assetloom'
  }, [])
  return (
    <>
      <PageHead title="GPUs" />
      <main class="home gpu">
        {error === null ? null : <FailureNotice failure={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null ? (
            <div role="status">
              <span class="visually-hidden">Reading the hosts</span>
              <div class="run-row skeleton" />
            </div>
          ) : null
        ) : (
          <>
            {data.hosts.length === 0 ? <GpuSteps /> : <Hosts hosts={data.hosts} />}
            <GpuQueues view={data} />
          </>
        )}
      </main>
    </>
  )
}

function Hosts({ hosts }: { readonly hosts: readonly GpuHostView[] }) {
  const nowMs = useTicks(tickMs)
  return (
    <section aria-label="Hosts">
      <h2 class="group-title">
        Hosts <span class="dim figures">{hosts.length}</span>
      </h2>
      <ul class="gpu-hosts">
        {hosts.map((host) => (
          <li key={host.host}>
            <GpuHost host={host} nowMs={nowMs} />
          </li>
        ))}
      </ul>
    </section>
  )
}
