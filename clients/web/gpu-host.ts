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
  return [`ComfyUI ${version}`, ...devices, ...(profile === null ? [] : [`memory profile ${profile}`])].join(
    ', ',
  )
}

function memoryOf({ resident }: GpuHostView): Child {
  if (resident.length === 0) return el('span', { class: 'dim' }, 'nothing that we loaded')
  return resident.map(({ checkpoint, bytes }) => `${checkpoint} (${formatBytes(bytes)})`).join(', ')
}

function busy({ utilisation, utilisationMs }: GpuHostView): HTMLElement {
  const percent = Math.round(utilisation * 100)
  const full = el('span', { class: 'bar-full' })
  // By the object model: the page's policy allows no style attributes.
  full.style.width = `${percent}%`
  return el(
    'span',
    { class: 'gpu-busy' },
    el('span', { class: 'bar', 'aria-hidden': 'true' }, full),
    el('span', { class: 'figures' }, `${percent} % of the last ${formatSeconds(utilisationMs / 1_000)}`),
  )
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
