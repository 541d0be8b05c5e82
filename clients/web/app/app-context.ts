import { QueryClient } from '@tanstack/preact-query'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { DecisionOutbox } from '../decision-outbox.js'
import type { HeldDrafts } from '../held-drafts.js'
import type { LiveEvents } from './live-events.js'

/** What every part of the page works with. */
export interface AppContext {
  readonly client: AssetloomClient
  readonly queries: QueryClient
  readonly live: LiveEvents
  readonly outbox: DecisionOutbox
  readonly drafts: HeldDrafts
  /** The spec that was looked at last in a run, by run: where one comes back to. */
  readonly places: Map<string, string>
  /** Said to screen readers. */
  readonly announce: (text: string) => void
  readonly toggleTheme: () => void
}

export const AppContextPlace = createContext<AppContext | null>(null)

/** The context of the page; a component outside of it is a mistake of ours. */
export function useApp(): AppContext {
  const app = useContext(AppContextPlace)
  if (app === null) throw new Error('This component stands outside of the page.')
  return app
}

/** Answers stay good until an event says otherwise, or somebody comes back to the tab after a while. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The client repeats what nobody answered by itself.
      queries: { staleTime: 30_000, retry: false, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  })
}
