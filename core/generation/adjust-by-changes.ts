import type { RegenerateChanges } from '../review/regenerate-changes.js'
import type { JobAdjust } from './job-adjust.js'

/** What the jobs of a round do otherwise because a reviewer asked for it. Its seed is no part of that: planRound has it. */
export function adjustByChanges(changes: RegenerateChanges | undefined): JobAdjust | undefined {
  if (changes === undefined) return undefined
  const { prompt, negative, strength, steps, cfg, from } = changes
  const words = given({ prompt, negative })
  const generation = given({ steps, cfg })
  const source =
    from === undefined
      ? undefined
      : { sha256: from.sha256, use: 'variation' as const, ...(strength === undefined ? {} : { strength }) }
  const adjust = given({ words, generation, source })
  return adjust
}

/** Without the members that are undefined; undefined when none is left. */
function given<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: NonNullable<Members[Name]> } | undefined {
  const left = Object.entries(members).filter(([, value]) => value !== undefined)
  return left.length === 0
    ? undefined
    : (Object.fromEntries(left) as { [Name in keyof Members]?: NonNullable<Members[Name]> })
}
