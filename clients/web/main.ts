import { AssetloomClient } from '../http/assetloom-client.js'
import { DecisionOutbox } from './decision-outbox.js'
import { GpuPage } from './gpu-page.js'
import { HeldDrafts } from './held-drafts.js'
import { HomePage } from './home-page.js'
import type { OpenPage, PageContext } from './page-context.js'
import { ReadingPage } from './reading-page.js'
import { readRoute, type Route } from './read-route.js'
import { RunPage } from './run-page.js'
import { ThemeChoice } from './theme-choice.js'

const outboxKey = 'assetloom.decisions'
const draftsKey = 'assetloom.drafts'
/** The page shows at once that nobody answers, and keeps trying by its own means. */
const retryForMs = 2_000

const root = document.getElementById('page')
const announcer = document.getElementById('announcer')
if (root === null || announcer === null) throw new Error('index.html has no #page')

const client = new AssetloomClient({ baseUrl: '', token: null, retryForMs })
const keptText = (key: string) => ({
  read: () => localStorage.getItem(key),
  write: (text: string) => localStorage.setItem(key, text),
})
const outbox = new DecisionOutbox(client, keptText(outboxKey))
const drafts = new HeldDrafts(keptText(draftsKey))
const theme = new ThemeChoice()
const context: PageContext = {
  client,
  outbox,
  drafts,
  places: new Map(),
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
  if (route.page === 'gpu') return new GpuPage(context)
  return route.page === 'list' ? new ReadingPage(context, route.runId, route.view) : new HomePage(context)
}

window.addEventListener('hashchange', showRoute)
// What the browser keeps needs no question.
window.addEventListener('beforeunload', (event) => {
  if (drafts.isAtRisk) event.preventDefault()
})
window.addEventListener('online', () => void outbox.flush())
theme.apply()
showRoute()
void outbox.flush()
