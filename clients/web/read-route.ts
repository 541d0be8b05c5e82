export const readingViews = [
  'not-understood',
  'problem',
  'proposals',
  'constraint',
  'spec',
  'all',
  'notes',
  'changes',
] as const
/** What the page of a list shows of it. */
export type ReadingView = (typeof readingViews)[number]

export const settingsTabs = [
  'defaults',
  'palettes',
  'tags',
  'policies',
  'members',
  'keys',
  'webhooks',
  'audit',
] as const
/** Parts of the settings of a project. */
export type SettingsTab = (typeof settingsTabs)[number]

/** What the address after `#` asks for. */
export type Route =
  | { readonly page: 'home' }
  /** `sample`: with the sample list in it. */
  | { readonly page: 'intake'; readonly sample: boolean }
  /** `why`: a one-time link that led here did not work any more. */
  | { readonly page: 'sign-in'; readonly why: string | null }
  | { readonly page: 'account' }
  | { readonly page: 'settings'; readonly projectId: string; readonly tab: SettingsTab }
  | { readonly page: 'gpu' }
  | { readonly page: 'list'; readonly runId: string; readonly view: ReadingView | null }
  | { readonly page: 'run'; readonly runId: string; readonly specKey: string | null }

/** The address of the page of all GPU hosts. */
export const gpuHash = '#/gpu'

/** The address where a list is handed in. */
export const intakeHash = '#/intake'
export const accountHash = '#/account'
export const signInHash = '#/sign-in'

/**
 * Reads `#/runs/<id>/<spec key>`, `#/lists/<run id>/<view>`, `#/settings/<project id>/<tab>`, `#/intake`, `#/sign-in`,
 * `#/account` and `#/gpu`; anything else is home.
 */
export function readRoute(hash: string): Route {
  if (hash === gpuHash) return { page: 'gpu' }
  if (hash === accountHash) return { page: 'account' }
  const intake = /^#\/intake(\/sample)?$/.exec(hash)
  if (intake !== null) return { page: 'intake', sample: intake[1] !== undefined }
  const signIn = /^#\/sign-in(?:\/([a-z-]+))?$/.exec(hash)
  if (signIn !== null) return { page: 'sign-in', why: signIn[1] ?? null }
  const settings = /^#\/settings\/([^/]+)(?:\/([^/]+))?$/.exec(hash)
  if (settings !== null)
    return {
      ...{ page: 'settings', projectId: decode(settings[1] ?? '') },
      tab: settingsTabs.find((tab) => tab === settings[2]) ?? 'defaults',
    }
  const list = /^#\/lists\/([^/]+)(?:\/([^/]+))?$/.exec(hash)
  if (list !== null)
    return {
      ...{ page: 'list', runId: decode(list[1] ?? '') },
      view: readingViews.find((view) => view === list[2]) ?? null,
    }
  const match = /^#\/runs\/([^/]+)(?:\/([^/]+))?$/.exec(hash)
  if (match === null) return { page: 'home' }
  return {
    page: 'run',
    runId: decode(match[1] ?? ''),
    specKey: match[2] === undefined ? null : decode(match[2]),
  }
}

/** The address of a run, or of one spec in it. */
export function runHash(runId: string, specKey?: string | null): string {
  const run = `#/runs/${encodeURIComponent(runId)}`
  return specKey ? `${run}/${encodeURIComponent(specKey)}` : run
}

/** The address of how the list of a run was read, or of one view of it. */
export function listHash(runId: string, view?: ReadingView | null): string {
  const list = `#/lists/${encodeURIComponent(runId)}`
  return view ? `${list}/${view}` : list
}

/** The address of the settings of a project, or of one part of them. */
export function settingsHash(projectId: string, tab?: SettingsTab): string {
  const project = `#/settings/${encodeURIComponent(projectId)}`
  return tab === undefined ? project : `${project}/${tab}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
