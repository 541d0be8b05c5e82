import type { GpuHostsView, GpuHostView, GpuModelsView, GpuQueueView } from '../../core/http/gpu-api.js'
import type { RemainingTime } from '../../core/scheduling/remaining-time.js'
import { formatTable } from './format-table.js'

const states: Readonly<Record<GpuHostView['state'], string>> = {
  working: 'at work',
  idle: 'waits for work',
  trouble: 'its ComfyUI cannot work',
  away: 'its agent is silent',
}

/** Hosts and queues in plain words. `nowMs` is milliseconds since the epoch. */
export function gpuStatusText({ hosts, queues, remaining }: GpuHostsView, nowMs: number): string {
  if (hosts.length === 0 && queues.length === 0)
    return 'No ComfyUI is at work. COMFYUI_URLS=http://127.0.0.1:8188 npx assetloom up connects one.\n'
  return [
    ...hosts.map((one) => hostText(one, nowMs)),
    hosts.length === 0 ? 'No ComfyUI is at work.\n' : '',
    queuesText(queues, hosts),
    allText(queues, remaining),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function hostText(one: GpuHostView, nowMs: number): string {
  const memory = one.resident.map(({ checkpoint, bytes }) => `${checkpoint} (${gigabytes(bytes)})`)
  const machine = [
    `ComfyUI ${one.version}`,
    ...one.devices,
    ...(one.profile === null ? [] : [profileText(one.profile)]),
  ]
  return `${one.address}  ${states[one.state]}\n${formatTable(
    [
      ['machine', machine.join(', ')],
      ...(one.trouble === null ? [] : [['trouble', one.trouble]]),
      ['serves', one.serving === null ? 'nothing' : modelsText(one.serving)],
      ['in memory', memory.length === 0 ? 'nothing that we loaded' : memory.join(', ')],
      ['jobs', `${one.running} with it now, ${one.executions} made, ${one.discarded} of them for nothing`],
      ['GPU', `${utilisationText(one)}, ${one.swaps} ${one.swaps === 1 ? 'swap' : 'swaps'} of checkpoints`],
      ['heard of', `${seconds(nowMs - Date.parse(one.heartbeatAt))} ago; up since ${one.startedAt}`],
    ].map(([name = '', told = '']) => [`  ${name}`, told]),
  )}`
}

function profileText(profile: string): string {
  return profile === 'processor' ? 'no GPU' : profile
}

function queuesText(queues: readonly GpuQueueView[], hosts: readonly GpuHostView[]): string {
  if (queues.length === 0) return hosts.length === 0 ? '' : 'Nothing waits for a GPU.\n'
  const addressOf = new Map(hosts.map(({ host, address }) => [host, address]))
  const rows = queues.map((one) => [
    modelsText(one),
    `${one.jobs} of ${one.projects} ${one.projects === 1 ? 'project' : 'projects'}`,
    seconds(one.oldestMs),
    one.remaining === null
      ? one.canServe.length === 0
        ? '-'
        : 'nobody knows yet'
      : `${remainingText(one.remaining)}${one.jobMs?.basis === 'assumed' ? ' (assumed)' : ''}`,
    one.servedBy.length > 0
      ? one.servedBy.map((host) => addressOf.get(host) ?? host).join(', ')
      : one.canServe.length > 0
        ? 'nobody yet'
        : 'nobody has these files: npx assetloom models check',
  ])
  return formatTable([['waiting for', 'jobs', 'for', 'done in', 'served by'], ...rows])
}

/** A machine of a kind that may be a hundred times slower than another is not guessed at. */
function allText(queues: readonly GpuQueueView[], remaining: RemainingTime | null): string {
  if (remaining !== null)
    return remaining.highMs === 0 ? '' : `All of it takes ${remainingText(remaining)}.\n`
  return queues.some(({ canServe }) => canServe.length > 0)
    ? 'How long it takes is not known yet: nothing was made on this machine, and no step of a first picture is done.\n'
    : ''
}

function utilisationText({ utilisation, utilisationMs }: GpuHostView): string {
  return `${Math.round(utilisation * 100)} % busy in the last ${seconds(utilisationMs)}`
}

function remainingText({ lowMs, highMs }: RemainingTime): string {
  const [low, high] = [seconds(lowMs), seconds(highMs)]
  return low === high ? `about ${high}` : `${low} to ${high}`
}

function modelsText({ checkpoint, loras, modelKey }: GpuModelsView): string {
  return [checkpoint ?? `models ${modelKey}`, ...loras].join(' + ')
}

function seconds(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1_000))
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
