import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePromql, readQueries, sdkNames } from '../e2e/observed-metrics.js'

const folder = 'infra/observability'

describe('alert rules and dashboards', () => {
  it('are all found and all PromQL', () => {
    const queries = readQueries()
    const alerts = readFileSync(`${folder}/alert-rules.yml`, 'utf8').match(/- alert:/g) ?? []
    expect(queries.filter(({ place }) => place.startsWith('alert'))).toHaveLength(alerts.length)
    expect(alerts.length).toBeGreaterThanOrEqual(20)
    expect(queries.length).toBeGreaterThan(60)
    expect(queries.filter(({ expr }) => !parsePromql(expr).isValid)).toEqual([])
    expect(queries.filter(({ expr }) => parsePromql(expr).metrics.length === 0)).toEqual([])
    expect(parsePromql('sum by (le (x)').isValid).toBe(false)
  })

  it('name only metrics of the SDK that its shipped sources declare', () => {
    const known = sdkNames()
    const named = readQueries().flatMap(({ expr }) => parsePromql(expr).metrics)
    expect(named.filter((name) => name.startsWith('temporal_') && !known.includes(name))).toEqual([])
  })

  it('have, for every alert, a severity, a summary and a section that says what to do', () => {
    const rules = readFileSync(`${folder}/alert-rules.yml`, 'utf8')
      .split(/^ {6}- alert: /m)
      .slice(1)
    const guide = readFileSync('docs/guides/observe.md', 'utf8')
    for (const rule of rules) {
      const name = /^\w+/.exec(rule)?.[0]
      expect(rule, name).toMatch(
        /^\w+\n(?: +#.*\n)? {8}expr: .+\n(?: {8}for: \d+m\n)? {8}labels: \{ severity: (page|warn|info) \}\n {8}annotations:\n {10}summary: .+\n$/,
      )
      expect(guide, name).toMatch(new RegExp(`^\\| \`${name}\``, 'm'))
    }
  })

  it('are dashboards that Grafana can tell apart and lay out', () => {
    const boards = readdirSync(`${folder}/dashboards`).map(
      (file) =>
        JSON.parse(readFileSync(`${folder}/dashboards/${file}`, 'utf8')) as {
          uid: string
          panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[]
        },
    )
    expect(new Set(boards.map(({ uid }) => uid)).size).toBe(2)
    for (const { panels } of boards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
      const cells = panels.flatMap(({ gridPos: { x, y, w } }) =>
        Array.from({ length: w }, (_, i) => `${x + i}/${y}`),
      )
      expect(new Set(cells).size).toBe(cells.length)
      expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
    }
  })
})
