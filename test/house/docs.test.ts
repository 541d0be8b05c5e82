import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { environmentTable } from '../../infra/dev/environment-table.js'

const pages = execFileSync('git', ['ls-files', '*.md', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')

describe('the docs', () => {
  it('hold the environment table that the schema gives', () => {
    expect(readFileSync('docs/environment.md', 'utf8')).toBe(environmentTable())
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
