import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const linesMax = 400
const functionLinesMax = 70
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')
const sources = files.filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.startsWith('test/'))
const typescript = files.filter((path) => /\.tsx?$/.test(path))
const textFiles = files.filter((path) =>
  /\.(tsx?|mjs|cjs|json|md|sql|css|html|txt|sh|ya?ml)$|^\.ci\//.test(path),
)
const read = (path: string) => readFileSync(path, 'utf8')

/** Findings as `path: what`, so that a failure names the place. */
function findings(paths: readonly string[], look: (text: string, path: string) => string[]): string[] {
  return paths.flatMap((path) => look(read(path), path).map((what) => `${path}: ${what}`))
}

describe('the house', () => {
  it(`has no source file over ${linesMax} lines`, () => {
    const long = findings(sources, (text) => {
      const lines = text.split('\n').length
      return lines > linesMax ? [`${lines} lines`] : []
    })
    expect(long).toEqual([])
  })

  it(`has no function over ${functionLinesMax} lines`, () => {
    expect(findings(sources, (text, path) => longFunctions(text, path))).toEqual([])
  })

  it('names files in kebab-case and by what they hold', () => {
    const banned = /(^|-)(utils?|helpers?|common|types|manager|service|misc)(-|\.|$)/
    const bad = [...sources, ...typescript].filter((path) => {
      const name = basename(path)
      const stem = name.slice(0, name.length - extname(name).length)
      return !/^\.?[a-z0-9]+([.-][a-z0-9]+)*$/.test(stem) || banned.test(stem)
    })
    expect(bad).toEqual([])
  })

  it('has no enums, no default exports outside configuration, no barrels', () => {
    const bad = findings(
      // vitest takes its global set-up as a default export, like a configuration.
      typescript.filter((path) => !/config\.ts$|\.d\.m?ts$|postgres-cluster\.ts$/.test(path)),
      (text, path) => [
        ...(/^\s*(export\s+)?(const\s+)?enum\s/m.test(text) ? ['an enum'] : []),
        ...(/^export default/m.test(text) ? ['a default export'] : []),
        ...(/^export \* from/m.test(text) ? ['a barrel'] : []),
        ...(/^export \{[^}]*\} from/m.test(text) && path !== 'workflows/index.ts' ? ['a re-export'] : []),
      ],
    )
    expect(bad).toEqual([])
  })

  it('does not skip, focus or postpone tests', () => {
    const tests = typescript.filter((path) => path.startsWith('test/') && path !== 'test/house/tidy.test.ts')
    const bad = findings(tests, (text) =>
      [...text.matchAll(/\b(?:it|test|describe)\.(?:skip|only|todo)\b|\b(?:skipIf|runIf)\b/g)].map(
        (m) => m[0],
      ),
    )
    expect(bad).toEqual([])
  })

  it('mocks no Temporal module', () => {
    const mocks = findings(
      typescript.filter((path) => path !== 'test/house/tidy.test.ts'),
      (text) => (/vi\.mock\(\s*['"]@temporalio/.test(text) ? ['mocks the SDK'] : []),
    )
    expect(mocks).toEqual([])
  })

  it('never gives PNG options that turn on the palette', () => {
    const adapters = sources.filter((path) => path.startsWith('adapters/'))
    const bad = findings(adapters, (text) =>
      [...text.matchAll(/\.png\(\{[^}]*\b(?:effort|quality|colours|colors|dither|palette)\b/g)].map(
        (m) => m[0],
      ),
    )
    expect(bad).toEqual([])
  })

  it('holds no paths of one machine, no registry addresses and no secrets', () => {
    const leak =
      /\/(?:home|Users)\/(?!linuxbrew|somebody)[a-z]|\/root\/[a-z]|\/work\/(?:main|shared)|"resolved":\s*"http|BEGIN [A-Z ]*PRIVATE KEY/
    const bad = findings(
      textFiles.filter((path) => path !== 'test/house/tidy.test.ts'),
      (text) => {
        const found = leak.exec(text)
        return found ? [found[0]] : []
      },
    )
    expect(bad).toEqual([])
  })

  it('pins every dependency to an exact version', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const versions = { ...manifest['dependencies'], ...manifest['devDependencies'] }
    expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([])
  })
})

function longFunctions(text: string, path: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const line = (at: number) => source.getLineAndCharacterOfPosition(at).line
      const lines = line(node.end) - line(node.getStart(source)) + 1
      if (lines > functionLinesMax)
        found.push(
          `${node.name?.getText(source) ?? 'a function'} at line ${line(node.getStart(source)) + 1} has ${lines} lines`,
        )
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
