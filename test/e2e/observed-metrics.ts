import { readdirSync, readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'

const folder = 'infra/observability'

export interface Query {
  /** File and the alert's name or panel's title. */
  readonly place: string
  readonly expr: string
}

/** Every PromQL expression of the alert rules and dashboards. */
export function readQueries(): Query[] {
  const rules = readFileSync(`${folder}/alert-rules.yml`, 'utf8')
  const alerts = [...rules.matchAll(/- alert: (\w+)\n(?:\s+#.*\n)*\s+expr: (.+)\n/g)].map(
    ([, name, expr]) => ({
      place: `alert ${name}`,
      expr: expr ?? '',
    }),
  )
  const panels = readdirSync(`${folder}/dashboards`).flatMap((file) => {
    const board = JSON.parse(readFileSync(`${folder}/dashboards/${file}`, 'utf8')) as {
      panels: { title: string; targets?: { expr: string }[] }[]
    }
    return board.panels.flatMap(({ title, targets }) =>
      (targets ?? []).map(({ expr }) => ({ place: `${file}: ${title}`, expr })),
    )
  })
  return [...alerts, ...panels]
}

/** Names of the metrics in an expression, and whether all of it is PromQL. */
export function parsePromql(expr: string): { readonly isValid: boolean; readonly metrics: string[] } {
  let isValid = true
  const metrics: string[] = []
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) isValid = false
      if (type.name === 'VectorSelector') {
        const name = /^[a-zA-Z_:][\w:]*/.exec(expr.slice(from, to))?.[0]
        if (name) metrics.push(name)
      }
    },
  })
  return { isValid, metrics }
}

/** The names that a text of Prometheus declares, those of a histogram's series included. */
export function declaredNames(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', kind]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )
}

/** What the SDK can measure, from the sources that it ships: counters of failures appear only with the first one. */
export function sdkNames(): string[] {
  const crates = 'node_modules/@temporalio/core-bridge/sdk-core/crates'
  const paths = [
    'sdk-core/src/telemetry/metrics.rs',
    'client/src/metrics.rs',
    'common/src/telemetry/metrics.rs',
  ]
  const declared = /name: "(\w+)"\.into\(\)|_NAME: &str\s*=\s*"(\w+)"/g
  const names = paths.flatMap((path) =>
    [...readFileSync(`${crates}/${path}`, 'utf8').matchAll(declared)].map(
      ([, one, other]) => one ?? other ?? '',
    ),
  )
  return names.flatMap((name) => ['', '_bucket', '_sum', '_count'].map((end) => `temporal_${name}${end}`))
}
