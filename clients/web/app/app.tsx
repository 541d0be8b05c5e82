import { useRef } from 'preact/hooks'
import { GpuPage } from '../gpu-page.js'
import { HomePage } from '../home-page.js'
import type { OpenPage } from '../page-context.js'
import { ReadingPage } from '../reading-page.js'
import { RunPage } from '../run-page.js'
import { LegacyPage } from './legacy-page.js'
import { useRoute } from './use-route.js'

/** The page that the address asks for. */
export function App() {
  const route = useRoute()
  if (route.page === 'run') return <RunPlace runId={route.runId} specKey={route.specKey} key={route.runId} />
  if (route.page === 'gpu') return <LegacyPage key="gpu" open={(context) => new GpuPage(context)} />
  if (route.page === 'list') {
    const { runId, view } = route
    return <LegacyPage key={location.hash} open={(context) => new ReadingPage(context, runId, view)} />
  }
  return <LegacyPage key="home" open={(context) => new HomePage(context)} />
}

/** A run stays open while its specs are walked through. */
function RunPlace({ runId, specKey }: { readonly runId: string; readonly specKey: string | null }) {
  const opened = useRef<OpenPage | null>(null)
  if (opened.current instanceof RunPage && specKey !== null) opened.current.showSpec(specKey)
  return (
    <LegacyPage
      open={(context) => new RunPage(context, runId, specKey)}
      onOpen={(page) => (opened.current = page)}
    />
  )
}
