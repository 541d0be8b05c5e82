/** `npm run dev`: the stack from TypeScript sources; workers, API and page follow every change. */
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { homePaths } from '../../adapters/config/home-folder.js'
import { loadConfig } from '../../adapters/config/load-config.js'
import { buildPage } from './build.mjs'
import { readLockHolder } from './exclusive-lock.mjs'
import { findPackageRoot } from './package-root.js'
import { signalProcess } from './process-identity.mjs'

const settleMs = 300
const serverRooms = ['core', 'workflows', 'activities', 'adapters', 'workers', 'api']
const pageRooms = ['clients/web', 'clients/http', 'clients/progress']

const root = findPackageRoot()
const { homeDir } = loadConfig()

/** Calls `react` once after a burst of changes below the rooms. */
function watchRooms(rooms: readonly string[], react: () => void): void {
  let timer: NodeJS.Timeout | undefined
  for (const room of rooms) {
    const dir = join(root, room)
    if (!existsSync(dir)) continue
    watch(dir, { recursive: true, persistent: false }, (_event, name) => {
      if (name === null || !/\.(ts|tsx|sql|html|css|json)$/.test(name)) return
      clearTimeout(timer)
      timer = setTimeout(react, settleMs)
    })
  }
}

watchRooms(serverRooms, () => {
  const supervisor = readLockHolder(homePaths(homeDir).lockFile)
  if (supervisor === null) return
  process.stderr.write('assetloom: sources changed, workers and API start again\n')
  // The supervisor starts its Node children anew on SIGHUP.
  signalProcess(supervisor, 'SIGHUP')
})
watchRooms(pageRooms, () => {
  process.stderr.write('assetloom: page changed, built again\n')
  buildPage(root).catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
})

process.argv = [process.execPath, 'assetloom', 'up', '--foreground', ...process.argv.slice(2)]
await import(pathToFileURL(join(root, 'clients', 'cli', 'main.ts')).href)
