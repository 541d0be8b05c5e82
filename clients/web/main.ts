import { AssetloomClient } from '../http/assetloom-client.js'
import { DecisionOutbox } from './decision-outbox.js'
import { HomePage } from './home-page.js'
import type { OpenPage, PageContext } from './page-context.js'
import { ReadingPage } from './reading-page.js'
import { readRoute, type Route } from './read-route.js'
import { RunPage } from './run-page.js'
import { ThemeChoice } from './theme-choice.js'

const outboxKey = 'assetloom.decisions'
/** The page shows at once that nobody answers, and keeps trying by its own means. */
const retryForMs = 2_000

const root = document.getElementById('page')
const announcer = document.getElementById('announcer')
if (root === null || announcer === null) throw new Error('index.html has no #page')

const client = new AssetloomClient({ baseUrl: '', token: null, retryForMs })
const outbox = new DecisionOutbox(client, {
  read: () => localStorage.getItem(outboxKey),
  write: (text) => localStorage.setItem(outboxKey, text),
})
const theme = new ThemeChoice()
const context: PageContext = {
  client,
  outbox,
  root,
  announce: (text) => {
    announcer.textContent = text
  },
  toggleTheme: () => theme.toggle(),
}

let page: OpenPage | null = null
let shownRun: string | null = null

function showRoute(): void {
  const route = readRoute(location.hash)
  if (route.page === 'run' && page instanceof RunPage && shownRun === route.runId) {
    if (route.specKey !== null) page.showSpec(route.specKey)
    return
  }
  page?.close()
  for (const open of document.querySelectorAll('dialog')) open.close()
  shownRun = route.page === 'run' ? route.runId : null
  page = openRoute(route)
}

function openRoute(route: Route): OpenPage {
  if (route.page === 'run') return new RunPage(context, route.runId, route.specKey)
  return route.page === 'list' ? new ReadingPage(context, route.runId) : new HomePage(context)
}

window.addEventListener('hashchange', showRoute)
window.addEventListener('online', () => void outbox.flush())
theme.apply()
showRoute()
void outbox.flush()
