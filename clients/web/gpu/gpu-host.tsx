import type { ComponentChildren } from 'preact'
import type { GpuHostView } from '../../../core/http/gpu-api.js'
import { formatBytes, formatSeconds } from '../../progress/format-figures.js'
import { TimeAgo } from '../base/time-ago.js'
import { modelsText } from './models-text.js'

/** How a state looks: never colour alone. */
const states: Readonly<
  Record<GpuHostView['state'], { readonly shape: string; readonly word: string; readonly tone: string }>
> = {
  working: { shape: '●', word: 'at work', tone: 'good' },
  idle: { shape: '○', word: 'waits for work', tone: 'quiet' },
  trouble: { shape: '!', word: 'in trouble', tone: 'bad' },
  away: { shape: '–', word: 'away', tone: 'warn' },
}

/** One ComfyUI: how it stands, what it is, what is in its memory, how busy it is. */
export function GpuHost({ host, nowMs }: { readonly host: GpuHostView; readonly nowMs: number }) {
  const { shape, word, tone } = states[host.state]
  return (
    <article class="gpu-host" aria-label={host.address}>
      <div class="gpu-host-head">
        <h3>{host.address}</h3>
        <span class={`tone-${tone}`}>
          {shape} {word}
          {host.state === 'away' ? (
            <>
              {' since '}
              <TimeAgo at={host.heartbeatAt} />
            </>
          ) : null}
        </span>
      </div>
      <NextStep host={host} />
      <dl class="facts">
        <Fact name="machine">{machineOf(host)}</Fact>
        <Fact name="serves">
          {host.serving === null ? <span class="dim">nothing now</span> : modelsText(host.serving)}
        </Fact>
        <Fact name="in memory">
          {host.resident.length === 0 ? (
            <span class="dim">nothing that we loaded</span>
          ) : (
            host.resident.map(({ checkpoint, bytes }) => `${checkpoint} (${formatBytes(bytes)})`).join(', ')
          )}
        </Fact>
        <Fact name="busy">
          <Busy host={host} />
        </Fact>
        <Fact name="jobs">{jobsOf(host)}</Fact>
        <Fact name="swaps">{swapsOf(host)}</Fact>
        <Fact name="up">{upFor(host, nowMs)}</Fact>
        {host.last.length === 0 ? null : (
          <Fact name="last">
            <LastJobs host={host} />
          </Fact>
        )}
      </dl>
    </article>
  )
}

interface HostProps {
  readonly host: GpuHostView
}

/** What is wrong, and what to do about it. */
function NextStep({ host: { state, trouble, address } }: HostProps) {
  if (state === 'away')
    return (
      <p class="tone-warn">
        Its agent is silent: another host takes over what it had. <code>npx assetloom doctor</code> says what
        became of it.
      </p>
    )
  if (state !== 'trouble') return null
  return (
    <p class="tone-bad">
      ! {trouble ?? 'Its ComfyUI does not answer.'}{' '}
      <span class="dim">It is asked again by itself; is a ComfyUI running at {address}?</span>
    </p>
  )
}

/** Units of the drawing; it is stretched to its place. */
const stripWidth = 900

/** When it was busy as a strip, the oldest on the left, and how much of the time that is: the figure says the same. */
function Busy({ host: { utilisation, utilisationMs, busy } }: HostProps) {
  return (
    <span class="gpu-busy">
      <svg class="occupancy" viewBox={`0 0 ${stripWidth} 1`} preserveAspectRatio="none" aria-hidden="true">
        {(utilisationMs > 0 ? busy : []).map(({ fromAgoMs, toAgoMs }) => (
          <rect
            key={fromAgoMs}
            x={stripWidth * (1 - fromAgoMs / utilisationMs)}
            width={Math.max(1, (stripWidth * (fromAgoMs - toAgoMs)) / utilisationMs)}
            height={1}
          />
        ))}
      </svg>
      <span class="figures">
        {`${Math.round(utilisation * 100)} % of the last ${formatSeconds(utilisationMs / 1_000)}`}
      </span>
    </span>
  )
}

function LastJobs({ host: { last } }: HostProps) {
  return (
    <ol class="gpu-last">
      {last.map(({ graph, checkpoint, executionMs, endedAgoMs }) => (
        <li key={`${endedAgoMs} ${checkpoint}`} title={checkpoint}>
          {graph ?? checkpoint}, {(executionMs / 1_000).toFixed(1)} s
          <span class="dim"> {formatSeconds(endedAgoMs / 1_000)} ago</span>
        </li>
      ))}
    </ol>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function machineOf({ version, devices, profile }: GpuHostView): string {
  return [
    `ComfyUI ${version}`,
    ...devices,
    ...(profile === null ? [] : [profile === 'processor' ? 'no GPU' : `memory profile ${profile}`]),
  ].join(', ')
}

function jobsOf({ running, executions, discarded }: GpuHostView): string {
  const lost = discarded === 0 ? '' : `, ${discarded} of them for nothing`
  return `${running} with it now, ${executions} made${lost}`
}

function swapsOf({ swaps, executions }: GpuHostView): string {
  const each = swaps > 0 && executions > 0 ? `, one for ${Math.round(executions / swaps)} jobs` : ''
  return `${swaps} ${swaps === 1 ? 'load' : 'loads'} of a checkpoint that was not in memory${each}`
}

function upFor({ startedAt, heartbeatAt, state }: GpuHostView, nowMs: number): string {
  const endMs = state === 'away' ? Date.parse(heartbeatAt) : nowMs
  return formatSeconds(Math.max(0, endMs - Date.parse(startedAt)) / 1_000)
}
