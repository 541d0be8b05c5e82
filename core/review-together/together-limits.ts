/** What people who review together may ask for. */
export const togetherLimits = {
  /** A claim without any sign of its holder ends after so long. */
  claimLeaseMs: 30 * 60_000,
  claimsAtOnceMax: 100,
  claimsAtOnceDefault: 20,
  /** Live claims of one person in one run. */
  claimsHeldMax: 100,
  /** Pages say every 15 s where they are; who was not heard of for so long is gone. */
  presenceKeepMs: 40_000,
  /** Of one run; the one that was heard of least recently makes room. */
  presencesMax: 200,
  noteCharsMax: 2_000,
  notesMax: 500,
  /** Former texts of a note that are kept. */
  noteFormerMax: 20,
  tagsMax: 40,
  tagCharsMax: 60,
  assignedSpecsMax: 500,
  bulkDecisionsMax: 500,
} as const
