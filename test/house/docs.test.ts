import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectSettingsSchema } from '../../core/project-settings/project-settings.schema.js'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { regenerateChangesBody } from '../../core/http/contracts/variants-contracts.schema.js'
import { reviewVerbs } from '../../core/review/verdict.js'
import { environmentTable } from '../../infra/dev/environment-table.js'

const pages = execFileSync('git', ['ls-files', '*.md', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')

/** The words that stand in code on a page: between backticks, and in blocks. */
function wordsInCode(page: string): ReadonlySet<string> {
  const text = readFileSync(page, 'utf8')
  const code = [...text.matchAll(/```[^]*?```|`[^`\n]+`/g)].map(([found]) => found)
  return new Set(code.join(' ').split(/[^A-Za-z0-9]+/))
}

/** The names of all members of a schema, however deep. */
function membersOf(schema: unknown): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return membersOf(schema.unwrap())
  if (schema instanceof z.ZodArray) return membersOf(schema.element)
  if (schema instanceof z.ZodRecord) return membersOf(schema.valueType)
  if (!(schema instanceof z.ZodObject)) return []
  const shape = Object.entries(schema.shape as Record<string, unknown>)
  return [...new Set(shape.flatMap(([name, member]) => [name, ...membersOf(member)]))]
}

describe('the docs', () => {
  it('hold the environment table that the schema gives', () => {
    expect(readFileSync('docs/environment.md', 'utf8')).toBe(environmentTable())
  })

  it('name every member of the settings of a project', () => {
    const words = wordsInCode('docs/guides/project-settings.md')
    const members = membersOf(projectSettingsSchema)
    expect(members.length).toBeGreaterThan(40)
    expect(members.filter((name) => !words.has(name))).toEqual([])
  })

  it.each(['docs/guides/review.md', 'docs/guides/decide-from-temporal.md', 'docs/http-api.md'])(
    'name every verb of a decision and every change of a round: %s',
    (page) => {
      const words = wordsInCode(page)
      const needed = [...reviewVerbs, ...membersOf(regenerateChangesBody)]
      expect(needed.filter((name) => !words.has(name))).toEqual([])
    },
  )

  it('tell every route of the interface, and none that is not there', () => {
    const page = readFileSync('docs/http-api.md', 'utf8')
    const routes = allContracts.map(({ method, path }) => ({ method, path: path.replaceAll('...}', '}') }))
    const untold = routes.filter(({ path }) => !page.includes(path)).map(({ path }) => path)
    expect(untold).toEqual([])
    const told = [...page.matchAll(/`(GET|POST|PUT|DELETE) (?:\/api\/v1)?(\/[^\s?`]*)/g)]
    expect(told.length).toBeGreaterThan(80)
    const isThere = ([, method = '', path = '']: RegExpMatchArray) =>
      routes.some((one) => one.method === method.toLowerCase() && one.path === path)
    expect(told.filter((one) => !isThere(one)).map(([whole]) => whole)).toEqual([])
  })

  it('link only to files that are there', () => {
    const broken = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map((match) => match[1]!)
        .filter((target) => !existsSync(join(dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    )
    expect(broken).toEqual([])
  })

  it('name only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [
      ...readFileSync('README.md', 'utf8').matchAll(/npm run (?:--silent )?([a-z][a-z:]*)/g),
    ].map((match) => match[1]!)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
