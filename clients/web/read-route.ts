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

/** What the address after `#` asks for. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'gpu' }
  | { readonly page: 'list'; readonly runId: string; readonly view: ReadingView | null }
  | { readonly page: 'run'; readonly runId: string; readonly specKey: string | null }

/** The address of the page of all GPU hosts. */
export const gpuHash = '#/gpu'

/** Reads `#/runs/<id>/<spec key>`, `#/lists/<run id>/<view>` and `#/gpu`; anything else is home. */
export function readRoute(hash: string): Route {
  if (hash === gpuHash) return { page: 'gpu' }
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

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
