import { QueryClientProvider } from '@tanstack/preact-query'
import { render } from 'preact'
import { AssetloomClient } from '../../http/assetloom-client.js'
import { DecisionOutbox } from '../decision-outbox.js'
import { HeldDrafts } from '../held-drafts.js'
import { browserTabs } from '../review/browser-tabs.js'
import { ThemeChoice } from '../theme-choice.js'
import { App } from './app.js'
import { AppContextPlace, createQueryClient, type AppContext } from './app-context.js'
import { LiveEvents } from './live-events.js'
import { reloadAfterUpgrade } from './reload-after-upgrade.js'

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
const queries = createQueryClient()
const outbox = new DecisionOutbox(client, localStorage, browserTabs())
const drafts = new HeldDrafts(keptText(draftsKey))
const theme = new ThemeChoice()
const app: AppContext = {
  ...{ client, queries, outbox, drafts },
  live: new LiveEvents(client, queries),
  places: new Map(),
  announce: (text) => {
    announcer.textContent = text
  },
  toggleTheme: () => theme.toggle(),
}

// What the browser keeps needs no question.
window.addEventListener('beforeunload', (event) => {
  if (drafts.isAtRisk) event.preventDefault()
})
reloadAfterUpgrade(() => !drafts.isAtRisk)
window.addEventListener('online', () => void outbox.flush())
theme.apply()
render(
  <AppContextPlace.Provider value={app}>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </AppContextPlace.Provider>,
  root,
)
void outbox.flush()
