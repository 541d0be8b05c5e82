import { isJsonObject, type JsonObject, type JsonValue } from '../../core/chain/json-value.js'
import { formatTable } from './format-table.js'

const meanings: Readonly<Record<string, string>> = {
  identical: 'identical: the same bytes',
  near: 'near: other bytes, and nobody tells them apart',
  drifted: 'drifted: it is another picture by now',
}

/** The report of a job that made a variant again. */
export function reproductionText(report: JsonObject): string {
  const { differs: given = [], distance = null } = report
  const outcome = textOf(report['outcome'])
  const differs = Array.isArray(given) ? given.map(textOf) : []
  return [
    formatTable([
      ['outcome', meanings[outcome] ?? outcome],
      ['original', textOf(report['originalSha256'])],
      ['now', textOf(report['sha256'])],
      ...(outcome === 'identical' ? [] : [['distance', distanceText(distance)]]),
      ['took', `${(Number(report['tookMs']) / 1_000).toFixed(1)} s, $${costText(report['costMicros'])}`],
    ]),
    ...(differs.length === 0 ? [] : ['otherwise than when it was made:\n']),
    ...differs.map((one) => `  - ${one}\n`),
  ].join('')
}

function distanceText(distance: JsonValue): string {
  if (!isJsonObject(distance)) return 'not measured: another size, or the original is not kept any more'
  const { figure, nearMax, method } = distance
  return `${Number(figure).toFixed(4)} (near up to ${textOf(nearMax)}): ${textOf(method)}`
}

function costText(micros: JsonValue | undefined): string {
  return (Number(micros ?? 0) / 1e6).toFixed(4)
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
