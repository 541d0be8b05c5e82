import type { TraceKind, TraceStep } from '../../../core/library-ports.js'

const words: Readonly<Record<TraceKind, string>> = {
  handedIn: 'handed in',
  listed: 'listed',
  specified: 'specified',
  planned: 'planned',
  generated: 'generated',
  scored: 'scored',
  reproduced: 'reproduced',
  decided: 'decided',
  finished: 'finished',
  bundled: 'bundled',
  deployed: 'deployed',
  takenBack: 'taken back',
}

/** One line of a history: when, what, and the ids and hashes that prove it. */
export function describeTraceStep({ at, kind, id, data }: TraceStep): string {
  return `${at}  ${words[kind].padEnd(10)}  ${detailOf(kind, data)}  [${id}]`
}

function detailOf(kind: TraceKind, data: TraceStep['data']): string {
  const text = (name: string): string => {
    const value = data[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  switch (kind) {
    case 'handedIn':
      return `${text('mediaType')} by ${text('author')}, licence ${text('licence')}, ${data['trainable'] === true ? 'trainable' : 'not trainable'}`
    case 'listed':
      return `${text('list')} revision ${text('revision')}, line ${text('line')}: ${text('text')}${data['carriedFrom'] ? ` (carried from ${text('carriedFrom')})` : ''}`
    case 'specified':
      return `revision ${text('revision')}, ${text('type')} by ${text('provider')}: ${text('prompt')}`
    case 'planned':
      return `round ${text('round')}, variant ${letter(data['variantIndex'])}, seed ${text('seed')}, painted ${text('executions')}x`
    case 'generated':
      return `by ${text('provider')} ${text('providerVersion')}, seed ${text('seed')}, ${text('width')}x${text('height')}, sha256 ${text('sha256').slice(0, 12)}${data['placeholder'] === true ? ', placeholder' : ''}`
    case 'scored':
      return `${Number(data['score']).toFixed(2)}${failedChecks(data['checks'])}`
    case 'reproduced':
      return `${text('outcome')}, sha256 ${text('sha256').slice(0, 12)}${apart(data['distance'])}${listed(data['differs'])}`
    case 'decided':
      return `${text('verb')} -> ${text('verdict')} by ${text('reviewer')}${quoted(text('reason'))}${quoted(text('note'))}`
    case 'finished':
      return `version ${text('version')} of ${text('assetId')}, sha256 ${text('sha256').slice(0, 12)}${stepsOf(data['processing'])}`
    case 'bundled':
      return `${text('target')}, ${text('state')}, content ${text('contentId').slice(0, 12)}`
    case 'deployed':
    case 'takenBack':
      return `${kind === 'deployed' ? 'into' : 'from'} ${text('game')}${placed(text('folder'), data['files'])}, ${text('target')} of ${text('bundleId')}`
  }
}

function placed(folder: string, files: unknown): string {
  const paths = Array.isArray(files) ? files.map(String).join(', ') : ''
  return `${folder === '' ? '' : ` (${folder})`}${paths === '' ? '' : `: ${paths}`}`
}

function apart(distance: unknown): string {
  const figure = (distance as { figure?: unknown } | null)?.figure
  return typeof figure === 'number' ? `, ${figure.toFixed(4)} apart` : ''
}

function listed(sentences: unknown): string {
  return Array.isArray(sentences) && sentences.length > 0 ? `: ${sentences.map(String).join('; ')}` : ''
}

const letter = (index: unknown): string =>
  typeof index === 'number' ? String.fromCharCode(97 + (index % 26)) : ''

const quoted = (text: string): string => (text === '' ? '' : `: ${text}`)

function failedChecks(checks: unknown): string {
  if (!Array.isArray(checks)) return ''
  const failed = (checks as { name?: unknown; passed?: unknown }[])
    .filter(({ passed }) => passed === false)
    .map(({ name }) => String(name))
  return failed.length === 0 ? '' : `, not passed: ${failed.join(', ')}`
}

function stepsOf(processing: unknown): string {
  const steps: unknown = (processing as { steps?: unknown } | undefined)?.steps
  return Array.isArray(steps) && steps.length > 0 ? `: ${steps.join('; ')}` : ''
}
