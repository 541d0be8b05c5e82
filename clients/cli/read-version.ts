import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this clone, as its package.json says. */
export function readVersion(packageRoot: string): string {
  const parsed = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version?: unknown }
  return typeof parsed.version === 'string' ? parsed.version : '0.0.0'
}
