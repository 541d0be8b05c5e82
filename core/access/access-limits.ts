const dayMs = 86_400_000

/** Limits of sign-in, members and keys. */
export const accessLimits = {
  nameCharsMax: 80,
  emailCharsMax: 254,
  /** How long a link waits to be opened, hours: a week covers a holiday week. */
  invitationHoursMax: 168,
  invitationHoursDefault: 48,
  keyDaysMax: 365,
  /** A browser that nobody used for so long is signed out. */
  sessionIdleMs: 30 * dayMs,
  /** Every browser signs in anew after this. */
  sessionMaxMs: 90 * dayMs,
  /** The last use of a session or key is written at most this often. */
  lastUseEveryMs: 60_000,
  membersMax: 500,
  invitationsOpenMax: 200,
  keysMax: 200,
  sessionsListedMax: 200,
} as const

/** How a key begins, so that secret scanners and people know one when they see it. */
export const keyPrefix = 'alk_'
/** Characters of a key that lists show. */
export const keyShownChars = 12
