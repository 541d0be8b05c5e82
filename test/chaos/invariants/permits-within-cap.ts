import { objection, type Invariant } from './invariant.js'

export const permitsWithinCap: Invariant = {
  id: 'I7',
  promise: 'never more permits of a project in flight than its cap',
  check({ samples }) {
    return [
      ...objection(samples.taken === 0, 'permits were never sampled'),
      ...objection(
        samples.most > samples.cap,
        `${samples.most} permits at once, the cap is ${samples.cap} (${samples.taken} samples)`,
      ),
    ]
  },
}
