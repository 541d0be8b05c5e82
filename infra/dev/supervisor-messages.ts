import type { SupervisorOptions } from './supervisor.js'

/** What the supervisor process tells the command that started it, over IPC. */
export type SupervisorMessage =
  | { readonly type: 'progress'; readonly line: string }
  | { readonly type: 'ready' }
  /** Another supervisor has the home. */
  | { readonly type: 'busy' }
  | {
      readonly type: 'failed'
      readonly message: string
      readonly hint: string | null
      /** The child that did not get ready, if it was one. */
      readonly childName: string | null
    }

/** What that command tells the supervisor process. A cut connection means stop, unless it runs detached. */
export type SupervisorOrder =
  { readonly type: 'start'; readonly options: SupervisorOptions } | { readonly type: 'stop' }
