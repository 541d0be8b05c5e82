import type { GpuHostView, GpuModelsView } from '../../core/http/gpu-api.js'
import { formatBytes, formatSeconds } from '../progress/format-figures.js'
import { el, type Child } from './build-element.js'
import { showTime } from './show-time.js'

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
export function gpuHost(host: GpuHostView, nowMs: number): HTMLElement {
  const { shape, word, tone } = states[host.state]
  const since = host.state === 'away' ? [' since ', showTime(host.heartbeatAt)] : []
  return el(
    'article',
    { class: 'gpu-host', 'aria-label': host.address },
    el(
      'div',
      { class: 'gpu-host-head' },
      el('h3', {}, host.address),
      el('span', { class: `tone-${tone}` }, `${shape} ${word}`, ...since),
    ),
    nextStep(host),
    el(
      'dl',
      { class: 'facts' },
      ...fact('machine', machineOf(host)),
      ...fact(
        'serves',
        host.serving === null ? el('span', { class: 'dim' }, 'nothing now') : modelsText(host.serving),
      ),
      ...fact('in memory', memoryOf(host)),
      ...fact('busy', busy(host)),
      ...fact('jobs', jobsOf(host)),
      ...fact('swaps', swapsOf(host)),
      ...fact('up', upFor(host, nowMs)),
      ...(host.last.length === 0 ? [] : fact('last', lastJobs(host))),
    ),
  )
}

/** `checkpoint + LoRA + LoRA`. */
export function modelsText({ checkpoint, loras, modelKey }: GpuModelsView): string {
  return [checkpoint ?? `models ${modelKey}`, ...loras].join(' + ')
}

/** What is wrong, and what to do about it. */
function nextStep({ state, trouble, address }: GpuHostView): HTMLElement | null {
  if (state === 'away')
    return el(
      'p',
      { class: 'tone-warn' },
      'Its agent is silent: another host takes over what it had. ',
      el('code', {}, 'npx assetloom doctor'),
      ' says what became of it.',
    )
  if (state !== 'trouble') return null
  return el(
    'p',
    { class: 'tone-bad' },
    `! ${trouble ?? 'Its ComfyUI does not answer.'} `,
    el('span', { class: 'dim' }, `It is asked again by itself; is a ComfyUI running at ${address}?`),
  )
}

function machineOf({ version, devices, profile }: GpuHostView): string {
  return [
    `ComfyUI ${version}`,
    ...devices,
    ...(profile === null ? [] : [profile === 'processor' ? 'no GPU' : `memory profile ${profile}`]),
  ].join(', ')
}

function memoryOf({ resident }: GpuHostView): Child {
  if (resident.length === 0) return el('span', { class: 'dim' }, 'nothing that we loaded')
  return resident.map(({ checkpoint, bytes }) => `${checkpoint} (${formatBytes(bytes)})`).join(', ')
}

/** When it was busy as a strip, the oldest on the left, and how much of the time that is. */
function busy({ utilisation, utilisationMs, busy: stretches }: GpuHostView): HTMLElement {
  const told = `${Math.round(utilisation * 100)} % of the last ${formatSeconds(utilisationMs / 1_000)}`
  return el(
    'span',
    { class: 'gpu-busy' },
    occupancyStrip(stretches, utilisationMs),
    el('span', { class: 'figures' }, told),
  )
}

const svg = 'http://www.w3.org/2000/svg'
/** Units of the drawing; it is stretched to its place. */
const stripWidth = 900

/** The figure beside it says the same to whoever does not see it. */
function occupancyStrip(stretches: GpuHostView['busy'], windowMs: number): SVGElement {
  const strip = document.createElementNS(svg, 'svg')
  strip.setAttribute('class', 'occupancy')
  strip.setAttribute('viewBox', `0 0 ${stripWidth} 1`)
  strip.setAttribute('preserveAspectRatio', 'none')
  strip.setAttribute('aria-hidden', 'true')
  for (const { fromAgoMs, toAgoMs } of windowMs > 0 ? stretches : []) {
    const bar = document.createElementNS(svg, 'rect')
    bar.setAttribute('x', String(stripWidth * (1 - fromAgoMs / windowMs)))
    bar.setAttribute('width', String(Math.max(1, (stripWidth * (fromAgoMs - toAgoMs)) / windowMs)))
    bar.setAttribute('height', '1')
    strip.append(bar)
  }
  return strip
}

function lastJobs({ last }: GpuHostView): HTMLElement {
  const items = last.map(({ graph, checkpoint, executionMs, endedAgoMs }) => {
    const what = `${graph ?? checkpoint}, ${(executionMs / 1_000).toFixed(1)} s`
    return el(
      'li',
      { title: checkpoint },
      what,
      el('span', { class: 'dim' }, ` ${formatSeconds(endedAgoMs / 1_000)} ago`),
    )
  })
  return el('ol', { class: 'gpu-last' }, ...items)
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
  return formatSeconds((endMs - Date.parse(startedAt)) / 1_000)
}

function fact(name: string, value: Child): Child[] {
  return [el('dt', {}, name), el('dd', {}, value)]
}
