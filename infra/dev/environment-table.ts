import { describeEnvironment } from '../../adapters/config/config.schema.js'

/** The text of docs/environment.md: one row a variable, from the one schema that reads them. */
export function environmentTable(): string {
  const rows = describeEnvironment().map(({ name, description }) => `| \`${name}\` | ${description} |`)
  return [
    '# Environment variables',
    '',
    'Made from `adapters/config/config.schema.ts` by `npx tsx infra/dev/write-environment-table.ts`; a test compares them.',
    'An empty value counts as not set.',
    '',
    '| variable | what it does |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n')
}
