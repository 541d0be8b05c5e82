/** What the address after `#` asks for. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'run'; readonly runId: string; readonly specKey: string | null }

/** Reads `#/runs/<id>/<spec key>`; anything else is home. */
export function readRoute(hash: string): Route {
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

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
