const reloadedKey = 'assetloom.reloaded'
/** Sooner than this a second load would not help either. */
const reloadAgainMs = 60_000
const askForMs = 10_000

/**
 * A tab that was opened before an upgrade asks for scripts that are not there any more: it loads the page again. Where nobody
 * answers it stays as it is, because a browser shows nothing of ours then; what was to be shown says so and can be asked for
 * again. `mayLeave` says whether all that was written is kept.
 */
export function reloadAfterUpgrade(mayLeave: () => boolean): void {
  window.addEventListener('vite:preloadError', () => void reloadIfAnswered(mayLeave))
}

async function reloadIfAnswered(mayLeave: () => boolean): Promise<void> {
  const isAnswered = await fetch(location.pathname, {
    ...{ method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(askForMs) },
  }).then(
    ({ ok }) => ok,
    () => false,
  )
  if (!isAnswered) return
  const isLoop = Date.now() - Number(sessionStorage.getItem(reloadedKey)) < reloadAgainMs
  sessionStorage.setItem(reloadedKey, String(Date.now()))
  if (!isLoop && mayLeave()) location.reload()
}
