import type { WaitsFor } from '../../../core/http/waits-for.js'
import { ClockTime } from '../base/clock-time.js'

/** `7 specs wait for a GPU slot, since 14:02`. Another minute makes another text, another second does not. */
export function WaitText({ wait: { what, since } }: { readonly wait: WaitsFor }) {
  return (
    <>
      {what}
      {since === null ? null : (
        <>
          , since <ClockTime at={since} />
        </>
      )}
    </>
  )
}
