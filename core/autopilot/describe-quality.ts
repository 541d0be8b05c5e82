import type { QualityReport, TriedVariant } from './quality-report.js'

/** One line: `try 2 of 3, best 0.62 of 0.80 (round 1, variant 3): palette fails in 4 of 4: paletteStrength 0.5`. */
export function describeQuality({ contract, outcome, reason, best, rounds }: QualityReport): string {
  const bestText =
    best === null
      ? 'nothing made'
      : `best ${best.score.toFixed(2)} of ${contract.minScore.toFixed(2)} (round ${best.round}, variant ${best.variantIndex + 1})`
  return `${outcomeWords[outcome]}, try ${rounds.length} of ${contract.tries}, ${bestText}: ${reason}`
}

const outcomeWords: Readonly<Record<QualityReport['outcome'], string>> = {
  trying: 'trying again',
  met: 'contract holds',
  handedOver: 'handed over to a person',
  ended: 'ended by a person',
}

/** `0.62`, or with the draft that it came from: `0.62 (of draft 3, 0.55)`. */
function scoreText({ score, draft }: TriedVariant): string {
  const origin = draft === undefined ? '' : ` (of draft ${draft.index + 1}, ${draft.score.toFixed(2)})`
  return `${score.toFixed(2)}${origin}`
}

/** The report as lines for a person who takes over: what was tried, what came of it, what seems not to help. */
export function qualityLines(report: QualityReport): string[] {
  const { rounds, unhelpful } = report
  return [
    describeQuality(report),
    ...rounds.map(({ round, why, variants, trouble }) => {
      const scores = variants.map(scoreText).join(' ')
      const failing = [...new Set(variants.flatMap(({ failed }) => failed))].join(', ')
      const found = variants.length === 0 ? (trouble ?? 'not made') : `scores ${scores}`
      return `round ${round} (${why}): ${found}${failing === '' ? '' : `; fails: ${failing}`}`
    }),
    ...unhelpful.map((line) => `did not help: ${line}`),
  ]
}
