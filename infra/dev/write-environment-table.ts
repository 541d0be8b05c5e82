/** `npx tsx infra/dev/write-environment-table.ts`: writes docs/environment.md from the schema of the environment. */
import { writeFileSync } from 'node:fs'
import { environmentTable } from './environment-table.js'

writeFileSync('docs/environment.md', environmentTable())
