import type { AssetloomClient } from '../../http/assetloom-client.js'
import { sendJson } from '../app/send-json.js'
import { showToast } from '../base/toast.js'
import { signInHash } from '../read-route.js'

/** Ends the session of this browser and shows the way back in. */
export function signOut(client: AssetloomClient): void {
  sendJson<{ readonly endSessionUrl: string | null }>(client, 'POST', '/sign-out', {}).then(
    (answer) => {
      // The identity provider would sign the next person in without asking.
      if (answer?.endSessionUrl != null) return location.assign(answer.endSessionUrl)
      location.hash = `${signInHash}/signed-out`
      location.reload()
    },
    (error: unknown) =>
      showToast({
        title: 'Signing out did not work.',
        detail: error instanceof Error ? error.message : String(error),
        tone: 'error',
      }),
  )
}
